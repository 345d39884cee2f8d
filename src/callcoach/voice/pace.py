"""Owns a channel's pace: words per minute of turn, syllables per second of phonation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from callcoach.settings import VoiceSettings
from callcoach.types.call import Channel
from callcoach.types.floor import Activity, Floor
from callcoach.types.frames import STEPS_PER_S, FrameTrack
from callcoach.types.measures import Pace
from callcoach.types.time import Span, Spans, difference, intersection, total_s
from callcoach.types.words import Transcript
from callcoach.voice.local_rate import N_WINDOWS_LEAST, fast_spans, rate_windows, slow_spans
from callcoach.voice.pauses import own_pauses
from callcoach.voice.phonation import phonation_rows
from callcoach.voice.rows import BoolRow, OwnRows, rows_in
from callcoach.voice.spoken import SpokenWords, spoken_words
from callcoach.voice.syllables import Syllables, from_sound, from_words, seconds_of

SYLLABLES_PER_WORD = 1.4
"""Of English telephone speech, plus or minus 15 %; only for `wpm_estimated`."""

SPEECH_LEAST_S = 5.0
"""Own speech below which no rate is given. Chosen by us: some 25 syllables, whose count alone
leaves plus or minus 10 %."""

COVERED_LEAST = 0.7
"""Share of the phonation inside utterances below which the words are too few to count: a rate
from them would be too low by as much. Chosen by us."""

NO_SYLLABLES = "neither sound nor words of a known language to count syllables in"
WORD_NAMES = ("speech_rate_wpm", "n_words", "n_fillers_at_least")
SYLLABLE_NAMES = ("articulation_rate_sps", "basis", "n_syllables", "windows")
SPAN_NAMES = ("fast_spans", "slow_spans")
PAUSE_NAMES = ("phonation_time_ratio", "pauses_per_min")


@dataclass(frozen=True, slots=True, eq=False)
class _Basis:
    """What a pace is made from. `heard`: the syllables in the sound, None without audio."""

    channel: Channel
    activity: Activity
    floor: Floor
    transcript: Transcript[Channel] | None
    is_phonation: BoolRow
    heard: Syllables | None


def pace(
    track: FrameTrack,
    rows: OwnRows,
    activity: Activity,
    floor: Floor,
    transcript: Transcript[Channel] | None,
    *,
    settings: VoiceSettings,
) -> Pace:
    """How fast one channel spoke.

    `speech_rate_wpm` = 60 x words / turn seconds. Turn seconds: own turns with each pause inside
    them counted up to `pause_cap_s`, holds left out. Words of backchannels are left out, as these
    lie outside the turns; fillers among the words count as words.
    `articulation_rate_sps` = syllables / phonation. Phonation: own units but backchannels, less
    silences of `pause_s` and more. `basis` says where the syllables are from: the words, or, where
    there are none or their language has no syllable rules, nuclei in the sound, for which both
    are taken outside overlap only. Nuclei count too few in fast speech (`benchmarks/voice.py`).
    `wpm_estimated`, only without words: syllables / 1.4 over the turn seconds; plus or minus 15 %
    for how many syllables words have, on top of the error of counting nuclei.
    Words whose utterances cover less than 70 % of the phonation are not used.
    `phonation_time_ratio`, `pauses_per_min`: over the turn seconds too; pauses are silences of
    `pause_s` and more inside own turns.
    All rates are None below 5 s of own speech. Turns under ten syllables, slower as a rule, are
    not left out: they hold 6.5 % of the phonation of our Switchboard calls, without them a rate is
    1.3 % higher, and those of two halves of a call agree no better (r 0.79 after 0.81).
    """
    is_floor = rows_in(floor.floor_ipus[rows.channel], len(track))
    is_phonation = phonation_rows(track, rows, settings) & is_floor
    heard = from_sound(track, rows, is_phonation)
    made = _Basis(rows.channel, activity, floor, transcript, is_phonation, heard)
    return _rated(made, settings)


def pace_of_words(
    channel: Channel,
    activity: Activity,
    floor: Floor,
    transcript: Transcript[Channel],
    *,
    settings: VoiceSettings,
) -> Pace:
    """How fast one channel spoke by a timeline alone, without audio; as `pace`.

    Phonation is then all own units but backchannels, as good as the times of the timeline.
    """
    n_rows = math.ceil(floor.duration_s * STEPS_PER_S)
    own = difference(floor.floor_ipus[channel], activity.holds)
    is_phonation = rows_in(own, n_rows)
    return _rated(_Basis(channel, activity, floor, transcript, is_phonation, None), settings)


def no_pace(why: str) -> Pace:
    """A pace that could not be measured, and why."""
    names = (*WORD_NAMES, *SYLLABLE_NAMES, "wpm_estimated", *SPAN_NAMES, *PAUSE_NAMES)
    return Pace(
        speech_rate_wpm=None,
        wpm_estimated=None,
        articulation_rate_sps=None,
        basis=None,
        turn_s=0.0,
        phonation_s=0.0,
        n_words=None,
        n_syllables=None,
        n_fillers_at_least=None,
        windows=(),
        fast_spans=(),
        slow_spans=(),
        phonation_time_ratio=None,
        n_pauses=None,
        paused_s=None,
        mean_pause_s=None,
        pauses_per_min=None,
        reasons=dict.fromkeys((*names, "n_pauses", "paused_s", "mean_pause_s"), why),
    )


def _rated(made: _Basis, settings: VoiceSettings) -> Pace:
    said = None
    if made.transcript is not None:
        said = spoken_words(made.transcript, made.channel, made.floor)
    reasons = _word_reasons(said, made.is_phonation)
    words = said if "n_words" not in reasons else None
    syllables = from_words(words, made.is_phonation) or made.heard
    turn_s = _turn_s(made, settings.pause_cap_s)
    spoken_s = seconds_of(made.is_phonation)
    rate_sps = estimated = wpm = None
    if syllables is None:
        reasons |= dict.fromkeys(SYLLABLE_NAMES, NO_SYLLABLES)
    elif syllables.phonation_s < SPEECH_LEAST_S:
        reasons["articulation_rate_sps"] = _too_short(syllables.phonation_s)
    else:
        rate_sps = len(syllables.at_s) / syllables.phonation_s
    short = _no_rate_why(spoken_s, turn_s)
    if short:
        reasons.setdefault("speech_rate_wpm", short)
    elif words is not None:
        wpm = 60.0 * words.n_words / turn_s
    elif rate_sps is not None:
        estimated = 60.0 * rate_sps * spoken_s / SYLLABLES_PER_WORD / turn_s
    if estimated is None and words is None:
        reasons["wpm_estimated"] = reasons.get("articulation_rate_sps", short)
    rated = replace(
        no_pace(""),
        speech_rate_wpm=wpm,
        wpm_estimated=estimated,
        articulation_rate_sps=rate_sps,
        basis=None if syllables is None else syllables.basis,
        turn_s=turn_s,
        phonation_s=spoken_s if syllables is None else syllables.phonation_s,
        n_words=None if words is None else words.n_words,
        n_syllables=None if syllables is None else len(syllables.at_s),
        n_fillers_at_least=None if words is None else words.n_fillers,
        reasons=reasons,
    )
    return _with_pauses(_with_windows(rated, syllables, settings), made, spoken_s, settings)


def _with_windows(pace: Pace, syllables: Syllables | None, settings: VoiceSettings) -> Pace:
    """With the local rate and the spans in which it is unusual."""
    if syllables is None:
        return pace
    if not syllables.is_timed:
        why = "the words have no times of their own"
        untold = dict.fromkeys(("windows", *SPAN_NAMES), why)
        return replace(pace, reasons={**pace.reasons, **untold})
    at_s, is_phonation = syllables.at_s, syllables.is_phonation
    windows = rate_windows(at_s, is_phonation, settings)
    reasons = dict(pace.reasons)
    if len(windows) < N_WINDOWS_LEAST:
        reasons |= dict.fromkeys(
            SPAN_NAMES, "too little speech in a row to tell the own usual rate"
        )
    return replace(
        pace,
        windows=windows,
        fast_spans=fast_spans(windows, at_s, is_phonation, settings),
        slow_spans=slow_spans(windows, at_s, is_phonation, settings),
        reasons=reasons,
    )


def _with_pauses(pace: Pace, made: _Basis, spoken_s: float, settings: VoiceSettings) -> Pace:
    """With the own pauses, and the share of the turn time that is spoken."""
    pauses = own_pauses(made.is_phonation, _turns(made), made.activity.holds, settings)
    why = _no_rate_why(spoken_s, pace.turn_s)
    reasons = {**pace.reasons, **(dict.fromkeys(PAUSE_NAMES, why) if why else {})}
    if not pauses.n:
        reasons["mean_pause_s"] = f"no pause of {settings.pause_s:g} s and more inside own turns"
    return replace(
        pace,
        phonation_time_ratio=None if why else min(spoken_s / pace.turn_s, 1.0),
        n_pauses=pauses.n,
        paused_s=pauses.total_s,
        mean_pause_s=pauses.total_s / pauses.n if pauses.n else None,
        pauses_per_min=None if why else 60.0 * pauses.n / pace.turn_s,
        reasons=reasons,
    )


def _no_rate_why(spoken_s: float, turn_s: float) -> str:
    """Why there are no words per minute of turn time; empty where there can be."""
    if spoken_s < SPEECH_LEAST_S:
        return _too_short(spoken_s)
    if turn_s == 0:
        return "no turns can be told, so there is no turn time to divide by"
    return _too_short(turn_s) if turn_s < SPEECH_LEAST_S else ""


def _turns(made: _Basis) -> Spans:
    return tuple(Span(t.start_s, t.end_s) for t in made.floor.turns if t.party == made.channel)


def _turn_s(made: _Basis, cap_s: float) -> float:
    """Seconds of the channel's turns: own speech, and each pause between up to the cap."""
    holds, turns = made.activity.holds, _turns(made)
    own = difference(made.floor.ipus[made.channel], holds)
    pauses = difference(difference(turns, own), holds)
    capped_s = math.fsum(min(pause.duration_s, cap_s) for pause in pauses)
    return total_s(intersection(turns, own)) + capped_s


def _word_reasons(words: SpokenWords | None, is_phonation: BoolRow) -> dict[str, str]:
    """Why words are missing or too few; "n_words" is among the reasons where none are used."""
    if words is None:
        return dict.fromkeys(WORD_NAMES, "no words for this party")
    is_covered = rows_in(words.spans, len(is_phonation))
    spoken_s = seconds_of(is_phonation)
    covered_s = seconds_of(is_phonation & is_covered)
    if covered_s < COVERED_LEAST * spoken_s:
        share = f"{covered_s / spoken_s:.0%}"
        return dict.fromkeys(WORD_NAMES, f"the words cover only {share} of this party's speech")
    reasons = {"wpm_estimated": "the words were counted instead"}
    if words.n_fillers is None:
        reasons["n_fillers_at_least"] = f"no list of fillers for language {words.language!r}"
    return reasons


def _too_short(seconds: float) -> str:
    return f"only {seconds:.1f} s of own speech; {SPEECH_LEAST_S:g} s needed"
