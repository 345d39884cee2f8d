"""Owns the transcript as rows for reading: words with times, labels in the margin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from callcoach.report.names import SUPPRESSED
from callcoach.report.phrases import printable
from callcoach.types.call import Party
from callcoach.types.review import Evidence, Review
from callcoach.types.words import Utterance

CHUNK = 40
"""Rows that are laid out together once they come into view. Chosen by us."""


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

    @property
    def word_starts(self) -> str:
        """When each word starts, in hundredths of a second from the row's start."""
        if any(each.start_s is None for each in self.said):
            return ""
        starts = (each.start_s or 0.0 for each in self.said)
        return " ".join(str(round(100 * (start_s - self.start_s))) for start_s in starts)


def transcript_rows(review: Review) -> tuple[TranscriptRow, ...]:
    """All that was said and all that was suppressed, in order of time."""
    if review.transcript is None:
        return ()
    labels = _Labels(review)
    rows = [
        TranscriptRow(said.party, said.start_s, said.end_s, tuple(_said(said)), labels.of(said))
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
    # The text decides between rows of the same time, so that a swap changes no order.
    return tuple(sorted(rows, key=lambda row: (row.start_s, row.end_s, row.said[0].text)))


def chunks(rows: Sequence[TranscriptRow]) -> tuple[Sequence[TranscriptRow], ...]:
    """The rows in pieces of at most `CHUNK`."""
    return tuple(rows[i : i + CHUNK] for i in range(0, len(rows), CHUNK))


def labels_by_row(rows: Sequence[TranscriptRow]) -> dict[str, tuple[str, ...]]:
    """The labels in the margin by the number of their row, for rows that have some."""
    return {
        str(i): tuple(printable(label) for label in row.labels)
        for i, row in enumerate(rows)
        if row.labels
    }


def _said(utterance: Utterance[Party]) -> Iterator[Said]:
    if not any(word.is_timed for word in utterance.words):
        yield Said(utterance.text, None)
        return
    for word in utterance.words:
        moved = "its time was moved into this party's own speech" if word.is_clamped else ""
        # One word is one piece between two spaces, so that its place tells its time.
        yield Said("\u00a0".join(word.text.split()), word.start_s, moved)


class _Labels:
    """Which techniques were found in an utterance, without asking each for each."""

    def __init__(self, review: Review) -> None:
        self._found: Mapping[str, Mapping[Party, Sequence[Evidence]]] = {
            technique.name: _by_party(technique.evidence) for technique in review.techniques or ()
        }
        self._longest_s = max(
            (
                each.end_s - each.start_s
                for technique in review.techniques or ()
                for each in technique.evidence
            ),
            default=0.0,
        )

    def of(self, said: Utterance[Party]) -> tuple[str, ...]:
        return tuple(
            name for name, found in self._found.items() if self._is_in(found.get(said.party), said)
        )

    def _is_in(self, found: Sequence[Evidence] | None, said: Utterance[Party]) -> bool:
        if not found:
            return False
        first = bisect_left(found, said.start_s - self._longest_s, key=lambda each: each.start_s)
        for each in found[first:]:
            if each.start_s >= said.end_s:
                return False
            if each.end_s > said.start_s:
                return True
        return False


def _by_party(evidence: Sequence[Evidence]) -> dict[Party, list[Evidence]]:
    found: dict[Party, list[Evidence]] = {}
    for each in sorted(evidence, key=lambda each: each.start_s):
        found.setdefault(each.party, []).append(each)
    return found
