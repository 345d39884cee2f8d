"""Owns which inputs were chosen the last time."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from callcoach.audio.input_names import plain_name
from callcoach.audio.inputs import SoundInput
from callcoach.report.atomic import write_whole

SCHEMA = "callcoach.inputs/1"


@dataclass(frozen=True, slots=True)
class KnownInput:
    """What an input is known by again. `pulse_source`: its name at PulseAudio, if it has one."""

    name: str
    host: str
    pulse_source: str = ""

    @classmethod
    def of(cls, one: SoundInput) -> KnownInput:
        """Without what may stand beside its name today and not tomorrow."""
        return cls(plain_name(one), one.host, one.pulse_source)

    def among(self, inputs: Sequence[SoundInput]) -> SoundInput | None:
        """The input that is meant; None where it is gone, or where two might be it."""
        here = [each for each in inputs if each.host == self.host]
        named = [each for each in here if plain_name(each) == self.name]
        if self.pulse_source and len(named) != 1:
            named = [each for each in here if each.pulse_source == self.pulse_source]
        return named[0] if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class Remembered:
    """The inputs of the last time; None for a side that nothing was chosen for.

    `no_customer`: the agent alone was asked for. `notice`: what is wrong with the file, "" else.
    """

    agent: KnownInput | None = None
    customer: KnownInput | None = None
    no_customer: bool = False
    notice: str = ""


def remembered_file(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Where the choice is kept: in the user's folder for settings of programs."""
    given = os.environ if environ is None else environ
    if platform == "win32":
        folder = Path(given.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif platform == "darwin":
        folder = Path.home() / "Library" / "Application Support"
    else:
        asked = Path(given.get("XDG_CONFIG_HOME") or "")  # a relative one is to be ignored
        folder = asked if asked.is_absolute() else Path.home() / ".config"
    return folder / "callcoach" / "inputs.json"


def remembered(path: Path | None = None) -> Remembered:
    """What was chosen the last time; nothing, with a notice, where the file cannot be read."""
    path = path or remembered_file()
    try:
        plain = json.loads(path.read_bytes())
        if plain["schema"] != SCHEMA:
            raise ValueError(f"it says {plain['schema']!r}")
        no_customer = plain["no_customer"] is True
        return Remembered(_known(plain["agent"]), _known(plain["customer"]), no_customer)
    except FileNotFoundError:
        return Remembered()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        why = getattr(error, "strerror", None) or "it is not as callcoach writes it"
        return Remembered(
            notice=f"the inputs of the last time cannot be read from {path} ({why}); "
            "name them again, or delete the file"
        )


def remember(
    agent: SoundInput | None, customer: SoundInput | None, path: Path | None = None
) -> None:
    """Keeps a choice for the next time. No customer's input means that none is wanted.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    plain = {
        "schema": SCHEMA,
        "agent": asdict(KnownInput.of(agent)) if agent else None,
        "customer": asdict(KnownInput.of(customer)) if customer else None,
        "no_customer": customer is None,
    }
    write_whole(path or remembered_file(), json.dumps(plain, indent=1, ensure_ascii=False) + "\n")


def _known(plain: Any) -> KnownInput | None:
    if plain is None:
        return None
    parts = [plain[name] for name in ("name", "host", "pulse_source")]
    if not all(isinstance(part, str) for part in parts):
        raise TypeError(plain)
    return KnownInput(*parts)
