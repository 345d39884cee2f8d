"""Owns the sounds that are not speech: hold music, ring tone, keys, a sigh, line noise."""

from __future__ import annotations

import math
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sample_voice import RATE_HZ, Samples

SOUND_FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
MUSIC_DBFS = -24.0
TICKS_PER_BEAT = 96
BEATS_PER_MINUTE = 112
DRUMS = 9

PROGRAMS = {0: 33, 1: 4, 2: 73}
"""General MIDI: fingered bass, electric piano, flute, on the channels 0 to 2."""

CHORDS = (
    (41, (57, 60, 64)), (38, (57, 60, 65)), (46, (58, 62, 65)), (36, (58, 60, 64)),
    (41, (57, 60, 65)), (38, (57, 62, 65)), (43, (58, 62, 65)), (36, (55, 58, 64)),
    (45, (57, 60, 64)), (38, (57, 60, 65)), (46, (58, 62, 65)), (36, (55, 60, 64)),
    (41, (57, 60, 64)), (46, (58, 62, 65)), (36, (55, 58, 64)), (41, (57, 60, 65)),
)  # fmt: skip
"""One bar each: the bass note and the chord over it, as MIDI keys."""

MELODY = (
    "72:1 74:.5 77:1.5 74:1", "72:.5 69:1.5 72:2", "74:1 77:.5 79:1 77:.5 74:1", "72:3 0:1",
    "72:.5 72:.5 74:1 77:1 81:1", "79:1.5 77:.5 74:2", "70:1 74:1 77:.5 74:.5 70:1", "72:2 0:2",
    "76:1 79:1 81:1.5 79:.5", "77:1 74:1 69:2", "70:.5 72:.5 74:1 77:2", "76:1 79:1 76:2",
    "77:1.5 74:.5 72:1 69:1", "74:1 70:1 74:1 77:1", "79:.5 77:.5 76:1 74:1 72:1", "77:4",
)  # fmt: skip
"""The lead, one bar each, as `key:beats`; key 0 is a rest. Composed for this project."""

KEY_TONES_HZ = {
    key: (low, high)
    for low, row in zip((697, 770, 852, 941), ("123", "456", "789", "*0#"), strict=True)
    for high, key in zip((1209, 1336, 1477), row, strict=True)
}


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the composition; times in beats."""

    channel: int
    key: int
    velocity: int
    start: float
    length: float


def hold_music(duration_s: float) -> Samples:
    """The composition as hold music, cut to the duration; (n,) float64 at the telephone rate."""
    with tempfile.TemporaryDirectory() as folder:
        midi, raw = Path(folder) / "hold.mid", Path(folder) / "hold.raw"
        midi.write_bytes(_midi(list(_composition())))
        command = ["fluidsynth", "-n", "-i", "-q", "-r", "44100", "-g", "0.5"]
        command += ["-o", "synth.cpu-cores=1", "-O", "float", "-T", "raw", "-F", str(raw)]
        subprocess.run([*command, SOUND_FONT, str(midi)], check=True, capture_output=True)
        stereo = ["-t", "raw", "-r", "44100", "-e", "floating-point", "-b", "32", "-c", "2"]
        mono = ["-t", "raw", "-e", "floating-point", "-b", "32", "-c", "1"]
        effects = ["gain", "-6", "remix", "1,2", "rate", str(RATE_HZ), "sinc", "300-3400"]
        done = subprocess.run(
            ["sox", "-D", "-V1", *stereo, str(raw), *mono, "-", *effects],
            check=True,
            capture_output=True,
        )
    music = np.frombuffer(done.stdout, dtype="<f4").astype(np.float64)
    n_samples = round(duration_s * RATE_HZ)
    if len(music) < n_samples:
        raise ValueError(f"the composition lasts {len(music) / RATE_HZ:.1f} s of {duration_s} s")
    return _at_level(_edged(music[:n_samples], 0.05), MUSIC_DBFS)


def tones(frequencies_hz: Sequence[float], duration_s: float, level_dbfs: float) -> Samples:
    """A sum of equally loud sines; (n,) float64."""
    times_s = [i / RATE_HZ for i in range(round(duration_s * RATE_HZ))]
    values = [math.fsum(math.sin(math.tau * hz * t) for hz in frequencies_hz) for t in times_s]
    return _at_level(_edged(np.array(values), 0.005), level_dbfs)


def sigh(duration_s: float, level_dbfs: float, seed: int) -> Samples:
    """A breath: noise of 500 to 1700 Hz that swells and dies away; (n,) float64."""
    breath = _filtered(_white(round(duration_s * RATE_HZ), seed), "500-1700")
    n_rise = len(breath) // 3
    shape = np.concatenate(
        [np.linspace(0.0, 1.0, n_rise), np.linspace(1.0, 0.0, len(breath) - n_rise)]
    )
    return _at_level(breath * shape, level_dbfs)


def line_noise(n_samples: int, level_dbfs: float, seed: int) -> Samples:
    """Noise of the telephone band, the same for the same seed; (n_samples,) float64."""
    return _at_level(_filtered(_white(n_samples, seed), "300-3400"), level_dbfs)


def _white(n_samples: int, seed: int) -> Samples:
    # RandomState, because numpy promises that its stream never changes.
    return np.random.RandomState(seed).standard_normal(n_samples) * 0.1


def _filtered(samples: Samples, band: str) -> Samples:
    form = ["-t", "raw", "-r", str(RATE_HZ), "-e", "floating-point", "-b", "32", "-c", "1", "-"]
    done = subprocess.run(
        ["sox", "-D", "-V1", *form, *form, "sinc", band],
        check=True,
        capture_output=True,
        input=samples.astype("<f4").tobytes(),
    )
    return np.frombuffer(done.stdout, dtype="<f4").astype(np.float64)


def _edged(samples: Samples, fade_s: float) -> Samples:
    n_fade = round(fade_s * RATE_HZ)
    edged = samples.copy()
    edged[:n_fade] *= np.linspace(0.0, 1.0, n_fade)
    edged[-n_fade:] *= np.linspace(1.0, 0.0, n_fade)
    return edged


def _at_level(samples: Samples, level_dbfs: float) -> Samples:
    power = math.fsum(float(x * x) for x in samples) / len(samples)
    return samples * (10 ** (level_dbfs / 20) / math.sqrt(power))


def _composition() -> Iterator[Note]:
    for bar, (bass, chord) in enumerate(CHORDS):
        start = bar * 4.0
        for beat, key in ((0.0, bass), (1.5, bass), (2.0, bass + 7), (3.5, bass)):
            yield Note(0, key, 96, start + beat, 0.45)
        for beat in (0.0, 1.5, 3.0):
            for key in chord:
                yield Note(1, key, 64, start + beat, 0.9)
        for half in range(8):
            yield Note(DRUMS, 42, 70 if half % 2 else 88, start + half / 2, 0.2)
        for beat, key in ((0.0, 36), (1.0, 38), (2.0, 36), (2.5, 36), (3.0, 38)):
            yield Note(DRUMS, key, 100, start + beat, 0.2)
        at = start
        for part in MELODY[bar].split():
            key_text, length_text = part.split(":")
            if int(key_text):
                yield Note(2, int(key_text), 92, at, float(length_text) * 0.95)
            at += float(length_text)


def _midi(notes: Sequence[Note]) -> bytes:
    """A Standard MIDI File of one track."""
    events = [(0, 1, bytes([0xC0 | channel, number])) for channel, number in PROGRAMS.items()]
    for note in notes:
        on, off = (round(beat * TICKS_PER_BEAT) for beat in (note.start, note.start + note.length))
        events.append((on, 2, bytes([0x90 | note.channel, note.key, note.velocity])))
        events.append((off, 0, bytes([0x80 | note.channel, note.key, 0])))
    tempo_us = round(60_000_000 / BEATS_PER_MINUTE)
    track = b"\x00\xff\x51\x03" + tempo_us.to_bytes(3, "big")
    now = 0
    for tick, _, message in sorted(events):
        track += _variable_length(tick - now) + message
        now = tick
    track += b"\x00\xff\x2f\x00"
    head = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, TICKS_PER_BEAT)
    return head + struct.pack(">4sI", b"MTrk", len(track)) + track


def _variable_length(value: int) -> bytes:
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(0x80 | value & 0x7F)
    return bytes(reversed(parts))
