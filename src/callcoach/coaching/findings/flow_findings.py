"""Owns the findings about how the call flowed: shares, silences, response, monologues."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from callcoach.coaching.phrasing import clock, counted, seconds, times
from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.wording.sayings import Saying
from callcoach.settings import Settings
from callcoach.types.call import Party
from callcoach.types.floor import Silence, Turn
from callcoach.types.review import Evidence, Finding, Review

ANNOUNCED_WITHIN_S = 12.0
"""How long before a silence its announcement may stand. Chosen by us."""

DEAD_AIR_LONG_S = 15.0
MONOLOGUE_LONG_S = 90.0
RESPONSES_LEAST = 5
"""Responses at least, to say that they are slow. Chosen by us."""

SPEECH_LEAST_S = 60.0
"""Speech of both parties at least, to say who had the larger share. Chosen by us."""

_FROM_TIMING = {"quote": "judged from timing, not from words"}


def flow_findings(
    draft: Review, settings: Settings, pack: Pack, said: Sequence[Saying], *, words_known: bool
) -> tuple[Finding, ...]:
    """Findings about the flow of the call; none from numbers that were withheld."""
    found = (
        _talk_share(draft, settings),
        _dead_air(draft, pack, said, words_known),
        _slow_response(draft, settings),
        _monologue(draft),
    )
    return tuple(finding for finding in found if finding is not None)


def _talk_share(draft: Review, settings: Settings) -> Finding | None:
    shares, limit = draft.time, settings.coaching.talk_share_high
    parts = (shares.agent_only_s, shares.customer_only_s, shares.both_s)
    if shares.talk_share is None or shares.talk_share <= limit:
        return None
    if sum(part or 0.0 for part in parts) < SPEECH_LEAST_S:
        return None
    return Finding(
        id="high_talk_share",
        kind="coach",
        severity=1,
        start_s=0.0,
        end_s=draft.call.duration_s,
        title=f"You did {shares.talk_share:.0%} of the talking",
        detail=(
            f"Your part of both parties' speech was {shares.talk_share:.0%}; over {limit:.0%} "
            "often leaves the customer little room. Explaining a procedure can need more."
        ),
        advice="End an explanation with an open question, then wait for the answer.",
        evidence=(),
    )


def _dead_air(
    draft: Review, pack: Pack, said: Sequence[Saying], words_known: bool
) -> Finding | None:
    announced_s = _announcements_s(pack, said)
    silent = [
        silence
        for silence in draft.silences
        if silence.is_dead_air and not _is_announced(silence, announced_s)
    ]
    if not silent:
        return None
    longest = max(silent, key=lambda silence: silence.end_s - silence.start_s)
    length_s = longest.end_s - longest.start_s
    certainty = (
        "No announcement was found in your words before."
        if words_known
        else "Judged by timing alone: if you said what you were doing, leave this aside."
    )
    return Finding(
        id="dead_air",
        kind="coach",
        severity=1 + int(length_s >= DEAD_AIR_LONG_S and words_known),
        start_s=longest.start_s,
        end_s=longest.end_s,
        title=f"Nobody spoke for {seconds(length_s)}",
        detail=(
            f"The longest silence began at {clock(longest.start_s)}; the call has "
            f"{counted(len(silent), 'silence')} of this kind. {certainty}"
        ),
        advice='Say what you are doing and how long it takes: "Give me half a minute to look."',
        evidence=tuple(map(nobody_spoke, silent)),
    )


def nobody_spoke(silence: Silence[Party]) -> Evidence:
    """A silence as a moment to listen to."""
    return Evidence(
        party=silence.after or "unknown",
        start_s=silence.start_s,
        end_s=silence.end_s,
        quote=None,
        why=f"{seconds(silence.end_s - silence.start_s)} in which nobody spoke",
        reasons=_FROM_TIMING,
    )


def long_turn(turn: Turn[Party]) -> Evidence:
    """A turn as a moment to listen to."""
    return Evidence(turn.party, turn.start_s, turn.end_s, None, "a long turn", _FROM_TIMING)


def _announcements_s(pack: Pack, said: Sequence[Saying]) -> list[float]:
    """When the agent's announcements of a silence end, in order."""
    return sorted(
        saying.pieces[saying.pieces_of(*match.span())[1]].end_s
        for saying in said
        if saying.party == "agent"
        for pattern in pack.announcements
        for match in pattern.finditer(saying.text)
    )


def _is_announced(silence: Silence[Party], announced_s: Sequence[float]) -> bool:
    """Whether the agent announced the silence in the seconds before it."""
    next_at = bisect_left(announced_s, silence.start_s - ANNOUNCED_WITHIN_S)
    return next_at < len(announced_s) and announced_s[next_at] <= silence.end_s


def _slow_response(draft: Review, settings: Settings) -> Finding | None:
    response, limit_s = draft.response.get("agent"), settings.coaching.slow_response_s
    if response is None or response.median_s is None or response.n < RESPONSES_LEAST:
        return None
    if response.median_s <= limit_s:
        return None
    slowest = "" if response.p90_s is None else f", one in ten over {seconds(response.p90_s)}"
    return Finding(
        id="slow_response",
        kind="coach",
        severity=1,
        start_s=0.0,
        end_s=draft.call.duration_s,
        title=f"You took {seconds(response.median_s)} to answer, as a rule",
        detail=(
            f"Median of {response.n} answers{slowest}. Over {seconds(limit_s)} can feel like "
            "nobody is there."
        ),
        advice='Answer with a short word first ("I see"), then take the time you need.',
        evidence=(),
    )


def _monologue(draft: Review) -> Finding | None:
    own = [draft.turns[i] for i in draft.monologues if draft.turns[i].party == "agent"]
    if not own:
        return None
    longest = max(own, key=lambda turn: turn.end_s - turn.start_s)
    length_s = longest.end_s - longest.start_s
    return Finding(
        id="monologue",
        kind="coach",
        severity=1 + int(length_s >= MONOLOGUE_LONG_S),
        start_s=longest.start_s,
        end_s=longest.end_s,
        title=f"You held the floor for {seconds(length_s)}",
        detail=(
            f"From {clock(longest.start_s)} to {clock(longest.end_s)} the turn was yours; "
            f"turns of a minute and more came {times(len(own))}. Short affirmations of the "
            "customer do not end a turn."
        ),
        advice="After two or three sentences ask whether it fits, and let them answer.",
        evidence=tuple(map(long_turn, own)),
    )
