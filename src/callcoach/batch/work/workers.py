"""Owns the worker processes as seen from outside, each replaced when it dies or has done enough."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from callcoach.batch.recordings.scratch import sweep
from callcoach.batch.work.executor import TRIES_MOST, Answer
from callcoach.batch.work.unit import Unit
from callcoach.errors import BatchError
from callcoach.settings import BatchSettings
from callcoach.words import why_ended

START_S = 120.0
"""How long a worker may take to be ready, on a busy machine with a slow disk."""

END_S = 5.0
"""How long a worker that has closed its output may take to end."""

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class _Died(Exception):
    """A worker ended in the middle of a call. `stage`: the last that it told."""

    def __init__(self, stage: str, why: str) -> None:
        super().__init__(why)
        self.stage = stage


class Process:
    """One worker process, ready to work.

    Raises
    ------
    BatchError
        If it cannot be started.
    """

    def __init__(self, core: int) -> None:
        self.n_taken = 0
        self._is_silent = False
        self._told = tempfile.TemporaryFile()  # noqa: SIM115 (`end` closes it)
        try:
            # Of a session of its own: Ctrl-C is for us, who then end it.
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "callcoach.batch.work.worker", str(core)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._told,
                text=True,
                encoding="ascii",
                env={**os.environ, **_ONE_THREAD},
                start_new_session=True,
            )
        except OSError as error:
            self._told.close()
            raise BatchError(f"no worker could be started ({error.strerror})") from error
        first = self._line(START_S)
        if not first:
            why = self.end()
            raise BatchError(f"no worker could be started ({why})")

    def do(self, unit: Unit, within_s: float) -> Answer:
        """How a call came out; a call that takes longer is given up, and this process with it.

        Raises
        ------
        _Died
            If the process ended by itself, or was ended by others.
        """
        self.n_taken += 1
        stage, is_late = "opening", threading.Event()

        def give_up() -> None:
            is_late.set()
            self._child.kill()

        limit = threading.Timer(within_s, give_up)
        limit.start()
        try:
            with suppress(OSError):  # a process that is gone tells nothing below
                self._send(json.dumps(unit.to_plain()))
            while line := self._next():
                plain = json.loads(line)
                if "stage" not in plain:
                    return Answer(**plain)
                stage = plain["stage"]
        finally:
            limit.cancel()
        why = self.end()
        if is_late.is_set():
            return Answer(failed_at=stage, reason=f"took longer than {within_s:g} s")
        raise _Died(stage, why)

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        return self._child.poll() is not None

    def kill(self) -> None:
        """Ends the process at once, from any thread; `end` clears up."""
        self._child.kill()

    def end(self) -> str:
        """Ends the process, if it has not ended by itself; gives why it did."""
        if self._told.closed:
            return ""
        # One that has closed its output is about to end, and its own code tells more than ours.
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(END_S if self._is_silent else 0)
        self._child.kill()
        code = self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):
                assert pipe is not None, "both were asked for"
                pipe.close()
        self._told.seek(0)
        told = self._told.read().decode("utf-8", "replace")
        self._told.close()
        return why_ended(code, told)

    def _line(self, within_s: float) -> str:
        limit = threading.Timer(within_s, self._child.kill)
        limit.start()
        try:
            return self._next()
        finally:
            limit.cancel()

    def _next(self) -> str:
        assert self._child.stdout is not None, "it was asked for"
        try:
            line = self._child.stdout.readline()
        except ValueError:  # closed by `end`
            return ""
        self._is_silent = not line.endswith("\n")  # a half line is of one that died
        return "" if self._is_silent else line

    def _send(self, text: str) -> None:
        assert self._child.stdin is not None, "it was asked for"
        self._child.stdin.write(text + "\n")
        self._child.stdin.flush()


class Processes:
    """Worker processes of this machine; an `Executor`. `n_workers`: 0 is one for each core."""

    def __init__(
        self,
        n_workers: int,
        settings: BatchSettings,
        start: Callable[[int], Process] = Process,
    ) -> None:
        self._n_workers = n_workers or n_cores()
        self._settings, self._start = settings, start

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Removes what processes that were killed in the middle of a call had fetched."""
        sweep(Path(tempfile.gettempdir()))

    def work(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Answer]]:
        """As `Executor.work`."""
        if units:
            yield from _in_workers(units, self._n_workers, self._settings, self._start)


def _in_workers(
    units: Sequence[Unit],
    n_workers: int,
    settings: BatchSettings,
    start: Callable[[int], Process],
) -> Iterator[tuple[Unit, Answer]]:
    waiting: queue.SimpleQueue[Unit] = queue.SimpleQueue()
    for unit in units:
        waiting.put(unit)
    done: queue.SimpleQueue[tuple[Unit, Answer] | BaseException] = queue.SimpleQueue()
    seats = [
        _Seat(number, waiting, done, settings, start)
        for number in range(max(1, min(n_workers, len(units))))
    ]
    threads = [threading.Thread(target=seat.work, daemon=True) for seat in seats]
    try:
        for thread in threads:
            thread.start()
        for _ in units:
            came = done.get()
            if isinstance(came, BaseException):
                raise came
            yield came
    finally:
        for seat in seats:
            seat.leave()
        for thread in threads:
            if thread.ident is not None:
                thread.join()


class _Seat:
    """Where one process after another works, on a thread of ours that waits for its answers."""

    def __init__(
        self,
        number: int,
        waiting: queue.SimpleQueue[Unit],
        done: queue.SimpleQueue[tuple[Unit, Answer] | BaseException],
        settings: BatchSettings,
        start: Callable[[int], Process],
    ) -> None:
        self._number = number
        self._waiting, self._done = waiting, done
        self._settings, self._start = settings, start
        self._process: Process | None = None
        self._is_left = False
        self._lock = threading.Lock()

    def work(self) -> None:
        """Takes units until there are none."""
        try:
            while not self._is_left:
                try:
                    unit = self._waiting.get_nowait()
                except queue.Empty:
                    break
                answer = self._answer(unit)
                if not self._is_left:
                    self._done.put((unit, answer))
        except BaseException as error:  # told to the one who waits for answers
            self._done.put(error)
        finally:
            self._drop()

    def leave(self) -> None:
        """Ends the process in the middle of its call."""
        self._is_left = True
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def _answer(self, unit: Unit) -> Answer:
        died = _Died("opening", "")
        for _ in range(TRIES_MOST):
            process = self._ready()
            try:
                return process.do(unit, self._settings.call_limit_s)
            except _Died as error:
                died = error
                if self._is_left:
                    break
        return Answer(failed_at=died.stage, reason=f"{died} ({TRIES_MOST} times)")

    def _ready(self) -> Process:
        """The process, or a fresh one where it is gone or has done enough."""
        process = self._process
        if process is not None and (
            process.is_gone or process.n_taken >= self._settings.recycle_calls
        ):
            self._drop()
        if self._process is None:
            fresh = self._begun()
            with self._lock:
                self._process = fresh
                if self._is_left:
                    fresh.kill()
        assert self._process is not None, "it was started"
        return self._process

    def _begun(self) -> Process:
        """A fresh process; one that is killed as it starts is started again."""
        for _ in range(TRIES_MOST - 1):
            with suppress(BatchError):
                return self._start(self._number)
            if self._is_left:
                break
        return self._start(self._number)

    def _drop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()


def n_cores() -> int:
    """Cores of this machine that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
