"""Owns the voices with known answers that the tests of this room measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings, VoiceSettings
from callcoach.types.floor import Activity, Backchannel, ChannelQuality, Floor, Turn
from callcoach.types.frames import BAND_EDGES_HZ, N_BANDS, SILENCE_DBFS, FrameTrack
from callcoach.types.measures import Baseline, VoiceMeasures
from callcoach.types.time import Span
from callcoach.types.words import Transcript, Utterance, Word
from callcoach.voice import measure_voice

Values = float | npt.NDArray[np.float64]
Pair = tuple[float, float]

FORMANTS_HZ = (500.0, 1500.0, 2500.0)


@dataclass(frozen=True)
class Scene:
    """What `turns` would say of a call: two channels, channel 0 measured unless said."""

    activity: Activity
    floor: Floor

    def measure(
        self,
        track: FrameTrack,
        transcript: Transcript[int] | None = None,
        *,
        channel: int = 0,
        settings: Settings | None = None,
        baseline: Baseline | None = None,
        usual_hz: float | None = None,
    ) -> VoiceMeasures:
        return measure_voice(
            track,
            channel,
            self.activity,
            self.floor,
            transcript,
            settings or Settings(),
            baseline=baseline,
            usual_hz=usual_hz,
        )

    def swapped(self) -> Scene:
        """The same call with its channels the other way round."""
        turns = tuple(replace(turn, party=1 - turn.party) for turn in self.floor.turns)
        heard = tuple(replace(each, party=1 - each.party) for each in self.floor.backchannels)
        activity = replace(
            self.activity, ipus=self.activity.ipus[::-1], quality=self.activity.quality[::-1]
        )
        floor = replace(
            self.floor,
            ipus=self.floor.ipus[::-1],
            floor_ipus=self.floor.floor_ipus[::-1],
            turns=turns,
            backchannels=heard,
        )
        return Scene(activity, floor)


@pytest.fixture(scope="session")
def scene() -> Callable[..., Scene]:
    """Builds the scene in which the parties speak at the given (start_s, end_s)."""
    return _scene


@pytest.fixture(scope="session")
def drawn() -> Callable[..., FrameTrack]:
    """Builds a track from its columns, row by row."""
    return _drawn


@pytest.fixture(scope="session")
def train() -> Callable[..., npt.NDArray[np.float32]]:
    """Builds audio: a vowel whose loudness rises and falls once a syllable."""
    return _train


@pytest.fixture(scope="session")
def telephone() -> Callable[..., npt.NDArray[np.float32]]:
    """The audio after 300-3400 Hz, mu-law, and noise at an SNR in dB."""
    return _telephone


@pytest.fixture(scope="session")
def framed() -> Callable[..., FrameTrack]:
    """The frames of audio, made by the real stream."""
    return _framed


@pytest.fixture(scope="session")
def said() -> Callable[..., Transcript[int]]:
    """Builds the transcript of (text, start_s, end_s) words of one channel, one utterance."""
    return _said


def _scene(
    own: Sequence[Pair],
    other: Sequence[Pair] = (),
    *,
    duration_s: float | None = None,
    agc: bool | None = False,
    holds: Sequence[Pair] = (),
    backchannels: Sequence[Pair] = (),
) -> Scene:
    ipus = tuple(tuple(Span(*pair) for pair in pairs) for pairs in (own, other))
    ends = [span.end_s for spans in ipus for span in spans]
    length_s = duration_s if duration_s is not None else max(ends, default=0.0)
    listened = {Span(*pair) for pair in backchannels}
    floor_ipus = (tuple(span for span in ipus[0] if span not in listened), ipus[1])
    turns: list[Turn[int]] = []
    for span, party in sorted((span, c) for c in (0, 1) for span in floor_ipus[c]):
        if turns and turns[-1].party == party:
            turns[-1] = replace(turns[-1], end_s=span.end_s)
        else:
            turns.append(Turn(party, span.start_s, span.end_s))
    heard = tuple(Backchannel(0, s.start_s, s.end_s, None, False) for s in sorted(listened))
    quality = ChannelQuality(None, None, None, None, agc)
    held = tuple(Span(*pair) for pair in holds)
    return Scene(
        Activity(length_s, ipus, held, (quality, replace(quality, agc_suspected=False))),
        Floor(length_s, ipus, floor_ipus, tuple(turns), (), heard, (), {}, {}),
    )


def _drawn(
    n_rows: int, *, f0_hz: Values = 0.0, level_dbfs: Values = -20.0, alpha_db: Values = -6.0
) -> FrameTrack:
    """Rows of a voice, voiced and periodic where `f0_hz` is over 0.

    `alpha_db`: 1000-3400 Hz over 300-1000 Hz, the power spread evenly over each side's bands.
    """
    f0, level, alpha = (
        np.broadcast_to(v, n_rows).astype(float) for v in (f0_hz, level_dbfs, alpha_db)
    )
    at_1000 = BAND_EDGES_HZ.index(1000)
    at_3400 = BAND_EDGES_HZ.index(3400)
    low = 1.0 / (1.0 + 10.0 ** (alpha / 10.0))
    bands = np.full((n_rows, N_BANDS), SILENCE_DBFS)
    bands[:, 1:at_1000] = (level + 10 * np.log10(low / (at_1000 - 1)))[:, None]
    bands[:, at_1000:at_3400] = (level + 10 * np.log10((1 - low) / (at_3400 - at_1000)))[:, None]
    is_voiced = f0 > 0
    return FrameTrack(
        level_dbfs=level.astype(np.float32),
        bands_dbfs=np.maximum(bands, SILENCE_DBFS).astype(np.float32),
        periodicity=np.where(is_voiced, 0.95, 0.1).astype(np.float32),
        tonality=np.full(n_rows, 0.2, np.float32),
        detector=np.where(is_voiced, 0.9, 0.1).astype(np.float32),
        f0_hz=f0.astype(np.float32),
        voicing=np.where(is_voiced, 0.95, 0.1).astype(np.float32),
        clipped=np.zeros(n_rows, np.uint16),
        sample_rate_hz=8000,
    )


def _train(
    rates_sps: Sequence[float],
    *,
    f0_hz: Values = 120.0,
    dip_db: float = 20.0,
    spread: float = 0.3,
    rate_hz: int = 8000,
    seed: int = 7,
) -> npt.NDArray[np.float32]:
    """One syllable per rate given, 1 / rate long give or take `spread`, loudest in its middle."""
    rng = np.random.default_rng(seed)
    lengths_s = np.array([(1 + spread * rng.uniform(-1, 1)) / rate for rate in rates_sps])
    lengths = np.round(lengths_s * rate_hz).astype(int)
    within = np.concatenate([(np.arange(n) + 0.5) / n for n in lengths])  # 0..1 in each syllable
    envelope = 10.0 ** (-dip_db * (1 + np.cos(2 * np.pi * within)) / 2 / 20)
    f0 = np.broadcast_to(f0_hz, len(within)).astype(float)
    phase = 2 * np.pi * np.cumsum(f0) / rate_hz
    voice = np.zeros(len(within))
    for harmonic in range(1, int(0.48 * rate_hz / f0.max()) + 1):
        hz = harmonic * float(np.median(f0))
        gain = sum(1 / (1 + ((hz - formant) / 120) ** 2) for formant in FORMANTS_HZ)
        voice += (gain + 0.05) / harmonic**0.5 * np.sin(harmonic * phase)
    sound = envelope * voice
    return (0.25 * sound / np.abs(sound).max()).astype(np.float32)


def _telephone(
    samples: npt.NDArray[np.float32], snr_db: float | None = None, rate_hz: int = 8000
) -> npt.NDArray[np.float32]:
    spectrum = np.fft.rfft(samples.astype(float))
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    spectrum[(hz < 300) | (hz > 3400)] = 0
    sound = np.fft.irfft(spectrum, len(samples))
    if snr_db is not None:
        noise = np.random.default_rng(3).standard_normal(len(sound))
        sound = sound + noise * np.sqrt(np.mean(sound**2)) * 10 ** (-snr_db / 20)
    coded = np.sign(sound) * np.log1p(255 * np.minimum(np.abs(sound), 1)) / np.log(256)
    coded = np.round(coded * 127) / 127
    return (np.sign(coded) * (256 ** np.abs(coded) - 1) / 255).astype(np.float32)


def _framed(samples: npt.NDArray[np.float32], rate_hz: int = 8000) -> FrameTrack:
    stream = FrameStream(rate_hz, Settings().voice)
    stream.push(samples)
    return stream.finish()


def _said(
    words: Sequence[tuple[str, float, float]],
    *,
    channel: int = 0,
    language: str = "en",
    is_timed: bool = True,
) -> Transcript[int]:
    made = tuple(Word(start, end, text, is_timed=is_timed) for text, start, end in words)
    text = " ".join(word.text for word in made)
    utterance = Utterance(channel, made[0].start_s, made[-1].end_s, text, made)
    return Transcript("test", None, {str(channel): language}, (utterance,))


@pytest.fixture(scope="session")
def settings_voice() -> VoiceSettings:
    """The settings of the voice as they come."""
    return Settings().voice
