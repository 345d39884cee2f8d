"""A review judged again keeps what was measured; only the coaching is new."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from report_examples import two_channel

import callcoach
from callcoach.coaching.differences import JUDGED_AGAIN
from callcoach.errors import RejudgeError, SettingsError
from callcoach.pipeline import judge_timeline
from callcoach.pipeline.rejudge import COACHED, rejudged
from callcoach.settings import Settings, with_values
from callcoach.types.overrides import Overrides, PersonAnswer
from callcoach.types.review import Review
from callcoach.words.redact_review import redact_review
from made_calls import SAMPLES

NONE = Overrides()
MEASURED = tuple(
    name
    for name in Review.__dataclass_fields__
    if name not in (*COACHED, "provenance", "n_findings_left_out", "reasons")
)

OWN_CARD = """
version = "mine-1"
title = "Mine"
[[items]]
id = "calm"
question = "Calm?"
group = "g"
weight = 1
measure = "talk_overs.count"
most = 0
"""


@cache
def bad_call() -> Review:
    return judge_timeline(SAMPLES / "bad-call.timeline.json")


def with_coaching(**values: Any) -> Settings:
    return with_values(Settings(), {"coaching": values})


def test_under_the_same_settings_it_is_the_same_review() -> None:
    assert rejudged(bad_call(), Settings(), NONE) is bad_call()
    again = Review.from_dict(bad_call().to_dict())
    assert rejudged(again, Settings(), NONE) is again


def test_it_is_what_a_new_review_under_these_settings_gives(tmp_path: Path) -> None:
    card = tmp_path / "card.toml"
    card.write_text(OWN_CARD, encoding="utf-8")
    settings = with_coaching(scorecard=str(card), findings_most=2, slow_response_s=1.0)
    again = rejudged(bad_call(), settings, NONE)
    new = judge_timeline(SAMPLES / "bad-call.timeline.json", settings)
    assert replace(again, provenance=new.provenance) == new
    assert again.scorecard is not None
    assert (again.scorecard.version, again.scorecard.score) == ("mine-1", 0.0)
    for name in MEASURED:
        assert getattr(again, name) == getattr(bad_call(), name), name


def test_it_says_with_what_it_was_judged_again(tmp_path: Path) -> None:
    card = tmp_path / "card.toml"
    card.write_text(OWN_CARD, encoding="utf-8")
    settings = with_coaching(scorecard=str(card))
    made = rejudged(bad_call(), settings, NONE).provenance
    assert made.settings_hash == bad_call().provenance.settings_hash
    assert made.versions[f"scorecard {card}"] == "mine-1"
    assert "scorecard en" not in made.versions
    assert made.versions["pack en"] == "en-1"
    assert made.versions[JUDGED_AGAIN] == f"{callcoach.__version__}, settings {settings.hash}"
    assert made.versions["numpy"] == bad_call().provenance.versions["numpy"]


def test_judged_a_third_time_it_stays(tmp_path: Path) -> None:
    off = with_coaching(scorecard="")
    once = rejudged(bad_call(), off, NONE)
    assert once.scorecard is None
    assert "scorecard" in once.reasons
    assert rejudged(once, off, NONE) is once
    back = rejudged(once, Settings(), NONE)
    assert back.scorecard == bad_call().scorecard
    assert back.reasons == bad_call().reasons


def test_what_a_person_answered_is_applied_and_taken_back() -> None:
    said = Overrides(None, {"solved": PersonAnswer(True, "Dana", "refunded")})
    again = rejudged(bad_call(), Settings(), said)
    assert again.scorecard is not None
    (solved,) = (item for item in again.scorecard.items if item.id == "solved")
    assert (solved.answer, solved.overridden_by, solved.comment) == (True, "Dana", "refunded")
    back = rejudged(again, Settings(), NONE)
    assert back.scorecard == bad_call().scorecard


def test_a_notice_of_a_bad_file_of_overrides_goes_once_it_can_be_read() -> None:
    notice = "call.overrides.json was passed over: it is not valid JSON (line 1: x)"
    others = bad_call().quality.notices
    told = replace(bad_call(), quality=replace(bad_call().quality, notices=(notice, *others)))
    assert rejudged(told, Settings(), NONE).quality.notices == others


def test_another_agent_needs_the_recording() -> None:
    same = Overrides(bad_call().call.agent_channel)
    assert rejudged(bad_call(), Settings(), same) is bad_call()
    with pytest.raises(RejudgeError, match=r"agent is on the right, .* with --agent right$"):
        rejudged(bad_call(), Settings(), Overrides(1))


def test_a_plain_review_is_not_redacted_afterwards() -> None:
    asked = with_values(Settings(), {"report": {"redact": True}})
    with pytest.raises(RejudgeError, match=r"report\.redact.*with --redact"):
        rejudged(bad_call(), asked, NONE)


def test_a_redacted_review_stays_redacted_a_persons_comment_too() -> None:
    clean = redact_review(bad_call())
    said = PersonAnswer(True, "dana@example.com", "card 4012 8888 8888 1881, noted")
    again = rejudged(clean, Settings(), Overrides(None, {"solved": said}))
    assert again.redaction == clean.redaction
    assert again.scorecard is not None
    (solved,) = (item for item in again.scorecard.items if item.id == "solved")
    assert (solved.comment, solved.overridden_by) == ("card [card number], noted", "[e-mail]")
    plain = rejudged(bad_call(), Settings(), Overrides(None, {"solved": said})).scorecard
    assert plain is not None
    assert [item.comment for item in plain.items if item.id == "solved"] == [said.comment]


@pytest.mark.parametrize(
    ("was", "now", "kept"),
    [
        ("on", "on", "on"),
        ("on", "self_only", "self_only"),
        ("self_only", "on", "self_only"),
        ("off", "on", "off"),
        ("on", "off", "off"),
    ],
)
def test_the_stricter_policy_holds(was: Any, now: str, kept: str) -> None:
    review = two_channel()
    review = replace(review, provenance=replace(review.provenance, voice_measures=was))
    again = rejudged(review, with_values(Settings(), {"policy": {"voice_measures": now}}), NONE)
    assert again.provenance.voice_measures == kept
    if (was, now) == ("on", "off"):
        for party in ("agent", "customer"):
            assert again.pitch[party].median_hz is None
            assert again.loudness[party].raised == ()
            assert "policy.voice_measures" in again.steadiness[party].reasons["score"]
        assert again.mirroring.follow_gain is None
        assert not {"raised_voice", "steady_voice"} & {each.id for each in again.findings}
        assert again.pace == review.pace
    else:
        assert again.pitch == review.pitch


@pytest.mark.parametrize("name", ["pack", "scorecard"])
def test_a_pack_or_scorecard_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(SettingsError, match=rf"coaching\.{name} is 'nowhere': neither"):
        rejudged(bad_call(), with_coaching(**{name: "nowhere"}), NONE)
