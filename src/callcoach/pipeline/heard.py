"""Owns what was heard of a call: all that its review needs of the recording, but for the words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from callcoach.audio.call_audio import CallAudio
from callcoach.errors import AudioError
from callcoach.pipeline.framing import Framed


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What one pass over a recording gave, and what the recording says of itself.

    `content`: hex SHA-256 of the recording's bytes. `recorded_at`: ISO 8601, None where it does
    not say.
    """

    content: str
    sample_rate_hz: int
    n_channels: int
    recorded_at: str | None
    frames: Framed

    @property
    def duration_s(self) -> float:
        """Seconds of sound."""
        return round(self.frames.n_samples / self.sample_rate_hz, 4)


class Recording:
    """A recording that is opened when its sound is first asked for, which may be never.

    `content`: what it must hold; None where that is not known.
    """

    def __init__(self, path: Path, content: str | None = None) -> None:
        self.path = path
        self._content = content
        self._audio: CallAudio | None = None

    def audio(self) -> CallAudio:
        """The recording, found readable.

        Raises
        ------
        AudioMissing, AudioError
            As `CallAudio.open`, and if it holds another content.
        """
        if self._audio is None:
            audio = CallAudio.open(self.path)
            if self._content not in (None, audio.content_id):
                raise AudioError(f"{self.path}: changed while it was reviewed; run again")
            self._audio = audio
        return self._audio
