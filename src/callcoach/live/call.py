"""Owns one use of live monitoring: its source, what goes with it, and the review at its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType

import numpy as np

from callcoach.audio.capture.capture import Capture
from callcoach.audio.wave_recorder import WaveRecorder
from callcoach.errors import AudioError, CaptureError, OutputError
from callcoach.live.ending import on_judged, review_of_recording, review_without_sound
from callcoach.live.inputs.chosen_inputs import chosen_inputs
from callcoach.live.inputs.input_listing import listed_inputs
from callcoach.live.inputs.level_check import level_check
from callcoach.live.inputs.remembered import Remembered, remember, remembered
from callcoach.live.replay import Replay
from callcoach.live.session import Session
from callcoach.live.words.live_words import LiveWords
from callcoach.pipeline.beside import RoleHints, hints_beside, sidecar_path
from callcoach.pipeline.framing import Framed
from callcoach.pipeline.recipe import Outcome
from callcoach.pipeline.roles import agent_role
from callcoach.pipeline.wording import SWITCHED_OFF, Wording
from callcoach.report.atomic import write_whole
from callcoach.settings import Settings
from callcoach.turns.activity import judge_activity
from callcoach.types.call import Channel, Party, other
from callcoach.types.cues import Cue
from callcoach.types.live import LiveView, WordsNow
from callcoach.types.progress import Progress
from callcoach.types.time import Spans

LAST_WORDS_S = 60.0
"""How long the end of a call waits for words that are still being written down. Chosen by us."""

WORDS_SPEED_MOST = 2.0
"""Fastest replay in which words are written down meanwhile."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for; "" or None where they leave it open."""

    agent_input: str = ""
    customer_input: str = ""
    replay: Path | None = None
    speed: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """A source, and which party is on which of its channels. `to_remember`: the choice, where one
    was made, for the next time."""

    source: Capture | Replay
    parties: dict[Channel, Party]
    to_remember: Remembered | None = None

    def close(self) -> None:
        """Ends the call."""
        self.source.close()


def source_of(
    wanted: Wanted, settings: Settings, tell: Callable[[str], None], *, checks: bool = True
) -> Inputs:
    """Where the call's sound comes from. `tell`: is told what a person should know. `checks`:
    whether inputs are listened to for three seconds first.

    Raises
    ------
    AudioMissing, AudioError
        If the recording to be replayed cannot be.
    CaptureError, SoundInputUnavailable
        If there are no such inputs.
    """
    if wanted.replay is not None:
        replay = Replay(wanted.replay, wanted.speed)
        agent = settings.agent
        hints = hints_beside(wanted.replay, agent.channel, agent.file_name_pattern)
        channel = agent_role(hints, None, {}).channel
        return Inputs(replay, {channel: "agent", other(channel): "customer"})
    chosen = chosen_inputs(wanted.agent_input, wanted.customer_input, listed_inputs(), remembered())
    for notice in chosen.notices:
        tell(notice)
    if chosen.agent is None:
        raise CaptureError(
            "the agent needs an input: it is their speech that is coached; see callcoach devices"
        )
    customer = chosen.customer.name if chosen.customer else "no input, so the agent is judged alone"
    tell(f"agent: {chosen.agent.name}; customer: {customer}")
    if checks:
        tell("checking the levels for three seconds; say a few words")
        for line in level_check(chosen.agent, chosen.customer).lines:
            tell(line)
    parties: dict[Channel, Party] = {0: "agent"}
    if chosen.customer is not None:
        parties[1] = "customer"
    return Inputs(Capture(chosen.agent, chosen.customer), parties, chosen.to_remember)


def check_new(record: Path) -> None:
    """Nothing, where a call may be recorded to this file.

    Raises
    ------
    OutputError
        If it, or the file that is to stand beside it, is there already.
    """
    for path in (record, sidecar_path(record)):
        if path.exists():
            raise OutputError(f"{path}: is there already; name another file to record to")


class LiveCall:
    """A call from its begin to its review; a context that ends what works beside it.

    Parameters
    ----------
    name : what the call is called where no file gives it a name.
    record : a new file for its sound; None keeps none.

    Raises
    ------
    OutputError
        If the file for its sound is there already, or cannot be written.
    """

    def __init__(
        self, inputs: Inputs, settings: Settings, name: str, record: Path | None = None
    ) -> None:
        self.settings = settings
        self._source, self._parties = inputs.source, inputs.parties
        self._to_remember = inputs.to_remember
        self._name, self._record = name, record
        self._began_at = datetime.now().replace(microsecond=0)
        rate_hz = inputs.source.sample_rate_hz
        self._recorder: WaveRecorder | None = None
        if record is not None:
            self._recorder = WaveRecorder(record, rate_hz, 2, self._began_at)
            self._note_beside(())
        off = _no_words_why(inputs.source, settings)
        self._words = None if off else LiveWords(settings, 2, rate_hz)
        self._off = WordsNow("off", why=off)
        self._frames: Framed | None = None
        self._content = ""
        self._notices: tuple[str, ...] = ()

    def __enter__(self) -> LiveCall:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._source.close()
        if self._recorder is not None:
            self._recorder.close()
        if self._words is not None:
            self._words.close()

    def run(self, on_cue: Callable[[Cue], None], on_view: Callable[[LiveView], None]) -> None:
        """The call, until its source ends or is closed.

        Raises
        ------
        CaptureError, SoundInputUnavailable, AudioError
            If no sound can be had from the source.
        """
        session = Session(
            self._source,
            self._parties,
            self.settings,
            words=self._words,
            no_words=self._off,
            recorder=self._recorder,
            recording=str(self._record) if self._record else None,
            on_cue=on_cue,
            on_view=on_view,
        )
        self._frames = session.run()
        self._content = session.content
        self._notices = (*session.inputs.notices(), *session.notices)
        if self._to_remember is not None:
            with suppress(OutputError):  # a convenience must not cost the review
                remember(self._to_remember)
        if self._recorder is not None:
            self._recorder.close()
            if self._notices:
                self._note_beside(self._notices)

    @property
    def kept_sound(self) -> Path | None:
        """The file that holds all the sound that was heard; None where there is none."""
        source = self._source
        if isinstance(source, Replay):
            return source.audio.path if source.is_complete else None
        is_whole = self._recorder is not None and self._recorder.stopped_why is None
        return self._record if is_whole else None

    def review(self, *, overrides: Path | None, progress: Progress) -> Outcome:
        """The review of all that was heard.

        Raises
        ------
        AudioError
            If nothing was heard.
        SettingsError, ModelUnavailable
            As `review_call`.
        """
        frames = self._frames
        if frames is None or frames.n_samples == 0:
            raise AudioError("the call ended before any sound came; there is nothing to review")
        sound = self.kept_sound
        if sound is not None:
            if isinstance(self._source, Replay):
                frames = replace(frames, notices=self._source.notices)
            return review_of_recording(
                sound,
                frames,
                self.settings,
                overrides=overrides,
                with_sound=self.settings.report.sound == "embed",
                progress=progress,
            )
        agent = next(channel for channel, party in self._parties.items() if party == "agent")
        return review_without_sound(
            self._name,
            frames,
            self.settings,
            content=self._content,
            sample_rate_hz=self._source.sample_rate_hz,
            hints=RoleHints(
                explicit=agent, recorded_at=self._began_at.isoformat(), notices=self._notices
            ),
            said=self._said(frames),
        )

    def _said(self, frames: Framed) -> Wording:
        if self._words is None:
            return Wording(None, self._off.why)
        activity = judge_activity(frames.tracks, self.settings)
        ipus: list[Spans] = [(), ()]
        levels = [np.zeros(0, np.float32)] * 2
        for channel, units, track in zip(
            frames.channels, activity.ipus, frames.tracks, strict=True
        ):
            ipus[channel], levels[channel] = units, track.level_dbfs
        return on_judged(self._words.finish(ipus, levels, within_s=LAST_WORDS_S), frames.channels)

    def _note_beside(self, notices: tuple[str, ...]) -> None:
        """Who is the agent, and what went wrong, for whoever reviews the recording."""
        assert self._record is not None, "there is nothing beside no recording"
        plain = {"agent_channel": 0, "notices": list(notices)}
        write_whole(sidecar_path(self._record), json.dumps(plain, indent=1) + "\n")


def _no_words_why(source: Capture | Replay, settings: Settings) -> str:
    """Why nothing is written down while the call goes on; empty where it is."""
    if not settings.words.transcribe:
        return SWITCHED_OFF
    if isinstance(source, Replay) and source.speed > WORDS_SPEED_MOST:
        return "replayed faster than words can be written down; they come at the end"
    return ""
