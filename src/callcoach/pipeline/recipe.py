"""Owns the recipe: one call in, one review out."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from callcoach.coaching import coach
from callcoach.errors import AudioError
from callcoach.language.lexicon import agent_opening_hits
from callcoach.pipeline.assemble import Material, assemble, parties_of
from callcoach.pipeline.beside import RoleHints, hints_beside
from callcoach.pipeline.framing import Framed, framed
from callcoach.pipeline.heard import Heard, Recording
from callcoach.pipeline.kept import Kept
from callcoach.pipeline.late_copy import LateCopy, Sound, copied
from callcoach.pipeline.made_with import check_coaching, provenance
from callcoach.pipeline.memory import give_back
from callcoach.pipeline.one_channel import NO_OWN_USUAL, one_channel_why, party_alone
from callcoach.pipeline.redacting import check_sound_can_be_redacted, redacted
from callcoach.pipeline.roles import Role, agent_role, opening_hits
from callcoach.pipeline.stages import StageClock
from callcoach.pipeline.wording import Given, Load, Speech, Wording, wording
from callcoach.settings import Settings
from callcoach.turns.judge import judge_activities, judge_floor
from callcoach.types.call import Channel, Layout, other
from callcoach.types.floor import Activity
from callcoach.types.measures import Baseline, Pace, Usual, VoiceMeasures
from callcoach.types.overrides import Overrides
from callcoach.types.progress import Progress, no_progress
from callcoach.types.review import Contours, Review
from callcoach.voice.contour import contour
from callcoach.voice.measure import measure_voice, not_measured
from callcoach.words import check_wishes, read_timeline

CONTOUR_ROWS_MOST = 6000
"""Rows of a contour: enough for a wide screen at some zoom, and for a page of a few MB."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A review and what the page needs beside it.

    `swapped`: the same call judged with the parties the other way round; None where the
    parties cannot be told apart. `own`: what this call alone holds for usual of the agent's voice.
    """

    review: Review
    swapped: Review | None
    contours: Contours | None
    sound: Sound | None
    own: Baseline | None = None


def review_call(
    path: str | Path,
    settings: Settings,
    *,
    transcript: Given | None = None,
    baseline: Baseline | None = None,
    usual: Usual | None = None,
    hints: RoleHints | None = None,
    with_sound: bool = False,
    progress: Progress = no_progress,
    load: Load | None = None,
    kept: Kept | None = None,
) -> Outcome:
    """Review a recording.

    `transcript`: the words, instead of transcribing. `baseline`: the agent's usual voice from
    earlier calls. `usual`: what a batch knows of these. `hints`: who is the agent, else what stands
    beside the file.
    `load`: where the engine for words comes from, for those who keep one over many calls. `kept`:
    where what is heard and said is kept; what is there needs no listening.

    Raises
    ------
    AudioMissing, AudioError
        If the recording cannot be read or judged.
    TimelineError
        If the transcript cannot be used.
    ModelUnavailable, SettingsError
        If the settings name a model, a language of the call, a pack or a scorecard that there is
        not, or one with a fault.
    """
    # What is wrong is told before the call is listened to, which takes time.
    check_coaching(settings)
    check_sound_can_be_redacted(settings)
    if transcript is not None:
        read_timeline(transcript.path, transcript.parties)
    elif settings.words.transcribe:
        check_wishes(settings.words)
    clock = StageClock()
    if hints is None:
        agent = settings.agent
        hints = hints_beside(Path(path), agent.channel, agent.file_name_pattern)
    recording = Recording(Path(path), kept.content if kept else None)
    with clock.stage("listening"):
        heard = kept.heard() if kept else None
        copies = with_sound and not settings.report.redact
        if copies or heard is None:
            recording.audio()
    with LateCopy(recording.audio(), settings) if copies else nullcontext() as copy:
        with clock.stage("listening"):
            heard = _listened(recording, heard, settings, progress, copy, kept)
            give_back()
        given = _Given(transcript, baseline, usual)
        call = _Call(recording, heard, hints, settings, load, kept)
        outcome = _outcome(call, clock, given, progress)
        if copy is not None:
            with clock.stage("sound copy"):
                outcome = replace(outcome, sound=copy.sound())
    if settings.report.redact:
        with clock.stage("redacting"):
            outcome = redacted(
                outcome, recording, settings, with_sound=with_sound, progress=progress
            )
    timed = replace(outcome.review.provenance, stages_s=clock.spent_s)
    return replace(outcome, review=replace(outcome.review, provenance=timed))


def _listened(
    recording: Recording,
    heard: Heard | None,
    settings: Settings,
    progress: Progress,
    copy: LateCopy | None,
    kept: Kept | None,
) -> Heard:
    """What is to be heard; where that is known, only the copy is made, where there is one.

    Raises
    ------
    AudioError
        If the recording cannot be decoded, or holds no samples.
    """
    if heard is not None:
        if copy is not None:
            copied(recording.audio(), copy, progress)
        return heard
    audio = recording.audio()
    frames = framed(audio, settings, progress, copy)
    if frames.n_samples == 0:
        raise AudioError(
            f"{recording.path}: holds no sound (0 samples); is the recording complete?"
        )
    info = (audio.sample_rate_hz, audio.n_channels, audio.recorded_at)
    heard = Heard(audio.content_id, *info, frames)
    if kept is not None:
        kept.keep_heard(heard)
    return heard


def _outcome(
    call: _Call,
    clock: StageClock,
    given: _Given,
    progress: Progress,
) -> Outcome:
    """All of the review of a call that was listened to, but for its sound."""
    settings = call.settings
    material, role = _measured(call, clock, given, progress)
    with clock.stage("coaching"):
        review = finished(material, role, settings, call.hints.overrides)
        swapped = None
        if material.one_channel_why is None:
            swapped_role = Role(other(role.channel), "swapped on the page", 1.0)
            measured = material
            if not given.is_of_nobody:
                voices = _voices(call, material, swapped_role, given)
                measured = replace(material, voices=voices)
            swapped = finished(measured, swapped_role, settings)
    with clock.stage("contours"):
        contours = _contours(call.frames, material, role, settings)
    return Outcome(review, swapped, contours, None, _own(material, role))


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A recording that was listened to, with what is known beforehand."""

    recording: Recording
    heard: Heard
    hints: RoleHints
    settings: Settings
    load: Load | None
    kept: Kept | None

    @property
    def frames(self) -> Framed:
        return self.heard.frames


@dataclass(frozen=True, slots=True)
class _Given:
    """What is known of a call and its agent from elsewhere."""

    transcript: Given | None
    baseline: Baseline | None
    usual: Usual | None

    @property
    def is_of_nobody(self) -> bool:
        """Whether nothing is known of the agent's voice."""
        return self.baseline is None and self.usual is None


def _measured(
    call: _Call,
    clock: StageClock,
    given: _Given,
    progress: Progress,
) -> tuple[Material, Role]:
    """Turns, words, roles and voices, in the order in which they need each other."""
    heard, frames, settings = call.heard, call.frames, call.settings
    with clock.stage("turns"):
        activities = judge_activities(frames.tracks, settings)
    activity = activities.as_is
    with clock.stage("words"):
        said = _said(call, activity, given.transcript, progress)
    with clock.stage("turns"):
        floor = judge_floor(activities, said.transcript, settings)
    role = _role(call.hints, said, frames.layout)
    alone = party_alone(frames.layout, frames.channels, role)
    made = provenance(settings, said)
    if given.usual is not None:
        made = replace(made, usual=given.usual)
    material = Material(
        id=heard.content,
        source=call.recording.path.name,
        duration_s=heard.duration_s,
        sample_rate_hz=heard.sample_rate_hz,
        n_channels=heard.n_channels,
        layout=frames.layout,
        recorded_at=call.hints.recorded_at or heard.recorded_at,
        activity=activity,
        floor=floor,
        voices={},
        transcript=said.transcript,
        no_words_why=said.why_none,
        one_channel_why=one_channel_why(frames.layout, alone),
        one_party=alone,
        notices=(*call.hints.notices, *frames.notices, *activity.notices, *said.notices),
        provenance=made,
    )
    with clock.stage("voice"):
        return replace(material, voices=_voices(call, material, role, given)), role


def finished(
    material: Material, role: Role, settings: Settings, overrides: Overrides | None = None
) -> Review:
    """The review of the material with its coaching, for one answer to who is the agent."""
    return coached(assemble(material, role, settings), settings, overrides)


def coached(draft: Review, settings: Settings, overrides: Overrides | None = None) -> Review:
    """The draft with its coaching. `overrides`: what a person answered of this very agent."""
    advice = coach(draft, settings, overrides)
    made = draft.provenance
    kept = {
        name: version
        for name, version in made.versions.items()
        if not name.startswith(("pack ", "scorecard "))
    }
    versions = {**kept, **advice.made_with}
    return replace(
        draft,
        provenance=replace(made, versions=versions),
        techniques=advice.techniques,
        vents=advice.vents,
        promises=advice.promises,
        findings=advice.findings,
        scorecard=advice.scorecard,
        note=advice.note,
        n_findings_left_out=advice.n_findings_left_out,
        reasons={**draft.reasons, **advice.reasons},
    )


def _said(call: _Call, activity: Activity, transcript: Given | None, progress: Progress) -> Wording:
    """The words: what is kept of them, or from their source."""
    frames, kept = call.frames, call.kept
    levels = tuple(track.level_dbfs for track in frames.tracks)
    duration_s = call.heard.duration_s
    speech = Speech(call.recording.audio, frames.channels, activity.ipus, levels, duration_s)
    if kept is None or transcript is not None:
        return wording(speech, call.settings, transcript, progress, call.load)
    said = kept.words(speech)
    if said is None:
        said = wording(speech, call.settings, None, progress, call.load)
        kept.keep_words(speech, said)
    return said


def _role(hints: RoleHints, said: Wording, layout: Layout) -> Role:
    """Who is the agent; on a channel that may hold both parties the words tell nothing."""
    hits = {}
    if said.transcript is not None and layout == "two_channel":
        hits = opening_hits(said.transcript, agent_opening_hits)
    return agent_role(hints, said.agent_channel, hits)


def _voices(
    call: _Call, material: Material, role: Role, given: _Given
) -> dict[Channel, VoiceMeasures]:
    """Measures per judged channel; of a channel that may hold both parties only the pace."""
    heard = call.frames
    usual_hz = given.usual.f0_hz if given.usual else None
    measured: dict[Channel, VoiceMeasures] = {}
    for channel, track in enumerate(heard.tracks):
        is_agent = heard.channels[channel] == role.channel
        measured[channel] = measure_voice(
            track,
            channel,
            material.activity,
            material.floor,
            material.transcript,
            call.settings,
            baseline=given.baseline if is_agent else None,
            usual_hz=usual_hz if is_agent else None,
        )
    if heard.layout == "two_channel" or material.one_party != "unknown":
        return measured
    withheld = not_measured(NO_OWN_USUAL)
    return {
        channel: replace(withheld, pace=_pooled(each.pace)) for channel, each in measured.items()
    }


def _own(material: Material, role: Role) -> Baseline | None:
    """What the call holds for usual of the agent's voice."""
    for channel, party in parties_of(material, role).items():
        if party == "agent":
            return material.voices[channel].own
    return None


def _pooled(pace: Pace) -> Pace:
    """The pace of a channel that may hold both parties: nobody's own usual is known."""
    reasons = {**pace.reasons, "fast_spans": NO_OWN_USUAL, "slow_spans": NO_OWN_USUAL}
    return replace(pace, fast_spans=(), slow_spans=(), reasons=reasons)


def _contours(heard: Framed, material: Material, role: Role, settings: Settings) -> Contours | None:
    """Contours by party, at a step that keeps the page small; none where policy has them off."""
    if settings.policy.voice_measures == "off":
        return None
    n_rows = max(len(track) for track in heard.tracks)
    step_s = max(0.1, round(n_rows / CONTOUR_ROWS_MOST) / 100)
    parties = parties_of(material, role)
    return Contours(
        step_s=step_s,
        parties={
            parties[channel]: contour(track, material.activity.ipus[channel], step_s, settings)
            for channel, track in enumerate(heard.tracks)
        },
    )
