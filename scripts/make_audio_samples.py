"""Makes audio_samples/: synthetic telephone calls with exact truth, the same bytes every time.

Needs the commands flite, sox, ffmpeg and fluidsynth, the sound font of fluid-soundfont-gm, and
numpy. `--check` makes everything anew beside the folder and compares it with its SHA256SUMS.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sample_dialogues import (
    BAD_CALL,
    GOOD_CALL,
    HOLD_CALL_AFTER_HOLD,
    HOLD_CALL_BEFORE_HOLD,
    HOLD_CALL_BEFORE_KEYS,
    Line,
)
from sample_sounds import KEY_TONES_HZ, hold_music, line_noise, sigh, tones
from sample_truth import PARTIES, Placed, Scene, Sound, placed, timeline, truth
from sample_voice import LEAD_S, RATE_HZ, Samples, Spoken, speak

FOLDER = Path(__file__).resolve().parent.parent / "audio_samples"
SUMS = "SHA256SUMS"

NOISE_DBFS = (-64.0, -58.0)
"""Of the agent's headset and of the customer's line."""

TRAIL_S = 0.8
BLEED_DB = -20.0
BLEED_DELAY_S = 0.04
MP3_BIT_RATE = "24k"
HOLD_S = 30.0
RING_HZ = (400.0, 450.0)
RING_DBFS = -24.0
KEYS = "552917"
KEY_DBFS = -20.0
SIGH_DBFS = -38.0

Stereo = npt.NDArray[np.float64]


@cache
def _speak(line: Line) -> Spoken:
    return speak(line)


def _ending(lines: Sequence[Placed]) -> float:
    return math.ceil((max(each.end_s for each in lines) + TRAIL_S) * 10) / 10


def plain_scene(lines: Sequence[Line]) -> Scene:
    """A call of talk alone."""
    done = placed(lines, _speak)
    return Scene(_ending(done), done)


def hold_scene() -> Scene:
    """A call that rings, asks for keys, talks, holds with music and talks on."""
    sounds = [Sound("ring", 0, at_s, round(at_s + 0.4, 3)) for at_s in (0.5, 1.1, 3.5, 4.1)]
    menu = placed(HOLD_CALL_BEFORE_KEYS, _speak, from_s=4.9)
    at_s = menu[-1].end_s + 0.8
    for key in KEYS:
        sounds.append(Sound("key", 1, round(at_s, 3), round(at_s + 0.12, 3), key))
        at_s += 0.3
    before = placed(HOLD_CALL_BEFORE_HOLD, _speak, from_s=round(at_s, 3))
    hold_start_s = round(before[-1].end_s + 0.7, 3)
    hold_end_s = round(hold_start_s + HOLD_S, 3)
    sounds.append(Sound("music", 0, hold_start_s, hold_end_s))
    sigh_start_s = round(hold_start_s + 17.0, 3)
    sounds.append(Sound("sigh", 1, sigh_start_s, round(sigh_start_s + 0.9, 3)))
    after = placed(HOLD_CALL_AFTER_HOLD, _speak, from_s=hold_end_s)
    lines = menu + before + after
    return Scene(_ending(lines), lines, tuple(sounds))


def clean_stems(scene: Scene) -> Stereo:
    """Each party's speech alone, without noise; (2, n) float64, agent first."""
    stems = np.zeros((2, round(scene.duration_s * RATE_HZ)))
    for each in scene.lines:
        _add(stems[PARTIES.index(each.line.party)], each.spoken.samples, each.start_s - LEAD_S)
    return stems


def mixed(scene: Scene, seed: int) -> Stereo:
    """The two sides of the line: speech, other sounds, noise; (2, n) float64."""
    sides = clean_stems(scene)
    for sound in scene.sounds:
        _add(sides[sound.channel], _sounded(sound), sound.start_s)
    for channel, level_dbfs in enumerate(NOISE_DBFS):
        sides[channel] += line_noise(sides.shape[1], level_dbfs, seed + channel)
    return sides


def bled(sides: Stereo) -> Stereo:
    """The same with each side leaking into the other; (2, n) float64."""
    n_delay = round(BLEED_DELAY_S * RATE_HZ)
    leak = sides[::-1] * 10 ** (BLEED_DB / 20)
    delayed = np.zeros_like(sides)
    delayed[:, n_delay:] = leak[:, :-n_delay]
    return sides + delayed


def _sounded(sound: Sound) -> Samples:
    duration_s = sound.end_s - sound.start_s
    if sound.kind == "music":
        return hold_music(duration_s)
    if sound.kind == "sigh":
        return sigh(duration_s, SIGH_DBFS, seed=99)
    if sound.kind == "key":
        return tones(KEY_TONES_HZ[str(sound.label)], duration_s, KEY_DBFS)
    return tones(RING_HZ, duration_s, RING_DBFS)


def _add(side: Samples, samples: Samples, at_s: float) -> None:
    first = round(at_s * RATE_HZ)
    side[first : first + len(samples)] += samples


def _encoded(path: Path, sides: Stereo, codec: Sequence[str]) -> None:
    """Writes (channels, n) as `codec` says, with nothing in the file that changes by itself."""
    peak = float(np.abs(sides).max())
    if peak >= 32767 / 32768:
        raise ValueError(f"{path.name} would clip: its peak is {peak:.3f}")
    pcm = np.rint(sides.T * 32768).astype("<i2").tobytes()
    command = ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-cpuflags", "0"]
    command += ["-f", "s16le", "-ar", str(RATE_HZ), "-ac", str(len(sides)), "-i", "-"]
    exact = ["-threads", "1", "-flags", "+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1"]
    subprocess.run([*command, *codec, *exact, str(path)], check=True, input=pcm)


def _write_json(path: Path, plain: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(plain, indent=indent, separators=(",", ":" if indent is None else ": "))
    path.write_text(text + "\n", encoding="utf-8")


def make(folder: Path) -> None:
    """Writes all samples with their truth and timelines, and their sums, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    mu_law = ("-c:a", "pcm_mulaw")
    mp3 = ("-c:a", "libmp3lame", "-b:a", MP3_BIT_RATE, "-id3v2_version", "0")
    two_sides: dict[str, Any] = {"channels": list(PARTIES)}
    good, bad, hold = plain_scene(GOOD_CALL), plain_scene(BAD_CALL), hold_scene()
    good_sides, bad_sides = mixed(good, seed=11), mixed(bad, seed=21)
    leaks = {**two_sides, "bleed": {"level_db": BLEED_DB, "delay_s": BLEED_DELAY_S}}
    for name, suffix, scene, sides, codec, made in (
        ("good-call", "wav", good, good_sides, mu_law, two_sides),
        ("bad-call", "wav", bad, bad_sides, mu_law, two_sides),
        ("bled-call", "wav", bad, bled(bad_sides), mu_law, leaks),
        (
            "mono-mix",
            "mp3",
            good,
            good_sides.sum(axis=0, keepdims=True),
            mp3,
            {"channels": ["mix"]},
        ),
        ("hold-call", "wav", hold, mixed(hold, seed=31), mu_law, two_sides),
    ):
        audio = f"{name}.{suffix}"
        _encoded(folder / audio, sides, codec)
        _write_json(folder / f"{name}.truth.json", truth(name, audio, scene, made), indent=None)
        _write_json(folder / f"{name}.timeline.json", timeline(scene), indent=None)
    (folder / SUMS).write_text(_sums(folder), encoding="utf-8")


def _sums(folder: Path) -> str:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.glob("[!.]*"))
        if path.suffix in (".wav", ".mp3", ".json")
    ]
    return "".join(lines)


def differences(folder: Path) -> list[str]:
    """Names whose bytes, made anew, are not those that the folder's sums promise."""
    promised = set((folder / SUMS).read_text(encoding="utf-8").splitlines())
    with tempfile.TemporaryDirectory() as fresh:
        make(Path(fresh))
        made = set((Path(fresh) / SUMS).read_text(encoding="utf-8").splitlines())
    return sorted({line.split()[1] for line in promised ^ made})


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write into")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    given = parser.parse_args()
    if not given.check:
        make(given.out)
        return 0
    different = differences(given.out)
    for name in different:
        print(f"{name}: made anew, it differs from {given.out / SUMS}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
