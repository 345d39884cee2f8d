"""Owns the judgement of a timeline: the same turn-taking, without any audio."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from callcoach.errors import TimelineError
from callcoach.pipeline.assemble import Material
from callcoach.pipeline.made_with import provenance
from callcoach.pipeline.recipe import finished
from callcoach.pipeline.roles import Role
from callcoach.pipeline.wording import Wording, with_language
from callcoach.settings import Settings
from callcoach.turns.judge import judge_floor, spans_only
from callcoach.types.call import Channel, Party
from callcoach.types.floor import Activity, ChannelQuality
from callcoach.types.jsonform import to_plain
from callcoach.types.overrides import Overrides
from callcoach.types.review import Review
from callcoach.types.time import Span, Spans, joined, within
from callcoach.types.words import Transcript, Utterance
from callcoach.voice.measure import not_measured
from callcoach.voice.pace import pace_of_words
from callcoach.words.redact_review import redact_review
from callcoach.words.timeline import read_timeline

AS_GOOD = "Judged from a timeline: the times are as good as its source."
NO_AUDIO = "there is no audio, only a timeline"
CHANNEL_OF: Mapping[Party, Channel] = {"agent": 0, "customer": 1}


def judge_timeline(
    timeline: str | Path | Mapping[str, Any],
    settings: Settings | None = None,
    *,
    parties: Mapping[str, Party] | None = None,
    overrides: Overrides | None = None,
) -> Review:
    """Judge who talked over whom from a timeline of words or speech spans.

    `timeline`: a path, or a dict of the shape ``{"duration_s": .., "utterances": [{"party":
    "agent", "start_s": .., "end_s": .., "text": "..", "words": [..]}]}``. What needs sound is
    None with the reason. `parties` maps names of speakers to parties. `overrides`: what a person
    answered to the scorecard.

    Raises
    ------
    TimelineError
        If it cannot be understood, its times are impossible, or it names no parties.
    """
    settings = settings or Settings()
    read = read_timeline(timeline, parties)
    named, assumed = with_language(read.transcript, settings)
    if not any(utterance.party in CHANNEL_OF for utterance in named.utterances):
        raise TimelineError(
            "the timeline names no party, so who talked over whom cannot be told; it needs "
            "speakers who are agent or customer"
        )
    spans = tuple(_speech(named, party, read.duration_s, settings) for party in CHANNEL_OF)
    has_words = any(utterance.text.strip() for utterance in named.utterances)
    transcript = _by_channel(named) if has_words else None
    why = "" if has_words else "the timeline holds no words"
    unheard = ChannelQuality(None, None, None, None, None, dict.fromkeys(_QUALITY_NAMES, NO_AUDIO))
    activity = Activity(read.duration_s, spans, (), (unheard, unheard))
    floor = judge_floor(spans_only(activity), transcript, settings)
    voices = {}
    for channel in CHANNEL_OF.values():
        silent = not_measured(NO_AUDIO)
        voices[channel] = silent
        if transcript is not None:
            paced = pace_of_words(channel, activity, floor, transcript, settings=settings.voice)
            voices[channel] = type(silent)(paced, silent.pitch, silent.loudness, silent.steadiness)
    material = Material(
        id=_content_id(timeline, named),
        source=timeline.get("source", "timeline")
        if isinstance(timeline, Mapping)
        else Path(timeline).name,
        duration_s=read.duration_s,
        sample_rate_hz=None,
        n_channels=None,
        layout=None,
        recorded_at=None,
        activity=activity,
        floor=floor,
        voices=voices,
        transcript=transcript,
        no_words_why=why,
        one_channel_why=None,
        one_party="unknown",
        notices=(AS_GOOD, *read.notices, *(assumed if has_words else ()), *_missing(named)),
        provenance=provenance(settings, Wording(transcript, why), has_sound=False),
    )
    review = finished(material, Role(0, "the timeline's parties", 1.0), settings, overrides)
    return redact_review(review) if settings.report.redact else review


_QUALITY_NAMES = ("noise_floor_dbfs", "snr_db", "clipping_ratio", "bleed_db", "agc_suspected")


def _missing(said: Transcript[Party]) -> Iterator[str]:
    """What of the parties' speech the timeline does not tell."""
    parties = [utterance.party for utterance in said.utterances]
    if n_unnamed := sum(party not in CHANNEL_OF for party in parties):
        yield (
            f"{n_unnamed} of {len(parties)} utterances are of no known party; they were left out, "
            "so silences and talk-overs there are not to be trusted."
        )
    heard = set(parties) & set(CHANNEL_OF)
    if len(heard) == 1:
        yield f"Only the {heard.pop()} speaks in the timeline; when the other spoke is not known."


def _speech(said: Transcript[Party], party: Party, duration_s: float, settings: Settings) -> Spans:
    """Speech of a party: its timed words where there are any, else its utterances."""
    pieces: list[Span] = []
    for utterance in said.utterances:
        if utterance.party != party:
            continue
        timed = [word.span for word in utterance.words if word.is_timed]
        pieces += timed or [Span(utterance.start_s, utterance.end_s)]
    spurts = joined(pieces, settings.turns.ipu_gap_s)
    long_enough = (s for s in spurts if s.duration_s >= settings.turns.ipu_least_s)
    return within(long_enough, Span(0.0, duration_s))


def _by_channel(said: Transcript[Party]) -> Transcript[Channel]:
    return Transcript(
        engine=said.engine,
        model=said.model,
        language={
            str(channel): said.language[party]
            for party, channel in CHANNEL_OF.items()
            if party in said.language
        },
        utterances=tuple(
            Utterance(CHANNEL_OF[u.party], u.start_s, u.end_s, u.text, u.words)
            for u in said.utterances
            if u.party in CHANNEL_OF
        ),
    )


def _content_id(timeline: str | Path | Mapping[str, Any], said: Transcript[Party]) -> str:
    if isinstance(timeline, Mapping):
        plain = json.dumps(to_plain(said), sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()
    return hashlib.sha256(Path(timeline).read_bytes()).hexdigest()
