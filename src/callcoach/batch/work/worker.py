"""Owns the worker process: calls in by lines on its input, answers out, and no outliving.

Run as ``python -m callcoach.batch.work.worker CORE``. It begins with ``{"ready": true}``; for each
unit it tells the stages it comes to as ``{"stage": ..}``, then one answer.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from typing import Any, TextIO


def main() -> None:
    """Works until its input ends, which is at once where the process that started it is gone."""
    answers = _own_output()
    take_core(int(sys.argv[1]))
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    from callcoach.words import KeptWhisper

    load = KeptWhisper()
    _say(answers, {"ready": True})
    while True:
        _say(answers, _answer(json.loads(tasks.get()), load, answers))


def _answer(plain: dict[str, Any], load: Any, answers: TextIO) -> dict[str, Any]:
    from callcoach.batch.work.attempt import attempt, written
    from callcoach.batch.work.unit import Unit

    unit = Unit.from_plain(plain)
    came = attempt(unit, load, lambda stage: _say(answers, {"stage": stage}))
    return asdict(written(unit, came.files, came.answer))


def _own_output() -> TextIO:
    """Our way out, to which no library prints: what they print goes where errors go."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    return answers


def take_core(core: int) -> None:
    """One core a worker, so that they do not fight, and results never depend on how many there
    are. What counts cores for its threads, counts one then. Not every system has a way."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})


def _listen(tasks: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        tasks.put(line)
    os._exit(0)


def _say(answers: TextIO, plain: dict[str, Any]) -> None:
    print(json.dumps(plain), file=answers, flush=True)


if __name__ == "__main__":
    main()
