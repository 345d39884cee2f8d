"""Owns one made conversation, and how each format writes it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """A word: its party, its times in milliseconds, its text."""

    party: str
    start_ms: int
    end_ms: int
    text: str


Line = Sequence[Said]
"""The words of an utterance, without gaps between them."""

_WORDS = (
    *("I", "you", "we", "order", "bill", "card", "please", "will"),
    *("can", "look", "wait", "today", "because", "account", "number"),
)
_SHORT = ("yeah.", "okay.", "right.")


def conversation(seed: int, n_lines: int = 40) -> list[Line]:
    """A conversation whose lines follow, overlap and contain each other."""
    dice = random.Random(seed)
    lines: list[Line] = []
    free_ms = {"agent": 300, "customer": 300}
    party, at_ms = "agent", 300
    for _ in range(n_lines):
        texts = [dice.choice(_SHORT)] if dice.random() < 0.25 else _sentence(dice)
        at_ms = max(at_ms, free_ms[party] + 900, 0)
        line: list[Said] = []
        for text in texts:
            end_ms = at_ms + dice.randint(120, 420)
            line.append(Said(party, at_ms, end_ms, text))
            at_ms = end_ms
        free_ms[party] = at_ms
        lines.append(line)
        party = "customer" if party == "agent" else "agent"
        at_ms += dice.choice((-2600, -1800, -1800, -900, -300, 0, 200, 700))
    return sorted(lines, key=lambda line: line[0].start_ms)


def _sentence(dice: random.Random) -> list[str]:
    texts = dice.choices(_WORDS, k=dice.randint(3, 14))
    return [*texts[:-1], texts[-1] + dice.choice((".", "?"))]


def text_of(line: Line) -> str:
    """What a line says."""
    return " ".join(word.text for word in line)


def own_json(lines: Sequence[Line], holds: str = "words") -> str:
    """callcoach's own JSON, with `words`, with their `text` only, or with `spans` alone."""
    utterances = []
    for line in lines:
        start_s, end_s = line[0].start_ms / 1000, line[-1].end_ms / 1000
        item: dict[str, Any] = {"party": line[0].party, "start_s": start_s, "end_s": end_s}
        if holds != "spans":
            item["text"] = text_of(line)
        if holds == "words":
            item["words"] = [
                {"text": w.text, "start_s": w.start_ms / 1000, "end_s": w.end_ms / 1000}
                for w in line
            ]
        utterances.append(item)
    duration_s = max(line[-1].end_ms for line in lines) / 1000
    return json.dumps({"duration_s": duration_s, "utterances": utterances})


def whisper_json(lines: Sequence[Line]) -> str:
    """Whisper's segments with speakers, as diarizing relatives write them."""
    segments = [
        {
            "start": line[0].start_ms / 1000,
            "end": line[-1].end_ms / 1000,
            "text": " " + text_of(line),
            "speaker": line[0].party,
            "words": [
                {"word": " " + w.text, "start": w.start_ms / 1000, "end": w.end_ms / 1000}
                for w in line
            ],
        }
        for line in lines
    ]
    return json.dumps({"segments": segments})


def call_analytics_json(lines: Sequence[Line]) -> str:
    """Amazon Transcribe Call Analytics."""
    turns = []
    for line in lines:
        items: list[dict[str, Any]] = []
        for word in line:
            bare = word.text.rstrip(".?")
            times = {"BeginOffsetMillis": word.start_ms, "EndOffsetMillis": word.end_ms}
            items.append({**times, "Content": bare, "Type": "pronunciation", "Confidence": "0.9"})
            if bare != word.text:
                items.append({"Content": word.text[-1], "Type": "punctuation"})
        turns.append(
            {
                "ParticipantRole": line[0].party.upper(),
                "BeginOffsetMillis": line[0].start_ms,
                "EndOffsetMillis": line[-1].end_ms,
                "Content": text_of(line),
                "Items": items,
            }
        )
    return json.dumps({"Channel": "VOICE", "Transcript": turns})


def transcribe_json(lines: Sequence[Line]) -> str:
    """Plain Amazon Transcribe with channels: the agent on ch_0."""
    channels = []
    for label, party in (("ch_0", "agent"), ("ch_1", "customer")):
        items: list[dict[str, Any]] = []
        for word in _words_of(lines, party):
            bare = word.text.rstrip(".?")
            times = {"start_time": _seconds(word.start_ms), "end_time": _seconds(word.end_ms)}
            best = [{"confidence": "0.9", "content": bare}]
            items.append({**times, "alternatives": best, "type": "pronunciation"})
            if bare != word.text:
                mark = [{"confidence": "0.0", "content": word.text[-1]}]
                items.append({"alternatives": mark, "type": "punctuation"})
        channels.append({"channel_label": label, "items": items})
    return json.dumps({"results": {"channel_labels": {"channels": channels}}})


def deepgram_json(lines: Sequence[Line]) -> str:
    """Deepgram with a channel for each party: the agent on 0."""
    channels = [
        {
            "alternatives": [
                {
                    "words": [
                        {
                            "word": word.text.rstrip(".?"),
                            "punctuated_word": word.text,
                            "start": word.start_ms / 1000,
                            "end": word.end_ms / 1000,
                            "confidence": 0.9,
                        }
                        for word in _words_of(lines, party)
                    ]
                }
            ]
        }
        for party in ("agent", "customer")
    ]
    return json.dumps({"metadata": {"channels": 2}, "results": {"channels": channels}})


def ctm(lines: Sequence[Line]) -> str:
    """CTM, sorted by channel: the agent on A."""
    return "".join(
        f"call {channel} {_seconds(w.start_ms)} {_seconds(w.end_ms - w.start_ms)} {w.text} 0.9\n"
        for channel, party in (("A", "agent"), ("B", "customer"))
        for w in _words_of(lines, party)
    )


def srt(lines: Sequence[Line]) -> str:
    """SRT with names before the text."""
    return "".join(
        f"{number}\n{_clock(line[0].start_ms, ',')} --> {_clock(line[-1].end_ms, ',')}\n"
        f"{line[0].party.title()}: {text_of(line)}\n\n"
        for number, line in enumerate(lines, start=1)
    )


def vtt(lines: Sequence[Line]) -> str:
    """WebVTT with voices."""
    return "WEBVTT\n\n" + "".join(
        f"{_clock(line[0].start_ms, '.')} --> {_clock(line[-1].end_ms, '.')}\n"
        f"<v {line[0].party}>{text_of(line)}</v>\n\n"
        for line in lines
    )


def rttm(lines: Sequence[Line]) -> str:
    """RTTM."""
    return "".join(
        f"SPEAKER call 1 {_seconds(line[0].start_ms)} "
        f"{_seconds(line[-1].end_ms - line[0].start_ms)} <NA> <NA> {line[0].party} <NA> <NA>\n"
        for line in lines
    )


WRITERS: Mapping[str, Callable[[Sequence[Line]], str]] = {
    "own": own_json,
    "whisper": whisper_json,
    "call_analytics": call_analytics_json,
    "transcribe": transcribe_json,
    "deepgram": deepgram_json,
    "ctm": ctm,
    "srt": srt,
    "vtt": vtt,
    "rttm": rttm,
}

AGENT_IS = {"transcribe": "ch_0", "deepgram": "ch_0", "ctm": "A"}
"""The agent's name, where a format writes channels."""


def _words_of(lines: Sequence[Line], party: str) -> list[Said]:
    return [word for line in lines for word in line if word.party == party]


def _seconds(time_ms: int) -> str:
    return f"{time_ms // 1000}.{time_ms % 1000:03}"


def _clock(time_ms: int, point: str) -> str:
    hours, rest = divmod(time_ms // 1000, 3600)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02}{point}{time_ms % 1000:03}"
