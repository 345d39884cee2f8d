"""Owns what the drawn score needs of a review, as small JSON values."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from callcoach.report.cells import parties
from callcoach.report.moments import Moments
from callcoach.report.names import KIND, heading
from callcoach.report.phrases import printable
from callcoach.report.sentences import describe
from callcoach.types.call import Party
from callcoach.types.floor import span_of
from callcoach.types.review import Contour, Contours, Review
from callcoach.types.time import Span, Spans, intersection, within

PITCH_STEPS = 4
"""Steps a semitone in the packed pitch row."""

LEVEL_STEPS = 2
"""Steps a decibel in the packed level row."""

_MIDDLE = 128


def score_data(review: Review, contours: Contours | None, found: Moments) -> dict[str, Any]:
    """What is drawn, all of it; times in seconds to the hundredth, spans flat."""
    counted = set(review.talk_overs.events or ())
    both = intersection(_spoken(review, "agent"), _spoken(review, "customer"))
    main = {moment.number for moment in (*found.praise, *found.to_work_on)}
    return {
        "duration": round(review.call.duration_s, 2),
        "staves": [_stave(review, contours, party) for party in parties(review)],
        "step": contours.step_s if contours else 0,
        "events": [
            {
                "start": round(event.start_s, 2),
                "end": round(event.end_s, 2),
                "by": event.by,
                "kind": event.kind,
                "counted": i in counted,
                "both": _flat(within(both, span_of(event))) if i in counted else [],
                "says": f"{KIND[event.kind]}: {describe(event)}",
            }
            for i, event in enumerate(review.incursions or ())
        ],
        "silences": [
            {
                "start": round(each.start_s, 2),
                "end": round(each.end_s, 2),
                "kind": "dead air" if each.is_dead_air else each.kind,
            }
            for each in review.silences
            if each.is_dead_air or each.kind == "hold"
        ],
        "vents": _flat(Span(each.start_s, each.end_s) for each in review.vents or ()),
        "moments": [
            {
                "number": each.number,
                "start": round(each.finding.start_s, 2),
                "end": round(each.finding.end_s, 2),
                "from": round(each.play_from_s, 2),
                "kind": each.finding.kind,
                "main": each.number in main,
                "says": printable(each.finding.title),
            }
            for each in found.all
        ],
    }


def _stave(review: Review, contours: Contours | None, party: Party) -> dict[str, Any]:
    pace, loudness = review.pace.get(party), review.loudness.get(party)
    raised = loudness.raised if loudness else ()
    fast = pace.fast_spans if pace else ()
    contour = contours.parties.get(party) if contours else None
    usual_hz = review.pitch[party].median_hz if party in review.pitch else None
    return {
        "party": party,
        "label": "Both" if party == "unknown" else heading(party),
        "speech": _flat(_spoken(review, party)),
        "raised": _flat(Span(each.start_s, each.end_s) for each in raised),
        "fast": _flat(Span(each.start_s, each.end_s) for each in fast),
        "pitch": _packed(_pitch_row(contour, usual_hz)) if contour else "",
        "level": _packed(_level_row(contour)) if contour else "",
    }


def _spoken(review: Review, party: Party) -> Spans:
    return tuple(Span(*pair) for pair in review.activity.get(party, ()))


def _flat(spans: Iterable[Span]) -> list[float]:
    return [round(edge, 2) for span in spans for edge in (span.start_s, span.end_s)]


def _pitch_row(contour: Contour, usual_hz: float | None) -> list[int]:
    """A byte a step: quarter semitones from the own median about 128; 0 where no pitch."""
    voiced = [hz for hz in contour.f0_hz if hz > 0]
    usual = usual_hz or (median(voiced) if voiced else 0.0)
    if usual <= 0:
        return [0] * len(contour.f0_hz)
    return [
        _byte(12 * math.log2(hz / usual) * PITCH_STEPS) if hz > 0 else 0 for hz in contour.f0_hz
    ]


def _level_row(contour: Contour) -> list[int]:
    """A byte a step: half decibels from the own median of speech about 128; 0 where silent."""
    pairs = list(zip(contour.level_dbfs, contour.speech, strict=True))
    spoken = [level for level, is_speech in pairs if is_speech]
    usual = median(spoken) if spoken else 0.0
    return [_byte((level - usual) * LEVEL_STEPS) if is_speech else 0 for level, is_speech in pairs]


def _byte(steps: float) -> int:
    return max(1, min(255, _MIDDLE + round(steps)))


def _packed(row: Sequence[int]) -> str:
    return base64.b64encode(bytes(row)).decode("ascii")
