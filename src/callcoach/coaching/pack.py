"""Owns the playbook pack: a TOML file of techniques, read, checked and compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from callcoach.coaching.pack_checks import (
    check_keys,
    check_unique,
    one_of,
    seconds_of,
    strings,
    text_of,
    typed,
)
from callcoach.coaching.patterns import Pattern, check_pattern, named_pieces, pattern_of
from callcoach.coaching.text_model import known_text_models
from callcoach.errors import SettingsError

JUDGES = ("words", "words_shared", "listening", "vent", "steady", "none")
"""How a technique is judged: by patterns; by patterns that take up the customer's words; by
listener's words inside the customer's turn; by timing; by the voice; not yet."""

_PARTIES = ("agent", "customer")
_POSITIONS = ("anywhere", "opening", "closing")
_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

_PACK_NEEDED = frozenset({"version", "language", "techniques"})
_PACK_KEYS = _PACK_NEEDED | {
    *("opening_s", "closing_s", "stop_words", "announcements", "promises", "expand", "phrases"),
    *("text_model", "classes", "endings", "done", "not_done", "wants", "names"),
}
_NEEDED = frozenset({"id", "name", "group", "what", "why", "party"})
_KEYS = _NEEDED | {
    *("position", "judge", "not_judged", "shows", "patterns", "unless"),
    *("say_instead", "title", "severity"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One technique of a pack.

    `patterns` are searched in the match form of what `party` said; a match counts unless one of
    `unless` matches words that overlap it. `shows` says in words what a match shows. `title`
    heads the finding that a hit makes, praise or, in the group "avoid", coaching; None: none.
    """

    id: str
    name: str
    group: str
    what: str
    why: str
    party: str
    position: str
    judge: str
    not_judged: str
    shows: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    say_instead: str | None
    title: str | None
    severity: int

    @property
    def is_to_avoid(self) -> bool:
        """Whether the technique is one that an agent does better without."""
        return self.group == "avoid"


@dataclass(frozen=True, slots=True)
class Pack:
    """A playbook: techniques, and the words of a language that they rest on.

    `expand` turns a written form into the one that patterns use ("i'm": "i am"). `opening_s` and
    `closing_s` are how long, from the first and up to the last word, the call opens and closes.
    `announcements` are phrases that announce a silence. `promises` have a group `due`, and may have
    `by` (who) and `action`. `done` are acts that the agent says are over, unless `not_done` matches
    too; `wants` is how a customer says what they want; `names` have a group `name`: the agent's.
    `text_model` names the fitted model that is asked beside the patterns, None for none; `classes`
    and `endings` say how it reads words, as in `text_features.word_forms`. `asks_all`: whether what
    it finds less surely counts too.
    """

    version: str
    language: str
    opening_s: float
    closing_s: float
    stop_words: frozenset[str]
    announcements: tuple[Pattern, ...]
    promises: tuple[Pattern, ...]
    expand: Mapping[str, tuple[str, ...]]
    techniques: tuple[Rule, ...]
    done: tuple[Pattern, ...] = ()
    not_done: tuple[Pattern, ...] = ()
    wants: tuple[Pattern, ...] = ()
    names: tuple[Pattern, ...] = ()
    text_model: str | None = None
    classes: Mapping[str, Pattern] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    asks_all: bool = False

    def __hash__(self) -> int:
        return hash((self.version, self.language))

    def asking(self, text_model: str) -> Pack:
        """The pack with its text model off, asked for what it finds surely, or for all."""
        named = None if text_model == "off" else self.text_model
        return replace(self, text_model=named, asks_all=text_model == "all")

    def rule(self, technique_id: str) -> Rule | None:
        """The technique of that id, None where the pack has none."""
        return next((rule for rule in self.techniques if rule.id == technique_id), None)


def known_packs() -> tuple[str, ...]:
    """Names of the packs that come with callcoach, sorted."""
    folder = resources.files("callcoach.coaching") / "packs"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def load_pack(name_or_path: str | Path) -> Pack:
    """The pack of that name, or in that file.

    Raises
    ------
    SettingsError
        If there is none, or it holds an unknown key, a value of another type, a pattern that is
        no regular expression, an unknown party, position or judge, or an id twice.
    """
    if str(name_or_path) in known_packs():
        return _packaged(str(name_or_path))
    path = Path(name_or_path)
    if not path.is_file():
        raise SettingsError(
            f"coaching.pack is {str(name_or_path)!r}: neither a file nor a known pack; "
            f"known: {', '.join(known_packs())}"
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"pack {path}: cannot be read ({error})") from error
    return parse_pack(text, where=f"pack {path}")


@cache
def _packaged(name: str) -> Pack:
    file = resources.files("callcoach.coaching") / "packs" / f"{name}.toml"
    text = file.read_text(encoding="utf-8")
    return parse_pack(text, where=f"pack {name}", are_patterns_known=True)


def parse_pack(text: str, where: str = "pack", *, are_patterns_known: bool = False) -> Pack:
    """The pack that a TOML text describes; `where` names it in errors.

    `are_patterns_known`: leaves out the check of the patterns, which compiles them all.

    Raises
    ------
    SettingsError
        As `load_pack`.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where}: not valid TOML ({error})") from error
    check_keys(data, _PACK_KEYS, _PACK_NEEDED, where)
    macros = named_pieces(typed(data, "phrases", dict, {}, where), where)

    def patterns(listed: Any, at: str, group: str | None = None) -> tuple[Pattern, ...]:
        found = tuple(pattern_of(one, macros, f"{at}[{i}]") for i, one in enumerate(listed))
        for i, pattern in enumerate(() if are_patterns_known else found):
            check_pattern(pattern, group, f"{at}[{i}]: {listed[i]!r}")
        return found

    def listed(key: str, group: str | None = None) -> tuple[Pattern, ...]:
        return patterns(strings(data, key, where), f"{where}: {key}", group)

    rules = [
        _rule(entry, f"{where}: technique {i + 1}", patterns)
        for i, entry in enumerate(typed(data, "techniques", list, [], where))
    ]
    check_unique([rule.id for rule in rules], where)
    expand = typed(data, "expand", dict, {}, where)
    classes = typed(data, "classes", dict, {}, where)
    return Pack(
        version=typed(data, "version", str, "", where),
        language=typed(data, "language", str, "", where),
        opening_s=seconds_of(data, "opening_s", 45.0, where),
        closing_s=seconds_of(data, "closing_s", 60.0, where),
        stop_words=frozenset(strings(data, "stop_words", where)),
        announcements=listed("announcements"),
        promises=listed("promises", "due"),
        done=listed("done"),
        not_done=listed("not_done"),
        wants=listed("wants"),
        names=listed("names", "name"),
        expand={word: tuple(text_of(expand, word, where).split()) for word in expand},
        techniques=tuple(rules),
        text_model=_text_model(data, where),
        classes=dict(
            zip(
                classes,
                patterns([text_of(classes, name, where) for name in classes], f"{where}: classes"),
                strict=True,
            )
        ),
        endings=strings(data, "endings", where),
    )


def _text_model(data: Mapping[str, Any], where: str) -> str | None:
    name: str | None = typed(data, "text_model", str, None, where)
    if name is not None and name not in known_text_models():
        raise SettingsError(
            f"{where}: text_model is {name!r}; there is no such fitted model; "
            f"there are: {', '.join(known_text_models())}"
        )
    return name


def _rule(entry: Any, where: str, patterns_of: Callable[..., tuple[Pattern, ...]]) -> Rule:
    if not isinstance(entry, dict):
        raise SettingsError(f"{where} is {entry!r}; it must be a table")
    where = f"{where} ({entry.get('id', 'without id')!r})"
    check_keys(entry, _KEYS, _NEEDED, where)
    rule_id = text_of(entry, "id", where)
    if not _ID.fullmatch(rule_id):
        raise SettingsError(f"{where}: id must be lower case words joined by _, like 'follow_up'")
    severity = typed(entry, "severity", int, 1, where)
    if not 0 <= severity <= 3:
        raise SettingsError(f"{where}: severity is {severity}; allowed: 0 to 3")
    patterns = patterns_of(strings(entry, "patterns", where), f"{where}: patterns")
    judge = one_of(entry, "judge", JUDGES, "words", where)
    if judge in ("words", "words_shared") and not patterns and "not_judged" not in entry:
        raise SettingsError(
            f"{where}: no patterns; give some, or judge = 'none', or say in not_judged what is "
            "told where there is no text model"
        )
    return Rule(
        id=rule_id,
        name=text_of(entry, "name", where),
        group=text_of(entry, "group", where),
        what=text_of(entry, "what", where),
        why=text_of(entry, "why", where),
        party=one_of(entry, "party", _PARTIES, "", where),
        position=one_of(entry, "position", _POSITIONS, "anywhere", where),
        judge=judge,
        not_judged=typed(entry, "not_judged", str, "not judged yet", where),
        shows=typed(entry, "shows", str, text_of(entry, "name", where), where),
        patterns=patterns,
        unless=patterns_of(strings(entry, "unless", where), f"{where}: unless"),
        say_instead=typed(entry, "say_instead", str, None, where),
        title=typed(entry, "title", str, None, where),
        severity=severity,
    )
