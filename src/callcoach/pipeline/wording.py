"""Owns the step that gets the words: a given transcript, or the engine's, or none and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from callcoach.audio.call_audio import CallAudio
from callcoach.audio.span_samples import span_samples
from callcoach.coaching import load_pack
from callcoach.errors import ModelUnavailable, TimelineError
from callcoach.settings import Settings, WordSettings
from callcoach.types.call import Channel, Party
from callcoach.types.frames import FloatRow
from callcoach.types.progress import Progress
from callcoach.types.time import Span, Spans, intersection, joined, total_s
from callcoach.types.words import Transcript, Utterance
from callcoach.words import (
    Timeline,
    Transcriber,
    channel_of_parties,
    load_whisper,
    on_channels,
    read_timeline,
    transcribe_channels,
)

WORDS_STAGE = 1
"""Which way from sound to words this is: raised whenever the same speech gives others."""

SWITCHED_OFF = "transcription was switched off"
NOT_TO_BE_HAD = "Reviewed without words: "
"""How the notice begins where the engine could not be loaded, or failed."""

Load = Callable[[WordSettings, Progress], Transcriber]
"""Gives the engine with its model loaded."""

NO_WORDS = "the given transcript holds no words"
NOBODY_SPEAKS = "nobody speaks in the recording"

PAST_END_S = 2.0
"""How far a given transcript may run past the recording; chosen by us, for loose last ends."""

SURE_LEAST = 0.2
"""How much better the parties must fit one way round than the other, as a share of all that
fits, to tell who is the agent. Chosen by us; a right transcript gives 0.9 and more."""

FITS_LEAST = 0.5
"""How far a party's words must fall on its own speech, from 0 (as chance would have it) to 1.
Chosen by us: the sample calls' own transcripts give 0.93 and more for both parties, those of each
other under 0.2 for at least one."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a call, by judged channel, or why there are none.

    `agent_channel`: where a given transcript names parties, the channel that its agent speaks
    on; None where it fits both channels about alike. `runs_on`: what the engine computed with.
    """

    transcript: Transcript[Channel] | None
    why_none: str = ""
    notices: tuple[str, ...] = ()
    agent_channel: Channel | None = None
    runs_on: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What is to be put into words.

    `audio` opens the recording. `channels[i]` is its channel of `ipus[i]` and of `levels_dbfs[i]`,
    rows of 10 ms.
    """

    audio: Callable[[], CallAudio]
    channels: tuple[Channel, ...]
    ipus: tuple[Spans, ...]
    levels_dbfs: tuple[FloatRow, ...]
    duration_s: float


@dataclass(frozen=True, slots=True)
class Given:
    """A transcript that the user has; `parties` maps its names of speakers to parties."""

    path: Path
    parties: Mapping[str, Party] = field(default_factory=dict)


def wording(
    speech: Speech,
    settings: Settings,
    given: Given | None,
    progress: Progress,
    load: Load | None = None,
) -> Wording:
    """The words of a call. `load`: where the engine comes from, else it is loaded for this call.

    Raises
    ------
    TimelineError
        If the given transcript cannot be used for this recording.
    """
    if given is not None:
        timeline = read_timeline(given.path, given.parties)
        return from_given(timeline, speech.ipus, speech.duration_s, given.path.name, settings)
    if not settings.words.transcribe:
        return Wording(None, SWITCHED_OFF)
    if not any(speech.ipus):
        return Wording(None, NOBODY_SPEAKS)
    return _transcribed(speech, settings, progress, load or load_whisper)


def _transcribed(speech: Speech, settings: Settings, progress: Progress, load: Load) -> Wording:
    audio = speech.audio()

    def samples_of(channel: Channel, spans: Iterable[Span]) -> Iterator[FloatRow]:
        return span_samples(audio, speech.channels[channel], spans)

    try:
        transcriber = load(settings.words, progress)
        transcript = transcribe_channels(
            transcriber,
            samples_of,
            speech.ipus,
            speech.duration_s,
            settings.words,
            levels_dbfs=speech.levels_dbfs,
            progress=progress,
        )
    except ModelUnavailable as error:
        return Wording(None, str(error), (f"{NOT_TO_BE_HAD}{error}",))
    return Wording(transcript, notices=transcriber.notices, runs_on=transcriber.runs_on)


def with_language(
    said: Transcript[Party], settings: Settings
) -> tuple[Transcript[Party], tuple[str, ...]]:
    """The transcript with a language for each party, and a notice where one had to be assumed:
    the one asked for, or else the playbook's."""
    asked = settings.words.language
    code = load_pack(settings.coaching.pack).language if asked == "auto" else asked
    unnamed = {utterance.party for utterance in said.utterances} - set(said.language)
    if not unnamed:
        return said, ()
    filled = replace(said, language={**dict.fromkeys(unnamed, code), **said.language})
    if asked != "auto":
        return filled, ()
    told = (
        f"The transcript names no language; it was read as {code!r}. Another is named in the "
        "file, in the settings as words.language, or to a review with --language."
    )
    return filled, (told,)


def from_given(
    timeline: Timeline,
    ipus: tuple[Spans, ...],
    duration_s: float,
    name: str,
    settings: Settings,
) -> Wording:
    """The given transcript with its parties on the channels where their speech is.

    Raises
    ------
    TimelineError
        If it runs past the recording's end.
    """
    if timeline.duration_s > duration_s + PAST_END_S:
        raise TimelineError(
            f"transcript {name} runs to {timeline.duration_s:.1f} s, but the recording ends at "
            f"{duration_s:.1f} s; is it the transcript of another call?"
        )
    said, assumed = with_language(_cut(timeline.transcript, duration_s), settings)
    has_words = any(utterance.text for utterance in said.utterances)
    notices = (*timeline.notices, *(assumed if has_words else ()))
    if len(ipus) == 1:
        one: dict[Party, Channel] = {"agent": 0, "customer": 0, "unknown": 0}
        placed = on_channels(said, one, ipus) if has_words else None
        return Wording(placed, "" if has_words else NO_WORDS, notices)
    fit = channel_of_parties(timeline, ipus)
    misfits = tuple(_misfits(said, fit.channel_of, ipus, duration_s))
    return Wording(
        on_channels(said, fit.channel_of, ipus) if has_words else None,
        "" if has_words else NO_WORDS,
        notices=notices
        + tuple(
            f"Transcript {name} fits the recording badly: the {party}'s words do not fall where "
            "they speak. Is it the transcript of another call?"
            for party in misfits
        ),
        agent_channel=fit.channel_of["agent"] if fit.confidence >= SURE_LEAST else None,
    )


def _cut(said: Transcript[Party], duration_s: float) -> Transcript[Party]:
    """The transcript up to the recording's end."""
    utterances: list[Utterance[Party]] = []
    for each in said.utterances:
        if each.start_s >= duration_s:
            continue
        words = tuple(
            replace(word, end_s=min(word.end_s, duration_s))
            for word in each.words
            if word.start_s < duration_s
        )
        end_s = min(each.end_s, duration_s)
        utterances.append(Utterance(each.party, each.start_s, end_s, each.text, words))
    return replace(said, utterances=tuple(utterances))


def _misfits(
    said: Transcript[Party],
    channel_of: Mapping[Party, Channel],
    ipus: tuple[Spans, ...],
    duration_s: float,
) -> Iterator[Party]:
    """The parties whose words do not fall on their channel's speech."""
    for party, channel in channel_of.items():
        uttered = joined(Span(u.start_s, u.end_s) for u in said.utterances if u.party == party)
        all_s = total_s(uttered)
        by_chance = total_s(ipus[channel]) / duration_s
        if all_s and by_chance < 1:
            share = total_s(intersection(uttered, ipus[channel])) / all_s
            if (share - by_chance) / (1 - by_chance) < FITS_LEAST:
                yield party
