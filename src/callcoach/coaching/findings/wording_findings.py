"""Owns the findings about what was said: good pairs, phrases to swap, what was not heard."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.coaching.findings.overlap_findings import NO_ADVICE
from callcoach.coaching.phrasing import clock, times
from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.wording.sayings import Saying
from callcoach.types.review import Evidence, Finding, Technique

PAIR_WITHIN_S = 45.0
"""Two techniques belong together when this close. Chosen by us."""

AGENT_WORDS_LEAST = 60
"""Words of the agent at least, to say that something was not heard. Chosen by us."""


def wording_findings(
    pack: Pack, said: Sequence[Saying], found: tuple[Technique, ...]
) -> tuple[Finding, ...]:
    """Findings from words; none for techniques that were not judged."""
    evidence = {one.id: one.evidence for one in found if one.count is not None}
    pairs = (
        _pair(
            evidence.get("apology", ()),
            evidence.get("ownership", ()),
            "apology_with_ownership",
            "You apologised and owned the mistake",
            "you said sorry for what went wrong and took responsibility for it.",
        ),
        _pair(
            evidence.get("options", ()),
            evidence.get("next_step_with_time", ()),
            "options_with_time",
            "You gave a choice, and said by when",
            "you offered alternatives and named a time for what happens next.",
        ),
    )
    titled = [_titled(pack, one) for one in found if one.evidence]
    return tuple(
        finding for finding in (*pairs, *titled, *_not_heard(said, found)) if finding is not None
    )


def _pair(
    first: Sequence[Evidence], second: Sequence[Evidence], finding_id: str, title: str, detail: str
) -> Finding | None:
    """Praise where both techniques stand close together."""
    for one in first:
        for other in second:
            if abs(one.start_s - other.start_s) <= PAIR_WITHIN_S:
                start_s = min(one.start_s, other.start_s)
                return Finding(
                    id=finding_id,
                    kind="praise",
                    severity=2,
                    start_s=start_s,
                    end_s=max(one.end_s, other.end_s),
                    title=title,
                    detail=f"At {clock(start_s)} {detail}",
                    advice=None,
                    evidence=(one, other),
                    reasons=NO_ADVICE,
                )
    return None


def _titled(pack: Pack, technique: Technique) -> Finding | None:
    """What the pack says of a technique that was used: praise, or something to swap."""
    rule = pack.rule(technique.id)
    if rule is None or rule.title is None:
        return None
    first = technique.evidence[0]
    often = f"Found {times(len(technique.evidence))}, first at {clock(first.start_s)}."
    return Finding(
        id=technique.id,
        kind="coach" if rule.is_to_avoid else "praise",
        severity=rule.severity,
        start_s=first.start_s,
        end_s=first.end_s,
        title=rule.title,
        detail=f"{often} {rule.why} Judged from the words alone, not from how they were said.",
        advice=rule.say_instead,
        evidence=technique.evidence,
        reasons={} if rule.say_instead is not None else NO_ADVICE,
    )


def _not_heard(said: Sequence[Saying], found: tuple[Technique, ...]) -> tuple[Finding, ...]:
    """Opportunities: what usually ends a call well and was not found in the agent's words."""
    own = [saying for saying in said if saying.party == "agent"]
    if sum(len(saying.words) for saying in own) < AGENT_WORDS_LEAST:
        return ()
    count = {one.id: one.count for one in found}
    notes = []
    if count.get("resolution_check") == 0:
        notes.append(
            _note(
                "no_resolution_check",
                own[-1],
                "A closing check was not heard",
                "No question whether everything is settled was found in your words.",
                'Before you close, try: "Is there anything else I can do for you today?"',
            )
        )
    promised = count.get("follow_up", 0) or count.get("next_step_with_time", 0)
    if count.get("complaint") and not promised:
        notes.append(
            _note(
                "no_follow_up",
                own[-1],
                "A follow-up with a time was not heard",
                "The customer complained; no promise with a time was found in your words.",
                "Say when they hear from you: \"I'll call you by Friday, two o'clock.\"",
            )
        )
    return tuple(notes)


def _note(finding_id: str, last: Saying, title: str, detail: str, advice: str) -> Finding:
    return Finding(
        id=finding_id,
        kind="note",
        severity=0,
        start_s=last.start_s,
        end_s=last.end_s,
        title=title,
        detail=f"{detail} Recognisers miss words: it may have been said.",
        advice=advice,
        evidence=(),
    )
