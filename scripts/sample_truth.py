"""Owns where each line of a sample call stands, and what follows from it: truth, timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sample_dialogues import VOICES, Line
from sample_voice import RATE_HZ, Spoken, broken_off

PARTIES = ("agent", "customer")
"""In the order of the channels: left, right."""

IPU_GAP_S = 0.20
TALK_OVER_KINDS = ("interruption", "butting_in")
TALK_OVER_LEAST_S = 0.5

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A spoken line in the call; `start_s` is the start of its first phoneme."""

    line: Line
    start_s: float
    spoken: Spoken

    @property
    def end_s(self) -> float:
        """The end of its last phoneme, seconds from the start of the call."""
        return round(self.start_s + self.spoken.duration_s, 3)


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that is not speech: ring, key, music or sigh, on one channel."""

    kind: str
    channel: int
    start_s: float
    end_s: float
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole call before it is mixed."""

    duration_s: float
    lines: tuple[Placed, ...]
    sounds: tuple[Sound, ...] = field(default=())


def placed(
    lines: Sequence[Line], speak: Callable[[Line], Spoken], from_s: float = 0.0
) -> tuple[Placed, ...]:
    """The lines in time, each where its placement says, cut off where another says so."""
    done: dict[str, Placed] = {}
    for line in lines:
        start_s = round(_start_s(line, done, from_s), 3)
        if line.over is not None and line.cuts_after_s is not None:
            base = done[line.over]
            heard_s = start_s + line.cuts_after_s - base.start_s
            done[line.over] = replace(base, spoken=broken_off(base.spoken, heard_s))
        done[line.key] = Placed(line, start_s, speak(line))
    return tuple(sorted(done.values(), key=lambda each: each.start_s))


def _start_s(line: Line, done: Mapping[str, Placed], from_s: float) -> float:
    if line.over is None:
        return max((each.end_s for each in done.values()), default=from_s) + line.gap_s
    base = done[line.over]
    return (base.start_s if line.at_s >= 0 else base.end_s) + line.at_s


def activity(lines: Sequence[Placed], party: str) -> list[Pair]:
    """The party's inter-pausal units: its speech, pauses shorter than `IPU_GAP_S` joined."""
    spans = sorted(
        (each.start_s + start_s, each.start_s + end_s)
        for each in lines
        if each.line.party == party
        for start_s, end_s in each.spoken.spans
    )
    units: list[Pair] = []
    for start_s, end_s in spans:
        if units and start_s - units[-1][1] < IPU_GAP_S:
            units[-1] = (units[-1][0], round(end_s, 3))
        else:
            units.append((round(start_s, 3), round(end_s, 3)))
    return units


def overlaps(lines: Sequence[Placed]) -> list[dict[str, Any]]:
    """Every planned overlap, with its kind."""
    by_key = {each.line.key: each for each in lines}
    found = []
    for each in lines:
        if each.line.over is None:
            continue
        base = by_key[each.line.over]
        start_s, end_s = max(each.start_s, base.start_s), min(each.end_s, base.end_s)
        overlap_s = round(end_s - start_s, 3)
        found.append(
            {
                "kind": each.line.kind,
                "is_talk_over": each.line.kind in TALK_OVER_KINDS
                and each.line.party == "agent"
                and overlap_s >= TALK_OVER_LEAST_S,
                "by": each.line.party,
                "over": base.line.party,
                "start_s": start_s,
                "end_s": end_s,
                "overlap_s": overlap_s,
                "line": each.line.key,
                "over_line": base.line.key,
                "said": each.spoken.text,
                "cut_off": base.spoken.text if base.spoken.is_cut else None,
            }
        )
    return found


def truth(name: str, audio: str, scene: Scene, made: dict[str, Any]) -> dict[str, Any]:
    """All that is known of a sample, from how it was made; `made`: what is special about it."""
    found = overlaps(scene.lines)
    talk_overs = [each for each in found if each["is_talk_over"]]
    return {
        "schema": "callcoach.sample/1",
        "name": name,
        "is_synthetic": True,
        "audio": audio,
        "duration_s": scene.duration_s,
        "sample_rate_hz": RATE_HZ,
        "voices": dict(VOICES),
        **made,
        "utterances": [_utterance(each) for each in scene.lines],
        "activity": {party: activity(scene.lines, party) for party in PARTIES},
        "overlaps": found,
        "talk_overs": {
            "count": len(talk_overs),
            "overlap_s": round(sum(each["overlap_s"] for each in talk_overs), 3),
        },
        "techniques": [
            {"id": technique, "line": each.line.key, "start_s": each.start_s, "end_s": each.end_s}
            for each in scene.lines
            for technique in each.line.techniques
        ],
        "sounds": [
            {
                "kind": sound.kind,
                "channel": sound.channel,
                "start_s": sound.start_s,
                "end_s": sound.end_s,
                "label": sound.label,
            }
            for sound in scene.sounds
        ],
    }


def timeline(scene: Scene) -> dict[str, Any]:
    """What was said and when, in callcoach's own timeline format."""
    return {
        "duration_s": scene.duration_s,
        "language": "en",
        "utterances": [
            {
                "party": each.line.party,
                "start_s": each.start_s,
                "end_s": each.end_s,
                "text": each.spoken.text,
                "words": _words(each),
            }
            for each in scene.lines
        ],
    }


def _words(each: Placed) -> list[dict[str, Any]]:
    return [
        {
            "start_s": round(each.start_s + word.start_s, 3),
            "end_s": round(each.start_s + word.end_s, 3),
            "text": word.text,
        }
        for word in each.spoken.words
    ]


def _utterance(each: Placed) -> dict[str, Any]:
    line = each.line
    return {
        "line": line.key,
        "party": line.party,
        "start_s": each.start_s,
        "end_s": each.end_s,
        "text": each.spoken.text,
        "sentence": line.text,
        "is_cut": each.spoken.is_cut,
        "is_backchannel": line.kind == "backchannel",
        "stretch": line.stretch,
        "pitch": line.pitch,
        "gain_db": line.gain_db,
        "tilt_db": line.tilt_db,
        "techniques": list(line.techniques),
        "words": _words(each),
        "phonemes": [
            [
                phoneme.text,
                round(each.start_s + phoneme.start_s, 3),
                round(each.start_s + phoneme.end_s, 3),
            ]
            for phoneme in each.spoken.phonemes
        ],
    }
