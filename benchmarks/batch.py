"""What a batch costs, and whether anything is lost, each beside what it must be.

    python benchmarks/batch.py [--only scaling memory resume kills corrupt]

All calls are made of parts of a sample call, no two alike, and reviewed without words by
``callcoach batch`` as a process of its own. `scaling`: one worker and two in turn. `memory`: the
processes' memory over 500 calls, and calls an hour. `resume`: a run that finds 10,000 calls done.
`kills`: batches that are ended at random moments and begun again. `corrupt`: 1,000 calls of which a
twentieth is broken. Figures on the clock mean little on a machine that does other things too; the
processor seconds beside them mean more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from batching import corrupt, kills, memory, resume, scaling

PARTS = ("scaling", "memory", "resume", "kills", "corrupt")


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--rounds", type=int, default=3, help="of scaling and resume")
    parser.add_argument("--scaling-calls", type=int, default=30, help="of 60 s")
    parser.add_argument("--memory-calls", type=int, default=500, help="of 20 s")
    parser.add_argument("--resume-calls", type=int, default=10_000)
    parser.add_argument("--corrupt-calls", type=int, default=1_000, help="of 10 s")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=20261127, help="of the kills")
    options = parser.parse_args()
    for part in options.only:
        print(f"{part}:", flush=True)
        began_s = time.perf_counter()
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            if part == "scaling":
                scaling.measure(place, options.scaling_calls, 60.0, options.rounds)
            elif part == "memory":
                memory.measure(place, options.memory_calls, 20.0)
            elif part == "resume":
                resume.measure(place, options.resume_calls, options.rounds)
            elif part == "kills":
                kills.measure(place, 12, options.kills, options.seed)
            else:
                corrupt.measure(place, options.corrupt_calls, 10.0)
        print(f"  ({time.perf_counter() - began_s:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
