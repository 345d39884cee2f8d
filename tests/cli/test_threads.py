"""Products of small matrices take one thread, unless the user says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SAYS = """
import os, sys
from callcoach.cli import main
main.main = lambda: 0
try:
    main.entry()
except SystemExit:
    pass
import numpy as np
np.ones((900, 900)) @ np.ones((900, 900))
print(os.environ["OPENBLAS_NUM_THREADS"], len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
@pytest.mark.parametrize(("given", "told"), [(None, "1 1"), ("2", "2 2")])
def test_one_thread_multiplies_unless_told_otherwise(given: str | None, told: str) -> None:
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    if given is not None:
        env["OPENBLAS_NUM_THREADS"] = given
    done = subprocess.run(
        [sys.executable, "-c", SAYS], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == told.split(), done.stderr
