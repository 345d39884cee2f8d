"""Owns the transcript as rows for reading: words with times, labels in the margin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from callcoach.report.names import SUPPRESSED
from callcoach.types.call import Party
from callcoach.types.review import Review
from callcoach.types.words import Utterance


@dataclass(frozen=True, slots=True)
class Said:
    """A word or, where words have no times of their own, a whole text. `note`: on hover."""

    text: str
    start_s: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    """What one party said in a row. `why_dimmed`: why it is not believed, else empty."""

    party: Party
    start_s: float
    end_s: float
    said: tuple[Said, ...]
    labels: tuple[str, ...]
    why_dimmed: str = ""


def transcript_rows(review: Review) -> tuple[TranscriptRow, ...]:
    """All that was said and all that was suppressed, in order of time."""
    if review.transcript is None:
        return ()
    rows = [
        TranscriptRow(
            said.party, said.start_s, said.end_s, tuple(_said(said)), _labels(review, said)
        )
        for said in review.transcript.utterances
    ]
    rows += [
        TranscriptRow(
            each.party,
            each.start_s,
            each.end_s,
            (Said(each.text, None),),
            (),
            SUPPRESSED[each.why],
        )
        for each in review.transcript.suppressed
    ]
    return tuple(sorted(rows, key=lambda row: (row.start_s, row.end_s)))


def _said(utterance: Utterance[Party]) -> Iterator[Said]:
    if not any(word.is_timed for word in utterance.words):
        yield Said(utterance.text, None)
        return
    for word in utterance.words:
        moved = "its time was moved into this party's own speech" if word.is_clamped else ""
        yield Said(word.text.strip(), word.start_s, moved)


def _labels(review: Review, said: Utterance[Party]) -> tuple[str, ...]:
    return tuple(
        technique.name
        for technique in review.techniques or ()
        if any(
            each.party == said.party and each.start_s < said.end_s and each.end_s > said.start_s
            for each in technique.evidence
        )
    )
