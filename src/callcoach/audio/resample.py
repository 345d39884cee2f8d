"""Owns the change of sample rate of one channel that arrives in pieces."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


class StreamResampler:
    """Turns a stream of samples at one rate into the stream at another.

    The output is the same to the last bit however the input was cut (a property of soxr's
    stream that the tests hold), and has no delay: sample i stands for the time
    i / `rate_out_hz`. n samples in give `n_samples_out(n)` samples out.

    Parameters
    ----------
    rate_in_hz, rate_out_hz : int
        Samples per second before and after, 1 or more.
    """

    def __init__(self, rate_in_hz: int, rate_out_hz: int) -> None:
        import soxr

        self.rate_in_hz = rate_in_hz
        self.rate_out_hz = rate_out_hz
        self._finished = False
        self._engine = soxr.ResampleStream(rate_in_hz, rate_out_hz, 1, dtype="float32")

    def n_samples_out(self, n_samples_in: int) -> int:
        """Samples that come out in all for `n_samples_in` samples put in; half rounds up."""
        return (2 * n_samples_in * self.rate_out_hz + self.rate_in_hz) // (2 * self.rate_in_hz)

    def push(self, samples: Samples) -> Samples:
        """The samples that are ready after `samples`, float32 of shape (n,), came in.

        May be empty: the filter looks ahead by some milliseconds.
        """
        assert not self._finished, "push after finish"
        if len(samples) == 0:
            return np.zeros(0, np.float32)
        return self._resampled(samples, last=False)

    def finish(self) -> Samples:
        """The rest, after the last push. The stream ends here."""
        assert not self._finished, "finish twice"
        self._finished = True
        return self._resampled(np.zeros(0, np.float32), last=True)

    def _resampled(self, samples: Samples, *, last: bool) -> Samples:
        ready: Samples = self._engine.resample_chunk(
            np.ascontiguousarray(samples, np.float32), last=last
        )
        return ready


class SteeredResampler:
    """Turns a stream into samples of another rate, which may be moved a little while it runs.

    The next sample out stands for the input at `position`, in samples in, known to the fraction:
    by that a stream is held in step with another clock. soxr's variable-rate stream, whose filter
    is flat to 0.94 of half the lower rate and which, unlike the fixed one, holds back little: 15 ms
    at equal rates, 7 to 30 ms else. What comes out is late by up to 1.7 samples out beside
    `position` says.

    Parameters
    ----------
    rate_in_hz, rate_out_hz : float
        Samples per second before and after, above 0.
    n_channels : int
        Channels in step, 1 or more.
    """

    STEERED_MOST = 0.01
    """By how much of itself the ratio may be moved."""

    def __init__(self, rate_in_hz: float, rate_out_hz: float, n_channels: int) -> None:
        import soxr

        self._nominal = rate_in_hz / rate_out_hz
        self._ratio = self._nominal
        self.position = 0.0
        # A variable-rate stream is made for the highest ratio that it will be asked for.
        self._engine = soxr.ResampleStream(
            self._nominal * (1 + self.STEERED_MOST), 1.0, n_channels, dtype="float32", vr=True
        )
        self._engine.set_io_ratio(self._ratio, 1.0)

    def steer(self, ratio: float) -> None:
        """Sets how many samples in a sample out stands for; held to `STEERED_MOST` of nominal."""
        most = self._nominal * self.STEERED_MOST
        self._ratio = min(max(ratio, self._nominal - most), self._nominal + most)
        self._engine.set_io_ratio(self._ratio, 1.0)

    def push(self, samples: Samples) -> Samples:
        """The samples that are ready after `samples` came in; both float32 of shape (n, channels).

        May be empty.
        """
        ready: Samples = self._engine.resample_chunk(np.ascontiguousarray(samples, np.float32))
        self.position += len(ready) * self._ratio
        return ready
