"""Owns what an engine heard of each channel: in the call's time, then judged against its speech."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from callcoach.types.call import Channel
from callcoach.types.time import Spans
from callcoach.types.words import SuppressedText, Transcript, Utterance, Word
from callcoach.words.guards import SNAP_S, Doubted, judged_words
from callcoach.words.passages import Passage, call_time
from callcoach.words.transcriber import HeardSegment
from callcoach.words.utterances import suppressed_of, utterances_of


@dataclass(frozen=True, slots=True)
class Said:
    """What one channel said, and what was heard of it and is not believed."""

    utterances: tuple[Utterance[Channel], ...]
    suppressed: tuple[SuppressedText[Channel], ...]


@dataclass(slots=True)
class ChannelHeard:
    """What was heard of one channel so far, passage after passage, in order of time."""

    _segments: list[HeardSegment] = field(default_factory=list)
    _past_end: list[Doubted] = field(default_factory=list)

    def add(self, passage: Passage, heard: Sequence[HeardSegment]) -> None:
        """Takes what an engine made of a passage, with times in it."""
        self._segments += [_in_call(segment, passage) for segment in heard]
        self._past_end += _past_end(heard, passage)

    def said(self, channel: Channel, ipus: Spans, language: str) -> Said:
        """What of it the channel can have said in its speech, and what is not believed."""
        judged = judged_words(self._segments, ipus, language)
        doubted = sorted([*judged.doubted, *self._past_end], key=lambda one: one.word.start_s)
        return Said(
            utterances_of(judged.words, channel, language),
            suppressed_of(doubted, channel, language),
        )


def transcript_of(
    heard: Mapping[Channel, ChannelHeard],
    ipus: Sequence[Spans],
    languages: Mapping[Channel, str],
    *,
    engine: str,
    model: str,
) -> Transcript[Channel]:
    """The transcript of a call, from what was heard of its channels.

    Word times are brought into each channel's own speech; what has no speech under it stands in
    `suppressed`.

    Parameters
    ----------
    ipus : per channel, ordered and disjoint.
    languages : of the channels that speak.
    """
    said = [
        one.said(channel, ipus[channel], languages.get(channel, ""))
        for channel, one in heard.items()
    ]
    utterances = [each for one in said for each in one.utterances]
    suppressed = [each for one in said for each in one.suppressed]
    return Transcript(
        engine=engine,
        model=model,
        language={str(channel): code for channel, code in languages.items()},
        utterances=tuple(sorted(utterances, key=lambda one: (one.start_s, one.party))),
        suppressed=tuple(sorted(suppressed, key=lambda one: (one.start_s, one.party))),
    )


def _in_call(segment: HeardSegment, passage: Passage) -> HeardSegment:
    inside = [word for word in segment.words if not _is_past_end(word, passage)]
    return replace(segment, words=tuple(_word_in_call(word, passage) for word in inside))


def _past_end(heard: Sequence[HeardSegment], passage: Passage) -> list[Doubted]:
    """Words after the sound: engines fill passages up to a fixed length, and may talk on there."""
    words = [word for segment in heard for word in segment.words if _is_past_end(word, passage)]
    return [Doubted(_word_in_call(word, passage), "no_speech_under_it") for word in words]


def _is_past_end(word: Word, passage: Passage) -> bool:
    return word.start_s > passage.duration_s + SNAP_S


def _word_in_call(word: Word, passage: Passage) -> Word:
    start_s = call_time(passage, word.start_s)
    return replace(word, start_s=start_s, end_s=max(start_s, call_time(passage, word.end_s)))
