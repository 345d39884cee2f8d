"""How well the voice is measured: each number beside its baseline and what is required of it.

    python benchmarks/voice.py --data FOLDER [--only TABLE ...]

FOLDER holds `syllables/truth.csv` (id, speaker, emotion, n_syllables, start_s, end_s, speech_s)
with a WAV file per id, and `calls/auto-repairs-40.wav` with its `.rttm` for the table of loudness,
which also uses flite where it is installed. Parameters were chosen on speakers 03 and 08 and on
what each table marks as fitted on; the lines to believe are those of the others. Syllables and
steadiness are printed wide-band and after a telephone (8 kHz, 300-3400 Hz, mu-law).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from voicing.earlier_calls import print_baselines
from voicing.loudness import print_loudness
from voicing.mirroring import print_mirroring
from voicing.pace import print_pace
from voicing.pitch import print_pitch
from voicing.steadiness import print_steadiness
from voicing.syllables import print_syllables

TABLES: Mapping[str, Callable[[Path], None]] = {
    "syllables": print_syllables,
    "pace": print_pace,
    "pitch": print_pitch,
    "loudness": print_loudness,
    "steadiness": print_steadiness,
    "mirroring": print_mirroring,
    "baselines": print_baselines,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with syllables/")
    parser.add_argument("--only", nargs="+", choices=TABLES, help="some of the tables")
    options = parser.parse_args()
    for name in options.only or TABLES:
        TABLES[name](options.data)


if __name__ == "__main__":
    main()
