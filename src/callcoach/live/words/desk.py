"""Owns which model puts a running call into words: restarted once, made smaller, given up."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from callcoach.errors import ModelUnavailable
from callcoach.live.words.keeping_up import KeepingUp, Step
from callcoach.live.words.process import Ready, WordsProcess, WordsProcessEnded
from callcoach.settings import WordSettings
from callcoach.types.live import WordsState
from callcoach.words.smaller_models import smaller_here

Given = TypeVar("Given")
Start = Callable[[WordSettings], WordsProcess]

ENDS_MOST = 2
"""A process that ended, or hung, is started again; the second time words are given up."""


@dataclass(frozen=True, slots=True)
class DeskState:
    """How it stands, for the panel."""

    state: WordsState
    model: str
    why: str = ""


class WordsDesk:
    """Asks one process at a time, on one thread; `close` and `state` are for any.

    Parameters
    ----------
    clock : gives the seconds of the call that have been heard.
    start : starts a process with a model.

    Attributes
    ----------
    state : DeskState
    made_with : list of Ready
        Each model that was loaded, in order.
    work_s : float
        Seconds spent on what was answered.
    why_smaller : str
        Why a smaller model took over, "" where none did.
    """

    def __init__(
        self, settings: WordSettings, clock: Callable[[], float], start: Start = WordsProcess
    ) -> None:
        self._settings, self._clock, self._start = settings, clock, start
        self._process: WordsProcess | None = None
        self._keeping_up = KeepingUp(0.0)
        self._n_ended = 0
        self._is_closed = False
        self.state = DeskState("starting", _shown(settings.model))
        self.made_with: list[Ready] = []
        self.work_s = 0.0
        self.why_smaller = ""

    @property
    def has_given_up(self) -> bool:
        """Whether no words will come any more."""
        return self._is_closed or self.state.state == "gave_up"

    @property
    def longest_s(self) -> float:
        """How long a passage may be, for the model at hand."""
        window_s = self.made_with[-1].window_s if self.made_with else self._settings.passage_s + 1
        return min(self._settings.passage_s, window_s - 1.0)

    def do(self, work: Callable[[WordsProcess], Given]) -> Given | None:
        """What a process with its model loaded gives; None where words are given up."""
        while not self.has_given_up:
            try:
                process = self._process or self._started()
                began_s = time.monotonic()
                given = work(process)
                self.work_s += time.monotonic() - began_s
                return given
            except WordsProcessEnded as error:
                self.drop()
                self._n_ended += 1
                if self._n_ended >= ENDS_MOST and not self.has_given_up:
                    self.give_up(f"{_shown(self._settings.model)}: {error} ({ENDS_MOST} times)")
            except ModelUnavailable as error:
                self.give_up(str(error))
        return None

    def done(self, step: Step, *, is_english: bool) -> None:
        """Takes how a passage went: a model that falls behind makes room for a smaller one.

        `is_english`: whether models that know English alone will do.
        """
        why = self._keeping_up.why_behind(step)
        if not why or self.has_given_up:
            return
        slow = self._settings.model
        why = f"model {_shown(slow)} falls behind the call: {why}"
        smaller = smaller_here(slow, is_english=is_english)
        if smaller is None:
            self.give_up(f"{why}; no smaller one is on this machine")
            return
        self.drop()
        self._settings = replace(self._settings, model=smaller)
        self.why_smaller = why
        self.state = DeskState("smaller_model", _shown(smaller), why)

    def give_up(self, why: str) -> None:
        """No words any more; the process, if there is one, ends. From any thread."""
        self.state = DeskState("gave_up", _shown(self._settings.model), why)
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Ends the process, in the middle of its work; what is asked of it then gives None."""
        self._is_closed = True
        process = self._process
        if process is not None:
            process.kill()

    def _started(self) -> WordsProcess:
        process = self._process = self._start(self._settings)
        if self._is_closed:  # in the meantime
            process.kill()
        ready = process.ready()
        self.made_with.append(ready)
        self._keeping_up = KeepingUp(self._clock())
        if self.state.state == "starting":
            self.state = replace(self.state, state="working")
        return process

    def drop(self) -> None:
        """Ends the process, between two pieces of work."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(OSError):
                process.end()


def _shown(model: str) -> str:
    """A model's name for a person: of a folder, its last part."""
    return Path(model).name
