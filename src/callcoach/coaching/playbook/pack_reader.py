"""Owns how a pack is read from the text of its file, and which faults are in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from callcoach.coaching.playbook.pack_table import Fault, Faults, Item, Table, toml_of
from callcoach.coaching.playbook.pattern_checks import pattern_fault
from callcoach.coaching.playbook.rules import Pack, Rule
from callcoach.coaching.playbook.technique_ids import id_faults
from callcoach.coaching.playbook.toml_lines import lines_of
from callcoach.coaching.text.patterns import Pattern, named_pieces, pattern_of
from callcoach.coaching.text.text_model import known_text_models
from callcoach.language import tokens

JUDGES = ("words", "words_shared", "listening", "vent", "steady", "none")
"""How a technique is judged: by patterns; by patterns that take up the customer's words; by
listener's words inside the customer's turn; by timing; by the voice; not yet."""

EXAMPLE_WORDS_LEAST = 3
"""Words in an example at least; fewer are like too much. Chosen by us."""

PACK_NEEDED = frozenset({"version", "language", "techniques"})
PACK_KEYS = PACK_NEEDED | {
    *("opening_s", "closing_s", "stop_words", "announcements", "promises", "expand", "phrases"),
    *("text_model", "classes", "endings", "done", "not_done", "wants", "names"),
}
TECHNIQUE_NEEDED = frozenset({"id", "name", "group", "what", "why", "party"})
TECHNIQUE_KEYS = TECHNIQUE_NEEDED | {
    *("position", "judge", "not_judged", "shows", "patterns", "unless", "examples", "near_misses"),
    *("say_instead", "title", "severity"),
}

_PARTIES = ("agent", "customer")
_POSITIONS = ("anywhere", "opening", "closing")
_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_NOT_HERE = dict.fromkeys(PACK_KEYS - TECHNIQUE_KEYS, "at the top of the file, over all [ ]")
_NOT_AT_TOP = dict.fromkeys(TECHNIQUE_KEYS - PACK_KEYS, "under a [[techniques]]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave. `pack` is None where it is no TOML, and not to be used with faults."""

    pack: Pack | None
    faults: tuple[Fault, ...]

    @property
    def n_patterns(self) -> int:
        """How many patterns the techniques have, counter-patterns not counted."""
        return sum(len(rule.patterns) for rule in self.pack.techniques) if self.pack else 0


def read_pack(text: str, *, are_patterns_known: bool = False) -> Reading:
    """The pack that a TOML text describes, and all that is wrong with it, by line.

    `are_patterns_known`: leaves out the check of the patterns, which compiles them all.
    """
    data = toml_of(text)
    if isinstance(data, Fault):
        return Reading(None, (data,))
    if not data:
        return Reading(None, (Fault(None, "the file is empty: there is no technique in it"),))
    lines = {} if are_patterns_known else lines_of(text)
    reader = _Reader(Table(data, (), "", Faults(lines)), are_patterns_known)
    pack = reader.pack()
    return Reading(pack, reader.faults.in_order())


class _Reader:
    """Reads one file."""

    def __init__(self, top: Table, are_patterns_known: bool) -> None:
        self._top = top
        self._are_patterns_known = are_patterns_known
        self.faults = top.faults
        phrases = top.texts_of("phrases")
        self._pieces = named_pieces(phrases)
        self._expand = {str(i.path[-1]): tuple(i.text.split()) for i in top.texts_of("expand")}
        if not are_patterns_known:
            self._check_phrases(phrases)

    def pack(self) -> Pack:
        top = self._top
        top.check_keys(PACK_KEYS, PACK_NEEDED, _NOT_AT_TOP)
        language = top.text("language")
        if language and not _LANGUAGE.fullmatch(language):
            top.fault("language", f"language is {language!r}; it must be a code such as 'en'")
        classes = top.texts_of("classes")
        return Pack(
            version=top.text("version"),
            language=language,
            opening_s=top.seconds("opening_s", 45.0),
            closing_s=top.seconds("closing_s", 60.0),
            stop_words=frozenset(item.text for item in top.items("stop_words")),
            announcements=self._patterns(top.items("announcements")),
            promises=self._patterns(top.items("promises"), "due"),
            expand=self._expand,
            techniques=self._techniques(),
            text_model=self._text_model(),
            classes=dict(
                zip((str(i.path[-1]) for i in classes), self._patterns(classes), strict=True)
            ),
            endings=tuple(item.text for item in top.items("endings")),
            done=self._patterns(top.items("done")),
            not_done=self._patterns(top.items("not_done")),
            wants=self._patterns(top.items("wants")),
            names=self._patterns(top.items("names"), "name"),
        )

    def _check_phrases(self, phrases: Sequence[Item]) -> None:
        known: dict[str, str] = {}
        for item in phrases:
            name = str(item.path[-1])
            if not re.fullmatch(r"[a-z]+", name):
                self.faults.note(item.path, f"{item.called}: a name must be small letters a to z")
            fault = pattern_fault(item.text, known, self._expand, is_piece=True)
            if fault is not None:
                self.faults.note(item.path, f"{item.called}: {item.text!r} {fault}")
            known[name] = self._pieces[name]

    def _patterns(self, items: Iterable[Item], group: str | None = None) -> tuple[Pattern, ...]:
        found = []
        for item in items:
            found.append(pattern_of(item.text, self._pieces))
            if not self._are_patterns_known:
                fault = pattern_fault(item.text, self._pieces, self._expand, group)
                if fault is not None:
                    self.faults.note(item.path, f"{item.called}: {item.text!r} {fault}")
        return tuple(found)

    def _text_model(self) -> str | None:
        name = self._top.text_or_none("text_model")
        if name is not None and name not in known_text_models():
            self._top.fault(
                "text_model",
                f"text_model is {name!r}; there is no such fitted model; "
                f"there are: {', '.join(known_text_models())}",
            )
        return name

    def _techniques(self) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        seen: dict[str, int] = {}
        for i, entry in enumerate(self._top.typed("techniques", list, [])):
            path = ("techniques", i)
            if not isinstance(entry, dict):
                self.faults.note(path, f"technique {i + 1} is {entry!r}; it must be a table")
                continue
            name = f"technique {entry['id']!r}" if "id" in entry else f"technique {i + 1}"
            rule = self._rule(Table(entry, path, name, self.faults))
            if rule.id and rule.id in seen:
                before = self.faults.lines.get(("techniques", seen[rule.id], "id"))
                self.faults.note((*path, "id"), f"{name}: the id stands in line {before} already")
            seen.setdefault(rule.id, i)
            rules.append(rule)
        if self._top.data.get("techniques") == []:
            self._top.fault("techniques", "there is no technique: each begins with [[techniques]]")
        return tuple(rules)

    def _rule(self, table: Table) -> Rule:
        n_faults = len(self.faults.found)
        table.check_keys(TECHNIQUE_KEYS, TECHNIQUE_NEEDED, _NOT_HERE)
        rule_id = table.text("id")
        if "id" in table.data and not _ID.fullmatch(rule_id):
            table.fault("id", "id must be lower case words joined by _, like 'follow_up'")
        severity = table.typed("severity", int, 1)
        if not 0 <= severity <= 3:
            table.fault("severity", f"severity is {severity}; allowed: 0 to 3")
        name = table.text("name")
        rule = Rule(
            id=rule_id,
            name=name,
            group=table.text("group"),
            what=table.text("what"),
            why=table.text("why"),
            party=table.one_of("party", _PARTIES, ""),
            position=table.one_of("position", _POSITIONS, "anywhere"),
            judge=table.one_of("judge", JUDGES, "words"),
            not_judged=table.text("not_judged", "not judged yet"),
            shows=table.text("shows", name),
            patterns=self._patterns(table.items("patterns")),
            unless=self._patterns(table.items("unless")),
            say_instead=table.text_or_none("say_instead"),
            title=table.text_or_none("title"),
            severity=severity,
            examples=self._sentences(table.items("examples")),
            near_misses=self._sentences(table.items("near_misses")),
        )
        if len(self.faults.found) == n_faults:  # else what is missing is missing for their sake
            self._check_rule(rule, table)
        return rule

    def _sentences(self, items: Iterable[Item]) -> tuple[str, ...]:
        found = []
        for item in items:
            found.append(item.text)
            if len(tokens(item.text)) < EXAMPLE_WORDS_LEAST:
                self.faults.note(
                    item.path,
                    f"{item.called}: {item.text!r} needs {EXAMPLE_WORDS_LEAST} words or more",
                )
        return tuple(found)

    def _check_rule(self, rule: Rule, table: Table) -> None:
        is_of_words = rule.judge in ("words", "words_shared")
        if is_of_words and not (rule.patterns or rule.examples or "not_judged" in table.data):
            table.fault(
                "",
                "no patterns and no examples; give some, or judge = 'none', or say in not_judged "
                "what is told where there is no text model",
            )
        if rule.near_misses and not rule.examples:
            table.fault("near_misses", "near_misses without examples: they weigh against those")
        if not is_of_words and (rule.patterns or rule.examples):
            table.fault("judge", f"judge is {rule.judge!r}, so patterns and examples are not asked")
        for key, what in id_faults(rule.id, rule.party, rule.group, rule.judge):
            if key in table.data:
                table.fault(key, what)
