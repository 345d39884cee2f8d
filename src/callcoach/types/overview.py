"""Owns the overview: what a supervisor reads of many calls, before any call page is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Triage = Literal["person", "learn", "fine", "unjudged"]


@dataclass(frozen=True, slots=True)
class CallEvent:
    """The first time that something came up in a call: a kind of incursion of the agent, the id of
    a finding or of a technique, or "promise"."""

    event: str
    start_s: float


@dataclass(frozen=True, slots=True)
class OverviewCall:
    """One call of an overview.

    `triage`: whether it needs a person, holds something to learn from, is fine, or could not be
    judged; `why`: in words, and `start_s` the moment, both only of the first two. `page`: the call
    page, relative to the overview. `has_words`: False where all was judged from timing.
    `customer_s`: speech of the customer. `measures`: by name as in the store, and
    `talk_over_rate`, a count in 10 min of the customer's speech; None where withheld.
    """

    id: str
    name: str
    page: str | None
    recorded_at: str | None
    agent: str | None
    queue: str | None
    tags: str | None
    duration_s: float
    triage: Triage
    why: str
    start_s: float | None
    has_words: bool
    n_complaints: int | None
    customer_raised: int | None
    measures: Mapping[str, float | None]
    events: tuple[CallEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise of the agent; `call` counts in `Overview.calls`, the rest as in a review."""

    call: int
    start_s: float
    text: str
    due: str | None
    due_at: str | None


@dataclass(frozen=True, slots=True)
class FollowedBy:
    """How a measure of the customer went on after a technique, beside minutes without it.

    `change`: the minute after less the minute before, a mean over calls. `change_without`: the same
    in matched minutes of the same calls. `difference` of the two with its 95 % interval. It tells
    what goes together, not what causes what.
    """

    technique: str
    measure: str
    n_moments: int
    n_calls: int
    change: float
    change_without: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Overview:
    """Many calls at once, in order of date and id; those without a date last.

    `event_names`: events in words, by id. `rolling_calls` and `calls_least`: how a person's line is
    drawn, as in the settings. `n_followed_unknown`: techniques that were used in too few calls to
    say what followed.
    """

    calls: tuple[OverviewCall, ...]
    promises: tuple[OpenPromise, ...]
    followed: tuple[FollowedBy, ...]
    event_names: Mapping[str, str] = field(default_factory=dict)
    n_followed_unknown: int = 0
    followed_calls_least: int = 30
    rolling_calls: int = 7
    calls_least: int = 10
