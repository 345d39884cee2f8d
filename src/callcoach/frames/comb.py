"""Owns the pitch tracker that looks for combs of harmonics: callcoach's own small network."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from callcoach.frames.hops import magnitudes_about, sounding_hops
from callcoach.frames.onnx import session_of
from callcoach.frames.pitch import ALL, RATE_HZ, PitchHops
from callcoach.frames.spectrum import hann
from callcoach.types.frames import FloatRow

N_WINDOW = 1024
N_BINS = 257
"""64 ms of sound, and its bins up to 4 kHz: more a telephone does not carry."""

LOWEST_HZ = 55.0
STEPS_PER_OCTAVE = 18
N_BANDS = 110
N_PITCHES = 64
"""Bands up to 3.8 kHz, evenly spaced in octaves; the lowest 64, up to 622 Hz, may be the pitch."""

AROUND_HOPS = 3
RANGE_TENFOLD = 2.5
LEAST_MAGNITUDE = np.float32(1e-7)
"""Bands are seen against the loudest one within 3 hops, 50 dB down: so no gain changes them."""

SILENCE_PEAK = 1e-4
"""Under it a hop is silence: unvoiced, whatever the network says."""

NOT_ASKED = np.float32(-1e9)


class CombTracker:
    """A convolutional network over magnitudes in bands a third of a tone wide.

    One of its layers looks up from a band along 60 others, over three octaves: where the harmonics
    of a pitch lie above it is the same for every pitch. So did R. Bittner et al. (2017), "Deep
    salience representations for F0 estimation in polyphonic music", by stacking harmonics; the rest
    is ours. Fitted by `scripts/fit_pitch.py` to made voices, whose pitch is known, and to recorded
    and synthetic speech where Praat, pYIN and SwiftF0 agree, through telephones, codecs and noise.
    """

    def __init__(self, floor_hz: float, ceiling_hz: float) -> None:
        hz = pitches_hz()
        self._window = hann(N_WINDOW)
        self._is_asked = (hz >= floor_hz) & (hz <= ceiling_hz)

    def track(self, samples: FloatRow, hops: slice = ALL) -> PitchHops:
        """As `PitchTracker`."""
        first, is_sound = sounding_hops(samples, hops, SILENCE_PEAK)
        if not len(is_sound):
            return PitchHops(np.zeros(0, np.float32), np.zeros(0, np.float32))
        magnitudes = magnitudes_about(samples, self._window, first, len(is_sound), N_BINS)
        columns = columns_of(magnitudes @ _bands())
        odds, voicing = _session().run(None, {"bands": columns})
        f0_hz = self._f0_hz(odds[0])
        is_voiced = 1 / (1 + np.exp(-voicing[0]))
        return PitchHops(f0_hz, np.where(is_sound, is_voiced, np.float32(0)))

    def _f0_hz(self, odds: FloatRow) -> FloatRow:
        """(n,) the likeliest pitch of each hop, between it and its neighbours; of (64, n)."""
        asked: FloatRow = np.where(self._is_asked[:, np.newaxis], odds, NOT_ASKED)
        best = asked.argmax(axis=0)
        about = np.clip(best + np.array([[-1], [0], [1]]), 0, N_PITCHES - 1)  # (3, n)
        near = np.take_along_axis(asked, about, axis=0)
        weights = np.exp(near - near.max(axis=0))
        step = (weights * about).sum(axis=0) / weights.sum(axis=0)
        f0_hz: FloatRow = (LOWEST_HZ * 2 ** (step / STEPS_PER_OCTAVE)).astype(np.float32)
        return f0_hz


def pitches_hz() -> FloatRow:
    """(64,) Hz, the middles of the bands that may be the pitch."""
    hz = LOWEST_HZ * 2 ** (np.arange(N_PITCHES) / STEPS_PER_OCTAVE)
    return hz.astype(np.float32)


def bands_of(n_bins: int, bin_hz: float) -> FloatRow:
    """(n_bins, 110) weights of bins in each band: triangles to its neighbours, or a bin wide."""
    hz = LOWEST_HZ * 2 ** (np.arange(-1, N_BANDS + 1) / STEPS_PER_OCTAVE)
    middle = hz[1:-1]
    low = np.minimum(hz[:-2], middle - bin_hz)
    high = np.maximum(hz[2:], middle + bin_hz)
    bins = np.arange(n_bins)[:, np.newaxis] * bin_hz
    weights = np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle))
    weights = np.maximum(weights, 0)
    bands: FloatRow = (weights / weights.sum(axis=0)).astype(np.float32)
    return bands


def columns_of(magnitudes: FloatRow) -> FloatRow:
    """(1, 1, 110, n) what the network is given, of (n, 110) magnitudes."""
    tenfold = np.log10(magnitudes + LEAST_MAGNITUDE)
    top = np.pad(tenfold.max(axis=1), AROUND_HOPS, constant_values=-np.inf)
    top = np.lib.stride_tricks.sliding_window_view(top, 2 * AROUND_HOPS + 1).max(axis=1)
    columns = np.maximum(tenfold - top[:, np.newaxis], np.float32(-RANGE_TENFOLD)) + 1
    return np.ascontiguousarray(columns.T[np.newaxis, np.newaxis], np.float32)


@cache
def _bands() -> FloatRow:
    return bands_of(N_BINS, RATE_HZ / N_WINDOW)


@cache
def _session() -> Any:
    return session_of(files("callcoach.frames").joinpath("data/comb.onnx").read_bytes())
