"""Owns what the words can say about turn-taking: who only listened, who had finished."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from callcoach.language import Lexicon, is_all_acknowledgement, lexicon
from callcoach.types.call import Channel
from callcoach.types.time import Span
from callcoach.types.words import Transcript, Word

Completion = Literal["complete", "cut_off"]

AROUND_S = 0.10
"""How far outside its speech a word's middle may lie; chosen by us, for word times are looser
than ours."""

LAST_WORD_S = 0.5
"""How long before the end of speech its last word may lie and still be its last word."""

CUT_OFF_MARKS = ("-", "\u2013", "\u2014", "\u2026", "...")
END_MARKS = (".", "?", "!")
QUOTE_WORDS_MOST = 12


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

    def completion(self, end_s: float) -> Completion | None:
        """Whether the sentence was finished when speech ended; None where nothing tells.

        Told by the mark on the last word: full stop, question or exclamation mark; or a dash or
        dots, as transcripts write what was broken off.
        """
        before = self.during(Span(max(0.0, end_s - LAST_WORD_S), end_s))
        if not before:
            return None
        last = before[-1].text.strip().rstrip("\"'\u201d\u2019)")
        if last.endswith(CUT_OFF_MARKS):
            return "cut_off"
        return "complete" if last.endswith(END_MARKS) else None

    def last_words(self, span: Span) -> str | None:
        """The last words in the span, a dozen at most."""
        return as_text(self.during(span)[-QUOTE_WORDS_MOST:])


def as_text(words: Sequence[Word]) -> str | None:
    """The words as a text, None where there are none."""
    return " ".join(word.text.strip() for word in words) or None


def spoken_words(transcript: Transcript[Channel] | None, channel: Channel) -> SpokenWords:
    """What one channel said, as far as the transcript gives words with times."""
    if transcript is None:
        return SpokenWords((), lexicon(""))
    timed = [word for word in transcript.words_of(channel) if word.is_timed]
    timed.sort(key=lambda word: word.start_s + word.end_s)
    return SpokenWords(tuple(timed), lexicon(transcript.language.get(str(channel), "")))
