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
from callcoach.types.call import Party

SCHEMA = "callcoach.inputs/1"

SIDES: tuple[Party, ...] = ("agent", "customer")


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
    """The inputs that a person has named; None for a side that none was named for.

    `left_out`: sides that are not to be listened to. `notice`: what is wrong with the file, ""
    else.
    """

    agent: KnownInput | None = None
    customer: KnownInput | None = None
    left_out: tuple[Party, ...] = ()
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
        left_out = tuple(side for side in SIDES if side in plain["left_out"])
        return Remembered(_known(plain["agent"]), _known(plain["customer"]), left_out)
    except FileNotFoundError:
        return Remembered()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        why = getattr(error, "strerror", None) or "it is not as callcoach writes it"
        return Remembered(
            notice=f"the inputs of the last time cannot be read from {path} ({why}); "
            "name them again, or delete the file"
        )


def remember(choice: Remembered, path: Path | None = None) -> None:
    """Keeps a choice for the next time.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    plain = {
        "schema": SCHEMA,
        "agent": asdict(choice.agent) if choice.agent else None,
        "customer": asdict(choice.customer) if choice.customer else None,
        "left_out": list(choice.left_out),
    }
    write_whole(path or remembered_file(), json.dumps(plain, indent=1, ensure_ascii=False) + "\n")


def _known(plain: Any) -> KnownInput | None:
    if plain is None:
        return None
    parts = [plain[name] for name in ("name", "host", "pulse_source")]
    if not all(isinstance(part, str) for part in parts):
        raise TypeError(plain)
    return KnownInput(*parts)
