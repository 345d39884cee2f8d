"""Owns the agent's pace as it is now, and the cue for talking fast for long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from callcoach.frames.columns import RecentRows
from callcoach.live.cues.hearing import AGENT, CUSTOMER, stretch_of
from callcoach.live.cues.texts import PACE
from callcoach.settings import Settings
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity, Floor
from callcoach.types.frames import STEP_S, STEPS_PER_S
from callcoach.types.live import PaceNow
from callcoach.types.time import Span, difference, joined, total_s, within
from callcoach.voice.local_rate import rate_windows
from callcoach.voice.nuclei import expected_syllables, rows_by_sum
from callcoach.voice.pace import SYLLABLES_PER_WORD
from callcoach.voice.phonation import phonation_rows
from callcoach.voice.rows import own_rows

ROWS_S = 20.0
"""How much is looked at for the rate of the last window: so that the unit that it begins in is
whole, as a rule, for syllables are held against the loud rows of their unit."""

EDGE_S = 0.5
"""The newest sound is left for the next look: a syllable is told by 0.3 s on either side."""

USUAL_SPOKEN_LEAST_S = 60.0
"""Own speech from which on there is an own usual. Chosen by us, so that a cue can come in a short
call at all."""

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
TOLD_LEAST_S = 5.0
"""Talk in a row below which it is told neither that it is fast nor that it no longer is: as of a
rate in the review (`voice.pace.SPEECH_LEAST_S`)."""

ANSWER_MOST_S = 5.0
"""A customer's turn up to this long is a short answer, after which the agent talks on. Chosen by
us."""

NO_LIMIT_WPM = 1000.0
"""What stands in the settings where a language has no limit."""

SILENT_MOST_S = 15.0
"""An agent who said nothing for longer begins anew. Chosen by us."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """Some talk: syllables, and the phonation they were counted in; all phonation; with pauses."""

    n_syllables: float = 0.0
    clear_s: float = 0.0
    spoken_s: float = 0.0
    talk_s: float = 0.0

    def __add__(self, more: _Talk) -> _Talk:
        return _Talk(
            self.n_syllables + more.n_syllables,
            self.clear_s + more.clear_s,
            self.spoken_s + more.spoken_s,
            self.talk_s + more.talk_s,
        )

    @property
    def rate_sps(self) -> float:
        return self.n_syllables / self.clear_s if self.clear_s else 0.0

    @property
    def wpm(self) -> float:
        """Words a minute, estimated as `Pace.wpm_estimated`."""
        if not self.talk_s:
            return 0.0
        return 60.0 * self.rate_sps * self.spoken_s / SYLLABLES_PER_WORD / self.talk_s


class PaceWatch:
    """Looked at once a second. Crosses when the agent has talked fast for `live.pace_s` in a row.

    Fast: over so much of their talk, pauses up to `voice.pause_cap_s` included, the rate of
    syllables is over `voice.fast_ratio` times the median of the review's local rate so far, once
    60 s were spoken; or the words a minute are surely over the limit of `words.language`, from
    the start (there is none where that is auto). In a row: no turn of the customer's of over 5 s
    came between. It may cross again when the last window's rate has been lower for 3 s. What the
    review leaves out, listener's answers and tries to speak that failed, counts here: who has the
    floor is known a second later only.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limits = settings.coaching.wpm_limits(settings.words.language)
        self._rates: list[float] = []
        self._sampled_s = 0.0
        self._talks: list[_Talk] = []
        self._talked_s = 0.0
        self._spoke_s = 0.0
        self._n_calm = 0
        self._is_told = False

    def look(
        self, recent: RecentRows, activity: Activity, floor: Floor, spoken_s: float, heard_s: float
    ) -> tuple[PaceNow | None, Crossing | None]:
        """The pace now, None where there is no band to hold it against, and the new crossing.

        `recent`: the last `ROWS_S` of the agent's rows. `spoken_s`: what the agent spoke so far.
        """
        rate_sps = self._take(recent, activity, floor)
        usual_sps = self._usual_sps(rate_sps, spoken_s, floor.duration_s)
        crossing = None
        if rate_sps is not None:
            crossing = self._step(rate_sps, usual_sps, heard_s)
        return self._now(rate_sps, usual_sps), crossing

    def _take(self, recent: RecentRows, activity: Activity, floor: Floor) -> float | None:
        """Adds what was said since the last look; the rate of the last window, None where the
        review would give none."""
        voice, n = self._settings.voice, len(recent.track)
        start_s, end_s = recent.first_row / STEPS_PER_S, recent.end_row / STEPS_PER_S
        rows = own_rows(stretch_of(activity, recent), AGENT, n)
        is_spoken = phonation_rows(recent.track, rows, voice)
        is_counted = is_spoken & rows.clear
        expected = expected_syllables(recent.track, rows) * is_counted
        until_s = max(end_s - EDGE_S, self._talked_s)
        step = Span(max(self._talked_s, start_s), until_s)
        at = slice(*(round((s - start_s) * STEPS_PER_S) for s in (step.start_s, step.end_s)))
        talks = difference(joined(activity.ipus[AGENT], voice.pause_cap_s), activity.holds)
        talk = _Talk(
            float(expected[at].sum()),
            float(is_counted[at].sum()) * STEP_S,
            float(is_spoken[at].sum()) * STEP_S,
            total_s(within(talks, step)),
        )
        self._talked_s = until_s
        self._spoke_s = until_s if talk.spoken_s else self._spoke_s
        if until_s - self._spoke_s > SILENT_MOST_S or _has_answered_long(floor):
            self._talks = []
        elif talk.talk_s:
            self._talks = _last((*self._talks, talk), self._settings.live.pace_s)
        n_window = round(voice.window_s * STEPS_PER_S)
        if n < n_window:
            return None
        at_s = rows_by_sum(expected[-n_window:]).astype(np.float64) * STEP_S
        windows = rate_windows(at_s, is_counted[-n_window:], voice)
        return windows[0].rate_sps if windows else None

    def _usual_sps(self, rate_sps: float | None, spoken_s: float, end_s: float) -> float | None:
        """The median rate so far; the review's windows start each `window_step_s`, too."""
        is_due = end_s - self._sampled_s >= self._settings.voice.window_step_s - 1e-9
        if rate_sps is not None and is_due:
            self._sampled_s = end_s
            self._rates.append(rate_sps)
        if spoken_s < USUAL_SPOKEN_LEAST_S or not self._rates:
            return None
        return float(np.median(self._rates))

    def _over(self, rate_sps: float, wpm: float, usual_sps: float | None) -> float:
        """A rate against the line that it is fast over; the nearer of two lines."""
        over = wpm / (self._limits.fast * (1 + WPM_ERROR))
        if usual_sps is not None:
            over = max(over, rate_sps / (usual_sps * self._settings.voice.fast_ratio))
        return over

    def _step(self, rate_sps: float, usual_sps: float | None, heard_s: float) -> Crossing | None:
        talk = sum(self._talks, _Talk())
        if talk.talk_s < TOLD_LEAST_S:
            return None
        is_calm = self._over(rate_sps, talk.wpm, usual_sps) < CALM_SHARE
        self._n_calm = self._n_calm + 1 if is_calm else 0
        self._is_told &= self._n_calm < CALM_TICKS
        is_long = talk.talk_s >= self._settings.live.pace_s - 1e-9
        is_fast = is_long and self._over(talk.rate_sps, talk.wpm, usual_sps) > 1
        if self._is_told or is_calm or not is_fast:
            return None
        self._is_told = True
        return Crossing(
            "pace",
            at_s=round(self._talked_s, 2),
            heard_at_s=heard_s,
            severity=1,
            text=PACE,
            evidence={
                "rate_sps": round(talk.rate_sps, 2),
                "usual_sps": None if usual_sps is None else round(usual_sps, 2),
                "estimated_wpm": round(talk.wpm),
            },
        )

    def _now(self, rate_sps: float | None, usual_sps: float | None) -> PaceNow | None:
        voice, limits = self._settings.voice, self._limits
        if usual_sps is not None:
            low_sps, high_sps = usual_sps * voice.slow_ratio, usual_sps * voice.fast_ratio
            return PaceNow(rate_sps, low_sps, high_sps, "call")
        if limits.slow <= 0 or limits.fast >= NO_LIMIT_WPM:
            return None
        sps_per_wpm = SYLLABLES_PER_WORD / 60.0 / PHONATION_SHARE
        return PaceNow(rate_sps, limits.slow * sps_per_wpm, limits.fast * sps_per_wpm, "language")


def _last(talks: tuple[_Talk, ...], least_s: float) -> list[_Talk]:
    """The last talks that together are so long, no more of them than that takes."""
    length_s = 0.0
    for n, talk in enumerate(reversed(talks), start=1):
        length_s += talk.talk_s
        if length_s >= least_s - 1e-9:
            return list(talks[-n:])
    return list(talks)


def _has_answered_long(floor: Floor) -> bool:
    """Whether the customer has, or had just now, a turn that is no short answer."""
    return any(
        turn.party == CUSTOMER
        and turn.end_s - turn.start_s > ANSWER_MOST_S
        and turn.end_s > floor.duration_s - 1.5
        for turn in floor.turns[-2:]
    )
