"""Owns what the subtitle formats share: cues with times, and who speaks in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callcoach.errors import TimelineError
from callcoach.words.timeline_draft import UNNAMED, DraftUtterance
from callcoach.words.timeline_names import obvious_party

ARROW = "-->"

NAMED_LEAST = 0.5
"""The share of cues that must begin with a name before unknown names are believed."""

NAME_LEAST = 0.1
"""The share of cues that a name must begin to be believed, so that "Note: ..." is text. Both
chosen by us; obvious names and those the user gives are always believed."""

_CLOCK = re.compile(r"(-?)(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?")
_NAME = re.compile(
    r"\s*(?:[-\u2013\u2014>]+\s*)?"
    r"(?:\[([^\]\n]{1,40})\]:?(?=\s*\S)|([^\W\d_][^:\[\]<>\n]{0,39}?):(?=\s|$))\s*"
)
_NAME_WORDS_MOST = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: where it stands, its times, and its text by voice, None where none is marked."""

    where: str
    start_s: float
    end_s: float
    pieces: tuple[tuple[str | None, str], ...]


@dataclass(frozen=True, slots=True)
class RawCue:
    """A cue as the file has it, markup and all."""

    where: str
    start_s: float
    end_s: float
    text: str


def is_time_line(line: str) -> bool:
    """Whether the line begins a cue: two clock times with an arrow between."""
    left, arrow, right = line.partition(ARROW)
    return bool(arrow and _CLOCK.fullmatch(left.strip()) and _CLOCK.match(right.strip()))


def cues_of(text: str, name: str) -> Iterator[RawCue]:
    """The cues of a text: each line of times, with the lines up to the next one.

    Raises
    ------
    TimelineError
        If a line with an arrow holds no two clock times.
    """
    lines = text.split("\n")
    at = [number for number, line in enumerate(lines) if ARROW in line]
    ends = [*at, len(lines)][1:] if at else []
    for number, (first, after) in enumerate(zip(at, ends, strict=True), start=1):
        where = f"{name}: cue {number}"
        start_s, end_s = _times_s(lines[first], where)
        said = lines[first + 1 : after]
        if after < len(lines):
            said = _without_number(said)
        yield RawCue(where, start_s, end_s, "\n".join(said).strip())


def _without_number(lines: list[str]) -> list[str]:
    """A cue's lines without the number or name of the next cue, which stands after them."""
    if not lines or not lines[-1].strip():
        return lines
    is_apart = len(lines) > 1 and not lines[-2].strip()
    return lines[:-1] if is_apart or lines[-1].strip().isdigit() else lines


def _times_s(line: str, where: str) -> tuple[float, float]:
    left, _, right = line.partition(ARROW)
    return _clock_s(left.strip(), where), _clock_s((right.split() or [""])[0], where)


def _clock_s(text: str, where: str) -> float:
    found = _CLOCK.fullmatch(text)
    if found is None or (found[2] is None and found[5] is None):
        raise TimelineError(f"{where} has the time {text!r}; expected is 00:01:02,345")
    sign, hours, minutes, seconds, parts = found.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        raise TimelineError(f"{where} has the time {text!r}; minutes and seconds end at 59")
    whole_s = 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds)
    value_s = (1000 * whole_s + int((parts or "0").ljust(3, "0"))) / 1000
    return -value_s if sign else value_s


def utterances_of(cues: Sequence[Cue], speakers: Iterable[str]) -> tuple[DraftUtterance, ...]:
    """Utterances of cues, with the speaker of each.

    The speaker is the voice that a cue marks, else a name before the text ("Agent: ...",
    "[Agent] ..."), else unknown. A cue of several speakers is parted, its time shared by the
    length of the texts. `speakers`: names that the user says are speakers.
    """
    believed = _believed(cues, frozenset(speakers))
    return tuple(each for cue in cues for each in _parted(cue, believed))


def _believed(cues: Sequence[Cue], speakers: frozenset[str]) -> frozenset[str]:
    counts = Counter(
        name
        for cue in cues
        for name in {name for voice, text in cue.pieces if not voice for name in _names(text)}
    )
    enough = NAME_LEAST * len(cues)
    is_named = sum(counts.values()) >= NAMED_LEAST * len(cues)
    return frozenset(
        name
        for name, count in counts.items()
        if name in speakers or obvious_party(name) or (is_named and count >= enough)
    )


def _names(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        found = _NAME.match(line)
        name = found and (found[1] or found[2]).strip()
        if name and len(name.split()) <= _NAME_WORDS_MOST:
            yield name


def _parted(cue: Cue, believed: frozenset[str]) -> Iterator[DraftUtterance]:
    said = [piece for piece in _by_speaker(cue, believed) if piece[1]]
    total = sum(len(text) for _, text in said)
    done = 0
    for speaker, text in said:
        start_s, end_s = cue.start_s, cue.end_s
        if len(said) > 1 and end_s > start_s:
            start_s = cue.start_s + (cue.end_s - cue.start_s) * done / total
            done += len(text)
            end_s = cue.start_s + (cue.end_s - cue.start_s) * done / total
        yield DraftUtterance(cue.where, speaker, start_s, end_s, text)


def _by_speaker(cue: Cue, believed: frozenset[str]) -> list[tuple[str, str]]:
    """Speaker and text of a cue's pieces, neighbours of one speaker joined."""
    found: list[tuple[str, str]] = []
    for voice, text in cue.pieces:
        speaker = voice or UNNAMED
        for line in text.split("\n"):
            rest = line
            if voice is None and (name := next(_names(line), "")) in believed and name:
                match = _NAME.match(line)
                speaker, rest = name, line[match.end() :] if match else line
            if found and found[-1][0] == speaker:
                found[-1] = (speaker, f"{found[-1][1]} {rest.strip()}".strip())
            else:
                found.append((speaker, rest.strip()))
    return found
