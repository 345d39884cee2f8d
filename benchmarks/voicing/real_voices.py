"""Real voices through telephones, codecs and noise, with the pitch that the clean sound has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from turn_taking.codecs import amr, gsm
from voicing.emo_db import read_wave
from voicing.made_voices import RATE_HZ, line_noise, mu_law, through_telephone, with_sound
from voicing.pitch_candidates import praat, pyin, tracker_alone

REPORTED = ("09", "10", "11")
AGREED = 1.1
SEED = 5
BLEED_DB = 20.0

Samples = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reference:
    """F0 of each row, 0: unvoiced; and the rows in which three trackers agree."""

    f0_hz: Numbers
    is_agreed: npt.NDArray[np.bool_]


def speaker_sound(data: Path, speaker: str) -> Samples:
    """All of one speaker's utterances in a row, 16 kHz, each a whole number of rows long."""
    sounds = []
    for path in sorted((data / "syllables").glob(f"{speaker}*.wav")):
        samples, rate_hz = read_wave(path)
        sounds.append(samples[: len(samples) // (rate_hz // 100) * (rate_hz // 100)])
    return np.concatenate(sounds)


def reference(samples: Samples, rate_hz: int) -> Reference:
    """Rows in which Praat, pYIN and SwiftF0 all find a pitch, within 10 %, or all find none."""
    found = [track(samples, rate_hz) for track in (praat, pyin, tracker_alone("swift-f0"))]
    n_rows = min(map(len, found))
    f0_hz = np.stack([each[:n_rows] for each in found])  # (3, n)
    lowest, highest = f0_hz.min(axis=0), f0_hz.max(axis=0)
    is_voiced = (lowest > 0) & (highest < AGREED * lowest)
    return Reference(np.where(is_voiced, np.median(f0_hz, axis=0), 0), is_voiced | (highest == 0))


def lines(
    clean: Samples, other: Samples, rate_hz: int, truth: Reference
) -> Iterator[tuple[str, Samples]]:
    """The sound at 8 kHz after each kind of line; `other`: another speaker, for bleed."""
    sound, second = (through_telephone(_at_8_khz(each, rate_hz)) for each in (clean, other))
    voiced = truth.f0_hz > 0
    yield "telephone", mu_law(sound)
    for name, is_pink in (("white", False), ("pink", True)):
        noise = line_noise(len(sound), SEED, is_pink=is_pink)
        for snr_db in (20, 10):
            yield f"{name} {snr_db} dB", mu_law(with_sound(sound, voiced, noise, snr_db))
    yield "GSM", gsm(sound.astype(np.float32), RATE_HZ)
    yield "AMR 12.2", amr(sound.astype(np.float32))
    yield "bleed -20 dB", mu_law(with_sound(sound, voiced, np.resize(second, len(sound)), BLEED_DB))


def _at_8_khz(samples: Samples, rate_hz: int) -> Numbers:
    import soxr

    return np.asarray(soxr.resample(samples.astype(np.float64), rate_hz, RATE_HZ))
