"""Owns the vocabulary of what a person corrected in a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcoach.types.call import Channel

A_PERSON = "a person"
"""Who answered, where no name was given."""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """What a person said to a question of a scorecard.

    `is_answered`: whether they answered, or only commented; then `answer` is None and the
    automatic answer stands. An answer of None leaves the question open.
    """

    answer: bool | None
    by: str = A_PERSON
    comment: str | None = None
    is_answered: bool = True


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a person corrected: the agent's channel, answers by the item's id.

    `faults`: what in their file could not be used, a sentence each.
    """

    agent_channel: Channel | None = None
    answers: Mapping[str, PersonAnswer] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
