"""Owns the rows of the table of numbers that tell pitch, level, steadiness and mirroring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from callcoach.report.cells import Cell, Row, cells, parties, some
from callcoach.report.names import cue
from callcoach.report.phrases import clock, duration, plural, reason, signed, times
from callcoach.types.measures import Loudness, Mirroring, Pitch, Steadiness
from callcoach.types.review import Review


def voice_rows(review: Review) -> list[Row]:
    """What may be shown where the policy has measures of the voice on."""

    def pitch(tell: Callable[[Pitch], str | None], field: str) -> tuple[Cell, ...]:
        return cells(review, review.pitch, tell, field)

    def loud(tell: Callable[[Loudness], str | None], field: str) -> tuple[Cell, ...]:
        return cells(review, review.loudness, tell, field)

    return [
        Row(
            "Steadiness",
            cells(review, review.steadiness, _steady, "score"),
            "0 to 100: how little pitch, high frequencies and loudness rose above the same "
            "person's own usual. The interval shows how far it depends on which sentences were "
            "spoken. It says nothing of feelings.",
        ),
        Row(
            "First and last third",
            cells(review, review.steadiness, _changed, "opening"),
            "Steadiness of the first and of the last third of each one's speech, and where 95 % of "
            "differences lie. If that spans 0, the two may as well be the same.",
        ),
        Row(
            "Well above the usual",
            cells(review, review.steadiness, _excursions, "score"),
            "Stretches where two of pitch, high frequencies and loudness stood far over the same "
            "person's usual, and how long until the voice was back near it.",
        ),
        Row(
            "Pitch",
            pitch(lambda x: some(x.median_hz, lambda hz: f"{hz:.0f} Hz"), "median_hz"),
            "The median of the voice's pitch.",
        ),
        Row(
            "Pitch movement",
            pitch(lambda x: some(x.sd_st, lambda st: f"{st:.1f} semitones"), "sd_st"),
            "How far pitch usually moves around its median. Higher is livelier.",
        ),
        Row(
            "Level",
            loud(lambda x: some(x.active_level_dbfs, lambda db: f"{db:.0f} dBFS"), _ACTIVE),
            "Loudness while speaking, against the loudest the file can hold. Mostly the line's.",
        ),
        Row(
            "Level movement",
            loud(lambda x: some(x.sd_db, lambda db: f"{db:.1f} dB"), "sd_db"),
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
