"""What is said much like an example counts beside the patterns, and says which example it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcoach.coaching import load_pack
from callcoach.coaching.playbook.pack import Pack, parse_pack
from callcoach.coaching.text.text_model import fitted_text_model
from callcoach.coaching.wording.alike import alike_hits, labelled, nearest_example
from callcoach.coaching.wording.matching import Search
from callcoach.coaching.wording.sayings import Saying, sayings
from callcoach.errors import SettingsError
from callcoach.language import lexicon
from callcoach.types.call import Party
from callcoach.types.words import Transcript, Utterance
from wording import FOLDER, is_found, precision_and_recall, sentences

PACK = load_pack("en")


def said(*lines: tuple[Party, str]) -> tuple[Saying, ...]:
    utterances = [
        Utterance(party, 10.0 * i, 10.0 * i + 4, text) for i, (party, text) in enumerate(lines)
    ]
    transcript = Transcript("test", None, {}, tuple(utterances))
    return sayings(transcript, PACK.expand, lexicon("en"))


OWNED: tuple[Party, str] = ("agent", "That mix-up was our doing, nobody else's.")


def test_a_natural_wording_that_no_pattern_has_is_found_with_its_nearest_example() -> None:
    rule = PACK.rule("ownership")
    assert rule is not None
    assert not Search(said(OWNED), replace(PACK, text_model=None)).hits(rule)
    (evidence,) = Search(said(OWNED), PACK).evidence(rule)
    assert evidence.quote == OWNED[1]
    shown, example = evidence.why.split('; said much like: "')
    assert shown == rule.shows
    assert (True, example.removesuffix('"')) in labelled("en", "ownership")


def test_the_nearest_example_of_an_example_is_itself() -> None:
    for is_shown, example in labelled("en", "boundary")[:40]:
        if is_shown:
            (saying,) = said(("agent", example))
            words = " ".join(saying.words)
            assert nearest_example("boundary", words, PACK) == example


def test_an_agents_technique_is_not_heard_in_the_customers_words() -> None:
    assert "ownership" in alike_hits(said(OWNED), PACK)
    assert "ownership" not in alike_hits(said(("customer", OWNED[1])), PACK)


def test_of_passages_that_overlap_one_counts() -> None:
    talk = said(("agent", f"Right. {OWNED[1]} Let me see. Here it is."))
    assert len(alike_hits(talk, PACK)["ownership"]) == 1


def test_where_a_pattern_matches_the_model_adds_nothing() -> None:
    rule = PACK.rule("apology")
    assert rule is not None
    (hit,) = Search(said(("agent", "I am so sorry for the delay with your parcel.")), PACK).hits(
        rule
    )
    assert not hit.is_alike


def test_counter_patterns_hold_for_it_too() -> None:
    rule = PACK.rule("documenting")
    assert rule is not None
    talk = said(("agent", "I have not put any of that on your file."))
    assert not Search(talk, PACK).hits(rule)


def test_a_pack_without_a_model_has_its_patterns_alone() -> None:
    assert alike_hits(said(OWNED), replace(PACK, text_model=None)) == {}


def test_what_is_found_less_surely_counts_where_all_is_asked_for() -> None:
    rule = PACK.rule("clarifying_question")
    assert rule is not None
    talk = said(("agent", "And is it the same on every page, or only on that one?"))
    assert not Search(talk, PACK.asking("sure")).hits(rule)
    (hit,) = Search(talk, PACK.asking("all")).hits(rule)
    assert hit.is_alike
    assert not Search(talk, PACK.asking("off")).hits(rule)


def test_what_is_found_surely_is_found_where_all_is_asked_for_too() -> None:
    model = fitted_text_model("en")
    assert (model.sure >= model.least).all()
    assert (model.sure > model.least).any()


def test_a_paraphrase_in_own_words_is_found_behind_a_pattern_that_takes_up_none() -> None:
    rule = PACK.rule("paraphrase")
    assert rule is not None
    back = "Let me see if I've understood: same room, same dates, but a cheaper rate online."
    (hit,) = Search(said(("customer", "You robbed me."), ("agent", back)), PACK.asking("all")).hits(
        rule
    )
    assert hit.is_alike


def test_words_that_may_begin_anything_are_told_by_what_they_take_up_or_by_the_model() -> None:
    rule = PACK.rule("paraphrase")
    assert rule is not None
    talk = said(("customer", "It was sold out."), ("agent", "If I understand, it is your bill."))
    assert not Search(talk, PACK.asking("off")).hits(rule)
    taken_up = said(
        ("customer", "It is my heating bill."),
        ("agent", "If I understand, it is your heating bill."),
    )
    assert len(Search(taken_up, PACK.asking("off")).hits(rule)) == 1


def test_an_unknown_model_or_class_is_refused_by_name() -> None:
    text = 'version = "1"\nlanguage = "en"\n[[techniques]]\nid = "thanks"\nname = "Thanks"\n'
    text += 'group = "own"\nwhat = "x"\nwhy = "x"\nparty = "agent"\npatterns = ["thank you"]\n'
    with pytest.raises(SettingsError, match=r"text_model is 'fr'; there is no such fitted model"):
        parse_pack(f'text_model = "fr"\n{text}')
    with pytest.raises(SettingsError, match=r"\[classes\] TIME: .*no regular expression"):
        parse_pack(f'{text}[classes]\nTIME = "("\n')


@pytest.mark.parametrize("technique_id", sorted(p.stem for p in (FOLDER / "seen").glob("*.tsv")))
def test_the_sentences_that_patterns_and_scores_were_chosen_on_are_told_apart(
    technique_id: str,
) -> None:
    rule = PACK.rule(technique_id)
    assert rule is not None
    every = sentences(technique_id, "seen")
    found = [is_found(each, rule, PACK.asking("all")) for each in every]
    precision, recall = precision_and_recall(found, [each.is_shown for each in every])
    assert precision >= 0.75
    assert recall >= 0.60


def test_a_pack_with_a_model_can_be_kept_in_a_set() -> None:
    packs: set[Pack] = {PACK, load_pack("en")}
    assert len(packs) == 1
