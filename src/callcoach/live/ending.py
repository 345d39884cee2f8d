"""Owns the end of a live call: the whole review, of all that was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from callcoach.audio.call_audio import CallAudio
from callcoach.pipeline.beside import RoleHints, hints_beside
from callcoach.pipeline.framing import Framed
from callcoach.pipeline.heard import Heard
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.pipeline.wording import Speech, Wording
from callcoach.settings import Settings
from callcoach.types.call import Channel
from callcoach.types.progress import Progress, no_progress


class HeardLive:
    """What is known of a call that was heard while it went on; a `pipeline.kept.Kept`.

    `said`: what was written down of it; None where its sound is there to be asked.
    """

    def __init__(self, heard: Heard, said: Wording | None) -> None:
        self.content = heard.content
        self._heard, self._said = heard, said

    def heard(self) -> Heard:
        """All of it."""
        return self._heard

    def keep_heard(self, heard: Heard) -> None:
        """Nothing is kept."""

    def words(self, speech: Speech) -> Wording | None:  # noqa: ARG002
        """What was written down, of whatever speech."""
        return self._said

    def keep_words(self, speech: Speech, said: Wording) -> None:
        """Nothing is kept."""


def review_of_recording(
    path: Path,
    frames: Framed,
    settings: Settings,
    *,
    overrides: Path | None = None,
    with_sound: bool = False,
    progress: Progress = no_progress,
) -> Outcome:
    """The review of a call whose sound lies in a file: just that which `review_call` gives of the
    file, which is not listened to again; what was said is asked of the file.

    Raises
    ------
    AudioMissing, AudioError, SettingsError, ModelUnavailable
        As `review_call`.
    """
    audio = CallAudio.open(path)
    heard = Heard(
        audio.content_id, audio.sample_rate_hz, audio.n_channels, audio.recorded_at, frames
    )
    agent = settings.agent
    hints = hints_beside(path, agent.channel, agent.file_name_pattern, overrides=overrides)
    return review_call(
        path,
        settings,
        hints=hints,
        with_sound=with_sound,
        progress=progress,
        kept=HeardLive(heard, None),
    )


def review_without_sound(
    name: str,
    frames: Framed,
    settings: Settings,
    *,
    content: str,
    sample_rate_hz: int,
    hints: RoleHints,
    said: Wording,
) -> Outcome:
    """The review of a call whose sound is gone.

    `name`: what the review calls it. `content`: hex digest of its samples. `hints`: who is the
    agent, when it was, and what a person should know. `said`: what was written down meanwhile.

    Raises
    ------
    SettingsError, ModelUnavailable
        As `review_call`.
    """
    heard = Heard(content, sample_rate_hz, 2, None, frames)
    return review_call(Path(name), settings, hints=hints, kept=HeardLive(heard, said))


def on_judged(said: Wording, channels: Sequence[Channel]) -> Wording:
    """Words of the source's channels, as words of those that are judged: `channels[i]` is i."""
    if said.transcript is None:
        return said
    transcript = said.transcript
    judged = {channel: index for index, channel in enumerate(channels)}
    return replace(
        said,
        transcript=replace(
            transcript,
            language={
                str(judged[int(channel)]): code
                for channel, code in transcript.language.items()
                if int(channel) in judged
            },
            utterances=tuple(
                replace(each, party=judged[each.party])
                for each in transcript.utterances
                if each.party in judged
            ),
            suppressed=tuple(
                replace(each, party=judged[each.party])
                for each in transcript.suppressed
                if each.party in judged
            ),
        ),
    )
