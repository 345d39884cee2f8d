"""A pack is data that a supervisor writes: what it may hold, and how its faults are named."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from callcoach.coaching import known_packs, load_pack
from callcoach.coaching.pack import parse_pack
from callcoach.coaching.text_model import fitted_text_model
from callcoach.errors import SettingsError

HEAD = 'version = "test-1"\nlanguage = "en"\n'
TECHNIQUE = """
[[techniques]]
id = "thanks"
name = "Thanks"
group = "close"
what = "You say thanks."
why = "It is polite."
party = "agent"
patterns = ['thank you']
"""


def test_a_small_pack_is_read() -> None:
    pack = parse_pack(HEAD + TECHNIQUE)
    assert (pack.version, pack.language) == ("test-1", "en")
    (rule,) = pack.techniques
    assert (rule.id, rule.position, rule.judge, rule.shows) == (
        "thanks",
        "anywhere",
        "words",
        "Thanks",
    )
    assert not rule.is_to_avoid
    assert pack.rule("thanks") is rule
    assert pack.rule("other") is None


def test_patterns_match_whole_words_only() -> None:
    (rule,) = parse_pack(HEAD + TECHNIQUE.replace("thank you", "art")).techniques
    assert rule.patterns[0].search("the art of it")
    assert not rule.patterns[0].search("the start of it")
    assert not rule.patterns[0].search("the art's worth")


def test_a_named_piece_may_use_those_above_it() -> None:
    text = HEAD + "[phrases]\nday = 'monday|friday'\nby = 'by @day'\n" + TECHNIQUE
    (rule,) = parse_pack(text.replace("'thank you'", "'done @by'")).techniques
    assert rule.patterns[0].search("it is done by friday then")
    assert not rule.patterns[0].search("it is done by sunday")


def test_a_pack_is_found_by_its_name_or_its_path(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(HEAD + TECHNIQUE, encoding="utf-8")
    assert load_pack(own).version == "test-1"
    assert load_pack(str(own)) == load_pack(own)
    assert load_pack("en").language == "en"
    assert known_packs() == ("en",)


def test_an_unknown_pack_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"coaching.pack is 'fr'.*known: en"):
        load_pack("fr")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"pack.toml: cannot be read"):
        load_pack(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", r"pack: not valid TOML"),
        (HEAD, r"techniques is missing"),
        (HEAD + "colour = 1\n" + TECHNIQUE, r"no key 'colour'; there are: announcements"),
        (HEAD + TECHNIQUE + "colour = 1\n", r"technique 1 \('thanks'\): no key 'colour'"),
        (HEAD + TECHNIQUE.replace("'thank you'", "'thank (you'"), r"patterns\[0\].*expression"),
        (HEAD + TECHNIQUE.replace("'thank you'", "'(thank)?'"), r"must need a word"),
        (HEAD + TECHNIQUE.replace("'thank you'", "'@time'"), r"no phrase '@time'"),
        (HEAD + TECHNIQUE.replace("['thank you']", "'thank you'"), r"patterns is .* type list"),
        (HEAD + TECHNIQUE.replace("['thank you']", "[1]"), r"patterns holds 1"),
        (HEAD + TECHNIQUE.replace("patterns", "unless"), r"no patterns; give some"),
        (HEAD + TECHNIQUE + "unless = ['a(']\n", r"unless\[0\].*no regular expression"),
        (HEAD + TECHNIQUE.replace('"agent"', '"boss"'), r"party is 'boss'; allowed: agent, cust"),
        (HEAD + TECHNIQUE + 'position = "end"\n', r"position is 'end'; allowed: anywhere"),
        (HEAD + TECHNIQUE + 'judge = "oracle"\n', r"judge is 'oracle'; allowed: words"),
        (HEAD + TECHNIQUE + "severity = 9\n", r"severity is 9; allowed: 0 to 3"),
        (HEAD + TECHNIQUE.replace('"thanks"', '"Say thanks"'), r"id must be lower case"),
        (HEAD + TECHNIQUE.replace('id = "thanks"\n', ""), r"'without id'.*id is missing"),
        (HEAD + TECHNIQUE.replace('"You say thanks."', '" "'), r"what is empty"),
        (HEAD + TECHNIQUE + TECHNIQUE, r"the id 'thanks' stands twice"),
        (HEAD + "techniques = [1]\n", r"technique 1 is 1; it must be a table"),
        (HEAD + "opening_s = 0\n" + TECHNIQUE, r"opening_s is 0; it must be seconds"),
        (HEAD + "closing_s = true\n" + TECHNIQUE, r"closing_s is True"),
        (HEAD + "promises = ['i will']\n" + TECHNIQUE, r"promises\[0\].* no group named 'due'"),
        (HEAD + "names = ['my name']\n" + TECHNIQUE, r"names\[0\].* no group named 'name'"),
        (HEAD + "done = ['a(']\n" + TECHNIQUE, r"done\[0\].* no regular expression"),
        (HEAD + "wants = 'help'\n" + TECHNIQUE, r"wants is 'help'; it must be of type list"),
        (HEAD + "[phrases]\nx = 1\n" + TECHNIQUE, r"phrases: x is 1; it must be of type str"),
        (HEAD.replace('"en"', "3") + TECHNIQUE, r"language is 3; it must be of type str"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        parse_pack(text)


@pytest.mark.parametrize("name", known_packs())
def test_the_patterns_of_our_own_packs_stand_the_check_that_their_reading_leaves_out(
    name: str,
) -> None:
    text = (resources.files("callcoach.coaching") / "packs" / f"{name}.toml").read_text("utf-8")
    assert parse_pack(text) == load_pack(name)
    with pytest.raises(SettingsError, match=r"patterns\[0\].*no regular expression"):
        parse_pack(text.replace("patterns = [", "patterns = ['a(', ", 1))


def test_a_pack_that_is_known_is_read_without_compiling_a_pattern() -> None:
    broken = HEAD + TECHNIQUE.replace("'thank you'", "'thank (you'")
    (rule,) = parse_pack(broken, are_patterns_known=True).techniques
    with pytest.raises(re.error):
        rule.patterns[0].search("thank you")


def test_every_technique_of_the_english_pack_explains_itself() -> None:
    for rule in load_pack("en").techniques:
        assert rule.what.endswith(".")
        assert rule.why.endswith(".")
        is_modelled = rule.id in fitted_text_model("en").ids
        assert rule.patterns or is_modelled or rule.judge in ("vent", "steady", "listening")
        assert rule.say_instead is not None or not rule.is_to_avoid
