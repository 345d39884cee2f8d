"""A pack is data that a supervisor writes: what it may hold, and how its faults are named."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from callcoach.coaching import known_packs, load_pack
from callcoach.coaching.playbook.pack import parse_pack
from callcoach.coaching.playbook.pack_reader import read_pack
from callcoach.coaching.text.text_model import fitted_text_model
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
    assert known_packs() == ("de", "en")


def test_an_unknown_pack_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"coaching.pack is 'fr'.*known: auto, .*en"):
        load_pack("fr")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            (HEAD + TECHNIQUE.replace("thanks.", "m\xfcde.")).encode("latin-1"),
            r"pack.toml, line 8: .*not in UTF-8",
        ),
        ((HEAD + TECHNIQUE).encode("utf-16"), r"pack.toml, line 1: .*not in UTF-8"),
        (b"", r"pack.toml: the file is empty"),
        (b"# only a comment\n", r"pack.toml: the file is empty"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        load_pack(file)


def test_a_folder_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"is a folder; name the file in it"):
        load_pack(tmp_path)


def test_a_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_bytes(("\ufeff" + HEAD + TECHNIQUE).replace("\n", "\r\n").encode())
    assert load_pack(file) == parse_pack(HEAD + TECHNIQUE)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x = " + "[" * 5000, None, r"not valid TOML \(maximum recursion depth exceeded"),
        ("x = " + "9" * 5000, None, r"not valid TOML \(Exceeds the limit"),
        ("version = ", 1, r"not valid TOML \(Invalid value, at the file's end\)"),
        (HEAD + "x = [1\ny = 2\n", 4, r"not valid TOML \(Unclosed array, at letter 1\)"),
        (HEAD, None, r"techniques is missing"),
        (HEAD + "colour = 1\n" + TECHNIQUE, 3, r"no key 'colour' here; there are: announcements"),
        (HEAD + "expant = {}\n" + TECHNIQUE, 3, r"no key 'expant' here; did you mean 'expand'\?"),
        (HEAD + "title = 'x'\n" + TECHNIQUE, 3, r"it belongs under a \[\[techniques\]\]"),
        (
            HEAD + TECHNIQUE + "stop_words = []\n",
            12,
            r"'thanks', .*it belongs at the top of the file",
        ),
        (HEAD + TECHNIQUE.replace("patterns", "paterns"), 11, r"did you mean 'patterns'\?"),
        (
            HEAD + TECHNIQUE.replace("'thank you'", "'hello',\n    'thank (you'"),
            12,
            r"technique 'thanks', pattern 2: 'thank \(you' is no regular expression "
            r"\(missing \), unterminated subpattern at letter 7\)",
        ),
        (
            HEAD + TECHNIQUE.replace("'thank you'", "'a)|(b'"),
            11,
            r"unbalanced parenthesis at letter 2",
        ),
        (
            HEAD + TECHNIQUE.replace("'thank you'", "'(thank)?'"),
            11,
            r"no word at all; it must need",
        ),
        (HEAD + TECHNIQUE.replace("'thank you'", "' */ *'"), 11, r"no word at all; it must need"),
        (HEAD + TECHNIQUE.replace("'thank you'", "''"), 11, r"no word at all; it must need"),
        (HEAD + TECHNIQUE.replace("'thank you'", "'@time'"), 11, r"names '@time', which is not in"),
        (HEAD + TECHNIQUE.replace("'thank you'", "'by @T'"), 11, r"names '@T', which is not in"),
        (
            HEAD + TECHNIQUE.replace("'thank you'", "'Thank you'"),
            11,
            r"holds 'Thank': .* small letters",
        ),
        (HEAD + TECHNIQUE.replace("'thank you'", "'thank-you'"), 11, r"holds 'thank-you': hyphens"),
        (
            HEAD + TECHNIQUE.replace("'thank you'", '"i\'m glad"') + "[expand]\n\"i'm\" = 'i am'\n",
            11,
            r"holds \"i'm\", which is written out before the search: use 'i am'",
        ),
        (HEAD + TECHNIQUE.replace("'thank you'", r"'(\w+ ?)+please'"), 11, r"may take for ever"),
        (HEAD + TECHNIQUE.replace("['thank you']", "'thank you'"), 11, r"patterns is .* a list in"),
        (
            HEAD + TECHNIQUE.replace("['thank you']", "[1]"),
            11,
            r"pattern 1: is 1; it must be a text",
        ),
        (
            HEAD + TECHNIQUE.replace("patterns", "unless"),
            4,
            r"no patterns and no examples; give some",
        ),
        (HEAD + TECHNIQUE + "unless = ['a(']\n", 12, r"unless 1: 'a\(' is no regular expression"),
        (
            HEAD + TECHNIQUE.replace('"agent"', '"boss"'),
            10,
            r"party is 'boss'; there are: agent, cust",
        ),
        (HEAD + TECHNIQUE.replace('"agent"', '"agents"'), 10, r"did you mean 'agent'\?"),
        (HEAD + TECHNIQUE + 'position = "end"\n', 12, r"position is 'end'; there are: anywhere"),
        (HEAD + TECHNIQUE + 'judge = "oracle"\n', 12, r"judge is 'oracle'; there are: listening"),
        (HEAD + TECHNIQUE + "severity = 9\n", 12, r"severity is 9; allowed: 0 to 3"),
        (HEAD + TECHNIQUE.replace('"thanks"', '"Say thanks"'), 5, r"id must be lower case"),
        (HEAD + TECHNIQUE.replace('id = "thanks"\n', ""), 4, r"technique 1, id is missing"),
        (HEAD + TECHNIQUE.replace('"You say thanks."', '" "'), 8, r"what is empty"),
        (HEAD + TECHNIQUE + TECHNIQUE, 14, r"the id stands in line 5 already"),
        (
            HEAD + TECHNIQUE.replace("thanks", "complaint"),
            10,
            r"'complaint' is of the customer's words",
        ),
        (
            HEAD + TECHNIQUE.replace("thanks", "jargon"),
            7,
            r"'jargon' is to avoid everywhere: 'avoid'",
        ),
        (
            HEAD + TECHNIQUE.replace("thanks", "apology").replace("close", "avoid"),
            7,
            r"'apology' is good practice everywhere",
        ),
        (
            HEAD + TECHNIQUE + "near_misses = ['no thanks to you']\n",
            12,
            r"near_misses without examples",
        ),
        (HEAD + TECHNIQUE + "examples = ['thanks']\n", 12, r"example 1: 'thanks' needs 3 words"),
        (HEAD + "techniques = [1]\n", 3, r"technique 1 is 1; it must be a table"),
        (HEAD + "techniques = []\n", 3, r"there is no technique"),
        (HEAD + "opening_s = 0\n" + TECHNIQUE, 3, r"opening_s is 0; it must be seconds"),
        (HEAD + "closing_s = true\n" + TECHNIQUE, 3, r"closing_s is True"),
        (
            HEAD + "promises = ['i will']\n" + TECHNIQUE,
            3,
            r"promise 1: 'i will' has no group named 'due'",
        ),
        (HEAD + "[phrases]\nx = 1\n" + TECHNIQUE, 4, r"\[phrases\] x: is 1; it must be a text"),
        (HEAD + "[phrases]\nx = 'a('\n" + TECHNIQUE, 4, r"\[phrases\] x: 'a\(' is no regular"),
        (HEAD + "[phrases]\nX_1 = 'a'\n" + TECHNIQUE, 4, r"a name must be small letters"),
        (HEAD.replace('"en"', "3") + TECHNIQUE, 2, r"language is 3; it must be a text"),
        (HEAD.replace('"en"', '"English"') + TECHNIQUE, 2, r"it must be a code such as 'en'"),
        (HEAD + "names = ['my name']\n" + TECHNIQUE, 3, r"names 1: .* no group named 'name'"),
        (HEAD + "done = ['a(']\n" + TECHNIQUE, 3, r"done 1: 'a\(' is no regular expression"),
        (HEAD + "wants = 'help'\n" + TECHNIQUE, 3, r"wants is .* a list in"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, line: int | None, message: str) -> None:
    (fault,) = read_pack(text).faults
    assert fault.line == line
    assert re.search(message, str(fault)), str(fault)
    place = "" if line is None else f", line {line}"
    with pytest.raises(SettingsError, match=f"^pack my.toml{place}: .*{message}"):
        parse_pack(text, "pack my.toml")


def test_all_faults_are_found_at_once_in_order_of_lines() -> None:
    text = (
        HEAD + TECHNIQUE.replace("'thank you'", "'a(', 'b', '@c'") + "severity = 'x'\ncolour = 1\n"
    )
    faults = read_pack(text).faults
    assert [fault.line for fault in faults] == [11, 11, 12, 13]
    with pytest.raises(SettingsError, match=r"line 11: .*and 3 more faults: callcoach packs check"):
        parse_pack(text)


def test_the_voices_techniques_keep_their_way_of_judging() -> None:
    voice = TECHNIQUE.replace("thanks", "let_them_vent").replace("patterns = ['thank you']", "")
    (fault,) = read_pack(HEAD + voice + 'judge = "steady"\n').faults
    assert "'let_them_vent' is judged without words: 'vent'" in str(fault)
    assert not read_pack(HEAD + voice + 'judge = "vent"\n').faults
    (fault,) = read_pack(HEAD + voice.replace("let_them_vent", "own") + 'judge = "vent"\n').faults
    assert "only let_them_vent, steady_under_pressure are judged so" in str(fault)


@pytest.mark.parametrize("name", known_packs())
def test_the_patterns_of_our_own_packs_stand_the_check_that_their_reading_leaves_out(
    name: str,
) -> None:
    text = (resources.files("callcoach.coaching") / "packs" / f"{name}.toml").read_text("utf-8")
    assert parse_pack(text) == load_pack(name)
    with pytest.raises(SettingsError, match=r"pattern 1: 'a\('.*no regular expression"):
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
