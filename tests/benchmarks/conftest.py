"""Makes the parts of the benchmarks importable, as they are when a benchmark runs."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parents[1] / "benchmarks")]
