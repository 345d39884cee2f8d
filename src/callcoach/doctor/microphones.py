"""Owns the check of the sound inputs, which only live monitoring needs."""

from __future__ import annotations

from collections.abc import Iterator

from callcoach.audio.inputs import SoundInput
from callcoach.errors import SoundInputUnavailable
from callcoach.live.inputs.devices_now import devices_now
from callcoach.types.checks import Check

_ITEM = "sound input"


def inputs() -> Iterator[Check]:
    """How many inputs there are, and which `callcoach live` would take."""
    try:
        now = devices_now()
    except SoundInputUnavailable as error:
        found, _, advice = str(error).partition("; ")
        yield Check(_ITEM, "fails", f"{found}; only live monitoring needs it", advice)
        return
    if now.agent is None:
        found = "no microphone; only live monitoring needs one"
        yield Check(_ITEM, "not_needed", found)
        return
    taken = f"taken for the agent: {_named(now.agent)}"
    if now.customer is None:
        taken += "; for the customer nothing"
    else:
        taken += f"; for the customer: {_named(now.customer)}"
    yield Check(_ITEM, "works", f"{taken}; callcoach devices lists all {len(now.inputs)}")


def _named(one: SoundInput) -> str:
    return one.name if one.name.endswith(f"({one.host})") else f"{one.name} ({one.host})"
