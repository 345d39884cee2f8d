"""Owns the vocabulary of the store: what is asked of it, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callcoach.types.call import Layout, Party


@dataclass(frozen=True, slots=True)
class Filters:
    """Which calls are meant; what is None or empty leaves none out.

    `since` and `before`: ISO dates, the first counted in, the second not; a call whose date is not
    known is in neither. `queue` as it was given; `tag`: one of the call's tags. `measures`: each as
    "talk_overs >= 3"; a call in which the measure was withheld is left out. `event`: a kind of
    incursion, the id of a finding or of a technique, or "promise".
    """

    agent: str | None = None
    since: str | None = None
    before: str | None = None
    measures: tuple[str, ...] = ()
    event: str | None = None
    queue: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class StoredCall:
    """One call as the store keeps it.

    `own_id`, `agent`, `queue`, `tags`: what its owner says of it, `types.about.About`.
    `measures`: by name, None where the review withheld it; units in docs/store.md. `page`: where
    its page lies, as it was given. `reviewed_at`: when it was stored, UTC, ISO date and time.
    """

    id: str
    source: str
    recorded_at: str | None
    own_id: str | None
    agent: str | None
    queue: str | None
    tags: str | None
    duration_s: float
    layout: Layout | None
    settings_hash: str
    reviewed_at: str
    page: str | None
    is_redacted: bool
    measures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An utterance in which words were found. `text`: all of it.

    `snippet`: the text around them; `marks`: where they stand in it, [start, end) in characters.
    """

    call_id: str
    own_id: str | None
    source: str
    recorded_at: str | None
    agent: str | None
    page: str | None
    party: Party
    start_s: float
    end_s: float
    text: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
