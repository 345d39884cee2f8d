"""Owns what the words can say about turn-taking: who only listened, who had finished."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from callcoach.language import (
    Lexicon,
    cut_off_chance,
    is_all_acknowledgement,
    is_only_begun,
    lexicon,
)
from callcoach.types.call import Channel
from callcoach.types.time import Span
from callcoach.types.words import Transcript, Word

Completion = Literal["complete", "cut_off"]
Evidence = Literal["marks", "wording"]

AROUND_S = 0.10
"""How far outside its speech a word's middle may lie; chosen by us, for word times are looser
than ours."""

LAST_WORD_S = 0.5
"""How long before the end of speech its last word may lie and still be its last word."""

TAIL_S = 5.0
"""How far back the last words are read to tell whether a sentence was finished."""

CUT_OFF_LEAST = 0.50
COMPLETE_MOST = 0.10
"""Chances of having been cut off at which the wording counts as cut off, or as finished. Chosen by
us in 2026 on the even calls of the Switchboard timelines, each judged by weights fitted on others:
of short overlaps from the first on 12 of 14 are cut off by their label, of all ends of turns 32 of
46 (6 in 10 were asked for); of short overlaps up to the second 2 of 129.
`scripts/fit_completion.py` prints the table."""

CUT_OFF_MARKS = ("-", "\u2013", "\u2014", "\u2026", "...")
END_MARKS = (".", "?", "!")
QUOTE_WORDS_MOST = 12
_SOUND_MARK = re.compile(r"[\[(<][^\])>]*[\])>][.,;]?")


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody's words ended: `completion` is None where they do not tell.

    `chance`: of having been cut off, by the last words; None where marks told, or the language
    has no weights for it.
    """

    completion: Completion | None
    evidence: Evidence
    chance: float | None


@dataclass(frozen=True)
class SpokenWords:
    """The words of one channel in order of time, with its language; empty without transcript.

    Only words with times of their own count: a word spread over its utterance says nothing of
    the moment.
    """

    words: tuple[Word, ...]
    lexicon: Lexicon

    @cached_property
    def _middles_s(self) -> Sequence[float]:
        return [(word.start_s + word.end_s) / 2 for word in self.words]

    def during(self, span: Span) -> tuple[Word, ...]:
        """The words whose middle lies in the span, or just outside it."""
        low = bisect_left(self._middles_s, span.start_s - AROUND_S)
        high = bisect_right(self._middles_s, span.end_s + AROUND_S)
        return self.words[low:high]

    def around(self, from_s: float, until_s: float) -> tuple[Word, ...]:
        """The words whose middle lies from one moment until another."""
        low = bisect_left(self._middles_s, from_s)
        return self.words[low : bisect_right(self._middles_s, until_s)]

    def is_listening(self, text: str) -> bool | None:
        """Whether all of a text is acknowledgement; None where the language is not known."""
        return is_all_acknowledgement(text, self.lexicon) if self.lexicon.is_known else None

    def is_only_begun(self, text: str) -> bool:
        """Whether a text is no more than the start of something; False in unknown languages."""
        return is_only_begun(text, self.lexicon)

    def ending(self, unit: Span) -> Ending | None:
        """Whether the sentence was finished when a unit of speech ended; None without a word.

        Told by the mark on the last word: full stop, question or exclamation mark; or a dash or
        dots, as transcripts write what was broken off. Without a mark, by the last words.
        """
        if not self.during(Span(max(unit.start_s, unit.end_s - LAST_WORD_S), unit.end_s)):
            return None
        tail = self.during(Span(max(0.0, unit.end_s - TAIL_S), unit.end_s))
        last = tail[-1].text.strip().rstrip("\"'\u201d\u2019)")
        if last.endswith(CUT_OFF_MARKS):
            return Ending("cut_off", "marks", None)
        if last.endswith(END_MARKS):
            return Ending("complete", "marks", None)
        chance = cut_off_chance(_text(tail), _text(self.during(unit)), self.lexicon)
        if chance is None or COMPLETE_MOST < chance < CUT_OFF_LEAST:
            return Ending(None, "wording", chance)
        return Ending("cut_off" if chance >= CUT_OFF_LEAST else "complete", "wording", chance)

    def last_words(self, span: Span) -> str | None:
        """The last words in the span, a dozen at most."""
        return as_text(self.during(span)[-QUOTE_WORDS_MOST:])


def as_text(words: Sequence[Word]) -> str | None:
    """The words as a text, None where there are none."""
    return _text(words) or None


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text.strip() for word in words)


def spoken_words(transcript: Transcript[Channel] | None, channel: Channel) -> SpokenWords:
    """What one channel said, as far as the transcript gives words with times.

    Marks of sounds, such as "[laughter]" and "(coughs)", are no words.
    """
    if transcript is None:
        return SpokenWords((), lexicon(""))
    timed = [
        word
        for word in transcript.words_of(channel)
        if word.is_timed and not _SOUND_MARK.fullmatch(word.text.strip())
    ]
    timed.sort(key=lambda word: word.start_s + word.end_s)
    return SpokenWords(tuple(timed), lexicon(transcript.language.get(str(channel), "")))
