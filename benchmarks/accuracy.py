"""Measures who spoke when, and who talked over whom, against truth and beside baselines.

    python benchmarks/accuracy.py --data FOLDER [--only TABLE ...] [--quick] [--json FILE]

FOLDER holds the recordings with their truth that the issue names: `calls/auto-repairs-40.wav` and
`.rttm` (a real two-channel call), `activity/`, `meetings/`, `syllables/`, and
`switchboard-dialog-acts.csv.gz`. Each line has the required value beside it where there is one.
Needs sox for GSM, fluidsynth with the sound font FluidR3_GM for hold music, and the packages of
`pip install 'callcoach[bench]'` for two of the baselines; what is missing is said and left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from turn_taking import baselines
from turn_taking.bench import Bench
from turn_taking.framing import Workshop, say
from turn_taking.judges import Judges, held_out_judges
from turn_taking.report import Report
from turn_taking.tables.as_recorded import print_as_recorded
from turn_taking.tables.bad_input import print_bad_input
from turn_taking.tables.boundaries import print_boundaries
from turn_taking.tables.detection import print_detection
from turn_taking.tables.not_speech import print_not_speech
from turn_taking.tables.rotations import print_rotations
from turn_taking.tables.sets import print_sets
from turn_taking.tables.speed import print_speed
from turn_taking.tables.spliced import print_scenes
from turn_taking.tables.timelines import print_timelines
from turn_taking.truths import call_of

TABLES: Mapping[str, Callable[[Bench], None]] = {
    "detection": print_detection,
    "as_recorded": print_as_recorded,
    "rotations": print_rotations,
    "boundaries": print_boundaries,
    "scenes": print_scenes,
    "timelines": print_timelines,
    "not_speech": print_not_speech,
    "sets": print_sets,
    "speed": print_speed,
    "bad_input": print_bad_input,
}


def run(options: argparse.Namespace, judges: Judges) -> Report:
    """Prints the tables asked for."""
    report = Report()
    with Workshop(options.cache) as workshop:
        bench = Bench(options.data, call_of(options.data), workshop, judges, report, options.quick)
        for name in options.only or TABLES:
            start_s, made_s = time.perf_counter(), workshop.made_s
            TABLES[name](bench)
            spent_s = time.perf_counter() - start_s
            say(f"{name}: {spent_s:.0f} s; frames of {workshop.made_s - made_s:.0f} s of sound")
    report.print_verdicts()
    if options.json is not None:
        report.write(options.json)
    return report


def main(judges: Judges | None = None) -> None:
    """Prints all tables, or those asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    names = ", ".join(TABLES)
    parser.add_argument("--only", nargs="+", choices=TABLES, metavar="TABLE", help=names)
    parser.add_argument("--quick", action="store_true", help="a subset of the conditions and calls")
    parser.add_argument("--json", type=Path, help="a file for the numbers")
    parser.add_argument("--cache", type=Path, help="a folder that keeps frames between runs")
    baselines.missing_packages()
    run(parser.parse_args(), judges or held_out_judges())


if __name__ == "__main__":
    main()
