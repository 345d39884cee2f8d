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
