"""Owns the way from a call's sound to its transcript, channel by channel."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from callcoach.language import base_code
from callcoach.settings import WordSettings
from callcoach.types.call import Channel
from callcoach.types.frames import FloatRow
from callcoach.types.progress import Progress, no_progress
from callcoach.types.time import Span, Spans
from callcoach.types.words import Transcript
from callcoach.words.heard import ChannelHeard, transcript_of
from callcoach.words.languages import LANGUAGE_PLACES, Guess, agreed
from callcoach.words.passages import Passage, Samples, passage_samples, passages
from callcoach.words.transcriber import Transcriber

STAGE = "words"

WINDOW_REST_S = 1.0
"""What a passage leaves of the engine's window, so that its last words end before the window does.
Chosen by us. Whisper's window is 30 s and passages have at most 28."""

SamplesOf = Callable[[Channel, Iterable[Span]], Iterator[Samples]]
"""Gives, for a channel and spans ordered by start, the samples of each at `passages.RATE_HZ`."""


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
    heard: dict[Channel, ChannelHeard] = {}
    for channel, group in enumerate(packed):
        heard[channel] = ChannelHeard()
        progress(STAGE, done_s, total_s)
        for passage, samples in _sounds(samples_of, channel, group):
            segments = transcriber.transcribe(samples, languages.get(channel, ""))
            heard[channel].add(passage, segments)
            done_s += passage.duration_s
            progress(STAGE, done_s, total_s)
    return transcript_of(heard, ipus, languages, engine=transcriber.engine, model=transcriber.model)


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
    return agreed(
        {channel: _guess(transcriber, samples_of, channel, packed[channel]) for channel in speaking}
    )


def _guess(
    transcriber: Transcriber,
    samples_of: SamplesOf,
    channel: Channel,
    group: Sequence[Passage],
) -> Guess:
    n_places = min(LANGUAGE_PLACES, len(group))
    places = [group[len(group) * (2 * i + 1) // (2 * n_places)] for i in range(n_places)]
    guess = Guess()
    for _, samples in _sounds(samples_of, channel, places):
        guess.add(transcriber.language_of(samples))
    return guess
