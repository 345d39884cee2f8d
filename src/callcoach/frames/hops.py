"""Owns the sound about the hops of a passage, as the trackers that look at spectra take it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from callcoach.frames.pitch import N_HOP
from callcoach.frames.spectrum import squared_magnitude
from callcoach.types.frames import FloatRow


def sounding_hops(
    samples: FloatRow, hops: slice, least_peak: float
) -> tuple[int, npt.NDArray[np.bool_]]:
    """The first of some whole hops, and which of them reach a peak: (n,) bool."""
    whole = samples[: len(samples) // N_HOP * N_HOP].reshape(-1, N_HOP)
    peaks = np.abs(whole[hops]).max(axis=1, initial=0)
    return hops.indices(len(whole))[0], peaks >= least_peak


def magnitudes_about(
    samples: FloatRow, window: FloatRow, first: int, n_hops: int, n_bins: int | None = None
) -> FloatRow:
    """Magnitudes about each hop from the first on: (n_hops, n_bins) float32; of all bins, or
    of the lowest."""
    padded = np.pad(samples, len(window) // 2)
    views = np.lib.stride_tricks.sliding_window_view(padded, len(window))
    frames = views[::N_HOP][first : first + n_hops] * window
    return np.sqrt(squared_magnitude(frames, len(window), n_bins))
