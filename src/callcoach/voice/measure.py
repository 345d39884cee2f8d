"""Owns the whole judgement of one channel's voice."""

from __future__ import annotations

from dataclasses import replace

from callcoach.settings import Settings, VoiceSettings
from callcoach.types.call import Channel
from callcoach.types.floor import Activity, Floor
from callcoach.types.frames import FrameTrack
from callcoach.types.measures import Baseline, RaisedSpan, VoiceMeasures
from callcoach.types.words import Transcript
from callcoach.voice.baseline import call_baseline, calm_baseline, carried
from callcoach.voice.cues import is_level_trusted
from callcoach.voice.line_gain import without_line_gain
from callcoach.voice.line_noise import LineNoise, line_noise
from callcoach.voice.loudness import loudness, no_loudness
from callcoach.voice.pace import no_pace, pace
from callcoach.voice.pitch import FloatRow64, f0_rows, no_pitch, pitch
from callcoach.voice.raised import raised_spans
from callcoach.voice.rows import BoolRow, OwnRows, own_rows, rows_in
from callcoach.voice.steadiness import no_steadiness, steadiness
from callcoach.voice.turn_voices import turn_voices
from callcoach.voice.units import Units, units_of

NO_SPEECH = "no speech was found on this side"
SWITCHED_OFF = "measures of the voice are switched off (policy.voice_measures)"


def measure_voice(
    track: FrameTrack,
    channel: Channel,
    activity: Activity,
    floor: Floor,
    transcript: Transcript[Channel] | None,
    settings: Settings,
    *,
    baseline: Baseline | None = None,
    usual_hz: float | None = None,
) -> VoiceMeasures:
    """Pace, pitch, loudness and steadiness of one channel of a call.

    `track`: the channel's own. `baseline`: the speaker's usual voice from earlier calls, for
    steadiness and raised voice; without it the call's own medians serve. `usual_hz`: the
    pitch alone of that. Values that the speech does not suffice for are None, with the reason.
    """
    voice = settings.voice
    rows = own_rows(activity, channel, len(track))
    if not rows.own.any():
        return not_measured(NO_SPEECH)
    if settings.policy.voice_measures == "off":
        own_pace = pace(track, rows, activity, floor, transcript, settings=voice)
        return replace(not_measured(SWITCHED_OFF), pace=own_pace)
    f0_hz = f0_rows(track, rows, voice)
    noise = line_noise(track, rows)
    units = units_of(track, rows, f0_hz, noise)
    is_level_used = is_level_trusted(activity.quality[channel])
    own = calm_baseline(units, is_level_used)
    usual, calm = baseline or call_baseline(units), baseline or own
    voiced_s = float(units.voiced_s.sum())
    if usual_hz is not None and usual.f0_hz is not None:
        usual, calm = carried(usual, usual_hz), carried(calm, usual_hz)
    raised: tuple[RaisedSpan, ...] = ()
    why = None
    if voiced_s < voice.pitch_least_s:
        why = f"only {voiced_s:.1f} s of voiced own speech; {voice.pitch_least_s:g} s needed"
    else:
        is_other = None if is_level_used else _other_rows(activity, channel, len(track))
        raised = raised_voice(
            track, rows, f0_hz, units, noise, usual, is_other=is_other, settings=voice
        )
    paced = pace(track, rows, activity, floor, transcript, settings=voice)
    own_turns = [turn for turn in floor.turns if turn.party == channel]
    return VoiceMeasures(
        pace=paced,
        pitch=pitch(f0_hz, rows, voice),
        loudness=loudness(track, rows, units, raised, why),
        steadiness=steadiness(units, calm, is_level_used, voice),
        turns=turn_voices(units, own_turns, paced.windows, usual, is_level_used=is_level_used),
        own=own if voiced_s >= voice.pitch_least_s else None,
    )


def raised_voice(
    track: FrameTrack,
    rows: OwnRows,
    f0_hz: FloatRow64,
    units: Units,
    noise: LineNoise,
    usual: Baseline,
    *,
    is_other: BoolRow | None,
    settings: VoiceSettings,
) -> tuple[RaisedSpan, ...]:
    """The raised spans of a track, the line's own gain taken back where that can be told.

    `is_other`: (n,) rows with other sound than noise, where the line seems to set its gain by
    itself; None where the level is trusted.
    """
    before = None if is_other is None else without_line_gain(track, rows.units, is_other)
    if before is not None:
        track, noise = before, line_noise(before, rows)
        units = units_of(track, rows, f0_hz, noise)
        own = call_baseline(units)
        usual = own if usual.basis == "call" else replace(usual, level_dbfs=own.level_dbfs)
    is_level_used = is_other is None or before is not None
    return raised_spans(
        track, rows, f0_hz, units, noise, usual, is_level_used=is_level_used, settings=settings
    )


def _other_rows(activity: Activity, channel: Channel, n_rows: int) -> BoolRow:
    """Rows of a channel with music, tones or a copy of the other party in them."""
    is_other = rows_in(activity.holds, n_rows)
    if activity.quality[channel].bleed_db is not None:
        for each, spans in enumerate(activity.ipus):
            if each != channel:
                is_other |= rows_in(spans, n_rows)
    return is_other


def not_measured(reason: str) -> VoiceMeasures:
    """All measures None, each with the reason; for mono recordings and silent sides."""
    return VoiceMeasures(
        pace=no_pace(reason),
        pitch=no_pitch(reason),
        loudness=no_loudness(reason),
        steadiness=no_steadiness(reason),
    )
