"""Owns how a language reads numbers and addresses aloud, for finding those to be taken out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from callcoach.language.lexicon import base_code


@dataclass(frozen=True, slots=True)
class EmailWords:
    """Words of e-mail addresses read aloud.

    `connectors` part a name ("dot"), `endings` end a domain ("com"), `stops` stand before a name
    ("is"), and `no_names` before an "at" that begins no address ("look at").
    """

    at: frozenset[str]
    dot: frozenset[str]
    connectors: frozenset[str]
    endings: frozenset[str]
    stops: frozenset[str]
    no_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class SecretWords:
    """Words of numbers read aloud, in the normal form of `normalised`.

    `digits`, `teens` and `tens` give the figures of a word, `repeats` how often the next digit
    counts ("double"). `weak`: digits that are other words too ("oh"). `letters` are their names
    ("alpha"). `joiners` may stand inside a number, `cardinals` make an amount of it. `id_words`,
    `phone_words` and `pin_words` announce a number; `no_pin_before` takes the last back ("area
    code"). `money`, `units` and `months` stand beside amounts and dates, `date_joiners` between
    a month and its day, `list_words` between the numbers of a list.
    """

    digits: Mapping[str, str]
    teens: Mapping[str, str]
    tens: Mapping[str, str]
    repeats: Mapping[str, int]
    weak: frozenset[str]
    hundred: frozenset[str]
    letters: frozenset[str]
    cardinals: frozenset[str]
    plus: frozenset[str]
    joiners: frozenset[str]
    id_words: frozenset[str]
    phone_words: frozenset[str]
    pin_words: frozenset[str]
    no_pin_before: frozenset[str]
    money: frozenset[str]
    units: frozenset[str]
    months: frozenset[str]
    date_joiners: frozenset[str]
    list_words: frozenset[str]
    email: EmailWords


def secret_words(code: str) -> SecretWords:
    """The words of a language; English where there are none, see `reads_secrets_of`.

    Numbers written in figures need no words, so that those are found in every language.
    """
    return _read(base_code(code) if reads_secrets_of(code) else "en")


def reads_secrets_of(code: str) -> bool:
    """Whether there is data for numbers read aloud in a language."""
    return _file(base_code(code)).is_file()


def _file(code: str) -> resources.abc.Traversable:
    return resources.files("callcoach.language") / "data" / "redaction" / f"{code}.toml"


@cache
def _read(code: str) -> SecretWords:
    data = tomllib.loads(_file(code).read_text(encoding="utf-8"))
    email = {name: frozenset(words) for name, words in data.pop("email").items()}
    weak = data.pop("weak")["words"]
    plain: dict[str, Any] = {
        name: value if isinstance(value, Mapping) else frozenset(value)
        for name, value in data.items()
    }
    return SecretWords(**plain, weak=frozenset(weak), email=EmailWords(**email))
