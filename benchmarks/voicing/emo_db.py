"""Utterances of Emo-DB with the truth beside them, as measured wide-band and by telephone."""

from __future__ import annotations

import csv
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.floor import Activity, ChannelQuality
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans
from callcoach.voice.line_noise import line_noise
from callcoach.voice.pitch import f0_rows
from callcoach.voice.rows import OwnRows, own_rows
from callcoach.voice.units import Units, units_of

FITTED_ON = ("03", "08")
"""Speakers that parameters and ways of fitting were chosen on; believe the others' lines."""

TELEPHONE_HZ = 8000
CHAINS = ("wide", "telephone")
NOISY = "telephone 15 dB"
"""The telephone with white noise 15 dB under the speech, both in its band."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Said:
    """One utterance as measured through one chain; `span`: its speech in `samples`."""

    id: str
    samples: Samples
    rate_hz: int
    span: Span
    speaker: str
    emotion: str
    n_syllables: int
    speech_s: float
    track: FrameTrack
    rows: OwnRows
    units: Units

    @property
    def sentence(self) -> str:
        return self.id[2:5]


@cache
def utterances(data: Path, chain: str) -> tuple[Said, ...]:
    """All utterances of `data`/syllables through one of `CHAINS` or through `NOISY`."""
    folder = data / "syllables"
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        return tuple(utterance(folder, line, chain) for line in csv.DictReader(file))


def utterance(folder: Path, line: dict[str, str], chain: str) -> Said:
    samples, rate_hz = read_wave(folder / f"{line['id']}.wav")
    span = Span(float(line["start_s"]), float(line["end_s"]))
    return said_of(line, *through(samples, rate_hz, span, chain), span)


def through(samples: Samples, rate_hz: int, span: Span, chain: str) -> tuple[Samples, int]:
    """The recording by a chain."""
    if chain == "wide":
        return samples, rate_hz
    if chain == NOISY:
        samples = in_band(samples, rate_hz)
        noise = in_band(np.random.default_rng(7).standard_normal(len(samples)), rate_hz)
        spoken = samples[round(span.start_s * rate_hz) : round(span.end_s * rate_hz)]
        gain = np.sqrt(np.mean(spoken**2) / np.mean(noise**2)) * 10 ** (-15 / 20)
        samples = samples + noise * np.float32(gain)
    return telephone(samples, rate_hz), TELEPHONE_HZ


def said_of(line: dict[str, str], samples: Samples, rate_hz: int, *spans: Span) -> Said:
    """A recording whose units are `spans`."""
    voice = Settings().voice
    stream = FrameStream(rate_hz, voice)
    stream.push(samples)
    track = stream.finish()
    rows = rows_of(spans, len(track))
    return Said(
        id=line["id"],
        samples=samples,
        rate_hz=rate_hz,
        span=Span(spans[0].start_s, spans[-1].end_s),
        speaker=line["speaker"],
        emotion=line["emotion"],
        n_syllables=int(line["n_syllables"]),
        speech_s=float(line["speech_s"]),
        track=track,
        rows=rows,
        units=units_of(track, rows, f0_rows(track, rows, voice), line_noise(track, rows)),
    )


def rows_of(spans: Spans, n_rows: int) -> OwnRows:
    quality = ChannelQuality(None, None, None, None, None)
    return own_rows(Activity(spans[-1].end_s, (spans,), (), (quality,)), 0, n_rows)


def groups(said: Sequence[Said]) -> Iterable[tuple[str, list[Said]]]:
    fitted = [each for each in said if each.speaker in FITTED_ON]
    others = [each for each in said if each.speaker not in FITTED_ON]
    yield "chosen on " + " ".join(FITTED_ON), fitted
    yield "others", others
    for speaker in sorted({each.speaker for each in others}):
        yield speaker, [each for each in others if each.speaker == speaker]


def read_wave(path: Path) -> tuple[Samples, int]:
    with wave.open(str(path)) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return (data / 32768).astype(np.float32), file.getframerate()


def in_band(samples: Samples, rate_hz: int) -> Samples:
    """300-3400 Hz."""
    spectrum = np.fft.rfft(samples.astype(np.float64))
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    spectrum[(hz < 300) | (hz > 3400)] = 0.0
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def telephone(samples: Samples, rate_hz: int) -> Samples:
    """300-3400 Hz at 8 kHz, coded as mu-law with 8 bits."""
    sound = in_band(samples, rate_hz)[:: rate_hz // TELEPHONE_HZ].astype(np.float64)
    coded = np.sign(sound) * np.log1p(255 * np.minimum(np.abs(sound), 1)) / np.log(256)
    coded = np.round(coded * 127) / 127
    return (np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32)
