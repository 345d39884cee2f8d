"""Owns what the speech score is fitted to: degraded recordings whose speech is known, as columns.

Three sources. A channel of the real call. Calls made of the utterances of three speakers of
Emo-DB (09, 10, 11), cut to a telephone's band, with pauses between; their truth is the rule that
made the real call's, on the sound before it is degraded. And the hand-labelled recordings with
even numbers, in a telephone's band, for the noises of rooms and streets. Babble is of the same
three speakers. What is reported elsewhere is on recordings that are not in here: the other channel
of the call, the meetings, and the hand-labelled recordings with odd numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soxr

from callcoach.turns.own_sound import own_sound
from callcoach.turns.rows import rows_in, spans_of_rows
from callcoach.turns.score_columns import column_chunks
from callcoach.types.frames import FloatRow
from callcoach.types.time import joined
from turn_taking.codecs import gsm
from turn_taking.degradations import pink, white
from turn_taking.framing import frames_of
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
EVERY = {"set": 1}
EVERY_OTHERWISE = 3
SEED = 20261126


@dataclass(frozen=True, eq=False)
class Spoken:
    """One party's channel at 8 kHz with the rows that hold its speech; `name` tells it apart."""

    name: str
    samples: Samples
    speech: Rows
    is_scored: Rows

    @property
    def power(self) -> float:
        """Mean square over the speech."""
        rows = self.samples[: len(self.speech) * STEP].reshape(-1, STEP)
        return float(np.mean(np.square(rows[self.speech], dtype=np.float64)))


@dataclass(frozen=True, eq=False)
class Material:
    """Columns (n, N_COLUMNS) float32 with whether each row is speech, (n,) bool.

    `every`: rows apart that are fitted to; neighbours tell nearly the same.
    """

    name: str
    columns: FloatRow
    speech: Rows
    every: int


def call_channel(data: Path, channel: int) -> Spoken:
    """A channel of the real call."""
    call = call_of(data)
    truth = call.truths[channel]
    return Spoken(f"call {channel}", call.channels[channel], truth.speech, truth.is_scored)


def labelled(data: Path, number: str) -> Spoken:
    """A hand-labelled recording at 8 kHz; rows beside the ends of labels are not scored."""
    found = next(each for each in activity_set(data) if each.name.endswith(number))
    samples = _telephone(soxr.resample(found.samples, found.rate_hz, RATE_HZ))
    edges = np.flatnonzero(np.diff(found.speech.astype(np.int8)))
    is_scored = np.ones(len(found.speech), bool)
    for edge in edges:
        is_scored[max(0, edge + 1 - LABEL_SLACK_ROWS) : edge + 1 + LABEL_SLACK_ROWS] = False
    n = min(len(samples) // STEP, len(found.speech))
    return Spoken(f"set {number}", samples[: n * STEP], found.speech[:n], is_scored[:n])


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


Made = Callable[[Spoken, np.random.Generator, Path], Samples]


def _with(noise: Samples, spoken: Spoken, snr_db: float) -> Samples:
    gain = np.float32(np.sqrt(spoken.power / 10 ** (snr_db / 10)))
    return np.clip(spoken.samples + noise * gain, -1, 1).astype(np.float32)


def _white(snr_db: float) -> Made:
    return lambda spoken, rng, _: _with(
        white(len(spoken.samples), int(rng.integers(1 << 31))), spoken, snr_db
    )


def _pink(snr_db: float) -> Made:
    return lambda spoken, rng, _: _with(
        pink(len(spoken.samples), RATE_HZ, int(rng.integers(1 << 31))), spoken, snr_db
    )


def _babble(snr_db: float) -> Made:
    def make(spoken: Spoken, rng: np.random.Generator, data: Path) -> Samples:
        others = [each for each in SPEAKERS if not spoken.name.endswith(each)]
        mixed = np.zeros(len(spoken.samples))
        for _ in range(rng.integers(4, 9)):
            voice = utterances(data, str(rng.choice(others)))
            parts = [
                part
                for each in rng.permutation(len(voice))
                for part in (voice[each], np.zeros(round(rng.uniform(0, 0.6) * RATE_HZ)))
            ]
            mixed += np.resize(np.concatenate(parts), len(mixed)) * 10 ** (rng.uniform(-4, 4) / 20)
        return _with((mixed / mixed.std()).astype(np.float32), spoken, snr_db)

    return make


def _room(snr_db: float) -> Made:
    """Pink noise whose level wanders by 5 dB."""

    def make(spoken: Spoken, rng: np.random.Generator, _: Path) -> Samples:
        n = len(spoken.samples)
        knots = np.arange(0, n + RATE_HZ, round(0.3 * RATE_HZ))
        gain_db = np.interp(np.arange(n), knots, rng.normal(0, 5, len(knots)))
        noise = pink(n, RATE_HZ, int(rng.integers(1 << 31))) * 10 ** (gain_db / 20)
        return _with((noise / noise.std()).astype(np.float32), spoken, snr_db)

    return make


def _breaths(spoken: Spoken, rng: np.random.Generator, _: Path) -> Samples:
    """Breaths 26 to 48 dB under the speech, and clicks, where nobody speaks."""
    n = len(spoken.samples)
    hz = np.fft.rfftfreq(n, 1 / RATE_HZ)
    shape = np.clip(hz / 300, 0, 1) / (1 + (hz / 1200) ** 2)
    breath = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * shape, n)
    breath /= breath.std()
    added, at_s = pink(n, RATE_HZ, int(rng.integers(1 << 31))) * 10 ** (-45 / 20), 0.0
    while True:
        at_s += rng.exponential(1.5)
        first, last = round(at_s * RATE_HZ), round((at_s + rng.uniform(0.12, 0.5)) * RATE_HZ)
        if last >= n:
            return _with(added.astype(np.float32), spoken, 0.0)
        if spoken.speech[max(0, first // STEP - 5) : last // STEP + 5].any():
            continue
        level = 10 ** (-rng.uniform(26, 48) / 20)
        added[first:last] += breath[first:last] * np.hanning(last - first) * level
        if rng.random() < 0.3:
            click = slice(first, first + 40)
            added[click] += rng.standard_normal(40) * 10 ** (-rng.uniform(5, 30) / 20)


def _as_is(spoken: Spoken, _: np.random.Generator, __: Path) -> Samples:
    return spoken.samples


def _softer(spoken: Spoken, _: np.random.Generator, __: Path) -> Samples:
    return spoken.samples * np.float32(0.1)


def _gsm(spoken: Spoken, _: np.random.Generator, __: Path) -> Samples:
    return gsm(spoken.samples, RATE_HZ)


CONDITIONS: dict[str, Made] = {
    "as it is": _as_is,
    "20 dB softer": _softer,
    "gsm": _gsm,
    **{f"white {snr_db} dB": _white(snr_db) for snr_db in (20, 15, 10, 5)},
    **{f"pink {snr_db} dB": _pink(snr_db) for snr_db in (20, 15, 10, 5)},
    **{f"babble {snr_db} dB": _babble(snr_db) for snr_db in (30, 20, 15, 10, 5)},
    **{f"room {snr_db} dB": _room(snr_db) for snr_db in (40, 30)},
    "breaths": _breaths,
}


def material_of(data: Path, source: str, condition: str) -> Material:
    """A source (``call 0``, ``speaker 09``, ``cut 09``, ``set 02``) in a condition, as columns.

    Rows that the truth does not decide are left out.
    """
    kind, _, which = source.partition(" ")
    if kind == "call":
        spoken = call_channel(data, int(which))
    elif kind == "set":
        spoken = labelled(data, which)
    else:
        spoken = made_call(data, which, is_cut=kind == "cut")
    rng = np.random.default_rng([SEED, *source.encode(), *condition.encode()])
    track = frames_of(CONDITIONS[condition](spoken, rng, data), RATE_HZ)
    own = own_sound(track, np.ones(len(track), bool), None, 0.0)
    columns = np.concatenate(list(column_chunks(own)))
    n = min(len(columns), len(spoken.speech))
    kept = spoken.is_scored[:n]
    every = EVERY.get(kind, EVERY_OTHERWISE)
    return Material(f"{source}, {condition}", columns[:n][kept], spoken.speech[:n][kept], every)
