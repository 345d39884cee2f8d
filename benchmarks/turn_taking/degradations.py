"""Owns what is done to the channels of a call before they are judged, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path

import numpy as np

from turn_taking import codecs
from turn_taking.truths import Call, Samples, activity_set, levels_dbfs, meetings_set, samples_of

NOISES_DB = (20, 10, 5)
BLEEDS_DB = (-30, -20, -10)
BLEED_DELAY_S = 0.04
PINK_LEAST_HZ = 20.0
SEED = 20250401

AGC_TARGET_DBFS = -20.0
AGC_MOST_DB = 24.0
AGC_RISE_S, AGC_FALL_S = 2.0, 0.2

Degrade = Callable[[Call, int], Samples]
"""A channel of a call, degraded."""


@dataclass(frozen=True)
class Condition:
    """A way of degrading. `is_bleed`: it mixes the channels, and one alone may be degraded."""

    name: str
    degrade: Degrade
    is_bleed: bool = False

    def both(self, call: Call) -> list[Samples]:
        """Both channels, degraded."""
        return [self.degrade(call, channel) for channel in (0, 1)]


@lru_cache(maxsize=4)
def white(n_samples: int, seed: int) -> Samples:
    """White noise of power 1."""
    return _of_power_1(np.random.default_rng(seed).standard_normal(n_samples))


@lru_cache(maxsize=4)
def pink(n_samples: int, rate_hz: int, seed: int) -> Samples:
    """Noise of power 1 whose density falls as 1/f from 20 Hz to half the rate."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(n_samples))
    hz = np.fft.rfftfreq(n_samples, 1 / rate_hz)
    shape = np.where(hz >= PINK_LEAST_HZ, 1 / np.sqrt(np.maximum(hz, PINK_LEAST_HZ)), 0)
    return _of_power_1(np.fft.irfft(spectrum * shape, n_samples))


@lru_cache(maxsize=4)
def babble(data: Path, n_samples: int, rate_hz: int) -> Samples:
    """Six voices of the shared sets at equal levels, of power 1: two of each set."""
    voices = _voices(data, rate_hz)
    return _of_power_1(np.sum([np.resize(voice, n_samples) for voice in voices], axis=0))


@cache
def _voices(data: Path, rate_hz: int) -> tuple[Samples, ...]:
    meetings, activity = meetings_set(data), activity_set(data)
    utterances = sorted((data / "syllables").glob("*.wav"))
    parts = [
        [each.samples for each in meetings[0::2]],
        [each.samples for each in meetings[1::2]],
        [each.samples for each in activity[0::2]],
        [each.samples for each in activity[1::2]],
        [samples_of(path)[0][0] for path in utterances if path.name.startswith("03")],
        [samples_of(path)[0][0] for path in utterances if path.name.startswith("08")],
    ]  # all at 16 kHz
    return tuple(_levelled(np.concatenate(voice), rate_hz) for voice in parts)


def _levelled(voice: Samples, rate_hz: int) -> Samples:
    """The voice at another rate, the mean power of its louder half of rows made 1."""
    import soxr

    resampled = soxr.resample(voice, 16_000, rate_hz)
    level = levels_dbfs(resampled, rate_hz)
    power = np.mean(10 ** (level[level > np.median(level)] / 10))
    return (resampled / np.sqrt(power)).astype(np.float32)


def _of_power_1(samples: np.ndarray) -> Samples:
    return (samples / np.sqrt(np.mean(np.square(samples)))).astype(np.float32)


def with_noise(call: Call, channel: int, noise: Samples, snr_db: float) -> Samples:
    """The channel with noise so far below the mean power of its own speech."""
    power = call.speech_power(channel) / 10 ** (snr_db / 10)
    return np.clip(call.channels[channel] + noise * np.float32(np.sqrt(power)), -1, 1)


def with_bleed(
    call: Call, channel: int, gain_db: float, delays_s: Sequence[float] = (BLEED_DELAY_S,)
) -> Samples:
    """The channel with copies of the other one, each later and 6 dB lower than the one before."""
    result, source = call.channels[channel].copy(), call.channels[1 - channel]
    for k, delay_s in enumerate(delays_s):
        n_late = round(delay_s * call.rate_hz)
        late = np.concatenate((np.zeros(n_late, np.float32), source))[: len(source)]
        result += late * np.float32(10 ** ((gain_db - 6 * k) / 20))
    return np.clip(result, -1, 1)


def with_gain(samples: Samples, gain_db: float) -> Samples:
    """Louder or softer, clipped at full scale and written as 16 bits."""
    louder = np.round(samples * 10 ** (gain_db / 20) * 32768)
    return (np.clip(louder, -32768, 32767) / 32768).astype(np.float32)


def with_agc(samples: Samples, rate_hz: int) -> Samples:
    """Through a slow automatic gain: up to +24 dB towards -20 dBFS, rising 2 s, falling 0.2 s."""
    level = levels_dbfs(samples, rate_hz)
    gain_db, gains_db = 0.0, np.zeros(len(level) + 1)
    for k, wanted_db in enumerate(np.clip(AGC_TARGET_DBFS - level, -AGC_MOST_DB, AGC_MOST_DB)):
        time_s = AGC_RISE_S if wanted_db > gain_db else AGC_FALL_S
        gain_db += (wanted_db - gain_db) * (1 - np.exp(-0.01 / time_s))
        gains_db[k + 1] = gain_db
    at_rows = np.arange(len(samples)) / (rate_hz // 100)
    smooth_db = np.interp(at_rows, np.arange(len(gains_db)), gains_db)
    return np.clip(samples * 10 ** (smooth_db / 20), -1, 1).astype(np.float32)


def noises(data: Path) -> list[Condition]:
    """White, pink and babble noise at 20, 10 and 5 dB."""

    def of_kind(make: Callable[[Call, int], Samples], snr_db: float) -> Degrade:
        return lambda call, c: with_noise(call, c, make(call, c), snr_db)

    def rolled_babble(call: Call, channel: int) -> Samples:
        n_samples = len(call.channels[channel])
        return np.roll(babble(data, n_samples, call.rate_hz), channel * n_samples // 2)

    kinds: dict[str, Callable[[Call, int], Samples]] = {
        "white": lambda call, c: white(len(call.channels[c]), SEED + c),
        "pink": lambda call, c: pink(len(call.channels[c]), call.rate_hz, SEED + 10 + c),
        "babble": rolled_babble,
    }
    return [
        Condition(f"{kind} {snr_db} dB", of_kind(make, snr_db))
        for kind, make in kinds.items()
        for snr_db in NOISES_DB
    ]


def bleeds(delays_s: Sequence[float] = (BLEED_DELAY_S,)) -> list[Condition]:
    """A copy of the other party 30, 20 and 10 dB below it."""
    return [
        Condition(f"bleed {db} dB", partial(_bled, gain_db=db, delays_s=delays_s), True)
        for db in BLEEDS_DB
    ]


def _bled(call: Call, channel: int, gain_db: float, delays_s: Sequence[float]) -> Samples:
    return with_bleed(call, channel, gain_db, delays_s)


def lines() -> list[Condition]:
    """Codecs, lost packets, gain."""

    def alone(change: Callable[[Samples, int], Samples]) -> Degrade:
        return lambda call, c: change(call.channels[c], call.rate_hz)

    def lossy(*, repeats: bool) -> Degrade:
        return lambda call, c: codecs.lossy(
            call.channels[c], call.rate_hz, 0.02, SEED + c, repeats=repeats
        )

    return [
        Condition("mu-law", alone(lambda x, hz: codecs.pcm_codec(x, hz, "pcm_mulaw"))),
        Condition("A-law", alone(lambda x, hz: codecs.pcm_codec(x, hz, "pcm_alaw"))),
        Condition("GSM", alone(codecs.gsm)),
        Condition("Opus 12 kbit/s", alone(codecs.opus)),
        Condition("2 % lost, silence", lossy(repeats=False)),
        Condition("2 % lost, repeated", lossy(repeats=True)),
        Condition("gain -20 dB", alone(lambda x, _: with_gain(x, -20))),
        Condition("slow agc", alone(with_agc)),
    ]


CLEAN = Condition("clean", lambda call, c: call.channels[c])


def every_condition(data: Path) -> list[Condition]:
    """All conditions of the issue."""
    return [CLEAN, *noises(data), *bleeds(), *lines()]


def degraded(call: Call, condition: Condition) -> Call:
    """The call with both channels degraded, its truth kept."""
    first, second = condition.both(call)
    return replace(call, channels=(first, second))
