"""What the columns of 10 ms rows cost, and how far their pitch can be trusted, beside baselines.

    python benchmarks/frames.py --data FOLDER

FOLDER holds `calls/auto-repairs-40.wav` and `.rttm` (a real two-channel call with the speech of
either party). Pitch is judged on made sounds, whose F0 is known exactly: no recording here has a
true pitch. So its errors are those of strong, even voices in white noise, not of people. The
limits of the pitch gate were chosen on other recordings, but this call was looked at meanwhile.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from callcoach.audio.call_audio import CallAudio
from callcoach.frames.detector import DetectorStream
from callcoach.frames.gate import GateRows, SpeechGate
from callcoach.frames.level import LevelStream
from callcoach.frames.model_rate import MODEL_RATE_HZ, ModelRateStream
from callcoach.frames.spectrum import SpectrumStream
from callcoach.frames.stream import BLOCK_S, FrameStream
from callcoach.frames.tones import TonalityStream
from callcoach.frames.trackers import TRACKERS
from callcoach.frames.tracking import CHUNK_ROWS, PitchStream, rows_between
from callcoach.settings import VoiceSettings
from callcoach.types.frames import FrameTrack

RATE_HZ = 8000
STEP = RATE_HZ // 100
VOICE = VoiceSettings()
CALL = "calls/auto-repairs-40"
NOISES_DB = {"none": None, "20 dB": 20, "10 dB": 10}
SEED = 20250401
REPEATS = 3
GROSS = 0.2
DETECTOR_USUAL = 0.5

F0_EDGES_HZ = (80.0, 137.0, 234.0, 400.0)
MIDDLE_HZ = 179.0
VOWEL_S, REST_S, EDGE_S = 1.5, 0.5, 0.05
FORMANTS_HZ = ((600, 1100, 2500), (300, 2200, 3000), (350, 800, 2500))
BANDWIDTHS_HZ = (80, 100, 120)
TOP_HZ = 3800

Samples = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
AnySamples = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class MadeVoice:
    """Samples at 8 kHz, the true F0 of each row (0: unvoiced), and the rows away from edges."""

    samples: Numbers
    f0_hz: Numbers
    is_scored: Rows


def frames_of(samples: Samples, tracker_name: str = VOICE.pitch_tracker) -> FrameTrack:
    """The frames of one channel."""
    stream = FrameStream(RATE_HZ, VoiceSettings(pitch_tracker=tracker_name))
    stream.push(samples)
    return stream.finish()


def at_model_rate(samples: Samples) -> Samples:
    """The samples at 16 kHz, as the models hear them."""
    stream = ModelRateStream(RATE_HZ)
    return np.concatenate((stream.push(samples), stream.finish()))


def gate_rows(track: FrameTrack) -> GateRows:
    """The columns that the gate decides from."""
    return GateRows(track.level_dbfs, track.periodicity, track.detector)


def tracked_rows(track: FrameTrack) -> Rows:
    """Which rows the gate lets through."""
    gate, rows = SpeechGate(), np.zeros(len(track), bool)
    for first in range(0, len(track), CHUNK_ROWS):
        for stretch in gate.stretches(gate_rows(track).part(slice(first, first + CHUNK_ROWS))):
            rows[first + stretch.start : first + stretch.stop] = True
    return rows


def noisy(samples: AnySamples, is_sound: Rows, snr_db: float | None) -> Numbers:
    """The samples with white noise so far below the mean power of some rows; as is for None."""
    if snr_db is None:
        return samples.astype(np.float64)
    power = np.mean(np.square(samples[: len(is_sound) * STEP].reshape(-1, STEP)[is_sound]))
    noise = np.random.default_rng(SEED + int(snr_db)).standard_normal(len(samples))
    louder: Numbers = samples + noise * np.sqrt(power / 10 ** (snr_db / 10))
    return np.clip(louder, -1, 1)


def share(part: Rows, whole: Rows) -> float:
    """Percent of the rows of the whole that are in the part."""
    return 100 * float(np.mean(part[whole]))


def cpu_s(work: Callable[[], object]) -> float:
    """Seconds of processor time, the least of three runs: others may share the machine."""
    spent_s = []
    for _ in range(REPEATS):
        start_s = time.process_time()
        work()
        spent_s.append(time.process_time() - start_s)
    return min(spent_s)


def push_all(make: Callable[[], Any], samples: Samples, rate_hz: int) -> None:
    """One column over all samples, in blocks as the whole stream cuts them."""
    stream = make()
    for first in range(0, len(samples), BLOCK_S * rate_hz):
        stream.push(samples[first : first + BLOCK_S * rate_hz])


def track_pitch(tracker_name: str, sound: Samples, track: FrameTrack) -> None:
    """The pitch columns once more, from columns that are there."""
    stream = PitchStream(TRACKERS[tracker_name](VOICE))
    stream.push(sound, gate_rows(track))
    stream.finish()


def channel_speeds(samples: Samples) -> dict[str, float]:
    """x real time by column of one channel."""
    duration_s, sound, track = len(samples) / RATE_HZ, at_model_rate(samples), frames_of(samples)
    columns = {
        "level": LevelStream,
        "spectrum: bands, periodicity": SpectrumStream,
        "tonality": TonalityStream,
        "change to 16 kHz": ModelRateStream,
    }
    speeds = {}
    for name, column in columns.items():
        push = partial(push_all, partial(column, RATE_HZ), samples, RATE_HZ)
        speeds[name] = duration_s / cpu_s(push)
    detect = partial(push_all, DetectorStream, sound, MODEL_RATE_HZ)
    speeds["detector (Silero)"] = duration_s / cpu_s(detect)
    tracked_s = np.count_nonzero(tracked_rows(track)) / 100
    for name in TRACKERS:
        seconds = cpu_s(partial(track_pitch, name, sound, track))
        speeds[f"pitch ({name}), over the whole call"] = duration_s / seconds
        speeds[f"pitch ({name}), over what is tracked"] = tracked_s / seconds
    speeds["FrameStream, all of it"] = duration_s / cpu_s(partial(frames_of, samples))
    return speeds


def print_cost(path: Path, channels: list[Samples]) -> None:
    """Speed by column, beside decoding."""
    duration_s = len(channels[0]) / RATE_HZ
    print(f"Speed on {duration_s:.0f} s at 8 kHz, x real time of one core     channel 0        1")
    first, second = (channel_speeds(samples) for samples in channels)
    for name, speed in first.items():
        print(f"  {name:50} {speed:8.0f} {second[name]:8.0f}")
    decode_s = cpu_s(lambda: list(CallAudio.open(path).blocks()))
    print(f"  {'decoding only, both channels (baseline)':50} {duration_s / decode_s:8.0f}")


def vowel(f0_hz: Numbers, formants_hz: tuple[int, ...]) -> Numbers:
    """Harmonics of this F0, one value a sample, under three resonances; peak 0.3."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / RATE_HZ
    sound = np.zeros(len(f0_hz))
    for harmonic in range(1, int(TOP_HZ / f0_hz.min()) + 1):
        hz = harmonic * f0_hz
        gain = np.zeros(len(hz))
        for formant_hz, width_hz in zip(formants_hz, BANDWIDTHS_HZ, strict=True):
            gain += 1 / (1 + np.square((hz - formant_hz) / width_hz)) / np.sqrt(harmonic)
        sound += np.where(hz < TOP_HZ, gain, 0) * np.sin(harmonic * phase + harmonic)
    return 0.3 * sound / float(np.abs(sound).max())


def contours(f0_hz: float) -> list[Callable[[Numbers], Numbers]]:
    """F0 over seconds: steady; gliding by 6 semitones a second; 5 Hz of +-0.5 semitones."""
    slope = 6 if f0_hz < MIDDLE_HZ else -6
    return [
        lambda time_s: np.full_like(time_s, f0_hz),
        lambda time_s: f0_hz * 2 ** (slope * time_s / 12),
        lambda time_s: f0_hz * 2 ** (0.5 * np.sin(2 * np.pi * 5 * time_s) / 12),
    ]


def made_voice() -> MadeVoice:
    """17 F0 by three contours by three vowels: each a rest, the vowel, hiss, and a rest."""
    rng = np.random.default_rng(SEED)
    rest, unvoiced = np.zeros(round(REST_S * RATE_HZ)), np.zeros(round(REST_S * 100))
    time_s = np.arange(round(VOWEL_S * RATE_HZ)) / RATE_HZ
    row_s = (np.arange(round(VOWEL_S * 100)) + 0.5) / 100
    sounds, f0_hz = [], []
    for start_hz in np.geomspace(F0_EDGES_HZ[0], F0_EDGES_HZ[-1], 17):
        for contour in contours(float(start_hz)):
            for formants_hz in FORMANTS_HZ:
                hiss = 0.015 * np.diff(rng.standard_normal(len(rest) + 1))
                sounds += [rest, vowel(contour(time_s), formants_hz), hiss, rest]
                f0_hz += [unvoiced, contour(row_s), unvoiced, unvoiced]
    edges = np.cumsum([0, *map(len, f0_hz)])
    is_scored = np.ones(edges[-1], bool)
    for edge in edges:
        is_scored[max(0, edge - round(EDGE_S * 100)) : edge + round(EDGE_S * 100)] = False
    return MadeVoice(np.concatenate(sounds), np.concatenate(f0_hz), is_scored)


def telephone(made: MadeVoice, snr_db: float | None) -> Samples:
    """300-3400 Hz, white noise below the mean power of the vowels, coded as mu-law with 8 bits."""
    hz = np.fft.rfftfreq(len(made.samples), 1 / RATE_HZ)
    # Slopes of 100 Hz: a sheer edge would ring on into the rests, as a tone of 300 Hz.
    rise, fall = np.clip((hz - 250) / 100, 0, 1), np.clip((3450 - hz) / 100, 0, 1)
    band = np.square(np.sin(np.pi / 2 * rise * fall))
    sound = np.fft.irfft(np.fft.rfft(made.samples) * band, len(made.samples))
    sound = noisy(sound, made.f0_hz > 0, snr_db)
    coded = np.sign(sound) * np.log1p(255 * np.minimum(np.abs(sound), 1)) / np.log(256)
    coded = np.round(coded * 127) / 127
    decoded: Numbers = np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    return decoded.astype(np.float32)


def print_pitch(made: MadeVoice) -> None:
    """Errors of pitch and voicing on made voices, by tracker and noise."""
    thirds = "".join(f"{f'{low:.0f}-{high:.0f} Hz':>12}" for low, high in pairwise(F0_EDGES_HZ))
    print("\nPitch of made voices, 80 to 400 Hz, by telephone. Gross: over 20 % off, of rows")
    print("voiced in both. Voicing: (missed + false) / all rows, but 0.05 s about each edge. In %")
    print(f" noise  tracker       gross{thirds}   voicing  missed  false")
    is_voiced, third = made.f0_hz > 0, np.digitize(made.f0_hz, F0_EDGES_HZ[1:-1])
    for noise, snr_db in NOISES_DB.items():
        samples = telephone(made, snr_db)
        for name in TRACKERS:
            track = frames_of(samples, name)
            found = track.voicing >= VOICE.voicing_least
            both = found & is_voiced & made.is_scored
            is_gross = np.abs(track.f0_hz / np.where(is_voiced, made.f0_hz, 1) - 1) > GROSS
            by_third = "".join(f"{share(is_gross, both & (third == i)):12.2f}" for i in range(3))
            print(
                f"{noise:>6}  {name:12} {share(is_gross, both):6.2f}{by_third}"
                f" {share(found != is_voiced, made.is_scored):9.2f}"
                f" {share(~found, is_voiced & made.is_scored):7.2f}"
                f" {share(found, ~is_voiced & made.is_scored):6.2f}"
            )


def speech_rows(path: Path, channel: int, n_rows: int) -> Rows:
    """The truth of one party as rows."""
    rows = np.zeros(n_rows, bool)
    for parts in map(str.split, path.read_text().splitlines()):
        if int(parts[2]) == channel + 1:
            start_s, end_s = float(parts[3]), float(parts[3]) + float(parts[4])
            rows[round(start_s * 100) : round(end_s * 100)] = True
    return rows


def print_gate(channels: list[Samples], truth: Path) -> None:
    """Rows tracked and voiced speech lost, beside a gate of the detector alone."""
    print("\nPitch gate, in %: rows tracked; voiced speech lost, of what it finds over the")
    print("whole file; pitch over 20 % off it. Baseline: rows where the detector says 0.5")
    print(" channel  noise  voiced rows  tracked   lost  gross  baseline: tracked   lost")
    for channel, clean in enumerate(channels):
        speech = speech_rows(truth, channel, len(clean) // STEP)
        for noise, snr_db in NOISES_DB.items():
            samples = noisy(clean, speech, snr_db).astype(np.float32)
            track = frames_of(samples)
            whole = TRACKERS[VOICE.pitch_tracker](VOICE).track(at_model_rate(samples))
            rows = rows_between(whole, np.arange(len(track)))
            voiced = speech & (rows.voicing >= VOICE.voicing_least)
            found = track.voicing >= VOICE.voicing_least
            both = voiced & found
            is_gross = np.zeros(len(track), bool)
            is_gross[both] = np.abs(track.f0_hz[both] / rows.f0_hz[both] - 1) > GROSS
            heard, every = track.detector >= DETECTOR_USUAL, voiced | True
            print(
                f"{channel:>8} {noise:>6} {np.count_nonzero(voiced):>12}"
                f" {share(tracked_rows(track), every):8.1f} {share(~found, voiced):6.2f}"
                f" {share(is_gross, both):6.2f}"
                f" {share(heard, every):18.1f} {share(~heard, voiced):6.2f}"
            )


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    data: Path = parser.parse_args().data
    path = data / f"{CALL}.wav"
    whole = np.concatenate(list(CallAudio.open(path).blocks()), axis=1)
    channels = list(np.ascontiguousarray(whole, np.float32))
    print_cost(path, channels)
    print_pitch(made_voice())
    print_gate(channels, data / f"{CALL}.rttm")


if __name__ == "__main__":
    main()
