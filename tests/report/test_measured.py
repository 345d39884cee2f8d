"""How a call was measured is told in full, and a mono call first says what it can show."""

from __future__ import annotations

from dataclasses import replace

from report_examples import empty, mono, no_words, one_sided, two_channel

from callcoach.report.measured import facts, layout_explained, roles
from callcoach.report.note import note_lines
from callcoach.types.measures import NO_USUAL
from callcoach.types.review import InteractionNote, Review


def _fact(review: Review, name: str) -> str:
    (found,) = [fact.text for fact in facts(review) if fact.name == name]
    return found


def test_the_agents_channel_is_told_with_its_grounds_and_how_sure_it_is() -> None:
    assert roles(two_channel()) == "The left channel: the opening words (94 % sure)."
    assert roles(mono()) == "Not known: for the reason at the top."
    review = two_channel()
    right = replace(review.call, agent_channel=1, agent_confidence=None)
    assert roles(replace(review, call=right)) == "The right channel: the opening words."


def test_the_line_is_told_per_party_with_reasons() -> None:
    assert _fact(two_channel(), "Line, you") == (
        "Noise floor -61 dBFS; speech over noise 34 dB; leak of the other party: no copy of the "
        "customer was found."
    )
    assert "0.04 % of samples at full scale" in _fact(two_channel(), "Line, customer")
    review = two_channel()
    evened = {"agent": replace(review.quality.parties["agent"], agc_suspected=True)}
    evened_review = replace(review, quality=replace(review.quality, parties=evened))
    assert "even out loudness" in _fact(evened_review, "Line, you")


def test_words_versions_and_time_are_told() -> None:
    assert _fact(two_channel(), "Words") == (
        "From faster-whisper, model small; language en; 1 piece of text not believed, and dimmed."
    )
    assert _fact(no_words(), "Words").startswith("None: no speech model on this machine")
    made = _fact(two_channel(), "Made by")
    assert made.startswith("callcoach 0.1.0; python 3.11; speech: fused-1; words: small; settings")
    assert made.endswith(
        "took 41 s (decode 0.4 s, frames 1.7 s, turns 0.1 s, words 38.2 s, voice 0.2 s)."
    )
    review = two_channel()
    untimed = replace(review, provenance=replace(review.provenance, stages_s={}))
    assert "took" not in _fact(untimed, "Made by")


def test_the_recording_is_described() -> None:
    review = two_channel()
    dated = replace(review, call=replace(review.call, recorded_at="2025-03-04 10:12"))
    assert _fact(dated, "Recording") == (
        "3 min 22 s, two channels, one party on each, 8000 samples a second, recorded "
        "2025-03-04 10:12."
    )
    timeline = replace(review.call, layout=None, sample_rate_hz=None)
    assert _fact(replace(review, call=timeline), "Recording") == "3 min 22 s."


def test_what_steadiness_is_held_against_is_told() -> None:
    review = two_channel()
    stored = {"agent": replace(review.steadiness["agent"], baseline="stored")}
    assert "stored from earlier calls" in _fact(replace(review, steadiness=stored), "Steadiness")
    assert "in this call" in _fact(review, "Steadiness")
    made = replace(review.provenance, usual=replace(NO_USUAL, calls=4))
    earlier = replace(review, steadiness=stored, provenance=made)
    assert _fact(earlier, "Steadiness") == (
        "Pitch against the same person's usual in 4 earlier calls, spectrum and level against "
        "their usual in this call."
    )
    assert _fact(mono(), "Steadiness") == "Not measured: for the reason at the top."


def test_what_this_review_does_not_hold_is_told_with_the_reason() -> None:
    assert not [each for each in facts(two_channel()) if each.name == "Not in this review"]
    assert _fact(empty(), "Not in this review") == (
        "Vents: the customer's channel is silent throughout; promises and note: no speech was "
        "found; scorecard: no scorecard was given."
    )


def test_a_mono_call_first_says_what_can_and_cannot_be_shown() -> None:
    assert layout_explained(mono()) == (
        "This recording has one channel that holds both parties.",
        "Shown here: speech and silence, pace, pitch, loudness and what was said.",
        "Not shown: talk-overs, steadiness, response time and talk share.",
    )
    assert layout_explained(one_sided())[0] == (
        "This recording has two channels, one of them silent throughout."
    )
    assert layout_explained(two_channel()) == ()


def test_only_what_is_there_is_said_to_be_shown() -> None:
    bare = replace(mono(), pace={}, pitch={}, loudness={}, transcript=None)
    assert layout_explained(bare)[1] == "Shown here: speech and silence."


def test_the_note_leaves_out_what_is_not_known() -> None:
    note = two_channel().note
    assert note is not None
    assert note_lines(note)[0] == "Parties: Dana Whitfield and a customer"
    assert "Promised: A message within the hour." in note_lines(note)
    assert "Length: 3 min 22 s" in note_lines(note)
    dated = replace(note, date="2026-03-04T10:02")
    assert note_lines(dated)[0] == "Date: 2026-03-04 10:02"
    bare = InteractionNote("4 March", "two people", None, (), (), None)
    assert note_lines(bare) == ("Date: 4 March", "Parties: two people")
