"""A process that fails is replaced once; a model that is too slow, by a smaller one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from callcoach.errors import ModelUnavailable
from callcoach.live.words import desk as words_desk
from callcoach.live.words.desk import WordsDesk
from callcoach.live.words.keeping_up import Step
from callcoach.live.words.process import Ready, WordsProcessEnded
from callcoach.settings import WordSettings

LATE = Step(0.0, 0.0, 30.0, 30.0)
FINE = Step(0.0, 0.0, 3.0, 3.0)


@dataclass
class Fake:
    """A process with a model; `fails` says what its next pieces of work raise, None for nothing."""

    model: str
    fails: Iterator[Exception | None]
    is_ended: bool = False
    n_killed: int = 0

    def ready(self) -> Ready:
        self.work()
        return Ready("fake", self.model, "nothing", (), 30.0)

    def work(self) -> str:
        if (error := next(self.fails, None)) is not None:
            raise error
        return f"from {self.model}"

    def kill(self) -> None:
        self.n_killed += 1

    def end(self) -> str:
        self.is_ended = True
        return ""


@dataclass
class Started:
    """What was started so far, each of which draws its failures from one list."""

    fails: list[Exception | None]
    all: list[Fake] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fails = iter(self.fails)

    def __call__(self, settings: WordSettings) -> Fake:
        self.all.append(Fake(settings.model, self._fails))
        return self.all[-1]


def desk_with(*fails: Exception | None) -> tuple[WordsDesk, Started]:
    start = Started(list(fails))
    return WordsDesk(WordSettings(model="small"), lambda: 0.0, start), start  # type: ignore[arg-type]


def died() -> WordsProcessEnded:
    return WordsProcessEnded("its process was ended by SIGSEGV")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """On this machine are small and tiny; gives what was asked."""
    asked: list[tuple[str, bool]] = []

    def smaller(name: str, *, is_english: bool) -> str | None:
        asked.append((name, is_english))
        return "tiny" if name == "small" else None

    monkeypatch.setattr(words_desk, "smaller_here", smaller)
    return asked


def test_one_process_serves_as_long_as_it_works() -> None:
    desk, start = desk_with()
    assert desk.state.state == "starting"
    assert [desk.do(Fake.work) for _ in range(3)] == ["from small"] * 3  # type: ignore[arg-type]
    assert (desk.state.state, desk.state.model, len(start.all)) == ("working", "small", 1)


@pytest.mark.parametrize("fails", [[died()], [None, died()]], ids=["loading", "at work"])
def test_one_that_dies_is_started_again_with_the_same_work(fails: list[Exception | None]) -> None:
    desk, start = desk_with(*fails)
    assert desk.do(Fake.work) == "from small"  # type: ignore[arg-type]
    assert [one.is_ended for one in start.all] == [True, False]
    assert desk.state.state == "working"


def test_the_second_death_is_the_end() -> None:
    desk, start = desk_with(None, None, died(), None, None, died())
    assert desk.do(Fake.work) == "from small"  # type: ignore[arg-type]
    assert desk.do(Fake.work) == "from small"  # type: ignore[arg-type]
    assert desk.do(Fake.work) is None  # type: ignore[arg-type]
    assert desk.state.state == "gave_up"
    assert desk.state.why == "small: its process was ended by SIGSEGV (2 times)"
    assert desk.do(Fake.work) is None  # type: ignore[arg-type]
    assert all(one.is_ended for one in start.all)
    assert len(start.all) == 2


def test_a_model_that_cannot_be_loaded_is_not_tried_again() -> None:
    desk, start = desk_with(ModelUnavailable("model small: cannot be loaded (broken)"))
    assert desk.do(Fake.work) is None  # type: ignore[arg-type]
    assert desk.state.why == "model small: cannot be loaded (broken)"
    assert len(start.all) == 1


def test_a_slow_model_makes_room_for_a_smaller_one_and_that_for_none(
    here: list[tuple[str, bool]],
) -> None:
    desk, start = desk_with()
    desk.do(Fake.work)  # type: ignore[arg-type]
    desk.done(FINE, is_english=False)
    assert desk.state.state == "working"
    desk.done(LATE, is_english=False)
    assert (desk.state.state, desk.state.model) == ("smaller_model", "tiny")
    assert desk.state.why == "model small falls behind the call: words came 30 s late"
    assert start.all[0].is_ended
    assert desk.do(Fake.work) == "from tiny"  # type: ignore[arg-type]
    assert [made.model for made in desk.made_with] == ["small", "tiny"]
    desk.done(LATE, is_english=True)
    assert desk.state.state == "gave_up"
    assert desk.state.why.endswith("words came 30 s late; no smaller one is on this machine")
    assert desk.do(Fake.work) is None  # type: ignore[arg-type]
    assert here == [("small", False), ("tiny", True)]


def test_closing_ends_what_is_at_work() -> None:
    desk, start = desk_with()
    desk.do(Fake.work)  # type: ignore[arg-type]
    desk.close()
    assert start.all[0].n_killed == 1
    assert desk.do(Fake.work) is None  # type: ignore[arg-type]
