"""Owns calls of one voice with a stretch of effort, or of noise, at a known place.

Sentences of one speaker (neutral ones of Emo-DB, or flite's) joined with pauses, and the channels
of a real call. Each is framed once a kind of speaking; a call is spliced of those rows, so that
everything but the stretch is the same.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.types.frames import FrameTrack
from turn_taking.truths import call_of
from voicing.effort import ST_PER_DB, ST_PER_DB_LOW, Floats, with_effort
from voicing.emo_db import TELEPHONE_HZ, read_wave, telephone

FITTED_ON = ("03", "08", "kal16", "rms", "call 0")
"""Voices that the sizes and the window of raised voice were chosen on."""

SPEAKERS = ("03", "08", "09", "11")  # 10 says four neutral sentences, too few to join
FLITE = ("kal16", "rms", "awb", "slt")
ACTIVE_DBFS = -26.0
LINE_NOISE_DBFS = -65.0
N_TRIALS = 8
LEAST_OWN_ROWS = 600
REST_ROWS = 6000
PAUSE_ROWS = (60, 200)
"""Own speech in a stretch and around it, and pauses after sentences, in turn: 6 s, 60 s."""

KINDS: Mapping[str, tuple[float, float]] = {
    "+6 dB": (6.0, ST_PER_DB),
    "+6 dB, 0.4 st/dB": (6.0, ST_PER_DB_LOW),
    "+10 dB": (10.0, ST_PER_DB),
}
NOISES: Mapping[str, float] = {"noise": 15.0, "louder noise": 5.0, "noise over the voice": -5.0}
"""Speech over white noise, dB."""

TEXT = (
    "Good morning and thank you for calling. How can I help you today. I see that your order was "
    "sent on Monday. The parcel should be with you by the end of the week. Could you please give "
    "me the number on the letter. I will look that up for you right now. It seems that the invoice "
    "was paid twice last month. We can send the money back to your account. That takes about three "
    "working days. Is there anything else that I can do for you. The engineer will come between "
    "nine and twelve. Please make sure that somebody is at home. I have changed the address in our "
    "system. You will get a message as soon as it is done. Let me check this with my colleague. "
    "Thank you for waiting so long. The contract runs until the end of next year. You can return "
    "the device at any shop. I have noted all of this for you. Have a very nice day."
)
SENTENCES = tuple(TEXT.split(". "))

Rows = tuple[int, int]
_COLUMNS = [each.name for each in fields(FrameTrack) if each.name != "sample_rate_hz"]


@dataclass(frozen=True, eq=False)
class Voice:
    """One voice as a track per kind of speaking, and its units in rows."""

    name: str
    units: tuple[Rows, ...]
    tracks: Mapping[str, FrameTrack]

    @property
    def is_call(self) -> bool:
        return self.name.startswith("call")

    @property
    def itself(self) -> Voice:
        """The same voice without any noise or effort: every kind is the plain one."""
        return replace(self, tracks=dict.fromkeys(self.tracks, self.tracks["plain"]))


@dataclass(frozen=True, eq=False)
class Trial:
    """A call, its units, and the stretch that was changed, in rows."""

    track: FrameTrack
    units: tuple[Rows, ...]
    stretch: Rows


@cache
def voices(data: Path) -> tuple[Voice, ...]:
    """All voices there are; those of flite only where it is installed."""
    found = [_joined(name, _emo_db(data, name)) for name in SPEAKERS]
    if shutil.which("flite"):
        found += [_joined(name, _flite(name)) for name in FLITE]
    return (*found, *_call(data))


def trials(voice: Voice, kind: str, usual: str = "plain") -> Iterator[Trial]:
    """Calls with one stretch of a kind of speaking, 6 s of own speech and more, at many places."""
    if voice.is_call:
        yield from _spliced(voice, kind, usual)
        return
    rng = np.random.default_rng(0)
    n = len(voice.units)
    for first in np.linspace(0, n, N_TRIALS, endpoint=False).astype(int).tolist():
        inside: list[int] = []
        while _length(voice, inside) < LEAST_OWN_ROWS:
            inside.append((first + len(inside)) % n)
        others = [i for i in range(n) if i not in inside]
        rest: list[int] = []
        while _length(voice, rest) < REST_ROWS:
            rest += rng.permutation(others).tolist()
        half = len(rest) // 2
        order = [(i, usual) for i in rest[:half]]
        order += [(i, kind) for i in inside] + [(i, usual) for i in rest[half:]]
        yield _said(voice, order, kind)


def gained(track: FrameTrack, gain_db: Floats) -> FrameTrack:
    """The track as it were, had the line had such a gain at each row."""
    gain = np.asarray(gain_db, np.float32)
    return replace(
        track, level_dbfs=track.level_dbfs + gain, bands_dbfs=track.bands_dbfs + gain[:, None]
    )


def joined(parts: Sequence[tuple[FrameTrack, int, int]]) -> FrameTrack:
    """Rows of tracks, one after the other."""
    columns = {
        name: np.concatenate([getattr(track, name)[start:end] for track, start, end in parts])
        for name in _COLUMNS
    }
    return FrameTrack(**columns, sample_rate_hz=TELEPHONE_HZ)


def _said(voice: Voice, order: Sequence[tuple[int, str]], kind: str) -> Trial:
    parts, units, at = [], [], 0
    for k, (i, spoken) in enumerate(order):
        start, end = voice.units[i]
        parts.append((voice.tracks[spoken], start, end))
        units.append((at, at + end - start))
        at += end - start
        pause = (voice.tracks[spoken], end + 20, end + 40)
        n_times = PAUSE_ROWS[k % 2] // 20
        parts += [pause] * n_times
        at += 20 * n_times
    inside = [unit for unit, (_, spoken) in zip(units, order, strict=True) if spoken == kind]
    return Trial(joined(parts), tuple(units), (inside[0][0], inside[-1][1]))


def _spliced(voice: Voice, kind: str, usual: str) -> Iterator[Trial]:
    plain, other = voice.tracks[usual], voice.tracks[kind]
    inside: list[Rows] = []
    for unit in voice.units:
        if inside and unit[0] - inside[-1][1] >= 200:
            inside = []
        inside.append(unit)
        if sum(end - start for start, end in inside) >= LEAST_OWN_ROWS:
            start, end = inside[0][0], inside[-1][1]
            parts = [(plain, 0, start), (other, start, end), (plain, end, len(plain))]
            yield Trial(joined(parts), voice.units, (start, end))
            inside = []


def _length(voice: Voice, units: Sequence[int]) -> int:
    return sum(voice.units[i][1] - voice.units[i][0] for i in units)


def _emo_db(data: Path, speaker: str) -> list[tuple[Floats, int]]:
    folder = data / "syllables"
    said = []
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            if line["speaker"] == speaker and line["emotion"] == "N":
                samples, rate_hz = read_wave(folder / f"{line['id']}.wav")
                start, end = (round(float(line[name]) * rate_hz) for name in ("start_s", "end_s"))
                said.append((samples[start:end].astype(np.float64), rate_hz))
    return said


def _flite(voice: str) -> list[tuple[Floats, int]]:
    said = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        for text in SENTENCES:
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
            samples, rate_hz = read_wave(path)
            loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
            said.append((samples[loud[0] : loud[-1]].astype(np.float64), rate_hz))
    return said


def _joined(name: str, said: Sequence[tuple[Floats, int]]) -> Voice:
    rate_hz = said[0][1]
    step = rate_hz // 100
    parts, units, at = [], [], 0
    for samples, _ in said:
        n_rows = len(samples) // step
        parts += [samples[: n_rows * step], np.zeros(60 * step)]
        units.append((at, at + n_rows))
        at += n_rows + 60
    sound = np.concatenate(parts)
    own = np.concatenate([sound[start * step : end * step] for start, end in units])
    sound *= 10 ** (ACTIVE_DBFS / 20) / np.sqrt(np.mean(own**2))
    return Voice(name, tuple(units), _kinds(sound, rate_hz, LINE_NOISE_DBFS))


def _call(data: Path) -> Iterator[Voice]:
    call = call_of(data)
    for channel, (sound, truth) in enumerate(zip(call.channels, call.truths, strict=True)):
        units = tuple((round(100 * span.start_s), round(100 * span.end_s)) for span in truth.units)
        kinds = _kinds(sound.astype(np.float64), call.rate_hz, None)
        yield Voice(f"call {channel}", units, kinds)


def _kinds(sound: Floats, rate_hz: int, noise_dbfs: float | None) -> dict[str, FrameTrack]:
    rng = np.random.default_rng(1)
    wide = _framed(sound, rate_hz)
    f0_hz = np.where(wide.voicing >= Settings().voice.voicing_least, wide.f0_hz, 0.0)
    said = {"plain": sound}
    said |= {name: with_effort(sound, rate_hz, f0_hz, *kind) for name, kind in KINDS.items()}
    lines = {name: telephone(each.astype(np.float32), rate_hz) for name, each in said.items()}
    hiss = rng.standard_normal(len(lines["plain"]))
    if noise_dbfs is not None:
        lines = {name: each + 10 ** (noise_dbfs / 20) * hiss for name, each in lines.items()}
    for name, snr_db in NOISES.items():
        lines[name] = lines["plain"] + 10 ** ((ACTIVE_DBFS - snr_db) / 20) * hiss
    return {name: _framed(each, TELEPHONE_HZ) for name, each in lines.items()}


def _framed(samples: npt.NDArray[np.floating], rate_hz: int) -> FrameTrack:
    stream = FrameStream(rate_hz, Settings().voice)
    stream.push(np.ascontiguousarray(samples, np.float32))
    return stream.finish()
