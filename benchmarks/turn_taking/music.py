"""Owns ten short pieces of hold music, composed here, played by fluidsynth."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from turn_taking.truths import Samples, samples_of

SOUND_FONTS = (
    Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"),
    Path("/usr/share/soundfonts/FluidR3_GM.sf2"),
)
TICKS = 480
"""A quarter note."""

DRUMS = 9
MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
BARS = 12


@dataclass(frozen=True)
class Piece:
    """A piece in 4/4: key as a MIDI note, chords as steps of the scale, a part per instrument.

    Programs are those of General MIDI, from 0; None leaves a part out.
    """

    name: str
    beats_per_minute: int
    key: int
    scale: tuple[int, ...]
    chords: tuple[int, ...]
    lead: int | None
    chord: int | None
    broken: int | None
    bass: int | None
    has_drums: bool


PIECES = (
    Piece("piano ballad", 72, 60, MAJOR, (0, 5, 3, 4), 0, 48, 0, None, False),
    Piece("smooth jazz", 92, 58, MAJOR, (0, 5, 1, 4), 65, 4, None, 32, True),
    Piece("soft rock", 104, 57, MINOR, (0, 5, 2, 6), 27, 25, None, 33, True),
    Piece("dance", 124, 60, MINOR, (0, 5, 2, 6), 81, 90, 81, 38, True),
    Piece("strings", 80, 62, MAJOR, (0, 3, 4, 0), 40, 48, 46, 43, False),
    Piece("bossa nova", 116, 55, MAJOR, (0, 1, 4, 0), 73, 24, 24, 32, True),
    Piece("music box", 96, 72, MAJOR, (0, 4, 5, 3), 10, None, 10, None, False),
    Piece("choir", 66, 57, MINOR, (0, 3, 4, 0), 53, 52, None, 19, False),
    Piece("brass march", 112, 58, MAJOR, (0, 4, 0, 4), 56, 61, None, 58, True),
    Piece("reggae organ", 84, 60, MAJOR, (0, 3, 4, 3), 22, 16, 16, 33, True),
)


@dataclass(frozen=True, order=True)
class Note:
    """A note: start and length in quarters, MIDI channel, pitch and velocity."""

    start: float
    length: float
    channel: int
    pitch: int
    velocity: int


def notes_of(piece: Piece) -> list[Note]:
    """The notes; the melody is drawn with a seed made of the piece's name."""
    found: list[Note] = []
    rng = np.random.default_rng(list(piece.name.encode()))
    for bar in range(BARS):
        root = piece.chords[bar % len(piece.chords)]
        at = 4.0 * bar
        tones = [_pitch(piece, root + step) for step in (0, 2, 4)]
        if piece.chord is not None:
            found += [Note(at, 3.8, 1, tone, 60) for tone in tones]
        if piece.broken is not None:
            order = (0, 1, 2, 1, 0, 2, 1, 2)
            found += [Note(at + k / 2, 0.45, 2, tones[n] + 12, 62) for k, n in enumerate(order)]
        if piece.bass is not None:
            found += [Note(at + k, 0.9, 3, tones[0] - 24, 80) for k in (0.0, 1.5, 2.0, 3.5)]
        if piece.has_drums:
            found += list(_drums(at))
        if piece.lead is not None:
            found += list(_melody(piece, root, at, rng))
    return sorted(found)


def _pitch(piece: Piece, step: int) -> int:
    return piece.key + 12 * (step // 7) + piece.scale[step % 7]


def _drums(at: float) -> Iterator[Note]:
    for k in range(8):
        yield Note(at + k / 2, 0.2, DRUMS, 42, 55)
    for beat, drum in ((0, 36), (1, 38), (2, 36), (2.5, 36), (3, 38)):
        yield Note(at + beat, 0.2, DRUMS, drum, 85)


def _melody(piece: Piece, root: int, at: float, rng: np.random.Generator) -> Iterator[Note]:
    step, beat = root + 7 + 2 * int(rng.integers(0, 3)), 0.0
    while beat < 4:
        length = float(rng.choice([0.5, 0.5, 1.0, 1.5]))
        if rng.random() < 0.85:
            yield Note(at + beat, 0.9 * length, 0, _pitch(piece, step), 95)
        step = int(np.clip(step + rng.integers(-2, 3), root + 4, root + 13))
        beat += length


def midi_of(piece: Piece) -> bytes:
    """The piece as a standard MIDI file of one track."""
    events = [(0, bytes((0xFF, 0x51, 3)) + (60_000_000 // piece.beats_per_minute).to_bytes(3))]
    for channel, program in enumerate((piece.lead, piece.chord, piece.broken, piece.bass)):
        if program is not None:
            events.append((0, bytes((0xC0 | channel, program))))
    for note in notes_of(piece):
        start, end = round(note.start * TICKS), round((note.start + note.length) * TICKS)
        events.append((start, bytes((0x90 | note.channel, note.pitch, note.velocity))))
        events.append((end, bytes((0x80 | note.channel, note.pitch, 0))))
    events.sort(key=lambda event: (event[0], event[1][0] & 0xF0 == 0x90))
    track, before = b"", 0
    for tick, data in events:
        track += _variable_length(tick - before) + data
        before = tick
    track += b"\x00\xff\x2f\x00"
    head = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, TICKS)
    return head + struct.pack(">4sI", b"MTrk", len(track)) + track


def _variable_length(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def sound_font() -> Path | None:
    """The sound font, where it and fluidsynth are installed."""
    if shutil.which("fluidsynth") is None:
        return None
    return next((path for path in SOUND_FONTS if path.exists()), None)


def played(piece: Piece, font: Path, rate_hz: int) -> Samples:
    """The piece at a rate, both sides mixed."""
    import soxr

    with TemporaryDirectory() as folder:
        midi, wave = Path(folder) / "piece.mid", Path(folder) / "piece.wav"
        midi.write_bytes(midi_of(piece))
        command = ["fluidsynth", "-niq", "-r", "44100", "-F", str(wave), str(font), str(midi)]
        subprocess.run(command, check=True, capture_output=True)
        channels, wave_hz = samples_of(wave)
    return soxr.resample(np.mean(channels, axis=0), wave_hz, rate_hz).astype(np.float32)
