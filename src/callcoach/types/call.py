"""Owns the words for a call: its parties, its channels, its layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

Party = Literal["agent", "customer", "unknown"]
"""Who speaks. `unknown` where that cannot be told, as in a mono recording."""

Channel = int
"""0 is left, 1 is right. Rooms before `pipeline` know channels only."""

Who = TypeVar("Who")
"""A channel until `pipeline` names it, a party afterwards."""

Layout = Literal["two_channel", "dual_mono", "mono", "one_sided"]
"""What the two sides of the recording hold, found from the content.

`dual_mono`: two equal channels. `one_sided`: two channels, one of them silent throughout.
"""

Reasons = Mapping[str, str]
"""For each field that is None: why it could not be measured, in words for a person."""

NO_REASONS: Reasons = {}


@dataclass(frozen=True, slots=True)
class CallInfo:
    """What is known of a recording as a whole.

    `id` is the hex digest of the content. `agent_confidence` is 0..1, None where no channel
    is the agent's. `agent_basis` says what decided it.
    """

    id: str
    source: str
    duration_s: float
    sample_rate_hz: int | None
    n_channels: int | None
    layout: Layout | None
    agent_channel: Channel | None
    agent_basis: str
    agent_confidence: float | None
    recorded_at: str | None
    reasons: Reasons = field(default_factory=dict)


def other(channel: Channel) -> Channel:
    """The other of the two channels."""
    return 1 - channel
