"""Owns the making of a review: what the rooms measured per channel, named by party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from callcoach.pipeline.naming import (
    Parties,
    named_backchannels,
    named_incursions,
    named_silences,
    named_transcript,
    named_turns,
    per_party,
)
from callcoach.pipeline.roles import Role
from callcoach.settings import Settings
from callcoach.types.call import CallInfo, Channel, Layout, Party, other
from callcoach.types.floor import Activity, Floor, Response, Silence, TalkOvers
from callcoach.types.jsonform import rounded
from callcoach.types.measures import Mirroring, VoiceMeasures
from callcoach.types.review import Provenance, Quality, Review, TimeShares
from callcoach.types.time import Spans, intersection, total_s
from callcoach.types.words import Transcript
from callcoach.voice import mirroring, no_mirroring, no_pace_match, pace_match

SNR_LEAST_DB = 15.0
"""Signal-to-noise ratio under which it is told. Chosen by us: at 10 dB of added noise the error
of speech detection on a real call is three times that without (`benchmarks/accuracy.py`)."""

CLIPPING_MOST = 0.001
"""Share of samples at full scale from which it is told. Chosen by us: single peaks are common."""


NOBODY_SPEAKS = (
    "Nobody speaks in this recording. If somebody should, play it: was it saved with its sound?"
)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything measured of one call, per channel, before anyone has a name.

    `one_channel_why`: why nothing can be said of two parties; None where both can be told
    apart. `one_party`: whose the only channel is. `no_words_why`: why there is no transcript.
    """

    id: str
    source: str
    duration_s: float
    sample_rate_hz: int | None
    n_channels: int | None
    layout: Layout | None
    recorded_at: str | None
    activity: Activity
    floor: Floor
    voices: Mapping[Channel, VoiceMeasures]
    transcript: Transcript[Channel] | None
    no_words_why: str
    one_channel_why: str | None
    one_party: Party
    notices: tuple[str, ...]
    provenance: Provenance


def parties_of(material: Material, role: Role) -> Parties:
    """Which party is on which judged channel."""
    if material.one_channel_why is None:
        return {role.channel: "agent", other(role.channel): "customer"}
    return {0: material.one_party}


def assemble(material: Material, role: Role, settings: Settings) -> Review:
    """The draft of the review: everything but what coaching adds."""
    parties = parties_of(material, role)
    ipus = per_party(dict(enumerate(material.activity.ipus)), parties)
    voices = per_party(material.voices, parties)
    turns = named_turns(material.floor, parties)
    is_one = material.one_channel_why is not None
    reasons = _top_reasons(material)
    draft = Review(
        call=_call_info(material, role),
        quality=Quality(
            parties=per_party(dict(enumerate(material.activity.quality)), parties),
            notices=_notices(material, role),
        ),
        activity={
            party: tuple((span.start_s, span.end_s) for span in spans)
            for party, spans in ipus.items()
        },
        time=_time_shares(ipus, material),
        turns=turns,
        monologues=tuple(
            index
            for index, turn in enumerate(turns)
            if turn.end_s - turn.start_s >= settings.turns.monologue_s
        ),
        silences=_silences(material, parties),
        backchannels=None if is_one else named_backchannels(material.floor, parties),
        incursions=None if is_one else named_incursions(material.floor, parties),
        talk_overs=_talk_overs(material, role),
        response=_response(material, parties),
        pace={party: voice.pace for party, voice in voices.items()},
        pace_match=(
            no_pace_match(material.one_channel_why)
            if material.one_channel_why is not None
            else pace_match(voices["agent"].pace, voices["customer"].pace)
        ),
        pitch={party: voice.pitch for party, voice in voices.items()},
        loudness={party: voice.loudness for party, voice in voices.items()},
        steadiness={party: voice.steadiness for party, voice in voices.items()},
        mirroring=_mirroring(material, role, settings),
        transcript=(
            named_transcript(material.transcript, parties) if material.transcript else None
        ),
        techniques=None,
        vents=None,
        promises=None,
        findings=(),
        scorecard=None,
        note=None,
        provenance=material.provenance,
        reasons=reasons,
    )
    tidy: Review = rounded(draft)
    return tidy


def _top_reasons(material: Material) -> dict[str, str]:
    reasons: dict[str, str] = {}
    if material.one_channel_why is not None:
        reasons["backchannels"] = reasons["incursions"] = material.one_channel_why
    if material.transcript is None:
        reasons["transcript"] = material.no_words_why
    return reasons


def _call_info(material: Material, role: Role) -> CallInfo:
    reasons: dict[str, str] = {}
    is_one = material.one_channel_why is not None
    if is_one:
        reasons["agent_channel"] = reasons["agent_confidence"] = material.one_channel_why or ""
    if material.recorded_at is None:
        reasons["recorded_at"] = "the recording does not say"
    if material.layout is None:
        for name in ("sample_rate_hz", "n_channels", "layout"):
            reasons[name] = "there is no audio, only a timeline"
    return CallInfo(
        id=material.id,
        source=material.source,
        duration_s=material.duration_s,
        sample_rate_hz=material.sample_rate_hz,
        n_channels=material.n_channels,
        layout=material.layout,
        agent_channel=None if is_one else role.channel,
        agent_basis="the parties cannot be told apart" if is_one else role.basis,
        agent_confidence=None if is_one else role.confidence,
        recorded_at=material.recorded_at,
        reasons=reasons,
    )


def _notices(material: Material, role: Role) -> tuple[str, ...]:
    notices = [*material.notices, *_clipping(material, role), *_noise(material, role)]
    unsure_why = material.floor.unsure_why
    if unsure_why is not None and unsure_why != material.activity.inseparable_why:
        notices.insert(
            0, f"{unsure_why[0].upper()}{unsure_why[1:]}. What is shown of turns is not sure."
        )
    if not any(material.activity.ipus):
        notices.insert(0, NOBODY_SPEAKS)
    elif material.one_channel_why is not None:
        notices.insert(0, material.one_channel_why)
    elif role.is_guess:
        notices.append(
            "Nothing told who is the agent, so the left channel is taken to be the agent's. "
            "If that is wrong, swap the two on the page or review again with --agent right."
        )
    return tuple(notices)


def _silences(material: Material, parties: Parties) -> tuple[Silence[Party], ...]:
    """The silences; where one party's channel is missing, none is known to be dead air."""
    silences = named_silences(material.floor, parties)
    if material.layout != "one_sided":
        return silences
    return tuple(replace(silence, is_dead_air=False) for silence in silences)


def _noise(material: Material, role: Role) -> Iterator[str]:
    """A notice for each channel whose speech hardly stands out of its noise."""
    parties = parties_of(material, role)
    for channel, quality in enumerate(material.activity.quality):
        if quality.snr_db is not None and quality.snr_db < SNR_LEAST_DB:
            whose = "the recording" if parties[channel] == "unknown" else f"the {parties[channel]}"
            yield (
                f"The sound of {whose} is noisy: speech stands only {quality.snr_db:.0f} dB over "
                "the noise. Soft and short speech may be missed there, and silences be false."
            )


def _clipping(material: Material, role: Role) -> Iterator[str]:
    """A notice for each channel that was recorded too loud."""
    parties = parties_of(material, role)
    for channel, quality in enumerate(material.activity.quality):
        ratio = quality.clipping_ratio
        if ratio is not None and ratio > CLIPPING_MOST:
            whose = "the recording" if parties[channel] == "unknown" else f"the {parties[channel]}"
            yield (
                f"The sound of {whose} is clipped ({100 * ratio:.1f} % of its samples are at full "
                "scale): loudness and spectrum are less sure there."
            )


def _time_shares(ipus: Mapping[Party, Spans], material: Material) -> TimeShares:
    """Shares that add up to the call: each second is counted once."""
    why = material.one_channel_why or material.floor.unsure_why
    if why is not None:
        names = ("agent_only_s", "customer_only_s", "both_s", "neither_s", "talk_share")
        reasons = dict.fromkeys(names, why)
        return TimeShares(None, None, None, None, None, reasons)
    agent_s, customer_s = total_s(ipus["agent"]), total_s(ipus["customer"])
    both_s = total_s(intersection(ipus["agent"], ipus["customer"]))
    spoken_s = agent_s + customer_s
    return TimeShares(
        agent_only_s=agent_s - both_s,
        customer_only_s=customer_s - both_s,
        both_s=both_s,
        neither_s=material.duration_s - (spoken_s - both_s),
        talk_share=agent_s / spoken_s if spoken_s else None,
        reasons={} if spoken_s else {"talk_share": "nobody spoke"},
    )


def _talk_overs(material: Material, role: Role) -> TalkOvers:
    if material.one_channel_why is None:
        return material.floor.talk_overs[role.channel]
    names = ("count", "count_low", "count_high", "n_ambiguous", "overlap_s", "events")
    reasons = dict.fromkeys(names, material.one_channel_why)
    return TalkOvers(None, None, None, None, None, None, reasons)


def _mirroring(material: Material, role: Role, settings: Settings) -> Mirroring:
    """How far the agent's voice followed the customer's; what is unsure of turns is unsure here."""
    why = material.one_channel_why or material.floor.unsure_why
    if material.layout is None:
        why = "there is no audio, only a timeline"
    if why is not None:
        return no_mirroring(why)
    return mirroring(
        material.voices[role.channel].turns,
        material.voices[other(role.channel)].turns,
        [quality.bleed_db for quality in material.activity.quality],
        settings.voice,
    )


def _response(material: Material, parties: Parties) -> dict[Party, Response]:
    if material.one_channel_why is None:
        return per_party(material.floor.response, parties)
    reasons = dict.fromkeys(("median_s", "p90_s"), material.one_channel_why)
    return {party: Response(None, None, 0, reasons) for party in parties.values()}
