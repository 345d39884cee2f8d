"""Deepgram's files are read as Deepgram documents them: channels, speakers, utterances."""

from __future__ import annotations

from typing import Any

import pytest

from callcoach.errors import TimelineError
from callcoach.words import read_timeline

from .conftest import told


def word(start: float, end: float, text: str, **more: Any) -> dict[str, Any]:
    bare = text.lower().strip(".,?")
    times = {"word": bare, "start": start, "end": end, "confidence": 0.99}
    return {**times, "punctuated_word": text, **more}


def call(*channels: list[dict[str, Any]], **results: Any) -> dict[str, Any]:
    return {
        "metadata": {"request_id": "c4f6", "duration": 6.5, "channels": len(channels)},
        "results": {
            "channels": [
                {
                    "alternatives": [{"transcript": "", "confidence": 0.99, "words": words}],
                    "detected_language": "en",
                }
                for words in channels
            ],
            **results,
        },
    }


AGENT = [word(0.5, 0.8, "Good"), word(0.8, 1.2, "morning."), word(6.0, 6.4, "Right")]
CUSTOMER = [word(1.0, 1.9, "Hello,"), word(1.95, 2.4, "listen")]


def test_channels() -> None:
    timeline = read_timeline(call(AGENT, CUSTOMER), {"ch_0": "agent"})
    assert told(timeline) == [
        ("agent", 0.5, 1.2, "Good morning."),
        ("customer", 1.0, 2.4, "Hello, listen"),
        ("agent", 6.0, 6.4, "Right"),
    ]
    assert timeline.duration_s == 6.5
    assert timeline.transcript.language == {"agent": "en", "customer": "en"}
    first = timeline.transcript.words_of("customer")[0]
    assert (first.start_s, first.end_s, first.text, first.confidence) == (1.0, 1.9, "Hello,", 0.99)


def test_speakers_of_one_channel() -> None:
    words = [
        word(0.5, 0.8, "Yes?", speaker=0, speaker_confidence=0.9),
        word(0.9, 1.2, "Hello", speaker=1),
        word(1.2, 1.5, "there", speaker=1),
    ]
    timeline = read_timeline(call(words), {"speaker_1": "customer", "speaker_0": "agent"})
    assert told(timeline) == [
        ("agent", 0.5, 0.8, "Yes?"),
        ("customer", 0.9, 1.5, "Hello there"),
    ]


def test_nobody_is_told_apart_in_one_channel_without_speakers() -> None:
    assert told(read_timeline(call([word(0.5, 0.8, "Yes")])))[0][0] == "unknown"


@pytest.mark.parametrize("n_channels", [1, 2])
def test_utterances_come_before_words(n_channels: int) -> None:
    said = [
        {
            "start": 0.5,
            "end": 1.2,
            "confidence": 0.9,
            "channel": 0,
            "transcript": "Good morning.",
            "words": AGENT[:2],
            "speaker": 0,
            "id": "a",
        },
        {
            "start": 1.0,
            "end": 2.4,
            "confidence": 0.9,
            "channel": n_channels - 1,
            "transcript": "Hello, listen",
            "speaker": 1,
            "id": "b",
        },
    ]
    plain = call(*[[]] * n_channels, utterances=said)
    name = "ch_" if n_channels == 2 else "speaker_"
    timeline = read_timeline(plain, {f"{name}0": "agent", f"{name}1": "customer"})
    assert told(timeline) == [
        ("agent", 0.5, 1.2, "Good morning."),
        ("customer", 1.0, 2.4, "Hello, listen"),
    ]
    assert [w.text for w in timeline.transcript.words_of("agent")] == ["Good", "morning."]
    assert not timeline.transcript.words_of("customer")[0].is_timed


def test_unlike_languages_name_none() -> None:
    plain = call(AGENT, CUSTOMER)
    plain["results"]["channels"][1]["detected_language"] = "de"
    assert read_timeline(plain, {"ch_0": "agent"}).transcript.language == {}


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        (call([word(2.0, 1.5, "a")]), r"channel 0, word 1 ends at 1\.5 s, before it starts at 2 s"),
        (call([word(-0.5, 1.5, "a")]), r"word 1: start_s is -0\.5, which is negative"),
        (call([word(1.0, 7.5, "a")]), r"word 1 at 1 to 7\.5 s lies outside the call \(0 to 6\.5"),
        (call([word(1.0, float("inf"), "a")]), r"word 1: end_s is inf, which is not finite"),
        (call([{"word": "a"}]), r"word 1: start_s is None, which is not a number"),
        (call(["hi"]), r"channel 0, word 1 is not a JSON object"),  # type: ignore[list-item]
        (call([], utterances=[{"start": 1}]), r"utterance 1 has no 'end'"),
        ({"results": {"channels": [{}]}}, r"channel 0 has no 'alternatives'"),
        ({"results": {"channels": []}}, r"is Deepgram JSON, but nothing is said in it"),
    ],
)
def test_what_cannot_be_is_refused(plain: dict[str, Any], message: str) -> None:
    with pytest.raises(TimelineError, match=message):
        read_timeline(plain)
