"""Owns the findings about talking over each other, and about letting the other speak."""

from __future__ import annotations

from callcoach.coaching.phrasing import clock, counted, ranged, seconds, times
from callcoach.types.call import Party
from callcoach.types.floor import Incursion
from callcoach.types.review import Evidence, Finding, Review, Technique

LONG_OVERLAP_S = 1.5
"""A talk-over weighs more from here on. Chosen by us."""

BOTH_SPEAK_LEAST_S = 30.0
"""Each party's own speech at least, to praise that nobody was talked over. Chosen by us."""

AFFIRMATIONS_LEAST = 2
"""Affirmations at least, to praise them. Chosen by us."""

NO_ADVICE = {"advice": "praise needs none"}


def talk_over_findings(draft: Review) -> tuple[Finding, ...]:
    """A finding for each talk-over of the agent, the weightiest first; none where withheld."""
    talk_overs = draft.talk_overs
    if draft.incursions is None or talk_overs.events is None or talk_overs.count is None:
        return ()
    in_call = (
        f"{ranged(talk_overs.count, talk_overs.count_low, talk_overs.count_high)} "
        "in this call, the range being what small changes of the measurement would give"
    )
    events = [draft.incursions[index] for index in talk_overs.events]
    events.sort(key=lambda event: (-_weight(event), -event.overlap_s, event.start_s))
    return tuple(_talk_over(draft, event, in_call) for event in events)


def listening_praise(draft: Review, found: tuple[Technique, ...]) -> tuple[Finding, ...]:
    """Praise for letting the customer speak, as far as it is certain."""
    praise = (_nobody_talked_over(draft), _let_run(found), _affirmed(found))
    return tuple(finding for finding in praise if finding is not None)


def _weight(event: Incursion[Party]) -> int:
    stopped = event.yield_latency_s is not None
    return 1 + int(stopped) + int(event.overlap_s >= LONG_OVERLAP_S)


def _talk_over(draft: Review, event: Incursion[Party], in_call: str) -> Finding:
    outcome = "they kept the floor"
    if event.yield_latency_s is not None:
        outcome = f"they stopped after {seconds(event.yield_latency_s)}"
    certainty = {
        "timing_only": " Judged by timing alone: without words, how it was meant is not known.",
        "words": "",
        "ambiguous": " Timing alone cannot settle this one; listen before you judge it.",
    }[event.certainty]
    return Finding(
        id="talk_over",
        kind="coach",
        severity=_weight(event),
        start_s=event.start_s,
        end_s=event.end_s,
        title=f"You talked over the customer for {seconds(event.overlap_s)}",
        detail=(
            f"At {clock(event.start_s)} you began while the customer was speaking; {outcome}. "
            f"Talk-overs: {in_call}.{certainty}"
        ),
        advice="Wait until they have stopped, count one beat, then answer.",
        evidence=(_was_saying(draft, event), came_in(event)),
    )


def _was_saying(draft: Review, event: Incursion[Party]) -> Evidence:
    """What the customer was saying: the unit of speech that was running."""
    running = [
        (start_s, end_s)
        for start_s, end_s in draft.activity.get("customer", ())
        if start_s <= event.start_s < end_s
    ]
    start_s, end_s = running[0] if running else (event.start_s, event.end_s)
    quote = event.cut_off or event.over_said
    return _quoted("customer", start_s, end_s, quote, "was speaking")


def came_in(event: Incursion[Party]) -> Evidence:
    """What the one who came in said, and for how long both spoke."""
    why = f"came in, {seconds(event.overlap_s)} of both voices ({event.rule})"
    return _quoted(event.by, event.start_s, event.end_s, event.said, why)


def _quoted(party: Party, start_s: float, end_s: float, quote: str | None, why: str) -> Evidence:
    reasons = {} if quote is not None else {"quote": "no words at this moment"}
    return Evidence(party, start_s, end_s, quote, why, reasons)


def _nobody_talked_over(draft: Review) -> Finding | None:
    talk_overs, shares = draft.talk_overs, draft.time
    if talk_overs.count != 0 or talk_overs.count_high != 0:
        return None
    spoken = [
        None if alone_s is None or shares.both_s is None else alone_s + shares.both_s
        for alone_s in (shares.agent_only_s, shares.customer_only_s)
    ]
    if any(own_s is None or own_s < BOTH_SPEAK_LEAST_S for own_s in spoken):
        return None
    unclear = talk_overs.n_ambiguous or 0
    return Finding(
        id="no_talk_over",
        kind="praise",
        severity=1,
        start_s=0.0,
        end_s=draft.call.duration_s,
        title="You did not talk over the customer",
        detail=(
            "No talk-over was found (0-0); "
            f"{counted(unclear, 'short overlap')} at a change of speaker "
            "could not be judged by timing alone."
            if unclear
            else "No talk-over was found (0-0)."
        ),
        advice=None,
        evidence=(),
        reasons=NO_ADVICE,
    )


def _let_run(found: tuple[Technique, ...]) -> Finding | None:
    technique = _found("let_them_vent", found)
    if technique is None:
        return None
    longest = max(technique.evidence, key=lambda one: one.end_s - one.start_s)
    return Finding(
        id="let_them_vent",
        kind="praise",
        severity=2,
        start_s=longest.start_s,
        end_s=longest.end_s,
        title="You let the customer say it all",
        detail=(
            f"From {clock(longest.start_s)} the customer spoke for "
            f"{seconds(longest.end_s - longest.start_s)} and you did not talk over them; "
            f"this happened {times(len(technique.evidence))}. Judged by timing alone."
        ),
        advice=None,
        evidence=technique.evidence,
        reasons=NO_ADVICE,
    )


def _affirmed(found: tuple[Technique, ...]) -> Finding | None:
    technique = _found("affirmation", found)
    if technique is None or len(technique.evidence) < AFFIRMATIONS_LEAST:
        return None
    return Finding(
        id="affirmation",
        kind="praise",
        severity=1,
        start_s=technique.evidence[0].start_s,
        end_s=technique.evidence[0].end_s,
        title="You showed that you were listening",
        detail=(
            f"{counted(len(technique.evidence), 'affirmation')} while the customer had the "
            "floor. These are not counted as talk-overs."
        ),
        advice=None,
        evidence=technique.evidence,
        reasons=NO_ADVICE,
    )


def _found(technique_id: str, found: tuple[Technique, ...]) -> Technique | None:
    """The technique with that id, if it was used at least once."""
    return next((one for one in found if one.id == technique_id and one.evidence), None)
