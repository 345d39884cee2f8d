"""Owns the words' worker process as seen from outside: passages in, words out, or why it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from callcoach.errors import ModelUnavailable
from callcoach.settings import WordSettings
from callcoach.types.words import Word
from callcoach.words import HeardSegment, why_ended
from callcoach.words.passages import Samples

START_S = 180.0
"""How long it may take to be ready: a large model from a slow disk, a graphics card tried first."""

PASSAGE_S = 60.0
"""How long a passage may take before the process counts as hanging. Twice as long as a passage
is; who is so slow has long been found to be. Chosen by us."""

THREADS_MOST = 2
"""Of the CPU: a call's other programs need theirs."""

_END_S = 2.0
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class WordsProcessEnded(Exception):
    """The process died, or was ended because it hung; says why in plain words."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What has been loaded. `window_s`: how much sound it looks at in one step."""

    engine: str
    model: str
    runs_on: str
    notices: tuple[str, ...]
    window_s: float


class WordsProcess:
    """One process with one model; started at once, ready when `ready` returns.

    One thread asks; any thread may `kill`, upon which what is being asked ends.

    Raises
    ------
    WordsProcessEnded
        If it cannot be started.
    """

    def __init__(
        self, settings: WordSettings, *, start_s: float = START_S, passage_s: float = PASSAGE_S
    ) -> None:
        self._start_s, self._passage_s = start_s, passage_s
        self._told = tempfile.TemporaryFile()  # noqa: SIM115 (`end` closes it)
        try:
            # Of a session of its own: Ctrl-C is for us, who then end it.
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "callcoach.live.words.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._told,
                env={**os.environ, **_ONE_THREAD},
                start_new_session=True,
            )
        except OSError as error:
            self._told.close()
            raise WordsProcessEnded(f"no process could be started ({error.strerror})") from error
        self._first = {"words": asdict(settings), "threads_most": THREADS_MOST}

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._child.pid

    def ready(self) -> Ready:
        """Waits until the model is loaded; to be asked once, first.

        Raises
        ------
        ModelUnavailable
            If it cannot be.
        WordsProcessEnded
        """
        plain = self._answer(self._first, b"", self._start_s)["ready"]
        return Ready(**{**plain, "notices": tuple(plain["notices"])})

    def language_of(self, samples: Samples) -> Mapping[str, float]:
        """As `Transcriber.language_of`. Raises as `ready` does."""
        asked = {"language": None, "n_samples": len(samples)}
        languages: dict[str, float] = self._answer(asked, samples.tobytes(), self._passage_s)[
            "languages"
        ]
        return languages

    def transcribe(self, samples: Samples, language: str) -> tuple[HeardSegment, ...]:
        """As `Transcriber.transcribe`. Raises as `ready` does."""
        asked = {"language": language, "n_samples": len(samples)}
        plain = self._answer(asked, samples.tobytes(), self._passage_s)
        return tuple(
            HeardSegment(
                tuple(Word(**word) for word in segment["words"]),
                segment["log_probability"],
                segment["no_speech_probability"],
            )
            for segment in plain["segments"]
        )

    def kill(self) -> None:
        """Ends the process at once; `end` clears up."""
        self._child.kill()

    def end(self) -> str:
        """Ends the process, if it has not ended by itself, and clears up; gives why it ended."""
        if self._told.closed:
            return ""
        self._child.kill()
        with suppress(subprocess.TimeoutExpired):  # one that not even that ends is left behind
            self._child.wait(_END_S)
        for pipe in (self._child.stdin, self._child.stdout):
            assert pipe is not None, "both were asked for"
            with suppress(OSError):
                pipe.close()
        self._told.seek(0)
        told = self._told.read().decode("utf-8", "replace")
        self._told.close()
        return why_ended(self._child.returncode or 0, told)

    def _answer(self, asked: Mapping[str, Any], raw: bytes, within_s: float) -> dict[str, Any]:
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            self._child.kill()

        limit = threading.Timer(within_s, give_up)
        limit.daemon = True
        limit.start()
        try:
            line = self._line(asked, raw)
        finally:
            limit.cancel()
        if line.endswith(b"\n"):  # a half line is of one that died
            plain: dict[str, Any] = json.loads(line)
            if "error" in plain:
                raise ModelUnavailable(plain["error"])
            return plain
        with suppress(subprocess.TimeoutExpired):  # its own end tells more than ours
            self._child.wait(_END_S)
        why = self.end()
        raise WordsProcessEnded(f"no answer within {within_s:g} s" if is_late.is_set() else why)

    def _line(self, asked: Mapping[str, Any], raw: bytes) -> bytes:
        assert self._child.stdin is not None, "it was asked for"
        assert self._child.stdout is not None, "it was asked for"
        with suppress(OSError):  # a process that is gone tells nothing below
            self._child.stdin.write(json.dumps(asked).encode("ascii") + b"\n" + raw)
            self._child.stdin.flush()
        return self._child.stdout.readline()
