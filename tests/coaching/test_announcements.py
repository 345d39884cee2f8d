"""A silence is announced by what the agent said shortly before it, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from callcoach.coaching import coach
from callcoach.settings import Settings
from callcoach.types.floor import Silence

LOOK = "One moment please, I'm just checking."
TALK = "That is the number of the contract then."


@pytest.mark.parametrize(
    ("start_s", "is_told"),
    [
        (2.5, True),  # right after it
        (13.0, True),
        (15.5, False),  # too long after
        (-20.0, False),  # before it
    ],
)
def test_only_what_is_said_shortly_before_counts(
    drafts: Any, start_s: float, is_told: bool
) -> None:
    begun_s = 40.0
    lines = [("agent", TALK), ("agent", LOOK)]
    draft = drafts.said(*lines)
    first, last = draft.transcript.utterances
    told = replace(
        last,
        start_s=begun_s,
        end_s=begun_s + 2.4,
        words=tuple(
            replace(w, start_s=begun_s + 0.4 * i, end_s=begun_s + 0.4 * i + 0.4)
            for i, w in enumerate(last.words)
        ),
    )
    silences = tuple(
        Silence(at_s, at_s + 8.0, "gap", "agent", True) for at_s in (5.0, begun_s + start_s)
    )
    said = replace(draft.transcript, utterances=(first, told))
    coaching = coach(replace(draft, transcript=said, silences=silences), Settings())
    (finding,) = (one for one in coaching.findings if one.id == "dead_air")
    assert len(finding.evidence) == (1 if is_told else 2)
