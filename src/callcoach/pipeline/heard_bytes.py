"""Owns the form in which what was heard and said of a call is kept: bytes, whole or nothing.

A digest of the key and of the body, then the body: zlib over a line of JSON and, after it, the
columns of the tracks. Columns are written byte by byte, all first bytes of a column before all
second ones, for like bytes pack well. Nothing in them is ever run.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from callcoach.errors import ReviewFormatError
from callcoach.pipeline.framing import Framed
from callcoach.pipeline.heard import Heard
from callcoach.pipeline.wording import Wording
from callcoach.types.call import Channel
from callcoach.types.frames import N_BANDS, N_STATES, FrameTrack
from callcoach.types.jsonform import from_plain, to_plain
from callcoach.types.words import Transcript

LEVEL = 6
"""Of zlib: 1 is a tenth faster and 1.5 % larger; nothing gains much on the last bits of a level."""

COLUMNS = {
    "level_dbfs": "<f4",
    "bands_dbfs": "<f4",
    "periodicity": "<f4",
    "tonality": "<f4",
    "detector": "<f4",
    "f0_hz": "<f4",
    "voicing": "<f4",
    "clipped": "<u2",
    "detector_state": "|i1",
}

WIDTHS = {"bands_dbfs": N_BANDS, "detector_state": N_STATES}
"""Of the columns that are several wide."""

_ABOUT = ("content", "sample_rate_hz", "n_channels", "recorded_at")

_N_DIGEST = hashlib.sha256().digest_size


def heard_bytes(heard: Heard, key: str) -> bytes:
    """What was heard, for `heard_of` with the same key."""
    frames = heard.frames
    plain = {
        **{name: getattr(heard, name) for name in _ABOUT},
        "channels": frames.channels,
        "layout": frames.layout,
        "n_samples": frames.n_samples,
        "notices": frames.notices,
        "rows": [[len(track), track.sample_rate_hz] for track in frames.tracks],
    }
    columns = (_apart(getattr(track, name)) for track in frames.tracks for name in COLUMNS)
    return _sealed(plain, columns, key)


def heard_of(data: bytes, key: str) -> Heard | None:
    """What `heard_bytes` was given; None where the bytes are not whole, or of another key."""
    opened = _opened(data, key)
    if opened is None:
        return None
    plain, rest = opened
    tracks = tuple(_tracks(plain["rows"], rest))
    frames = Framed(
        tracks=tracks,
        channels=tuple(plain["channels"]),
        layout=plain["layout"],
        n_samples=plain["n_samples"],
        notices=tuple(plain["notices"]),
    )
    about = {name: plain[name] for name in _ABOUT}
    return Heard(**about, frames=frames)


def words_bytes(said: Wording, key: str) -> bytes | None:
    """What was said, for `words_of` with the same key; None where it would not come back as it is.

    `said`: with a transcript by the engine.
    """
    plain = {
        "transcript": to_plain(said.transcript),
        "notices": said.notices,
        "runs_on": said.runs_on,
    }
    data = _sealed(plain, (), key)
    return data if words_of(data, key) == said else None


def words_of(data: bytes, key: str) -> Wording | None:
    """What `words_bytes` was given; None where the bytes are not whole, or of another key."""
    opened = _opened(data, key)
    if opened is None:
        return None
    plain, _ = opened
    try:
        transcript = from_plain(Transcript[Channel], plain["transcript"], "words")
    except ReviewFormatError:
        return None
    return Wording(transcript, notices=tuple(plain["notices"]), runs_on=plain["runs_on"])


def _apart(column: npt.NDArray[Any]) -> bytes:
    """All first bytes of a column's numbers, then all second ones."""
    each = np.ascontiguousarray(column).view(np.uint8).reshape(-1, column.itemsize)
    return each.T.tobytes()


def _tracks(rows: Sequence[Sequence[int]], data: bytes) -> Iterator[FrameTrack]:
    at = 0
    for n_rows, sample_rate_hz in rows:
        columns = {}
        for name, kind in COLUMNS.items():
            shape = (n_rows, WIDTHS[name]) if name in WIDTHS else (n_rows,)
            size = np.dtype(kind).itemsize
            n_bytes = size * int(np.prod(shape))
            each = np.frombuffer(data, np.uint8, n_bytes, at).reshape(size, -1)
            column = np.ascontiguousarray(each.T).view(kind).reshape(shape)
            column.flags.writeable = False
            columns[name] = column
            at += n_bytes
        yield FrameTrack(sample_rate_hz=sample_rate_hz, **columns)


def _sealed(plain: Any, columns: Any, key: str) -> bytes:
    head = json.dumps(plain).encode("ascii")
    body = zlib.compress(b"".join((head, b"\n", *columns)), LEVEL)
    return _digest(key, body) + body


def _opened(data: bytes, key: str) -> tuple[Any, bytes] | None:
    """The line of JSON and what is after it."""
    digest, body = data[:_N_DIGEST], data[_N_DIGEST:]
    if digest != _digest(key, body):
        return None
    head, _, rest = zlib.decompress(body).partition(b"\n")
    return json.loads(head), rest


def _digest(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode("ascii") + body).digest()
