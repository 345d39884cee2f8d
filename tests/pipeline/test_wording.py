"""The words come from a given transcript, or the engine, or there are none and it says why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.audio.call_audio import CallAudio
from callcoach.errors import ModelUnavailable, TimelineError
from callcoach.pipeline import wording as room
from callcoach.pipeline.wording import Speech, Wording, from_given, wording
from callcoach.settings import Settings, with_values
from callcoach.types.progress import no_progress
from callcoach.types.time import Span
from callcoach.types.words import Word
from callcoach.words import HeardSegment, read_timeline
from made_calls import SAMPLES, sample_part, write_wav

IPUS = ((Span(0.8, 3.6), Span(5.5, 7.7)), (Span(8.3, 11.9),))


class Parrot:
    """Says one word in the middle of whatever it hears, and remembers how loud that was."""

    engine = "parrot"
    model = "1"
    runs_on = "seeds"
    notices = ("the parrot is tired",)
    window_s = 30.0

    def __init__(self) -> None:
        self.heard: list[tuple[float, float]] = []

    def language_of(self, samples: Any) -> Mapping[str, float]:
        assert len(samples)
        return {"en": 0.9, "de": 0.1}

    def transcribe(self, samples: Any, language: str) -> tuple[HeardSegment, ...]:
        assert language == "en"
        seconds = len(samples) / 16_000
        self.heard.append((seconds, float(np.sqrt(np.mean(np.square(samples))))))
        word = Word(0.3, 0.8, "hello", 0.9)
        return (HeardSegment((word,), 0.01, -0.2),)


def speech_of(path: Path) -> Speech:
    audio = CallAudio.open(path)
    levels = tuple(np.full(1200, -20.0, np.float32) for _ in IPUS)
    return Speech(lambda: audio, (0, 1), IPUS, levels, 12.0)


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "call.wav", *sample_part("good-call", 0.0, 12.0))


def test_each_channel_is_heard_alone_and_put_back_in_its_place(
    call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parrot = Parrot()
    monkeypatch.setattr(room, "load_whisper", lambda settings, progress: parrot)
    said = wording(speech_of(call), Settings(), None, no_progress)
    assert said.transcript is not None
    assert said.notices == ("the parrot is tired",)
    assert said.transcript.engine == "parrot"
    assert said.transcript.language == {"0": "en", "1": "en"}
    starts = {u.party: u.start_s for u in said.transcript.utterances}
    assert starts[0] == pytest.approx(0.9, abs=0.3)
    assert starts[1] == pytest.approx(8.4, abs=0.3)
    assert len(parrot.heard) == 2
    for seconds, level in parrot.heard:
        assert 3.4 < seconds < 6.0
        assert level > 0.02


def test_a_model_that_is_not_to_be_had_leaves_a_review_without_words(
    call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(settings: Any, progress: Any) -> Any:
        raise ModelUnavailable("no model; get one")

    monkeypatch.setattr(room, "load_whisper", refuse)
    expected = Wording(None, "no model; get one", ("Reviewed without words: no model; get one",))
    assert wording(speech_of(call), Settings(), None, no_progress) == expected


def test_nothing_is_loaded_where_nobody_speaks(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "load_whisper", None)
    speech = speech_of(call)
    silent = Speech(speech.audio, (0, 1), ((), ()), speech.levels_dbfs, 12.0)
    said = wording(silent, Settings(), None, no_progress)
    assert (said.transcript, said.why_none) == (None, "nobody speaks in the recording")


def given(utterances: list[tuple[str, float, float]], **more: Any) -> dict[str, Any]:
    return {
        "duration_s": 12.0,
        "utterances": [
            {"party": party, "start_s": start_s, "end_s": end_s, "text": "one two three"}
            for party, start_s, end_s in utterances
        ],
        **more,
    }


def placed(plain: dict[str, Any], settings: Settings | None = None) -> Wording:
    return from_given(read_timeline(plain), IPUS, 12.0, "t.json", settings or Settings())


RIGHT = [("customer", 0.8, 3.6), ("customer", 5.5, 7.7), ("agent", 8.3, 11.7)]


def test_parties_go_to_the_channels_on_which_they_speak() -> None:
    said = placed(given(RIGHT, language="en"))
    assert said.transcript is not None
    assert [u.party for u in said.transcript.utterances] == [0, 0, 1]
    assert said.agent_channel == 1
    assert said.notices == ()
    assert said.transcript.language == {"0": "en", "1": "en"}


def test_a_transcript_that_fits_nowhere_is_told_for_each_party() -> None:
    said = placed(given([("agent", 3.7, 5.4), ("customer", 7.75, 8.25)], language="en"))
    assert said.agent_channel is None
    assert ["agent's words" in n for n in said.notices] == [True, False]
    assert all("of another call?" in notice for notice in said.notices)


def test_a_language_that_is_not_named_is_assumed_and_told() -> None:
    said = placed(given(RIGHT))
    assert said.transcript is not None
    assert said.transcript.language == {"0": "en", "1": "en"}
    (notice,) = said.notices
    assert "read as 'en'" in notice
    asked = with_values(Settings(), {"words": {"language": "de"}})
    by_option = placed(given(RIGHT), asked)
    assert by_option.transcript is not None
    assert by_option.transcript.language == {"0": "de", "1": "de"}
    assert by_option.notices == ()


def test_what_lies_past_the_end_is_cut_and_far_past_it_refused() -> None:
    plain = given([*RIGHT, ("agent", 11.8, 12.9), ("agent", 12.95, 13.5)], language="en")
    plain["duration_s"] = 13.5
    said = placed(plain)
    assert said.transcript is not None
    last = said.transcript.utterances[-1]
    assert (last.start_s, last.end_s) == (11.8, 12.0)
    assert all(word.end_s <= 12.0 for word in last.words)
    plain["duration_s"] = 15.0
    with pytest.raises(TimelineError, match=r"t\.json runs to 15\.0 s, but the recording ends"):
        placed(plain)


def test_a_mono_recording_takes_all_words() -> None:
    timeline = json.loads((SAMPLES / "mono-mix.timeline.json").read_text())
    read = read_timeline(timeline)
    said = from_given(read, (IPUS[0],), read.duration_s, "t.json", Settings())
    assert said.transcript is not None
    assert {u.party for u in said.transcript.utterances} == {0}
    assert len(said.transcript.utterances) == len(timeline["utterances"])
    assert said.agent_channel is None
