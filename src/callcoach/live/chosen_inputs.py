"""Owns which inputs a session takes: those named, else those of the last time, else the usual."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcoach.audio.input_choice import NONE_FOUND, found_input, usual_microphone, usual_monitor
from callcoach.audio.inputs import SoundInput
from callcoach.errors import CaptureError
from callcoach.live.remembered import KnownInput, Remembered
from callcoach.types.call import Party

NO_INPUT = "none"
"""Said in the place of a name: that side is not listened to."""


@dataclass(frozen=True, slots=True)
class ChosenInputs:
    """What is listened to; None for a side that is not. `notices`: what a person should know of
    the choice, one line each."""

    agent: SoundInput | None
    customer: SoundInput | None
    notices: tuple[str, ...] = ()


def chosen_inputs(
    agent: str, customer: str, inputs: Sequence[SoundInput], last: Remembered
) -> ChosenInputs:
    """Which inputs to take. `agent`, `customer`: names as `found_input` takes them, NO_INPUT for a
    side that is not to be listened to, "" for what is remembered or usual.

    Raises
    ------
    CaptureError
        If there is no input of a name, if neither side is to be listened to, or if there is no
        microphone to take.
    """
    if not inputs:
        raise CaptureError(NONE_FOUND)
    if _is_none(agent) and _is_none(customer):
        raise CaptureError("there is nothing to listen to: name an input for at least one side")
    notices = [last.notice] if last.notice else []
    first = _taken(
        _Side("agent", agent, last.agent), inputs, lambda: usual_microphone(inputs), notices
    )
    if not customer and last.no_customer:
        notices.append("the customer's side is not listened to, as the last time")
        return ChosenInputs(first, None, tuple(notices))

    def usual_customer() -> SoundInput | None:
        monitor = usual_monitor(inputs, first)
        return None if monitor == first else monitor

    second = _taken(_Side("customer", customer, last.customer), inputs, usual_customer, notices)
    return ChosenInputs(first, second, tuple(notices))


@dataclass(frozen=True, slots=True)
class _Side:
    party: Party
    asked: str
    known: KnownInput | None


def _taken(
    side: _Side,
    inputs: Sequence[SoundInput],
    usual: Callable[[], SoundInput | None],
    notices: list[str],
) -> SoundInput | None:
    if _is_none(side.asked):
        return None
    if side.asked:
        return found_input(side.asked, inputs)
    if side.known is None:
        return usual()
    found = side.known.among(inputs)
    if found is None:
        found = usual()
        instead = f'"{found.name}" is taken instead' if found else "there is none in its place"
        notices.append(
            f"the {side.party}'s input of the last time is not there, "
            f'"{side.known.name}" ({side.known.host}): {instead}'
        )
    return found


def _is_none(name: str) -> bool:
    return name.strip().casefold() == NO_INPUT
