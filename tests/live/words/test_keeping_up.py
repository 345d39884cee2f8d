"""A model falls behind when its words come late, or when it has no rest."""

from __future__ import annotations

from callcoach.live.words.keeping_up import KeepingUp, Step


def told(*steps: Step, ready_s: float = 0.0) -> list[str]:
    judge = KeepingUp(ready_s)
    return [judge.why_behind(step) for step in steps]


def steps_of(work_s: float, every_s: float, n: int) -> list[Step]:
    return [Step(every_s * i, every_s * i, every_s * i + work_s, work_s) for i in range(1, n)]


def test_a_model_with_time_to_spare_keeps_up() -> None:
    assert set(told(*steps_of(7.0, 10.0, 40))) == {""}


def test_a_model_that_is_always_at_work_does_not() -> None:
    found = told(*steps_of(8.5, 10.0, 8))
    assert found[:3] == ["", "", ""]
    assert found[3] == "it was at work for 85% of the call's time"


def test_few_short_words_with_silence_between_are_no_load() -> None:
    # Half a second of speech takes 3 s of work, but the call leaves 12 s for it.
    assert set(told(*steps_of(3.0, 12.0, 20))) == {""}


def test_words_that_come_late_are_told_at_once() -> None:
    assert told(Step(10.0, 11.0, 32.0, 21.0)) == ["words came 22 s late"]
    assert told(Step(10.0, 20.0, 29.0, 9.0)) == [""]


def test_waiting_for_the_model_to_load_is_not_held_against_it() -> None:
    late = (Step(5.0, 40.0, 44.0, 4.0), Step(30.0, 44.0, 48.0, 4.0))
    assert told(*late, ready_s=40.0) == ["", ""]
    assert told(*late)[0] == "words came 39 s late"


def test_what_was_long_ago_does_not_count() -> None:
    busy = [Step(t, t, t + 7.9, 7.9) for t in range(0, 160, 10)]
    recent = [Step(t, t, t + 9.0, 9.0) for t in range(160, 220, 10)]
    found = told(*busy, *recent)
    assert set(found[:16]) == {""}
    assert found[-1] != ""
