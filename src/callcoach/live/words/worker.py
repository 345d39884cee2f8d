"""Owns the worker process that puts passages into words, and does not outlive who started it.

Run as ``python -m callcoach.live.words.worker``. In: a JSON line with the settings; then passages,
each a JSON line ``{"language": code or null, "n_samples": n}`` and n float32. Out: a JSON line
each, first ``{"ready": ..}``; where the model fails, last ``{"error": ..}``.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from typing import Any, BinaryIO, TextIO

NICER = 10
"""How much less of a busy machine's time we ask for than other programs. Chosen by us."""


def main() -> None:
    """Works until its input ends, which is at once where the process that started it is gone."""
    answers = _own_output()
    if hasattr(os, "nice"):
        os.nice(NICER)
    passages: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()
    wishes = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_listen, args=(sys.stdin.buffer, passages), daemon=True).start()

    from callcoach.errors import CallcoachError

    try:
        _work(wishes, passages, answers)
    except CallcoachError as error:
        _say(answers, {"error": str(error)})


def _work(
    wishes: dict[str, Any],
    passages: queue.SimpleQueue[tuple[dict[str, Any], bytes]],
    answers: TextIO,
) -> None:
    import numpy as np

    from callcoach.settings import WordSettings
    from callcoach.words import load_whisper

    whisper = load_whisper(WordSettings(**wishes["words"]), threads_most=wishes["threads_most"])
    ready = {
        "engine": whisper.engine,
        "model": whisper.model,
        "runs_on": whisper.runs_on,
        "notices": whisper.notices,
        "window_s": whisper.window_s,
    }
    _say(answers, {"ready": ready})
    while True:
        asked, raw = passages.get()
        samples = np.frombuffer(raw, np.float32)
        if asked["language"] is None:
            _say(answers, {"languages": dict(whisper.language_of(samples))})
        else:
            heard = whisper.transcribe(samples, asked["language"])
            _say(answers, {"segments": [asdict(segment) for segment in heard]})


def _own_output() -> TextIO:
    """Our way out, to which no library prints: what they print goes where errors go."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    return answers


def _listen(asked: BinaryIO, passages: queue.SimpleQueue[tuple[dict[str, Any], bytes]]) -> None:
    while line := asked.readline():
        plain = json.loads(line)
        raw = asked.read(4 * plain["n_samples"])
        if len(raw) < 4 * plain["n_samples"]:
            break
        passages.put((plain, raw))
    os._exit(0)


def _say(answers: TextIO, plain: dict[str, Any]) -> None:
    print(json.dumps(plain), file=answers, flush=True)


if __name__ == "__main__":
    main()
