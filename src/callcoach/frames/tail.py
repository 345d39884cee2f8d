"""Owns the end of a stream of samples that is still needed, addressed from the stream's start."""

from __future__ import annotations

import numpy as np

from callcoach.types.frames import FloatRow


class SampleTail:
    """Samples of a stream from `start` on; zeros stand before the stream's first sample.

    Parameters
    ----------
    n_before : zeros kept before the first sample, so that windows may reach back over it.
    """

    def __init__(self, n_before: int = 0) -> None:
        self.start = -n_before
        self._samples: FloatRow = np.zeros(n_before, dtype=np.float32)

    @property
    def end(self) -> int:
        """Index after the last sample."""
        return self.start + len(self._samples)

    def push(self, samples: FloatRow) -> None:
        """Append samples."""
        self._samples = np.concatenate((self._samples, samples))

    def between(self, first: int, last: int) -> FloatRow:
        """Samples [first, last), a view."""
        assert self.start <= first <= last <= self.end
        return self._samples[first - self.start : last - self.start]

    def drop_before(self, index: int) -> None:
        """Forget the samples before `index`."""
        if index > self.start:
            index = min(index, self.end)
            self._samples = self._samples[index - self.start :]
            self.start = index
