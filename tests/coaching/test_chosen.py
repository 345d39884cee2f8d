"""A call is judged with the pack of the language that its agent speaks, where there is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import callcoach
from callcoach.coaching import chosen_pack, coach
from callcoach.coaching.playbook.chosen import pack_version
from callcoach.coaching.playbook.pack import load_pack
from callcoach.settings import Settings, with_values

LINE = ("agent", "Es tut mir leid, dass wir zu sp\u00e4t sind. We're sorry for the delay.")


def settings(pack: str = "auto", language: str = "auto") -> Settings:
    return with_values(Settings(), {"coaching": {"pack": pack}, "words": {"language": language}})


@pytest.mark.parametrize(
    ("spoken", "pack"), [("en", "en"), ("de", "de"), ("de-AT", "de"), ("EN_us", "en"), ("fr", "en")]
)
def test_auto_goes_by_the_agents_language(drafts: Any, spoken: str, pack: str) -> None:
    draft = drafts.said(LINE, language=spoken)
    chosen = chosen_pack(draft, settings())
    assert chosen.language == pack
    assert pack_version(chosen, settings()) == {f"pack {pack}": load_pack(pack).version}


def test_the_agents_language_counts_not_the_customers(drafts: Any) -> None:
    draft = drafts.said(LINE, ("customer", "Hello."))
    mixed = replace(draft.transcript, language={"customer": "en", "agent": "de"})
    found = coach(replace(draft, transcript=mixed), settings()).techniques or ()
    by_id = {one.id: one for one in found}
    assert by_id["apology"].count == 1
    assert by_id["complaint"].reasons["count"] == "spoken in 'en'; the playbook pack is for 'de'"


def test_without_words_it_is_the_language_of_the_settings_else_english(drafts: Any) -> None:
    assert chosen_pack(drafts.empty(), settings()).language == "en"
    assert chosen_pack(drafts.empty(), settings(language="de")).language == "de"


def test_a_pack_that_is_named_is_used_and_withholds_other_languages(drafts: Any) -> None:
    draft = drafts.said(LINE, language="de")
    assert chosen_pack(draft, settings("en")).language == "en"
    (apology,) = (
        one for one in coach(draft, settings("en")).techniques or () if one.id == "apology"
    )
    assert apology.reasons["count"] == "spoken in 'de'; the playbook pack is for 'en'"


def timeline(**more: Any) -> dict[str, Any]:
    said = {"party": "agent", "start_s": 0.0, "end_s": 4.0, "text": LINE[1]}
    return {"duration_s": 9.0, "utterances": [said], **more}


def test_a_review_says_which_pack_it_was_made_with(tmp_path: Path) -> None:
    assert "pack de" in callcoach.judge_timeline(timeline(language="de")).provenance.versions
    own = tmp_path / "own.toml"
    own.write_text(
        "version = '7'\nlanguage = 'de'\n[[techniques]]\nid = 'x'\nname = 'x'\ngroup = 'x'\n"
        "what = 'x'\nwhy = 'x'\nparty = 'agent'\npatterns = ['leid']\n"
    )
    review = callcoach.judge_timeline(timeline(language="de"), settings(str(own)))
    assert review.provenance.versions[f"pack {own}"] == "7"


def test_a_file_that_names_no_language_is_read_as_english_under_auto() -> None:
    review = callcoach.judge_timeline(timeline())
    assert review.transcript is not None
    assert review.transcript.language["agent"] == "en"
    assert "pack en" in review.provenance.versions
    german = callcoach.judge_timeline(timeline(), settings(language="de"))
    assert "pack de" in german.provenance.versions


def test_where_no_listeners_words_are_known_none_are_counted(drafts: Any) -> None:
    from callcoach.coaching.listening import affirmations
    from callcoach.language import lexicon

    rule = load_pack("en").rule("affirmation")
    assert rule is not None
    told = affirmations(drafts.with_backchannels(), rule, lexicon("fr"))
    assert told == "no listener's words are known in 'fr'"
