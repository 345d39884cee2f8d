"""Owns what is known of a call from outside: what its owner says of it."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.types.call import Channel


@dataclass(frozen=True, slots=True)
class About:
    """What a manifest or a file's name says of a call; empty or None where it says nothing.

    `call_id`: the owner's name for it, beside the digest that callcoach knows it by. `agent`: the
    person. `date`: ISO 8601. `tags`: as they were given.
    """

    call_id: str = ""
    agent: str = ""
    agent_channel: Channel | None = None
    date: str = ""
    queue: str = ""
    tags: str = ""


NOTHING = About()
