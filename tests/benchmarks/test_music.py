"""The pieces are music of different kinds, written as MIDI that can be read back."""

from __future__ import annotations

import numpy as np
import pytest

from turn_taking.line_tones import cadence, comfort_noise, keys
from turn_taking.music import DRUMS, PIECES, TICKS, Piece, midi_of, notes_of


def note_ons(midi: bytes) -> list[tuple[int, int, int]]:
    """Ticks, channels and pitches of the notes of a MIDI file of one track."""
    assert midi[:4] == b"MThd"
    assert midi[14:18] == b"MTrk"
    assert int.from_bytes(midi[18:22]) == len(midi) - 22
    at, tick, found = 22, 0, []
    while at < len(midi):
        delta = 0
        while True:
            byte, at = midi[at], at + 1
            delta = delta << 7 | byte & 0x7F
            if byte < 0x80:
                break
        tick += delta
        status = midi[at]
        if status == 0xFF:
            at += 3 + midi[at + 2]
            continue
        if status & 0xF0 == 0x90:
            found.append((tick, status & 0x0F, midi[at + 1]))
        at += 2 if status & 0xF0 == 0xC0 else 3
    return found


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_a_piece_is_written_with_all_its_notes(piece: Piece) -> None:
    notes = sorted((round(n.start * TICKS), n.channel, n.pitch) for n in notes_of(piece))
    assert sorted(note_ons(midi_of(piece))) == notes
    assert any(channel == DRUMS for _, channel, _ in notes) == piece.has_drums


def test_there_are_ten_of_different_kinds() -> None:
    assert len({(piece.lead, piece.chord, piece.beats_per_minute) for piece in PIECES}) == 10
    assert sum(piece.has_drums for piece in PIECES) >= 4


def test_tones_have_their_lines_and_their_rhythm() -> None:
    busy = cadence((480, 620), 0.5, 0.5, 8000)
    on = busy[800:3200]  # 0.3 s: 3.3 Hz a line
    hz = np.fft.rfftfreq(len(on), 1 / 8000)
    strongest = np.sort(hz[np.argsort(np.abs(np.fft.rfft(on * np.hanning(len(on)))))[-2:]])
    assert strongest == pytest.approx([480, 620], abs=4)
    assert np.sqrt(np.mean(busy[4100:7900] ** 2)) == pytest.approx(10 ** (-65 / 20), rel=0.05)


def test_comfort_noise_is_as_loud_as_asked() -> None:
    level_dbfs = 10 * np.log10(np.mean(np.square(comfort_noise(8000, -60))))
    assert level_dbfs == pytest.approx(-60, abs=0.5)
    assert len(keys(8000)) == 60 * 8000
