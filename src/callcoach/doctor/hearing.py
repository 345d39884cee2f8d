"""Owns the checks of what listens: decoder, speech detector, pitch tracker, on made sound."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.audio import CallAudio
from callcoach.frames.detector import DetectorStream
from callcoach.frames.pitch import RATE_HZ as MODEL_RATE_HZ
from callcoach.frames.trackers import pitch_tracker
from callcoach.settings import VoiceSettings
from callcoach.types.checks import Check

RATE_HZ = 8000
_TONE_HZ = 200.0
_AMPLITUDE = 0.5
_NEAR = 0.02
"""How far what is heard may be from what was made, as a share. Chosen by us."""

_AGAIN = "install again: pip install --force-reinstall"


def sound_files() -> Iterator[Check]:
    """Whether a telephone recording that we make is read sample for sample."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.wav"
        path.write_bytes(mu_law_wav(_tone(RATE_HZ), np.zeros(RATE_HZ)))
        blocks = np.concatenate(list(CallAudio.open(path).blocks()), axis=1)  # (2, n)
    rms = np.sqrt(np.mean(np.square(blocks, dtype=np.float64), axis=1))
    is_right = (
        blocks.shape == (2, RATE_HZ)
        and abs(rms[0] / (_AMPLITUDE / np.sqrt(2)) - 1) < _NEAR
        and rms[1] < 1e-3
    )
    if is_right:
        found = "a made two-channel mu-law WAV is read as it was made"
        yield Check("sound files", "works", found, is_needed=True)
    else:
        wrong = f"a made WAV of {RATE_HZ} samples a channel is read as {blocks.shape}, rms {rms}"
        yield Check("sound files", "fails", wrong, f"{_AGAIN} av", is_needed=True)


def speech_detector() -> Iterator[Check]:
    """Whether the detector loads, and takes silence for what it is."""
    stream = DetectorStream()
    scores = stream.push(np.zeros(MODEL_RATE_HZ, np.float32))
    if len(scores) and np.all(scores < 0.5):
        found = "loads, and a second of silence is no speech to it"
        yield Check("speech detector", "works", found, is_needed=True)
    else:
        wrong = "a second of silence is speech to it"
        yield Check("speech detector", "fails", wrong, f"{_AGAIN} faster-whisper", is_needed=True)


def pitch(voice: VoiceSettings) -> Iterator[Check]:
    """Whether the pitch tracker of the settings loads and finds the pitch of a made buzz."""
    hops = pitch_tracker(voice).track(_buzz(MODEL_RATE_HZ).astype(np.float32))
    found_hz = float(np.median(hops.f0_hz))
    if abs(found_hz / _TONE_HZ - 1) < _NEAR:
        found = f"{voice.pitch_tracker} loads, and hears a buzz of 200 Hz at {found_hz:.0f} Hz"
        yield Check("pitch tracker", "works", found, is_needed=True)
    else:
        wrong = f"{voice.pitch_tracker} hears a buzz of 200 Hz at {found_hz:.0f} Hz"
        yield Check("pitch tracker", "fails", wrong, f"{_AGAIN} onnxruntime", is_needed=True)


def mu_law_wav(*channels: npt.NDArray[np.float64]) -> bytes:
    """A WAV of the channels, each (n,) in -1..1, at 8 kHz in mu-law (ITU-T G.711)."""
    samples = np.stack(channels, axis=1)  # (n, n_channels)
    magnitude = np.minimum(np.round(np.abs(samples) * 32768).astype(np.int64), 32635) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int64) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(samples < 0, 0x80, 0)
    codes: bytes = (~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8).tobytes()
    n = len(channels)
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 7, n, RATE_HZ, RATE_HZ * n, n, 8, 0)
    data = struct.pack("<4sI", b"data", len(codes)) + codes
    riff = struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(data), b"WAVE")
    return riff + form + data


def _tone(rate_hz: int) -> npt.NDArray[np.float64]:
    """One second of a tone at half of full scale."""
    return _AMPLITUDE * np.sin(2 * np.pi * _TONE_HZ * np.arange(rate_hz) / rate_hz)


def _buzz(rate_hz: int, hz: float = _TONE_HZ) -> npt.NDArray[np.float64]:
    """One second of a tone with harmonics, as voices have: a network for voices knows no other."""
    turns = np.arange(rate_hz) * hz / rate_hz
    waves = [np.sin(2 * np.pi * k * turns) / k for k in range(1, 11)]
    buzz: npt.NDArray[np.float64] = _AMPLITUDE / 2 * np.sum(waves, axis=0)
    return buzz
