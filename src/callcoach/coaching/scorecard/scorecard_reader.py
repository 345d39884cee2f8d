"""Owns how a scorecard is read from the text of its file, and which faults are in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from callcoach.coaching.playbook.pack_table import Fault, Faults, Table, nearest, toml_of
from callcoach.coaching.playbook.toml_lines import lines_of
from callcoach.coaching.scorecard.asked_measures import MEASURES

Absent = Literal["open", "true", "false"]

CARD_NEEDED = frozenset({"version", "title", "items"})
CARD_KEYS = CARD_NEEDED | {"language"}
ITEM_NEEDED = frozenset({"id", "question", "group", "weight"})
RULES = ("technique", "measure", "by")
ITEM_KEYS = ITEM_NEEDED | {*RULES, "least", "most", "when", "absent"}

_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_NOT_HERE = dict.fromkeys(CARD_KEYS, "at the top of the file, over all [ ]")
_NOT_AT_TOP = dict.fromkeys(ITEM_KEYS, "under an [[items]]")


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
    absent: Absent


@dataclass(frozen=True, slots=True)
class Card:
    """A supervisor's questions. `language`: whose limits of pace they hold; empty: any."""

    version: str
    title: str
    language: str
    items: tuple[CardItem, ...]


@dataclass(frozen=True, slots=True)
class CardReading:
    """What a file gave. `card` is None where it is no TOML, and not to be used with faults."""

    card: Card | None
    faults: tuple[Fault, ...]


def read_scorecard(text: str, techniques: frozenset[str]) -> CardReading:
    """The scorecard that a TOML text describes, and all that is wrong with it, by line.

    `techniques`: the ids that it may ask for.
    """
    data = toml_of(text)
    if isinstance(data, Fault):
        return CardReading(None, (data,))
    top = Table(data, (), "", Faults(lines_of(text)))
    top.check_keys(CARD_KEYS, CARD_NEEDED, _NOT_AT_TOP)
    card = Card(
        version=top.text("version"),
        title=top.text("title"),
        language=top.typed("language", str, ""),
        items=_items(top, techniques),
    )
    return CardReading(card, top.faults.in_order())


def _items(top: Table, techniques: frozenset[str]) -> tuple[CardItem, ...]:
    items: list[CardItem] = []
    for i, entry in enumerate(top.typed("items", list, [])):
        path = ("items", i)
        if not isinstance(entry, dict):
            top.faults.note(path, f"item {i + 1} is {entry!r}; it must be a table")
            continue
        name = f"item {entry['id']!r}" if "id" in entry else f"item {i + 1}"
        item = _Entry(Table(entry, path, name, top.faults), techniques).item()
        if item.id and item.id in (each.id for each in items):
            top.faults.note((*path, "id"), f"{name}: the id stands twice")
        items.append(item)
    if top.data.get("items") == []:
        top.fault("items", "there is no item: each begins with [[items]]")
    return tuple(items)


class _Entry:
    """One item's table."""

    def __init__(self, table: Table, techniques: frozenset[str]) -> None:
        self._table = table
        self._techniques = techniques

    def item(self) -> CardItem:
        table = self._table
        table.check_keys(ITEM_KEYS, ITEM_NEEDED, _NOT_HERE)
        item_id = table.text("id")
        if "id" in table.data and not _ID.fullmatch(item_id):
            table.fault("id", "id must be lower case words joined by _, like 'no_rush'")
        weight = table.number("weight")
        if weight is not None and weight <= 0:
            table.fault("weight", f"weight is {weight:g}; it must be over 0")
        rules = [name for name in RULES if name in table.data]
        if len(rules) != 1:
            given = " and ".join(rules) or "none"
            table.fault("", f"needs one of {', '.join(RULES)}; there is {given}")
        least, most = table.number("least"), table.number("most")
        return CardItem(
            id=item_id,
            question=table.text("question"),
            group=table.text("group"),
            weight=weight or 0.0,
            technique=self._technique("technique"),
            measure=table.one_of("measure", MEASURES, "") or None,
            least=least,
            most=most,
            when=self._technique("when"),
            absent=self._absent(rules[0], least, most) if len(rules) == 1 else "open",
        )

    def _technique(self, key: str) -> str | None:
        name = self._table.text_or_none(key)
        if name and name not in self._techniques:
            hint = nearest(name, self._techniques)
            self._table.fault(key, f"{key} is {name!r}, which the pack does not have; {hint}")
        return name

    def _absent(self, rule: str, least: float | None, most: float | None) -> Absent:
        """The limits checked as the rule may have them; what is answered for what was not heard."""
        table = self._table
        if rule == "by":
            table.one_of("by", ("person",), "person")
            self._refuse(("least", "most", "absent"), "a person answers this")
            return "open"
        if "least" not in table.data and "most" not in table.data:
            table.fault("", "least or most is missing; give the limit")
            return "open"
        if rule == "measure":
            self._refuse(("absent",), "it is only for a technique")
            self._check_measure(least, most)
            return "open"
        return self._check_technique(least, most)

    def _check_measure(self, least: float | None, most: float | None) -> None:
        table, name = self._table, str(self._table.data["measure"])
        measure = MEASURES.get(name)
        for key, limit in (("least", least), ("most", most)):
            if measure and limit is not None and not measure.least <= limit <= measure.most:
                table.fault(
                    key,
                    f"{key} is {limit:g}; {name} is in {measure.unit}, "
                    f"allowed: {measure.least:g} to {measure.most:g}",
                )
        if least is not None and most is not None and least > most:
            table.fault("least", f"least is {least:g}, over most, which is {most:g}")

    def _check_technique(self, least: float | None, most: float | None) -> Absent:
        table = self._table
        if least is not None and most is not None:
            table.fault("most", "least and most; a technique takes one of them")
        if least is not None and (least < 1 or least != int(least)):
            table.fault("least", f"least is {least:g}; allowed: whole numbers from 1")
        if most is not None and (most < 0 or most != int(most)):
            table.fault("most", f"most is {most:g}; allowed: whole numbers from 0")
        settled: Absent = "true" if least is None else "false"
        chosen = table.one_of("absent", ("open", settled), "open")
        return settled if chosen == settled else "open"

    def _refuse(self, keys: tuple[str, ...], why: str) -> None:
        for key in keys:
            if key in self._table.data:
                self._table.fault(key, f"{key} has no place here: {why}")
