"""How soon captured sound is here, how well two inputs are aligned, and what that costs.

    python benchmarks/capture.py [--minutes M] [--made-minutes N]

First through a real sound server: PulseAudio with a null sink of two channels, each of which is a
source of its own (module-remap-source) with a PortAudio stream of its own, so that what is heard
in both is known to be at once. A player, a process of its own, gives PortAudio 10 ms of sound at a
time, and a click each half second. Latency is from that to the block that has the click, the
player's own buffer and the sink's included. Then with made inputs (tests/sound_studio.py) whose
clocks run apart by 400 ppm, with late arrivals and wrong ages, in made time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from callcoach.audio.capture import Capture
from callcoach.audio.inputs import sound_inputs
from sound_server import sound_server
from sound_studio import Device, Recorder, Studio

RATE_HZ = 16_000
CLICK_EACH_S = 0.5

PLAYER = """
import os, sys, time
os.environ["PULSE_SINK"] = sys.argv[1]
import numpy as np, sounddevice
noise = np.random.default_rng(1).integers(-500, 500, (160, 2)).astype("<i2")
click = noise.copy()
click[:16] = 20000
asked = []
def play(out, n, _time, _status):
    is_click = len(asked) % 50 == 0
    out[:] = click if is_click else noise
    asked.append(time.monotonic())
    if is_click:
        print(asked[-1], flush=True)
with sounddevice.OutputStream(device="pulse", samplerate=16000, blocksize=160, channels=2,
                              dtype="int16", latency="low", callback=play) as stream:
    print("latency", stream.latency, file=sys.stderr)
    time.sleep(3600)
"""


def clicks(row: np.ndarray) -> np.ndarray:
    """Where clicks begin in samples of shape (n,)."""
    loud = np.flatnonzero(np.abs(row.astype(int)) > 8000)
    return loud[np.diff(loud, prepend=-1000) > 200]


def real(minutes: float) -> None:
    """Prints what a capture from a real sound server gives."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sound_server(Path(folder) / "server", {"both": 2}) as server,
    ):
        for side, name in (("front-left", "left"), ("front-right", "right")):
            server.control(
                "load-module", "module-remap-source", f"source_name={name}", "master=both.monitor",
                "channels=1", f"master_channel_map={side}", "channel_map=mono", "remix=no",
            )  # fmt: skip
        os.environ.update(server.environ)
        inputs = {each.pulse_source: each for each in sound_inputs()}
        told = Path(folder) / "clicks"
        with told.open("w") as out:
            player = subprocess.Popen([sys.executable, "-c", PLAYER, "both"], stdout=out)
        try:
            time.sleep(1.5)
            for agent, customer, what in (
                ("left", "right", "two inputs"),
                ("both.monitor", "both.monitor", "one input of two channels"),
            ):
                capture = Capture(inputs[agent], inputs[customer])
                tell(what, *run(capture, minutes * 60), told)
        finally:
            player.terminate()
            player.wait()


def run(capture: Capture, seconds: float) -> tuple[np.ndarray, np.ndarray, float, list[Any]]:
    """Samples, (time, end) of each block, the share of a core, and the events."""
    samples, came, events = [], [], []
    n, began_s, used_s = 0, 0.0, 0.0
    for block in capture.blocks():
        now_s = time.monotonic()
        if not samples:
            began_s, used_s = now_s, time.process_time()
        n += block.samples.shape[1]
        samples.append(block.samples)
        came.append((now_s, n))
        events.extend(block.events)
        if now_s - began_s > seconds:
            capture.close()
    share = (time.process_time() - used_s) / (time.monotonic() - began_s)
    return np.concatenate(samples, axis=1), np.array(came), share, events


def tell(
    what: str, samples: np.ndarray, came: np.ndarray, share: float, events: list[Any], told: Path
) -> None:
    """Prints the figures of one capture."""
    latencies_ms = []
    played_s = np.array([float(line) for line in told.read_text().split()])
    for row in samples:
        for at in clicks(row):
            came_s = came[np.searchsorted(came[:, 1], at, side="right"), 0]
            latencies_ms.append(1000 * (came_s - played_s[played_s < came_s - 0.005][-1]))
    agent, customer = clicks(samples[0]), clicks(samples[1])
    print(f"{what}, {samples.shape[1] / RATE_HZ:.0f} s:")
    p50, p95, most = np.percentile(latencies_ms, (50, 95, 100))
    print(f"  latency: median {p50:.0f} ms, P95 {p95:.0f} ms, most {most:.0f} ms")
    errors_ms = [float(np.min(np.abs(customer - at))) / 16 for at in agent]
    n_early = int(4 / CLICK_EACH_S)
    early, late = errors_ms[:n_early], errors_ms[n_early:]
    print(
        f"  alignment: error after 4 s at most {max(late):.1f} ms, before {max(early):.1f}, most "
        f"at {agent[np.argmax(errors_ms)] / RATE_HZ:.0f} s, mean {np.mean(late):.2f} ms "
        f"({len(errors_ms)} clicks)"
    )
    print(f"  processor: {100 * share:.1f} % of a core; events: {events}")
    print(f"  load of the machine: {os.getloadavg()[0]:.1f}")


def made(minutes: float) -> None:
    """Prints what made inputs give whose clocks run apart."""
    random = np.random.default_rng(2)

    def late(_n: int) -> float:
        return 0.003 + random.exponential(0.005) + (0.15 if random.random() < 2e-3 else 0.0)

    def wrong(_n: int) -> float:
        return random.normal(0.0, 0.003)

    for ages in (wrong, None):
        with pytest.MonkeyPatch.context() as patch:
            studio = Studio(
                Device("near", ppm=200.0, delay_s=late, age_error_s=ages),
                Device("far", ppm=-200.0, delay_s=late, age_error_s=ages),
            )
            began_s = time.process_time()
            heard = Recorder(studio, patch).session("near", "far", minutes * 60)
            took_s = time.process_time() - began_s
        agent, customer = heard.clicks(0), heard.clicks(1)
        errors_ms = np.abs(customer - agent) / 16
        parts = np.array_split(errors_ms, 6)
        print(
            f"made, {minutes:.0f} min, {'with' if ages else 'without'} ages: error at most "
            f"{errors_ms.max():.1f} ms; by sixths {[round(float(p.max()), 1) for p in parts]} ms; "
            f"events {len(heard.events)}; {took_s:.0f} s of processor time"
        )


def main() -> None:
    """Runs both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--made-minutes", type=float, default=60.0)
    asked = parser.parse_args()
    real(asked.minutes)
    made(asked.made_minutes)


if __name__ == "__main__":
    main()
