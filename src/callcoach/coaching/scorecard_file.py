"""Owns the scorecard as a file: TOML with a supervisor's questions, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from callcoach.coaching.asked_measures import MEASURES
from callcoach.coaching.pack import Pack
from callcoach.coaching.pack_checks import (
    check_keys,
    check_unique,
    number_of,
    one_of,
    text_of,
    typed,
)
from callcoach.errors import SettingsError

OPEN: Literal["open"] = "open"
"""What an item says of a technique that was not heard, unless its `absent` says otherwise."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_NEEDED = frozenset({"version", "title", "items"})
CARD_KEYS = _NEEDED | {"language"}
_ITEM_NEEDED = frozenset({"id", "question", "group", "weight"})
_RULES = ("technique", "measure", "by")
ITEM_KEYS = _ITEM_NEEDED | {*_RULES, "least", "most", "when", "absent"}


@dataclass(frozen=True, slots=True)
class CardItem:
    """One question, answered by a technique, by a measure, or by a person alone.

    `least`, `most`: between these the answer is yes. `when`: only asked where this technique
    was found. `absent`: the answer where a technique was not heard.
    """

    id: str
    question: str
    group: str
    weight: float
    technique: str | None
    measure: str | None
    least: float | None
    most: float | None
    when: str | None
    absent: Literal["open", "true", "false"]


@dataclass(frozen=True, slots=True)
class Card:
    """A supervisor's questions. `language`: whose limits of pace they hold; empty: any."""

    version: str
    title: str
    language: str
    items: tuple[CardItem, ...]


def known_scorecards() -> tuple[str, ...]:
    """Names of the scorecards that come with callcoach, sorted."""
    folder = resources.files("callcoach.coaching") / "scorecards"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def load_scorecard(name_or_path: str, pack: Pack) -> Card:
    """The scorecard of that name, or in that file.

    A card of one's own may ask only for techniques of the pack; one that comes with callcoach
    leaves open what a small pack does not have.

    Raises
    ------
    SettingsError
        If there is none, or it holds an unknown key, measure or technique, a weight that is not
        over 0, limits that cannot be, or an id twice; names the file and the item.
    """
    if name_or_path in known_scorecards():
        return _packaged(name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise SettingsError(
            f"coaching.scorecard is {name_or_path!r}: neither a file nor a known scorecard; "
            f'known: {", ".join(known_scorecards())}; "" for none'
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"scorecard {path}: cannot be read ({error})") from error
    return parse_scorecard(text, f"scorecard {path}", tuple(rule.id for rule in pack.techniques))


@cache
def _packaged(name: str) -> Card:
    file = resources.files("callcoach.coaching") / "scorecards" / f"{name}.toml"
    return parse_scorecard(file.read_text(encoding="utf-8"), f"scorecard {name}", None)


def parse_scorecard(text: str, where: str, techniques: tuple[str, ...] | None) -> Card:
    """The scorecard that a TOML text describes; `where` names it in errors.

    `techniques`: the ids that it may ask for; None: any.

    Raises
    ------
    SettingsError
        As `load_scorecard`.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{where}: not valid TOML ({error})") from error
    check_keys(data, CARD_KEYS, _NEEDED, where)
    items = tuple(
        _item(entry, f"{where}: item {i + 1}", techniques)
        for i, entry in enumerate(typed(data, "items", list, [], where))
    )
    if not items:
        raise SettingsError(f"{where}: items is empty; give at least one [[items]]")
    check_unique([item.id for item in items], where)
    return Card(
        version=text_of(data, "version", where),
        title=text_of(data, "title", where),
        language=typed(data, "language", str, "", where),
        items=items,
    )


def _item(entry: Any, where: str, techniques: tuple[str, ...] | None) -> CardItem:
    if not isinstance(entry, dict):
        raise SettingsError(f"{where} is {entry!r}; it must be a table")
    where = f"{where} ({entry.get('id', 'without id')!r})"
    check_keys(entry, ITEM_KEYS, _ITEM_NEEDED, where)
    item_id = text_of(entry, "id", where)
    if not _ID.fullmatch(item_id):
        raise SettingsError(f"{where}: id must be lower case words joined by _, like 'no_rush'")
    weight = number_of(entry, "weight", where)
    if weight is None or weight <= 0:
        raise SettingsError(f"{where}: weight is {entry['weight']!r}; it must be over 0")
    rules = [name for name in _RULES if name in entry]
    if len(rules) != 1:
        given = " and ".join(rules) or "none"
        raise SettingsError(f"{where}: needs one of {', '.join(_RULES)}; there is {given}")
    least, most, absent = _limits(entry, rules[0], where)
    return CardItem(
        id=item_id,
        question=text_of(entry, "question", where),
        group=text_of(entry, "group", where),
        weight=weight,
        technique=_technique(entry, "technique", where, techniques),
        measure=entry.get("measure"),
        least=least,
        most=most,
        when=_technique(entry, "when", where, techniques),
        absent=absent,
    )


def _technique(
    entry: Mapping[str, Any], key: str, where: str, known: tuple[str, ...] | None
) -> str | None:
    if key not in entry:
        return None
    name = text_of(entry, key, where)
    if known is not None and name not in known:
        raise SettingsError(
            f"{where}: {key} is {name!r}, which is not in the pack; there are: {', '.join(known)}"
        )
    return name


def _limits(
    entry: Mapping[str, Any], rule: str, where: str
) -> tuple[float | None, float | None, Literal["open", "true", "false"]]:
    """`least`, `most` and `absent`, as the rule may have them."""
    least, most = number_of(entry, "least", where), number_of(entry, "most", where)
    if rule == "by":
        one_of(entry, "by", ("person",), "person", where)
        _refuse(entry, ("least", "most", "absent"), "a person answers this", where)
        return None, None, OPEN
    if least is None and most is None:
        raise SettingsError(f"{where}: least or most is missing; give the limit")
    if rule == "measure":
        _refuse(entry, ("absent",), "only for a technique", where)
        measure = MEASURES[one_of(entry, "measure", tuple(MEASURES), "", where)]
        for key, limit in (("least", least), ("most", most)):
            if limit is not None and not measure.least <= limit <= measure.most:
                raise SettingsError(
                    f"{where}: {key} is {limit:g}; {entry['measure']} is in {measure.unit}, "
                    f"allowed: {measure.least:g} to {measure.most:g}"
                )
        if least is not None and most is not None and least > most:
            raise SettingsError(f"{where}: least is {least:g}, over most, which is {most:g}")
        return least, most, OPEN
    return _technique_limits(entry, least, most, where)


def _technique_limits(
    entry: Mapping[str, Any], least: float | None, most: float | None, where: str
) -> tuple[float | None, float | None, Literal["open", "true", "false"]]:
    if least is not None and most is not None:
        raise SettingsError(f"{where}: least and most; a technique takes one of them")
    if least is not None and (least < 1 or least != int(least)):
        raise SettingsError(f"{where}: least is {least:g}; allowed: whole numbers from 1")
    if most is not None and (most < 0 or most != int(most)):
        raise SettingsError(f"{where}: most is {most:g}; allowed: whole numbers from 0")
    settled: Literal["true", "false"] = "true" if least is None else "false"
    chosen = one_of(entry, "absent", (OPEN, settled), OPEN, where)
    return least, most, settled if chosen == settled else OPEN


def _refuse(entry: Mapping[str, Any], keys: tuple[str, ...], why: str, where: str) -> None:
    for key in keys:
        if key in entry:
            raise SettingsError(f"{where}: {key} has no place here: {why}")
