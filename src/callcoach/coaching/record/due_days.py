"""Owns which day a piece of a due phrase means, counted from the day it was said on."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from callcoach.coaching.record.due_phrases import DuePiece
from callcoach.language.due_words import DueWords

FRIDAY, SUNDAY = 5, 7
NUMBER_MOST = 999
"""A larger number is no length of time that is promised in a call. Chosen by us."""

FAR_DAYS = 183
"""A day of a month that lies further ahead may have been meant for the one just past; the reason
then says so. Chosen by us."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """The latest day that can be meant, and what of it is not sure; None: why there is none."""

    day: date | None
    note: str | None = None


def due_day(piece: DuePiece, today: date, words: DueWords) -> DueDay:
    """The day that a piece means. A length of time in hours and minutes means none."""
    match piece.form.means:
        case "day":
            return DueDay(today + timedelta(int(piece.said["days"])))
        case "weekday" | "next_weekday":
            return _weekday(piece, today, words)
        case "date":
            return _date(piece, today, words)
        case "end":
            return _end(piece, today, words)
        case "ahead":
            return _ahead(piece, today, words)
    return DueDay(today)


def length(piece: DuePiece, words: DueWords) -> tuple[int | None, str | None]:
    """How many units a length of time has at most, and what of it is not sure or why unknown."""
    said = piece.said.get("m", piece.said["n"])
    n = words.number(said)
    if not n or n > NUMBER_MOST:
        return None, f"{said!r} names no number" if n == 0 else f"{said!r} is no length of time"
    return n, f"{said!r} may be more than {n}" if said in words.vague else None


def _latest(*days: date) -> DueDay:
    """The latest of the days that can be meant; the note names the others."""
    latest = max(days)
    others = sorted({day for day in days if day != latest})
    if not others:
        return DueDay(latest)
    return DueDay(latest, f"it may also mean {others[0].isoformat()}; the later day is given")


def _weekday(piece: DuePiece, today: date, words: DueWords) -> DueDay:
    wanted = [
        words.weekdays[piece.said[key]] for key in ("weekday", "weekday_to") if key in piece.said
    ]
    coming = [today + timedelta((each - today.isoweekday()) % 7) for each in wanted]
    if piece.form.means == "next_weekday":
        # Weeks begin on Monday here and on Sunday there.
        of_next_week = [
            today + timedelta(7 - today.isoweekday() + wanted[0]),
            today + timedelta(7 - today.isoweekday() % 7 + wanted[0] % 7),
        ]
        if "next" in piece.said:
            return _latest(*of_next_week)
        later = coming[0] + timedelta(7 * (coming[0] == today))
        return _latest(later, *of_next_week)
    more = timedelta(0)
    if "n" in piece.said:
        n, note = length(piece, words)
        if n is None:
            return DueDay(None, note)
        more = timedelta(weeks=n)
    last = coming[-1] if coming[-1] >= coming[0] else coming[-1] + timedelta(7)
    if last == today:
        return _latest(today + more, today + timedelta(7) + more)
    return DueDay(last + more)


def _date(piece: DuePiece, today: date, words: DueWords) -> DueDay:
    day = words.number(piece.said["day"]) or 0
    if "month" not in piece.said:
        found = _day_of_month(day, today)
    else:
        month = words.months[piece.said["month"]]
        year = int(piece.said.get("year", today.year))
        if "year" not in piece.said and (month, day) < (today.month, today.day):
            year += 1
        found = _dated(year, month, day)
        if (
            found.day is not None
            and (found.day - today).days > FAR_DAYS
            and "year" not in piece.said
        ):
            found = DueDay(found.day, "more than half a year ahead; it may mean a day just past")
    weekday = piece.said.get("weekday")
    if weekday and found.day is not None and found.day.isoweekday() != words.weekdays[weekday]:
        if found.note is not None and today.isoweekday() == words.weekdays[weekday]:
            return DueDay(today)
        return DueDay(None, f"{found.day.isoformat()} is no {weekday}")
    return found


def _day_of_month(day: int, today: date) -> DueDay:
    """The next day of that number; on that day itself it may be a month away."""
    if not 1 <= day <= 31:
        return DueDay(None, f"no month has a day {day}")
    first, passed = today.replace(day=1), 0
    found: list[date] = []
    while len(found) < 1 + (day == today.day):
        if day <= calendar.monthrange(first.year, first.month)[1]:
            candidate = first.replace(day=day)
            found += [candidate] if candidate >= today else []
        elif first.month == today.month:
            passed = today.month
        first = (first + timedelta(31)).replace(day=1)
    if passed:
        return DueDay(found[0], f"this month has no day {day}; it may mean its last day")
    return _latest(*found)


def _dated(year: int, month: int, day: int) -> DueDay:
    try:
        return DueDay(date(year, month, day))
    except ValueError:
        return DueDay(None, f"there is no day {day} in month {month} of {year}")


def _end(piece: DuePiece, today: date, words: DueWords) -> DueDay:
    is_next, span = "next" in piece.said, words.unit(piece.said.get("span", ""))
    if span == "week":
        return _end_of_week(today, is_next=is_next)
    if span == "weekend":
        sunday = today + timedelta(SUNDAY - today.isoweekday())
        return _latest(sunday, sunday + timedelta(7)) if is_next else DueDay(sunday)
    if span == "year":
        return DueDay(date(today.year + is_next, 12, 31))
    month = words.months[piece.said["month"]] if "month" in piece.said else today.month + is_next
    year = today.year + (month < today.month or month > 12)
    month = (month - 1) % 12 + 1
    return DueDay(date(year, month, calendar.monthrange(year, month)[1]))


def _end_of_week(today: date, *, is_next: bool) -> DueDay:
    """Friday: what is promised at work for the end of a week is hardly meant for Sunday."""
    friday = today + timedelta(FRIDAY - today.isoweekday())
    if today.isoweekday() > FRIDAY and not is_next:
        return _latest(today + timedelta(SUNDAY - today.isoweekday()), friday + timedelta(7))
    if not is_next:
        return DueDay(friday, "the week is taken to end on Friday")
    if today.isoweekday() == SUNDAY:
        return _latest(friday + timedelta(7), friday + timedelta(14))
    return DueDay(friday + timedelta(7), "the week is taken to end on Friday")


def _ahead(piece: DuePiece, today: date, words: DueWords) -> DueDay:
    n, note = length(piece, words)
    if n is None:
        return DueDay(None, note)
    unit = words.unit(piece.said["unit"])
    if unit == "day" and "business" in piece.said:
        return DueDay(_business_days(today, n), note)
    if unit in ("day", "week"):
        return DueDay(today + timedelta(n * {"day": 1, "week": 7}[unit]), note)
    return DueDay(_months(today, n * {"month": 1, "year": 12}[unit]), note)


def _business_days(today: date, n: int) -> date:
    """The n-th day after today that is no Saturday or Sunday; public holidays are not known."""
    day = today
    while n:
        day += timedelta(1)
        n -= day.isoweekday() <= FRIDAY
    return day


def _months(today: date, n: int) -> date:
    """The same day n months on, or the last of that month where it has no such day."""
    year, month = divmod(today.year * 12 + today.month - 1 + n, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
