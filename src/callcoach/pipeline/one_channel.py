"""Owns what is said where the two parties are not on channels of their own."""

from __future__ import annotations

from collections.abc import Mapping

from callcoach.pipeline.roles import Role
from callcoach.types.call import Channel, Layout, Party

_WHY: Mapping[Layout, str] = {
    "mono": (
        "This recording has one channel for both parties, so callcoach cannot tell who is "
        "speaking: no talk-overs, turns, response times or voice measures. It shows when "
        "anybody speaks, the silences and the words. A two-channel recording shows everything."
    ),
    "dual_mono": (
        "Both channels of this recording hold the same sound, so it counts as mono and callcoach "
        "cannot tell who is speaking: no talk-overs, turns, response times or voice measures. It "
        "shows when anybody speaks, the silences and the words. Record each party on a channel "
        "of its own to see everything."
    ),
    "one_sided": (
        "Only one channel of this recording holds sound, so nothing can be said of who talked "
        "over whom, and callcoach cannot tell whether one party or both are on it. It shows when "
        "anybody speaks, the silences and the words."
    ),
}

NO_OWN_USUAL = "both parties may be on this channel, so no one's own usual is known"
"""Why the voice is not measured there."""


def party_alone(layout: Layout, channels: tuple[Channel, ...], role: Role) -> Party:
    """Whose the only channel with sound is: told by a person, a file or a name where the other
    side is silent, else unknown."""
    if layout != "one_sided" or role.is_guess:
        return "unknown"
    return "agent" if channels[0] == role.channel else "customer"


def one_channel_why(layout: Layout, alone: Party) -> str | None:
    """Why nothing can be said of two parties; None where both have a channel."""
    if alone == "unknown":
        return _WHY.get(layout)
    return (
        f"Only one channel of this recording holds sound, and it was said to be the {alone}'s. "
        f"So nothing can be said of who talked over whom; what the {alone}'s voice and words "
        "show is shown."
    )
