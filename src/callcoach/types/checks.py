"""Owns the answer to one question of whether something works on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["works", "fails", "not_needed"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at and what was found, in plain words, one line each.

    `advice`: what to do, where it does not work. `is_needed`: without it no call can be reviewed.
    """

    item: str
    outcome: Outcome
    found: str
    advice: str = ""
    is_needed: bool = False
