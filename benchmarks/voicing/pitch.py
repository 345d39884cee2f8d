"""How well the pitch is found: of made voices, whose pitch is known, and of real ones."""

from __future__ import annotations

import time
import wave
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.audio.call_audio import CallAudio
from callcoach.frames.gate import GateRows
from callcoach.frames.model_rate import ModelRateStream
from callcoach.frames.stream import FrameStream
from callcoach.frames.trackers import TRACKERS
from callcoach.frames.tracking import PitchStream
from callcoach.settings import VoiceSettings
from callcoach.types.time import Span
from callcoach.voice.pitch import f0_rows
from voicing.emo_db import rows_of
from voicing.made_voices import (
    RATE_HZ,
    MadeVoice,
    line_noise,
    made_voice,
    mu_law,
    through_telephone,
    with_sound,
)
from voicing.made_voices import REPORTED as MADE_SPEAKERS
from voicing.pitch_candidates import CANDIDATES, OURS, QUICK
from voicing.real_voices import REPORTED, lines, reference, speaker_sound

GROSS = 0.2
MADE_S = 60.0
MADE_SEED = 1
OTHER_SEEDS = (2, 3, 4, 5)
WIDE_HZ = 16_000
CALL = "calls/auto-repairs-40.wav"
REPEATS = 3

Samples = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Errors:
    """In percent: `gross`, over 20 % off of rows voiced in both; `missed` of the voiced rows and
    `false` of the others; `voicing`, either, and `frame`, any of these, of all rows. `bias_st`: the
    median of what is found over what is true, of rows voiced in both."""

    gross: float
    missed: float
    false: float
    voicing: float
    frame: float
    bias_st: float


def errors_of(found_hz: Numbers, true_hz: Numbers) -> Errors:
    """Of two rows of F0, 0: unvoiced."""
    n_rows = min(len(found_hz), len(true_hz))
    found_hz, true_hz = found_hz[:n_rows], true_hz[:n_rows]
    found, true = found_hz > 0, true_hz > 0
    both = found & true
    ratio = np.where(both, found_hz, 1) / np.where(both, true_hz, 1)
    is_gross = both & (np.abs(ratio - 1) > GROSS)
    return Errors(
        gross=100 * float(is_gross.sum() / max(both.sum(), 1)),
        missed=100 * float(np.mean(~found[true])),
        false=100 * float(np.mean(found[~true])),
        voicing=100 * float(np.mean(found != true)),
        frame=100 * float(np.mean(is_gross | (found != true))),
        bias_st=float(12 * np.median(np.log2(ratio[both]))) if both.any() else np.nan,
    )


def print_pitch(data: Path) -> None:
    """Made voices, real voices, speed."""
    print_made()
    print_real(data)
    print_speed(data)


def print_made() -> None:
    """Three made speakers; required at 10 dB: gross 1.3 %, frame 3.1 %, bias 0.1 semitones."""
    print("\nPitch of made voices, exact F0. Required at 10 dB: gross <= 1.3, frame <= 3.1 (%),")
    print("|bias| <= 0.1 semitones. By speaker (95, 120, 210 Hz), then all")
    print(
        f"  {'line':12} {'tracker':22} {'gross':>20} {'frame':>26} {'missed':>7} {'false':>6} bias"
    )
    made = [made_voice(speaker, MADE_S, MADE_SEED) for speaker in MADE_SPEAKERS]
    for line in MADE_LINES:
        sounds = [through(line, voice) for voice in made]
        for name, track in CANDIDATES.items():
            each = [
                errors_of(track(sound, RATE_HZ), voice.f0_hz)
                for sound, voice in zip(sounds, made, strict=True)
            ]
            print(f"  {line:12} {name:22} {row_of(each)}")
    print(f"  {OURS} at 10 dB, other draws of the same speakers:")
    for seed in OTHER_SEEDS:
        voices = [made_voice(speaker, MADE_S, seed) for speaker in MADE_SPEAKERS]
        each = [
            errors_of(CANDIDATES[OURS](through("10 dB", one), RATE_HZ), one.f0_hz) for one in voices
        ]
        print(f"  seed {seed}       {OURS:22} {row_of(each)}")


MADE_LINES = ("clean", "telephone", "20 dB", "10 dB")


def through(line: str, voice: MadeVoice) -> Samples:
    """A made voice through one of `MADE_LINES`."""
    if line == "clean":
        return voice.samples.astype(np.float32)
    sound = through_telephone(voice.samples)
    if line != "telephone":
        noise = line_noise(len(sound), MADE_SEED)
        sound = with_sound(sound, voice.f0_hz > 0, noise, float(line.split(maxsplit=1)[0]))
    return mu_law(sound)


def row_of(errors: Iterable[Errors]) -> str:
    """Gross and frame errors one by one, then the means."""
    each = list(errors)
    gross, frame = [one.gross for one in each], [one.frame for one in each]
    singly = "".join(f"{value:6.2f}" for value in gross) + f" |{np.mean(gross):6.2f} "
    singly += "".join(f"{value:6.2f}" for value in frame) + f" |{np.mean(frame):6.2f}"
    missed, false = (np.mean([getattr(one, key) for one in each]) for key in ("missed", "false"))
    bias_st = max((one.bias_st for one in each), key=abs)
    return f"{singly} {missed:7.2f} {false:6.2f} {bias_st:+.2f}"


def print_real(data: Path) -> None:
    """Speakers of Emo-DB on which nothing of the path was chosen."""
    print("\nPitch of real voices (Emo-DB 09, 10, 11) by telephone, against the rows of the clean")
    print("wide-band sound in which Praat, pYIN and SwiftF0 agree within 10 % or all hear none, %")
    clean = {speaker: speaker_sound(data, speaker) for speaker in REPORTED}
    found: dict[tuple[str, str], list[Errors]] = {}
    for speaker, other in zip(REPORTED, (*REPORTED[1:], REPORTED[0]), strict=True):
        truth = reference(clean[speaker], WIDE_HZ)
        rows = truth.is_agreed
        print(
            f"  speaker {speaker}: {len(rows) / 100:.0f} s, {100 * rows.mean():.0f} % agreed,",
            end="",
        )
        print(f" of these {100 * np.mean(truth.f0_hz[rows] > 0):.0f} % voiced")
        for line, sound in lines(clean[speaker], clean[other], WIDE_HZ, truth):
            for name, track in (CANDIDATES if line in SLOW_LINES else QUICK).items():
                f0_hz = track(sound, RATE_HZ)
                n_rows = min(len(f0_hz), len(rows))
                at = np.flatnonzero(rows[:n_rows])
                found.setdefault((line, name), []).append(errors_of(f0_hz[at], truth.f0_hz[at]))
    print(
        f"  {'line':12} {'tracker':22} {'gross':>20} {'frame':>26} {'missed':>7} {'false':>6} bias"
    )
    for (line, name), each in found.items():
        print(f"  {line:12} {name:22} {row_of(each)}")


SLOW_LINES = ("telephone", "white 10 dB")
"""Those on which pYIN is tried too."""


def print_speed(data: Path) -> None:
    """Of the real call's two channels, the pitch alone; required: 200 x real time."""
    print(
        "\nCost of the pitch alone, of a call of two channels: CPU seconds, x real time a channel"
    )
    path = data / CALL
    with wave.open(str(path)) as file:
        rate_hz = file.getframerate()
    whole = np.concatenate(list(CallAudio.open(path).blocks()), axis=1)
    channels = list(np.ascontiguousarray(whole, np.float32))
    duration_s = whole.shape[1] / rate_hz
    for name, tracker in ((f"{OURS}, {each}", each) for each in TRACKERS):
        seconds = [least_s(_ours_again(channel, rate_hz, tracker)) for channel in channels]
        _print_cost(name, seconds, duration_s)
    for name, track in CANDIDATES.items():
        if name != OURS:
            repeats = 1 if name == "pYIN" else REPEATS
            seconds = [least_s([lambda c=c, t=track: t(c, rate_hz)] * repeats) for c in channels]
            _print_cost(name, seconds, duration_s)


def _ours_again(samples: Samples, rate_hz: int, tracker: str) -> list[Callable[[], object]]:
    """What the pitch costs beside the other columns: tracking behind the gate, and the path."""
    voice = VoiceSettings(pitch_tracker=tracker)
    stream, model_rate = FrameStream(rate_hz, voice), ModelRateStream(rate_hz)
    stream.push(samples)
    track = stream.finish()
    sound = np.concatenate((model_rate.push(samples), model_rate.finish()))
    rows = rows_of((Span(0, len(track) / 100),), len(track))

    def again() -> None:
        pitch = PitchStream(TRACKERS[tracker](voice))
        pitch.push(sound, GateRows(track.level_dbfs, track.periodicity, track.detector))
        pitch.finish()
        f0_rows(track, rows, voice)

    return [again] * REPEATS


def least_s(works: Iterable[Callable[[], object]]) -> float:
    """CPU seconds, the least of some runs: others may share the machine."""
    spent_s = []
    for work in works:
        start_s = time.process_time()
        work()
        spent_s.append(time.process_time() - start_s)
    return min(spent_s)


def _print_cost(name: str, seconds: list[float], duration_s: float) -> None:
    speed = duration_s / float(np.mean(seconds))
    print(f"  {name:30} {sum(seconds):7.2f} s {speed:8.0f} x")
