"""Owns what a setting may be: ranges, choices and orders, and the check against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any, Literal, TypeVar, get_type_hints

from callcoach.errors import SettingsError

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Order:
    """Two settings, by their full names, of which the first must stay under the second."""

    first: str
    how: Literal["under", "not over"]
    second: str

    def holds(self, first: float, second: float) -> bool:
        """Whether two values are in this order."""
        return first < second or (self.how == "not over" and first == second)


@dataclass(frozen=True, slots=True)
class _Range:
    least: float
    most: float

    def __contains__(self, value: float) -> bool:
        return self.least <= value <= self.most

    def __str__(self) -> str:
        return f"{self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class _Choice:
    names: tuple[str, ...]

    def __contains__(self, value: str) -> bool:
        return value in self.names

    def __str__(self) -> str:
        return ", ".join(self.names)


def between(least: Number, most: Number, *, default: Number) -> Number:
    """A setting that is a number from `least` to `most`, both allowed."""
    value: Number = field(default=default, metadata={"allowed": _Range(least, most)})
    return value


def one_of(*names: str, default: str) -> str:
    """A setting that is one of some names."""
    value: str = field(default=default, metadata={"allowed": _Choice(names)})
    return value


def allowed_text(item: Field[Any]) -> str:
    """What a setting may be, as messages and docs/settings.md say it; empty where anything goes."""
    return str(item.metadata.get("allowed", ""))


def check_values(settings: Any, orders: Iterable[Order]) -> None:
    """Refuses a value of another type than its setting's, or one that is not allowed.

    Raises
    ------
    SettingsError
        Naming the setting, its value and what is allowed.
    """
    value_of = {}
    for part in fields(settings):
        for full, value in _checked(getattr(settings, part.name), part.name):
            value_of[full] = value
    for order in orders:
        first, second = value_of[order.first], value_of[order.second]
        if not order.holds(first, second):
            raise SettingsError(
                f"{order.first} is {first!r}; it must be {order.how} {order.second}, "
                f"which is {second!r}"
            )


def _checked(part: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """The full names of a part's settings with their values, each after its check."""
    hints = get_type_hints(type(part))
    for item in fields(part):
        full, value = f"{prefix}.{item.name}", getattr(part, item.name)
        kind = hints[item.name]
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise SettingsError(f"{full} is {value!r}; it must be of type {kind.__name__}")
        allowed = item.metadata.get("allowed")
        if allowed is not None and value not in allowed:
            raise SettingsError(f"{full} is {value!r}; allowed: {allowed}")
        yield full, value
