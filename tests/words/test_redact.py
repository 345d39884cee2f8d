"""A redacted transcript: labels in the place of secrets, and when these are heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcoach.types.call import Party
from callcoach.types.time import Span
from callcoach.types.words import SuppressedText, Transcript, Utterance, Word
from callcoach.words.redact import RedactedWords, redact_words
from callcoach.words.secret_times import MARGIN_S, PAUSE_MOST_S

EN = {"agent": "en", "customer": "en"}


def said(text: str, start_s: float = 10.0, party: Party = "customer") -> Utterance[Party]:
    """An utterance of one word each half second."""
    words = tuple(
        Word(start_s + 0.5 * i, start_s + 0.5 * i + 0.5, each, 0.9)
        for i, each in enumerate(text.split())
    )
    return Utterance(party, start_s, words[-1].end_s, text, words)


def redacted(
    *utterances: Utterance[Party], **more: tuple[SuppressedText[Party], ...]
) -> RedactedWords:
    return redact_words(Transcript("test", None, EN, utterances, **more))


def test_the_words_of_a_number_become_one_with_their_times() -> None:
    found = redacted(said("My account is five five two nine one seven. Thanks"))
    (line,) = found.transcript.utterances
    assert line.text == "My account is [number]. Thanks"
    assert [word.text for word in line.words] == ["My", "account", "is", "[number].", "Thanks"]
    assert (line.words[3].start_s, line.words[3].end_s) == (11.5, 14.5)
    assert line.words[3].is_timed
    assert found.counts == {"number": 1}


def test_the_stretch_reaches_a_little_into_the_words_beside_it() -> None:
    found = redacted(said("My account is five five two nine one seven. Thanks"))
    assert found.spoken == (Span(11.5 - MARGIN_S, 14.5 + MARGIN_S),)


def test_the_stretch_takes_a_pause_beside_it_up_to_its_limit() -> None:
    number = said("five five two nine one seven", 20.0)
    found = redacted(said("My account is", 10.0), number, said("Thanks", 23.2))
    assert found.spoken == (Span(20.0 - PAUSE_MOST_S, 23.2),)


def test_words_without_times_are_silenced_between_their_timed_neighbours() -> None:
    whole = said("My account is five five two nine one seven. Thanks again")
    words = tuple(replace(w, is_timed=not 3 <= i <= 8) for i, w in enumerate(whole.words))
    found = redacted(replace(whole, words=words))
    assert found.spoken == (Span(11.5 - MARGIN_S, 14.5 + MARGIN_S),)
    moved = tuple(
        replace(w, start_s=12.0, end_s=12.0) if 3 <= i <= 8 else w for i, w in enumerate(words)
    )
    assert redacted(replace(whole, words=moved)).spoken == found.spoken


def test_where_no_word_has_times_the_whole_utterance_is_silenced() -> None:
    whole = said("My account is five five two nine one seven. Thanks")
    all_s = Span(10.0 - MARGIN_S, 15.0 + MARGIN_S)
    spread = replace(whole, words=tuple(replace(w, is_timed=False) for w in whole.words))
    assert redacted(spread).spoken == (all_s,)
    text_only = redacted(replace(whole, words=()))
    assert text_only.spoken == (all_s,)
    assert text_only.transcript.utterances[0].text == "My account is [number]. Thanks"


def test_words_that_do_not_make_the_text_are_looked_through_and_left_out() -> None:
    odd = replace(said("My account is five five two nine one seven"), text="My account is this")
    found = redacted(odd)
    assert found.counts == {"number": 1}
    assert found.spoken == (Span(10.0 - MARGIN_S, 14.5 + MARGIN_S),)
    assert found.transcript.utterances == (replace(odd, words=()),)


def test_text_that_is_not_believed_is_redacted_too() -> None:
    doubted: SuppressedText[Party] = SuppressedText(
        "agent", 3.0, 6.0, "card 4111 1111 1111 1111", "low_confidence"
    )
    found = redacted(said("Hello there"), suppressed=(doubted,))
    assert found.transcript.suppressed[0].text == "card [card number]"
    assert found.spoken == (Span(3.0 - MARGIN_S, 6.0 + MARGIN_S),)


def test_a_number_over_several_utterances_is_one_with_a_label_in_each() -> None:
    found = redacted(
        said("Four zero one two", 10.0),
        said("Mm-hm.", 12.3, "agent"),
        said("eight eight eight eight", 13.0),
        said("Okay.", 15.2, "agent"),
        said("eight eight eight eight one eight eight one. Right?", 16.0),
    )
    texts = [each.text for each in found.transcript.utterances]
    label = "[card number]"
    assert texts == [label, "Mm-hm.", label, "Okay.", f"{label}. Right?"]
    assert found.counts == {"card_number": 1}


def test_a_part_of_it_that_the_other_repeats_goes_too_and_nothing_else_does() -> None:
    found = redacted(
        said("It is five five two nine one seven", 10.0),
        said("Nine one seven, thank you", 14.0, "agent"),
        said("Nine two seven, thank you", 20.0, "agent"),
        said("Nine one seven, thank you", 90.0, "agent"),
    )
    assert [each.text for each in found.transcript.utterances] == [
        "It is [number]",
        "[number], thank you",
        "Nine two seven, thank you",
        "Nine one seven, thank you",
    ]


def test_two_numbers_in_a_row_keep_a_label_each() -> None:
    found = redacted(said("it is 4111111111111111 john@example.com okay"))
    assert found.transcript.utterances[0].text == "it is [card number] [e-mail] okay"
    assert found.counts == {"card_number": 1, "e_mail": 1}


def test_redacting_again_changes_nothing() -> None:
    once = redacted(said("mail john@example.com or call (212) 555-0143, PIN 4419")).transcript
    assert once.utterances[0].text == "mail [e-mail] or call [phone number], PIN [number]"
    again = redact_words(once)
    assert again.transcript == once
    assert not again.counts
    assert not again.spoken


def test_a_language_that_is_written_without_spaces_keeps_its_text() -> None:
    words = tuple(
        Word(i, i + 1.0, each) for i, each in enumerate(("番号は", "4111111111111111", "です"))
    )
    line: Utterance[Party] = Utterance("agent", 0.0, 3.0, "番号は4111111111111111です", words)
    found = redact_words(Transcript("test", None, {"agent": "ja"}, (line,)))
    assert found.transcript.utterances[0].text == "番号は[card number]です"


def test_figures_of_other_scripts_count() -> None:
    found = redacted(said("".join(chr(0x660 + int(n)) for n in "4111111111111111")))
    assert found.counts == {"card_number": 1}


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_said_gives_nothing(text: str) -> None:
    found = redact_words(Transcript("t", None, EN, (Utterance("agent", 0.0, 1.0, text),)))
    assert found.spoken == ()
    assert not found.counts
