"""A scorecard is data that a supervisor writes: what it may hold, and how its faults are named."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from callcoach.coaching import load_pack, load_scorecard
from callcoach.coaching.asked_measures import MEASURES
from callcoach.coaching.scorecard_file import CardItem, known_scorecards, parse_scorecard
from callcoach.errors import SettingsError

HEAD = 'version = "mine-3"\ntitle = "Mine"\n'
ITEM = """
[[items]]
id = "says_sorry"
question = "Sorry?"
group = "Own"
weight = 2
"""
BY_TECHNIQUE = HEAD + ITEM + 'technique = "apology"\nleast = 1\n'
BY_MEASURE = HEAD + ITEM + 'measure = "talk_overs.count"\nmost = 2\n'
BY_PERSON = HEAD + ITEM + 'by = "person"\n'
KNOWN = ("apology", "complaint")


def test_a_card_is_read() -> None:
    text = BY_TECHNIQUE + 'when = "complaint"\nabsent = "false"\n'
    card = parse_scorecard(text, "card", KNOWN)
    assert (card.version, card.title, card.language) == ("mine-3", "Mine", "")
    assert card.items == (
        CardItem(
            id="says_sorry",
            question="Sorry?",
            group="Own",
            weight=2.0,
            technique="apology",
            measure=None,
            least=1.0,
            most=None,
            when="complaint",
            absent="false",
        ),
    )


def test_what_is_not_said_has_the_careful_default() -> None:
    (heard,) = parse_scorecard(BY_TECHNIQUE, "card", KNOWN).items
    assert (heard.absent, heard.when) == ("open", None)
    (asked,) = parse_scorecard(BY_PERSON, "card", KNOWN).items
    assert (asked.technique, asked.measure, asked.least, asked.most) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[items", r"card: not valid TOML"),
        (HEAD, r"card: items is missing"),
        (HEAD + "items = []\n", r"card: items is empty; give at least one \[\[items\]\]"),
        (HEAD + "items = [3]\n", r"card: item 1 is 3; it must be a table"),
        (BY_PERSON.replace("mine-3", " "), r"card: version is empty"),
        (BY_PERSON.replace('title = "Mine"', 'name = "x"'), r"card: no key 'name'; there are: "),
        (BY_PERSON + "colour = 1\n", r"item 1 \('says_sorry'\): no key 'colour'; there are: absen"),
        (BY_PERSON.replace("weight = 2", ""), r"item 1 \('says_sorry'\): weight is missing"),
        (BY_PERSON.replace("weight = 2", "weight = 0"), r"weight is 0; it must be over 0"),
        (BY_PERSON.replace("weight = 2", "weight = -1.5"), r"weight is -1.5; it must be over 0"),
        (BY_PERSON.replace("weight = 2", "weight = nan"), r"weight is nan; it must be a number"),
        (BY_PERSON.replace("weight = 2", "weight = inf"), r"weight is inf; it must be a number"),
        (BY_PERSON.replace("weight = 2", "weight = true"), r"weight is True; it must be a number"),
        (BY_PERSON.replace("says_sorry", "Says sorry"), r"id must be lower case words joined"),
        (BY_PERSON + ITEM + 'by = "person"\n', r"card: the id 'says_sorry' stands twice"),
        (HEAD + ITEM, r"needs one of technique, measure, by; there is none"),
        (BY_TECHNIQUE + 'by = "person"\n', r"needs one of .*; there is technique and by"),
        (BY_PERSON.replace('"person"', '"team"'), r"by is 'team'; allowed: person"),
        (BY_PERSON + "least = 1\n", r"least has no place here: a person answers this"),
        (BY_TECHNIQUE.replace("apology", "sorry"), r"technique is 'sorry', which is not in the "),
        (BY_PERSON + 'when = "fury"\n', r"when is 'fury', which is not in the pack; there are: ap"),
        (BY_TECHNIQUE.replace("least = 1", ""), r"least or most is missing; give the limit"),
        (BY_TECHNIQUE + "most = 2\n", r"least and most; a technique takes one of them"),
        (BY_TECHNIQUE.replace("least = 1", "least = 0"), r"least is 0; allowed: whole numbers fro"),
        (BY_TECHNIQUE.replace("least = 1", "most = 0.5"), r"most is 0.5; allowed: whole numbers "),
        (BY_TECHNIQUE + 'absent = "true"\n', r"absent is 'true'; allowed: open, false"),
        (
            BY_TECHNIQUE.replace("least = 1", "most = 0") + 'absent = "false"\n',
            r"absent is 'false'; allowed: open, true",
        ),
        (
            BY_MEASURE.replace("talk_overs.count", "anger"),
            r"measure is 'anger'; allowed: talk_overs.count, talk_overs.overlap_s, ",
        ),
        (BY_MEASURE + 'absent = "true"\n', r"absent has no place here: only for a technique"),
        (BY_MEASURE + "least = 3\n", r"least is 3, over most, which is 2"),
        (
            BY_MEASURE.replace("talk_overs.count", "time.talk_share").replace("= 2\n", "= 70\n"),
            r"most is 70; time.talk_share is in share, allowed: 0 to 1",
        ),
        (
            BY_MEASURE.replace("most = 2", "most = -1"),
            r"most is -1; talk_overs.count is in count, allowed: 0 to 1000",
        ),
        (BY_MEASURE.replace("most = 2", 'most = "2"'), r"most is '2'; it must be a number"),
    ],
)
def test_a_fault_is_named_with_its_item_and_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=rf"^card: .*{told.removeprefix('card: ')}") as caught:
        parse_scorecard(text, "card", KNOWN)
    assert "\n" not in str(caught.value)


def test_a_card_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r'scorecard is \'no\': neither .* known: en; "" for'):
        load_scorecard("no", load_pack("en"))
    file = tmp_path / "card.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"scorecard .*card\.toml: cannot be read"):
        load_scorecard(str(file), load_pack("en"))


def test_a_card_of_ones_own_may_ask_only_for_techniques_of_the_pack(tmp_path: Path) -> None:
    file = tmp_path / "card.toml"
    file.write_text(BY_TECHNIQUE.replace("apology", "juggling"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"card\.toml: item 1 .*'juggling', which is not in"):
        load_scorecard(str(file), load_pack("en"))
    file.write_text(BY_TECHNIQUE, encoding="utf-8")
    assert load_scorecard(str(file), load_pack("en")).version == "mine-3"


def test_the_cards_that_come_along_ask_only_for_what_there_is() -> None:
    assert known_scorecards() == ("en",)
    techniques = tuple(rule.id for rule in load_pack("en").techniques)
    folder = resources.files("callcoach.coaching") / "scorecards"
    for name in known_scorecards():
        text = (folder / f"{name}.toml").read_text(encoding="utf-8")
        card = parse_scorecard(text, name, techniques)
        assert load_scorecard(name, load_pack("en")) == card
        assert card.version.startswith(f"{name}-")
        # Nothing of a person's voice is scored unless a supervisor asks for it.
        assert not any(MEASURES[item.measure].is_of_voice for item in card.items if item.measure)
        assert not any(item.technique == "steady_under_pressure" for item in card.items)
        assert all(item.absent == "open" for item in card.items)


def test_every_measure_says_in_its_name_where_it_stands() -> None:
    for name, measure in MEASURES.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*(\.[a-z0-9]+(_[a-z0-9]+)*){1,2}", name)
        assert measure.least < measure.most
        assert name.endswith("_s") == (measure.unit == "s"), name
        assert name.endswith("count") == (measure.unit == "count"), name
