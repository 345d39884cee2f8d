"""A scorecard is data that a supervisor writes: what it may hold, and how its faults are named."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from callcoach.coaching import load_pack, load_scorecard
from callcoach.coaching.scorecard.asked_measures import MEASURES
from callcoach.coaching.scorecard.scorecard_file import CardItem, known_scorecards, parse_scorecard
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
KNOWN = frozenset({"apology", "complaint"})


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
        ("[[items", "card, line 1: not valid TOML (Expected"),
        (HEAD, "card: items is missing"),
        (HEAD + "items = []\n", "card, line 3: there is no item: each begins with [[items]]"),
        (HEAD + "items = [3]\n", "card, line 3: item 1 is 3; it must be a table"),
        (BY_PERSON.replace("mine-3", " "), "card, line 1: version is empty"),
        (BY_PERSON.replace("title =", "weight ="), "card: title is missing (and one more fault)"),
        (
            "weight = 1\n" + BY_PERSON,
            "card, line 1: there is no key 'weight' here; it belongs under an [[items]]",
        ),
        (
            BY_PERSON.replace("weight = 2", "weight = 0\nwhen = 3\nleast = 1"),
            "weight is 0; it must be over 0 (and 2 more faults)",
        ),
        (
            BY_PERSON + "weigt = 1\n",
            "line 10: item 'says_sorry', there is no key 'weigt' here; did",
        ),
        (BY_PERSON.replace("weight = 2", ""), "line 4: item 'says_sorry', weight is missing"),
        (BY_PERSON.replace("weight = 2", "weight = 0"), "weight is 0; it must be over 0"),
        (BY_PERSON.replace("weight = 2", "weight = -1.5"), "weight is -1.5; it must be over 0"),
        (BY_PERSON.replace("weight = 2", "weight = nan"), "weight is nan; it must be a number"),
        (BY_PERSON.replace("weight = 2", "weight = inf"), "weight is inf; it must be a number"),
        (BY_PERSON.replace("weight = 2", "weight = true"), "weight is True; it must be a number"),
        (BY_PERSON.replace("says_sorry", "Says sorry"), "id must be lower case words joined"),
        (BY_PERSON + ITEM + 'by = "person"\n', "line 12: item 'says_sorry': the id stands twice"),
        (
            HEAD + ITEM,
            "line 4: item 'says_sorry', needs one of technique, measure, by; there is no",
        ),
        (
            BY_TECHNIQUE + 'by = "person"\n',
            "needs one of technique, measure, by; there is techniqu",
        ),
        (BY_PERSON.replace('"person"', '"team"'), "by is 'team'; there are: person"),
        (BY_PERSON + "least = 1\n", "least has no place here: a person answers this"),
        (
            BY_TECHNIQUE.replace("apology", "apologie"),
            "line 9: item 'says_sorry', technique is 'apologie', which the pack does not have; did "
            "you mean 'apology'?",
        ),
        (
            BY_PERSON + 'when = "xyz"\n',
            "when is 'xyz', which the pack does not have; there are: ap",
        ),
        (BY_TECHNIQUE.replace("least = 1", ""), "least or most is missing; give the limit"),
        (BY_TECHNIQUE + "most = 2\n", "least and most; a technique takes one of them"),
        (
            BY_TECHNIQUE.replace("least = 1", "least = 0"),
            "least is 0; allowed: whole numbers from 1",
        ),
        (BY_TECHNIQUE.replace("least = 1", "most = 0.5"), "most is 0.5; allowed: whole numbers "),
        (BY_TECHNIQUE + 'absent = "true"\n', "absent is 'true'; there are: false, open"),
        (
            BY_TECHNIQUE.replace("least = 1", "most = 0") + 'absent = "false"\n',
            "absent is 'false'; there are: open, true",
        ),
        (
            BY_MEASURE.replace("talk_overs.count", "anger"),
            "measure is 'anger'; there are: loudness.agent.raised_count, monologues.agent_longe",
        ),
        (
            BY_MEASURE.replace("talk_overs.count", "talkovers.count"),
            "measure is 'talkovers.count'; did you mean 'talk_overs.count'?",
        ),
        (BY_MEASURE + 'absent = "true"\n', "absent has no place here: it is only for a technique"),
        (BY_MEASURE + "least = 3\n", "least is 3, over most, which is 2"),
        (
            BY_MEASURE.replace("talk_overs.count", "time.talk_share").replace("= 2\n", "= 70\n"),
            "most is 70; time.talk_share is in share, allowed: 0 to 1",
        ),
        (
            BY_MEASURE.replace("most = 2", "most = -1"),
            "most is -1; talk_overs.count is in count, allowed: 0 to 1000",
        ),
        (BY_MEASURE.replace("most = 2", 'most = "2"'), "most is '2'; it must be a number"),
    ],
)
def test_a_fault_is_named_with_its_line_its_item_and_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_scorecard(text, "card", KNOWN)
    assert str(caught.value).startswith("card")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_card_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r'scorecard is \'no\': neither .* known: en; "" for'):
        load_scorecard("no", load_pack("en"))
    file = tmp_path / "card.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"scorecard .*card\.toml: cannot be read"):
        load_scorecard(str(file), load_pack("en"))


def test_a_card_may_ask_for_techniques_of_the_pack_and_those_that_packs_share(
    tmp_path: Path,
) -> None:
    file = tmp_path / "card.toml"
    file.write_text(BY_TECHNIQUE.replace("apology", "juggling"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"card\.toml, line 9: item .*'juggling', which the p"):
        load_scorecard(str(file), load_pack("en"))
    file.write_text(BY_TECHNIQUE, encoding="utf-8")
    assert load_scorecard(str(file), load_pack("en")).version == "mine-3"
    small = replace(load_pack("en"), techniques=())
    assert load_scorecard(str(file), small).version == "mine-3"  # packs share this technique


def test_the_cards_that_come_along_ask_only_for_what_there_is() -> None:
    assert known_scorecards() == ("en",)
    techniques = frozenset(rule.id for rule in load_pack("en").techniques)
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
