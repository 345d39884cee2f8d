"""Words of a running call come from each party's own speech, and hold up nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.errors import ModelUnavailable
from callcoach.live.words import desk as words_desk
from callcoach.live.words.live_words import LiveWords
from callcoach.live.words.process import Ready, WordsProcess
from callcoach.settings import Settings, WordSettings
from callcoach.types.time import Span
from callcoach.types.words import Word
from callcoach.words import HeardSegment, load_whisper, transcribe_channels
from made_calls import RATE_HZ
from words_driving import MODEL, SampleCall, drive, known_at, sample_call, settings, wait_for

CALL_S = 45.0


@contextmanager
def live_words(wishes: Settings, **more: Any) -> Iterator[LiveWords]:
    words = LiveWords(wishes, 2, RATE_HZ, **more)
    try:
        yield words
    finally:
        words.close()
        assert not any(thread.is_alive() for thread in words._threads)


def texts(transcript: Any, channel: int) -> list[str]:
    return [word.text for word in transcript.words_of(channel)]


@pytest.fixture(scope="module")
def call() -> SampleCall:
    return sample_call("good-call", CALL_S)


@pytest.fixture(scope="module")
def reviewed(call: SampleCall) -> Any:
    """The transcript that a review of the call would have, from its whole sound."""
    from callcoach.live.words.waiting_sound import WaitingSound

    whole = WaitingSound(2, RATE_HZ)
    whole.push(call.sound)
    return transcribe_channels(
        load_whisper(settings().words),
        lambda channel, spans: (whole.stretch(channel, span) for span in spans),
        call.ipus,
        call.duration_s,
        settings().words,
    )


class TestWithTheRealEngine:
    def test_the_words_are_those_of_the_review(self, call: SampleCall, reviewed: Any) -> None:
        started: list[WordsProcess] = []

        def start(wishes: WordSettings) -> WordsProcess:
            started.append(WordsProcess(wishes))
            return started[-1]

        with live_words(settings(), start=start) as words:
            assert words.now(0.0).state == "starting"
            drive(words, call, to_s=30)
            wait_for(lambda: words.now(30.0).last_text)
            assert words.now(30.0).state == "working"
            assert words.now(30.0).model == "tiny-whisper"
            os.kill(started[0].pid, signal.SIGKILL)
            drive(words, call, from_s=31)
            wording = words.finish(call.ipus, call.levels_dbfs, within_s=30)
        assert len(started) == 2
        said = wording.transcript
        assert said is not None
        assert wording.notices == ()
        assert wording.runs_on.startswith("cpu, int8, ")
        assert (said.engine, said.model) == (reviewed.engine, str(MODEL))
        assert said.language == reviewed.language == {"0": "en", "1": "en"}
        for channel in (0, 1):
            assert texts(said, channel) == texts(reviewed, channel)
            assert len(texts(said, channel)) > 30
            pairs = zip(said.words_of(channel), reviewed.words_of(channel), strict=True)
            assert max(abs(one.start_s - other.start_s) for one, other in pairs) <= 0.1
            for word in said.words_of(channel):
                assert any(u.start_s <= word.start_s <= word.end_s <= u.end_s
                           for u in call.ipus[channel])  # fmt: skip


@dataclass
class Engine:
    """Stands for processes: says one word in the middle of each passage, when it is let."""

    models: list[str] = field(default_factory=list)
    heard: list[tuple[int, str]] = field(default_factory=list)
    asked: int = 0
    may: threading.Event = field(default_factory=threading.Event)
    languages: list[dict[str, float]] = field(default_factory=list)

    def __call__(self, wishes: WordSettings) -> Engine:
        self.models.append(wishes.model)
        return self

    def ready(self) -> Ready:
        return Ready("fake 1", self.models[-1], "nothing", ("It is a fake.",), 30.0)

    def language_of(self, samples: Any) -> dict[str, float]:
        return self.languages.pop(0) if self.languages else {"en": 0.9}

    def transcribe(self, samples: Any, language: str) -> tuple[HeardSegment, ...]:
        self.asked += 1
        assert self.may.wait(20)
        self.heard.append((len(samples), language))
        middle_s = len(samples) / 16_000 / 2
        return (HeardSegment((Word(middle_s - 0.1, middle_s + 0.1, f"word{self.asked}"),)),)

    def kill(self) -> None:
        self.may.set()

    def end(self) -> str:
        return ""


@pytest.fixture
def engine() -> Engine:
    made = Engine()
    made.may.set()
    return made


SECOND = np.zeros((2, RATE_HZ), np.int16)
TURNS = (
    (Span(1.0, 10.0), Span(30.0, 39.0)),
    (Span(12.0, 21.0), Span(45.0, 54.0)),
)
LEVELS = (np.full(6_000, -30.0, np.float32),) * 2


def push_to(words: LiveWords, from_s: int, to_s: int) -> None:
    """Seconds of silence of which we say that somebody speaks."""
    for second in range(from_s, to_s):
        words.push(SECOND)
        now_s = second + 0.7
        words.spoken([known_at(units, now_s) for units in TURNS], now_s)


def push_paced(words: LiveWords, engine: Engine) -> None:
    """The whole call, waiting for the words of each turn."""
    for n, (from_s, to_s) in enumerate(((0, 15), (15, 25), (25, 43), (43, 60)), start=1):
        push_to(words, from_s, to_s)
        wait_for(lambda n=n: engine.asked == n)
    wait_for(lambda: words.now(60.0).lag_s == 0)


def test_each_turn_is_heard_once_on_its_own_channel(engine: Engine) -> None:
    with live_words(settings(), start=engine) as words:
        push_paced(words, engine)
        assert words.now(60.0).last_text == "word4"
        wording = words.finish(TURNS, LEVELS, within_s=5)
    assert wording.transcript is not None
    assert [(u.party, u.text) for u in wording.transcript.utterances] == [
        (0, "word1"), (1, "word2"), (0, "word3"), (1, "word4"),
    ]  # fmt: skip
    assert [u.start_s for u in wording.transcript.utterances] == pytest.approx(
        [5.4, 16.4, 34.4, 49.4], abs=0.01
    )
    assert wording.notices == ("It is a fake.",)


def test_the_units_of_the_whole_call_judge_what_was_heard(engine: Engine) -> None:
    with live_words(settings(), start=engine) as words:
        push_paced(words, engine)
        # At the end it shows that nobody spoke at 5 s, and of a turn that nobody had heard of.
        final = ((Span(30.0, 39.0),), (Span(12.0, 21.0), Span(25.0, 28.5), Span(45.0, 54.0)))
        wording = words.finish(final, LEVELS, within_s=5)
    assert wording.transcript is not None
    assert [u.start_s for u in wording.transcript.utterances] == pytest.approx(
        [16.4, 34.4, 49.4], abs=0.01
    )
    (doubted,) = wording.transcript.suppressed
    assert (doubted.party, doubted.why) == (0, "no_speech_under_it")
    assert wording.notices[1:] == (
        "Words are missing for 4 s of the speech: "
        "it was not heard as speech while the call went on",
    )


def test_nothing_waits_for_an_engine_that_hangs(engine: Engine) -> None:
    engine.may.clear()
    with live_words(settings(), start=engine) as words:
        push_to(words, 0, 15)
        wait_for(lambda: engine.asked == 1)
        began_s = time.monotonic()
        for _ in range(300):
            words.push(SECOND)
            words.spoken(TURNS, 60.0)
        wait_for(words._came.empty)
        assert words._sound.ends_s - words._sound.starts_s <= 120 + 1
        assert words.now(315.0).lag_s == pytest.approx(314.2)
        wording = words.finish(TURNS, LEVELS, within_s=0.2)
        assert time.monotonic() - began_s < 5
    assert wording.transcript is None
    assert wording.why_none == "the rest was not ready 0.2 s after the end of the call"
    assert wording.notices == (f"Reviewed without words: {wording.why_none}",)


def test_a_slow_engine_makes_room_for_a_smaller_one_and_that_for_none(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    smaller = {str(MODEL): "tiny", "tiny": None}
    monkeypatch.setattr(words_desk, "smaller_here", lambda name, is_english: smaller[name])
    engine.may.clear()
    with live_words(settings(), start=engine) as words:
        push_to(words, 0, 15)
        wait_for(lambda: engine.asked == 1)
        push_to(words, 15, 38)
        wait_for(words._came.empty)
        engine.may.set()
        wait_for(lambda: words.now(38.0).state == "smaller_model")
        told = words.now(38.0)
        assert told.model == "tiny"
        assert told.why.startswith("model tiny-whisper falls behind the call: words came ")
        engine.may.clear()
        push_to(words, 38, 62)
        wait_for(words._came.empty)
        wait_for(lambda: engine.asked >= 2)
        push_to(words, 62, 90)
        wait_for(words._came.empty)
        engine.may.set()
        wait_for(lambda: words.now(90.0).state == "gave_up")
        assert "no smaller one is on this machine" in words.now(90.0).why
        assert words.now(90.0).lag_s == 0
        push_to(words, 90, 95)
        wording = words.finish(TURNS, LEVELS, within_s=5)
    assert engine.models == [str(MODEL), "tiny"]
    assert wording.transcript is not None
    assert wording.transcript.model == f"{MODEL}, tiny"
    assert len(wording.transcript.utterances) in (2, 3)
    assert any(told.startswith("Words are missing for ") for told in wording.notices)
    assert any("A smaller model took over in the call" in told for told in wording.notices)


def test_the_language_is_told_from_the_first_passages_and_kept(engine: Engine) -> None:
    engine.languages = [{"de": 0.8}, {"cy": 0.3}, {"fr": 0.9}, {"de": 0.6}]
    with live_words(settings(), start=engine) as words:
        push_paced(words, engine)
        wording = words.finish(TURNS, LEVELS, within_s=5)
    # The customer's first passage tells none, so it is taken for the agent's.
    assert [language for _, language in engine.heard] == ["de", "de", "fr", "fr"]
    assert wording.transcript is not None
    assert wording.transcript.language == {"0": "fr", "1": "fr"}


def test_what_is_not_wanted_or_not_here_is_off(tmp_path: Path) -> None:
    for wishes, why in (
        (settings(transcribe=False), "transcription was switched off"),
        (settings(model=str(tmp_path / "none")), "there is no such folder"),
        (settings(model="no-such-size"), "neither a folder nor a known size"),
    ):
        words = LiveWords(wishes, 2, RATE_HZ, start=lambda _: pytest.fail("it was started"))
        words.push(SECOND)
        words.spoken(TURNS, 1.0)
        now = words.now(5.0)
        assert (now.state, now.lag_s) == ("off", 0)
        assert why in now.why
        wording = words.finish(TURNS, LEVELS, within_s=5)
        assert wording.transcript is None
        assert why in wording.why_none
        assert bool(wording.notices) == wishes.words.transcribe
        words.close()


def test_a_model_that_fails_leaves_the_call_without_words(engine: Engine) -> None:
    def broken(_wishes: WordSettings) -> Any:
        raise ModelUnavailable("model x: cannot be loaded")

    with live_words(settings(), start=broken) as words:
        wait_for(lambda: words.now(0.0).state == "gave_up")
        push_to(words, 0, 10)
        wording = words.finish(TURNS, LEVELS, within_s=5)
    assert wording.notices == ("Reviewed without words: model x: cannot be loaded",)


def test_nobody_speaks(engine: Engine) -> None:
    with live_words(settings(), start=engine) as words:
        words.push(SECOND)
        wording = words.finish(((), ()), LEVELS, within_s=5)
    assert (wording.transcript, wording.why_none) == (None, "nobody speaks in the recording")
    assert engine.asked == 0


def test_closing_in_the_middle_of_a_passage_is_quick(engine: Engine) -> None:
    engine.may.clear()
    with live_words(settings(), start=engine) as words:
        push_to(words, 0, 15)
        wait_for(lambda: engine.asked == 1)
        began_s = time.monotonic()
        words.close()
        assert time.monotonic() - began_s < 2
