"""Owns the moments worth a listen: which findings are shown, in what order, with what quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from callcoach.report.phrases import plural
from callcoach.types.call import Party
from callcoach.types.review import Finding, Review

LEAD_S = 2.0
"""A moment is played from this long before it, so that the ear arrives first."""

MOST_TO_WORK_ON = 5
MOST_QUOTES = 2


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one party, under a heading that says whose."""

    party: Party
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A finding as a person meets it."""

    number: int
    finding: Finding
    play_from_s: float
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Moments:
    """Praise first, then what to work on, then the rest; numbered throughout."""

    praise: tuple[Moment, ...]
    to_work_on: tuple[Moment, ...]
    others: tuple[Moment, ...]

    @property
    def all(self) -> tuple[Moment, ...]:
        """All moments in the order of their numbers."""
        return self.praise + self.to_work_on + self.others


def moments(review: Review) -> Moments:
    """The findings in groups for reading, each group in the order that coaching gave."""
    praise = [finding for finding in review.findings if finding.kind == "praise"]
    coach = [finding for finding in review.findings if finding.kind == "coach"]
    notes = [finding for finding in review.findings if finding.kind == "note"]
    groups: list[tuple[Moment, ...]] = []
    at = 1
    for group in (praise, coach[:MOST_TO_WORK_ON], coach[MOST_TO_WORK_ON:] + notes):
        groups.append(tuple(_moment(at + i, finding) for i, finding in enumerate(group)))
        at += len(group)
    return Moments(*groups)


def left_out(review: Review) -> str:
    """What says that more was found than is shown; empty where all is."""
    if not review.n_findings_left_out:
        return ""
    points = plural(review.n_findings_left_out, "smaller point")
    return f"{points} left out, so that there is little to work on at a time"


def _moment(number: int, finding: Finding) -> Moment:
    play_from_s = max(0.0, finding.start_s - LEAD_S)
    return Moment(number, finding, play_from_s, tuple(_quotes(finding)))


def _quotes(finding: Finding) -> Iterator[Quote]:
    is_talk_over = finding.id.startswith("talk_over")
    headings = _TALK_OVER_HEADINGS if is_talk_over else _HEADINGS
    quoted = [each for each in finding.evidence if each.quote]
    for each in quoted[:MOST_QUOTES]:
        yield Quote(each.party, headings[each.party], each.quote or "")


_HEADINGS: Mapping[Party, str] = {
    "agent": "You said",
    "customer": "The customer said",
    "unknown": "Said",
}
_TALK_OVER_HEADINGS = {**_HEADINGS, "customer": "The customer was saying"}
