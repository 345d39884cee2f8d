"""Owns the file of overrides: what a person corrected in a review, kept beside it.

A JSON object: ``agent_channel`` as in a sidecar, ``scorecard`` an object of answers by the item's
id: ``{"solved": {"answer": true, "by": "Dana", "comment": "refunded"}}``. callcoach reads it and
never writes it; other keys are left to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from callcoach.errors import OverridesError
from callcoach.pipeline.written import object_in
from callcoach.types.overrides import A_PERSON, Overrides, PersonAnswer


def overrides_path(review: Path) -> Path:
    """Where the overrides of the review at a path stand."""
    return review.with_name(f"{review.stem}.overrides.json")


def read_overrides(path: Path) -> Overrides:
    """The overrides in a file, none where there is no file.

    Raises
    ------
    OverridesError
        If it cannot be read or is no JSON object.
    """
    try:
        plain = object_in(path) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise OverridesError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    return overrides_of(plain, path.name)


def overrides_of(plain: Mapping[str, Any], name: str) -> Overrides:
    """What the object in a file says; an answer that cannot be used becomes a fault.

    `plain`: as `object_in` gives. `name` names the file in faults.
    """
    given = plain.get("scorecard", {})
    if not isinstance(given, dict):
        fault = f"{name}: its scorecard is {given!r:.60}; it must be an object of answers by item."
        return Overrides(plain.get("agent_channel"), {}, (fault,))
    answers: dict[str, PersonAnswer] = {}
    faults: list[str] = []
    for item_id, said in given.items():
        try:
            answers[item_id] = _answer(said)
        except ValueError as error:
            faults.append(f"{name}: the answer to {item_id!r} was passed over: {error}.")
    return Overrides(plain.get("agent_channel"), answers, tuple(faults))


def _answer(said: Any) -> PersonAnswer:
    if not isinstance(said, dict):
        raise ValueError(f'it is {said!r:.60}; it must be an object with "answer"')
    answer, comment = said.get("answer"), said.get("comment")
    if answer is not None and not isinstance(answer, bool):
        raise ValueError(f"answer is {answer!r:.60}; allowed: true, false, null")
    for key in ("by", "comment"):
        if not isinstance(said.get(key, ""), str | None):
            raise ValueError(f"{key} is {said[key]!r:.60}; it must be text")
    if "answer" not in said and not comment:
        raise ValueError("it has neither an answer nor a comment")
    by = (said.get("by") or "").strip() or A_PERSON
    return PersonAnswer(answer, by, comment or None, is_answered="answer" in said)
