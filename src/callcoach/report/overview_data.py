"""Owns the calls and promises as the overview's script reads them: columns, packed."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from typing import Any

from callcoach.report.overview_triage import day, page_url
from callcoach.report.phrases import printable
from callcoach.types.overview import Overview, OverviewCall

_NUMBERS = (
    ("talkOvers", "talk_overs", 0), ("low", "talk_overs_low", 0), ("high", "talk_overs_high", 0),
    ("wpm", "wpm", 0), ("response", "response_s", 1), ("score", "score", 0),
)  # fmt: skip


def packed_data(overview: Overview) -> str:
    """All columns as deflated JSON in base64, for `DecompressionStream`."""
    plain = json.dumps(overview_data(overview), allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode("ascii"), 9)).decode("ascii")


def overview_data(overview: Overview) -> dict[str, Any]:
    """Columns by name, the newest call first; a text that comes often is a number into `texts`.

    Of events each call has `nEvents`, which follow each other in `events` and `eventsAt`.
    """
    calls = overview.calls[::-1]
    texts = _Texts()
    events = {name: at for at, name in enumerate(sorted(overview.event_names))}
    met = [each for call in calls for each in call.events if each.event in events]
    promised = [(len(calls) - 1 - each.call, each) for each in overview.promises]
    return {
        "id": [printable(call.id) for call in calls],
        "page": [_page(call) for call in calls],
        "name": [printable(call.name) for call in calls],
        "date": [printable(call.recorded_at or "") for call in calls],
        "agent": texts.column(call.agent for call in calls),
        "queue": texts.column(call.queue for call in calls),
        "tags": texts.column(call.tags for call in calls),
        "why": texts.column(call.why for call in calls),
        "triage": texts.column(call.triage for call in calls),
        "duration": [round(call.duration_s) for call in calls],
        "at": [_rounded(call.start_s, 1) for call in calls],
        "complaints": [call.n_complaints for call in calls],
        **{key: [_rounded(c.measures.get(of), n) for c in calls] for key, of, n in _NUMBERS},
        "nEvents": [sum(each.event in events for each in call.events) for call in calls],
        "events": [events[each.event] for each in met],
        "eventsAt": [_rounded(each.start_s, 1) for each in met],
        "eventNames": [[name, printable(overview.event_names[name])] for name in sorted(events)],
        "promises": {
            "call": [call for call, _ in promised],
            "at": [_rounded(each.start_s, 1) for _, each in promised],
            "text": [printable(each.text.strip()) for _, each in promised],
            "due": texts.column(each.due for _, each in promised),
            "dueAt": texts.column(each.due_at for _, each in promised),
            "dueDay": texts.column(each.due_at and day(each.due_at) for _, each in promised),
        },
        "texts": texts.all,
    }


class _Texts:
    """Texts by number, the empty one first."""

    def __init__(self) -> None:
        self._numbers = {"": 0}

    @property
    def all(self) -> list[str]:
        return list(self._numbers)

    def column(self, texts: Iterable[str | None]) -> list[int]:
        clean = (printable(text or "") for text in texts)
        return [self._numbers.setdefault(text, len(self._numbers)) for text in clean]


def _page(call: OverviewCall) -> str | int | None:
    """The address; 1 where it is `reviews/ID.html`, as in a batch folder."""
    if call.page == f"reviews/{call.id}.html" and call.id == printable(call.id):
        return 1
    return None if call.page is None else page_url(call.page)


def _rounded(value: float | None, digits: int) -> float | None:
    if value is None:
        return None
    return round(value, digits) if digits else round(value)
