"""Freed memory goes back to the system."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import numpy as np
import pytest

from callcoach.pipeline.memory import give_back

N_KB = 100
N_PIECES = 600


def resident_kb() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="only glibc can be asked to",
)
def test_what_was_freed_between_two_kept_pieces_is_given_back() -> None:
    pieces = [np.ones(N_KB * 1024, np.uint8) for _ in range(N_PIECES)]
    kept = pieces[-1]  # without it the C library would give all back by itself
    del pieces
    before_kb = resident_kb()
    give_back()
    assert before_kb - resident_kb() > N_KB * N_PIECES / 2
    assert kept.all()


def test_without_a_way_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_back()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(ctypes, "CDLL")
    give_back()
