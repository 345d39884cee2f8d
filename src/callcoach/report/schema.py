"""Owns the JSON Schema of a review, made from the type hints of the review itself."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from callcoach.types.review import BY_CHOICE, SCHEMA, Review

NULL_BY_MEANING = frozenset(
    {
        ("Finding", "advice"),
        ("Incursion", "yield_latency_s"),
        ("Promise", "due"),
        ("ScorecardItem", "comment"),
        ("ScorecardItem", "overridden_by"),
        ("Silence", "after"),
        ("Transcript", "model"),
        ("Vent", "acknowledged_s"),
        ("Vent", "agent_first_words_s"),
        ("Vent", "apologised_s"),
        ("Vent", "option_s"),
    }
)
"""Fields whose null says that there was nothing to name, not that it was not measured."""

_SCALARS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
}


def review_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of what `Review.to_dict` gives.

    A null of a measured field must have its reason beside it as `<name>_reason`. Fields that
    are not named are allowed: later releases may add some.
    """
    defs: dict[str, Any] = {}
    body = _of_class(Review, (), defs)
    # The key is absent, never null, where it was not asked for.
    for name in BY_CHOICE:
        body["properties"][name] = {"$ref": f"#/$defs/{name.capitalize()}"}
        body["properties"].pop(f"{name}_reason")
        no_reason = [f"{name}_reason"]
        body["allOf"] = [rule for rule in body["allOf"] if rule["then"]["required"] != no_reason]
        body["required"].remove(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A callcoach review",
        "description": (
            "Times in seconds from the start of the call. A value that could not be measured "
            "is null, with the reason beside it. Fields may be added; none changes its meaning."
        ),
        "type": "object",
        "properties": {"schema": {"const": SCHEMA}, **body["properties"]},
        "required": ["schema", *body["required"]],
        "allOf": body["allOf"],
        "$defs": {name: defs[name] for name in sorted(defs)},
    }


def _of(kind: Any, defs: dict[str, Any]) -> dict[str, Any]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (inner,) = [each for each in args if each is not type(None)]
        return {"anyOf": [_of(inner, defs), {"type": "null"}]}
    if origin is Literal:
        return {"enum": list(args)}
    if origin is tuple:
        return _of_tuple(args, defs)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {
            "type": "object",
            "propertyNames": _of(args[0], defs),
            "additionalProperties": _of(args[1], defs),
        }
    if is_dataclass(origin or kind):
        cls = origin or kind
        if cls.__name__ not in defs:
            defs[cls.__name__] = {}
            defs[cls.__name__] = _of_class(cls, args, defs)
        return {"$ref": f"#/$defs/{cls.__name__}"}
    return dict(_SCALARS[kind])


def _of_tuple(args: tuple[Any, ...], defs: dict[str, Any]) -> dict[str, Any]:
    if args[-1] is Ellipsis:
        return {"type": "array", "items": _of(args[0], defs)}
    items = [_of(arg, defs) for arg in args]
    return {"type": "array", "prefixItems": items, "minItems": len(args), "maxItems": len(args)}


def _of_class(cls: Any, args: tuple[Any, ...], defs: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    bound = dict(zip(getattr(cls, "__parameters__", ()), args, strict=True))
    names = [item.name for item in fields(cls) if item.name != "reasons"]
    properties: dict[str, Any] = {}
    rules = []
    for name in names:
        kind = _bind(hints[name], bound)
        properties[name] = _of(kind, defs)
        if "reasons" in hints and type(None) in get_args(kind):
            properties[f"{name}_reason"] = {"type": "string", "minLength": 1}
            if (cls.__name__, name) not in NULL_BY_MEANING:
                rules.append(_null_needs_reason(name))
    schema: dict[str, Any] = {
        "type": "object",
        "description": (cls.__doc__ or "").split("\n")[0],
        "properties": properties,
        "required": names,
    }
    if rules:
        schema["allOf"] = rules
    return schema


def _null_needs_reason(name: str) -> dict[str, Any]:
    return {
        "if": {"properties": {name: {"type": "null"}}, "required": [name]},
        "then": {"required": [f"{name}_reason"]},
    }


def _bind(kind: Any, bound: Mapping[Any, Any]) -> Any:
    if isinstance(kind, TypeVar):
        return bound[kind]
    parameters = getattr(kind, "__parameters__", ())
    return kind[tuple(bound[each] for each in parameters)] if parameters else kind
