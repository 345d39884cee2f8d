"""Owns the vocabulary of the voice: pace, pitch, loudness, steadiness.

Each value that could not be measured is None, with the reason under its name in `reasons`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from callcoach.types.call import Reasons

VoicePolicy = Literal["on", "self_only", "off"]
"""Where pitch, loudness, steadiness may be shown: anywhere, in the call's own review, nowhere."""


@dataclass(frozen=True, slots=True)
class RateWindow:
    """Articulation rate around one moment, syllables per second of phonation."""

    start_s: float
    end_s: float
    rate_sps: float


@dataclass(frozen=True, slots=True)
class RateSpan:
    """A stretch spoken faster or slower than usual: ratio to the party's own median rate."""

    start_s: float
    end_s: float
    ratio_to_own: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one party spoke.

    `speech_rate_wpm`: words per minute of turn time, pauses included, each capped at 2 s.
    `articulation_rate_sps`: syllables per second of phonation, pauses of 0.25 s and more left
    out. `turn_s`, `phonation_s`, `n_words`, `n_syllables` are the parts, so that calls pool.
    `wpm_estimated`: from syllables, plus or minus 15 %, where there are no words.
    `phonation_time_ratio`: share of the turn time that is spoken, 0..1. Pauses: silences of
    0.25 s and more inside own turns; `paused_s` is their sum, `pauses_per_min` is of turn time.
    """

    speech_rate_wpm: float | None
    wpm_estimated: float | None
    articulation_rate_sps: float | None
    basis: Literal["words", "syllable_nuclei"] | None
    turn_s: float
    phonation_s: float
    n_words: int | None
    n_syllables: int | None
    n_fillers_at_least: int | None
    windows: tuple[RateWindow, ...]
    fast_spans: tuple[RateSpan, ...]
    slow_spans: tuple[RateSpan, ...]
    phonation_time_ratio: float | None
    n_pauses: int | None
    paused_s: float | None
    mean_pause_s: float | None
    pauses_per_min: float | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RateRatio:
    """One party's articulation rate around a moment against the other's just before."""

    start_s: float
    end_s: float
    ratio: float


@dataclass(frozen=True, slots=True)
class PaceMatch:
    """How the agent's articulation rate stood to the customer's; 1: as fast.

    `ratio`: over the whole call. `windows`: of the agent's, each against the customer's latest
    one that began no later.
    """

    ratio: float | None
    windows: tuple[RateRatio, ...]
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PitchSlope:
    """How fast the pitch rose (or fell, below 0) over one unit: semitones per second."""

    start_s: float
    end_s: float
    st_per_s: float


@dataclass(frozen=True, slots=True)
class Pitch:
    """Pitch of one party outside overlap; `st` are semitones against the own median.

    `range_st`: 5th to 95th percentile. `slope_st_per_s`: the median of `slopes`, those of the units
    with 0.5 s of voice and more. `voiced_share`: `voiced_s` of the `clear_s` of own speech.
    """

    median_hz: float | None
    sd_st: float | None
    range_st: float | None
    slope_st_per_s: float | None
    slopes: tuple[PitchSlope, ...]
    voiced_share: float | None
    voiced_s: float
    clear_s: float
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RaisedSpan:
    """A stretch of raised voice: how far over the own usual, per cue; None: not measured."""

    start_s: float
    end_s: float
    level_db: float | None
    alpha_db: float | None
    f0_st: float | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Level of one party's own active speech; 0 dBFS is a mean square of 1.0."""

    active_level_dbfs: float | None
    sd_db: float | None
    range_db: float | None
    raised: tuple[RaisedSpan, ...]
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Excursion:
    """A stretch well above the own usual, with the cues that rose.

    `back_after_s`: from its end until the first own unit that is near the usual again starts;
    None where none comes before the call ends.
    """

    start_s: float
    end_s: float
    cues: tuple[str, ...]
    reasons: Reasons = field(default_factory=dict)
    back_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """One person's usual pitch, spectrum and level; None where unknown.

    `basis`: whether from the call itself or kept from earlier ones. A stored level holds only for
    the same headset and line; leave it None where these may have changed.
    """

    f0_hz: float | None
    alpha_db: float | None
    level_dbfs: float | None
    basis: Literal["call", "stored"] = "stored"


@dataclass(frozen=True, slots=True)
class SteadyPoint:
    """Steadiness of the own speech within 15 s of one moment."""

    at_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How steady one party's voice stayed, 0 to 100, against their own baseline.

    `low`..`high` is a 95 % bootstrap interval over units. `parts` are the shares
    that each cue took away, 0..1, so that score = 100 x (1 - their sum). `opening`, `ending`: the
    score of the first and of the last third of the own speech; `change_low`..`change_high`: a 95 %
    interval of ending - opening. `trajectory`: the score through the call, a point each 10 s where
    there is own speech enough.
    """

    score: float | None
    low: float | None
    high: float | None
    parts: Mapping[str, float]
    baseline: Literal["call", "stored"] | None
    excursions: tuple[Excursion, ...]
    reasons: Reasons = field(default_factory=dict)
    opening: float | None = None
    ending: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    trajectory: tuple[SteadyPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnVoice:
    """The voice of one turn: medians against the own usual of the call; None where not known.

    `rate_sps`: articulation rate around it. `voiced_s`: voiced speech outside overlap.
    """

    start_s: float
    end_s: float
    voiced_s: float
    f0_st: float | None
    alpha_db: float | None
    level_db: float | None
    rate_sps: float | None


@dataclass(frozen=True, slots=True)
class MirrorMoment:
    """A turn in which the customer's voice rose, and the agent's next turn.

    `customer_rise`, `agent_rise`: mean of the cues against the own usual, in the own usual
    spreads. `kind`: the agent's rose too, came down to the own usual or below, or neither.
    `after_s`: from the end of the customer's turn to the start of the agent's.
    `customer_came_down`: whether the customer's next turn was lower; None where there is none.
    """

    start_s: float
    end_s: float
    agent_start_s: float
    agent_end_s: float
    kind: Literal["rose_with_them", "came_down", "in_between"]
    customer_rise: float
    agent_rise: float
    customer_f0_st: float | None
    customer_alpha_db: float | None
    after_s: float
    customer_came_down: bool | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mirroring:
    """How far the agent's voice followed the customer's changes, with an interval.

    `follow_gain`: slope of the agent's next turn on the customer's turn, each in the own usual
    spreads; `low`..`high` a 95 % interval; `n` pairs of turns. `sham_mean`, `sham_low`,
    `sham_high`: the same slope where turns are paired that do not belong together. `by_cue`: the
    slope of single cues. `moments`: after each rise of the customer, what the agent's voice did.
    """

    follow_gain: float | None
    low: float | None
    high: float | None
    n: int
    reasons: Reasons = field(default_factory=dict)
    sham_mean: float | None = None
    sham_low: float | None = None
    sham_high: float | None = None
    by_cue: Mapping[str, float] = field(default_factory=dict)
    moments: tuple[MirrorMoment, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """All measures of one channel's voice; `turns`: the voice of each turn, for mirroring.

    `own`: what the call itself holds for usual; None where the voice is not measured.
    """

    pace: Pace
    pitch: Pitch
    loudness: Loudness
    steadiness: Steadiness
    turns: tuple[TurnVoice, ...] = ()
    own: Baseline | None = None


@dataclass(frozen=True, slots=True)
class UsualRate:
    """A rate of one person over `calls` earlier calls: median, 10th and 90th percentile.

    `of`: the field of `Pace`. `basis`: how the syllables of all these calls were counted.
    """

    of: Literal["articulation_rate_sps", "speech_rate_wpm"]
    basis: Literal["words", "syllable_nuclei"]
    median: float
    low: float
    high: float
    calls: int


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for an agent by the `calls` earlier calls of theirs that were looked at.

    `since`, `until`: ISO 8601, when the first and the last of them was. `f0_hz`: median of their
    usual pitch. `rates` has those that enough of the calls could tell.
    """

    calls: int
    since: str | None
    until: str | None
    f0_hz: float | None
    rates: tuple[UsualRate, ...]
    reasons: Reasons = field(default_factory=dict)

    def rate(self, of: str, basis: str | None) -> UsualRate | None:
        """The usual of one rate, counted as `basis` says; None where it is not known."""
        return next((each for each in self.rates if (each.of, each.basis) == (of, basis)), None)


NO_EARLIER = "no usual of earlier calls was given"
NO_USUAL = Usual(0, None, None, None, (), dict.fromkeys(("since", "until", "f0_hz"), NO_EARLIER))
