"""The page about playbooks is true: its example has every key, and finds what it says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import callcoach
from callcoach.coaching import load_pack
from callcoach.coaching.playbook.pack_reader import PACK_KEYS, TECHNIQUE_KEYS, read_pack
from callcoach.settings import Settings, with_values

PAGE = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
(CALL,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_has_every_key_and_no_fault() -> None:
    assert read_pack(EXAMPLE).faults == ()
    data = tomllib.loads(EXAMPLE)
    assert set(data) == PACK_KEYS
    assert {key for technique in data["techniques"] for key in technique} == TECHNIQUE_KEYS


def test_the_example_finds_what_the_page_says(tmp_path: Path) -> None:
    said = [line.split(": ", 1) for line in CALL.splitlines()]
    utterances = [
        {"party": party, "start_s": 60.0 * i, "end_s": 60.0 * i + 5, "text": text}
        for i, (party, text) in enumerate(said)
    ]
    pack = tmp_path / "own.toml"
    pack.write_text(EXAMPLE, encoding="utf-8")
    review = callcoach.judge_timeline(
        {"duration_s": 500.0, "language": "en", "utterances": utterances},
        with_values(Settings(), {"coaching": {"pack": str(pack)}}),
    )
    found = [(one.id, each.quote) for one in review.techniques or () for each in one.evidence]
    assert found == re.findall(
        r"^\| `(\w+)` \| (.*) \|$", PAGE.split("it finds\n")[1], re.MULTILINE
    )
    by_id = {one.id: one for one in review.techniques or ()}
    assert by_id["house_terms"].reasons["count"] == "no patterns yet"


@pytest.mark.parametrize(
    "pattern",
    re.findall(
        r"^\| `(.*?)` \| .* \|$", PAGE.split("## Patterns")[1].split("## Every")[0], re.MULTILINE
    ),
)
def test_each_pattern_of_the_table_is_one(pattern: str) -> None:
    written = pattern.replace("\\|", "|")
    text = EXAMPLE.replace("'not (?:in )?our area'", f"'one {written}'")
    assert text != EXAMPLE
    assert read_pack(text).faults == ()


def test_what_the_page_says_is_refused_is() -> None:
    own = "'not (?:in )?our area'"
    (slow,) = read_pack(EXAMPLE.replace(own, r"'(\w+ ?)+please'")).faults
    assert "may take for ever" in slow.what
    (broken,) = read_pack(EXAMPLE.replace(own, "'sorry (for'")).faults
    told = broken.what.split(": ", 1)[1]
    assert told.startswith("'sorry (for' is no regular expression (missing ")
    assert told in PAGE.replace("\n", " ")


def test_the_page_says_what_the_german_playbook_lacks() -> None:
    english = {rule.id for rule in load_pack("en").techniques}
    german = {rule.id for rule in load_pack("de").techniques}
    told = PAGE.split("Not in it: ")[1].split("; nor")[0]
    assert set(re.findall(r"`(\w+)`", told)) == english - german
    assert f"has {len(german)} of the {len(english)} techniques" in PAGE
