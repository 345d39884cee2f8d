"""Owns what is usual for an agent by their earlier calls of a batch.

What a call gives to later ones is measured without any usual from before. So it does not matter
which of them was done first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from callcoach.batch.folder.ledger import Entry
from callcoach.pipeline.recipe import Outcome
from callcoach.settings import Settings
from callcoach.types.jsonform import rounded
from callcoach.types.measures import Usual, UsualRate

CALLS_LEAST = 3
"""Earlier calls without which nothing is usual. MEASURES (e)'s rule for a stored baseline."""

SURE_LEAST = 0.5
"""Confidence of who is the agent that is a mere guess: such a call may be the customer's voice."""

TOO_FEW = f"fewer than {CALLS_LEAST} of these calls tell it"


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A call that may be usual: when it was, and what it gives."""

    at: datetime
    content: str
    date: str
    own: Mapping[str, Any]


def own_values(outcome: Outcome, settings: Settings) -> dict[str, Any]:
    """What a call gives to the usual of later ones: nothing where it is a guess who is the agent.

    The pitch is a measure of the voice that leaves the call, so policy must have these on.
    """
    review = outcome.review
    pace, confidence = review.pace.get("agent"), review.call.agent_confidence
    if pace is None or (confidence is not None and confidence <= SURE_LEAST):
        return {}
    own = {
        "basis": pace.basis,
        "articulation_rate_sps": pace.articulation_rate_sps,
        "speech_rate_wpm": pace.speech_rate_wpm,
    }
    if settings.policy.voice_measures == "on" and outcome.own is not None:
        own["f0_hz"] = outcome.own.f0_hz
    return cast(dict[str, Any], rounded(own))


def moment(date: str | None) -> datetime | None:
    """When a call was, so that calls can be put in order; None where that is not known.

    A time without a zone counts as it stands, a day alone as its midnight.
    """
    try:
        at = datetime.fromisoformat(date or "")
    except ValueError:
        return None
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


class EarlierCalls:
    """All calls of a folder that have an agent and a date, in their order: by date, then id.

    Parameters
    ----------
    entries : of calls that are reviewed. Such as were measured with something else than
        `measured_with` take no part.
    calls_most : how many of the latest earlier calls are looked at.
    """

    def __init__(self, entries: Iterable[Entry], measured_with: str, calls_most: int) -> None:
        self._most = calls_most
        self._of: dict[str, list[_Earlier]] = {}
        self._agent_of: dict[str, str] = {}
        for entry in entries:
            agent, at = entry.row.get("agent", ""), moment(entry.row.get("date"))
            if not agent or at is None or not entry.own or entry.measured_with != measured_with:
                continue
            self._agent_of[entry.content] = agent
            call = _Earlier(at, entry.content, entry.row["date"], entry.own)
            self._of.setdefault(agent, []).append(call)
        for calls in self._of.values():
            calls.sort(key=lambda call: (call.at, call.content))
        self._place_of = {
            call.content: place for calls in self._of.values() for place, call in enumerate(calls)
        }

    def usual(self, content: str) -> Usual | None:
        """The usual of a call's agent by strictly earlier calls; None where these are too few."""
        place = self._place_of.get(content)
        if place is None or place < CALLS_LEAST:
            return None
        calls = self._of[self._agent_of[content]][max(0, place - self._most) : place]
        pitches = [each.own["f0_hz"] for each in calls if each.own.get("f0_hz") is not None]
        has_pitch = len(pitches) >= CALLS_LEAST
        usual = Usual(
            calls=len(calls),
            since=calls[0].date,
            until=calls[-1].date,
            f0_hz=_quantile(pitches, 0.5) if has_pitch else None,
            rates=tuple(_rates(calls)),
            reasons={} if has_pitch else {"f0_hz": TOO_FEW},
        )
        return cast(Usual, rounded(usual))


def _rates(calls: Sequence[_Earlier]) -> Iterable[UsualRate]:
    """Each rate by each way of counting that enough calls share; never mixed."""
    for of in ("articulation_rate_sps", "speech_rate_wpm"):
        for basis in ("words", "syllable_nuclei"):
            own = [call.own for call in calls if call.own.get("basis") == basis]
            values = [each[of] for each in own if each.get(of) is not None]
            if len(values) >= CALLS_LEAST:
                low, median, high = (_quantile(values, share) for share in (0.1, 0.5, 0.9))
                yield UsualRate(cast(Any, of), cast(Any, basis), median, low, high, len(values))


def _quantile(values: Sequence[float], share: float) -> float:
    """Between the two values next to that share of them; without numpy, which takes a hundred times
    as long for so few, and a folder may hold ten thousand calls."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    left = min(int(at), len(ordered) - 2)
    return ordered[left] + (at - left) * (ordered[left + 1] - ordered[left])
