"""Owns where playbook packs come from: those that come along, a supervisor's own files."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from callcoach.coaching.playbook.pack_reader import read_pack
from callcoach.coaching.playbook.pack_table import faults_shown
from callcoach.coaching.playbook.rules import Pack, Rule
from callcoach.errors import SettingsError
from callcoach.language import base_code

__all__ = ["AUTO", "Pack", "Rule", "known_packs", "load_pack", "pack_text", "parse_pack"]

AUTO = "auto"
"""The name that stands for the pack of the language that the agent speaks."""

_FALLBACK = "en"
MORE_IN = ": callcoach packs check lists them all"


def known_packs() -> tuple[str, ...]:
    """Names of the packs that come with callcoach, sorted."""
    folder = resources.files("callcoach.coaching") / "packs"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def load_pack(name_or_path: str | Path, spoken: str | None = None) -> Pack:
    """The pack of that name, or in that file.

    `spoken`: the language of the agent, by whose code "auto" chooses; where there is no pack for
    it, or none is known, that is the English one, whose techniques are withheld in other languages.

    Raises
    ------
    SettingsError
        If there is none, or it has a fault; the first is named with its line.
    """
    if str(name_or_path) == AUTO:
        code = base_code(spoken or _FALLBACK)
        return _packaged(code if code in known_packs() else _FALLBACK)
    if str(name_or_path) in known_packs():
        return _packaged(str(name_or_path))
    return _own(pack_text(name_or_path), f"pack {name_or_path}")


def pack_text(name_or_path: str | Path) -> str:
    """The text of a pack's file.

    Raises
    ------
    SettingsError
        If there is none, or it is no text in UTF-8.
    """
    if str(name_or_path) in known_packs():
        file = resources.files("callcoach.coaching") / "packs" / f"{name_or_path}.toml"
        return file.read_text(encoding="utf-8")
    path = Path(name_or_path)
    if path.is_dir():
        raise SettingsError(f"pack {path}: is a folder; name the file in it")
    if not path.is_file():
        raise SettingsError(
            f"coaching.pack is {str(name_or_path)!r}: neither a file nor a known pack; "
            f"known: {AUTO}, {', '.join(known_packs())}"
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"pack {path}: cannot be read ({error.strerror})") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SettingsError(
            f"pack {path}, line {line}: cannot be read, for it is not in UTF-8; save it as UTF-8"
        ) from error


@cache
def _packaged(name: str) -> Pack:
    return parse_pack(pack_text(name), f"pack {name}", are_patterns_known=True)


@cache
def _own(text: str, where: str) -> Pack:
    return parse_pack(text, where)


def parse_pack(text: str, where: str = "pack", *, are_patterns_known: bool = False) -> Pack:
    """The pack that a TOML text describes; `where` names it in errors.

    `are_patterns_known`: leaves out the check of the patterns, which compiles them all.

    Raises
    ------
    SettingsError
        As `load_pack`.
    """
    reading = read_pack(text, are_patterns_known=are_patterns_known)
    if reading.pack is None or reading.faults:
        raise SettingsError(faults_shown(reading.faults, where, MORE_IN))
    return reading.pack
