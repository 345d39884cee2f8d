"""Amazon's files are read as Amazon documents them: Call Analytics, Contact Lens, plain."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from callcoach.errors import TimelineError
from callcoach.words import read_timeline

from .conftest import told

CALL: dict[str, Any] = {
    "JobStatus": "COMPLETED",
    "LanguageCode": "en-US",
    "AccountId": "1234567890",
    "Channel": "VOICE",
    "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
    "Transcript": [
        {
            "LoudnessScores": [78.63, 78.37],
            "Content": "Hi, how can I help?",
            "Id": "649afe93",
            "BeginOffsetMillis": 440,
            "EndOffsetMillis": 1960,
            "Sentiment": "NEUTRAL",
            "ParticipantRole": "AGENT",
            "Items": [
                item
                for begin, end, text, mark in (
                    (440, 700, "Hi", ","),
                    (780, 1000, "how", ""),
                    (1000, 1250, "can", ""),
                    (1250, 1400, "I", ""),
                    (1400, 1960, "help", "?"),
                )
                for item in (
                    {
                        "BeginOffsetMillis": begin,
                        "EndOffsetMillis": end,
                        "Confidence": "0.98",
                        "Content": text,
                        "Type": "pronunciation",
                    },
                    {"Content": mark, "Confidence": "0.0", "Type": "punctuation"},
                )
                if item["Content"]
            ],
        },
        {
            "Content": "My bill is wrong.",
            "Id": "f9266cba",
            "BeginOffsetMillis": 2500,
            "EndOffsetMillis": 4210,
            "Sentiment": "NEGATIVE",
            "ParticipantRole": "CUSTOMER",
        },
    ],
    "ConversationCharacteristics": {"TotalConversationDurationMillis": 4210},
}


def changed(**changes: Any) -> dict[str, Any]:
    """The call with changes to its first turn; None takes the key away."""
    plain = copy.deepcopy(CALL)
    turn = {**plain["Transcript"][0], **changes}
    plain["Transcript"][0] = {key: value for key, value in turn.items() if value is not None}
    return plain


def test_call_analytics() -> None:
    timeline = read_timeline(CALL)
    assert timeline.duration_s == 4.21
    assert told(timeline) == [
        ("agent", 0.44, 1.96, "Hi, how can I help?"),
        ("customer", 2.5, 4.21, "My bill is wrong."),
    ]
    assert timeline.transcript.language == {"agent": "en-US", "customer": "en-US"}
    words = timeline.transcript.words_of("agent")
    assert [word.text for word in words] == ["Hi,", "how", "can", "I", "help?"]
    assert [(words[0].start_s, words[0].end_s), (words[4].start_s, words[4].end_s)] == [
        (0.44, 0.7),
        (1.4, 1.96),
    ]
    assert words[0].confidence == 0.98
    assert all(word.is_timed for word in words)
    assert not any(word.is_timed for word in timeline.transcript.words_of("customer"))


def test_contact_lens_names_participants_by_their_ids() -> None:
    plain = changed(ParticipantRole=None, ParticipantId="7d2c", Items=None)
    plain["Participants"] = [{"ParticipantId": "7d2c", "ParticipantRole": "AGENT"}]
    assert told(read_timeline(plain))[0] == ("agent", 0.44, 1.96, "Hi, how can I help?")


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        (changed(EndOffsetMillis=40), r"turn 1 ends at 0\.04 s, before it starts at 0\.44 s"),
        (changed(BeginOffsetMillis=-10), r"turn 1: start_s is -0\.01, which is negative"),
        (changed(EndOffsetMillis=9000), r"turn 1 at 0\.44 to 9 s lies outside the call"),
        (changed(BeginOffsetMillis=float("nan")), r"turn 1: start_s is nan, which is not finite"),
        (changed(BeginOffsetMillis="soon"), r"turn 1: start_s is 'soon', which is not a number"),
        (changed(BeginOffsetMillis=True), r"turn 1: start_s is True, which is not a number"),
        (changed(BeginOffsetMillis=None), r"turn 1 has no 'BeginOffsetMillis'"),
        (changed(Items=[{"Type": "pronunciation"}]), r"turn 1, item 1 has no 'Content'"),
        ({"Transcript": []}, r"is Amazon Transcribe Call Analytics JSON, but nothing is said"),
        ({"Transcript": ["hi"]}, r"turn 1 is not a JSON object"),
    ],
)
def test_call_analytics_that_cannot_be_is_refused(plain: dict[str, Any], message: str) -> None:
    with pytest.raises(TimelineError, match=message):
        read_timeline(plain)


def word(start: str, end: str, text: str, **more: str) -> dict[str, Any]:
    best = {"confidence": "0.997", "content": text}
    times = {"start_time": start, "end_time": end}
    return {**times, "alternatives": [best], "type": "pronunciation", **more}


def mark(text: str) -> dict[str, Any]:
    return {"alternatives": [{"confidence": "0.0", "content": text}], "type": "punctuation"}


CHANNELS: dict[str, Any] = {
    "jobName": "call-1",
    "accountId": "111122223333",
    "status": "COMPLETED",
    "results": {
        "language_code": "en-US",
        "transcripts": [{"transcript": "Good morning. Hello, I am calling about my order."}],
        "channel_labels": {
            "number_of_channels": 2,
            "channels": [
                {
                    "channel_label": "ch_0",
                    "items": [
                        word("0.5", "0.8", "Good"),
                        word("0.8", "1.2", "morning"),
                        mark("."),
                        word("6.0", "6.4", "Right"),
                    ],
                },
                {
                    "channel_label": "ch_1",
                    "items": [
                        word("1.6", "1.9", "Hello"),
                        mark(","),
                        word("1.95", "2.4", "listen"),
                        word("3.3", "3.9", "please"),
                    ],
                },
            ],
        },
        "items": [],
    },
}


def test_channels_of_plain_transcribe() -> None:
    timeline = read_timeline(CHANNELS, {"ch_1": "agent"})
    assert told(timeline) == [
        ("customer", 0.5, 1.2, "Good morning."),
        ("agent", 1.6, 2.4, "Hello, listen"),
        ("agent", 3.3, 3.9, "please"),
        ("customer", 6.0, 6.4, "Right"),
    ]
    assert timeline.duration_s == 6.4
    assert timeline.transcript.words_of("agent")[0].confidence == 0.997
    assert timeline.transcript.language == {"agent": "en-US", "customer": "en-US"}
    assert timeline.notices == ("'ch_0', the only other speaker, was taken to be the customer.",)


def test_channels_need_a_mapping() -> None:
    with pytest.raises(TimelineError, match=r"Add --party ch_0=agent --party ch_1=customer, or"):
        read_timeline(CHANNELS)


@pytest.mark.parametrize("is_new", [True, False])
def test_speakers_of_plain_transcribe_new_and_old(is_new: bool) -> None:
    who = ("spk_0", "spk_1")
    labels = [{"speaker_label": name} if is_new else {} for name in who]
    items = [
        word("0.1", "0.4", "Yes", **labels[0]),
        mark("?"),
        word("0.3", "0.9", "No", **labels[1]),
    ]
    old = [
        {"start_time": start, "end_time": end, "speaker_label": name}
        for start, end, name in (("0.1", "0.4", "spk_0"), ("0.3", "0.9", "spk_1"))
    ]
    segments = [{"speaker_label": each["speaker_label"], "items": [each]} for each in old]
    results: dict[str, Any] = {"transcripts": [], "items": items}
    results["speaker_labels"] = {"speakers": 2, "segments": [] if is_new else segments}
    timeline = read_timeline({"results": results}, {"spk_0": "customer"})
    assert told(timeline) == [("customer", 0.1, 0.4, "Yes?"), ("agent", 0.3, 0.9, "No")]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (word("0.9", "0.5", "a"), r"item 1 ends at 0\.5 s, before it starts at 0\.9 s"),
        (word("soon", "0.5", "a"), r"item 1: start_s is 'soon', which is not a number"),
        (word("nan", "0.5", "a"), r"item 1: start_s is nan, which is not finite"),
        (word("-1", "0.5", "a"), r"item 1: start_s is -1, which is negative"),
        ({"type": "pronunciation"}, r"item 1 has no 'alternatives'"),
        ({"alternatives": [{"content": "a"}]}, r"item 1 has no 'start_time'"),
    ],
)
def test_plain_transcribe_that_cannot_be_is_refused(item: dict[str, Any], message: str) -> None:
    with pytest.raises(TimelineError, match=message):
        read_timeline({"results": {"items": [item]}})


def test_plain_transcribe_without_words_is_refused() -> None:
    with pytest.raises(TimelineError, match="is Amazon Transcribe JSON, but nothing is said in it"):
        read_timeline({"results": {"transcripts": [{"transcript": ""}], "items": []}})
