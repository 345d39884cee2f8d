"""Owns the material that scenes are cut from: real speech and line noise of one channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.types.time import Span, Spans, joined
from turn_taking.truths import Call, Samples, levels_dbfs

FADE_S = 0.005
NOISE_MOST_DBFS = -51.0
NOISE_DISTANCE_ROWS = 15
NOISE_LEAST_ROWS = 20
CUT_ROWS = 8
CUT_BELOW_MEDIAN_DB = 6.0
"""A stretch is cut where the row is at most this far below the unit's median: mid-speech."""

BREATH_S = 0.3
CHAIN_GAP_S = 0.5


@dataclass(frozen=True, eq=False)
class Stretch:
    """Samples with the spans that hold speech, seconds from the first sample."""

    samples: Samples
    spans: Spans
    rate_hz: int

    @property
    def duration_s(self) -> float:
        """To the end of the last span."""
        return self.spans[-1].end_s

    def then(self, more: Stretch, pause: Samples) -> Stretch:
        """This stretch, a pause, and another."""
        at_s = (len(self.samples) + len(pause)) / self.rate_hz
        later = tuple(Span(s.start_s + at_s, s.end_s + at_s) for s in more.spans)
        samples = np.concatenate((self.samples, pause, more.samples))
        return Stretch(samples, (*self.spans, *later), self.rate_hz)

    def until(self, end_s: float) -> Stretch:
        """The beginning, cut in the middle of speech next to a moment.

        Raises
        ------
        ValueError
            If no row near it is loud enough to be the middle of speech.
        """
        near = next((s for s in self.spans if s.start_s + 0.05 <= end_s <= s.end_s), None)
        level = levels_dbfs(self.samples, self.rate_hz)
        if near is not None:
            rows = slice(round(near.start_s * 100), round(near.end_s * 100))
            least_dbfs = float(np.median(level[rows])) - CUT_BELOW_MEDIAN_DB
            at, low, high = round(end_s * 100), rows.start + 5, rows.stop
            for row in sorted(
                range(max(low, at - CUT_ROWS), min(high, at + CUT_ROWS)),
                key=lambda row: abs(row - at),
            ):
                if level[row - 1] >= least_dbfs:
                    end_s = row / 100
                    spans = tuple(
                        Span(s.start_s, min(s.end_s, end_s))
                        for s in self.spans
                        if s.start_s < end_s
                    )
                    n_samples = round(end_s * self.rate_hz)
                    return Stretch(self.samples[:n_samples], spans, self.rate_hz)
        raise ValueError(f"no speech to cut at {end_s:.2f} s")


class Voice:
    """One channel of the call as material.

    Draws are by the generator given, so that a seed fixes them.
    """

    def __init__(self, call: Call, channel: int, rng: np.random.Generator) -> None:
        self._samples, self._rate_hz = call.channels[channel], call.rate_hz
        self._units, self._rng = call.truths[channel].units, rng
        self._runs = joined(self._units, CHAIN_GAP_S)
        speech = call.truths[channel].speech
        near = np.convolve(speech, np.ones(2 * NOISE_DISTANCE_ROWS + 1), "same") > 0
        level = levels_dbfs(self._samples, self._rate_hz)[: len(speech)]
        self._noise = _runs_of(~near & (level < NOISE_MOST_DBFS), NOISE_LEAST_ROWS)

    def noise(self, n_samples: int) -> Samples:
        """Line noise from the pauses, pieces crossfaded."""
        step, fade = self._rate_hz // 100, round(2 * FADE_S * self._rate_hz)
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        result = np.zeros(0, np.float32)
        while len(result) < n_samples:
            first, last = self._noise[self._rng.integers(len(self._noise))]
            piece = self._samples[first * step : last * step]
            if len(result):
                mixed = result[-fade:] * (1 - ramp) + piece[:fade] * ramp
                result = np.concatenate((result[:-fade], mixed, piece[fade:]))
            else:
                result = piece
        return result[:n_samples]

    def talk(self, least_s: float) -> Stretch:
        """Real talk with its own pauses, all under 0.5 s; runs joined at 0.3 s where needed."""
        result = self._run(self._draw([run for run in self._runs if run.duration_s >= 1.5]))
        while result.duration_s < least_s:
            more = self._run(self._draw([run for run in self._runs if run.duration_s >= 1.0]))
            result = result.then(more, self.noise(round(BREATH_S * self._rate_hz)))
        return result

    def piece(self, low_s: float, high_s: float) -> Stretch:
        """Speech from a real onset, without a break, of a length between two."""
        while True:
            unit = self._draw([unit for unit in self._units if unit.duration_s >= low_s])
            if unit.duration_s <= high_s:
                return self._run(unit)
            try:
                cut = self._run(unit).until(self._rng.uniform(low_s, high_s))
            except ValueError:
                continue
            if low_s <= cut.duration_s <= high_s:
                return cut

    def _run(self, run: Span) -> Stretch:
        rows = slice(round(run.start_s * 100), round(run.end_s * 100))
        step = self._rate_hz // 100
        start_s = rows.start / 100
        spans = tuple(
            Span(u.start_s - start_s, u.end_s - start_s)
            for u in self._units
            if run.start_s <= u.start_s and u.end_s <= run.end_s
        )
        return Stretch(self._samples[rows.start * step : rows.stop * step], spans, self._rate_hz)

    def _draw(self, spans: list[Span]) -> Span:
        return spans[self._rng.integers(len(spans))]


def _runs_of(is_in: np.ndarray, least_rows: int) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(is_in.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    return [(int(a), int(b)) for a, b in edges if b - a >= least_rows]
