"""Owns the checks of a file of packs or scorecards: each fault named with what is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from callcoach.errors import SettingsError


def check_keys(
    data: Mapping[str, Any], allowed: frozenset[str], needed: frozenset[str], where: str
) -> None:
    """Raises where a key is not known, or one that is needed is missing."""
    for key in data:
        if key not in allowed:
            raise SettingsError(f"{where}: no key {key!r}; there are: {', '.join(sorted(allowed))}")
    for key in sorted(needed - data.keys()):
        raise SettingsError(f"{where}: {key} is missing")


def check_unique(ids: Sequence[str], where: str) -> None:
    """Raises where an id stands twice."""
    for i, rule_id in enumerate(ids):
        if rule_id in ids[:i]:
            raise SettingsError(f"{where}: the id {rule_id!r} stands twice")


def typed(data: Mapping[str, Any], key: str, kind: type, default: Any, where: str) -> Any:
    """The value of a key, or the default where the key is missing; raises on another type."""
    value = data.get(key, default)
    if value is not default and type(value) is not kind:
        raise SettingsError(f"{where}: {key} is {value!r}; it must be of type {kind.__name__}")
    return value


def text_of(data: Mapping[str, Any], key: str, where: str) -> str:
    """The text of a key; raises where it is missing, empty or no text."""
    text: str = typed(data, key, str, "", where)
    if not text.strip():
        raise SettingsError(f"{where}: {key} is empty")
    return text


def strings(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """The texts of a key, none where it is missing; raises on anything else."""
    listed = typed(data, key, list, [], where)
    for one in listed:
        if not isinstance(one, str):
            raise SettingsError(f"{where}: {key} holds {one!r}; it must hold texts")
    return tuple(listed)


def seconds_of(data: Mapping[str, Any], key: str, default: float, where: str) -> float:
    """A length of time in seconds, over 0; raises on anything else."""
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        raise SettingsError(f"{where}: {key} is {value!r}; it must be seconds over 0")
    return float(value)


def number_of(data: Mapping[str, Any], key: str, where: str) -> float | None:
    """The number of a key, None where it is missing; raises on anything that is not finite."""
    value = data.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise SettingsError(f"{where}: {key} is {value!r}; it must be a number")
    return float(value)


def one_of(
    data: Mapping[str, Any], key: str, allowed: Sequence[str], default: str, where: str
) -> str:
    """A value out of those allowed; raises on any other, with the list."""
    value = data.get(key, default)
    if value not in allowed:
        raise SettingsError(f"{where}: {key} is {value!r}; allowed: {', '.join(allowed)}")
    return str(value)
