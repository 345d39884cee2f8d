"""Owns the workers on a Ray cluster as seen from the batch; what is made is written here alone."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from callcoach.batch.recordings.scratch import scratch_folder, sweep
from callcoach.batch.work.alike import difference, parts_here
from callcoach.batch.work.attempt import Attempt, written
from callcoach.batch.work.executor import TRIES_MOST, Answer
from callcoach.batch.work.ray_worker import Place, RayWorker
from callcoach.batch.work.unit import Unit
from callcoach.batch.work.workers import n_cores
from callcoach.errors import BatchError, CallcoachError
from callcoach.settings import BatchSettings, Settings

START_S = 180.0
"""How long the first worker may take to be ready: a cluster may have to add a machine first."""

TICK_S = 1.0
"""How often stages are asked for and times looked at."""

REACH_S = 10.0
"""How long a cluster may take to answer at all: Ray itself would try for many minutes."""

STORE_BYTES = 256 << 20
"""Of a local cluster's memory for what is on its way: pages and reviews."""

PACKAGE = "pip install 'callcoach[ray]'"

_ADDRESSES = "use HOST:PORT of its head, or auto for that of this machine"


class RayCluster:
    """Workers on a Ray cluster, one CPU each; an `Executor`.

    `n_workers`: 0 is one for each CPU of the cluster. With no address in the settings a cluster of
    this machine alone is started, and ended.
    """

    def __init__(
        self, n_workers: int, settings: BatchSettings, crew: type[Crew] | None = None
    ) -> None:
        self._n_workers, self._settings = n_workers, settings
        self._crew = crew or Crew
        self._ends = contextlib.ExitStack()
        self._ray: Any = None

    def __enter__(self) -> RayCluster:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._ray = None
        self._ends.close()
        sweep(Path(tempfile.gettempdir()))

    def work(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Answer]]:
        """As `Executor.work`.

        Raises
        ------
        BatchError
            If Ray is not installed, the cluster cannot be reached or has no CPU for us, or one of
            its machines has other versions than this.
        """
        if not units:
            return
        if self._ray is None:
            self._ray = self._connected()
        n_cpus = int(self._ray.cluster_resources().get("CPU", 0))
        if n_cpus < 1:
            raise BatchError(f"{self._named}: has no CPU; add machines to it")
        n_seats = min(self._n_workers or n_cpus, len(units))
        crew = self._crew(self._ray, n_seats, units, self._settings, self._named)
        try:
            for unit, attempt in crew.work():
                yield unit, written(unit, attempt.files, attempt.answer)
        finally:
            crew.dismiss()

    @property
    def _named(self) -> str:
        return f"Ray cluster {self._settings.ray_address or 'of this machine'}"

    def _connected(self) -> Any:
        address = self._settings.ray_address
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        try:
            import ray
        except ImportError as error:
            raise BatchError(f"batch.executor is ray, which is not here; {PACKAGE}") from error
        logging.getLogger("ray").setLevel(logging.ERROR)
        # Ray prints what it has to say of its workers to stdout, where our results go.
        silent = self._ends.enter_context(open(os.devnull, "w"))  # noqa: SIM115
        self._ends.enter_context(contextlib.redirect_stdout(silent))
        quietly: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
        if address:
            _reach(address, self._named)
            where: dict[str, Any] = {"address": address}
        else:
            # Below /tmp, for a socket's path has 107 bytes at most.
            short = Path("/tmp" if os.name == "posix" else tempfile.gettempdir())
            folder = self._ends.enter_context(scratch_folder(short))
            where = {
                "address": "local",
                "num_cpus": self._n_workers or n_cores(),
                "include_dashboard": False,
                "object_store_memory": STORE_BYTES,
                "_temp_dir": str(folder),
            }
        self._ends.callback(ray.shutdown)
        on_term = signal.getsignal(signal.SIGTERM)
        try:
            ray.init(**where, **quietly)
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGTERM, on_term)  # Ray would end us in its own way
        except Exception as error:  # it may raise anything
            raise BatchError(f"{self._named}: cannot be used ({_first_line(error)})") from error
        return ray


def _reach(address: str, named: str) -> None:
    """Nothing, where somebody answers at the address."""
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or "/" in host:
        raise BatchError(f"batch.ray_address is {address!r}; {_ADDRESSES}")
    try:
        socket.create_connection((host.strip("[]"), int(port)), REACH_S).close()
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BatchError(f"{named}: cannot be reached ({why}); {_ADDRESSES}") from error


@dataclass(slots=True)
class _Task:
    unit: Unit
    n_deaths: int = 0


@dataclass(slots=True)
class _Seat:
    """Where one actor after another works. `due`: what it owes us, a `Place` or an `Attempt`."""

    actor: Any = None
    due: Any = None
    place: Place | None = None
    core: int = 0
    task: _Task | None = None
    n_taken: int = 0
    n_failed_starts: int = 0
    until_s: float = 0.0
    stage: str = "opening"
    asked: Any = None


class Crew:
    """The actors of one run over some units."""

    def __init__(
        self,
        ray: Any,
        n_seats: int,
        units: Sequence[Unit],
        settings: BatchSettings,
        named: str,
    ) -> None:
        self._ray, self._settings, self._named = ray, settings, named
        self._waiting = deque(map(_Task, units))
        self._for: Settings = units[0].settings
        self._here: Mapping[str, str] = parts_here(self._for)
        # Death is ours to deal with, and a second thread tells the stage while one works.
        how = {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0, "max_concurrency": 2}
        self._hire = ray.remote(**how)(RayWorker)
        self._seats = [_Seat() for _ in range(n_seats)]
        self._started_s = time.monotonic()

    def work(self) -> Iterator[tuple[Unit, Attempt]]:
        """Each unit with what came of it."""
        n_left = len(self._waiting)
        while n_left:
            for seat in self._seats:
                self._set_to_work(seat)
            due = {seat.due: seat for seat in self._seats if seat.due is not None}
            ready, _ = self._ray.wait(list(due), num_returns=1, timeout=TICK_S)
            for ref in ready:
                task, came = self._come(due[ref])
                if task is not None and came is not None:
                    n_left -= 1
                    yield task.unit, came
            for task, came in self._late():
                n_left -= 1
                yield task.unit, came
            self._ask_stages()
            self._check_begun()

    def dismiss(self) -> None:
        """Ends all actors."""
        for seat in self._seats:
            self._let_go(seat)

    def begin(self, seat: _Seat, task: _Task) -> None:
        """Gives an actor a call."""
        seat.task, seat.stage = task, "opening"
        seat.n_taken += 1
        seat.until_s = time.monotonic() + self._settings.call_limit_s
        seat.due = seat.actor.do.remote(task.unit.alone(), seat.core)

    def _set_to_work(self, seat: _Seat) -> None:
        if seat.due is not None or not self._waiting:
            return
        if seat.actor is not None and seat.n_taken >= self._settings.recycle_calls:
            self._let_go(seat)
        if seat.actor is None:
            seat.actor = self._hire.remote()
            seat.due = seat.actor.place.remote(self._for)
        else:
            self.begin(seat, self._waiting.popleft())

    def _come(self, seat: _Seat) -> tuple[_Task | None, Attempt | None]:
        """Takes what an actor owed us; where that was the end of a call, the call and its end."""
        task = seat.task
        try:
            came = self._ray.get(seat.due)
        except self._ray.exceptions.RayTaskError as error:
            if not isinstance(error.cause, CallcoachError):
                return self._died(seat, error)
            raise BatchError(f"{self._named}, a worker there: {error.cause}") from error
        except self._ray.exceptions.RayError as error:
            return self._died(seat, error)
        seat.due = seat.task = None
        if task is not None:
            return task, came
        self._take_place(seat, came)
        return None, None

    def _take_place(self, seat: _Seat, place: Place) -> None:
        seat.n_failed_starts = 0
        differs = difference(self._here, place.parts)
        if differs:
            raise BatchError(
                f"{self._named}, machine {place.host}: {differs}; all machines need the same, for "
                "no result may depend on where it was made"
            )
        others = {each.core for each in self._seats if each.place and each.place.host == place.host}
        seat.core = next(core for core in range(len(self._seats) + 1) if core not in others)
        seat.place = place

    def _died(self, seat: _Seat, error: Exception) -> tuple[_Task | None, Attempt | None]:
        task, why = seat.task, _why_died(error)
        self._let_go(seat)
        if task is None:
            seat.n_failed_starts += 1
            if seat.n_failed_starts >= TRIES_MOST:
                raise BatchError(f"{self._named}: no worker could be started there ({why})")
            return None, None
        task.n_deaths += 1
        if task.n_deaths < TRIES_MOST:
            self._waiting.appendleft(task)
            return None, None
        reason = f"{why} ({TRIES_MOST} times)"
        return task, Attempt(Answer(failed_at=seat.stage, reason=reason))

    def _late(self) -> Iterator[tuple[_Task, Attempt]]:
        """Gives up the calls whose time is over, and their actors with them."""
        for seat in self._seats:
            task = seat.task
            if task is not None and time.monotonic() > seat.until_s:
                self._let_go(seat)
                reason = f"took longer than {self._settings.call_limit_s:g} s"
                yield task, Attempt(Answer(failed_at=seat.stage, reason=reason))

    def _ask_stages(self) -> None:
        for seat in self._seats:
            if seat.task is None:
                continue
            if seat.asked is not None and self._ray.wait([seat.asked], timeout=0)[0]:
                with contextlib.suppress(self._ray.exceptions.RayError):  # `_come` sees to it
                    seat.stage = self._ray.get(seat.asked) or seat.stage
                seat.asked = None
            if seat.asked is None:
                seat.asked = seat.actor.stage.remote()

    def _check_begun(self) -> None:
        if any(seat.place for seat in self._seats):
            self._started_s = time.monotonic()
        elif time.monotonic() - self._started_s > START_S:
            n_cpus = int(self._ray.cluster_resources().get("CPU", 0))
            raise BatchError(
                f"{self._named}: no worker was ready within {START_S:g} s; are all of its "
                f"{n_cpus} CPUs at other work?"
            )

    def _let_go(self, seat: _Seat) -> None:
        if seat.actor is not None:
            with contextlib.suppress(Exception):  # it, or the whole cluster, may be gone
                self._ray.kill(seat.actor, no_restart=True)
        seat.actor = seat.due = seat.task = seat.place = seat.asked = None
        seat.n_taken = 0


def _why_died(error: Exception) -> str:
    """Why an actor died: Ray says it at great length."""
    text = str(error)
    if "No module named" in text:
        return (
            f"its machine lacks a package: {text[text.index('No module named') :].splitlines()[0]}"
        )
    if "node has died" in text or "node died" in text:
        return "its machine was lost"
    if "OutOfMemory" in type(error).__name__ or "out of memory" in text.lower():
        return "its machine ran out of memory"
    if "worker process has died" in text:
        return "its process died"
    return _first_line(error)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
