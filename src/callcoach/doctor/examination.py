"""Owns the examination: every check in its order, whatever breaks on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from callcoach.doctor import hearing, machine, microphones, storage, transcription
from callcoach.errors import CallcoachError
from callcoach.settings import Settings
from callcoach.types.checks import Check

Ask = Callable[[], Iterable[Check]]


def examine(settings: Settings, out: Path) -> Iterator[Check]:
    """What works here under these settings, with results going to `out`; no connection is made.

    What may die or hang is tried in child processes with a time limit. A check that breaks is
    told as one that fails, and the next is made.
    """
    needed: dict[str, Ask] = {
        "Python": machine.python,
        "packages": machine.packages,
        "sound files": hearing.sound_files,
        "speech detector": hearing.speech_detector,
        "pitch tracker": partial(hearing.pitch, settings.voice),
        "disk for results": partial(storage.for_results, out),
    }
    wished: dict[str, Ask] = {
        "processor": partial(transcription.processor, settings.words),
        "speech model": partial(transcription.model, settings.words),
        "graphics card": partial(transcription.graphics_card, settings.words),
        "disk for models": partial(storage.for_models, settings.words),
        "sound input": microphones.inputs,
        "Ray": partial(machine.ray, settings.batch),
    }
    for item, ask in needed.items():
        yield from _asked(item, ask, is_needed=True)
    for item, ask in wished.items():
        yield from _asked(item, ask, is_needed=False)


def _asked(item: str, ask: Ask, is_needed: bool) -> Iterator[Check]:
    try:
        yield from ask()
    except CallcoachError as error:
        found, _, advice = str(error).partition("; ")
        yield Check(item, "fails", found, advice, is_needed)
    except Exception as error:  # a broken installation may raise anything; that is the answer
        found = f"{type(error).__name__}: {' '.join(str(error).split())}"
        yield Check(item, "fails", found, "install callcoach again", is_needed)
