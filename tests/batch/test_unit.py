"""One call in, one review out, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callcoach.audio.call_audio import content_id_of
from callcoach.batch.recordings.urls import stand_in
from callcoach.batch.work.made_with import judged_again, judged_with
from callcoach.batch.work.unit import Unit, review_unit
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
    url = "https://user:secret@h/a.wav?id=1"
    there = replace(unit, path=stand_in(url), url=url)
    assert Unit.from_plain(there.to_plain()) == there


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


def test_alone_it_needs_none_of_the_files_beside_it(unit: Unit, tmp_path: Path) -> None:
    """As on a machine that sees the recording at best."""
    silent = with_values(unit.settings, {"words": {"transcribe": False}})
    unit = replace(unit, settings=silent)
    unit.reviews.mkdir()
    corrected = unit.reviews / f"{unit.content}.overrides.json"
    corrected.write_text('{"agent_channel": 1}')
    alone, whole = unit.alone(), review_unit(unit)
    corrected.unlink()
    assert alone.key("m") != unit.key("m")
    assert review_unit(alone).files == whole.files != review_unit(unit).files


def test_a_recording_by_url_is_reviewed_as_if_it_lay_here_but_for_its_sound(
    unit: Unit, calls: Path
) -> None:
    silent = with_values(unit.settings, {"words": {"transcribe": False}})
    url = (calls / "a.wav").as_uri()
    here = review_unit(replace(unit, settings=silent))
    there = review_unit(replace(unit, settings=silent, path=stand_in(url), url=url))
    assert there.files[1] == here.files[1]
    pages = [each.files[0].data for each in (here, there)]
    assert [b"<audio" in page for page in pages] == [True, False]
    assert not any(str(calls).encode() in each.data for each in there.files)


def test_where_it_lies_elsewhere_is_no_part_of_its_key(unit: Unit) -> None:
    urls = ("s3://one/a.wav", "s3://user:secret@two/a.wav", "https://h/a.wav", "s3://one/b.wav")
    keys = [replace(unit, path=stand_in(url), url=url).key("m") for url in urls]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
