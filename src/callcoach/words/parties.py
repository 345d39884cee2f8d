"""Owns which channel is which party of a transcript that came from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from callcoach.types.call import Channel, Party
from callcoach.types.time import Span, Spans, intersection, joined, total_s
from callcoach.types.words import SuppressedText, Transcript, Utterance, Word
from callcoach.words.speech_index import SpeechIndex, distance_s
from callcoach.words.timeline_check import Timeline
from callcoach.words.utterances import joined_text


@dataclass(frozen=True, slots=True)
class PartyChannels:
    """Which party speaks on which channel, with `confidence` 0..1: the share of the parties'
    speech that fits this way round less the share that fits the other."""

    channel_of: Mapping[Party, Channel]
    confidence: float


def channel_of_parties(timeline: Timeline, ipus: Sequence[Spans]) -> PartyChannels:
    """The way round in which agent and customer fit two channels best.

    Confidence 0, and the agent on channel 0, where the transcript names neither.
    """
    agent, customer = (_speech(timeline, party) for party in ("agent", "customer"))
    fits_s = [
        total_s(intersection(agent, ipus[a])) + total_s(intersection(customer, ipus[1 - a]))
        for a in (0, 1)
    ]
    channel = 1 if fits_s[1] > fits_s[0] else 0
    both_s = sum(fits_s)
    confidence = abs(fits_s[0] - fits_s[1]) / both_s if both_s > 0 else 0.0
    return PartyChannels({"agent": channel, "customer": 1 - channel}, confidence)


def on_channels(
    transcript: Transcript[Party], channel_of: Mapping[Party, Channel], ipus: Sequence[Spans]
) -> Transcript[Channel]:
    """The transcript with channels for parties.

    Utterances of parties that `channel_of` lacks are parted word by word: each word goes to the
    channel with more speech under it, or nearest to it.
    """
    speech = [SpeechIndex(spans) for spans in ipus]
    utterances = [
        placed
        for utterance in transcript.utterances
        for placed in _placed(utterance, channel_of, speech)
    ]
    language: dict[str, str] = {}
    for party, code in transcript.language.items():
        channels = {channel_of[p] for p in channel_of if p == party} or range(len(ipus))
        language |= {str(channel): code for channel in channels if str(channel) not in language}
    return Transcript(
        engine=transcript.engine,
        model=transcript.model,
        language=language,
        utterances=tuple(sorted(utterances, key=lambda one: (one.start_s, one.party))),
        suppressed=tuple(
            SuppressedText(channel_of[s.party], s.start_s, s.end_s, s.text, s.why)
            for s in transcript.suppressed
            if s.party in channel_of
        ),
        reasons=transcript.reasons,
    )


def _speech(timeline: Timeline, party: str) -> Spans:
    found = [u for u in timeline.transcript.utterances if u.party == party]
    return joined(Span(one.start_s, one.end_s) for one in found)


def _placed(
    utterance: Utterance[Party], channel_of: Mapping[Party, Channel], speech: Sequence[SpeechIndex]
) -> list[Utterance[Channel]]:
    known = channel_of.get(utterance.party)
    if known is None and not utterance.words:
        known = _channel_under(Span(utterance.start_s, utterance.end_s), speech)
    if known is not None:
        return [
            Utterance(known, utterance.start_s, utterance.end_s, utterance.text, utterance.words)
        ]
    placed: list[Utterance[Channel]] = []
    for channel, group in groupby(utterance.words, lambda word: _channel_under(word.span, speech)):
        words: tuple[Word, ...] = tuple(group)
        end_s = max(word.end_s for word in words)
        text = joined_text(words, None)
        placed.append(Utterance(channel, words[0].start_s, end_s, text, words))
    if len(placed) == 1:
        return [replace(placed[0], text=utterance.text)]
    return placed


def _channel_under(span: Span, speech: Sequence[SpeechIndex]) -> Channel:
    def fit(channel: Channel) -> tuple[float, float]:
        unit = speech[channel].best(span)
        return (0.0, -math.inf) if unit is None else (unit.overlap_s(span), -distance_s(unit, span))

    return max(range(len(speech)), key=fit)
