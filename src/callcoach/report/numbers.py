"""Owns the table of numbers: each with what it means and from what it is computed."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.report.cells import Cell, Row, parties
from callcoach.report.pace_numbers import pace_rows
from callcoach.report.phrases import clock, duration, plural, reason, span, times
from callcoach.report.voice_numbers import voice_rows
from callcoach.types.call import Party
from callcoach.types.review import Review


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Measures that belong together."""

    title: str
    rows: tuple[Row, ...]


def number_groups(review: Review) -> tuple[NumberGroup, ...]:
    """All measures of the call, in groups; those of the voice where they may be shown."""
    groups = (
        NumberGroup("Who spoke when", tuple(_floor_rows(review))),
        NumberGroup("Pace", tuple(pace_rows(review))),
    )
    if review.provenance.voice_measures == "off":
        return groups
    return (*groups, NumberGroup("Voice", tuple(voice_rows(review))))


def _floor_rows(review: Review) -> list[Row]:
    columns = parties(review)
    spoken = tuple(
        Cell(duration(sum(end - start for start, end in review.activity.get(party, ()))))
        for party in columns
    )
    rows = [
        Row(
            "Speech",
            spoken,
            "Seconds with a voice on the line, from the sound. Pauses of 0.2 s and more left out.",
        )
    ]
    if columns == ("unknown",):
        return [*rows, *_silence_rows(review)]
    share = review.time.talk_share
    shares = (Cell(why=reason(review.time.reasons, "talk_share")),) * 2
    if share is not None:
        # Rounded once, so that the two add up to 100.
        own = round(100 * share)
        shares = (Cell(f"{own} %"), Cell(f"{100 - own} %"))
    rows.append(Row("Talk share", shares, "Each one's part of all speech of both."))
    rows.append(_turn_row(review, columns))
    rows.append(_came_in_row(review, columns))
    rows.append(_affirmation_row(review, columns))
    rows.append(
        Row(
            "Response time",
            tuple(_response_cell(review, party) for party in columns),
            "From the other's last sound to the first of the answer: the median, and what one "
            "answer in ten exceeds. Below zero: began before the other stopped.",
        )
    )
    return [*rows, *_silence_rows(review)]


def _turn_row(review: Review, columns: tuple[Party, ...]) -> Row:
    cells = []
    for party in columns:
        lengths = [turn.end_s - turn.start_s for turn in review.turns if turn.party == party]
        text = plural(len(lengths), "turn")
        cells.append(Cell(f"{text}, longest {duration(max(lengths))}" if lengths else text))
    return Row("Turns", tuple(cells), "A turn lasts until the other takes the floor.")


def _came_in_row(review: Review, columns: tuple[Party, ...]) -> Row:
    means = (
        "How often each came in while the other spoke, without being a mere sign of listening or "
        "an ordinary handover. For you, those with 0.5 s of overlap and more are the talk-overs."
    )
    if review.incursions is None:
        why = Cell(why=reason(review.reasons, "incursions"))
        return Row("Came in on the other", (why,) * len(columns), means)
    cells = []
    for party in columns:
        events = [
            event
            for event in review.incursions
            if event.by == party
            and event.kind in ("interruption", "butting_in", "silent_interruption")
        ]
        text = times(len(events))
        found = review.talk_overs
        if party == "agent" and found.count is not None:
            between = span(found.count_low, found.count_high)
            text += f"; {plural(found.count, 'talk-over')}{between}"
        cells.append(Cell(text))
    return Row("Came in on the other", tuple(cells), means)


def _affirmation_row(review: Review, columns: tuple[Party, ...]) -> Row:
    means = "Short signs of listening that take no floor. They are never counted as talk-overs."
    if review.backchannels is None:
        why = Cell(why=reason(review.reasons, "backchannels"))
        return Row("Affirmations", (why,) * len(columns), means)
    counts = [sum(each.party == party for each in review.backchannels) for party in columns]
    return Row("Affirmations", tuple(Cell(str(count)) for count in counts), means)


def _response_cell(review: Review, party: Party) -> Cell:
    response = review.response.get(party)
    if response is None or response.median_s is None:
        return Cell(why=reason(response.reasons if response else {}, "median_s"))
    tail = "" if response.p90_s is None else f"; one in ten over {response.p90_s:.1f} s"
    return Cell(f"{response.median_s:.1f} s{tail} ({plural(response.n, 'answer')})")


def _silence_rows(review: Review) -> list[Row]:
    dead = [each for each in review.silences if each.is_dead_air]
    text = plural(len(dead), "silence")
    if dead:
        longest = max(dead, key=lambda each: each.end_s - each.start_s)
        text += f", longest {duration(longest.end_s - longest.start_s)}"
        text += f" at {clock(longest.start_s)}"
    held = [each for each in review.silences if each.kind == "hold"]
    hold = "none found"
    if held:
        hold = f"{plural(len(held), 'stretch', 'stretches')}, "
        hold += duration(sum(each.end_s - each.start_s for each in held))
    return [
        Row("Dead air", (Cell(text),), "Silences of 5 s and more, holds and the ends left out."),
        Row("On hold", (Cell(hold),), "Hold music and tones."),
    ]
