"""One call in, one review out: on the sample calls, whose truth is exact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import callcoach
from callcoach.errors import AudioError, TimelineError
from callcoach.pipeline.beside import RoleHints
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.pipeline.wording import Given
from callcoach.settings import Settings, with_values
from callcoach.types.review import Review
from callcoach.types.time import Span, intersection, joined, total_s
from made_calls import SAMPLES, sample_part, truth_of, write_wav

SCHEMA = json.loads((SAMPLES.parent / "docs" / "review.schema.json").read_text())
NO_WORDS = with_values(Settings(), {"words": {"transcribe": False}})
BASIC = ("good-call", "bad-call", "bled-call", "hold-call")


@cache
def outcome(name: str, with_words: bool = True) -> Outcome:
    """The review of a sample call."""
    suffix = "mp3" if name == "mono-mix" else "wav"
    timeline = Given(SAMPLES / f"{name}.timeline.json") if with_words else None
    hints = RoleHints(explicit=0)
    return review_call(SAMPLES / f"{name}.{suffix}", NO_WORDS, transcript=timeline, hints=hints)


def planted_talk_overs(name: str) -> list[Mapping[str, Any]]:
    return [each for each in truth_of(name)["overlaps"] if each["is_talk_over"]]


def found_talk_overs(review: Review) -> list[tuple[float, str]]:
    assert review.talk_overs.events is not None
    assert review.incursions is not None
    events = [review.incursions[index] for index in review.talk_overs.events]
    return [(event.start_s, event.kind) for event in events]


@pytest.mark.parametrize("name", [*BASIC, "mono-mix"])
@pytest.mark.parametrize("with_words", [True, False])
def test_every_review_fits_the_published_schema(name: str, with_words: bool) -> None:
    plain = json.loads(json.dumps(outcome(name, with_words).review.to_dict(), allow_nan=False))
    jsonschema.validate(plain, SCHEMA)
    assert Review.from_dict(plain) == outcome(name, with_words).review


@pytest.mark.parametrize("name", BASIC)
@pytest.mark.parametrize("with_words", [True, False])
def test_the_time_adds_up(name: str, with_words: bool) -> None:
    review = outcome(name, with_words).review
    shares = review.time
    parts = (shares.agent_only_s, shares.customer_only_s, shares.both_s, shares.neither_s)
    assert sum(part or 0.0 for part in parts) == pytest.approx(review.call.duration_s, abs=5e-4)
    assert all(part is not None and part >= 0 for part in parts)


@pytest.mark.parametrize("name", ["bad-call", "bled-call"])
def test_each_planted_talk_over_is_found_and_no_other(name: str) -> None:
    found = found_talk_overs(outcome(name).review)
    planted = planted_talk_overs(name)
    assert len(planted) == 7
    assert [kind for _, kind in found] == [each["kind"] for each in planted]
    for (start_s, _), each in zip(found, planted, strict=True):
        assert start_s == pytest.approx(each["start_s"], abs=0.15)


@pytest.mark.parametrize("name", ["good-call", "hold-call"])
@pytest.mark.parametrize("with_words", [True, False])
def test_a_call_without_talk_overs_shows_none(name: str, with_words: bool) -> None:
    talk_overs = outcome(name, with_words).review.talk_overs
    assert (talk_overs.count, talk_overs.count_low) == (0, 0)


@pytest.mark.parametrize("name", BASIC)
def test_the_activity_is_the_planted_one(name: str) -> None:
    review, truth = outcome(name).review, truth_of(name)["activity"]
    for party in ("agent", "customer"):
        found = tuple(Span(*pair) for pair in review.activity[party])
        true = joined((Span(*pair) for pair in truth[party]), 0.2)
        common_s = total_s(intersection(found, true))
        assert common_s > 0.93 * total_s(true)
        assert common_s > 0.95 * total_s(found)


def test_bleed_is_found_where_it_is_and_only_there() -> None:
    bled = outcome("bled-call").review.quality.parties
    for party in ("agent", "customer"):
        assert bled[party].bleed_db == pytest.approx(-20.0, abs=1.0)
        clean = outcome("bad-call").review.quality.parties[party]
        assert clean.bleed_db is None
        assert "bleed_db" in clean.reasons


def test_a_copy_of_the_other_party_is_no_hold_music() -> None:
    bled, clean = outcome("bled-call").review, outcome("bad-call").review
    assert not any(silence.kind == "hold" for silence in bled.silences)
    for party in ("agent", "customer"):
        true = clean.pace[party]
        assert bled.pace[party].turn_s == pytest.approx(true.turn_s, rel=0.02)
        assert bled.pace[party].speech_rate_wpm == pytest.approx(true.speech_rate_wpm, rel=0.02)


def test_hold_music_is_found_where_the_parties_are_copied_too(tmp_path: Path) -> None:
    left, right = sample_part("hold-call", 0.0, 82.0)

    def with_copy(own: Any, source: Any) -> Any:
        late = np.concatenate([np.zeros(320), source[:-320]])
        return np.clip(own + 0.1 * late, -32768, 32767).astype(np.int16)

    call = write_wav(tmp_path / "c.wav", with_copy(left, right), with_copy(right, left))
    review = review_call(call, NO_WORDS, hints=RoleHints(explicit=0)).review
    clean = outcome("hold-call").review
    (found,), (true,) = (
        [s for s in each.silences if s.kind == "hold" and s.end_s - s.start_s > 10]
        for each in (review, clean)
    )
    assert review.quality.parties["agent"].bleed_db == pytest.approx(-20.0, abs=1.0)
    assert found.end_s == pytest.approx(true.end_s, abs=0.1)
    assert found.start_s == pytest.approx(true.start_s, abs=1.5)


def test_without_words_the_same_overlaps_are_there_and_less_is_sure() -> None:
    review = outcome("bad-call", with_words=False).review
    count = review.talk_overs.count
    assert count is not None
    assert count < 7 <= (review.talk_overs.count_high or 0)
    assert all(each.certainty != "words" for each in review.incursions or ())
    assert all(each.said is None for each in review.incursions or ())
    assert review.pace["agent"].basis == "syllable_nuclei"
    assert review.transcript is None
    assert all(t.count is None for t in review.techniques or () if t.id == "apology")


def test_the_good_call_is_praised_and_the_bad_one_is_not() -> None:
    good = {f.id for f in outcome("good-call").review.findings if f.kind == "praise"}
    assert {"no_talk_over", "let_them_vent", "apology_with_ownership"} <= good
    bad = [f.kind for f in outcome("bad-call").review.findings]
    assert "praise" not in bad
    assert bad.count("coach") == Settings().coaching.findings_most


def test_the_swapped_review_is_the_other_way_round() -> None:
    made = outcome("bad-call")
    assert made.swapped is not None
    assert made.swapped.call.agent_channel == 1
    assert made.swapped.activity["agent"] == made.review.activity["customer"]
    assert made.swapped.pace["customer"] == made.review.pace["agent"]
    assert made.swapped.talk_overs.count == 0
    kinds = [(i.start_s, i.kind, i.by) for i in made.review.incursions or ()]
    turned = [
        (i.start_s, i.kind, "agent" if i.by == "customer" else "customer")
        for i in made.swapped.incursions or ()
    ]
    assert kinds == turned
    assert any("the agent" in i.rule for i in made.review.incursions or ())
    assert not any("{" in i.rule for i in made.review.incursions or ())


def test_mono_shows_what_it_can_and_says_why_not_more() -> None:
    made = outcome("mono-mix")
    review = made.review
    assert made.swapped is None
    assert review.call.layout == "mono"
    assert review.call.agent_channel is None
    assert set(review.activity) == {"unknown"}
    assert total_s(Span(*pair) for pair in review.activity["unknown"]) > 60
    assert review.turns == ()
    assert review.incursions is None
    assert review.time.talk_share is None
    assert review.pitch["unknown"].median_hz is None
    assert review.steadiness["unknown"].score is None
    assert "one channel for both parties" in review.quality.notices[0]
    assert "one channel for both parties" in review.reasons["incursions"]


def test_a_known_word_rate_is_measured_exactly() -> None:
    review = outcome("bad-call").review
    for party in ("agent", "customer"):
        pace = review.pace[party]
        assert pace.basis == "words"
        assert pace.n_words is not None
        assert pace.speech_rate_wpm == pytest.approx(60 * pace.n_words / pace.turn_s, abs=1e-3)


def test_a_transcript_of_another_call_is_told() -> None:
    other = Given(SAMPLES / "hold-call.timeline.json")
    made = review_call(SAMPLES / "good-call.wav", NO_WORDS, transcript=other)
    assert any("of another call?" in notice for notice in made.review.quality.notices)
    longer = Given(SAMPLES / "good-call.timeline.json")
    with pytest.raises(TimelineError, match=r"runs to .* but the recording ends at"):
        review_call(SAMPLES / "bad-call.wav", NO_WORDS, transcript=longer)


def test_a_transcript_finds_its_channels(tmp_path: Path) -> None:
    left, right = sample_part("bad-call", 0.0, 85.0)
    turned = write_wav(tmp_path / "turned.wav", right, left)
    timeline = Given(SAMPLES / "bad-call.timeline.json")
    made = review_call(turned, NO_WORDS, transcript=timeline, hints=RoleHints())
    assert made.review.call.agent_channel == 1
    assert made.review.call.agent_basis == "the parties of the given transcript"
    assert len(found_talk_overs(made.review)) == 7


def test_gain_and_sample_rate_do_not_change_the_judgement(tmp_path: Path) -> None:
    left, right = sample_part("bad-call", 0.0, 50.0)
    timeline = json.loads((SAMPLES / "bad-call.timeline.json").read_text())
    timeline["duration_s"] = 50.0
    timeline["utterances"] = [u for u in timeline["utterances"] if u["end_s"] < 50.0]
    (tmp_path / "t.json").write_text(json.dumps(timeline))
    plain = write_wav(tmp_path / "plain.wav", left, right)
    soft = write_wav(tmp_path / "soft.wav", left // 4, (right * 0.5).astype(np.int16))
    given, hints = Given(tmp_path / "t.json"), RoleHints(explicit=0)
    reviews = [
        review_call(path, NO_WORDS, transcript=given, hints=hints).review for path in (plain, soft)
    ]
    kinds = [[(i.kind, i.by) for i in r.incursions or ()] for r in reviews]
    assert kinds[0] == kinds[1]
    assert reviews[0].talk_overs.count == reviews[1].talk_overs.count == 4
    assert reviews[0].pitch["agent"].median_hz == pytest.approx(
        reviews[1].pitch["agent"].median_hz, rel=0.01
    )


def test_one_side_silent_leaves_the_other_to_be_seen(tmp_path: Path) -> None:
    _, right = sample_part("good-call", 0.0, 40.0)
    path = write_wav(tmp_path / "side.wav", np.zeros_like(right), right)
    review = review_call(path, NO_WORDS).review
    assert review.call.layout == "one_sided"
    found = tuple(Span(*pair) for pair in review.activity["unknown"])
    true = joined(Span(*p) for p in truth_of("good-call")["activity"]["customer"] if p[1] < 40)
    assert total_s(intersection(found, true)) > 0.93 * total_s(true)
    assert "Only one channel" in review.quality.notices[0]


def test_words_alone_do_not_tell_whose_a_lone_channel_is(tmp_path: Path) -> None:
    left, _ = sample_part("good-call", 0.0, 40.0)
    path = write_wav(tmp_path / "side.wav", np.zeros_like(left), left)
    said = [{"party": "agent", "start_s": 0.8, "end_s": 7.7, "text": "thank you for calling how"}]
    plain = {"duration_s": 40.0, "language": "en", "utterances": said}
    (tmp_path / "t.json").write_text(json.dumps(plain))
    review = review_call(path, NO_WORDS, transcript=Given(tmp_path / "t.json")).review
    assert set(review.activity) == {"unknown"}


@pytest.mark.parametrize(("agent", "party"), [(1, "agent"), (0, "customer")])
def test_one_side_that_is_known_is_measured_as_that_party(
    tmp_path: Path, agent: int, party: str
) -> None:
    left, _ = sample_part("good-call", 45.0, 110.0)
    path = write_wav(tmp_path / "side.wav", np.zeros_like(left), left)
    made = review_call(path, NO_WORDS, hints=RoleHints(explicit=agent))
    assert set(made.review.activity) == {party}
    assert made.review.talk_overs.count is None
    assert f"said to be the {party}'s" in made.review.talk_overs.reasons["count"]
    assert made.review.pitch[party].median_hz == pytest.approx(172, abs=12)
    assert made.swapped is None
    jsonschema.validate(json.loads(json.dumps(made.review.to_dict())), SCHEMA)


def test_no_samples_is_refused(tmp_path: Path) -> None:
    none = np.zeros(0, np.int16)
    with pytest.raises(AudioError, match=r"none\.wav"):
        review_call(write_wav(tmp_path / "none.wav", none, none), NO_WORDS)


def test_the_library_gives_the_same_review(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call agent-left.wav", *sample_part("bad-call", 0.0, 20.0))
    by_library = callcoach.review(path, NO_WORDS).to_dict()
    by_recipe = review_call(path, NO_WORDS).review.to_dict()
    assert by_library["call"]["agent_basis"] == "the file name"
    for plain in (by_library, by_recipe):
        plain["provenance"].pop("stages_s")
    assert by_library == by_recipe


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    told: list[tuple[str, float, float | None]] = []
    path = write_wav(tmp_path / "call.wav", *sample_part("bad-call", 0.0, 25.0))
    review_call(path, NO_WORDS, progress=lambda *each: told.append(each))
    assert [stage for stage, _, _ in told] == ["listening"] * 3
    assert [done for _, done, _ in told] == pytest.approx([10.0, 20.0, 25.0])
    assert told[-1][1] == pytest.approx(told[-1][2] or 0.0)


def test_where_who_speaks_when_hangs_on_the_level_nothing_of_two_parties_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    why = "small changes of level make 9 s more or less speech of the left channel"
    monkeypatch.setattr("callcoach.turns.judge.unsteady_why", lambda _activities: why)
    call = write_wav(tmp_path / "call.wav", *sample_part("bad-call", 0.0, 30.0))
    review = review_call(call, NO_WORDS, hints=RoleHints()).review
    assert review.talk_overs.count is None
    assert review.time.talk_share is None
    assert review.time.both_s is None
    assert review.time.reasons["talk_share"] == why
    assert [each.median_s for each in review.response.values()] == [None, None]
    assert review.quality.notices[0] == f"S{why[1:]}. What is shown of turns is not sure."
    assert {each.id for each in review.findings} <= {"raised_voice", "fast_speech"}
