"""Owns the recording of a call that is going on: a WAV file that can be read at every moment."""

from __future__ import annotations

import errno
import io
import os
import struct
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from callcoach.audio.media import Block16
from callcoach.errors import OutputError, why_not_written

BYTES_MOST = (1 << 32) - (1 << 16)
"""Of a whole file. WAV tells sizes in 32 bits; what is left free keeps them apart from those that
mean "unknown" (`promise`). 18.6 h of two channels at 16 kHz."""

_SAMPLE_BYTES = 2


class WaveRecorder:
    """Writes 16-bit samples to a new WAV file, sizes in its head kept true as it grows.

    What has been pushed is with the system when `push` returns, and the head says so: first the
    samples are written, then the sizes, and nothing is held back. So the file is whole at every
    moment, also for another program, and after kill -9. It is put to the disk (fsync) by `close`
    alone: that takes tens of milliseconds and more, in which cues would wait. A power cut may so
    take what the system has not yet written by itself, on Linux the last half minute.

    Where writing fails on the way, or the file is as large as a WAV file may be, the recording
    ends, `stopped_why` says so, and all that was written stays; `push` then does nothing.

    Parameters
    ----------
    path : a file that is not there yet. Missing folders are made.
    sample_rate_hz : samples per second
    n_channels : 1 or 2
    began_at : the time of day of the first sample, as the file tells it to whoever reads it
    bytes_most : of the whole file

    Raises
    ------
    OutputError
        If the file is there already, or cannot be written; none is left behind.
    """

    def __init__(
        self,
        path: Path,
        sample_rate_hz: int,
        n_channels: int,
        began_at: datetime,
        *,
        bytes_most: int = BYTES_MOST,
    ) -> None:
        self.path = path
        self.stopped_why: str | None = None
        self._rate_hz, self._n_channels = sample_rate_hz, n_channels
        self._date = began_at.isoformat(timespec="seconds").encode("ascii")
        self._frame_bytes = n_channels * _SAMPLE_BYTES
        self._n_head = len(self._head(0))
        self._most = bytes_most - (bytes_most - self._n_head) % self._frame_bytes
        self._n_data = 0  # bytes of samples that the head tells of
        self._file = _new_file(path)
        try:
            self._write(0, self._head(0))
        except OSError as error:
            self._file.close()
            path.unlink(missing_ok=True)
            raise _not_begun(path, error) from error

    @property
    def duration_s(self) -> float:
        """How much the file holds."""
        return self._n_data / self._frame_bytes / self._rate_hz

    def push(self, block: Block16) -> None:
        """Appends int16 samples of shape (n_channels, n)."""
        assert block.shape[0] == self._n_channels, block.shape
        if self._file.closed or block.shape[1] == 0:
            return
        raw = np.ascontiguousarray(
            block.T, dtype="<i2"
        ).tobytes()  # (channels, n) -> frames in a row
        room = self._most - self._n_head - self._n_data
        try:
            self._append(raw[:room])
        except OSError as error:
            self._stop(f"{why_not_written(error)}; free some space or name another place next time")
            return
        if len(raw) >= room:
            self._stop(
                f"a WAV file holds no more than {self._most / 2**30:.3g} GiB; "
                "begin another recording for what follows"
            )

    def close(self) -> None:
        """Ends the file and puts it to the disk; a second time does nothing."""
        if self._file.closed:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            self.stopped_why = f"{self.path} may not be on the disk: {why_not_written(error)}"
        with suppress(OSError):
            self._file.close()

    def _append(self, raw: bytes) -> None:
        at = self._n_head + self._n_data
        try:
            self._write(at, raw)
        finally:  # of what did not go in whole, too
            n_new = self._file.tell() - at
            n_new -= n_new % self._frame_bytes
            self._write(0, self._head(self._n_data + n_new))
            self._n_data += n_new

    def _stop(self, why: str) -> None:
        at = timedelta(seconds=int(self.duration_s))
        self.stopped_why = f"{self.path}: the recording ends at {at}: {why}"
        with suppress(OSError):
            self._file.truncate(self._n_head + self._n_data)
        with suppress(OSError):
            self._file.close()

    def _write(self, at: int, raw: bytes) -> None:
        """All of `raw` from byte `at` on; where that fails, the file's position tells how much."""
        self._file.seek(at)
        while raw:
            raw = raw[self._file.write(raw) :]

    def _head(self, n_data: int) -> bytes:
        """What stands before the samples, always of one length."""
        byte_rate = self._rate_hz * self._frame_bytes
        form = struct.pack(
            "<HHIIHH", 1, self._n_channels, self._rate_hz, byte_rate, self._frame_bytes, 16
        )
        chunks = (
            _chunk(b"fmt ", form)
            + _chunk(b"LIST", b"INFO" + _chunk(b"ICRD", self._date + b"\0"))
            + struct.pack("<4sI", b"data", n_data)
        )
        return struct.pack("<4sI4s", b"RIFF", 4 + len(chunks) + n_data, b"WAVE") + chunks


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)


def _new_file(path: Path) -> io.FileIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb", buffering=0)
    except FileExistsError as error:
        if path.parent.is_dir():
            raise OutputError(
                f"{path}: is there already, and no recording is written over; name another file"
            ) from error
        raise _not_begun(path, NotADirectoryError(errno.ENOTDIR, "")) from error
    except OSError as error:
        raise _not_begun(path, error) from error


def _not_begun(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot record to {path}: {why_not_written(error)}; name another place")
