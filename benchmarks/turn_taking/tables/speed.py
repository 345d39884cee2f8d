"""Owns the table of speed: speech columns without pitch, and the judgement."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from callcoach.frames.pitch import N_HOP, PitchHops
from callcoach.frames.stream import FrameStream
from callcoach.frames.trackers import TRACKERS
from callcoach.settings import VoiceSettings
from callcoach.turns.judge import judge_turns
from callcoach.types.frames import FloatRow, FrameTrack
from turn_taking.bench import Bench
from turn_taking.judges import SETTINGS
from turn_taking.report import at_least
from turn_taking.truths import Samples

REPEATS = 3
LONG_S = 7200
SPEED_LEAST = 200


class _NoPitch:
    """Tracks nothing at no cost."""

    def track(self, samples: FloatRow) -> PitchHops:
        """Unvoiced throughout."""
        nothing = np.zeros(len(samples) // N_HOP, np.float32)
        return PitchHops(nothing, nothing)


def print_speed(bench: Bench) -> None:
    """Times real time on the clock and by the processor, the best of three."""
    table = bench.report.table(
        "Speed: two channels of the call, a thread each",
        {"seconds": ".2f", "CPU s": ".2f", "x real time": ".0f", "x by CPU": ".0f"},
        "best of three; x by CPU: as if two cores had nothing else to do",
        width=36,
    )
    call = bench.call
    duration_s = call.n_rows / 100
    with patch.dict(TRACKERS, {"none": lambda _: _NoPitch()}):
        wall_s, cpu_s = _timed(
            lambda: _judged(call.channels, call.rate_hz, VoiceSettings(pitch_tracker="none"))
        )
    values = {"seconds": wall_s, "CPU s": cpu_s, "x real time": duration_s / wall_s}
    values["x by CPU"] = 2 * duration_s / cpu_s
    table.row("without pitch, with the judgement", values, at_least("x real time", SPEED_LEAST))
    (tracks,) = bench.tracks([call])
    long = [_repeated(track, int(np.ceil(LONG_S / duration_s))) for track in tracks]
    wall_s, cpu_s = _timed(lambda: judge_turns(long, None, SETTINGS))
    long_s = long[0].duration_s
    values = {"seconds": wall_s, "CPU s": cpu_s, "x real time": long_s / wall_s}
    table.row(f"judgement alone, {long_s / 3600:.1f} h", values)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    times = []
    for _ in range(REPEATS):
        start_s, start_cpu_s = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - start_s, time.process_time() - start_cpu_s))
    return min(wall_s for wall_s, _ in times), min(cpu_s for _, cpu_s in times)


def _judged(channels: tuple[Samples, Samples], rate_hz: int, voice: VoiceSettings) -> object:
    def track(samples: Samples) -> FrameTrack:
        stream = FrameStream(rate_hz, voice)
        stream.push(samples)
        return stream.finish()

    with ThreadPoolExecutor(2) as pool:
        return judge_turns(list(pool.map(track, channels)), None, SETTINGS)


def _repeated(track: FrameTrack, repeats: int) -> FrameTrack:
    names = [name for name in FrameTrack.__slots__ if name != "sample_rate_hz"]
    columns = {name: np.concatenate([getattr(track, name)] * repeats) for name in names}
    return replace(track, **columns)
