"""A supervisor's example sentences count where somebody said nearly the same, and say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from callcoach.coaching import load_pack
from callcoach.coaching.playbook.pack import Pack, parse_pack
from callcoach.coaching.techniques import said_in, techniques
from callcoach.coaching.wording.examples import example_hits
from callcoach.coaching.wording.matching import Search
from callcoach.coaching.wording.sayings import Saying, sayings
from callcoach.language import lexicon
from callcoach.types.call import Party
from callcoach.types.words import Transcript, Utterance, Word

Line = tuple[Party, str]
EXAMPLE = "May I put you through to our breakdown desk?"
NEAR = "I cannot put you through to our breakdown desk."


def pack_of(*examples: str, near: tuple[str, ...] = (), more: str = "") -> Pack:
    text = 'version = "1"\nlanguage = "en"\nstop_words = ["i", "you", "to", "our", "the", "a"]\n'
    text += "[expand]\n\"can't\" = 'can not'\ncannot = 'can not'\n"
    text += '[[techniques]]\nid = "breakdown"\nname = "Breakdown desk"\ngroup = "own"\n'
    text += 'what = "x"\nwhy = "x"\nparty = "agent"\nshows = "offers the breakdown desk"\n'
    text += f"examples = {list(examples)!r}\nnear_misses = {list(near)!r}\n{more}"
    return parse_pack(text)


PACK = pack_of(EXAMPLE)


def said(pack: Pack, *lines: Line, gap_s: float = 10.0) -> tuple[Saying, ...]:
    utterances = [
        Utterance(party, gap_s * i, gap_s * i + 4, text) for i, (party, text) in enumerate(lines)
    ]
    transcript = Transcript("test", None, {}, tuple(utterances))
    return sayings(transcript, pack.expand, lexicon(pack.language))


def whys(pack: Pack, *lines: Line, gap_s: float = 10.0) -> list[str]:
    (rule,) = pack.techniques
    return [one.why for one in Search(said(pack, *lines, gap_s=gap_s), pack).evidence(rule)]


@pytest.mark.parametrize(
    "line",
    [
        EXAMPLE,
        "may i put you through to our breakdown desk",
        "So may I just put you through to the breakdown desk?",
        "may i uh put you you through to our break down desk",
        "right so what i can do is may i put you through to our breakdown desk and they will help",
    ],
)
def test_nearly_the_same_is_found_and_explained_by_its_example(line: str) -> None:
    assert whys(PACK, ("agent", line)) == [
        f'offers the breakdown desk; said much like: "{EXAMPLE}"'
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Shall I connect you with roadside assistance?",
        "I put the desk through the door.",
        "our breakdown",
        "May I ask you to hold the line?",
    ],
)
def test_other_words_are_not_found(line: str) -> None:
    assert whys(PACK, ("agent", line)) == []


def test_the_nearest_of_several_examples_is_named() -> None:
    other = "Shall I connect you with the breakdown team now?"
    pack = pack_of(EXAMPLE, other)
    (why,) = whys(pack, ("agent", "shall i connect you with our breakdown team"))
    assert other in why


def test_what_is_more_like_a_near_miss_is_dropped_and_the_example_stays() -> None:
    line = "I can't put you through to our breakdown desk today."
    pack = pack_of(EXAMPLE, near=(NEAR,))
    assert len(whys(PACK, ("agent", line))) == 1
    assert whys(pack, ("agent", line)) == []
    assert len(whys(pack, ("agent", EXAMPLE))) == 1


def test_counter_patterns_hold_for_examples() -> None:
    pack = pack_of(EXAMPLE, more="unless = ['not today']\n")
    assert whys(pack, ("agent", f"Not today. {EXAMPLE}")) != []
    assert whys(pack, ("agent", "may i put you not today through to our breakdown desk")) == []


def test_only_the_partys_own_words_count() -> None:
    assert whys(PACK, ("customer", EXAMPLE), ("agent", "No.")) == []


def test_it_is_counted_once_where_it_was_said_once_and_twice_where_twice() -> None:
    assert len(whys(PACK, ("agent", EXAMPLE), ("customer", "What?"), ("agent", EXAMPLE))) == 2
    assert len(whys(pack_of(EXAMPLE, EXAMPLE + " Yes?"), ("agent", EXAMPLE))) == 1


def test_a_sentence_that_was_broken_by_an_answer_was_not_said() -> None:
    halves: tuple[Line, ...] = (
        ("agent", "May I put you through"),
        ("agent", "to our breakdown desk?"),
    )
    answer: Line = ("customer", "Wait, who are you going to call for me now?")
    assert len(whys(PACK, halves[0], halves[1], gap_s=4.5)) == 1
    assert whys(PACK, halves[0], answer, halves[1]) == []


def test_patterns_come_first_and_keep_their_own_explanation() -> None:
    pack = pack_of(EXAMPLE, more="patterns = ['put you through']\n")
    assert whys(pack, ("agent", EXAMPLE)) == ['offers the breakdown desk: "put you through"']


def test_the_quote_and_times_are_those_of_the_words() -> None:
    before, words = ["Well,", "yes."], EXAMPLE.split()
    spoken = tuple(Word(i * 0.5, i * 0.5 + 0.4, text) for i, text in enumerate([*before, *words]))
    utterance: Utterance[Any] = Utterance("agent", 0.0, 10.0, " ".join(before + words), spoken)
    talk = sayings(Transcript("test", None, {}, (utterance,)), PACK.expand, lexicon("en"))
    (hit,) = example_hits(talk, PACK)["breakdown"]
    assert hit.start_s == pytest.approx(1.0)
    (evidence,) = Search(talk, PACK).evidence(PACK.techniques[0])
    assert evidence.quote == EXAMPLE
    assert (evidence.start_s, evidence.end_s) == pytest.approx((1.0, 1.0 + 8 * 0.5 + 0.4))


def test_beside_the_text_model_the_examples_are_asked_first_and_nothing_counts_twice() -> None:
    english = load_pack("en")
    own = "That mix-up was our doing, nobody else's."
    (rule,) = (replace(r, examples=(own,)) for r in english.techniques if r.id == "ownership")
    for model in ("en", None):
        pack = replace(english, techniques=(rule,), text_model=model)
        assert whys(pack, ("agent", own)) == [f'{rule.shows}; said much like: "{own}"']


def test_a_pack_in_any_language_may_have_examples() -> None:
    pack = replace(pack_of("\u00bfLe paso con el servicio de aver\u00edas?"), language="es")
    assert len(whys(pack, ("agent", "bueno le paso ahora con el servicio de aver\u00edas"))) == 1
    assert whys(pack, ("agent", "no tenemos servicio")) == []


def test_a_technique_of_examples_alone_is_judged_without_the_text_model(drafts: Any) -> None:
    draft = drafts.said(("agent", EXAMPLE), ("customer", "Yes please."))
    said_here = said_in(draft, PACK)
    (technique,) = techniques(draft, PACK, said_here, Search(said_here, PACK))
    assert technique.count == 1


def test_nothing_is_looked_for_where_nothing_was_said_or_no_example_is_given() -> None:
    assert example_hits((), PACK) == {"breakdown": ()}
    assert example_hits(said(PACK, ("agent", "Hi.")), PACK) == {"breakdown": ()}
    assert example_hits(said(PACK, ("agent", EXAMPLE)), load_pack("en")) == {}
