"""Owns watching the levels of inputs from outside the process that listens to them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from queue import Empty, SimpleQueue
from typing import IO, Any

from callcoach.audio.inputs import SoundInput
from callcoach.live.inputs.loudness_heard import HeardSound
from callcoach.words.child import why_ended

OPENS_WITHIN_S = 6.0
"""An input that takes longer to open hangs, as does a process that tells nothing. Chosen by us;
PulseAudio may take 2 s."""

STARTS_WITHIN_S = 15.0
"""For the first that a process tells, before which it loads packages and lists the inputs."""

Moment = Mapping[SoundInput, tuple[HeardSound, ...] | str]
"""For each input what it gave since the last moment, by channel; or why nothing comes of it."""

_CHILD = "from callcoach.live.inputs import level_child; level_child.tell_levels()"

_KILL_S = 2.0


def watched_levels(
    inputs: Sequence[SoundInput], answers_within_s: float = OPENS_WITHIN_S
) -> Generator[Moment, None, None]:
    """Moments of 0.1 s, for ever; ends after a moment in which no input is left to give sound.

    All listen at once, in one child process. An input that hangs it or takes it down is left out,
    and the others are opened anew. Close the generator to stop listening.
    """
    refused: dict[SoundInput, str] = {}
    while left := [each for each in inputs if each not in refused]:
        before = len(refused)
        with closing(_Child(left, answers_within_s)) as child:
            yield from _moments(child, inputs, left, refused)
        if len(refused) == before:
            refused.update(dict.fromkeys(left, child.why))
    yield dict(refused)


def _moments(
    child: _Child,
    inputs: Sequence[SoundInput],
    left: Sequence[SoundInput],
    refused: dict[SoundInput, str],
) -> Generator[Moment, None, None]:
    """Those of one child, until it says no more; whom it refused, and whom it broke on."""
    opening = None
    while (told := child.line()) is not None:
        if "opening" in told:
            opening = left[told["opening"]]
        elif "failed" in told:
            refused[left[told["failed"]]] = told["why"]
            opening = None
        elif "opened" in told:
            opening = None
        elif "unavailable" in told:
            refused.update(dict.fromkeys(left, told["unavailable"]))
        else:
            if len(refused) == len(inputs):
                return
            heard = {
                left[int(number)]: tuple(HeardSound(**channel) for channel in channels)
                for number, channels in told["heard"].items()
            }
            yield {each: heard.get(each, refused.get(each, ())) for each in inputs}
    if opening is not None:
        refused[opening] = child.why


class _Child:
    """A process that listens, and the lines it tells."""

    def __init__(self, inputs: Sequence[SoundInput], answers_within_s: float) -> None:
        self._within_s = answers_within_s
        self._wait_s = STARTS_WITHIN_S
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        command = [sys.executable or "python3", "-P", "-c", _CHILD]
        self._process = subprocess.Popen(
            [*command, json.dumps([asdict(each) for each in inputs])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        assert self._process.stdout is not None
        threading.Thread(
            target=_pass_on, args=(self._process.stdout, self._lines), daemon=True
        ).start()
        self.why = ""

    def line(self) -> dict[str, Any] | None:
        """The next line; None where no more comes, and `why` says why."""
        try:
            line = self._lines.get(timeout=self._wait_s)
        except Empty:
            self.why = f"the sound system gives no answer within {self._wait_s:g} s"
            return None
        self._wait_s = self._within_s
        if line is None:
            self.why = f"the sound system broke on it ({self._why_ended()})"
            return None
        told: dict[str, Any] = json.loads(line)
        return told

    def close(self) -> None:
        """Ends the process; one that even that does not end is left behind."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_KILL_S)
        self._errors.close()

    def _why_ended(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_KILL_S)
        self._errors.seek(0)
        told = self._errors.read().decode(errors="replace")
        return why_ended(self._process.poll() or 0, told)


def _pass_on(told: IO[bytes], lines: SimpleQueue[bytes | None]) -> None:
    with told:
        for line in told:
            lines.put(line)
    lines.put(None)
