"""Speed and memory of a whole review, without transcription.

Makes two-channel calls of 5 min, 1 h and 2 h by repeating a recording (or a made signal), runs
``callcoach review --no-transcribe`` on each as a process of its own, and prints the speed
against real time, peak memory, and the seconds of each stage. Beside it, as baseline, the time
to do nothing but decode the same file.

Usage: python benchmarks/speed.py [--data FOLDER] [--minutes 5 60 120]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE_HZ = 8000
NEEDED_SPEED = 100.0
NEEDED_MEMORY_MB = 500.0
NEEDED_HELP_S = 0.4
DECODE = """
from callcoach.audio.call_audio import CallAudio
for block in CallAudio.open({!r}).blocks():
    pass
"""


@dataclass(frozen=True)
class Run:
    """One process: seconds on the clock, seconds of both cores, megabytes at most."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def made_call(seconds: float) -> np.ndarray:
    """Two parties of harmonic bursts taking turns: (n, 2) int16."""
    rng = np.random.default_rng(1)
    n = int(seconds * RATE_HZ)
    time_s = np.arange(n) / RATE_HZ
    sides = []
    for phase, f0_hz in ((0.0, 120.0), (4.0, 210.0)):
        voice = sum(np.sin(2 * np.pi * k * f0_hz * time_s) / k for k in range(3, 14))
        is_on = ((time_s + phase) % 8.0 < 3.5) & ((time_s * 4) % 1.0 < 0.7)
        sides.append(2500 * voice * is_on + 8 * rng.standard_normal(n))
    return np.stack(sides, axis=1).astype(np.int16)


def source_call(data: Path | None) -> np.ndarray:
    """The recording to repeat: (n, 2) int16."""
    if data is None:
        return made_call(300.0)
    with wave.open(str(data / "calls" / "auto-repairs-40.wav")) as file:
        raw = file.readframes(file.getnframes())
    return np.frombuffer(raw, dtype=np.int16).reshape(-1, 2)


def write_long_call(path: Path, source: np.ndarray, minutes: float) -> None:
    """The source again and again until the minutes are full."""
    left = int(minutes * 60 * RATE_HZ)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        while left > 0:
            part = source[:left]
            file.writeframes(part.tobytes())
            left -= len(part)


def measured(command: list[str]) -> Run:
    """Run a command as a process of its own, measured by the operating system."""
    start_s = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - start_s
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)} failed")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the evaluation data")
    parser.add_argument("--minutes", type=float, nargs="+", default=[5, 60, 120])
    chosen = parser.parse_args()
    source = source_call(chosen.data)
    print(f"{'call':>8} {'wall':>8} {'speed':>8} {'cpu':>8} {'peak':>8} {'decode only':>12}")
    stages: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for minutes in chosen.minutes:
            call = Path(folder) / f"{minutes:g}min.wav"
            write_long_call(call, source, minutes)
            command = [sys.executable, "-m", "callcoach", "review", str(call)]
            run = measured([*command, "--no-transcribe", "--out", folder])
            decode = measured([sys.executable, "-c", DECODE.format(str(call))])
            print(
                f"{minutes:5g}min {run.wall_s:7.1f}s {minutes * 60 / run.wall_s:7.0f}x "
                f"{run.cpu_s:7.1f}s {run.peak_mb:6.0f}MB {decode.wall_s:11.1f}s"
            )
            review = json.loads(call.with_suffix(".json").read_text())
            stages[call.stem] = review["provenance"]["stages_s"]
            call.unlink()
    print(f"needed: {NEEDED_SPEED:g}x at 60 min, under {NEEDED_MEMORY_MB:g} MB at 120 min\n")
    names = list(dict.fromkeys(name for each in stages.values() for name in each))
    print("seconds per stage  " + "".join(f"{name:>12}" for name in names))
    for call_name, each in stages.items():
        print(f"{call_name:>17}  " + "".join(f"{each.get(name, 0.0):12.2f}" for name in names))
    helped = min(measured([sys.executable, "-m", "callcoach", "--help"]).wall_s for _ in range(5))
    print(f"\ncallcoach --help: {helped:.2f} s (needed: within {NEEDED_HELP_S:g} s)")


if __name__ == "__main__":
    main()
