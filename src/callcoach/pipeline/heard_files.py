"""Owns the files in which what was heard and said of calls is kept, so that they can be judged
again without their recordings.

Of each call ``ID.frames`` and ``ID.words`` in one folder; ID is the hex SHA-256 of the recording's
bytes. A file is of use only for what it was made from and with (`_key`); another, or a broken one,
is as if it was not there, and so is one that cannot be read or written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from callcoach.pipeline.framing import FRAMES_STAGE
from callcoach.pipeline.heard import Heard
from callcoach.pipeline.heard_bytes import heard_bytes, heard_of, words_bytes, words_of
from callcoach.pipeline.wording import WORDS_STAGE, Speech, Wording
from callcoach.settings import Settings
from callcoach.words import folder_here, model_mark

FRAMES, WORDS = ".frames", ".words"

_LISTENING = ("av", "numpy", "onnxruntime", "faster-whisper", "soxr")
_WRITING = ("av", "numpy", "soxr", "faster-whisper", "ctranslate2", "tokenizers")
"""Packages by which frames and words may differ; the speech detector comes with faster-whisper."""

_PITCH = ("pitch_tracker", "pitch_floor_hz", "pitch_ceiling_hz")
"""Settings of the voice on which frames depend."""


class HeardFiles:
    """What is kept of one call under some settings.

    Frames hold the pitch and the spectrum of a voice, so none are kept where policy has measures of
    the voice off; no words are kept where they are to be redacted.

    Parameters
    ----------
    content : hex SHA-256 of the recording's bytes.
    suffix : of the recording's name, by which some kinds of files are read.
    """

    def __init__(self, folder: Path, content: str, suffix: str, settings: Settings) -> None:
        self.content = content
        self._folder, self._suffix, self._settings = folder, suffix, settings

    def heard(self) -> Heard | None:
        """What was heard of the call; None where it must be listened to."""
        data = self._data(FRAMES)
        return None if data is None else heard_of(data, self._frames_key())

    def keep_heard(self, heard: Heard) -> None:
        """Keeps what was heard, where that is allowed."""
        if _may_keep(FRAMES, self._settings):
            self._write(FRAMES, heard_bytes(heard, self._frames_key()))

    def words(self, speech: Speech) -> Wording | None:
        """What the engine gave for just this speech; None where it must be asked."""
        data, key = self._data(WORDS), self._words_key(speech)
        return None if data is None or key is None else words_of(data, key)

    def keep_words(self, speech: Speech, said: Wording) -> None:
        """Keeps what the engine gave, where that is allowed."""
        key = self._words_key(speech)
        if said.transcript is None or key is None or not _may_keep(WORDS, self._settings):
            return
        data = words_bytes(said, key)
        if data is not None:
            self._write(WORDS, data)

    def _frames_key(self) -> str:
        voice = self._settings.voice
        return self._key(
            "frames", FRAMES_STAGE, _LISTENING, [getattr(voice, name) for name in _PITCH]
        )

    def _words_key(self, speech: Speech) -> str | None:
        """Beside the settings and the model, all that the engine is given. None without a model."""
        words = self._settings.words
        model = folder_here(words.model)
        if not words.transcribe or model is None:
            return None
        levels = [hashlib.sha256(row.tobytes()).hexdigest() for row in speech.levels_dbfs]
        ipus = [[(span.start_s, span.end_s) for span in spans] for spans in speech.ipus]
        given = (speech.channels, speech.duration_s, ipus, levels)
        return self._key("words", WORDS_STAGE, _WRITING, [asdict(words), model_mark(model), given])

    def _key(self, what: str, stage: int, packages: Sequence[str], made_with: Any) -> str:
        versions = {name: metadata.version(name) for name in packages}
        parts = (what, stage, self.content, self._suffix, versions, made_with)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _data(self, suffix: str) -> bytes | None:
        if not _may_keep(suffix, self._settings):
            return None
        try:
            return self._path(suffix).read_bytes()
        except OSError:
            return None

    def _write(self, suffix: str, data: bytes) -> None:
        """Writes beside its place and renames; where that fails the call is heard again."""
        path = self._path(suffix)
        beside = path.with_name(path.name + ".part")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            beside.replace(path)

    def _path(self, suffix: str) -> Path:
        return self._folder / f"{self.content}{suffix}"


def tidy_heard(folder: Path, settings: Settings) -> None:
    """Removes what the settings do not let be kept, and what was being written when a process was
    killed."""
    for path in _files(folder):
        if path.suffix not in (FRAMES, WORDS) or not _may_keep(path.suffix, settings):
            path.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _may_keep(suffix: str, settings: Settings) -> bool:
    may: Mapping[str, bool] = {
        FRAMES: settings.policy.voice_measures != "off",
        WORDS: not settings.report.redact,
    }
    return settings.batch.keep_heard and may[suffix]
