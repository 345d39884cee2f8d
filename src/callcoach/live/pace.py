"""Owns the agent's pace as it is now, and the cue for talking fast for long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.frames.columns import RecentRows
from callcoach.live.hearing import stretch_of
from callcoach.live.texts import PACE
from callcoach.settings import Settings
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity, Floor
from callcoach.types.frames import STEPS_PER_S
from callcoach.types.live import PaceNow
from callcoach.types.measures import RateWindow
from callcoach.types.time import Span, difference, intersection, joined, within
from callcoach.voice.local_rate import rate_windows
from callcoach.voice.pace import SYLLABLES_PER_WORD
from callcoach.voice.phonation import phonation_rows
from callcoach.voice.rows import own_rows, rows_in
from callcoach.voice.syllables import from_sound, seconds_of

AGENT, CUSTOMER = 0, 1
ROWS_S = 20.0
"""How much is looked at for the rate of the last window: so that the unit that it begins in is
whole, as a rule, for syllables are held against the loud rows of their unit."""

USUAL_SPOKEN_LEAST_S = 60.0
"""Own speech from which on there is an own usual. Chosen by us: half as much as the least that two
halves of a call agree on (docs/measures.md), so that a cue can come in a short call at all."""

WPM_ERROR = 0.15
"""How far an estimate of words from syllables may be off (`voice.pace`). A rate is over the limit
of a language where it is so by more than that."""

PHONATION_SHARE = 0.9
"""Of an agent's turn time: 0.88 and 0.90 in the sample calls, 0.91 in a real one. By it a rate of
syllables in phonation is made of words in turn time, for the band on the screen alone."""

CALM_SHARE = 11 / 12
"""Of the line over which a rate is fast, where it ends being fast: with `fast_ratio` 1.2, 1.1 times
the usual, and 165 of 180 words a minute. Between the two lines nothing changes."""

CALM_TICKS = 3
ANSWER_MOST_S = 3.0
"""A customer's turn up to this long is a short answer, after which the agent talks on. Chosen by
us."""

UNTOLD_MOST_S = 10.0
"""With no rate for longer than this, too little was said to call it talking in a row."""


@dataclass(frozen=True, slots=True)
class _Window:
    """The last window: its rate; words a minute by it; seconds of talk, pauses included."""

    rate: RateWindow | None
    wpm: float | None
    talk_s: float


class PaceWatch:
    """Looked at once a second. Crosses when the agent has talked fast for `live.pace_s` in a row.

    Fast: the review's local rate is over `voice.fast_ratio` times the median so far, once 60 s
    were spoken, or the words a minute are surely over the limit of `words.language`, from the
    start; no limit is known where that is auto. In a row: pauses are counted up to
    `voice.pause_cap_s` each, and only a customer's turn of over 3 s ends it. Half of the first
    fast window counts, since a rate that jumps is seen over the line when half of the window is
    fast.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limits = settings.coaching.wpm_limits(settings.words.language)
        self._rates: list[float] = []
        self._looked_s = 0.0
        self._sampled_s = 0.0
        self._fast_s = 0.0
        self._untold_s = 0.0
        self._n_calm = 0
        self._is_told = False

    def look(
        self, recent: RecentRows, activity: Activity, floor: Floor, spoken_s: float, heard_s: float
    ) -> tuple[PaceNow | None, Crossing | None]:
        """The pace now, None where there is no band to hold it against, and the new crossing."""
        window = self._window(recent, activity, floor)
        usual_sps = self._usual_sps(window, spoken_s, activity.duration_s)
        step_s, self._looked_s = activity.duration_s - self._looked_s, activity.duration_s
        crossing = self._step(window, usual_sps, floor, step_s, heard_s)
        return self._now(window, usual_sps), crossing

    def _window(self, recent: RecentRows, activity: Activity, floor: Floor) -> _Window:
        voice = self._settings.voice
        n, n_window = len(recent.track), round(voice.window_s * STEPS_PER_S)
        if n < n_window:
            return _Window(None, None, 0.0)
        here = stretch_of(activity, recent)
        rows = own_rows(here, AGENT, n)
        start_s = recent.first_row / STEPS_PER_S
        held = [
            Span(max(unit.start_s - start_s, 0.0), unit.end_s - start_s)
            for unit in floor.floor_ipus[AGENT]
            if unit.end_s > start_s
        ]
        spoken = phonation_rows(recent.track, rows, voice) & rows_in(held, n)
        syllables = from_sound(recent.track, rows, spoken)
        first = n - n_window
        at_s = syllables.at_s - first / STEPS_PER_S
        rates = rate_windows(at_s[at_s >= 0], syllables.is_phonation[first:], voice)
        talk_s = self._talk_s(activity, floor, voice.window_s)
        if not rates or talk_s <= 0:
            return _Window(None, None, talk_s)
        said = rates[0].rate_sps * seconds_of(spoken[first:]) / SYLLABLES_PER_WORD
        return _Window(rates[0], 60.0 * said / talk_s, talk_s)

    def _talk_s(self, activity: Activity, floor: Floor, last_s: float) -> float:
        """Seconds of the agent's turns in the last seconds, each pause counted up to its cap."""
        end_s, cap_s = activity.duration_s, self._settings.voice.pause_cap_s
        bounds = Span(max(end_s - last_s, 0.0), end_s)
        own = within(floor.floor_ipus[AGENT], bounds)
        turns = tuple(Span(t.start_s, t.end_s) for t in floor.turns if t.party == AGENT)
        turns = within(turns if len(activity.ipus) == 2 else joined(own, cap_s), bounds)
        own = intersection(own, turns)
        pauses = difference(difference(turns, own), activity.holds)
        return sum(u.duration_s for u in own) + sum(min(p.duration_s, cap_s) for p in pauses)

    def _usual_sps(self, window: _Window, spoken_s: float, end_s: float) -> float | None:
        """The median rate so far; the review's windows start each `window_step_s`, too."""
        is_due = end_s - self._sampled_s >= self._settings.voice.window_step_s - 1e-9
        if window.rate is not None and is_due:
            self._sampled_s = end_s
            self._rates.append(window.rate.rate_sps)
        if spoken_s < USUAL_SPOKEN_LEAST_S or not self._rates:
            return None
        return float(np.median(self._rates))

    def _step(
        self,
        window: _Window,
        usual_sps: float | None,
        floor: Floor,
        step_s: float,
        heard_s: float,
    ) -> Crossing | None:
        if _has_answered_long(floor):
            self._fast_s = 0.0
        if window.rate is None or window.wpm is None:
            self._untold_s += step_s
            if self._untold_s > UNTOLD_MOST_S:
                self._fast_s = 0.0
            return None
        self._untold_s = 0.0
        over = window.wpm / (self._limits.fast * (1 + WPM_ERROR))
        if usual_sps is not None:
            over = max(over, window.rate.rate_sps / (usual_sps * self._settings.voice.fast_ratio))
        if over < CALM_SHARE:
            self._n_calm, self._fast_s = self._n_calm + 1, 0.0
            self._is_told &= self._n_calm < CALM_TICKS
            return None
        self._n_calm = 0
        if self._fast_s:
            self._fast_s += step_s * window.talk_s / self._settings.voice.window_s
        elif over > 1:
            self._fast_s = window.talk_s / 2
        if self._is_told or self._fast_s < self._settings.live.pace_s:
            return None
        self._is_told = True
        return Crossing(
            "pace",
            at_s=round(floor.duration_s, 2),
            heard_at_s=heard_s,
            severity=1,
            text=PACE,
            evidence={
                "rate_sps": round(window.rate.rate_sps, 2),
                "usual_sps": None if usual_sps is None else round(usual_sps, 2),
                "estimated_wpm": round(window.wpm),
            },
        )

    def _now(self, window: _Window, usual_sps: float | None) -> PaceNow | None:
        voice, limits = self._settings.voice, self._limits
        rate_sps = None if window.rate is None else window.rate.rate_sps
        if usual_sps is not None:
            low, high = usual_sps * voice.slow_ratio, usual_sps * voice.fast_ratio
            return PaceNow(rate_sps, low, high, "call")
        if limits.slow <= 0 or limits.fast >= 1000:
            return None
        sps_per_wpm = SYLLABLES_PER_WORD / 60.0 / PHONATION_SHARE
        return PaceNow(rate_sps, limits.slow * sps_per_wpm, limits.fast * sps_per_wpm, "language")


def _has_answered_long(floor: Floor) -> bool:
    """Whether the customer has, or had last, a turn that is no short answer."""
    return any(
        turn.party == CUSTOMER
        and turn.end_s - turn.start_s > ANSWER_MOST_S
        and turn.end_s > floor.duration_s - 1.5
        for turn in floor.turns[-2:]
    )
