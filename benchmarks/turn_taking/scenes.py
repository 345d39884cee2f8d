"""Owns the spliced scenes: real speech of both parties placed at known times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from callcoach.turns.rows import rows_of
from callcoach.types.time import Span, Spans, joined
from turn_taking.truths import Call, Samples, Truth
from turn_taking.voices import BREATH_S, FADE_S, Stretch, Voice

SEED = 20250401
N_OVER, N_SILENT = 6, 5
"""Answers in an episode: two episodes over speech and one in silence make 17 in a scene."""

MARGIN_S = 0.1
"""How far lengths stay from the limits of the rules, so that the truth is not a matter of taste."""

GAINS_DB = (-9.0, 0.0)

EXPECTED = {
    "interruption": "interruption",
    "butting in": "butting_in",
    "end of turn": "ambiguous_overlap",
    "gave way at once": "ambiguous_overlap",
    "answer over speech": "backchannel",
    "answer in silence": "answer_in_silence",
    "began together": "simultaneous_start",
}
"""What was made, and the kind that timing alone can give it."""


@dataclass(frozen=True, order=True)
class Made:
    """Something made on purpose: when it begins, by whom, what."""

    start_s: float
    by: int
    name: str


@dataclass(frozen=True, eq=False)
class Scene:
    """A call made of pieces: `call` with its truth, `units` to the sample, what was `made`."""

    call: Call
    units: tuple[Spans, Spans]
    made: tuple[Made, ...]


class _Stage:
    """Where pieces are put, one episode after the other."""

    def __init__(self, call: Call, rng: np.random.Generator) -> None:
        self.rng = rng
        self.voices = (Voice(call, 0, rng), Voice(call, 1, rng))
        self.placed: tuple[list[tuple[float, Stretch]], ...] = ([], [])
        self.made: list[Made] = []
        self.at_s = rng.uniform(0.5, 1.5)

    def put(self, channel: int, start_s: float, stretch: Stretch) -> float:
        """Places a stretch, and gives where it ends."""
        self.placed[channel].append((start_s, stretch))
        return start_s + stretch.duration_s

    def note(self, start_s: float, by: int, name: str) -> None:
        """What begins here."""
        self.made.append(Made(start_s, by, name))

    def rest(self, end_s: float) -> None:
        """A silence after an episode."""
        self.at_s = end_s + self.rng.uniform(1.5, 2.5)


def _spoken_at(
    stretch: Stretch, low_s: float, high_s: float, rng: np.random.Generator
) -> float | None:
    """A moment between two at which speech has gone on for 0.3 s and does for 0.1 s more.

    None where there is no such moment.
    """
    free = [(max(s.start_s + 0.3, low_s), min(s.end_s - 0.1, high_s)) for s in stretch.spans]
    free = [(first_s, last_s) for first_s, last_s in free if first_s < last_s]
    if not free:
        return None
    lengths_s = np.array([last_s - first_s for first_s, last_s in free])
    first_s, last_s = free[rng.choice(len(free), p=lengths_s / lengths_s.sum())]
    return float(rng.uniform(first_s, last_s))


def _held(stage: _Stage, holder: int, wanted_s: float, room_s: float) -> tuple[Stretch, float]:
    """Talk of the holder, and a moment after one wanted, within 1 s, to come in."""
    while True:
        talk = stage.voices[holder].talk(wanted_s + room_s)
        at_s = _spoken_at(talk, wanted_s, wanted_s + 1, stage.rng)
        if at_s is not None:
            return talk, at_s


def _interruption(stage: _Stage, holder: int) -> None:
    _taken(stage, holder, 1.0 + MARGIN_S, 2.5, "interruption")


def _gave_way(stage: _Stage, holder: int) -> None:
    _taken(stage, holder, 0.2, 1.0 - MARGIN_S, "gave way at once")


def _taken(stage: _Stage, holder: int, low_s: float, high_s: float, name: str) -> None:
    """The holder is cut off some time after the other came in, who goes on alone."""
    while True:
        talk, offset_s = _held(stage, holder, stage.rng.uniform(1.5, 2.5), 4.0)
        try:
            cut = talk.until(offset_s + stage.rng.uniform(low_s, high_s))
        except ValueError:
            continue
        remaining_s = cut.duration_s - offset_s
        if low_s <= remaining_s <= high_s:
            break
    taker = stage.voices[1 - holder].talk(remaining_s + 2.0)
    ends_s = [stage.put(holder, stage.at_s, cut)]
    ends_s.append(stage.put(1 - holder, stage.at_s + offset_s, taker))
    stage.note(stage.at_s + offset_s, 1 - holder, name)
    stage.rest(max(ends_s))


def _end_of_turn(stage: _Stage, holder: int) -> None:
    talk = stage.voices[holder].talk(3.0)
    last = talk.spans[-1]
    longest_s = min(1.0 - MARGIN_S, last.duration_s - 0.3)
    if longest_s < 0.2:
        return _end_of_turn(stage, holder)
    offset_s = talk.duration_s - stage.rng.uniform(0.15, longest_s)
    taker = stage.voices[1 - holder].talk(3.0)
    stage.put(holder, stage.at_s, talk)
    end_s = stage.put(1 - holder, stage.at_s + offset_s, taker)
    stage.note(stage.at_s + offset_s, 1 - holder, "end of turn")
    return stage.rest(end_s)


def _butting_in(stage: _Stage, holder: int) -> None:
    talk, offset_s = _held(stage, holder, stage.rng.uniform(1.5, 2.5), 6.0)
    piece = stage.voices[1 - holder].piece(1.0 + 2 * MARGIN_S, 2.2)
    end_s = stage.put(holder, stage.at_s, talk)
    stage.put(1 - holder, stage.at_s + offset_s, piece)
    stage.note(stage.at_s + offset_s, 1 - holder, "butting in")
    stage.rest(end_s)


def _answers_over(stage: _Stage, holder: int) -> None:
    """Answers 1.5 to 3.0 s after one another, while the holder talks on."""
    talk = stage.voices[holder].talk(1.5)
    offsets_s: list[float] = []
    while len(offsets_s) < N_OVER:
        after_s = offsets_s[-1] + 0.9 if offsets_s else 0.0
        while talk.duration_s < after_s + 7.0:
            pause = stage.voices[holder].noise(round(BREATH_S * talk.rate_hz))
            talk = talk.then(stage.voices[holder].talk(1.5), pause)
        at_s = _spoken_at(talk, after_s + 1.5, after_s + 3.0, stage.rng)
        if at_s is None:
            offsets_s, talk = [], stage.voices[holder].talk(1.5)
        else:
            offsets_s.append(at_s)
    for offset_s in offsets_s:
        piece = stage.voices[1 - holder].piece(0.2, 1.0 - MARGIN_S)
        stage.put(1 - holder, stage.at_s + offset_s, piece)
        stage.note(stage.at_s + offset_s, 1 - holder, "answer over speech")
    stage.rest(stage.put(holder, stage.at_s, talk))


def _answers_in_silence(stage: _Stage, holder: int) -> None:
    end_s = stage.put(holder, stage.at_s, stage.voices[holder].piece(1.3, 3.0))
    for _ in range(N_SILENT):
        answer_s = end_s + stage.rng.uniform(0.3, 0.8)
        piece = stage.voices[1 - holder].piece(0.2, 1.0 - MARGIN_S)
        stage.note(answer_s, 1 - holder, "answer in silence")
        answered_s = stage.put(1 - holder, answer_s, piece)
        again_s = answered_s + stage.rng.uniform(0.3, 0.8)
        end_s = stage.put(holder, again_s, stage.voices[holder].piece(1.3, 3.0))
    stage.rest(end_s)


def _together(stage: _Stage, holder: int) -> None:
    second_s = stage.at_s + stage.rng.uniform(0.0, 0.2 - MARGIN_S)
    long = stage.put(holder, stage.at_s, stage.voices[holder].piece(3.0, 4.5))
    stage.put(1 - holder, second_s, stage.voices[1 - holder].piece(1.3, 2.2))
    stage.note(second_s, 1 - holder, "began together")
    stage.rest(long)


EPISODES: tuple[Callable[[_Stage, int], None], ...] = (
    _interruption,
    _butting_in,
    _end_of_turn,
    _gave_way,
    _answers_over,
    _answers_over,
    _answers_in_silence,
    _together,
)


def scene_of(call: Call, number: int) -> Scene:
    """A scene with one of each and 17 answers, in an order and with gains that the number fixes."""
    rng = np.random.default_rng((SEED, number))
    stage = _Stage(call, rng)
    for k in rng.permutation(len(EPISODES)):
        EPISODES[k](stage, int(rng.integers(2)))
    n_samples = round(stage.at_s * call.rate_hz)
    channels, units = [], []
    for channel in (0, 1):
        gain = np.float32(10 ** (rng.uniform(*GAINS_DB) / 20))
        sound = stage.voices[channel].noise(n_samples)
        spans = []
        for start_s, stretch in stage.placed[channel]:
            first = round(start_s * call.rate_hz)
            _lay(sound, first, stretch.samples)
            at_s = first / call.rate_hz
            spans += [Span(s.start_s + at_s, s.end_s + at_s) for s in stretch.spans]
        channels.append(np.clip(sound * gain, -1, 1))
        units.append(joined(spans, 0.2))
    truths = tuple(_truth(each, n_samples * 100 // call.rate_hz) for each in units)
    made = Call((channels[0], channels[1]), (truths[0], truths[1]), call.rate_hz)
    return Scene(made, (units[0], units[1]), tuple(sorted(stage.made)))


def _lay(sound: Samples, first: int, samples: Samples) -> None:
    """Puts samples in the place of the noise, in and out over 5 ms."""
    fade = round(FADE_S * 8000)
    shape = np.ones(len(samples), np.float32)
    shape[:fade] = np.linspace(0, 1, fade)
    shape[-fade:] = np.linspace(1, 0, fade)
    place = slice(first, first + len(samples))
    sound[place] = sound[place] * (1 - shape) + samples * shape


def _truth(units: Spans, n_rows: int) -> Truth:
    return Truth(rows_of(units, n_rows), np.ones(n_rows, bool))
