"""Owns what the two sides of a recording hold: two parties, the same twice, or one alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from callcoach.audio.media import Block
from callcoach.types.call import Channel, Layout

_METER_RATE_HZ = 8_000
"""Sound is averaged down to about this rate first: speech lies below, and it is cheap."""

_FRAME_S = 0.05
_FRAMES_A_SEGMENT = 5
_RUN_FRAMES = 3
_LAG_MOST_S = 0.005
_SEGMENTS_A_LAG_SEARCH = 4

_BIN_DB = 0.5
_FLOOR_DBFS = -90.0
_N_LEVELS = 190  # up to +5 dBFS
_DIFFERENCE_MOST_DB = 60.0
_N_DIFFERENCES = 241
_N_LIKENESS = 20

# All chosen by us, on one real two-channel call of 245 s as recorded, bled (-6..-40 dB, 0..40 ms),
# copied (scaled, inverted, delayed, re-coded, noisy) and with one side replaced by line noise.
_ACTIVE_OVER_FLOOR_DB = 12.0
_ACTIVE_LEAST_DBFS = -65.0
_ACTIVE_LEAST_FRAMES = 4
_NOISY_OVER_FLOOR_DB = 4.0
_NOISY_LEAST_DBFS = -35.0
_CROSSTALK_DB = 25.0
_ECHO_FRAMES = 6
_N_HISTORY = _ECHO_FRAMES + _RUN_FRAMES - 1
_LOUD_RANGE_DB = 25.0
_LOUD_OVER_FLOOR_DB = 10.0
_LOUDEST_RANGE_DB = 10.0
_COPY_SPREAD_DB = 2.5
_COPY_SHARE = 0.99
_COPY_LIKENESS = 0.7
_OWN_LEAST_SHARE = 0.06
_ONE_SIDED_SHARE = 0.5
_TURNS_SHARE = 0.02
_TURNS_LEAST = 2
_SAME_FLOOR_DB = 0.5
_SAME_FLOOR_LIKENESS = 0.95


@dataclass(slots=True)
class _Tallies:
    """Counts over the call so far; their size does not grow.

    `levels[c]`: frames by level. `runs[c]`: runs of three frames by their least level, those
    counted as the floor in which the other channel is so loud that this may be its crosstalk.
    `differences`: segments by level of the louder channel, then by channel 0 over channel 1.
    `likeness`: the same by the highest correlation within the lag range. `own[c]`: those in
    which what is not common to both channels is mostly on channel c.
    """

    levels: npt.NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((2, _N_LEVELS), np.int64)
    )
    runs: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((2, _N_LEVELS), np.int64))
    differences: npt.NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((_N_LEVELS, _N_DIFFERENCES), np.int64)
    )
    likeness: npt.NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((_N_LEVELS, _N_LIKENESS), np.int64)
    )
    own: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((2, _N_LEVELS), np.int64))


class LayoutMeter:
    """Finds the layout from the sound, block by block, in constant memory.

    Two channels are a *copy* of each other (`dual_mono`) where their level difference is the
    same wherever either is loud, and their waveforms agree at some lag of at most 5 ms: true of
    scaled, inverted, re-coded or slightly delayed copies, not of two people, even with each
    heard in the other's channel: then the difference turns with the speaker. Loud noise common
    to both channels hides that, so what they have in common is taken off first: where the rest
    is now on one side and now on the other, two people speak. A channel is *silent throughout*
    (`one_sided`) where its level never holds 12 dB over its own floor for 0.15 s (4 dB where it
    is loud) but 25 dB under what the other channel held just before: digital silence, an offset,
    hiss, hum, a faint echo of the other party. In doubt a channel counts as live. Two channels
    without any sound are no copy of each other, for there is nothing to copy.
    """

    def __init__(self, n_channels: int, sample_rate_hz: int) -> None:
        self._n_channels = n_channels
        self._n_mean = max(1, sample_rate_hz // _METER_RATE_HZ)
        rate_hz = sample_rate_hz / self._n_mean
        self._n_frame = round(_FRAME_S * rate_hz)
        self._n_lag = round(_LAG_MOST_S * rate_hz)
        self._n_segment = self._n_frame * _FRAMES_A_SEGMENT
        self._held: Block = np.zeros((n_channels, 0), np.float32)
        self._last_levels = np.zeros((n_channels, _N_HISTORY), np.int64)
        self._n_segments = 0
        self._is_identical = True
        self._power = np.zeros(n_channels)
        self._searched_energy = np.zeros(n_channels)
        self._tallies = _Tallies()

    def push(self, block: Block) -> None:
        """Takes the next samples, (n_channels, n), -1..1."""
        if self._n_channels == 1 or block.shape[1] == 0:
            return
        self._is_identical = self._is_identical and np.array_equal(block[0], block[1])
        held = np.concatenate((self._held, block), axis=1)
        n_unit = self._n_segment * self._n_mean
        n_taken = held.shape[1] - held.shape[1] % n_unit
        self._held = held[:, n_taken:].copy()
        if n_taken:
            taken = held[:, :n_taken]
            if self._n_mean > 1:
                taken = taken.reshape(2, -1, self._n_mean).mean(axis=2)
            self._count(taken.reshape(2, -1, self._n_segment))

    def layout(self) -> Layout:
        """What the sound so far shows."""
        if self._n_channels == 1:
            return "mono"
        if self._is_silent():
            return "two_channel"
        if self._is_identical:
            return "dual_mono"
        is_copy = self._is_copy()
        if is_copy and self._turns():
            return "two_channel"
        if self._is_live(0) != self._is_live(1) and not self._is_in_doubt(1 - self.live_channel()):
            return "one_sided"
        return "dual_mono" if is_copy else "two_channel"

    def live_channel(self) -> Channel:
        """The channel to judge where the layout leaves only one: the live or the louder one."""
        if self._n_channels == 1:
            return 0
        is_live = self._is_live(0), self._is_live(1)
        if is_live[0] != is_live[1]:
            return is_live.index(True)
        return int(self._power[1] > self._power[0])

    def _count(self, segments: Block) -> None:
        """Adds whole segments, (2, n, samples), to the tallies."""
        frames = segments.reshape(2, -1, self._n_frame)
        power = frames.var(axis=2, dtype=np.float64)  # without offset; (2, n frames)
        self._power += power.sum(axis=1)
        levels = _level_bin(power)
        for channel in (0, 1):
            self._tallies.levels[channel] += np.bincount(levels[channel], minlength=_N_LEVELS)
        chain = np.concatenate((self._last_levels, levels), axis=1)
        self._last_levels = chain[:, levels.shape[1] :]
        for channel, runs in enumerate(_own_runs(chain)):
            self._tallies.runs[channel] += np.bincount(runs, minlength=_N_LEVELS)
        self._count_segments(segments, power.reshape(2, -1, _FRAMES_A_SEGMENT))

    def _count_segments(self, segments: Block, frames: npt.NDArray[np.float64]) -> None:
        """Adds the level differences, and the likeness of every fourth segment.

        `frames`: power, (2, n, frames a segment).
        """
        # The median: a segment into which a delayed copy's last samples spill is not loud.
        loud = _level_bin(np.median(frames, axis=2).max(axis=0))
        power = frames.mean(axis=2)
        ratio_db = 10 * np.log10((power[0] + 1e-12) / (power[1] + 1e-12))
        limited = np.clip(ratio_db, -_DIFFERENCE_MOST_DB, _DIFFERENCE_MOST_DB)
        difference = np.rint((limited + _DIFFERENCE_MOST_DB) / _BIN_DB).astype(np.int64)
        np.add.at(self._tallies.differences, (loud, difference), 1)
        some = slice(-self._n_segments % _SEGMENTS_A_LAG_SEARCH, None, _SEGMENTS_A_LAG_SEARCH)
        self._n_segments += len(loud)
        searched = segments[:, some]
        energy = searched.var(axis=2, dtype=np.float64)
        like = _likeness(searched, self._n_lag)
        row = np.minimum((like * _N_LIKENESS).astype(np.int64), _N_LIKENESS - 1)
        np.add.at(self._tallies.likeness, (loud[some], row), 1)
        so_far = np.cumsum(np.column_stack((self._searched_energy, energy)), axis=1)
        self._searched_energy = so_far[:, -1]
        for channel, is_own in enumerate(_own_sides(energy, like, so_far[:, 1:])):
            np.add.at(self._tallies.own[channel], loud[some][is_own], 1)

    def _is_live(self, channel: Channel) -> bool:
        levels, runs = self._tallies.levels[channel], self._tallies.runs[channel]
        over_floor = _quantile_bin(levels, 0.1) + round(_ACTIVE_OVER_FLOOR_DB / _BIN_DB)
        least = max(over_floor, _bin_of(_ACTIVE_LEAST_DBFS))
        return bool(runs[least:].sum() >= _ACTIVE_LEAST_FRAMES)

    def _is_in_doubt(self, channel: Channel) -> bool:
        """Whether a channel that is not live may hold a voice in loud noise."""
        levels, runs = self._tallies.levels[channel], self._tallies.runs[channel]
        over_floor = _quantile_bin(levels, 0.1) + round(_NOISY_OVER_FLOOR_DB / _BIN_DB)
        least = max(over_floor, _bin_of(_NOISY_LEAST_DBFS))
        return bool(runs[least:].sum() >= _ACTIVE_LEAST_FRAMES)

    def _is_silent(self) -> bool:
        """Whether neither channel ever holds any sound."""
        if self._tallies.levels[:, _bin_of(_ACTIVE_LEAST_DBFS) :].any():
            return False
        rest = _level_bin(self._held.var(axis=1, dtype=np.float64)) if self._held.size else 0
        return bool(np.all(rest < _bin_of(_ACTIVE_LEAST_DBFS)))

    def _turns(self) -> bool:
        """Whether two parties speak in the same loud noise, by what they do not have in common.

        Asked only where the floor itself is loud and alike in both: then little of what is not
        common comes from coding, which is alike least where it is quiet.
        """
        loudest = self._loudest()
        floor = _quantile_bin(self._tallies.differences.sum(axis=1), 0.1)
        at_floor = self._tallies.likeness[: floor + 1 + round(_SAME_FLOOR_DB / _BIN_DB)].sum(axis=0)
        if floor < loudest or _quantile_bin(at_floor, 0.9) < _SAME_FLOOR_LIKENESS * _N_LIKENESS:
            return False
        own = self._tallies.own[:, loudest:].sum(axis=1)
        least = max(_TURNS_LEAST, _TURNS_SHARE * self._tallies.likeness[loudest:].sum())
        return bool(own.min() >= least)

    def _loudest(self) -> int:
        """The least level bin of the loudest segments."""
        top = _quantile_bin(self._tallies.differences.sum(axis=1), 0.95)
        return max(0, top - round(_LOUDEST_RANGE_DB / _BIN_DB))

    def _is_copy(self) -> bool:
        by_level = self._tallies.differences.sum(axis=1)
        if not by_level.any():
            return False
        floor, top = _quantile_bin(by_level, 0.1), _quantile_bin(by_level, 0.95)
        loudest = self._loudest()
        over_floor = min(floor + round(_LOUD_OVER_FLOOR_DB / _BIN_DB), loudest)
        least = max(0, top - round(_LOUD_RANGE_DB / _BIN_DB), over_floor)
        differences = self._tallies.differences[least:].sum(axis=0)
        n_near = round(_COPY_SPREAD_DB / _BIN_DB)
        near = np.convolve(differences, np.ones(2 * n_near + 1, np.int64)).max()
        if near < _COPY_SHARE * differences.sum():
            return False
        likeness = self._tallies.likeness[loudest:].sum(axis=0)
        return _quantile_bin(likeness, 0.5) >= _COPY_LIKENESS * _N_LIKENESS


def _own_runs(chain: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The least level bin of each run of frames, 0 where the other channel may be its source.

    `chain` holds level bins, (2, _N_HISTORY + n); the runs are (2, n).
    """
    windows = np.lib.stride_tricks.sliding_window_view(chain, _ECHO_FRAMES + 1, axis=1)
    heard = windows[::-1].max(axis=2)  # the other channel's loudest, now or up to 0.3 s ago
    own = chain[:, _ECHO_FRAMES:]
    own = np.where(heard - own >= round(_CROSSTALK_DB / _BIN_DB), 0, own)
    runs: npt.NDArray[np.int64] = np.lib.stride_tricks.sliding_window_view(
        own, _RUN_FRAMES, axis=1
    ).min(axis=2)
    return runs


def _own_sides(
    energy: npt.NDArray[np.float64],
    likeness: npt.NDArray[np.float64],
    so_far: npt.NDArray[np.float64],
) -> npt.NDArray[np.bool_]:
    """Whether each channel holds most of what a segment's channels do not have in common.

    `energy` and the energy `so_far`, whose ratio is the gain of a copy or of a common noise, are
    (2, n), `likeness` is (n,); the result is (2, n). Of the powers p0 and g²·p1, 2·g·likeness·
    sqrt(p0·p1) is common; the rest is on one side as far as it is the powers' difference.
    """
    gain = so_far[0] / np.maximum(so_far[1], 1e-12)
    first, second = energy[0], gain * energy[1]
    rest = first + second - 2 * likeness * np.sqrt(first * second)
    counts = rest > _OWN_LEAST_SHARE * (first + second)
    return np.stack(
        [counts & (side > _ONE_SIDED_SHARE * rest) for side in (first - second, second - first)]
    )


def _bin_of(level_dbfs: float) -> int:
    return round((level_dbfs - _FLOOR_DBFS) / _BIN_DB)


def _quantile_bin(counts: npt.NDArray[np.int64], share: float) -> int:
    return int(np.searchsorted(np.cumsum(counts), share * counts.sum()))


def _level_bin(power: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    level_dbfs = 10 * np.log10(power + 1e-12)
    bins = np.floor((level_dbfs - _FLOOR_DBFS) / _BIN_DB).astype(np.int64)
    return np.clip(bins, 0, _N_LEVELS - 1)


def _likeness(segments: Block, n_lag: int) -> npt.NDArray[np.float64]:
    """Highest magnitude of the correlation at lags up to `n_lag`, 0..1, for each segment."""
    centred = segments - segments.mean(axis=2, keepdims=True)
    n_fft = 1 << (segments.shape[2] + n_lag - 1).bit_length()
    first, second = np.fft.rfft(centred, n_fft, axis=2)
    product = np.fft.irfft(first * np.conj(second), n_fft, axis=1)
    peak = np.abs(np.concatenate((product[:, : n_lag + 1], product[:, -n_lag:]), axis=1)).max(
        axis=1
    )
    energy = np.sqrt((centred.astype(np.float64) ** 2).sum(axis=2).prod(axis=0))
    likeness: npt.NDArray[np.float64] = np.minimum(peak / np.maximum(energy, 1e-12), 1.0)
    return likeness
