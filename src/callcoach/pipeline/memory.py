"""Owns giving memory back to the system when a large piece of work is done."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Give freed memory back, where the C library has a way (glibc).

    It keeps what threads and models have freed for later use: some 60 MB for each hour of a call.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
