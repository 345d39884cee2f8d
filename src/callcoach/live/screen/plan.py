"""Owns which lines the panel has on a terminal of some size, from top to bottom."""

from __future__ import annotations

from typing import Literal

Part = Literal[
    "head", "agent", "customer", "scale", "pace", "pace_bar", "share", "cue", "recording",
    "words", "heard", "sound", "stop", "note", "blank",
]  # fmt: skip

NARROWEST = 40
"""Below this many columns: time, lanes, cue, recording, how to stop."""

ROOMY = 60
"""From this many columns on a cue fits in one line."""

# Each line with its rank: where there is no room for all, those of the highest ranks are left out.
_WIDE: tuple[tuple[Part, int], ...] = (
    ("head", 3), ("blank", 14),
    ("agent", 0), ("customer", 1), ("scale", 17), ("blank", 15),
    ("pace", 5), ("pace_bar", 9), ("blank", 16),
    ("share", 8), ("blank", 13),
    ("cue", 2), ("blank", 12),
    ("recording", 4), ("words", 10), ("heard", 19), ("blank", 20),
    ("stop", 6), ("blank", 21),
    ("sound", 11), ("note", 7), ("note", 18),
)  # fmt: skip
_NARROW: tuple[tuple[Part, int], ...] = (
    ("head", 4), ("blank", 14),
    ("agent", 0), ("customer", 1), ("blank", 15),
    ("pace", 6), ("pace_bar", 10), ("share", 9), ("blank", 13),
    ("cue", 2), ("cue", 3), ("blank", 16),
    ("recording", 5), ("words", 11),
    ("stop", 7), ("sound", 12), ("note", 8), ("note", 17),
)  # fmt: skip
_LEAST: tuple[tuple[Part, int], ...] = (
    ("head", 4), ("agent", 0), ("customer", 1), ("cue", 2), ("cue", 3), ("cue", 7),
    ("recording", 5), ("stop", 6),
)  # fmt: skip


def parts(width: int, height: int) -> tuple[Part, ...]:
    """What stands on each line of the panel: at most `height` lines, at least one."""
    plan = _WIDE if width >= ROOMY else _NARROW if width >= NARROWEST else _LEAST
    ranks = sorted(rank for _, rank in plan)
    most = ranks[min(len(ranks), max(1, height)) - 1]
    return tuple(part for part, rank in plan if rank <= most)
