"""Owns how much sound a file's header promises that the file does not hold."""

from __future__ import annotations

import struct
from pathlib import Path

from callcoach.audio.media import MediaInfo

_LEAST_S = 0.5
"""Stated durations are rounded, and padded by codecs, by up to this. Chosen by us."""

_STATE_DURATION = ("mov", "matroska", "flac", "aiff", "caf", "w64")
"""Formats whose duration is written, not estimated from the length of the file."""

_UNKNOWN_SIZES = (0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF)
"""Written by programs that cannot know the length (pipes), less a header at most."""

_HEADER_BYTES = 4096


def missing_s(path: Path, info: MediaInfo, duration_s: float) -> float:
    """Seconds promised beyond the `duration_s` seconds that a whole pass found; 0 where none."""
    if info.container == "wav":
        beyond_s = duration_s * _wav_missing(path)
    elif _states_duration(path, info) and info.duration_s is not None:
        beyond_s = info.duration_s - duration_s
    else:
        return 0.0
    return beyond_s if beyond_s >= _LEAST_S else 0.0


def _states_duration(path: Path, info: MediaInfo) -> bool:
    if info.container == "mp3":
        with path.open("rb") as file:
            head = file.read(1 << 16)
        return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))
    return info.container.split(",")[0] in _STATE_DURATION


def _wav_missing(path: Path) -> float:
    """Bytes of sound data promised and missing, for each that is there.

    FFmpeg's libraries correct the header silently, hence this reader of our own.
    """
    n_file = path.stat().st_size
    with path.open("rb") as file:
        order = ">" if file.read(12)[:4] == b"RIFX" else "<"
        while len(chunk := file.read(8)) == 8:
            n_bytes: int = struct.unpack(order + "I", chunk[4:])[0]
            if chunk[:4] == b"data":
                n_there = n_file - file.tell()
                is_unknown = any(0 <= size - n_bytes < _HEADER_BYTES for size in _UNKNOWN_SIZES)
                if is_unknown or n_there <= 0:
                    return 0.0
                return max(0.0, (n_bytes - n_there) / n_there)
            file.seek(n_bytes + n_bytes % 2, 1)
    return 0.0
