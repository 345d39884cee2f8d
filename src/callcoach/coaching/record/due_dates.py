"""Owns the date by which something is due, from its words and the moment they were said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from callcoach.coaching.record.due_days import DueDay, due_day, length
from callcoach.coaching.record.due_hours import NO_HOUR, SaidAt, as_minutes, at_hour, half_of_day
from callcoach.coaching.record.due_phrases import DuePhrase, DuePiece
from callcoach.language.due_words import DueWords

NO_DATE = "the date of the call is not known"
IN_UTC = "the recording's time is in UTC, so the day may be another where they spoke"
ELSEWHERE = "counted from something that has yet to happen, not from the call"


@dataclass(frozen=True, slots=True)
class DueAt:
    """An ISO date, or date and time, and what of it is not sure; None: why there is none.

    An hour that was said has no zone: it is that of their own clocks.
    """

    at: str | None
    reason: str | None = None


def due_at(phrase: DuePhrase, said: SaidAt | None, words: DueWords) -> DueAt:
    """When it is due at the latest; of a range the later end. Nothing is guessed silently."""
    if phrase.is_from_elsewhere:
        return DueAt(None, ELSEWHERE)
    if said is None:
        return DueAt(None, NO_DATE)
    about = "said as no exact time" if phrase.is_about else None
    soon = [piece for piece in phrase.pieces if _is_within_a_day(piece, words)]
    if soon:
        return _moment(soon[-1], said, words, [about])
    day = _latest_day(phrase, said, words)
    if day.day is None and day.note is not None:
        return DueAt(None, day.note)
    notes = [about, day.note, IN_UTC if said.is_in_utc else None]
    hours = [piece for piece in phrase.pieces if piece.form.means == "clock"]
    if not hours:
        return _told((day.day or said.at.date()).isoformat(), notes)
    at, note = at_hour(hours[-1], day.day, said, half_of_day(phrase, words), words)
    return DueAt(None, note) if at is None else _told(at, [*notes, note])


def _latest_day(phrase: DuePhrase, said: SaidAt, words: DueWords) -> DueDay:
    """The latest day that a phrase names; none, without a note, where it names an hour alone."""
    is_alone = len(phrase.pieces) == 1
    days = [
        due_day(piece, said.at.date(), words)
        for piece in phrase.pieces
        if not piece.is_of_the_day and (is_alone or piece.form.means != "end_of_day")
    ]
    if missing := next((day for day in days if day.day is None), None):
        return missing
    latest = max((day.day for day in days if day.day is not None), default=None)
    if latest is not None and latest < said.at.date():
        return DueDay(None, f"{latest.isoformat()} lies before the call")
    return DueDay(latest, "; ".join(day.note for day in days if day.note) or None)


def _told(at: str | None, notes: Iterable[str | None]) -> DueAt:
    if at is None:
        return DueAt(None, NO_HOUR)
    told = list(dict.fromkeys(note for note in notes if note))
    return DueAt(at, "; ".join(told) if told else None)


def _is_within_a_day(piece: DuePiece, words: DueWords) -> bool:
    if piece.form.means == "ahead":
        return words.unit(piece.said["unit"]) in ("minute", "hour")
    return piece.said.get("span") == "hour"


def _moment(piece: DuePiece, said: SaidAt, words: DueWords, notes: list[str | None]) -> DueAt:
    """So many minutes or hours on."""
    if "business" in piece.said:
        return DueAt(None, "business hours are not known")
    if piece.form.means == "end":
        on_the_hour = said.at.replace(minute=0, second=0, microsecond=0)
        return _told(_after(on_the_hour, 60, said), notes)
    n, note = length(piece, words)
    if n is None:
        return DueAt(None, note)
    n_minutes = n * {"minute": 1, "hour": 60}[words.unit(piece.said["unit"])]
    return _told(_after(said.at, n_minutes, said), [*notes, note])


def _after(at: datetime, n_minutes: int, said: SaidAt) -> str | None:
    """So many minutes after a moment; where its hour is not known, whole days only."""
    if said.has_hour:
        return as_minutes(at + timedelta(minutes=n_minutes))
    n_days, rest = divmod(n_minutes, 24 * 60)
    return None if rest else (said.at.date() + timedelta(n_days)).isoformat()
