"""Owns the words for live cues: what crossed its threshold, and whether the person was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

CueKind = Literal["talk_over", "pace", "raised", "dead_air", "monologue", "input_lost"]
HeldBy = Literal["cool_down", "per_call", "warm_up", "customer_speaking", "switched_off"]

Evidence = Mapping[str, float | int | str | None]
"""What the crossing was seen by, under names that end in their unit."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A threshold that was crossed.

    `at_s`: when, in seconds of the call. `heard_at_s`: how far the call had been heard when it was
    noticed. `severity`: 1 hint, 2 nudge, 3 needs a person. `text`: one thing to do, in words.
    """

    kind: CueKind
    at_s: float
    heard_at_s: float
    severity: int
    text: str
    evidence: Evidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cue:
    """A crossing with the governor's answer. `held_by`: None where it was shown."""

    crossing: Crossing
    held_by: HeldBy | None

    @property
    def shown(self) -> bool:
        """Whether the person was told."""
        return self.held_by is None

    def to_dict(self) -> dict[str, Any]:
        """One line of the cue file; times to 0.001 s."""
        crossing = self.crossing
        return {
            "at_s": round(crossing.at_s, 3),
            "heard_at_s": round(crossing.heard_at_s, 3),
            "kind": crossing.kind,
            "severity": crossing.severity,
            "text": crossing.text,
            "shown": self.shown,
            "held_by": self.held_by,
            "evidence": dict(crossing.evidence),
        }
