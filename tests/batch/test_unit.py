"""One call in, one review out, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callcoach.audio.call_audio import content_id_of
from callcoach.batch.made_with import judged_again, judged_with
from callcoach.batch.unit import Unit, review_unit
from callcoach.errors import AudioError, ModelUnavailable
from callcoach.settings import Settings, with_values
from callcoach.types.about import About
from callcoach.types.overrides import Overrides


@pytest.fixture
def unit(calls: Path, tmp_path: Path) -> Unit:
    settings = with_values(Settings(), {"report": {"sound": "link"}})
    path = calls / "a.wav"
    return Unit(path, content_id_of(path), About("C-1"), tmp_path / "reviews", settings)


def test_it_is_the_same_after_a_way_as_plain_values(unit: Unit) -> None:
    assert Unit.from_plain(unit.to_plain()) == unit


def test_where_the_engine_fails_nothing_is_written(unit: Unit) -> None:
    def refuse(*given: Any) -> Any:
        raise ModelUnavailable("no memory left for it")

    with pytest.raises(ModelUnavailable, match=r"^no memory left for it$"):
        review_unit(unit, refuse)
    assert not unit.reviews.exists()


def test_where_the_recording_changed_meanwhile_nothing_is_written(unit: Unit) -> None:
    silent = with_values(unit.settings, {"words": {"transcribe": False}})
    took_up: list[str] = []

    def touch(stage: str, *_: Any) -> None:
        took_up.append(stage)
        unit.path.touch()

    with pytest.raises(AudioError, match=r"a.wav: changed while it was reviewed; run again"):
        review_unit(replace(unit, settings=silent), progress=touch)
    assert took_up
    with pytest.raises(AudioError, match=r"a.wav: changed while it was reviewed; run again"):
        review_unit(replace(unit, content="0" * 64, settings=silent))
    assert not unit.reviews.exists()


def test_a_key_that_was_judged_again_changes_in_what_that_changes(unit: Unit) -> None:
    card = with_values(Settings(), {"coaching": {"scorecard": ""}})
    key = unit.key("measured.judged")
    measured, _, call, corrected = key.split(".")
    again = judged_again(key, card, Overrides())
    assert again == f"{measured}.{judged_with(card)}.{call}.{corrected}"
    assert judged_with(card) != judged_with(Settings())
    other = judged_again(key, card, Overrides(agent_channel=1))
    assert other.split(".")[:3] == again.split(".")[:3]
    assert other != again
    assert judged_again("of an earlier release", card, Overrides()) == "of an earlier release"
