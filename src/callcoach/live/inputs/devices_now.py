"""Owns which inputs there are now, beside which of them a session would take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from callcoach.audio.inputs import SoundInput
from callcoach.errors import CaptureError
from callcoach.live.inputs.chosen_inputs import chosen_inputs
from callcoach.live.inputs.input_listing import listed_inputs
from callcoach.live.inputs.loudness_heard import LevelSeen
from callcoach.live.inputs.remembered import Remembered, remembered
from callcoach.types.call import Party

SCHEMA = "callcoach.devices/1"


@dataclass(frozen=True, slots=True)
class DevicesNow:
    """The inputs, in the order of their numbers, which begin at 1; which are taken where none is
    named; and what a person should know of that, one line each."""

    inputs: tuple[SoundInput, ...]
    agent: SoundInput | None
    customer: SoundInput | None
    notices: tuple[str, ...] = ()

    def taken_as(self, one: SoundInput) -> tuple[Party, ...]:
        """The parties that an input is taken for."""
        sides: tuple[tuple[Party, SoundInput | None], ...] = (
            ("agent", self.agent),
            ("customer", self.customer),
        )
        return tuple(party for party, taken in sides if taken == one)


def devices_now() -> DevicesNow:
    """What this machine has now, asked in a child process.

    Raises
    ------
    SoundInputUnavailable
        If PortAudio or its package is not installed, or the sound system refuses or hangs.
    """
    return with_choice(listed_inputs(), remembered())


def with_choice(inputs: tuple[SoundInput, ...], last: Remembered) -> DevicesNow:
    """Inputs beside which of them are taken."""
    try:
        chosen = chosen_inputs("", "", inputs, last)
    except CaptureError as error:
        return DevicesNow(inputs, None, None, (str(error),))
    return DevicesNow(inputs, chosen.agent, chosen.customer, chosen.notices)


def plain_devices(now: DevicesNow, levels: Mapping[SoundInput, LevelSeen]) -> dict[str, object]:
    """All of it for JSON."""
    rows = [
        {
            "number": number,
            "name": one.name,
            "host": one.host,
            "n_channels": one.n_channels,
            "rate_hz": one.rate_hz,
            "pulse_source": one.pulse_source or None,
            "is_monitor": one.is_monitor,
            "is_default": one.is_default,
            "taken_as": list(now.taken_as(one)),
            **_level(levels[one]),
        }
        for number, one in enumerate(now.inputs, 1)
    ]
    return {"schema": SCHEMA, "inputs": rows, "notices": list(now.notices)}


def _level(level: LevelSeen) -> dict[str, object]:
    plain = asdict(level)
    plain["peak_dbfs_reason"] = plain["rms_dbfs_reason"] = plain.pop("why_not") or None
    for name in ("peak_dbfs", "rms_dbfs"):
        if plain[name] is not None:
            plain[name] = round(plain[name], 2)
    return plain
