"""The policy on measures of the voice: on, for the call's own review, or off."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from callcoach.pipeline.beside import RoleHints
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.pipeline.wording import Given
from callcoach.report.exports import EXPORTS, export_text
from callcoach.report.figures import figures
from callcoach.report.measured import facts
from callcoach.report.numbers import number_groups
from callcoach.report.page import page_html
from callcoach.report.sentences import withheld
from callcoach.settings import Settings, with_values
from callcoach.types.review import Review
from made_calls import SAMPLES

POLICIES = ("on", "self_only", "off")
OF_THE_VOICE = {"raised_voice", "steady_voice"}


@cache
def outcome(policy: str) -> Outcome:
    settings = with_values(Settings(), {"policy": {"voice_measures": policy}})
    timeline = Given(SAMPLES / "bad-call.timeline.json")
    hints = RoleHints(explicit=0)
    return review_call(SAMPLES / "bad-call.wav", settings, transcript=timeline, hints=hints)


def review(policy: str) -> Review:
    return outcome(policy).review


def test_on_measures_the_voice_of_this_call() -> None:
    found = review("on")
    assert found.pitch["agent"].median_hz is not None
    assert found.loudness["agent"].active_level_dbfs is not None
    assert outcome("on").contours is not None


def test_off_leaves_pace_and_turn_taking_and_nothing_of_the_voice() -> None:
    on, off = review("on"), review("off")
    for name in ("activity", "turns", "incursions", "talk_overs", "response", "pace", "time"):
        assert getattr(off, name) == getattr(on, name), name
    why = "measures of the voice are switched off (policy.voice_measures)"
    for party in ("agent", "customer"):
        assert off.pitch[party].median_hz is None
        assert off.pitch[party].reasons["median_hz"] == why
        assert off.loudness[party].active_level_dbfs is None
        assert off.loudness[party].reasons["active_level_dbfs"] == why
        assert off.loudness[party].raised == ()
        assert off.steadiness[party].score is None
        assert off.steadiness[party].reasons["score"] == why
    assert off.mirroring.follow_gain is None
    assert not OF_THE_VOICE & {each.id for each in off.findings}
    (steady,) = [each for each in off.techniques or () if each.id == "steady_under_pressure"]
    assert (steady.count, steady.reasons["count"]) == (None, why)
    assert outcome("off").contours is None


def test_self_only_measures_as_on_and_says_so() -> None:
    on, own = review("on"), review("self_only")
    assert replace(own, provenance=on.provenance) == on
    assert own.provenance.voice_measures == "self_only"
    assert own.provenance.settings_hash != on.provenance.settings_hash


@pytest.mark.parametrize("form", EXPORTS)
def test_no_export_holds_anything_of_the_voice(form: str) -> None:
    texts = {export_text(review(policy), form) for policy in POLICIES}  # type: ignore[arg-type]
    assert len(texts) == 1


@pytest.mark.parametrize("policy", POLICIES)
def test_the_review_remembers_its_policy(policy: str) -> None:
    plain = json.loads(json.dumps(review(policy).to_dict()))
    assert plain["provenance"]["voice_measures"] == policy
    assert Review.from_dict(plain) == review(policy)


def test_what_is_shown_follows_the_policy() -> None:
    named = {policy: [each.name for each in figures(review(policy))] for policy in POLICIES}
    assert (
        named["on"] == named["self_only"] == ["Talk-overs", "Pace", "Steadiness", "Response time"]
    )
    assert named["off"] == ["Talk-overs", "Pace", "Response time"]
    titles = {policy: [each.title for each in number_groups(review(policy))] for policy in POLICIES}
    assert titles["on"] == titles["self_only"] == ["Who spoke when", "Pace", "Voice"]
    assert titles["off"] == ["Who spoke when", "Pace"]
    said = {policy: {each.name: each.text for each in facts(review(policy))} for policy in POLICIES}
    assert "Switched off" in said["off"]["Pitch, loudness, steadiness"]
    assert "Steadiness" not in said["off"]
    assert "this call alone" in said["self_only"]["Pitch, loudness, steadiness"]
    assert "Pitch, loudness, steadiness" not in said["on"]
    assert not any("steadiness" in each.names for each in withheld(review("off")))


def test_the_page_of_a_call_without_measures_of_the_voice_names_none() -> None:
    made = outcome("off")
    page = page_html(made.review, swapped=made.swapped, contours=None, sound_url=None, name="call")
    assert "Switched off in the settings" in page
    assert "95 % interval" not in page
    assert "Pitch range" not in page
