"""Owns names of sound inputs that tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callcoach.audio.inputs import SoundInput


def with_own_names(inputs: Sequence[SoundInput]) -> tuple[SoundInput, ...]:
    """The same inputs; where a name occurs twice, the host beside it, and where that occurs twice,
    too, the name of the source or the number of the device."""
    named = _told_apart(inputs, lambda each: f"{each.name} ({each.host})")
    return _told_apart(named, _with_place)


def plain_name(one: SoundInput) -> str:
    """The name without the host that may stand beside it."""
    return one.name.removesuffix(f" ({one.host})")


def _with_place(one: SoundInput) -> str:
    place = one.pulse_source or f"device {one.device}"
    return f"{plain_name(one)} ({place})"


def _told_apart(
    inputs: Sequence[SoundInput], name: Callable[[SoundInput], str]
) -> tuple[SoundInput, ...]:
    times = Counter(each.name.casefold() for each in inputs)
    return tuple(
        replace(each, name=name(each)) if times[each.name.casefold()] > 1 else each
        for each in inputs
    )
