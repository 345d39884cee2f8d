"""Owns where and how a model is computed: device, kind of numbers, threads."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from callcoach.settings import WordSettings
from callcoach.words.child import run_child

THREADS_MOST = 8
"""More threads make a model of Whisper's size no faster. Chosen by us."""

PROBE_S = 120.0

_LIKED: Mapping[str, tuple[str, ...]] = {
    "cpu": ("int8", "int8_float32", "int16", "float32"),
    "cuda": ("float16", "int8_float16", "int8_float32", "float32"),
}
"""Kinds of numbers, the one to take first. On a CPU small integers are fastest and halve the
memory; graphics cards do the 16-bit floats that the models are kept in, and old ones do not."""

_PROBE = """
import sys
from callcoach.words import compute
compute.tell_probe(sys.argv[1], sys.argv[2])
"""


@dataclass(frozen=True, slots=True)
class Device:
    """Where a model runs, and what a person should know of that choice.

    `n_threads`: of the CPU; none are counted on a graphics card.
    """

    name: Literal["cpu", "cuda"]
    compute_type: str
    n_threads: int
    notices: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.name == "cuda":
            return f"cuda, {self.compute_type}"
        return f"cpu, {self.compute_type}, {_threads_text(self.n_threads)}"


@dataclass(frozen=True, slots=True)
class Card:
    """What a child process found of the graphics card.

    `state`: none (there is no card), seen (there is one, no model was tried), works, or fails.
    """

    state: Literal["none", "seen", "works", "fails"]
    compute_type: str = ""
    why: str = ""


def chosen_device(settings: WordSettings, folder: Path) -> Device:
    """The device to use: CUDA only where a child process ran this model there.

    A graphics card whose libraries are missing or do not fit aborts the whole process instead of
    raising, so that it is tried in a child first; one that dies or hangs there means the CPU.
    """
    wish = settings.compute_type
    if settings.device == "cpu":
        return cpu(wish)
    card = probed_card(wish, folder)
    if card.state == "works":
        asked = _not_done("graphics card", wish, card.compute_type)
        return Device("cuda", card.compute_type, n_threads(), asked)
    if card.state == "none" and settings.device == "auto":
        return cpu(wish)
    why = card.why or "there is none that CUDA knows"
    told = f"the graphics card cannot be used ({why}); words are found on the CPU"
    return cpu(wish, (told,))


def cpu(wish: str = "auto", notices: tuple[str, ...] = ()) -> Device:
    """The CPU, with the wished kind of numbers where it does them, else the best that it does."""
    compute_type = compute_type_for("cpu", wish)
    asked = _not_done("CPU", wish, compute_type)
    return Device("cpu", compute_type, n_threads(), (*notices, *asked))


def compute_type_for(device: Literal["cpu", "cuda"], wish: str) -> str:
    """The kind of numbers to compute with: the wish, or the first we like that the device does."""
    done = supported_compute_types(device)
    if wish in done:
        return wish
    return next((each for each in _LIKED[device] if each in done), "default")


def supported_compute_types(device: str) -> frozenset[str]:
    """The kinds of numbers that a device of this machine computes well with."""
    import ctranslate2

    return frozenset(ctranslate2.get_supported_compute_types(device))


def probed_card(wish: str, folder: Path | None, within_s: float = PROBE_S) -> Card:
    """What a child process finds of the graphics card, trying the model in `folder` there."""
    end = run_child(_PROBE, wish, str(folder or ""), within_s=within_s)
    if end.how != "done":
        return Card("fails", why=end.why)
    try:
        return Card(**json.loads(end.out.splitlines()[-1]))
    except (ValueError, IndexError, TypeError):
        return Card("fails", why="its process gave no answer")


def tell_probe(wish: str, folder: str) -> None:
    """Prints what is found of the graphics card; for the child process of `probed_card`."""
    import ctranslate2

    plain: dict[str, Any] = {"state": "none"}
    if ctranslate2.get_cuda_device_count():
        plain = {"state": "seen", "compute_type": compute_type_for("cuda", wish)}
        if folder:
            from callcoach.words.whisper import try_model

            try_model(Path(folder), Device("cuda", plain["compute_type"], n_threads()))
            plain["state"] = "works"
    print(json.dumps(plain), flush=True)


def seed_engine(seed: int) -> None:
    """Starts the engine's random numbers, which it uses where decoding fails, from one seed."""
    import ctranslate2

    ctranslate2.set_random_seed(seed)


def n_threads() -> int:
    """As many threads as there are cores for us, up to `THREADS_MOST`."""
    if hasattr(os, "sched_getaffinity"):
        return min(THREADS_MOST, len(os.sched_getaffinity(0)))
    return min(THREADS_MOST, os.cpu_count() or 1)


def _threads_text(n: int) -> str:
    return f"{n} thread" if n == 1 else f"{n} threads"


def _not_done(device: str, wish: str, taken: str) -> tuple[str, ...]:
    if wish in ("auto", taken):
        return ()
    return (
        f"words.compute_type is {wish}, which the {device} of this machine does not do; "
        f"{taken} is used",
    )
