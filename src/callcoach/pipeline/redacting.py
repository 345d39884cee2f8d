"""Owns the redacted outcome of a review: words with labels, and sound that is silent there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callcoach.audio.call_audio import CallAudio
from callcoach.audio.silenced import Silencer
from callcoach.audio.sound_copy import SoundCopy
from callcoach.errors import SettingsError
from callcoach.pipeline.heard import Recording
from callcoach.pipeline.late_copy import Sound
from callcoach.settings import Settings
from callcoach.types.progress import Progress
from callcoach.types.time import Span
from callcoach.words.redact_review import redact_review

if TYPE_CHECKING:
    from callcoach.pipeline.recipe import Outcome


def check_sound_can_be_redacted(settings: Settings) -> None:
    """Refuses a redacted review whose page plays the recording itself.

    Raises
    ------
    SettingsError
        If it is asked for.
    """
    if settings.report.redact and settings.report.sound == "link":
        raise SettingsError(
            "a redacted page cannot link to the sound, for the recording would be played as it "
            'is; leave out --link-audio and report.sound = "link", or --redact'
        )


def redacted(
    outcome: Outcome,
    recording: Recording,
    settings: Settings,
    *,
    with_sound: bool,
    progress: Progress,
) -> Outcome:
    """The outcome with its reviews redacted, and a copy of the sound that is silent in the same
    places; without words nothing is known of the sound, and there is no copy."""
    review = redact_review(outcome.review)
    swapped = redact_review(outcome.swapped) if outcome.swapped else None
    sound = None
    if with_sound and review.transcript is not None and review.redaction is not None:
        spans = [Span(*pair) for pair in review.redaction.silenced]
        sound = _silenced_copy(recording.audio(), spans, settings, progress)
    return replace(outcome, review=review, swapped=swapped, sound=sound)


def _silenced_copy(
    audio: CallAudio, spans: list[Span], settings: Settings, progress: Progress
) -> Sound:
    silencer = Silencer(audio.sample_rate_hz, spans)
    copy = SoundCopy(audio.sample_rate_hz, audio.n_channels, settings.report.sound_bit_rate)
    n_samples = 0
    for block in audio.blocks():
        copy.push(silencer.push(block))
        n_samples += block.shape[1]
        progress("redacting", n_samples / audio.sample_rate_hz, audio.duration_hint_s)
    return Sound(copy.finish(), copy.mime)
