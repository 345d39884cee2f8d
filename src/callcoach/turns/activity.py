"""Owns the step from frames to who is active when, with the quality of each channel."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.settings import Settings
from callcoach.turns.bleed import Bleed, bleed_into, copy_dbfs
from callcoach.turns.gain_control import gain_control_suspected
from callcoach.turns.network import Networks
from callcoach.turns.rows import rows_in, rows_of, spans_of_rows, with_hysteresis
from callcoach.turns.score import Evidence, evidence_of
from callcoach.types.call import Channel, other
from callcoach.types.floor import Activity, ChannelQuality
from callcoach.types.frames import STEPS_PER_S, FloatRow, FrameTrack
from callcoach.types.time import Span, Spans, joined

SPURT_LEAST_S = 0.04
"""Shorter spurts are the noise's, and would join a unit to what is 0.2 s away. Chosen by us on made
voices in noise."""

VOICED_LEAST = 0.5
VOICED_ROWS_LEAST = 3
SURELY_HEARD = 0.6
"""A unit without 30 ms of voiced sound counts where the detector is as sure as this. Chosen by us
on a real call in 24 conditions: of its true units it takes 0.3 s, of the false ones through a gain
that lifts pauses nearly all."""

DOUBTFUL_BLEED_DB = -25.0
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What is known of a channel before any line is drawn: its evidence and the bleed in it."""

    track: FrameTrack
    evidence: Evidence
    bleed: Bleed | None


def heard_in(
    tracks: Sequence[FrameTrack],
    settings: Settings,
    networks: Sequence[Networks | None] = (None, None),
) -> tuple[Heard, ...]:
    """The evidence of one or two channels, each freed of the copy of the other.

    `networks`: what weighs each channel's columns, where it is not what comes with callcoach.
    """
    if len(tracks) != 2:
        return tuple(
            Heard(track, evidence_of(track, networks=each), None)
            for track, each in zip(tracks, networks, strict=False)
        )

    def of(channel: Channel) -> Heard:
        track, source = tracks[channel], tracks[other(channel)]
        bleed = bleed_into(track, source, settings.speech.bleed_search_max_s)
        copy = copy_dbfs(source, bleed, len(track)) if bleed and bleed.is_separable else None
        evidence = evidence_of(track, copy, settings.speech.bleed_margin_db, networks[channel])
        return Heard(track, evidence, bleed)

    with ThreadPoolExecutor(max_workers=2) as pool:
        return tuple(pool.map(of, (0, 1)))


def heard_again(
    tracks: Sequence[FrameTrack], before: Sequence[Heard], settings: Settings
) -> tuple[Heard, ...]:
    """The evidence of a few seconds of channels, by what `before` tells of more of their call.

    Noise, loudness, bleed and voices in the background are those of `before`; a short stretch
    shows none of them well. In one thread, as it is too little for two.
    """
    found: list[Heard] = []
    for channel, (track, known) in enumerate(zip(tracks, before, strict=True)):
        bleed = known.bleed
        copy = None
        if bleed is not None and bleed.is_separable:
            copy = copy_dbfs(tracks[other(channel)], bleed, len(track))
        margin_db = settings.speech.bleed_margin_db
        evidence = evidence_of(track, copy, margin_db, known=known.evidence.known)
        found.append(Heard(track, evidence, bleed))
    return tuple(found)


def judge_activity(
    tracks: Sequence[FrameTrack], settings: Settings, *, level_offset_db: float = 0.0
) -> Activity:
    """Who is active when, from the frames of one or two channels: a pure function of them.

    Units are speech of the channel's own party, without the copy of the other party and
    unpadded; spurts less than `ipu_gap_s` apart are joined, what is shorter than `ipu_least_s`
    is dropped. Times lie on the grid of 1/100 s. `level_offset_db` moves all lines of the level
    up, so that less is speech; bleed, holds and noise floors do not move with it.
    """
    return activity_of(heard_in(tracks, settings), settings, level_offset_db)


def activity_of(heard: Sequence[Heard], settings: Settings, level_offset_db: float) -> Activity:
    """The activity of channels whose evidence is known; see `judge_activity`."""
    ipus = tuple(_units(each.evidence, level_offset_db, settings) for each in heard)
    n_rows = max((len(each.track) for each in heard), default=0)
    return Activity(
        duration_s=n_rows / STEPS_PER_S,
        ipus=ipus,
        holds=joined(span for each in heard for span in each.evidence.holds),
        quality=tuple(_quality(heard, ipus, channel) for channel in range(len(heard))),
        notices=tuple(
            notice for c, each in enumerate(heard) for notice in _notices(SIDES[c], each.bleed)
        ),
        inseparable_why=next(
            (
                _inseparable(SIDES[c], each.bleed)
                for c, each in enumerate(heard)
                if each.bleed is not None and not each.bleed.is_separable
            ),
            None,
        ),
    )


def _units(evidence: Evidence, level_offset_db: float, settings: Settings) -> Spans:
    speech = settings.speech
    score = evidence.score(level_offset_db)
    spurts = tuple(
        spurt
        for spurt in spans_of_rows(with_hysteresis(score, speech.score_on, speech.score_off))
        if spurt.duration_s >= SPURT_LEAST_S - 1e-9
    )
    least_s = settings.turns.ipu_least_s - 1e-9
    units = joined(spurts, settings.turns.ipu_gap_s)
    return tuple(
        unit for unit in units if unit.duration_s >= least_s and _has_voice(evidence, unit)
    )


def _has_voice(evidence: Evidence, unit: Span) -> bool:
    """Whether a vowel is in a unit, or at least the detector is sure; else it is a breath."""
    rows = rows_in(unit)
    n_voiced = np.count_nonzero(evidence.voicing[rows] > VOICED_LEAST)
    return bool(n_voiced >= VOICED_ROWS_LEAST or evidence.detector[rows].max() >= SURELY_HEARD)


def _quality(heard: Sequence[Heard], ipus: Sequence[Spans], channel: int) -> ChannelQuality:
    each, track = heard[channel], heard[channel].track
    floor_dbfs = each.evidence.noise_floor_dbfs
    reasons: dict[str, str] = {}
    is_evened = gain_control_suspected(
        track.level_dbfs, ipus[channel], _other_rows(heard, ipus, channel)
    )
    if is_evened is None:
        reasons["agc_suspected"] = "too few pauses with noise in them to tell"
    speech_dbfs = _speech_dbfs(each.evidence.level_dbfs, ipus[channel])
    snr_db = None
    if floor_dbfs is None:
        reasons["noise_floor_dbfs"] = reasons["snr_db"] = "the pauses are digital silence"
    elif speech_dbfs is None:
        reasons["snr_db"] = "nobody speaks in this channel"
    else:
        snr_db = round(speech_dbfs - floor_dbfs, 1)
    n_samples = len(track) * track.sample_rate_hz / STEPS_PER_S
    if not n_samples:
        reasons["clipping_ratio"] = "no sound"
    if each.bleed is None:
        reasons["bleed_db"] = (
            "no copy of the other party was found in this channel"
            if len(heard) == 2
            else "there is no other channel"
        )
    return ChannelQuality(
        noise_floor_dbfs=None if floor_dbfs is None else round(floor_dbfs, 1),
        snr_db=snr_db,
        clipping_ratio=float(track.clipped.sum()) / n_samples if n_samples else None,
        bleed_db=None if each.bleed is None else round(each.bleed.gain_db, 1),
        agc_suspected=is_evened,
        reasons=reasons,
    )


def _other_rows(
    heard: Sequence[Heard], ipus: Sequence[Spans], channel: int
) -> npt.NDArray[np.bool_]:
    """Rows of a channel with music, tones or a copy of the other party in them."""
    n_rows = len(heard[channel].track)
    is_other = rows_of(heard[channel].evidence.holds, n_rows)
    if heard[channel].bleed is not None:
        is_other |= rows_of(ipus[other(channel)], n_rows)
    return is_other


def _speech_dbfs(level_dbfs: FloatRow, units: Spans) -> float | None:
    """Median level of the rows in the units."""
    rows = [level_dbfs[rows_in(unit)] for unit in units]
    return float(np.median(np.concatenate(rows))) if rows else None


def _notices(side: str, bleed: Bleed | None) -> tuple[str, ...]:
    if bleed is None or bleed.gain_db <= DOUBTFUL_BLEED_DB:
        return ()
    if not bleed.is_separable:
        return (f"{_inseparable(side, bleed)}. What is shown of turns and shares is not sure.",)
    source = SIDES[1 - SIDES.index(side)]
    return (
        f"The {side} channel holds a copy of the {source} one, {-bleed.gain_db:.0f} dB below it "
        f"and {bleed.lag_rows * 10} ms late. It is left out of who speaks when; soft speech under "
        "it may be missed, most of all where both talk.",
    )


def _inseparable(side: str, bleed: Bleed) -> str:
    source = SIDES[1 - SIDES.index(side)]
    return (
        f"The {side} channel holds the {source} one nearly as loud ({bleed.gain_db:+.0f} dB, "
        f"{bleed.lag_rows * 10} ms late), so that who speaks cannot be told"
    )
