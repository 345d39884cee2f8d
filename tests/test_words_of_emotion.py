"""callcoach names measurements and wording; it never says how a person felt."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import callcoach

HOUSE = Path(callcoach.__file__).parent
ROOMS = (
    "coaching",
    "report",
    "pipeline",
    "voice",
    "turns",
    "cli",
    "doctor",
    "audio",
    "types",
    "live",
)

OF_A_PERSON = re.compile(
    r"\b(angry|anger|angrily|stressed|stress|emotion\w*|nervous\w*|upset|anxious|furious|"
    r"irritated|annoyed|agitated|aggressive|hostile|frustrated|afraid|scared|worried|tense|"
    r"unhappy|happy|sad|calm|calmly|relaxed|panick?\w*|rude|impatient|moody|sentiment)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
"""What stands in quotes is wording to say or to avoid, not a claim of ours."""

IN_SCRIPT = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")

PACK_TEXTS = ("name", "what", "why", "shows", "say_instead", "title", "not_judged")


def texts_in_code() -> Iterator[tuple[str, str]]:
    """Every string constant of our rooms, docstrings too, pieces of f-strings as one."""
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield f"{room}/{path.name}:{node.lineno}", node.value


def texts_in_templates() -> Iterator[tuple[str, str]]:
    """The page's text and what its scripts write on it."""
    for path in sorted((HOUSE / "report" / "templates").iterdir()):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            yield path.name, re.sub(r"<[^>]*>", " ", text)
        elif path.suffix == ".js":
            # In a script it is the text that stands in quotes.
            yield from ((path.name, each.strip("\"'`")) for each in IN_SCRIPT.findall(text))


def texts_in_packs() -> Iterator[tuple[str, str]]:
    for path in sorted((HOUSE / "coaching" / "packs").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["techniques"]:
            for key in PACK_TEXTS:
                if key in entry:
                    yield f"{path.name}: {entry['id']}.{key}", entry[key]


def test_no_text_of_ours_says_how_a_person_felt() -> None:
    texts = [*texts_in_code(), *texts_in_templates(), *texts_in_packs()]
    assert len(texts) > 3000
    said = {
        where: found.group()
        for where, text in texts
        if (found := OF_A_PERSON.search(QUOTED.sub(" ", text)))
    }
    assert said == {}


@pytest.mark.parametrize("text", ["You sounded angry.", "The customer was upset", "Stay calm."])
def test_the_scan_finds_such_words(text: str) -> None:
    assert OF_A_PERSON.search(QUOTED.sub(" ", text))


def test_the_scan_passes_over_quoted_wording() -> None:
    assert not OF_A_PERSON.search(QUOTED.sub(" ", 'Phrases such as "calm down"'))
