"""Owns the calls that a batch is measured on: made of a sample call, and broken in many ways."""

from __future__ import annotations

import os
import struct
import sys
import time
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from made_calls import RATE_HZ, sample_part, write_wav

HOUR_AGO_S = 3600.0


def write_calls(folder: Path, n_calls: int, seconds: float, first: int = 0) -> list[Path]:
    """Two-channel calls that differ in where they begin and in one sample; an hour old.

    Each begins 7.3 s later in the sample call than the one before, so that the short ones differ in
    what they hold.
    """
    folder.mkdir(parents=True, exist_ok=True)
    left, right = sample_part("good-call", 0.0, 138.0)
    n_samples = int(seconds * RATE_HZ)
    paths = []
    for number in range(first, first + n_calls):
        sides = [np.resize(np.roll(side, -58_411 * number), n_samples) for side in (left, right)]
        sides[0][0] = number
        paths.append(write_wav(folder / f"{number:05d}.wav", *sides))
    make_old(*paths)
    return paths


def make_old(*paths: Path) -> None:
    """Files changed an hour ago: what is fresh is watched for a while."""
    then_s = time.time() - HOUR_AGO_S
    for path in paths:
        if not path.is_symlink():
            os.utime(path, (then_s, then_s))


def broken_kinds(good: Path) -> Mapping[str, bytes]:
    """Content of files that hold no call that could be reviewed, by kind; the name's end with it.

    Nearly all begin with some bytes of `good`, a WAV, so that they look like one.
    """
    data = good.read_bytes()
    header, noise = data[:44], np.random.default_rng(7).bytes(8000)
    return {
        "empty.wav": b"",
        "text.wav": b"Dear all, the recording is in the other folder.\n" * 20,
        "page.wav": b"<!doctype html><title>404</title>" * 50,
        "half-a-header.wav": header[:30],
        "header-only.wav": header,
        "header-lost.wav": data[44:8000],
        "unknown-code.wav": header[:20] + struct.pack("<H", 0x7777) + header[22:] + noise,
        "no-channels.wav": header[:22] + struct.pack("<H", 0) + header[24:] + noise,
        "zeros.ogg": bytes(8000),
        "noise.mp3": noise,
    }


def write_broken(folder: Path, good: Path, n_files: int) -> dict[Path, str]:
    """Broken files, their kinds in turn; each differs, but for the empty ones."""
    kinds = broken_kinds(good)
    made = {}
    for number in range(n_files):
        kind = list(kinds)[number % len(kinds)]
        path = folder / f"broken-{number:03d}-{kind}"
        path.write_bytes(kinds[kind] + (str(number).encode() if kinds[kind] else b""))
        make_old(path)
        made[path] = kind
    return made


def write_odd(folder: Path, good: Path) -> list[Path]:
    """Files that promise more than they hold, and can be reviewed all the same."""
    data = good.read_bytes()
    lies = struct.pack("<I", 0x7FFF_0000)
    odd = {
        "cut-in-half.wav": data[: len(data) // 2],
        "says-37-hours.wav": data[:40] + lies + data[44:] + b"\0\0",
        "says-nothing.wav": data[:40] + struct.pack("<I", 0) + data[44:] + b"\0\0\0\0",
    }
    for name, content in odd.items():
        (folder / name).write_bytes(content)
    with wave.open(str(folder / "silent.wav"), "wb") as file:
        file.setparams((2, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(bytes(RATE_HZ * 4 * 5))
    paths = [folder / name for name in (*odd, "silent.wav")]
    make_old(*paths)
    return paths
