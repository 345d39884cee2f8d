"""Owns our dealings with FFmpeg's libraries, through PyAV: what a file holds, and its samples."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from callcoach.errors import AudioError

Block = npt.NDArray[np.float32]
"""Samples of shape (n_channels, n), full scale is 1.0."""

Block16 = npt.NDArray[np.int16]
"""Samples of shape (n_channels, n), full scale is 32768."""

RATE_LEAST_HZ = 4_000
RATE_MOST_HZ = 384_000

_GAP_LEAST_S = 0.04
"""Time stamps jitter by a packet (20 ms); gaps from two packets on are real. Chosen by us."""

_GAP_MOST_S = 600.0
"""A longer jump is a broken clock, not a gap. Chosen by us."""

_STRAY_MOST_S = 1.0
"""Sound of another rate or channel count that is taken for damage. Chosen by us."""

_OPTIONS = {"protocol_whitelist": "file", "max_size": "16384"}
"""A playlist named call.wav must not reach into the network; and a WAV file gives its samples in
packets of 16 KiB, not of 4: less than half the time; to open it takes longer with larger ones."""


_CONVERT = "if it plays elsewhere, convert it: ffmpeg -i IN -c:a pcm_s16le OUT.wav"


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file says of its first sound track.

    `container`: FFmpeg's names of the file format, with commas. `duration_s`: None where the
    file does not say; an estimate in some formats.
    """

    container: str
    sample_rate_hz: int
    n_channels: int
    duration_s: float | None
    recorded_at: str | None
    n_tracks: int


def probe(path: Path) -> MediaInfo:
    """What the file holds, found by decoding up to its first samples.

    Raises
    ------
    AudioError
        If FFmpeg's libraries cannot read it, or it holds no sound that we can judge.
    """
    with _opened(path) as container:
        track = _sound_track(container, path)
        first = next(_frames(container, track, _Losses(), path), None)
        if first is None:
            raise AudioError(
                f"{path}: its sound track is empty (no samples); record the call again"
            )
        info = MediaInfo(
            container=container.format.name,
            sample_rate_hz=first.sample_rate,
            n_channels=first.layout.nb_channels,
            duration_s=_duration_s(container, track),
            recorded_at=_recorded_at(container.metadata) or _recorded_at(track.metadata),
            n_tracks=len(container.streams.audio),
        )
    if not RATE_LEAST_HZ <= info.sample_rate_hz <= RATE_MOST_HZ:
        raise AudioError(
            f"{path}: its sample rate is {info.sample_rate_hz} Hz; "
            f"{RATE_LEAST_HZ} to {RATE_MOST_HZ} Hz can be judged"
        )
    if info.n_channels > 2:
        raise AudioError(
            f"{path} has {info.n_channels} channels; one or two can be judged. Take the two that "
            "hold the parties, for example the first two: "
            'ffmpeg -i IN -af "pan=stereo|c0=c0|c1=c1" OUT.wav'
        )
    return info


class Decoding:
    """One pass through the samples of a file, in pieces as the file stores them.

    Where the file lost sound, silence of that length stands, so that later times stay right.
    `lost_s` counts it; it is complete when the iteration has ended.
    """

    def __init__(self, path: Path, info: MediaInfo) -> None:
        self._path = path
        self._info = info
        self._losses = _Losses()

    @property
    def lost_s(self) -> float:
        """Seconds that could not be decoded, or that the time stamps leave out, so far."""
        return self._losses.total_s

    def __iter__(self) -> Iterator[Block]:
        info, path = self._info, self._path
        with _opened(path) as container:
            track = _sound_track(container, path)
            for frame in _frames(container, track, self._losses, path):
                yield from self._silence(round(self._losses.due_s * info.sample_rate_hz))
                yield _samples(frame, path)

    def _silence(self, n_samples: int) -> Iterator[Block]:
        n_most = self._info.sample_rate_hz
        for start in range(0, n_samples, n_most):
            n_piece = min(n_most, n_samples - start)
            yield np.zeros((self._info.n_channels, n_piece), np.float32)


class OpusWriter:
    """Encodes sound as Opus in WebM, held in memory.

    Parameters
    ----------
    rate_hz : 8000, 12000, 16000, 24000 or 48000
    n_channels : 1 or 2
    bit_rate : bits per second, of all channels together
    options : of the libopus encoder
    """

    def __init__(
        self, rate_hz: int, n_channels: int, bit_rate: int, options: Mapping[str, str]
    ) -> None:
        import av

        self._layout = "mono" if n_channels == 1 else "stereo"
        self._rate_hz = rate_hz
        self._n_samples = 0
        self._file = io.BytesIO()
        # bitexact: neither random identifiers nor the time of day, so the same call gives the
        # same bytes.
        self._container = av.open(
            self._file, "w", format="webm", container_options={"fflags": "bitexact"}
        )
        self._stream = self._container.add_stream("libopus", rate=rate_hz, options=dict(options))
        self._stream.layout = self._layout
        self._stream.bit_rate = bit_rate

    def push(self, block: Block16) -> None:
        """Takes the next samples."""
        import av

        if block.shape[1] == 0:
            return
        packed = np.ascontiguousarray(block.T).reshape(1, -1)  # (channels, n) -> (1, n * channels)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=self._layout)
        frame.sample_rate = self._rate_hz
        frame.pts = self._n_samples
        self._n_samples += block.shape[1]
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> bytes:
        """The whole file."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._file.getvalue()


@dataclass(slots=True)
class _Losses:
    """Seconds lost: `due_s` right before the frame at hand, `total_s` in all."""

    due_s: float = 0.0
    total_s: float = 0.0


def _frames(container: Any, track: Any, losses: _Losses, path: Path) -> Iterator[Any]:
    """The decoded frames; what is lost before each is told through `losses`."""
    failed_s = 0.0  # since the last good frame
    stray_s = 0.0
    start_s: float | None = None
    position_s = 0.0  # by samples, since the first time stamp
    kind: tuple[int, int] | None = None
    for packet in _packets(container, track, path):
        frames = _decoded(packet)
        if frames is None:
            failed_s += _packet_s(packet, track)
            continue
        for frame in frames:
            frame_s = frame.samples / frame.sample_rate
            kind = kind or _kind(frame)
            if _kind(frame) != kind:
                failed_s += frame_s
                stray_s += frame_s
                _refuse_change(stray_s, kind, _kind(frame), path)
                continue
            gap_s = 0.0
            if frame.pts is not None:
                stamp_s = float(frame.pts * frame.time_base)
                start_s = stamp_s if start_s is None else start_s
                gap_s = stamp_s - start_s - position_s
            gap_s = gap_s if _GAP_LEAST_S <= gap_s <= _GAP_MOST_S else 0.0
            losses.due_s = max(gap_s, failed_s)
            losses.total_s += losses.due_s
            position_s += losses.due_s + frame_s
            failed_s = 0.0
            yield frame
    losses.total_s += failed_s


def _packets(container: Any, track: Any, path: Path) -> Iterator[Any]:
    import av

    try:
        yield from container.demux(track)
    except av.FFmpegError as error:
        raise AudioError(
            f"{path}: reading stopped on the way ({error.strerror}); copy the file anew"
        ) from error


def _decoded(packet: Any) -> list[Any] | None:
    """The frames of a packet, None where it is damaged."""
    import av

    try:
        return list(packet.decode())
    except av.FFmpegError:
        return None


def _kind(frame: Any) -> tuple[int, int]:
    return frame.sample_rate, frame.layout.nb_channels


def _refuse_change(
    stray_s: float, kind: tuple[int, int], other: tuple[int, int], path: Path
) -> None:
    """Damage may look like a frame of another kind; more than a moment of it is a change."""
    if stray_s > _STRAY_MOST_S:
        raise AudioError(
            f"{path}: changes from {kind[0]} Hz, {kind[1]} channels to {other[0]} Hz, "
            f"{other[1]} channels on the way; make it even: ffmpeg -i IN -ar 16000 -ac 2 OUT.wav"
        )


def _packet_s(packet: Any, track: Any) -> float:
    """How much sound a packet that failed to decode would have held."""
    stated_s = float((packet.duration or 0) * packet.time_base) if packet.time_base else 0.0
    bit_rate = track.codec_context.bit_rate
    if bit_rate and track.codec_context.name.startswith("mp3"):
        # Damage makes the MP3 parser swallow many packets and give them out as one.
        return float(max(stated_s, packet.size * 8 / bit_rate))
    return stated_s


def _opened(path: Path) -> Any:
    import av

    try:
        return av.open("file:" + os.fspath(path), options=_OPTIONS, metadata_errors="replace")
    except av.FFmpegError as error:
        raise AudioError(
            f"{path}: not a recording that can be read ({error.strerror}); {_CONVERT}"
        ) from error


def _sound_track(container: Any, path: Path) -> Any:
    if not container.streams.audio:
        raise AudioError(f"{path}: holds no sound track; name the file that holds the call's sound")
    track = container.streams.audio[0]
    if track.codec_context is None:
        raise AudioError(f"{path}: its sound is coded in a way not known here; {_CONVERT}")
    return track


def _duration_s(container: Any, track: Any) -> float | None:
    if track.duration:
        return float(track.duration * track.time_base)
    return container.duration / 1e6 if container.duration else None


def _recorded_at(tags: Mapping[str, str]) -> str | None:
    """The first tag that holds a full date, as ISO 8601."""
    lowered = {name.lower(): value.strip() for name, value in tags.items()}
    date = lowered.get("origination_date", "")
    lowered["origination"] = f"{date}T{lowered.get('origination_time', '00:00:00')}"
    for name in ("creation_time", "origination", "date"):
        try:
            return datetime.fromisoformat(lowered.get(name, "")).isoformat()
        except ValueError:
            continue
    return None


def _samples(frame: Any, path: Path) -> Block:
    """A frame as float32 of shape (n_channels, n); integers divided by their full scale."""
    name = frame.format.name.removesuffix("p")
    if name not in ("u8", "s16", "s32", "flt", "dbl"):
        raise AudioError(
            f"{path}: its samples are of the kind {name}, which is not known here; {_CONVERT}"
        )
    raw: npt.NDArray[Any] = frame.to_ndarray()
    if frame.format.is_packed:
        raw = raw.reshape(-1, frame.layout.nb_channels).T  # (1, n * channels) -> (channels, n)
    if name == "u8":
        return (raw.astype(np.float32) - np.float32(128)) / np.float32(128)
    if name in ("s16", "s32"):
        return raw.astype(np.float32) * np.float32(2.0 ** -(15 if name == "s16" else 31))
    # A float64 sample that float32 cannot hold becomes infinite or NaN, which the caller counts.
    with np.errstate(over="ignore", invalid="ignore"):
        return raw.astype(np.float32)
