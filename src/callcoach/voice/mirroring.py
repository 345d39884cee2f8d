"""Owns mirroring: how far one voice follows the changes of the other."""

from __future__ import annotations

from callcoach.types.measures import Mirroring

NOT_YET = "not measured yet in this release"


def mirroring_not_measured(why: str = NOT_YET) -> Mirroring:
    """A mirroring without values: this release does not measure it."""
    return Mirroring(None, None, None, 0, dict.fromkeys(("follow_gain", "low", "high"), why))
