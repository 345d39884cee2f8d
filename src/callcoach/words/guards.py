"""Owns what keeps invented text out: timing decides, never the wording."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from callcoach.language import syllable_count, tokens
from callcoach.types.time import Span, Spans
from callcoach.types.words import SuppressedWhy, Word
from callcoach.words.speech_index import SpeechIndex, distance_s
from callcoach.words.transcriber import HeardSegment

SNAP_S = 0.3
"""How far from the nearest speech a word may lie and still be moved into it. Chosen by us: the
context kept around speech, and as much again as word times of Whisper are commonly off."""

MOST_SYLLABLES_SPS = 15.0
"""More syllables than this in each second of an isolated unit cannot have been said in it: fast
talkers reach about 9. Chosen by us. Engines write "thank you" over clicks and breaths."""

ISOLATED_S = 1.0
"""A unit this far from all others is isolated; nearer, words may belong to the neighbour."""

LOOP_REPEATS = (8, 6, 5, 4)
"""How often in a row 1, 2, 3, 4 and more words must stand to be a loop. Chosen by us: people say
"no" five times, engines in a loop a phrase dozens of times."""

LOOP_WORDS_MOST = 12

NO_SPEECH_PROBABILITY = 0.6
LOG_PROBABILITY = -1.0
"""Both limits are those of Whisper (Radford et al. 2022, Robust speech recognition via large-scale
weak supervision): text above the first and below the second is not believed."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """A word that is not believed, with the reason."""

    word: Word
    why: SuppressedWhy


@dataclass(frozen=True, slots=True)
class Judged:
    """Words believed, in order and inside the party's speech; and the others."""

    words: tuple[Word, ...]
    doubted: tuple[Doubted, ...]


def judged_words(segments: Sequence[HeardSegment], ipus: Spans, language: str | None) -> Judged:
    """What of an engine's segments, with times in the call, one channel can have said.

    Each word is moved into the unit of speech that it overlaps most, or the nearest within
    `SNAP_S`. Not believed is what has no speech under it, more syllables than its unit has room
    for, the repeats of a loop but the first, and what the engine itself takes for no speech.
    """
    speech = SpeechIndex(ipus)
    doubted: list[Doubted] = []
    placed: list[tuple[Word, Span]] = []
    for segment in segments:
        for word in segment.words:
            unit = None if _is_unsure(segment) else _unit_of(word, speech)
            if unit is not None:
                placed.append((_moved(word, unit, placed[-1][0] if placed else None), unit))
                continue
            why: SuppressedWhy = "low_confidence" if _is_unsure(segment) else "no_speech_under_it"
            doubted.append(Doubted(word, why))
    crowded = _crowded_units(placed, ipus, language)
    doubted += [Doubted(word, "no_speech_under_it") for word, unit in placed if unit in crowded]
    words = [word for word, unit in placed if unit not in crowded]
    repeats = loop_repeats([" ".join(tokens(word.text)) for word in words])
    doubted += [Doubted(words[i], "loop") for i in sorted(repeats)]
    kept = tuple(word for i, word in enumerate(words) if i not in repeats)
    doubted.sort(key=lambda one: one.word.start_s)
    return Judged(kept, tuple(doubted))


def loop_repeats(words: Sequence[str]) -> frozenset[int]:
    """Indices of the words that repeat a phrase in a loop; its first time is not among them."""
    found: set[int] = set()
    start = 0
    while start < len(words):
        for size in range(1, LOOP_WORDS_MOST + 1):
            repeats = _repeats(words, start, size)
            if repeats >= LOOP_REPEATS[min(size, len(LOOP_REPEATS)) - 1]:
                end = start + repeats * size
                found.update(range(start + size, end))
                start = end - 1
                break
        start += 1
    return frozenset(found)


def _repeats(words: Sequence[str], start: int, size: int) -> int:
    phrase = list(words[start : start + size])
    count = 1
    while list(words[start + count * size : start + (count + 1) * size]) == phrase:
        count += 1
    return count


def _is_unsure(segment: HeardSegment) -> bool:
    no_speech, log_probability = segment.no_speech_probability, segment.log_probability
    if no_speech is None or log_probability is None:
        return False
    return no_speech > NO_SPEECH_PROBABILITY and log_probability < LOG_PROBABILITY


def _unit_of(word: Word, speech: SpeechIndex) -> Span | None:
    unit = speech.best(word.span)
    return unit if unit is not None and distance_s(unit, word.span) <= SNAP_S else None


def _moved(word: Word, unit: Span, before: Word | None) -> Word:
    """The word inside its unit, not before the word before it."""
    start_s, end_s = max(word.start_s, unit.start_s), min(word.end_s, unit.end_s)
    if start_s > end_s or (start_s == end_s and word.span.duration_s > 0):
        length_s = min(word.span.duration_s, unit.duration_s)
        is_early = word.end_s <= unit.start_s
        start_s = unit.start_s if is_early else unit.end_s - length_s
        end_s = start_s + length_s
    if before is not None and start_s <= before.start_s:
        start_s = before.start_s
        end_s = max(end_s, before.end_s)
    if (start_s, end_s) == (word.start_s, word.end_s):
        return word
    return replace(word, start_s=start_s, end_s=end_s, is_clamped=True)


def _crowded_units(
    placed: Sequence[tuple[Word, Span]], ipus: Spans, language: str | None
) -> frozenset[Span]:
    """Isolated units with more syllables in them than anybody could say there."""
    syllables: dict[Span, int] = {}
    for word, unit in placed:
        count = syllable_count(word.text, language) if language else None
        syllables[unit] = syllables.get(unit, 0) + (count or 0)
    isolated = _isolated(ipus)
    return frozenset(
        unit
        for unit, count in syllables.items()
        if unit in isolated and count > MOST_SYLLABLES_SPS * unit.duration_s
    )


def _isolated(ipus: Spans) -> frozenset[Span]:
    ends = [-math.inf, *(unit.end_s for unit in ipus)]
    starts = [*(unit.start_s for unit in ipus[1:]), math.inf]
    return frozenset(
        unit
        for before_s, unit, after_s in zip(ends, ipus, starts, strict=False)
        if unit.start_s - before_s >= ISOLATED_S and after_s - unit.end_s >= ISOLATED_S
    )
