"""Calls for the tests of turn-taking: drawn as text, made as rows, made as sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.floor import Activity
from callcoach.types.frames import BAND_EDGES_HZ, N_BANDS, SILENCE_DBFS, FrameTrack
from callcoach.types.time import Span, Spans
from callcoach.types.words import Transcript, Utterance, Word

RATE_HZ = 8000
Samples = npt.NDArray[np.float32]

VOWELS_HZ = np.array(
    [
        (700, 1200, 2500),
        (300, 2200, 2900),
        (400, 800, 2400),
        (500, 1700, 2500),
        (600, 1000, 2600),
        (350, 1900, 2700),
    ],
    float,
)
SYLLABLES_PER_S = 4.5


def spans_drawn(lane: str, step_s: float = 0.1) -> Spans:
    """The runs of # as spans; one sign is 0.1 s."""
    spans = []
    start: int | None = None
    for index, sign in enumerate([*lane, "."]):
        if sign == "#" and start is None:
            start = index
        elif sign != "#" and start is not None:
            spans.append(Span(round(start * step_s, 4), round(index * step_s, 4)))
            start = None
    return tuple(spans)


@pytest.fixture
def drawn() -> Callable[..., Activity]:
    """Draws two lanes of equal length into an activity."""

    def draw(first: str, second: str, step_s: float = 0.1) -> Activity:
        assert len(first) == len(second)
        lanes = (spans_drawn(first, step_s), spans_drawn(second, step_s))
        return Activity(round(len(first) * step_s, 4), lanes, (), ())

    return draw


@pytest.fixture
def said() -> Callable[..., Transcript[int]]:
    """Makes a transcript of (channel, start_s, end_s, text), the words spread evenly."""

    def make(
        *lines: tuple[int, float, float, str], language: str = "en", is_timed: bool = True
    ) -> Transcript[int]:
        utterances = []
        for channel, start_s, end_s, text in lines:
            parts = text.split()
            step_s = (end_s - start_s) / len(parts)
            words = tuple(
                Word(
                    start_s + index * step_s,
                    start_s + (index + 1) * step_s,
                    part,
                    is_timed=is_timed,
                )
                for index, part in enumerate(parts)
            )
            utterances.append(Utterance(channel, start_s, end_s, text, words))
        return Transcript("test", None, {"0": language, "1": language}, tuple(utterances))

    return make


def voice_samples(duration_s: float, f0_hz: float, seed: int) -> Samples:
    """A made voice at -20 dBFS: harmonics with gliding pitch through changing vowels."""
    random = np.random.default_rng(seed)
    n = round(duration_s * RATE_HZ)
    time_s = np.arange(n) / RATE_HZ
    sway = 0.12 * np.sin(2 * np.pi * 0.7 * time_s + random.uniform(0, 6))
    pitch_hz = f0_hz * (1 + sway + 0.02 * np.sin(2 * np.pi * 5 * time_s))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    vowels = VOWELS_HZ[random.integers(len(VOWELS_HZ), size=int(duration_s * SYLLABLES_PER_S) + 3)]
    place = time_s * SYLLABLES_PER_S
    index = place.astype(int)
    weight = (place - index)[:, None]
    formants_hz = vowels[index] * (1 - weight) + vowels[index + 1] * weight  # (n, 3)
    sound = np.zeros(n)
    for harmonic in range(1, int(3600 / f0_hz)):
        here_hz = harmonic * pitch_hz
        gain = sum(
            peak / (1 + ((here_hz - formants_hz[:, k]) / width_hz) ** 2)
            for k, (peak, width_hz) in enumerate(((1, 80), (0.6, 110), (0.3, 160)))
        )
        sound += gain * np.sin(harmonic * phase) / harmonic**0.3
    sound *= 0.35 + 0.65 * np.abs(np.sin(np.pi * SYLLABLES_PER_S * time_s)) ** 0.8
    ramp = np.minimum(1, np.minimum(time_s, time_s[::-1]) / 0.005)
    sound *= ramp
    return (0.1 * sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def mu_law(samples: Samples) -> Samples:
    """The samples after telephone coding and back."""
    value = np.clip(samples, -1, 1)
    code = np.round(np.sign(value) * np.log1p(255 * np.abs(value)) / np.log(256) * 127) / 127
    return (np.sign(code) * (256 ** np.abs(code) - 1) / 255).astype(np.float32)


@pytest.fixture(scope="session")
def spoken() -> Callable[..., Samples]:
    """Makes one channel: a made voice in each span, noise at a level, telephone coding."""

    def make(
        spans: Sequence[Span],
        duration_s: float,
        *,
        f0_hz: float = 130.0,
        noise_dbfs: float = -60.0,
        gain_db: float = 0.0,
        seed: int = 1,
        coded: bool = True,
    ) -> Samples:
        sound = np.zeros(round(duration_s * RATE_HZ), np.float32)
        for index, span in enumerate(spans):
            first = round(span.start_s * RATE_HZ)
            piece = voice_samples(span.duration_s, f0_hz, seed + index)
            sound[first : first + len(piece)] += piece * np.float32(10 ** (gain_db / 20))
        noise = np.random.default_rng(seed).standard_normal(len(sound)).astype(np.float32)
        sound += noise * np.float32(10 ** (noise_dbfs / 20))
        return mu_law(sound) if coded else sound

    return make


@pytest.fixture(scope="session")
def framed() -> Callable[[Samples], FrameTrack]:
    """Frames of a channel at 8 kHz."""

    def frame(samples: Samples) -> FrameTrack:
        stream = FrameStream(RATE_HZ, Settings().voice)
        stream.push(np.asarray(samples, np.float32))
        return stream.finish()

    return frame


def track_of_powers(
    powers: npt.NDArray[np.float64], is_speech: npt.NDArray[np.bool_], seed: int
) -> FrameTrack:
    """Rows with given powers per band (n, N_BANDS), speechlike where `is_speech`."""
    n = len(powers)
    random = np.random.default_rng(seed)
    sway = np.cumsum(random.normal(0, 0.12, n))
    level = 10 * np.log10(np.maximum(powers.sum(axis=1), 10 ** (SILENCE_DBFS / 10)))
    bands = 10 * np.log10(np.maximum(powers, 10 ** (SILENCE_DBFS / 10)))
    glide_hz = 140 * 2 ** (np.sin(np.arange(n) / 9) * 3 / 12 + np.clip(sway, -6, 6) / 200)
    return FrameTrack(
        level_dbfs=level.astype(np.float32),
        bands_dbfs=bands.astype(np.float32),
        periodicity=np.where(is_speech, 0.9, 0.3).astype(np.float32),
        tonality=np.where(is_speech, 0.6, 0.1).astype(np.float32),
        detector=np.where(is_speech, 0.9, 0.01).astype(np.float32),
        f0_hz=np.where(is_speech, glide_hz, 0).astype(np.float32),
        voicing=np.where(is_speech, 0.9, 0.0).astype(np.float32),
        clipped=np.zeros(n, np.uint16),
        sample_rate_hz=RATE_HZ,
    )


def speech_powers(spans: Sequence[Span], n_rows: int, seed: int) -> npt.NDArray[np.float64]:
    """Power per row and band of speech at about -20 dBFS in the spans: (n_rows, N_BANDS)."""
    random = np.random.default_rng(seed)
    spoken_rows = np.zeros(n_rows, bool)
    for span in spans:
        spoken_rows[round(span.start_s * 100) : round(span.end_s * 100)] = True
    syllable_db = 6 * np.sin(np.arange(n_rows) * 2 * np.pi / 22 + random.uniform(0, 6))
    bands_db = np.repeat(random.normal(0, 6, (n_rows // 8 + 1, N_BANDS)), 8, axis=0)[:n_rows]
    bands_db[:, [0, -1]] = -60
    powers = 10 ** ((-30 + syllable_db[:, None] + bands_db) / 10)
    return np.where(spoken_rows[:, None], powers, 0.0)


@pytest.fixture
def made_tracks() -> Callable[..., tuple[FrameTrack, FrameTrack]]:
    """Makes two channels as rows, each bled into the other by a gain and a delay.

    `bleed_db[c]`: gain of the other's copy in channel c, None for none.
    """

    def make(
        lanes: tuple[Spans, Spans],
        duration_s: float,
        *,
        bleed_db: tuple[float | None, float | None] = (None, None),
        delay_rows: int = 4,
        noise_dbfs: float = -62.0,
        seed: int = 7,
    ) -> tuple[FrameTrack, FrameTrack]:
        n = round(duration_s * 100)
        own = [speech_powers(lane, n, seed + 10 * c) for c, lane in enumerate(lanes)]
        tracks = []
        for channel in (0, 1):
            random = np.random.default_rng(seed + channel)
            noise = 10 ** (noise_dbfs / 10) / N_BANDS
            noises = noise * 10 ** (random.normal(0, 0.7, (n, N_BANDS)) / 10)
            powers = own[channel] + noises
            is_heard = own[channel].sum(axis=1) > 0
            gain_db = bleed_db[channel]
            if gain_db is not None:
                late = np.roll(own[1 - channel], delay_rows, axis=0)
                late[:delay_rows] = 0
                powers = powers + late * 10 ** (gain_db / 10)
                is_heard |= late.sum(axis=1) > 0
            tracks.append(track_of_powers(powers, is_heard, seed + channel))
        return tracks[0], tracks[1]

    assert len(BAND_EDGES_HZ) == N_BANDS + 1
    return make
