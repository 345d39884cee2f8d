"""Owns what the test Whisper learns from: passages of the sample sentences in made-up order.

Each is cut and packed by callcoach's own code, so that the model meets what it will be given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
from sample_dialogues import ALL_LINES, Line
from sample_sounds import KEY_TONES_HZ, hold_music, line_noise, sigh, tones
from sample_voice import LEAD_S, RATE_HZ, Samples, Spoken, broken_off, speak

from callcoach.settings import WordSettings
from callcoach.types.time import Span
from callcoach.words.passages import RATE_HZ as HEARD_RATE_HZ
from callcoach.words.passages import Passage, passage_samples, passages

Features = npt.NDArray[np.float16]

N_RENDERS = 12
"""How often each line is spoken: once as in the samples, else each time a little different."""

VARIATION = 0.12
EXACT_SHARE = 0.25
CUT_SHARE: Mapping[str, float] = {"agent": 0.04, "customer": 0.14}
CUT_AS_PLANTED_SHARE = 0.4
BLEED_SHARE = 0.3
MU_LAW_SHARE = 0.8
NO_SPEECH_SHARE = 0.07
IPU_GAP_S = 0.2
MU = 255.0

PLANTED_CUTS_S: Mapping[str, float] = {
    line.over: line.at_s + line.cuts_after_s
    for line in ALL_LINES
    if line.over is not None and line.cuts_after_s is not None
}
"""How much is heard of the lines that another breaks off in the samples."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a passage; seconds of the passage. `sentence` counts the lines of the call."""

    start_s: float
    end_s: float
    text: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Example:
    """A passage as the engine hears it: `features` (80, n) a column each 10 ms; and its words."""

    features: Features
    words: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Render:
    """One rendering of a line."""

    line: Line
    is_exact: bool
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Side:
    """One channel of a made-up call: (n,) float64 at the telephone rate, and its lines."""

    samples: Samples
    placed: tuple[tuple[float, Spoken], ...]


def distinct_lines() -> tuple[Line, ...]:
    """The lines that differ in more than their place, in order."""
    found = {
        (line.party, line.text, line.stretch, line.pitch, line.tilt_db): line for line in ALL_LINES
    }
    return tuple(found.values())


def rendered(seed: int, n_processes: int, n_renders: int = N_RENDERS) -> tuple[Render, ...]:
    """Every distinct line, spoken `n_renders` times."""
    random = np.random.default_rng(seed)
    wanted: list[tuple[Line, Line]] = []
    for line in distinct_lines():
        wanted.append((line, line))
        wanted += [(line, _varied(line, random)) for _ in range(n_renders - 1)]
    with get_context("fork").Pool(n_processes) as pool:
        spoken = pool.map(speak, [asked for _, asked in wanted], chunksize=20)
    return tuple(
        Render(line, asked is line, said)
        for (line, asked), said in zip(wanted, spoken, strict=True)
    )


def _varied(line: Line, random: np.random.Generator) -> Line:
    """The line a little slower or faster, and higher or lower where the voice follows that."""
    pitch = line.pitch * random.uniform(1 - VARIATION, 1 + VARIATION)
    return replace(
        line,
        stretch=line.stretch * random.uniform(1 - VARIATION, 1 + VARIATION),
        pitch=pitch if line.party == "agent" else 1.0,
        tilt_db=line.tilt_db + random.uniform(-3, 3),
    )


def examples(renders: Sequence[Render], n_calls: int, seed: int) -> Iterator[Example]:
    """The passages of made-up calls; the same for the same seed."""
    random = np.random.default_rng(seed)
    extract = _Extractor()
    for _ in range(n_calls):
        if random.random() < NO_SPEECH_SHARE:
            yield Example(extract(heard(_no_speech(random))), ())
            continue
        side = made_side(renders, random)
        sound = heard(side.samples)
        settings = WordSettings(passage_s=float(random.choice([28.0, 28.0, 20.0, 12.0])))
        for passage in passages(ipus(side, random), len(sound) / HEARD_RATE_HZ, settings):
            stretches = [
                sound[round(p.call_start_s * HEARD_RATE_HZ) :][
                    : round(p.duration_s * HEARD_RATE_HZ)
                ]
                for p in passage.pieces
            ]
            yield Example(extract(passage_samples(passage, stretches)), _words(passage, side))


def made_side(
    renders: Sequence[Render], random: np.random.Generator, may_break_off: bool = True
) -> Side:
    """One channel of a call: a party's lines in random order, over a random telephone line."""
    party = str(random.choice(["agent", "customer"]))
    own = [render for render in renders if render.line.party == party]
    at_s = random.uniform(0.2, 1.5)
    longest_s = random.uniform(6.0, 55.0)
    placed: list[tuple[float, Spoken]] = []
    while at_s < longest_s:
        render = _picked(own, random)
        spoken = _louder(_maybe_cut(render, random) if may_break_off else render.spoken, random)
        placed.append((at_s, spoken))
        pause_s = random.uniform(0.22, 0.6) if random.random() < 0.6 else random.uniform(0.6, 4.0)
        at_s += spoken.duration_s + pause_s
    samples = np.zeros(round((at_s + 0.5) * RATE_HZ))
    for start_s, spoken in placed:
        _add(samples, spoken.samples, start_s - LEAD_S)
    if random.random() < BLEED_SHARE:
        others = [render for render in renders if render.line.party != party]
        samples = samples + _bleed(others, len(samples), random)
    return Side(_on_the_line(samples, random), tuple(placed))


def _picked(own: Sequence[Render], random: np.random.Generator) -> Render:
    is_exact = random.random() < EXACT_SHARE
    fitting = [render for render in own if render.is_exact == is_exact]
    return fitting[random.integers(len(fitting))]


def _maybe_cut(render: Render, random: np.random.Generator) -> Spoken:
    spoken, line = render.spoken, render.line
    longest_s = spoken.duration_s - 0.1
    if line.key in PLANTED_CUTS_S and random.random() < CUT_AS_PLANTED_SHARE:
        share = PLANTED_CUTS_S[line.key] * random.uniform(0.97, 1.03)
        return broken_off(spoken, min(longest_s, share))
    if longest_s > 0.7 and random.random() < CUT_SHARE[line.party]:
        return broken_off(spoken, random.uniform(0.5, longest_s))
    return spoken


def _louder(spoken: Spoken, random: np.random.Generator) -> Spoken:
    return replace(spoken, samples=spoken.samples * 10 ** (random.uniform(-3, 3) / 20))


def _bleed(others: Sequence[Render], n_samples: int, random: np.random.Generator) -> Samples:
    leak = np.zeros(n_samples)
    at_s = random.uniform(0, 3)
    while at_s * RATE_HZ < n_samples:
        spoken = others[random.integers(len(others))].spoken
        _add(leak, spoken.samples, at_s)
        at_s += spoken.duration_s + random.uniform(0.2, 5.0)
    return leak * 10 ** (random.uniform(-28, -18) / 20)


def _on_the_line(samples: Samples, random: np.random.Generator) -> Samples:
    """With the colour, the level, the noise and the coding of some telephone line."""
    spectrum = np.fft.rfft(samples)
    edges = np.linspace(0, len(spectrum), 7)
    gains_db = np.interp(np.arange(len(spectrum)), edges, random.uniform(-2.5, 2.5, len(edges)))
    coloured = np.fft.irfft(spectrum * 10 ** (gains_db / 20), len(samples))
    loud = coloured * 10 ** (random.uniform(-8, 6) / 20)
    start = random.integers(_noise().size - len(loud)) if len(loud) < _noise().size else 0
    noise = np.resize(_noise()[start:], len(loud)) * 10 ** (random.uniform(-20, 14) / 20)
    noisy = loud + (noise if random.random() < 0.95 else 0.0)
    return _mu_law(noisy) if random.random() < MU_LAW_SHARE else np.rint(noisy * 32768) / 32768


def _mu_law(samples: Samples) -> Samples:
    """Through 8-bit mu-law, by its continuous formula (ITU-T G.711 differs in the last bits)."""
    clipped = np.clip(samples, -1, 1)
    code = np.rint(np.sign(clipped) * np.log1p(MU * np.abs(clipped)) / np.log1p(MU) * 127) / 127
    return np.sign(code) * np.expm1(np.abs(code) * np.log1p(MU)) / MU


@cache
def _noise() -> Samples:
    """Two minutes of line noise at -60 dBFS."""
    return line_noise(120 * RATE_HZ, -60.0, seed=5)


@cache
def _music() -> Samples:
    return hold_music(30.0)


def _no_speech(random: np.random.Generator) -> Samples:
    """What is not speech: nothing, noise, music, ring, keys, a sigh."""
    n_samples = round(random.uniform(0.3, 12.0) * RATE_HZ)
    samples = np.zeros(n_samples)
    kind = random.integers(6)
    if kind == 0:
        return samples
    if kind == 2:
        start = random.integers(_music().size - n_samples)
        samples += _music()[start : start + n_samples]
    elif kind == 3:
        _add(samples, tones((400.0, 450.0), 0.4, -24.0), 0.1)
    elif kind == 4:
        for i, key in enumerate(random.choice(sorted(KEY_TONES_HZ), 6)):
            _add(samples, tones(KEY_TONES_HZ[str(key)], 0.12, -20.0), 0.1 + 0.3 * i)
    elif kind == 5:
        _add(samples, sigh(0.9, random.uniform(-45, -32), seed=int(random.integers(100))), 0.1)
    return _on_the_line(samples, random)


def _add(side: Samples, samples: Samples, at_s: float) -> None:
    first = max(0, round(at_s * RATE_HZ))
    room = side[first : first + len(samples)]
    room += samples[: len(room)]


def ipus(side: Side, random: np.random.Generator) -> tuple[Span, ...]:
    """The speech as a good detector would find it: about 20 ms off at its edges."""
    units: list[Span] = []
    for line_s, spoken in side.placed:
        for from_s, to_s in spoken.spans:
            early_s, late_s = random.normal(0, 0.02, 2)
            start_s = max(line_s + from_s + early_s, 0.0)
            end_s = max(line_s + to_s + late_s, start_s + 0.03)
            if units and start_s - units[-1].end_s < IPU_GAP_S:
                units[-1] = Span(units[-1].start_s, max(end_s, units[-1].end_s))
            else:
                units.append(Span(start_s, end_s))
    return tuple(units)


def _words(passage: Passage, side: Side) -> tuple[Said, ...]:
    """The words whose middle the passage holds, in its own time."""
    found: list[Said] = []
    for sentence, (line_s, spoken) in enumerate(side.placed):
        for word in spoken.words:
            middle_s = line_s + (word.start_s + word.end_s) / 2
            for piece in passage.pieces:
                if piece.call_span.start_s <= middle_s < piece.call_span.end_s:
                    shift_s = line_s + piece.passage_start_s - piece.call_start_s
                    start_s = max(word.start_s + shift_s, piece.passage_start_s)
                    end_s = min(word.end_s + shift_s, piece.passage_end_s)
                    found.append(Said(start_s, max(start_s, end_s), word.text, sentence))
    return tuple(found)


def heard(samples: Samples) -> npt.NDArray[np.float32]:
    """At the rate that transcribers take, (n,) float32."""
    import soxr

    return np.asarray(soxr.resample(samples.astype(np.float32), RATE_HZ, HEARD_RATE_HZ))


class _Extractor:
    """The engine's own features of a passage, as it cuts them into windows."""

    def __init__(self) -> None:
        from faster_whisper.feature_extractor import FeatureExtractor

        self._extract = FeatureExtractor()

    def __call__(self, samples: npt.NDArray[np.float32]) -> Features:
        return np.asarray(self._extract(samples)[:, :-1], np.float16)  # as the engine's content
