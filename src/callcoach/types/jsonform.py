"""Owns the plain form of frozen values: dataclass to JSON values, driven by the type hints.

`reasons` is flattened: the reason for `x` stands beside it as `x_reason`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from callcoach.errors import ReviewFormatError

_REASON = "_reason"


def to_plain(value: Any) -> Any:
    """Dataclasses to dicts, tuples to lists, mappings to dicts; reasons flattened."""
    if value is None or isinstance(value, str | int | float):
        return value
    names = _field_names(value.__class__)
    if names:
        plain: dict[str, Any] = {}
        reasons: Mapping[str, str] = getattr(value, "reasons", {})
        for name in names:
            if name == "reasons":
                continue
            plain[name] = to_plain(getattr(value, name))
            if name in reasons:
                plain[name + _REASON] = reasons[name]
        return plain
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: Any, plain: Any, where: str = "review") -> Any:
    """The value of type `kind` that `to_plain` turned into `plain`.

    Raises
    ------
    ReviewFormatError
        If a field is missing or has another type; names the place.
    """
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _from_union(args, plain, where)
    if origin is Literal:
        if plain not in args:
            raise ReviewFormatError(f"{where} is {plain!r}; allowed: {', '.join(map(str, args))}")
        return plain
    if origin is tuple:
        return _from_list(args, plain, where)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        _expect(plain, Mapping, where)
        return {key: from_plain(args[1], item, f"{where}.{key}") for key, item in plain.items()}
    if is_dataclass(origin or kind):
        return _from_dict(origin or kind, args, plain, where)
    return _from_scalar(kind, plain, where)


def _from_union(kinds: tuple[Any, ...], plain: Any, where: str) -> Any:
    if plain is None:
        if type(None) in kinds:
            return None
        raise ReviewFormatError(f"{where} is null, which is not allowed here")
    (kind,) = [each for each in kinds if each is not type(None)]
    return from_plain(kind, plain, where)


def _from_list(kinds: tuple[Any, ...], plain: Any, where: str) -> tuple[Any, ...]:
    _expect(plain, list, where)
    if kinds[-1] is Ellipsis:
        return tuple(from_plain(kinds[0], item, f"{where}[{i}]") for i, item in enumerate(plain))
    if len(plain) != len(kinds):
        raise ReviewFormatError(f"{where} has {len(plain)} values; expected {len(kinds)}")
    pairs = zip(kinds, plain, strict=True)
    return tuple(from_plain(kind, item, f"{where}[{i}]") for i, (kind, item) in enumerate(pairs))


def _from_dict(cls: Any, args: tuple[Any, ...], plain: Any, where: str) -> Any:
    _expect(plain, Mapping, where)
    bound = dict(zip(getattr(cls, "__parameters__", ()), args, strict=False))
    values: dict[str, Any] = {}
    names = {item.name for item in fields(cls)}
    for name, kind in _hints(cls):
        if name == "reasons":
            values[name] = {
                key[: -len(_REASON)]: text
                for key, text in plain.items()
                if key.endswith(_REASON) and key[: -len(_REASON)] in names
            }
            continue
        if name not in plain:
            raise ReviewFormatError(f"{where}.{name} is missing")
        values[name] = from_plain(_bind(kind, bound), plain[name], f"{where}.{name}")
    return cls(**values)


def _from_scalar(kind: Any, plain: Any, where: str) -> Any:
    if kind is Any:
        return plain
    if kind is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if isinstance(plain, bool) and kind is not bool:
        raise ReviewFormatError(f"{where} is {plain!r}; expected {kind.__name__}")
    _expect(plain, kind, where)
    return plain


def _expect(plain: Any, kind: type, where: str) -> None:
    if not isinstance(plain, kind):
        raise ReviewFormatError(f"{where} is {plain!r}; expected {kind.__name__}")


@cache
def _hints(cls: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(cls)
    return tuple((item.name, hints[item.name]) for item in fields(cls))


def _bind(kind: Any, bound: Mapping[Any, Any]) -> Any:
    """The hint with its type variables replaced by what the owner was made with."""
    if isinstance(kind, TypeVar):
        return bound.get(kind, Any)
    params = getattr(kind, "__parameters__", ())
    if params:
        return kind[tuple(bound.get(param, Any) for param in params)]
    return kind


def rounded(value: Any, digits: int = 4) -> Any:
    """A copy of a frozen value with all its floats rounded; 4 digits are 0.1 ms.

    What is round already is handed back as it is.
    """
    if isinstance(value, float):
        near = round(value, digits)
        return value if near == value != 0 else near + 0.0  # + 0.0 makes -0.0 plain zero
    if value is None or isinstance(value, str | int):
        return value
    names = _field_names(value.__class__)
    if names:
        changes = {
            name: near
            for name in names
            if (near := rounded(old := getattr(value, name), digits)) is not old
        }
        return replace(value, **changes) if changes else value
    if isinstance(value, tuple):
        return tuple(rounded(item, digits) for item in value)
    if isinstance(value, Mapping):
        return {key: rounded(item, digits) for key, item in value.items()}
    return value


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields, none for another type."""
    return tuple(item.name for item in fields(kind)) if is_dataclass(kind) else ()
