"""What was said in one go, and the way back from a match to words and times."""

from __future__ import annotations

from typing import Any

from callcoach.coaching import load_pack
from callcoach.coaching.wording.sayings import Saying, sayings
from callcoach.language import lexicon
from callcoach.types.words import Transcript, Utterance, Word

EN = lexicon("en")


def of(*utterances: Utterance[Any]) -> tuple[Saying, ...]:
    return sayings(Transcript("test", None, {}, utterances), load_pack("en").expand, EN)


def test_contractions_are_written_out_hesitations_and_repeated_words_left_out() -> None:
    (said,) = of(Utterance("agent", 0.0, 3.0, "Um, I'm so sorry, we we can't uh can't help"))
    assert said.text == "i am so sorry we can not can not help"


def test_a_sentence_end_is_marked_and_a_comma_is_not() -> None:
    (said,) = of(Utterance("agent", 0.0, 3.0, 'He said "no." Well, yes? I see...'))
    assert said.text == "he said no / well yes / i see /"


def test_utterances_close_together_are_one_saying() -> None:
    first = Utterance("agent", 0.0, 2.0, "i am sorry")
    assert [s.text for s in of(first, Utterance("agent", 3.9, 5.0, "about the delay"))] == [
        "i am sorry about the delay"
    ]
    assert len(of(first, Utterance("agent", 4.0, 5.0, "about the delay"))) == 2


def test_a_listeners_word_between_does_not_part_a_saying_but_an_answer_does() -> None:
    first = Utterance("agent", 0.0, 2.0, "i can send it")
    last = Utterance("agent", 3.0, 4.0, "or i can refund you")
    assert len(of(first, Utterance("customer", 2.1, 2.5, "mm-hm"), last)) == 2
    assert len(of(first, Utterance("customer", 2.1, 2.5, "no way that works"), last)) == 3


def test_the_order_of_the_source_does_not_matter() -> None:
    lines = [
        Utterance("agent", 0.0, 1.0, "hello"),
        Utterance("customer", 2.0, 3.0, "hi there i ordered it"),
        Utterance("agent", 4.0, 5.0, "okay"),
    ]
    assert of(*lines) == of(*reversed(lines))


def test_an_utterance_without_words_is_left_out() -> None:
    assert of(Utterance("agent", 0.0, 1.0, "..."), Utterance("agent", 2.0, 3.0, "")) == ()
    assert of(Utterance("agent", 0.0, 1.0, "um")) == ()


def test_a_match_leads_back_to_the_words_as_written() -> None:
    texts = [" Well,", "I'm", "sorry!", " "]
    words = [Word(i * 1.0, i + 0.5, text) for i, text in enumerate(texts)]
    (said,) = of(Utterance("agent", 0.0, 3.0, "Well, I'm sorry!", tuple(words)))
    start = said.text.index("am sorry")
    first, last = said.pieces_of(start, start + len("am sorry"))
    assert (first, last) == (1, 2)
    assert said.quote(first, last) == "I'm sorry!"
    assert said.pieces[first].start_s == 1.0
    assert said.pieces[last].end_s == 2.5


def test_a_quote_is_widened_to_its_sentence_and_no_further() -> None:
    (said,) = of(Utterance("agent", 0.0, 9.0, "Hello. I am very sorry about that. Goodbye now."))
    assert said.quote(*said.widened(3, 4)) == "I am very sorry about that."


def test_a_quote_without_sentences_stays_short() -> None:
    (said,) = of(Utterance("agent", 0.0, 9.0, " ".join(f"w{i}" for i in range(100))))
    first, last = said.widened(50, 51)
    assert first < 50
    assert last > 51
    assert last - first < 30
