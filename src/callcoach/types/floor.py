"""Owns the vocabulary of turn-taking: who held the floor, and who came in on whom.

Kinds and rules are those of docs/measures.md. Everything generic in `Who` is made with
channels by `turns` and renamed to parties by `pipeline`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal

from callcoach.types.call import Channel, Reasons, Who
from callcoach.types.time import Span, Spans

SilenceKind = Literal["gap", "pause", "hold", "edge"]
IncursionKind = Literal[
    "interruption",
    "ambiguous_overlap",
    "butting_in",
    "terminal_overlap",
    "backchannel",
    "simultaneous_start",
    "silent_interruption",
]
Certainty = Literal["timing_only", "words", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Turn(Generic[Who]):
    """Consecutive floor units of one party, from the first start to the last end."""

    party: Who
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Silence(Generic[Who]):
    """A stretch in which nobody speaks. `after`: who spoke last; None before the first word.

    `gap`: another party speaks next. `pause`: the same. `hold`: music or tones. `edge`: before
    the first or after the last speech. `kind` is None where one channel holds both parties.
    """

    start_s: float
    end_s: float
    kind: SilenceKind | None
    after: Who | None
    is_dead_air: bool
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Backchannel(Generic[Who]):
    """A short listener's answer ("mm-hm") that takes no floor, in overlap or in silence."""

    party: Who
    start_s: float
    end_s: float
    text: str | None
    in_overlap: bool
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incursion(Generic[Who]):
    """Speech of `by` that begins while `over` speaks, with the verdict and its rule.

    A `silent_interruption` begins just after, in the middle of a sentence. `overlap_s`: seconds
    both are active until the floor changes, backchannels of `over` left out. `yield_latency_s`:
    from the start until `over` fell silent, None where they kept the floor or had finished.
    `yielded`: whether that was within 1.5 s; None where timing cannot tell. `said` and `cut_off`
    quote words, None without words, or where no sentence was cut off. `floor_kept_by`: who had
    the floor afterwards. `was_complete`: whether `over` had finished when they fell silent; None
    where they did not, or no words tell. `over_said`: what `over` was
    saying then, from up to 4 s before the start until the overlap ended; None without words.
    """

    start_s: float
    end_s: float
    by: Who
    over: Who
    kind: IncursionKind
    overlap_s: float
    yielded: bool | None
    yield_latency_s: float | None
    rule: str
    said: str | None
    cut_off: str | None
    certainty: Certainty
    floor_kept_by: Who
    was_complete: bool | None
    over_said: str | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TalkOvers:
    """Talk-overs of one party over the other: interruptions and butting in, 0.5 s and more.

    `count_low`..`count_high` is the range under small changes of level and least overlap; the
    high end counts the ambiguous overlaps too.
    `events` are indices into the incursions. All None, with the reason, where withheld.
    """

    count: int | None
    count_low: int | None
    count_high: int | None
    n_ambiguous: int | None
    overlap_s: float | None
    events: tuple[int, ...] | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """Floor transfer offsets of one party in seconds, negative values (overlap) kept.

    Handovers across a hold are left out.
    """

    median_s: float | None
    p90_s: float | None
    n: int
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChannelQuality:
    """How good one channel is, and how much of the other party leaks into it.

    `bleed_db`: level of the other party's copy in this channel against the original, negative;
    None where no copy was found. `snr_db`: median speech level over the noise floor.
    """

    noise_floor_dbfs: float | None
    snr_db: float | None
    clipping_ratio: float | None
    bleed_db: float | None
    agc_suspected: bool | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    """What the audio of a call says about who is active when, per channel.

    `ipus[c]`: inter-pausal units of channel c, ordered and disjoint. `holds`: hold music and
    tones, ordered and disjoint. `quality[c]` as measured. `inseparable_why`: why the parties cannot
    be told apart although each has a channel; None where they can.
    """

    duration_s: float
    ipus: tuple[Spans, ...]
    holds: Spans
    quality: tuple[ChannelQuality, ...]
    notices: tuple[str, ...] = ()
    inseparable_why: str | None = None


@dataclass(frozen=True, slots=True)
class Activities:
    """The activity of a call as it is, and as it is under small changes of level.

    `variants` is empty where there was no audio to change.
    """

    as_is: Activity
    variants: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """The whole judgement of turn-taking, per channel.

    `unsure_why`: why who speaks when is too uncertain to give counts, shares and response times
    of two parties; None where it is not.
    """

    duration_s: float
    ipus: tuple[Spans, ...]
    floor_ipus: tuple[Spans, ...]
    turns: tuple[Turn[Channel], ...]
    silences: tuple[Silence[Channel], ...]
    backchannels: tuple[Backchannel[Channel], ...]
    incursions: tuple[Incursion[Channel], ...]
    talk_overs: Mapping[Channel, TalkOvers]
    response: Mapping[Channel, Response]
    unsure_why: str | None = None


def span_of(thing: Turn[Who] | Silence[Who] | Backchannel[Who] | Incursion[Who]) -> Span:
    """The span that a piece of the floor covers."""
    return Span(thing.start_s, thing.end_s)
