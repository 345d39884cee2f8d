"""Owns the Fourier transform of many short rows at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.types.frames import FloatRow

# scipy's, since it takes several rows in one step: about four times as fast as numpy's here
# (480 and 2048 values, float32). A row's result does not depend on the rows beside it.


def rfft(rows: FloatRow, n: int) -> npt.NDArray[np.complex64]:
    """Spectra, (m, n // 2 + 1) complex64, of (m, k) float32 rows, padded with zeros to `n`."""
    import scipy.fft

    spectra: npt.NDArray[np.complex64] = scipy.fft.rfft(rows, n, axis=1)
    return spectra


def irfft(spectra: npt.NDArray[np.complex64] | FloatRow, n: int) -> FloatRow:
    """Rows of `n` values, float32, of (m, n // 2 + 1) spectra."""
    import scipy.fft

    rows: FloatRow = scipy.fft.irfft(spectra, n, axis=1)
    return rows
