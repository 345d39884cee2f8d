"""Owns the sound about the hops of a passage, as the trackers that look at spectra take it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.frames.fourier import rfft
from callcoach.frames.pitch import N_HOP
from callcoach.types.frames import FloatRow


def sounding_hops(
    samples: FloatRow, hops: slice, least_peak: float
) -> tuple[int, npt.NDArray[np.bool_]]:
    """The first of some whole hops, and which of them reach a peak: (n,) bool."""
    whole = samples[: len(samples) // N_HOP * N_HOP].reshape(-1, N_HOP)
    peaks = np.abs(whole[hops]).max(axis=1, initial=0)
    return hops.indices(len(whole))[0], peaks >= least_peak


def magnitudes_about(samples: FloatRow, window: FloatRow, first: int, n_hops: int) -> FloatRow:
    """Magnitudes of the spectrum about each hop from the first on: (n_hops, bins) float32."""
    padded = np.pad(samples, len(window) // 2)
    views = np.lib.stride_tricks.sliding_window_view(padded, len(window))
    frames = views[::N_HOP][first : first + n_hops] * window
    magnitudes: FloatRow = np.abs(rfft(frames, len(window)))
    return magnitudes
