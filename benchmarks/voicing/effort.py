"""Owns vocal effort made in the sound, and the line that evens it out.

Effort of e dB: pitch rises by `ST_PER_DB` x e semitones, each period kept as it is and set closer
to the next (TD-PSOLA, Moulines & Charpentier 1990, Pitch-synchronous waveform processing
techniques), so that the vowels stay what they were; the spectrum is lifted by 0.5 e dB up to 300
Hz, rising to 1.5 e dB from 1.5 kHz on (Nordenberg & Sundberg 2004, Effect on LTAS of vocal
loudness variation). What is left out: louder vowels are longer and more open.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ST_PER_DB = 0.5
"""Gramming et al. 1988, Relationship between changes in voice pitch and loudness: about half a
semitone a decibel."""

ST_PER_DB_LOW = 0.4
"""Traunmueller & Eriksson 2000, Acoustic effects of variation in vocal effort: an octave in 30
dB."""

GAIN_AT_HZ = (300.0, 1500.0)
GAIN_PER_DB = (0.5, 1.5)
MARK_REACH = 0.2
AGC_TIME_S = 1.0
AGC_TARGET_DBFS = -25.0


def with_effort(
    samples: npt.NDArray[np.floating],
    rate_hz: int,
    f0_hz: npt.NDArray[np.floating],
    effort_db: float,
    st_per_db: float = ST_PER_DB,
) -> Floats:
    """The sound said with so much more effort; same length, same times.

    `f0_hz`: F0 of each 10 ms, 0 where unvoiced. The curve of gains is applied to the sound as it
    is after its pitch was moved, which itself changes no level.
    """
    moved = repitched(samples.astype(np.float64), rate_hz, f0_hz, st_per_db * effort_db)
    return lifted(moved, rate_hz, effort_db)


def lifted(samples: Floats, rate_hz: int, effort_db: float) -> Floats:
    """The sound through the gains that so much effort has over frequency."""
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    per_db = np.interp(np.log2(np.maximum(hz, 1.0)), np.log2(GAIN_AT_HZ), GAIN_PER_DB)
    sound: Floats = np.fft.irfft(spectrum * 10 ** (effort_db * per_db / 20), len(samples))
    return sound


def repitched(
    samples: Floats, rate_hz: int, f0_hz: npt.NDArray[np.floating], rise_st: float
) -> Floats:
    """The sound with its pitch higher by `rise_st`, its timing and spectrum envelope as before."""
    result = samples.copy()
    if rise_st == 0.0:
        return result
    step = rate_hz / 100
    edges = np.flatnonzero(np.diff(np.concatenate(([0], f0_hz > 0, [0]))))
    for first, last in edges.reshape(-1, 2):
        start, end = round(first * step), min(round(last * step), len(samples))
        if last - first < 4 or end - start < 4 * step:
            continue
        part, at_hz = samples[start:end], f0_hz[first:last].astype(np.float64)
        periods = rate_hz / np.interp(
            np.arange(end - start) / step - 0.5, np.arange(len(at_hz)), at_hz
        )
        made = _overlap_added(part, periods, 2 ** (rise_st / 12))
        made *= np.sqrt(np.mean(part**2) / max(np.mean(made**2), 1e-20))
        fade = np.minimum(1.0, np.arange(end - start) / (0.005 * rate_hz))
        fade = np.minimum(fade, fade[::-1])
        result[start:end] = fade * made + (1 - fade) * part
    return result


def _marks(part: Floats, periods: Floats) -> list[int]:
    """A mark a period, from the largest peak both ways: each at the peak of its period that is most
    like the one before."""
    first = int(np.argmax(np.abs(part)))
    later = _marks_from(first, part, periods)
    earlier = _marks_from(len(part) - 1 - first, part[::-1], periods[::-1])
    return [len(part) - 1 - at for at in earlier[:0:-1]] + later


def _marks_from(first: int, part: Floats, periods: Floats) -> list[int]:
    marks = [first]
    peak = float(np.sign(part[first]))
    while True:
        here = marks[-1]
        period = int(periods[here])
        reach = max(1, int(MARK_REACH * period))
        half = period // 2
        low, high = here + period - reach, here + period + reach
        if high + half >= len(part):
            return marks
        lead = min(half, here)
        was = part[here - lead : here + half]
        size = float(np.sqrt(was @ was)) + 1e-9
        scores = []
        for at in range(low, high + 1):
            now = part[at - lead : at + half]
            alike = float(was @ now) / (size * (float(np.sqrt(now @ now)) + 1e-9))
            scores.append(alike + peak * float(part[at]) / (float(np.abs(now).max()) + 1e-9))
        marks.append(low + int(np.argmax(scores)))


def _overlap_added(part: Floats, periods: Floats, ratio: float) -> Floats:
    """Periods set `ratio` times as dense, each the one nearest in time."""
    marks = np.array(_marks(part, periods))
    sound, weight = np.zeros(len(part)), np.full(len(part), 1e-6)
    at = float(marks[0])
    while at < len(part):
        nearest = int(marks[np.argmin(np.abs(marks - at))])
        half = int(periods[nearest])
        window = np.hanning(2 * half + 1)
        low = max(-half, -nearest, -round(at))
        high = min(half + 1, len(part) - nearest, len(part) - round(at))
        if high > low:
            grain = window[low + half : high + half]
            sound[round(at) + low : round(at) + high] += (
                grain * part[nearest + low : nearest + high]
            )
            weight[round(at) + low : round(at) + high] += grain
        at += periods[min(int(at), len(part) - 1)] / ratio
    made: Floats = sound / np.maximum(weight, 0.05)
    return made


def gain_control_db(level_dbfs: npt.NDArray[np.floating], ratio: float) -> Floats:
    """(n,) gains in dB, a row each 10 ms, of a slow compressor: it follows the power of the last
    second towards `AGC_TARGET_DBFS`, in pauses too, where it rises by 20 dB at most."""
    power = 10.0 ** (level_dbfs.astype(np.float64) / 10)
    smooth = np.empty_like(power)
    state = 10 ** (AGC_TARGET_DBFS / 10)
    share = 1 - np.exp(-0.01 / AGC_TIME_S)
    for row, value in enumerate(power):
        state += share * (value - state)
        smooth[row] = state
    gain_db: Floats = (10 * np.log10(smooth) - AGC_TARGET_DBFS) * (1 / ratio - 1)
    return np.clip(gain_db, -20.0, 20.0)
