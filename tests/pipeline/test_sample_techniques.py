"""The sample calls read as what they are: what was planted is found, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import callcoach

SAMPLES = Path(__file__).parents[2] / "audio_samples"
APART_S = 1.0
"""Labels of one technique on lines this close are one act: a sentence said in two breaths is."""

BY_TIMING = "let_them_vent"
"""Labels are of words."""


def judged(name: str) -> dict[str, list[tuple[float, float]]]:
    """When each technique was found."""
    review = callcoach.judge_timeline(SAMPLES / f"{name}.timeline.json")
    return {
        technique.id: [(one.start_s, one.end_s) for one in technique.evidence]
        for technique in review.techniques or ()
        if technique.id != BY_TIMING
    }


def planted(name: str) -> dict[str, list[tuple[float, float]]]:
    """When each technique was planted, acts of neighbouring lines as one."""
    truth: Any = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    acts: dict[str, list[tuple[float, float]]] = {}
    for label in sorted(truth["techniques"], key=lambda each: each["start_s"]):
        known = acts.setdefault(label["id"], [])
        if known and label["start_s"] - known[-1][1] <= APART_S:
            known[-1] = (known[-1][0], max(known[-1][1], label["end_s"]))
        else:
            known.append((label["start_s"], label["end_s"]))
    return acts


def untouched(
    ours: dict[str, list[tuple[float, float]]], theirs: dict[str, list[tuple[float, float]]]
) -> Iterator[str]:
    """Moments of ours without one of the same technique in theirs."""
    for technique_id, moments in ours.items():
        for start_s, end_s in moments:
            others = theirs.get(technique_id, [])
            if not any(start_s < other_end and other < end_s for other, other_end in others):
                yield f"{technique_id} at {start_s:.1f}"


@pytest.mark.parametrize("name", ["good-call", "bad-call", "bled-call"])
def test_every_planted_technique_and_fault_is_found(name: str) -> None:
    acts = planted(name)
    assert sum(map(len, acts.values())) >= 15
    assert list(untouched(acts, judged(name))) == []


@pytest.mark.parametrize("name", ["good-call", "bad-call", "bled-call", "hold-call"])
def test_none_is_invented(name: str) -> None:
    assert list(untouched(judged(name), planted(name))) == []
