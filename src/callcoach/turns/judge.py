"""Owns the room's front: frames to activity, activity to floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callcoach.settings import Settings, TurnSettings
from callcoach.turns.activity import activity_of, heard_in
from callcoach.turns.incursions import Scene, incursions_of, overlaps_of, scene_of
from callcoach.turns.network import Networks
from callcoach.turns.ranges import talk_overs, unsteady_why, withheld
from callcoach.turns.runs import Speech, runs_of
from callcoach.turns.silences import silences_of
from callcoach.turns.spoken import SpokenWords, spoken_words
from callcoach.turns.turns import floor_runs, floor_units, responses_of, turns_of
from callcoach.turns.units import LabelledRun, backchannels_of, labelled_runs
from callcoach.types.call import Channel
from callcoach.types.floor import Activities, Activity, Floor, Incursion, Response
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Spans
from callcoach.types.words import Transcript

ONE_CHANNEL = "one channel holds both parties: who talked over whom cannot be told"


@dataclass(frozen=True, slots=True)
class Contest:
    """An incursion with the stretches in which both spoke: ordered, disjoint, `overlap_s` long."""

    incursion: Incursion[Channel]
    overlaps: Spans


def spans_only(activity: Activity) -> Activities:
    """An activity that does not come from audio: its range is over the least overlap alone."""
    return Activities(activity, ())


def judge_activities(
    tracks: Sequence[FrameTrack],
    settings: Settings,
    networks: Sequence[Networks | None] = (None, None),
) -> Activities:
    """Who is active when, as it is and with the lines of the level 3 dB lower and higher.

    `networks`: what weighs each channel's columns, where it is not what comes with callcoach.
    """
    heard, step_db = heard_in(tracks, settings, networks), settings.turns.range_level_db
    as_is, lower, higher = (
        activity_of(heard, settings, offset_db) for offset_db in (0.0, -step_db, step_db)
    )
    return Activities(as_is, (lower, higher))


def judge_turns(
    tracks: Sequence[FrameTrack], transcript: Transcript[Channel] | None, settings: Settings
) -> tuple[Activity, Floor]:
    """Activity and floor of a call from its frames and words in one step."""
    activities = judge_activities(tracks, settings)
    return activities.as_is, judge_floor(activities, transcript, settings)


def judge_floor(
    activities: Activities | Activity,
    transcript: Transcript[Channel] | None,
    settings: Settings,
) -> Floor:
    """The whole judgement of turn-taking from who was active when, and the words if any.

    Timing comes from the activity alone; words only refine what was an answer, and whether a
    sentence was finished. Three passes: units that are backchannels, turns from the rest, then
    incursions; sources and kinds in docs/measures.md. With one channel there are no turns or
    incursions, and the talk-overs are None with the reason.
    """
    if isinstance(activities, Activity):
        activities = spans_only(activities)
    activity = activities.as_is
    silences = silences_of(activity.ipus, activity.holds, activity.duration_s, settings.turns)
    if len(activity.ipus) != 2:
        return Floor(
            duration_s=activity.duration_s,
            ipus=activity.ipus,
            floor_ipus=activity.ipus,
            turns=(),
            silences=silences,
            backchannels=(),
            incursions=(),
            talk_overs={0: withheld(ONE_CHANNEL)},
            response={0: _no_response(ONE_CHANNEL)},
        )
    words = (spoken_words(transcript, 0), spoken_words(transcript, 1))
    labelled, scene = _first_pass(activity, words, settings.turns)
    held = floor_runs(scene)
    turns = turns_of(held)
    incursions = incursions_of(labelled, scene)
    why = activities.as_is.inseparable_why or unsteady_why(activities)
    variants = [
        incursions_of(*_first_pass(each, words, settings.turns)) for each in activities.variants
    ]
    return Floor(
        duration_s=activity.duration_s,
        ipus=activity.ipus,
        floor_ipus=tuple(floor_units(held, channel) for channel in (0, 1)),
        turns=turns,
        silences=silences,
        backchannels=backchannels_of(labelled, scene.units),
        incursions=incursions,
        talk_overs={
            channel: withheld(why)
            if why is not None
            else talk_overs(incursions, variants, channel, settings.turns)
            for channel in (0, 1)
        },
        response=(
            responses_of(turns, activity.holds)
            if why is None
            else {channel: _no_response(why) for channel in (0, 1)}
        ),
        unsure_why=why,
    )


def contests_of(activity: Activity, by: Channel, settings: Settings) -> tuple[Contest, ...]:
    """The incursions of one channel into the other's speech, with where both spoke; no words."""
    no_words = (spoken_words(None, 0), spoken_words(None, 1))
    labelled, scene = _first_pass(activity, no_words, settings.turns)
    return tuple(
        Contest(incursion, overlaps_of(incursion, scene))
        for incursion in incursions_of(labelled, scene)
        if incursion.by == by
    )


def _first_pass(
    activity: Activity, words: tuple[SpokenWords, SpokenWords], turns: TurnSettings
) -> tuple[tuple[LabelledRun, ...], Scene]:
    first, second = activity.ipus
    runs = [runs_of(units, c, turns.chain_gap_s) for c, units in enumerate(activity.ipus)]
    labelled = labelled_runs(runs, words, turns)
    return labelled, scene_of(labelled, (Speech(first), Speech(second)), words, turns)


def _no_response(why: str) -> Response:
    return Response(None, None, 0, {"median_s": why, "p90_s": why})
