"""Owns which inputs a session takes: those named, else those of the last time, else the usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from callcoach.audio.input_choice import NONE_FOUND, found_input, usual_microphone, usual_monitor
from callcoach.audio.inputs import SoundInput
from callcoach.errors import CaptureError
from callcoach.live.inputs.remembered import KnownInput, Remembered
from callcoach.types.call import Party

NO_INPUT = "none"
"""Said in the place of a name: that side is not listened to."""


@dataclass(frozen=True, slots=True)
class ChosenInputs:
    """What is listened to; None for a side that is not. `notices`: what a person should know of
    the choice, one line each. `to_remember`: for `remember`, once a session has begun with it;
    None where nothing was named."""

    agent: SoundInput | None
    customer: SoundInput | None
    notices: tuple[str, ...] = ()
    to_remember: Remembered | None = None


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
    notices = [last.notice] if last.notice else []
    agents = _Side("agent", agent.strip(), last)
    customers = _Side("customer", customer.strip(), last)
    if agents.is_left_out and customers.is_left_out:
        raise CaptureError("there is nothing to listen to: name an input for at least one side")
    first = _taken(agents, inputs, lambda: usual_microphone(inputs), notices)

    def usual_customer() -> SoundInput | None:
        monitor = usual_monitor(inputs, first)
        return None if monitor == first else monitor

    second = _taken(customers, inputs, usual_customer, notices)
    return ChosenInputs(
        first, second, tuple(notices), _to_remember({agents: first, customers: second})
    )


@dataclass(frozen=True, slots=True)
class _Side:
    party: Party
    asked: str
    last: Remembered

    @property
    def known(self) -> KnownInput | None:
        return self.last.agent if self.party == "agent" else self.last.customer

    @property
    def is_left_out(self) -> bool:
        if self.asked:
            return self.asked.casefold() == NO_INPUT
        return self.party in self.last.left_out


def _taken(
    side: _Side,
    inputs: Sequence[SoundInput],
    usual: Callable[[], SoundInput | None],
    notices: list[str],
) -> SoundInput | None:
    if side.is_left_out:
        if not side.asked:
            notices.append(f"the {side.party}'s side is not listened to, as the last time")
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


def _to_remember(taken: Mapping[_Side, SoundInput | None]) -> Remembered | None:
    """What was named now, and of a side that was not, what was named before."""
    if not any(side.asked for side in taken):
        return None
    known = {
        side.party: (KnownInput.of(one) if one else None) if side.asked else side.known
        for side, one in taken.items()
    }
    left_out = tuple(side.party for side in taken if side.is_left_out)
    return Remembered(known["agent"], known["customer"], left_out)
