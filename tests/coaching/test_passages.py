"""Passages are one to three sentences; a long one without marks comes in overlapping pieces."""

from __future__ import annotations

from callcoach.coaching import load_pack
from callcoach.coaching.wording.alike import sayings_of
from callcoach.coaching.wording.passages import passages, whole


def texts(said: str) -> list[str]:
    (saying,) = sayings_of(said, load_pack("en"))
    found = passages(saying)
    for each in found:
        plain = saying.text[each.start : each.end].replace(" /", "").removeprefix("/ ")
        assert plain == each.text.replace(" ?", "")
    return [each.text for each in found]


def test_one_to_three_sentences_in_a_row() -> None:
    assert texts("I see. Who was it? I will call. Bye now.") == [
        *("i see who was it ?", "i see who was it ? i will call"),
        *("who was it ?", "who was it ? i will call", "who was it ? i will call bye now"),
        *("i will call", "i will call bye now"),
    ]


def test_less_than_three_words_are_no_passage() -> None:
    assert texts("Sorry? Oh. Bye now.") == ["sorry ? oh bye now", "oh bye now"]


def test_without_marks_a_short_run_is_one_passage() -> None:
    assert texts("so i will call you back by noon") == ["so i will call you back by noon"]


def test_a_long_run_comes_in_pieces_that_overlap_by_half_and_leave_nothing_out() -> None:
    words = [f"w{i}" for i in range(60)]
    found = [text.split() for text in texts(" ".join(words))]
    assert found[0] == words[:28]
    assert [piece[0] for piece in found if len(piece) <= 28][:3] == ["w0", "w14", "w28"]
    assert {word for piece in found for word in piece} == set(words)
    assert max(map(len, found)) <= 45


def test_the_whole_of_a_saying_is_one_passage() -> None:
    (saying,) = sayings_of("I see. Who was it?", load_pack("en"))
    assert whole(saying).text == "i see who was it ?"
