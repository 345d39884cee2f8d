"""Owns how settings are read: from a TOML file, or from nested values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from callcoach.errors import SettingsError
from callcoach.settings.values import Settings


def load_settings(path: str | Path | None = None) -> Settings:
    """Defaults, with the values of a TOML file over them.

    Raises
    ------
    SettingsError
        If the file cannot be read, or names a setting or value that is not allowed.
    """
    if path is None:
        return Settings()
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings {path}: cannot be read ({_why(error)})") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"settings {path}: not valid TOML ({error})") from error
    return with_values(Settings(), values, where=f"settings {path}")


def with_values(settings: Settings, values: Mapping[str, Any], where: str = "settings") -> Settings:
    """A copy with nested values replaced, e.g. ``{"words": {"model": "tiny"}}``.

    Raises
    ------
    SettingsError
        As `load_settings`.
    """
    try:
        changed: Settings = _merged(settings, values, "")
    except SettingsError as error:
        raise SettingsError(f"{where}: {error}") from error
    return changed


def _merged(part: Any, values: Mapping[str, Any], prefix: str) -> Any:
    hints = get_type_hints(type(part))
    names = [item.name for item in fields(part)]
    changes: dict[str, Any] = {}
    for name, value in values.items():
        full = prefix + name
        if name not in names:
            raise SettingsError(f"no setting {full!r}; there are: {', '.join(names)}")
        if is_dataclass(getattr(part, name)):
            if not isinstance(value, Mapping):
                raise SettingsError(f"{full} is a table of settings, not {value!r}")
            changes[name] = _merged(getattr(part, name), value, f"{full}.")
        else:
            # TOML and people write 8 where 8.0 is meant; the two must give the same hash.
            changes[name] = _as_float(value) if hints[name] is float else value
    return replace(part, **changes)


def _as_float(value: Any) -> Any:
    try:
        return float(value) if type(value) is int else value
    except OverflowError:  # of hundreds of digits; the check refuses it
        return value


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
