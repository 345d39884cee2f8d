"""What the score draws is what the review says."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from report_examples import contours_of, mono, no_words, two_channel

from callcoach.report.moments import moments
from callcoach.report.score_data import score_data
from callcoach.report.transcript_rows import transcript_rows
from callcoach.types.measures import Pitch
from callcoach.types.review import Contour, Contours, Evidence, Technique
from callcoach.types.words import Word


def test_staves_hold_the_speech_of_each_party() -> None:
    review = two_channel()
    data = score_data(review, None, moments(review))
    assert [stave["party"] for stave in data["staves"]] == ["agent", "customer"]
    flat = data["staves"][0]["speech"]
    assert list(zip(flat[::2], flat[1::2], strict=True)) == [
        (round(start, 2), round(end, 2)) for start, end in review.activity["agent"]
    ]
    assert data["staves"][0]["level"] == ""


def test_only_talk_overs_are_marked_as_counted_and_framed_where_both_speak() -> None:
    review = two_channel()
    data = score_data(review, None, moments(review))
    counted = [i for i, event in enumerate(data["events"]) if event["counted"]]
    assert tuple(counted) == review.talk_overs.events
    for event, source in zip(data["events"], review.incursions or (), strict=True):
        lengths = sum(event["both"][1::2]) - sum(event["both"][::2])
        assert lengths == pytest.approx(source.overlap_s if event["counted"] else 0, abs=0.03)


def test_moments_carry_where_to_play_from() -> None:
    review = two_channel()
    data = score_data(review, None, moments(review))
    assert [each["number"] for each in data["moments"]] == list(range(1, 11))
    assert [each["main"] for each in data["moments"]] == [True] * 8 + [False] * 2
    assert all(each["start"] - each["from"] == pytest.approx(2.0) for each in data["moments"])


def test_silences_are_the_long_ones_and_the_holds() -> None:
    review = two_channel()
    (silence,) = score_data(review, None, moments(review))["silences"]
    assert silence["kind"] == "dead air"
    assert silence["end"] - silence["start"] == pytest.approx(9.5, abs=0.02)


def test_contours_are_packed_against_the_own_usual() -> None:
    review = replace(
        two_channel(), pitch={"agent": Pitch(200.0, 1.0, 4.0, -1.0, (), 0.5, 40.0, 80.0)}
    )
    row = Contour(
        (-20.0, -26.0, -60.0, -23.0), (200.0, 400.0, 0.0, 20.0), (True, True, False, True)
    )
    data = score_data(review, Contours(0.5, {"agent": row}), moments(review))
    agent, customer = data["staves"]
    assert data["step"] == 0.5
    # An octave up is 12 semitones of 4 steps; what is far below stops at 1, never at 0.
    assert list(base64.b64decode(agent["pitch"])) == [128, 176, 0, 1]
    assert list(base64.b64decode(agent["level"])) == [134, 122, 0, 128]
    assert customer["pitch"] == customer["level"] == ""


def test_pitch_without_a_known_median_takes_that_of_the_row() -> None:
    review = replace(two_channel(), pitch={})
    voiced = Contour((-20.0,) * 3, (100.0, 200.0, 100.0), (True,) * 3)
    silent = Contour((-60.0,) * 3, (0.0,) * 3, (False,) * 3)
    rows = Contours(0.5, {"agent": voiced, "customer": silent})
    agent, customer = score_data(review, rows, moments(review))["staves"]
    assert list(base64.b64decode(agent["pitch"])) == [128, 176, 128]
    assert list(base64.b64decode(customer["pitch"])) == [0, 0, 0]
    assert list(base64.b64decode(customer["level"])) == [0, 0, 0]


def test_a_mono_call_has_one_stave() -> None:
    review = mono()
    data = score_data(review, contours_of(review), moments(review))
    assert [stave["label"] for stave in data["staves"]] == ["Both"]
    assert data["events"] == []


def test_the_transcript_stands_in_order_with_labels_and_what_is_not_believed() -> None:
    rows = transcript_rows(two_channel())
    assert [row.start_s for row in rows] == sorted(row.start_s for row in rows)
    assert rows[0].labels == ("Greeting",)
    (ghost,) = [row for row in rows if row.why_dimmed]
    assert ghost.said[0].text == "Thank you for watching."
    assert ghost.why_dimmed == "not believed: there is no speech in the sound here"
    assert rows[2].said[0].note == "its time was moved into this party's own speech"
    assert transcript_rows(no_words()) == ()


def test_a_label_stands_at_every_line_that_its_evidence_reaches() -> None:
    review = two_channel()
    assert review.transcript is not None
    lines = [each for each in review.transcript.utterances if each.party == "agent"]
    long = Evidence("agent", 0.0, lines[3].start_s + 0.1, None, "")
    short = Evidence("agent", 0.1, 0.2, None, "")
    customers = Evidence("customer", 0.0, 1000.0, None, "")
    technique = Technique("greeting", "Greeting", 3, (long, short, customers))
    rows = transcript_rows(replace(review, techniques=(technique,)))
    labelled = [bool(row.labels) for row in rows if row.party == "agent"]
    assert labelled == [True] * 4 + [False] * (len(lines) - 4)
    assert all(row.labels for row in rows if row.party == "customer" and not row.why_dimmed)


def test_words_have_starts_from_that_of_their_row_and_no_blank_inside() -> None:
    review = two_channel()
    assert review.transcript is not None
    first = review.transcript.utterances[0]
    words = (Word(first.start_s, 1.0, " New\tYork "), Word(first.start_s + 0.345, 1.2, "calls"))
    changed = replace(review.transcript, utterances=(replace(first, words=words),))
    row = transcript_rows(replace(review, transcript=changed))[0]
    assert [each.text for each in row.said] == ["New\u00a0York", "calls"]
    assert row.word_starts in ("0 34", "0 35")


def test_words_without_times_of_their_own_are_one_text() -> None:
    review = two_channel()
    assert review.transcript is not None
    first = review.transcript.utterances[0]
    spread = replace(first, words=tuple(replace(word, is_timed=False) for word in first.words))
    bare = replace(first, words=())
    half = replace(first, words=(Word(0.8, 1.0, " Good "), Word(1.0, 1.2, "day", is_timed=False)))
    for utterance, said in ((spread, [first.text]), (bare, [first.text]), (half, ["Good", "day"])):
        changed = replace(review, transcript=replace(review.transcript, utterances=(utterance,)))
        row = next(row for row in transcript_rows(changed) if not row.why_dimmed)
        assert [each.text for each in row.said] == said
