"""Owns the recorded call as a source of samples: opened once, decoded anew at each pass."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from callcoach.audio.block_pass import BlockPass
from callcoach.audio.media import MediaInfo, probe
from callcoach.errors import AudioError, AudioMissing

_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class CallAudio:
    """A recording that was found readable. Made by `CallAudio.open`.

    `content_id`: hex SHA-256 of the file's bytes, the same wherever the file lies.
    """

    path: Path
    content_id: str
    info: MediaInfo

    @classmethod
    def open(cls, path: str | Path) -> CallAudio:
        """The recording at `path`: any sound or film that FFmpeg's libraries read.

        Raises
        ------
        AudioMissing
            If there is no such file.
        AudioError
            If it is not a file, cannot be read, or holds no sound that we can judge.
        """
        path = Path(path)
        content_id = content_id_of(path)
        return cls(path, content_id, probe(path))

    @property
    def sample_rate_hz(self) -> int:
        """Samples per second of the recording."""
        return self.info.sample_rate_hz

    @property
    def n_channels(self) -> int:
        """1 or 2."""
        return self.info.n_channels

    @property
    def duration_hint_s(self) -> float | None:
        """Seconds by the header, for progress only; `DecodeNotes.duration_s` is true."""
        return self.info.duration_s

    @property
    def recorded_at(self) -> str | None:
        """When it was recorded, ISO 8601, where the file says so."""
        return self.info.recorded_at

    def blocks(self, block_s: float = 10.0) -> BlockPass:
        """One pass through the samples; memory is bounded by the block.

        Returns
        -------
        BlockPass
            Iterator of float32 (n_channels, n) in -1..1, n = round(block_s * sample_rate_hz) but
            for the last; 16-bit samples k give k / 32768. Its `notes` are there after the end.

        Raises
        ------
        AudioError
            On the way, if the recording changes its rate or number of channels.
        """
        return BlockPass(self.path, self.info, block_s)


def content_id_of(path: Path) -> str:
    """The digest of the file, read in chunks, so that every later step may trust it is readable.

    Raises
    ------
    AudioMissing, AudioError
        If there is no such file, or it cannot be read or is empty.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        why = "check the name and the folder"
        if path.is_symlink():
            why = f"it is a link to {path.readlink()}, which is not there"
        raise AudioMissing(f"{path}: there is no such file; {why}") from error
    except OSError as error:
        raise AudioError(
            f"{path}: cannot be read ({error.strerror}); check the name and the permissions"
        ) from error
    if stat.S_ISDIR(mode):
        raise AudioError(f"{path} is a folder; name one recording in it")
    if not stat.S_ISREG(mode):
        raise AudioError(f"{path} is not a file on disk; save the recording and name that file")
    digest = hashlib.sha256()
    n_bytes = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_READ_BYTES):
                digest.update(chunk)
                n_bytes += len(chunk)
    except OSError as error:
        raise AudioError(
            f"{path}: cannot be read ({error.strerror}); check the file's permissions"
        ) from error
    if n_bytes == 0:
        raise AudioError(f"{path}: the file is empty (0 bytes); copy or record the call again")
    return digest.hexdigest()
