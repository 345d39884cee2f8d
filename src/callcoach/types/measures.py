"""Owns the vocabulary of the voice: pace, pitch, loudness, steadiness.

Each value that could not be measured is None, with the reason under its name in `reasons`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from callcoach.types.call import Reasons


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
class Pitch:
    """Pitch of one party outside overlap; `st` are semitones against the own median."""

    median_hz: float | None
    sd_st: float | None
    range_st: float | None
    voiced_s: float
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
    """A stretch well above the own usual, with the cues that rose."""

    start_s: float
    end_s: float
    cues: tuple[str, ...]


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
class Steadiness:
    """How steady one party's voice stayed, 0 to 100, against their own baseline.

    `low`..`high` is a 95 % bootstrap interval over units. `parts` are the shares
    that each cue took away, 0..1, so that score = 100 x (1 - their sum).
    """

    score: float | None
    low: float | None
    high: float | None
    parts: Mapping[str, float]
    baseline: Literal["call", "stored"] | None
    excursions: tuple[Excursion, ...]
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mirroring:
    """How far the agent's voice followed the customer's changes, with an interval."""

    follow_gain: float | None
    low: float | None
    high: float | None
    n: int
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """All measures of one channel's voice."""

    pace: Pace
    pitch: Pitch
    loudness: Loudness
    steadiness: Steadiness
