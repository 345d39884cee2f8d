"""Owns what is said where the two parties are not on channels of their own."""

from __future__ import annotations

from collections.abc import Mapping

from callcoach.types.call import Layout

ONE_CHANNEL: Mapping[Layout, str] = {
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
