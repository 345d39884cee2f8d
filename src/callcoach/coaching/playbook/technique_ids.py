"""Owns the technique ids that every pack shares, and what they mean in all of them."""

from __future__ import annotations

from collections.abc import Iterator

GOOD_IDS = frozenset(
    {
        *("steady_under_pressure", "let_them_vent", "affirmation", "clarifying_question"),
        *("paraphrase", "feelings_summary", "empathy", "apology", "ownership", "options"),
        *("next_step_with_time", "ask_preference", "boundary", "polite_policy", "support"),
        *("resolution_check", "follow_up", "documenting", "common_ground", "education"),
        *("appreciation", "positive_wording", "greeting", "closing"),
    }
)
IDS_TO_AVOID = frozenset(
    {"non_apology", "blaming", "dismissive", "negative_wording", "jargon", "arguing"}
)
CUSTOMER_IDS = frozenset({"complaint", "abuse"})
SHARED_IDS = GOOD_IDS | IDS_TO_AVOID | CUSTOMER_IDS
JUDGE_OF = {"steady_under_pressure": "steady", "let_them_vent": "vent"}
"""Those that are judged without words, and how."""


def id_faults(technique_id: str, party: str, group: str, judge: str) -> Iterator[tuple[str, str]]:
    """Keys with which a shared id would mean something else than in other packs, and why."""
    if technique_id in CUSTOMER_IDS and party != "customer":
        yield "party", f"party is {party!r}; {technique_id!r} is of the customer's words everywhere"
    if technique_id in GOOD_IDS | IDS_TO_AVOID and party != "agent":
        yield "party", f"party is {party!r}; {technique_id!r} is of the agent's words everywhere"
    if technique_id in IDS_TO_AVOID and group != "avoid":
        yield "group", f"group is {group!r}; {technique_id!r} is to avoid everywhere: 'avoid'"
    if technique_id in GOOD_IDS and group == "avoid":
        yield "group", f"group is 'avoid'; {technique_id!r} is good practice everywhere"
    wanted = JUDGE_OF.get(technique_id, judge)
    if judge not in (wanted, "none"):
        yield "judge", f"judge is {judge!r}; {technique_id!r} is judged without words: {wanted!r}"
    if technique_id not in JUDGE_OF and judge in JUDGE_OF.values():
        yield "judge", f"judge is {judge!r}; only {', '.join(sorted(JUDGE_OF))} are judged so"
