"""Owns what the formats of columns share: lines of fields, comments left aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from callcoach.errors import TimelineError

COMMENT = ";;"


@dataclass(frozen=True, slots=True)
class Row:
    """A line's fields; `where` names it in messages."""

    where: str
    fields: tuple[str, ...]


def rows_of(text: str, name: str) -> Iterator[Row]:
    """The lines that hold fields."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith(COMMENT):
            yield Row(f"{name}: line {number}", tuple(line.split()))


def check_one_recording(recordings: set[str], name: str) -> None:
    """Refuses a file of several recordings, whose times would be mixed.

    Raises
    ------
    TimelineError
        If there are several.
    """
    if len(recordings) > 1:
        shown = ", ".join(sorted(recordings)[:2])
        raise TimelineError(
            f"{name}: holds {len(recordings)} recordings ({shown} and so on); give a file of one"
        )


def end_s(start: float | str, duration: float | str) -> float | str:
    """The end from start and duration; what is no number is handed on, to be refused."""
    if isinstance(start, str) or isinstance(duration, str):
        return duration if isinstance(duration, str) else start
    return round(start + duration, 6)
