"""Owns the way from a call's sound to its transcript, channel by channel."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from callcoach.language import base_code
from callcoach.settings import WordSettings
from callcoach.types.call import Channel
from callcoach.types.frames import FloatRow
from callcoach.types.progress import Progress, no_progress
from callcoach.types.time import Span, Spans
from callcoach.types.words import SuppressedText, Transcript, Utterance, Word
from callcoach.words.guards import SNAP_S, Doubted, judged_words
from callcoach.words.passages import (
    Passage,
    Samples,
    call_time,
    passage_samples,
    passages,
)
from callcoach.words.transcriber import HeardSegment, Transcriber
from callcoach.words.utterances import suppressed_of, utterances_of

STAGE = "words"

WINDOW_REST_S = 1.0
"""What a passage leaves of the engine's window, so that its last words end before the window does.
Chosen by us. Whisper's window is 30 s and passages have at most 28."""

LANGUAGE_PLACES = 3
"""From how many passages, spread over the call, a channel's language is told."""

LANGUAGE_SURE = 0.5
"""Mean probability under which a channel takes the language of the other, if that is surer: a
party who only says "mm-hm" tells none. Chosen by us, as faster-whisper has it."""

SamplesOf = Callable[[Channel, Iterable[Span]], Iterator[Samples]]
"""Gives, for a channel and spans ordered by start, the samples of each at `passages.RATE_HZ`."""


@dataclass(frozen=True, slots=True)
class _Guess:
    code: str
    probability: float


def transcribe_channels(
    transcriber: Transcriber,
    samples_of: SamplesOf,
    ipus: Sequence[Spans],
    duration_s: float,
    settings: WordSettings,
    *,
    levels_dbfs: Sequence[FloatRow] | None = None,
    progress: Progress = no_progress,
) -> Transcript[Channel]:
    """What each channel says, from its own speech alone.

    A channel without speech is never heard, so that nothing can be invented in its silence. Word
    times are brought back to the call and into the channel's own speech; what has no speech under
    it stands in `suppressed`. Memory is bounded by one passage.

    Parameters
    ----------
    samples_of : the call's sound.
    ipus : per channel, ordered and disjoint.
    levels_dbfs : per channel (n,) float32, a row each 10 ms; tells where to cut long units.
    progress : called with the seconds of speech heard so far, of all channels together.
    """
    longest_s = min(settings.passage_s, transcriber.window_s - WINDOW_REST_S)
    settings = replace(settings, passage_s=longest_s)
    packed = [
        passages(spans, duration_s, settings, levels_dbfs[channel] if levels_dbfs else None)
        for channel, spans in enumerate(ipus)
    ]
    languages = _languages(transcriber, samples_of, packed, settings)
    total_s = math.fsum(passage.duration_s for group in packed for passage in group)
    done_s = 0.0
    utterances: list[Utterance[Channel]] = []
    suppressed: list[SuppressedText[Channel]] = []
    for channel, group in enumerate(packed):
        language = languages.get(channel, "")
        segments: list[HeardSegment] = []
        past_end: list[Doubted] = []
        progress(STAGE, done_s, total_s)
        for passage, samples in _sounds(samples_of, channel, group):
            heard = transcriber.transcribe(samples, language)
            segments += [_in_call(segment, passage) for segment in heard]
            past_end += _past_end(heard, passage)
            done_s += passage.duration_s
            progress(STAGE, done_s, total_s)
        judged = judged_words(segments, ipus[channel], language)
        utterances += utterances_of(judged.words, channel, language)
        doubted = sorted([*judged.doubted, *past_end], key=lambda one: one.word.start_s)
        suppressed += suppressed_of(doubted, channel, language)
    return Transcript(
        engine=transcriber.engine,
        model=transcriber.model,
        language={str(channel): code for channel, code in languages.items()},
        utterances=tuple(sorted(utterances, key=lambda one: (one.start_s, one.party))),
        suppressed=tuple(sorted(suppressed, key=lambda one: (one.start_s, one.party))),
    )


def _sounds(
    samples_of: SamplesOf, channel: Channel, group: Sequence[Passage]
) -> Iterator[tuple[Passage, Samples]]:
    """Each passage with its sound, from one pass through the recording."""
    if not group:
        return
    spans = [piece.call_span for passage in group for piece in passage.pieces]
    stretches = samples_of(channel, spans)
    for passage in group:
        yield passage, passage_samples(passage, islice(stretches, len(passage.pieces)))


def _languages(
    transcriber: Transcriber,
    samples_of: SamplesOf,
    packed: Sequence[Sequence[Passage]],
    settings: WordSettings,
) -> Mapping[Channel, str]:
    """The language of each channel that speaks, as asked for or told from several places."""
    speaking = [channel for channel, group in enumerate(packed) if group]
    if settings.language != "auto":
        return {channel: base_code(settings.language) for channel in speaking}
    guesses = {
        channel: _guess(transcriber, samples_of, channel, packed[channel]) for channel in speaking
    }
    surest = max(guesses.values(), key=lambda guess: guess.probability, default=_Guess("", 0.0))
    return {
        channel: (guess if guess.probability >= LANGUAGE_SURE else surest).code
        for channel, guess in guesses.items()
    }


def _guess(
    transcriber: Transcriber,
    samples_of: SamplesOf,
    channel: Channel,
    group: Sequence[Passage],
) -> _Guess:
    n_places = min(LANGUAGE_PLACES, len(group))
    places = [group[len(group) * (2 * i + 1) // (2 * n_places)] for i in range(n_places)]
    sums: dict[str, float] = {}
    for _, samples in _sounds(samples_of, channel, places):
        for code, probability in transcriber.language_of(samples).items():
            sums[code] = sums.get(code, 0.0) + probability
    code = max(sums, key=lambda each: sums[each])
    return _Guess(code, sums[code] / n_places)


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
