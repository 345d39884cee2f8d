"""Owns when something was said, and which hour of which day a piece of a due phrase means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from callcoach.coaching.record.due_phrases import DuePhrase, DuePiece
from callcoach.language.due_words import DueWords

NO_HOUR = "the hour of the call is not known"
YEARS = (1970, 2200)
"""Another year is no date of a recording. Chosen by us."""


@dataclass(frozen=True, slots=True)
class SaidAt:
    """When something was said. `at` has the time zone of the recording's stamp, if that has one.

    `has_hour`: False where the stamp gives a date alone, or midnight, which stands for that.
    """

    at: datetime
    has_hour: bool

    @property
    def is_in_utc(self) -> bool:
        """Whether the stamp is in UTC, as many recorders write it wherever they are."""
        return self.at.tzinfo is not None and not self.at.utcoffset()

    @property
    def now(self) -> datetime | None:
        """The hour on their own clocks, as far as that is known."""
        return self.at.replace(tzinfo=None) if self.has_hour and not self.is_in_utc else None


def said_at(recorded_at: str | None, start_s: float) -> SaidAt | None:
    """The moment `start_s` seconds into a recording that began at an ISO 8601 stamp.

    None where there is no stamp, or none that can be read.
    """
    try:
        began = datetime.fromisoformat(recorded_at or "")
    except ValueError:
        return None
    if not YEARS[0] <= began.year <= YEARS[1]:
        return None
    has_hour = began.time() != time(0)
    return SaidAt(began + timedelta(seconds=start_s) if has_hour else began, has_hour)


def half_of_day(phrase: DuePhrase, words: DueWords) -> str | None:
    """The half of the day that a phrase names apart from its hours: "tomorrow morning at two"."""
    parts = [piece.said["part"] for piece in phrase.pieces if "part" in piece.said]
    return words.parts.get(parts[0], parts[0]) if parts else None


def at_hour(
    piece: DuePiece, day: date | None, said: SaidAt, half: str | None, words: DueWords
) -> tuple[str | None, str | None]:
    """The day and hour, or the day alone where two hours fit; and what of it is not sure."""
    hour = words.number(piece.said.get("hour_to", piece.said["hour"])) or 0
    minute = words.number(piece.said.get("minute", "0")) or 0
    today = said.at.date()
    if hour > 24 or minute > 59:
        return (day or today).isoformat(), "the hour could not be read"
    own = piece.said.get("half")
    hours = _hours(hour, words.halves.get(own, own) if own else half)
    fits = [_on(day or today, each, minute) for each in hours]
    note = None
    if said.now is None:
        note = None if day else f"taken as the same day, for {NO_HOUR}"
    elif day in (None, today):
        fits = [each for each in fits if each > said.now]
        if day is None and not fits:
            note = "that hour had passed, so it is taken as the day after"
            fits = [_on(today + timedelta(1), each, minute) for each in hours]
    if not fits:
        return None, "that hour had passed when it was said"
    if len(fits) > 1 or (len(hours) > 1 and hour == 12):
        either = f"whether {hour} is before or after noon was not said"
        return fits[0].date().isoformat(), f"{note}; {either}" if note else either
    return as_minutes(fits[0]), note


def _hours(hour: int, half: str | None) -> tuple[int, ...]:
    """The hours of the day, 0..24, that an hour as said can mean."""
    if hour > 12 or hour == 0:
        return (hour,)
    if half == "night":
        half = "pm" if 6 <= hour < 12 else None
    if half == "am":
        return (hour % 12,)
    if half == "pm":
        return (hour % 12 + 12,)
    return (hour, hour + 12)


def _on(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)


def as_minutes(at: datetime) -> str:
    """A moment as ISO 8601, to the minute."""
    return at.isoformat(timespec="minutes")
