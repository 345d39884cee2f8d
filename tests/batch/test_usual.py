"""What is usual for an agent: by strictly earlier calls, whoever worked on them when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from batch_folder import digest, make_old
from callcoach.batch.folder.ledger import Entry
from callcoach.batch.rounds import Status, Wish
from callcoach.batch.run import LAW, run_batch
from callcoach.batch.work.executor import Answer
from callcoach.batch.work.unit import Unit, figures
from callcoach.batch.work.usual import EarlierCalls, moment
from callcoach.report.json_file import json_text
from callcoach.settings import Settings, with_values
from callcoach.types.measures import NO_USUAL, UsualRate
from stored_examples import WHOLE

QUIET = with_values(Settings(), {"words": {"transcribe": False}, "report": {"sound": "link"}})


def entry(content: str, date: str | None, hz: float, rate: float = 4.0, **own: Any) -> Entry:
    values = {"f0_hz": hz, "basis": "words", "articulation_rate_sps": rate, **own}
    row = {"agent": "Dana", "date": date}
    return Entry("k", content, row, base="b", measured_with="m", own=values)


FOUR = [entry(f"c{day}", f"2026-11-0{day}", 100.0 + day, 4.0 + day / 10) for day in (1, 2, 3, 4)]


def usual_of(content: str, entries: Sequence[Entry], most: int = 20) -> Any:
    return EarlierCalls(entries, "m", most).usual(content)


def test_only_strictly_earlier_calls_count_and_three_are_needed() -> None:
    assert [usual_of(f"c{day}", FOUR) for day in (1, 2, 3)] == [None] * 3
    usual = usual_of("c4", FOUR)
    assert (usual.calls, usual.since, usual.until) == (3, "2026-11-01", "2026-11-03")
    assert usual.f0_hz == 102.0
    assert usual.rates == (UsualRate("articulation_rate_sps", "words", 4.2, 4.12, 4.28, 3),)
    assert usual.rate("articulation_rate_sps", "syllable_nuclei") is None


def test_the_order_of_entries_does_not_matter() -> None:
    for shuffled in permutations(FOUR):
        assert usual_of("c4", shuffled) == usual_of("c4", FOUR)


def test_calls_of_one_moment_are_in_the_order_of_their_ids() -> None:
    same = [replace(each, row={**each.row, "date": "2026-11-01"}) for each in FOUR]
    assert [usual_of(each.content, same) is None for each in same] == [True, True, True, False]


def test_only_the_latest_calls_are_looked_at() -> None:
    usual = usual_of("c5", [*FOUR, entry("c5", "2026-11-05", 1.0)], most=3)
    assert (usual.calls, usual.since, usual.f0_hz) == (3, "2026-11-02", 103.0)


@pytest.mark.parametrize(
    "change",
    [
        {"row": {"agent": "Kim", "date": "2026-11-01"}},
        {"row": {"agent": "", "date": "2026-11-01"}},
        {"row": {"agent": "Dana", "date": None}},
        {"measured_with": "another model"},
        {"own": {}},
    ],
)
def test_a_call_that_is_no_part_of_the_usual_is_not_counted(change: dict[str, Any]) -> None:
    assert usual_of("c4", [replace(FOUR[0], **change), *FOUR[1:]]) is None
    assert usual_of("c1", [replace(FOUR[0], **change)]) is None


def test_ways_of_counting_syllables_are_not_mixed_and_a_missing_pitch_says_why() -> None:
    by_sound = replace(FOUR[0], own={**FOUR[0].own, "basis": "syllable_nuclei", "f0_hz": None})
    usual = usual_of("c4", [by_sound, *FOUR[1:]])
    assert usual.rates == ()
    assert (usual.f0_hz, usual.reasons["f0_hz"]) == (None, "fewer than 3 of these calls tell it")


def test_moments_of_all_kinds_of_dates_can_be_put_in_order() -> None:
    dates = ("2026-11-01", "2026-11-01T09:12", "2026-11-01T12:00+02:00", "2026-11-01T11:00Z")
    moments = [moment(date) for date in dates]
    assert None not in moments
    assert moments == sorted(moments, key=str)
    assert [moment(date) for date in (None, "", "Tuesday")] == [None] * 3


DATES = {
    "a": "2026-11-03",
    "b": "2026-11-01",
    "c": "2026-11-04",
    "d": "2026-11-02",
    "e": "2026-11-05",
}
PITCH = {"a": 130.0, "b": 110.0, "c": 140.0, "d": 120.0, "e": 150.0}


class FakeWorkers:
    """Reviews that hold the usual that they were made with; done in a given order."""

    def __init__(self, order: Callable[[list[Unit]], list[Unit]]) -> None:
        self._order = order
        self.done: list[str] = []
        self.failing: set[str] = set()

    def __enter__(self) -> FakeWorkers:
        return self

    def __exit__(self, *_error: Any) -> None:
        pass

    def work(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Answer]]:
        for unit in self._order(list(units)):
            name = unit.path.stem
            self.done.append(name)
            if name in self.failing:
                yield unit, Answer(failed_at="words", reason="no luck")
                continue
            unit.reviews.mkdir(parents=True, exist_ok=True)
            made = replace(WHOLE.provenance, usual=unit.usual or NO_USUAL)
            call = replace(WHOLE.call, id=unit.content, recorded_at=None)
            review = replace(WHOLE, call=call, provenance=made)
            unit.json_path.write_text(json_text(review))
            unit.page_path.write_text("page")
            own = {"f0_hz": PITCH[name], "basis": None}
            yield unit, Answer(1.0, figures(review), own=own)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    calls = tmp_path / "calls"
    calls.mkdir()
    for name in DATES:
        (calls / f"{name}.wav").write_bytes(name.encode())
    make_old(calls)
    return calls


def batch(folder: Path, out: str, names: str, workers: FakeWorkers) -> tuple[Status, list[str]]:
    manifest = folder / "list.csv"
    lines = [f"{name}.wav,Dana,{DATES[name]}" for name in names]
    manifest.write_text("\n".join(["path,agent,date", *lines]))
    told: list[str] = []
    wish = Wish((), folder.parent / out, QUIET, "made", manifest)
    status = run_batch(wish, workers, tell=told.append, watch=lambda *_: None)
    return status, [notice for notice in told if notice != LAW]


def test_the_folder_does_not_depend_on_who_finished_first_or_what_came_when(folder: Path) -> None:
    def forth(units: list[Unit]) -> list[Unit]:
        return units

    def back(units: list[Unit]) -> list[Unit]:
        return units[::-1]

    def run(out: str, names: str, order: Any = forth) -> Status:
        return batch(folder, out, names, FakeWorkers(order))[0]

    status = run("once", "abcde")
    assert (status.n_done, status.n_before, status.n_left, status.n_again) == (5, 0, 0, 2)
    whole = digest(folder.parent / "once")
    texts = [path.read_text() for path in (folder.parent / "once/reviews").glob("*.json")]
    usuals = [json.loads(text)["provenance"]["usual"] for text in texts]
    assert sorted(usual["f0_hz"] for usual in usuals if usual["calls"]) == [120.0, 125.0]
    run("back", "edcba", back)
    assert digest(folder.parent / "back") == whole
    for first in ("abc", "bd", "e"):  # what comes later was earlier, too
        run(first, first)
        run(first, "abcde", back)
        assert digest(folder.parent / first) == whole
    again = FakeWorkers(forth)
    status, told = batch(folder, "once", "abcde", again)
    assert (again.done, told) == ([], [])
    assert (status.n_done, status.n_before, status.n_again) == (0, 5, 0)


def test_a_call_that_comes_late_has_only_those_after_it_judged_again(folder: Path) -> None:
    batch(folder, "out", "bace", FakeWorkers(list))
    late = FakeWorkers(list)
    status, _ = batch(folder, "out", "abcde", late)
    assert late.done == ["d", "c", "e"]
    assert (status.n_done, status.n_before, status.n_left) == (3, 2, 0)


def test_what_is_not_named_is_not_judged_again_and_is_told(folder: Path) -> None:
    batch(folder, "out", "bace", FakeWorkers(list))
    _, told = batch(folder, "out", "d", FakeWorkers(list))
    assert len(told) == 1
    assert told[0].startswith("2 calls reviewed before and not named this time")


def test_calls_without_a_date_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DATES, "d", "")
    status, told = batch(folder, "out", "abcde", FakeWorkers(list))
    assert told[0].startswith("1 call of a named agent without a date: no part of what is usual")
    assert status.n_again == 1


def test_a_call_that_fails_when_judged_again_still_counts_for_later_ones(folder: Path) -> None:
    batch(folder, "good", "abcde", FakeWorkers(list))

    class FailsSecond(FakeWorkers):
        def work(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Answer]]:
            if any(unit.usual for unit in units):
                self.failing = {"c"}
            return super().work(units)

    status, _ = batch(folder, "out", "abcde", FailsSecond(list))
    assert [Path(each.path).name for each in status.failed] == ["c.wav"]
    assert (status.n_done, status.n_left) == (4, 0)
    idle = FakeWorkers(list)
    status, _ = batch(folder, "out", "abcde", idle)
    assert (idle.done, len(status.failed)) == ([], 1)
    wish = Wish((), folder.parent / "out", QUIET, "made", folder / "list.csv", retries_failed=True)
    run_batch(wish, FakeWorkers(list), tell=print, watch=lambda *_: None)
    assert digest(folder.parent / "out") == digest(folder.parent / "good")
