"""Owns the recordings behind the speech score's material, with the speech in them.

A channel of the real call. Calls made of the utterances of three speakers of Emo-DB (09, 10, 11),
cut to a telephone's band, with pauses between; their truth is the rule that made the real call's,
on the sound before it is degraded. The hand-labelled recordings with even numbers, and the noise
of rooms and streets between their speech. Music and noises made by rule, by themselves or in turn
with speech.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soxr
from made_noises import NOISES, Sound, music, of_power_1

from callcoach.turns.rows import rows_in, spans_of_rows
from callcoach.turns.windows import running_max
from callcoach.types.time import joined
from turn_taking.degradations import white
from turn_taking.truths import (
    UNSCORED_DBFS,
    Rows,
    Samples,
    activity_set,
    call_of,
    levels_dbfs,
    samples_of,
)

SPEAKERS = ("09", "10", "11")
LABELLED = ("02", "04", "06", "08", "10", "12", "14")
RATE_HZ = 8000
STEP = RATE_HZ // 100
ACTIVE_DBFS = -17.0
RULE_OVER_FLOOR_DB, RULE_LEAST_DBFS = 20.0, -48.0
RULE_GAP_S, RULE_LEAST_S = 0.20, 0.10
LABEL_SLACK_ROWS = 5
ALONE_S = 60
TURN_S = 25
AWAY_ROWS = 8
NOISE_LEAST_ROWS = 15
SEED = 20261126


@dataclass(frozen=True, eq=False)
class Spoken:
    """One party's channel with the rows that hold its speech; `name` tells it apart."""

    name: str
    samples: Samples
    speech: Rows
    is_scored: Rows
    rate_hz: int = RATE_HZ

    @property
    def power(self) -> float:
        """Mean square over the speech, at 8 kHz."""
        rows = self.samples[: len(self.speech) * STEP].reshape(-1, STEP)
        return float(np.mean(np.square(rows[self.speech], dtype=np.float64)))


def call_channel(data: Path, channel: int) -> Spoken:
    """A channel of the real call."""
    call = call_of(data)
    truth = call.truths[channel]
    return Spoken(f"call {channel}", call.channels[channel], truth.speech, truth.is_scored)


def labelled(data: Path, number: str) -> Spoken:
    """A hand-labelled recording at 8 kHz; rows beside the ends of labels are not scored."""
    wide = labelled_as_is(data, number)
    samples = _telephone(soxr.resample(wide.samples, wide.rate_hz, RATE_HZ))
    n = min(len(samples) // STEP, len(wide.speech))
    return Spoken(f"set {number}", samples[: n * STEP], wide.speech[:n], wide.is_scored[:n])


def labelled_as_is(data: Path, number: str) -> Spoken:
    """The same at its own rate, in its own band."""
    found = next(each for each in activity_set(data) if each.name.endswith(number))
    is_scored = np.ones(len(found.speech), bool)
    for edge in np.flatnonzero(np.diff(found.speech.astype(np.int8))):
        is_scored[max(0, edge + 1 - LABEL_SLACK_ROWS) : edge + 1 + LABEL_SLACK_ROWS] = False
    return Spoken(f"wide {number}", found.samples, found.speech, is_scored, found.rate_hz)


@cache
def stretches_of_noise(data: Path) -> tuple[Samples, ...]:
    """What lies between the speech of the hand-labelled recordings, 0.08 s off it, of power 1."""
    found = []
    for each in (labelled(data, number) for number in LABELLED):
        is_away = running_max(each.speech.astype(np.float32), AWAY_ROWS) < 0.5
        for rows in map(rows_in, spans_of_rows(is_away)):
            if rows.stop - rows.start >= NOISE_LEAST_ROWS:
                found.append(of_power_1(each.samples[rows.start * STEP : rows.stop * STEP]))
    return tuple(found)


def street(data: Path, n: int, rng: np.random.Generator) -> Sound:
    """Those stretches in a random order, a few times each, some backwards; of power 1."""
    pool, parts, left = stretches_of_noise(data), [], n
    while left > 0:
        stretch = pool[rng.integers(len(pool))][:: rng.choice([-1, 1])]
        n_ramp = min(240, len(stretch) // 4)
        at = np.arange(1, len(stretch) + 1)
        stretch = stretch * np.clip(np.minimum(at, at[::-1]) / n_ramp, 0, 1)
        again = int(rng.integers(1, 4))
        parts += [stretch * 10 ** (rng.uniform(-6, 6) / 20)] * again
        left -= again * len(stretch)
    return of_power_1(np.concatenate(parts)[:n])


def made_call(data: Path, speaker: str, *, is_cut: bool) -> Spoken:
    """All utterances of a speaker in a seeded order, up to 4 dB louder or softer, with pauses.

    With `is_cut` only 0.2 to 1.5 s of each, so that speech starts and stops anywhere, at once.
    """
    rng = np.random.default_rng([SEED, int(speaker), is_cut])
    spoken = utterances(data, speaker)
    pieces: list[Samples] = []
    for each in rng.permutation(len(spoken) * (1 + is_cut)) % len(spoken):
        piece = _cut(spoken[each], rng) if is_cut else spoken[each]
        pause_s = rng.choice([rng.uniform(0.1, 0.8), rng.uniform(0.5, 4.0)])
        gain = 10 ** (rng.uniform(-4, 4) / 20)
        pieces += [piece * gain, np.zeros(round(pause_s * RATE_HZ))]
    samples = np.concatenate(pieces)
    samples = samples[: len(samples) // STEP * STEP]
    samples = samples + white(len(samples), SEED) * 10 ** (rng.choice([-120, -75, -68]) / 20)
    level = levels_dbfs(samples, RATE_HZ)
    speech = _by_rule(level)
    low, high = UNSCORED_DBFS
    is_scored = ~((level > low) & (level < high))
    return Spoken(f"speaker {speaker}", samples.astype(np.float32), speech, is_scored)


def alone(kind: str) -> Spoken:
    """A minute of a made noise or of music by name, such as ``music 3``; nobody speaks."""
    rng = np.random.default_rng([SEED, *kind.encode()])
    name, *_ = kind.split()
    sound = NOISES[name](ALONE_S * RATE_HZ, rng) * 10 ** (rng.uniform(-45, -15) / 20)
    sound = sound + rng.standard_normal(len(sound)) * 10 ** (-rng.uniform(60, 80) / 20)
    n_rows = ALONE_S * RATE_HZ // STEP
    samples = np.clip(sound, -1, 1).astype(np.float32)
    return Spoken(f"alone {kind}", samples, np.zeros(n_rows, bool), np.ones(n_rows, bool))


def in_turn_with_music(data: Path, speaker: str) -> Spoken:
    """The speaker's made call with music in place of every other 25 s."""
    call = made_call(data, speaker, is_cut=False)
    rng = np.random.default_rng([SEED, int(speaker)])
    held = music(len(call.samples), rng) * 10 ** (rng.uniform(-28, -16) / 20)
    is_held = np.arange(len(call.speech)) // (TURN_S * 100) % 2 == 1
    samples = np.where(np.repeat(is_held, STEP), held, call.samples).astype(np.float32)
    return Spoken(f"turns {speaker}", samples, call.speech & ~is_held, call.is_scored | is_held)


def _cut(spoken: Samples, rng: np.random.Generator) -> Samples:
    n = round(rng.uniform(0.2, 1.5) * RATE_HZ)
    n = min(n, len(spoken))
    first = rng.integers(len(spoken) - n + 1)
    n_ramp = round(0.005 * RATE_HZ)
    ramp = np.minimum(1, np.minimum(np.arange(n), np.arange(n)[::-1]) / n_ramp)
    return (spoken[first : first + n] * ramp).astype(np.float32)


def _by_rule(level_dbfs: np.ndarray) -> Rows:
    least_dbfs = max(np.quantile(level_dbfs, 0.1) + RULE_OVER_FLOOR_DB, RULE_LEAST_DBFS)
    units = joined(spans_of_rows(level_dbfs > least_dbfs), RULE_GAP_S)
    speech = np.zeros(len(level_dbfs), bool)
    for unit in units:
        if unit.duration_s >= RULE_LEAST_S - 1e-9:
            speech[rows_in(unit)] = True
    return speech


@cache
def utterances(data: Path, speaker: str) -> tuple[Samples, ...]:
    """The utterances of a speaker at 8 kHz in a telephone's band, at the active level in all."""
    spoken = [
        _telephone(soxr.resample(samples_of(path)[0][0], 16_000, RATE_HZ))
        for path in sorted((data / "syllables").glob(f"{speaker}*.wav"))
    ]
    power = np.mean(np.square(np.concatenate(spoken), dtype=np.float64))
    return tuple(each * np.float32(np.sqrt(10 ** (ACTIVE_DBFS / 10) / power)) for each in spoken)


def _telephone(samples: Samples) -> Samples:
    spectrum, hz = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    band = np.clip((hz - 200) / 100, 0, 1) * np.clip((3600 - hz) / 200, 0, 1)
    return np.fft.irfft(spectrum * band, len(samples)).astype(np.float32)
