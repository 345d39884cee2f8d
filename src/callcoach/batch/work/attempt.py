"""Owns one attempt at a call: whatever comes of it becomes an answer and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from callcoach.batch.recordings.urls import scrubbed
from callcoach.batch.work.executor import Answer
from callcoach.batch.work.unit import Made, Unit, review_unit
from callcoach.errors import CallcoachError, OutputError
from callcoach.pipeline.wording import Load
from callcoach.report.atomic import write_whole


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a call came out, and what is to be written of it: nothing where it failed."""

    answer: Answer
    files: tuple[Made, ...] = ()


def attempt(unit: Unit, load: Load | None, tell: Callable[[str], None]) -> Attempt:
    """Reviews a call, whatever happens; `tell` gets each stage that it comes to."""
    at = "opening"

    def progress(stage: str, _done: float, _total: float | None) -> None:
        nonlocal at
        if stage != at:
            at = stage
            tell(stage)

    try:
        done = review_unit(unit, load, progress)
    except OutputError as error:
        return Attempt(Answer(stopped=str(error)))
    except CallcoachError as error:
        reason = str(error).removeprefix(f"{unit.place}: ")
        return Attempt(Answer(failed_at=at, reason=reason))
    except Exception as error:  # one bad call must not keep the others from being reviewed
        said = scrubbed(str(error), unit.url) if unit.url else str(error)
        told = f"unexpected {type(error).__name__}: {said}. This is our mistake"
        return Attempt(Answer(failed_at=at, reason=told))
    answer = Answer(done.duration_s, dict(done.figures), dict(done.stages_s), own=dict(done.own))
    return Attempt(answer, done.files)


def written(unit: Unit, files: Iterable[Made], answer: Answer) -> Answer:
    """Writes what was made, each file whole; the answer, or why the batch cannot go on."""
    try:
        for each in files:
            write_whole(unit.reviews / each.name, each.data)
    except OutputError as error:
        return Answer(stopped=str(error))
    return answer
