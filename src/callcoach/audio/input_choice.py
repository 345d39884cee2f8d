"""Owns which sound input a person means, and which are taken where none is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from callcoach.audio.inputs import PULSE, SoundInput
from callcoach.errors import CaptureError

NONE_FOUND = "no microphone or line was found; plug one in and see callcoach devices"

_HOSTS_FIRST = (PULSE, "Windows WASAPI", "Core Audio")
"""Whose default is taken where several sound systems have one: those that name devices in full."""


def found_input(name: str, inputs: Sequence[SoundInput]) -> SoundInput:
    """The input of that name, whatever the case; of that source of PulseAudio; of that number in
    `callcoach devices`, from 1; or the only one whose name has it as a part.

    Raises
    ------
    CaptureError
        If there is none or more than one, with those there are.
    """
    if not inputs:
        raise CaptureError(NONE_FOUND)
    wanted = " ".join(name.split())
    for meant in _ways(wanted):
        found = [each for number, each in enumerate(inputs, 1) if meant(number, each)]
        if len(found) == 1:
            return found[0]
        if found:
            names = " or ".join(f'"{each.name}"' for each in found)
            raise CaptureError(
                f'the input "{wanted}" could be {names}; name it in full, or by its number: '
                f"{_listed(inputs)}"
            )
    raise CaptureError(f'there is no input "{wanted}"; there are: {_listed(inputs)}')


def usual_microphone(inputs: Sequence[SoundInput]) -> SoundInput:
    """The default microphone, else the first there is.

    Raises
    ------
    CaptureError
        If there is none.
    """
    if not inputs:
        raise CaptureError(NONE_FOUND)
    microphones = [each for each in inputs if not each.is_monitor]
    if not microphones:
        raise CaptureError(
            "no microphone was found, only what the computer plays; plug one in, or name an input: "
            f"{_listed(inputs)}"
        )
    return min(microphones, key=_rank)  # the first of the best


def usual_monitor(
    inputs: Sequence[SoundInput], beside: SoundInput | None = None
) -> SoundInput | None:
    """What the default output plays; else the only input of its kind at the host of `beside`."""
    monitors = [each for each in inputs if each.is_monitor]
    defaults = [each for each in monitors if each.is_default]
    if defaults:
        return min(defaults, key=_rank)
    of_host = [each for each in monitors if beside is None or each.host == beside.host]
    return of_host[0] if len(of_host) == 1 else None


def _rank(one: SoundInput) -> tuple[bool, int]:
    first = _HOSTS_FIRST.index(one.host) if one.host in _HOSTS_FIRST else len(_HOSTS_FIRST)
    return not one.is_default, first


def _ways(wanted: str) -> Iterator[Callable[[int, SoundInput], bool]]:
    folded = wanted.casefold()
    yield lambda _, each: each.name == wanted
    yield lambda _, each: each.name.casefold() == folded
    yield lambda _, each: each.pulse_source == wanted != ""
    yield lambda number, _: str(number) == wanted
    yield lambda _, each: folded != "" and folded in each.name.casefold()


def _listed(inputs: Sequence[SoundInput]) -> str:
    return ", ".join(f'{number} "{each.name}"' for number, each in enumerate(inputs, 1))
