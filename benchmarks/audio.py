"""Prints how the layout is found on a real call, and what ways to encode the page's copy cost.

python benchmarks/audio.py --data FOLDER        the folder that holds calls/*.wav
"""

from __future__ import annotations

import argparse
import io
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from callcoach.audio import CallAudio, LayoutMeter, SoundCopy

Sound = npt.NDArray[np.float32]

ENCODERS: dict[str, tuple[str, str, dict[str, str]]] = {
    "opus, defaults": ("webm", "libopus", {}),
    "opus, audio, plainest": ("webm", "libopus", {"compression_level": "0"}),
    "mp3, defaults": ("mp3", "libmp3lame", {}),
    "mp3, fastest, no joint stereo": (
        "mp3",
        "libmp3lame",
        {"compression_level": "9", "joint_stereo": "0"},
    ),
}


def late(sound: Sound, n: int) -> Sound:
    return np.concatenate((np.zeros(n, np.float32), sound[: len(sound) - n]))


def variants(left: Sound, right: Sound) -> dict[str, Sound]:
    """Two-channel recordings made from the two sides of one call, at 8 kHz."""
    rng = np.random.default_rng(3)
    hiss = np.asarray(rng.standard_normal(len(left)) * 10**-2.25, np.float32)
    made = {"as recorded": np.stack([left, right])}
    for bleed_db in (-6, -10, -20, -30, -40):
        for delay_s in (0.0, 0.04):
            gain, n = np.float32(10 ** (bleed_db / 20)), round(delay_s * 8000)
            made[f"bleed both ways {bleed_db} dB, {1000 * delay_s:.0f} ms"] = np.stack(
                [left + gain * late(right, n), right + gain * late(left, n)]
            )
    for name, sound in (("both", left + right), ("left", left), ("right", right)):
        made[f"copy of {name}: inverted"] = np.stack([sound, -sound])
        made[f"copy of {name}: -20 dB"] = np.stack([sound, 0.1 * sound])
        made[f"copy of {name}: 2.5 ms late"] = np.stack([sound, late(sound, 20)])
        made[f"copy of {name}: own noise -45 dBFS"] = np.stack([sound + hiss, sound - hiss])
    for name, side in (("digital silence", 0 * left), ("hiss -45 dBFS", hiss)):
        made[f"left is {name}"] = np.stack([side, right])
        made[f"right is {name}"] = np.stack([left, side])
    for over_db in (-10, 0, 3):
        power = np.mean(np.stack([left, right]).astype(float) ** 2, axis=1).max()
        gain = np.float32(np.sqrt(power) * 10 ** (over_db / 20))
        noise = gain * np.asarray(rng.standard_normal(len(left)), np.float32)
        made[f"same noise, {over_db} dB to the speech"] = np.stack([left + noise, right + noise])
        made[f"copy of both with noise, {over_db} dB"] = np.stack([left + right + noise] * 2)
        made[f"copy of both with noise, -20 dB, {over_db} dB"] = np.stack(
            [left + right + noise, 0.1 * (left + right + noise)]
        )
    made["silence on both"] = np.stack([0 * left, 0 * left])
    return made


def print_layouts(call: Sound) -> None:
    print(f"{'recording':38} {'layout':12} live   x real time")
    for name, sound in variants(*call).items():
        meter = LayoutMeter(2, 8000)
        start_s = time.perf_counter()
        for first in range(0, sound.shape[1], 80_000):
            meter.push(sound[:, first : first + 80_000])
        layout = meter.layout()
        speed = sound.shape[1] / 8000 / (time.perf_counter() - start_s)
        print(f"{name:38} {layout:12} {meter.live_channel()} {speed:12.0f}")


def encoded(sound: Sound, form: str, codec: str, options: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream: Any = container.add_stream(codec, rate=8000, options=options)
        stream.layout, stream.bit_rate = "stereo", 24_000
        whole = np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(whole.T).reshape(1, -1))
        frame.sample_rate = 8000
        for part in av.AudioResampler(format=stream.format, layout="stereo").resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()


def copied(sound: Sound) -> bytes:
    copy = SoundCopy(8000, 2, 24_000)
    for first in range(0, sound.shape[1], 80_000):
        copy.push(sound[:, first : first + 80_000])
    return copy.finish()


def leak_db(data: bytes) -> float:
    """Level of the right side over the left, of a copy whose right side held faint noise."""
    with av.open(io.BytesIO(data)) as container:
        sides = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    power = (sides.astype(float) ** 2).mean(axis=1)
    return float(10 * np.log10(power[1] / power[0]))


def print_encoders(call: Sound) -> None:
    rng = np.random.default_rng(4)
    faint = np.asarray(rng.standard_normal(call.shape[1]) * 10**-3.25, np.float32)
    alone = np.stack([call[0], faint])
    own_db = 10 * np.log10(np.mean(faint.astype(float) ** 2) / np.mean(call[0].astype(float) ** 2))
    print(f"\nright side noise at -65 dBFS, {own_db:.0f} dB to the left, before encoding")
    print(f"{'encoder':38} kbit/s  x real time  right over left, dB")
    ways = {name: lambda s, way=way: encoded(s, *way) for name, way in ENCODERS.items()}
    for name, way in {"callcoach": copied, **ways}.items():
        start_s = time.perf_counter()
        data = way(call)
        spent_s = time.perf_counter() - start_s
        duration_s = call.shape[1] / 8000
        kbit = len(data) * 8 / duration_s / 1000
        print(f"{name:38} {kbit:6.1f} {duration_s / spent_s:12.0f} {leak_db(way(alone)):8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    audio = CallAudio.open(parser.parse_args().data / "calls" / "auto-repairs-40.wav")
    call = np.concatenate(list(audio.blocks()), axis=1)
    print_layouts(call)
    print_encoders(call)


if __name__ == "__main__":
    main()
