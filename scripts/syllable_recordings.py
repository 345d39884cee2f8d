"""Owns recordings of real speech whose syllables are known by what is said in them.

Russian by one reader with the times of the phones (`apt-get install festvox-ru`), and Dutch and
Czech by the actors of the game Fish Fillets, whose texts are known (`apt-get install
fillets-ng-data fillets-ng-data-nl fillets-ng-data-cs`). The syllables of a text are those that
espeak-ng says of it, so that those count which real speech swallows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
import soxr
from syllable_speech import Espeak, Sound, Spoken

RATE_HZ = 16_000
SHARE = Path("/usr/share")
RUSSIAN = SHARE / "festival" / "voices" / "russian" / "msu_ru_nsh_clunits"
RUSSIAN_VOWELS = frozenset(
    ["ii", "yy", "uu", "ee", "oo", "aa", "a", "e", "i", "y", "u", "ae", "ay", "ur"]
)
GAME = SHARE / "games" / "fillets-ng"
GAME_LANGUAGES = ("nl", "cs")
SPEECH_UNDER_DB, SLOW_SPS, FAST_SPS, SHORT_S, LONG_S = 30.0, 2.0, 9.5, 0.7, 6.5
DIALOGUE = re.compile(r'dialogId\("([^"]+)"[^\n]*\)\s*\ndialogStr\("([^\n]*)"\)')


@dataclass(frozen=True, eq=False)
class Recording:
    """Sound of `n_syllables`, said between two moments; its vowels where their times are known.

    `of`: speaker and sentence of Emo-DB.
    """

    sound: Spoken
    n_syllables: int
    start_s: float
    end_s: float
    of: str = ""


def russian() -> Iterator[Recording]:
    """Half of the sentences read, with the middle of each vowel."""
    for path in sorted((RUSSIAN / "wav").glob("*.wav"))[::2]:
        label = (RUSSIAN / "lab" / f"{path.stem}.lab").read_text().splitlines()[1:]
        phones = [("", 0.0)] + [(line.split()[2], float(line.split()[0])) for line in label]
        middles = [(a[1] + b[1]) / 2 for a, b in pairwise(phones) if b[0] in RUSSIAN_VOWELS]
        sound = Spoken("ru", _mono(path), RATE_HZ, np.array(middles))
        if len(middles) >= 3:
            yield Recording(sound, len(middles), middles[0] - 0.1, middles[-1] + 0.1)


def game(language: str) -> Iterator[Recording]:
    """What the actors of a language say, where it is said at a likely rate."""
    espeak = Espeak()
    for path in sorted(GAME.glob(f"script/*/dialogs_{language}.lua")):
        for name, text in DIALOGUE.findall(path.read_text(encoding="utf-8")):
            sound_path = GAME / "sound" / path.parent.name / language / f"{name}.ogg"
            if sound_path.exists():
                samples = _mono(sound_path)
                if len(samples) < SHORT_S * RATE_HZ:
                    continue
                start_s, end_s = _speech(samples)
                n = len(espeak.say(language, text, 175, 50).vowels_s)
                is_likely = SLOW_SPS < n / (end_s - start_s + 1e-9) < FAST_SPS
                if is_likely and SHORT_S < end_s - start_s < LONG_S and n >= 2:
                    sound = Spoken(f"{language}-{name}", samples, RATE_HZ, np.zeros(0))
                    yield Recording(sound, n, start_s, end_s)


def emo_db(data: Path) -> Iterator[Recording]:
    """The utterances of `data`/syllables."""
    with (data / "syllables" / "truth.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            samples = _mono(data / "syllables" / f"{line['id']}.wav")
            sound = Spoken(line["id"], samples, RATE_HZ, np.zeros(0))
            start_s, end_s = float(line["start_s"]), float(line["end_s"])
            yield Recording(sound, int(line["n_syllables"]), start_s, end_s, line["id"][:5])


def _mono(path: Path) -> Sound:
    samples, rate_hz = soundfile.read(path, always_2d=True, dtype="float32")
    return soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ).astype(np.float32)


def _speech(samples: Sound) -> tuple[float, float]:
    """From the first to the last 10 ms that are loud."""
    n = len(samples) // 160
    level = 10 * np.log10(np.mean(np.square(samples[: n * 160].reshape(n, 160)), axis=1) + 1e-10)
    loud = np.flatnonzero(level > np.quantile(level, 0.95) - SPEECH_UNDER_DB)
    return loud[0] / 100, (loud[-1] + 1) / 100
