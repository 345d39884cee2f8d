"""Owns speech whose pitch is known well enough to fit the pitch network to it.

    python scripts/pitch_material.py --data FOLDER --out FILE

FOLDER holds `calls/`, `meetings/` and `activity/` (recordings of many speakers) and
`switchboard-dialog-acts.csv.gz` (texts). None of Emo-DB is used, nor the call with two channels:
`benchmarks/voice.py` reports on these. Beside the recordings, flite, espeak-ng and festival speak.
The pitch of a row is that in which Praat, pYIN and SwiftF0 agree in the clean sound; other rows
are not used. Needs the extra `bench` and `apt-get install flite espeak-ng festival` with festival's
Czech, Italian, Finnish, Catalan and English voices. Takes eleven minutes of one core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "src")]

from syllable_speech import (  # noqa: E402
    ESPEAK_VARIANTS,
    ESPEAK_VOICES,
    FESTIVAL_VOICES,
    FLITE_VOICES,
    Espeak,
    Spoken,
    by_festival,
    by_flite,
    pseudo_words,
    text_of,
)

from turn_taking.codecs import amr, gsm  # noqa: E402
from voicing.real_voices import reference  # noqa: E402

RATE_HZ, LINE_HZ, ROW = 16_000, 8000, 160
SEED, PEAK, LEAST_S, PIECE_S, TOGETHER_S = 1, 0.5, 0.5, 10.0, 30.0
N_FLITE, N_FESTIVAL, N_ESPEAK = 140, 240, 100
TWICE = 2
"""The recordings are put in twice: voices of people, and shorter than the rest."""

TEXTS = "switchboard-dialog-acts.csv.gz"
TWO_CHANNELS = "auto-repairs-40"

Sound = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


def recordings(data: Path) -> Iterator[Sound]:
    """Every recording of the folders but the call with two channels, in pieces."""
    for folder in ("calls", "meetings", "activity"):
        for path in sorted((data / folder).glob("*.wav")):
            if path.stem != TWO_CHANNELS:
                samples, rate_hz = soundfile.read(path, always_2d=True, dtype="float32")
                whole = _at_rate(samples.mean(axis=1), rate_hz)
                n = round(PIECE_S * RATE_HZ)
                yield from (whole[at : at + n] for at in range(0, len(whole), n))


def spoken(data: Path) -> Iterator[Spoken]:
    """What the three programs say, at many rates and pitches."""
    rng, espeak, texts = np.random.default_rng(SEED), Espeak(), data / TEXTS
    for index in range(N_FLITE):
        voice = FLITE_VOICES[index % 3]
        stretch, f0_hz = rng.uniform(0.8, 1.2), rng.uniform(80, 260)
        yield by_flite(voice, text_of(texts, rng), float(stretch), float(f0_hz))
    synthesised = FESTIVAL_VOICES[:-1]  # the last one plays recordings of a reader
    for index in range(N_FESTIVAL):
        voice = synthesised[index % len(synthesised)]
        text = text_of(texts, rng) if voice in FESTIVAL_VOICES[:2] else pseudo_words(rng)
        yield by_festival(voice, text, float(rng.uniform(0.75, 1.3)))
    for _ in range(N_ESPEAK):
        voice = str(rng.choice(ESPEAK_VOICES)) + str(rng.choice(ESPEAK_VARIANTS))
        rate_wpm, pitch = int(rng.uniform(110, 260)), int(rng.uniform(10, 90))
        yield espeak.say(voice, pseudo_words(rng), rate_wpm, pitch)


def together(sounds: Iterator[Sound]) -> Iterator[Sound]:
    """Sounds of whole rows and one peak, some in a row."""
    waiting: list[Sound] = []
    for sound in sounds:
        whole = sound[: len(sound) // ROW * ROW]
        if len(whole) >= LEAST_S * RATE_HZ and np.abs(whole).max() > 0:
            waiting.append(whole * (PEAK / np.abs(whole).max()))
        if sum(map(len, waiting)) > TOGETHER_S * RATE_HZ:
            yield np.concatenate(waiting).astype(np.float32)
            waiting = []
    if waiting:
        yield np.concatenate(waiting).astype(np.float32)


def mu_law_bytes(samples: Sound) -> Bytes:
    """Samples within 1 as 8 bits, 128: none."""
    size = np.log1p(255 * np.minimum(np.abs(samples), 1)) / np.log(256)
    return (np.round(np.sign(samples) * size * 127) + 128).astype(np.uint8)


def rows_of(sound: Sound, index: int) -> dict[str, npt.NDArray[np.generic]]:
    """Columns of FILE: the sound at 8 kHz as it is and by a codec, and its pitch."""
    truth = reference(sound, RATE_HZ)
    n = len(truth.f0_hz)
    line = soxr.resample(sound[: n * ROW].astype(np.float64), RATE_HZ, LINE_HZ).astype(np.float32)
    coded = amr(line) if index % 2 else gsm(line, LINE_HZ)
    n_samples = n * ROW // 2
    return {
        "clean": mu_law_bytes(_of_length(line, n_samples)),
        "coded": mu_law_bytes(_of_length(coded, n_samples)),
        "f0_hz": truth.f0_hz.astype(np.float32),
        "is_agreed": truth.is_agreed,
    }


def _of_length(samples: Sound, n: int) -> Sound:
    return np.pad(samples[:n], (0, max(0, n - len(samples))))


def _at_rate(samples: npt.NDArray[np.floating], rate_hz: int) -> Sound:
    return soxr.resample(samples, rate_hz, RATE_HZ).astype(np.float32)


def main() -> int:
    """Writes FILE."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    asked = parser.parse_args()
    said = (
        _at_rate(each.samples, each.rate_hz) for each in spoken(asked.data) if len(each.samples)
    )
    real = [rows_of(each, i) for i, each in enumerate(together(recordings(asked.data)))]
    made = [rows_of(each, i) for i, each in enumerate(together(said))]
    columns = {
        name: np.concatenate([part[name] for part in (*(real * TWICE), *made)]) for name in real[0]
    }
    np.savez_compressed(asked.out, **columns)
    for name, parts in (("recorded", real), ("spoken", made)):
        f0_hz = np.concatenate([part["f0_hz"] for part in parts])
        agreed = np.concatenate([part["is_agreed"] for part in parts])
        print(
            f"{name}: {len(f0_hz) / 100:.0f} s, {100 * agreed.mean():.0f} % agreed,"
            f" {100 * (f0_hz > 0).mean():.0f} % voiced"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
