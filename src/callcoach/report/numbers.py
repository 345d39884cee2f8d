"""Owns the table of numbers: each with what it means and from what it is computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from callcoach.report.names import cue
from callcoach.report.phrases import ABSENT, clock, duration, plural, reason, signed, span, times
from callcoach.types.call import Party, Reasons
from callcoach.types.measures import Loudness, Mirroring, Pace, Pitch, RateSpan, Steadiness
from callcoach.types.review import Review

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as text, or why there is none."""

    text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: a cell per party, or one cell for the call."""

    name: str
    cells: tuple[Cell, ...]
    means: str


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Measures that belong together."""

    title: str
    rows: tuple[Row, ...]


def parties(review: Review) -> tuple[Party, ...]:
    """The columns: both parties, or `unknown` alone where they cannot be told apart."""
    named: tuple[Party, ...] = ("agent", "customer")
    return named if any(party in review.activity for party in named) else ("unknown",)


def number_groups(review: Review) -> tuple[NumberGroup, ...]:
    """All measures of the call, in groups; those of the voice where they may be shown."""
    groups = (
        NumberGroup("Who spoke when", tuple(_floor_rows(review))),
        NumberGroup("Pace", tuple(_pace_rows(review))),
    )
    if review.provenance.voice_measures == "off":
        return groups
    return (*groups, NumberGroup("Voice", tuple(_voice_rows(review))))


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


def _pace_rows(review: Review) -> list[Row]:
    def rows(name: str, tell: Callable[[Pace], str | None], field: str, means: str) -> Row:
        return Row(name, _cells(review, review.pace, tell, field), means)

    return [
        rows(
            "Words a minute",
            _words_a_minute,
            "speech_rate_wpm",
            "Over turn time, pauses included but none for more than 2 s. Only "
            "where there are words: syllables counted from the sound are too rough for it.",
        ),
        rows(
            "Syllables a second",
            lambda pace: _some(pace.articulation_rate_sps, lambda x: f"{x:.1f}"),
            "articulation_rate_sps",
            "While speaking, pauses of 0.25 s and more left out. "
            "Counted from the words where there are any, else from the sound.",
        ),
        rows(
            "Faster than usual",
            lambda pace: _rate_spans(pace.fast_spans),
            "fast_spans",
            "Stretches spoken clearly faster than the same person's usual in this call: when, and "
            "how many times as fast.",
        ),
        rows(
            "Slower than usual",
            lambda pace: _rate_spans(pace.slow_spans),
            "slow_spans",
            "Likewise, clearly slower.",
        ),
        *_pace_match_rows(review),
        rows(
            "Own pauses",
            _paused,
            "pauses_per_min",
            "Silences of 0.25 s and more inside a person's own turns, over their turn time.",
        ),
        rows(
            "Fillers, at least",
            lambda pace: _some(pace.n_fillers_at_least, str),
            "n_fillers_at_least",
            "“Um”, “uh” and the like. Recognisers leave many out, so this is a lower bound.",
        ),
    ]


def _pace_match_rows(review: Review) -> list[Row]:
    if parties(review) == ("unknown",):
        return []
    match = review.pace_match
    cell = Cell(why=reason(match.reasons, "ratio"))
    if match.ratio is not None:
        cell = Cell(f"{match.ratio:.2f} x")
    means = (
        "Your syllables a second against theirs. Speaking about as fast as the customer (0.8 to "
        "1.25 times) is taught as a sign of attention; it is no rule."
    )
    return [Row("Your pace to the customer's", (cell,), means)]


def _voice_rows(review: Review) -> list[Row]:
    def pitch(tell: Callable[[Pitch], str | None], field: str) -> tuple[Cell, ...]:
        return _cells(review, review.pitch, tell, field)

    def loud(tell: Callable[[Loudness], str | None], field: str) -> tuple[Cell, ...]:
        return _cells(review, review.loudness, tell, field)

    return [
        Row(
            "Steadiness",
            _cells(review, review.steadiness, _steady, "score"),
            "0 to 100: how little pitch, high frequencies and loudness rose above the same "
            "person's own usual. The interval shows how far it depends on which sentences were "
            "spoken. It says nothing of feelings.",
        ),
        Row(
            "First and last third",
            _cells(review, review.steadiness, _changed, "opening"),
            "Steadiness of the first and of the last third of each one's speech, and where 95 % of "
            "differences lie. If that spans 0, the two may as well be the same.",
        ),
        Row(
            "Well above the usual",
            _cells(review, review.steadiness, _excursions, "score"),
            "Stretches where two of pitch, high frequencies and loudness stood far over the same "
            "person's usual, and how long until the voice was back near it.",
        ),
        Row(
            "Pitch",
            pitch(lambda x: _some(x.median_hz, lambda hz: f"{hz:.0f} Hz"), "median_hz"),
            "The median of the voice's pitch.",
        ),
        Row(
            "Pitch movement",
            pitch(lambda x: _some(x.sd_st, lambda st: f"{st:.1f} semitones"), "sd_st"),
            "How far pitch usually moves around its median. Higher is livelier.",
        ),
        Row(
            "Level",
            loud(lambda x: _some(x.active_level_dbfs, lambda db: f"{db:.0f} dBFS"), _ACTIVE),
            "Loudness while speaking, against the loudest the file can hold. Mostly the line's.",
        ),
        Row(
            "Level movement",
            loud(lambda x: _some(x.sd_db, lambda db: f"{db:.1f} dB"), "sd_db"),
            "How far loudness usually moves around its mean.",
        ),
        Row(
            "Raised voice",
            loud(lambda x: _moments([(each.start_s, each.end_s) for each in x.raised]), "raised"),
            "Stretches where at least two of loudness, high frequencies and pitch stood well above "
            "the same person's usual.",
        ),
        *_mirroring_rows(review),
    ]


_ACTIVE = "active_level_dbfs"


def _mirroring_rows(review: Review) -> list[Row]:
    if parties(review) == ("unknown",):
        return []
    mirror = review.mirroring
    cell = Cell(why=reason(mirror.reasons, "follow_gain"))
    if mirror.follow_gain is not None:
        between = ""
        if mirror.low is not None and mirror.high is not None:
            between = f" ({mirror.low:+.1f} to {mirror.high:+.1f})"
        cell = Cell(f"{signed(mirror.follow_gain, 1, '')}".strip() + between)
        if mirror.sham_low is not None and mirror.sham_high is not None:
            cell = replace(cell, text=f"{cell.text}; {_by_chance(mirror)}")
    means = (
        "How far your voice followed the customer's from turn to turn: 0 not at all, 1 fully. "
        "It shows what went together, not what caused what: noise on both ends does the same."
    )
    rows = [Row("Followed the customer's voice", (cell,), means)]
    if "moments" not in mirror.reasons and mirror.follow_gain is not None:
        means = (
            "Turns in which the customer's voice stood over their usual, and what yours did in the "
            "turn after: rose too, or was at your usual or below."
        )
        rows.append(Row("After the customer's voice rose", (Cell(_answers(mirror)),), means))
    return rows


def _by_chance(mirror: Mirroring) -> str:
    """The range of gains of turns that do not belong together."""
    return f"by chance {mirror.sham_low:+.1f} to {mirror.sham_high:+.1f}"


def _answers(mirror: Mirroring) -> str:
    if not mirror.moments:
        return "it did not"
    told = []
    for kind, says in (("rose_with_them", "rose too"), ("came_down", "came down")):
        found = [each for each in mirror.moments if each.kind == kind]
        shown = ", ".join(clock(each.agent_start_s) for each in found[:3])
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        told.append(f"yours {says} {times(len(found))}" + (f" ({shown}{more})" if found else ""))
    return f"{plural(len(mirror.moments), 'turn')}: {'; '.join(told)}"


def _cells(
    review: Review,
    values: Mapping[Party, T],
    tell: Callable[[T], str | None],
    field: str,
) -> tuple[Cell, ...]:
    cells = []
    for party in parties(review):
        value = values.get(party)
        reasons: Reasons = getattr(value, "reasons", {})
        # A list with a reason was not looked for, which is not the same as empty.
        text = None if value is None or field in reasons else tell(value)
        why = ABSENT if value is None else reason(reasons, field)
        cells.append(Cell(text) if text is not None else Cell(why=why))
    return tuple(cells)


def _rate_spans(spans: Sequence[RateSpan]) -> str:
    """The stretches that stray most, with their ratio, in the order of the call."""
    if not spans:
        return "none found"
    most = sorted(spans, key=lambda each: -abs(math.log(each.ratio_to_own)))[:3]
    shown = ", ".join(
        f"{clock(each.start_s)}-{clock(each.end_s)} ({each.ratio_to_own:.1f} x)"
        for each in sorted(most, key=lambda each: each.start_s)
    )
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return shown + more


def _paused(pace: Pace) -> str | None:
    if pace.pauses_per_min is None:
        return None
    mean = "" if pace.mean_pause_s is None else f", {pace.mean_pause_s:.1f} s each"
    return f"{pace.pauses_per_min:.0f} a minute{mean}"


def _words_a_minute(pace: Pace) -> str | None:
    if pace.speech_rate_wpm is not None:
        return f"{pace.speech_rate_wpm:.0f}"
    return None


def _steady(steady: Steadiness) -> str | None:
    if steady.score is None:
        return None
    text = f"{steady.score:.0f}"
    if steady.low is not None and steady.high is not None:
        text += f" ({steady.low:.0f}-{steady.high:.0f})"
    lost = [name for name, share in sorted(steady.parts.items(), key=lambda x: -x[1]) if share > 0]
    return f"{text}; most lost in {cue(lost[0])}" if lost else text


def _changed(steady: Steadiness) -> str | None:
    if steady.opening is None or steady.ending is None:
        return None
    text = f"{steady.opening:.0f}, then {steady.ending:.0f}"
    if steady.change_low is None or steady.change_high is None:
        return text
    return f"{text} ({steady.change_low:+.0f} to {steady.change_high:+.0f})"


def _excursions(steady: Steadiness) -> str | None:
    if steady.score is None:
        return None
    text = _moments([(each.start_s, each.end_s) for each in steady.excursions])
    back_s = [each.back_after_s for each in steady.excursions if each.back_after_s is not None]
    return f"{text}; back within {duration(max(back_s))}" if back_s else text


def _moments(spans: list[tuple[float, float]]) -> str:
    if not spans:
        return "none found"
    shown = ", ".join(clock(start) for start, _ in spans[:3])
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return f"{plural(len(spans), 'stretch', 'stretches')}: {shown}{more}"


def _some(value: T | None, tell: Callable[[T], str]) -> str | None:
    return None if value is None else tell(value)
