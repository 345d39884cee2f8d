"""Owns what the speech score is fitted to: degraded recordings whose speech is known, as columns.

What is reported elsewhere is on recordings that are not in here: the other channel of the call,
the meetings, the hand-labelled recordings with odd numbers, and the sounds and the music that
`benchmarks/accuracy.py` makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from speech_score_conditions import CONDITIONS, LINES, STEADY
from speech_score_sources import (
    LABELLED,
    SEED,
    SPEAKERS,
    Spoken,
    alone,
    call_channel,
    in_turn_with_music,
    labelled,
    labelled_as_is,
    made_call,
)

from callcoach.turns.own_sound import own_sound
from callcoach.turns.score_columns import column_chunks
from callcoach.types.frames import FloatRow
from turn_taking.framing import frames_of
from turn_taking.truths import Rows

N_MUSIC = 8
EVERY, TIMES = 3, 4
"""Of most rows every third is fitted to, as neighbours tell nearly the same; of the hand-labelled
recordings, a minute in all, each row four times."""


@dataclass(frozen=True, eq=False)
class Material:
    """Columns (n, N_COLUMNS) float32 with whether each row is speech, (n,) bool.

    `is_steady`: speech in a condition of `STEADY`.
    """

    name: str
    columns: FloatRow
    speech: Rows
    is_steady: bool


def sources_and_conditions() -> Iterator[tuple[str, str]]:
    """All that is fitted to, by name: ``call 0``, ``speaker 09``, ``cut 09``, ``set 02`` in every
    condition; ``wide 02`` as it is; ``turns 09`` and ``alone music 0`` through `LINES`; other
    noise alone as it is."""
    sources = ["call 0", "call 1", *(f"set {number}" for number in LABELLED)]
    sources += [f"{kind} {speaker}" for kind in ("speaker", "cut") for speaker in SPEAKERS]
    yield from ((source, condition) for source in sources for condition in CONDITIONS)
    yield from ((f"wide {number}", "as it is") for number in LABELLED)
    held = [f"alone music {k}" for k in range(N_MUSIC)] + [f"turns {each}" for each in SPEAKERS]
    yield from ((source, line) for source in held for line in LINES)
    for kind in ("gusts", "bursts", "clatter", "traffic", "mixed"):
        yield f"alone {kind}", "as it is"


def material_of(data: Path, source: str, condition: str) -> Material:
    """A source in a condition as columns; rows that the truth does not decide are left out."""
    spoken = _spoken(data, source)
    rng = np.random.default_rng([SEED, *source.encode(), *condition.encode()])
    samples = (CONDITIONS | LINES)[condition](spoken, rng, data)
    track = frames_of(samples, spoken.rate_hz)
    own = own_sound(track, np.ones(len(track), bool), None, 0.0)
    columns = np.concatenate(list(column_chunks(own)))
    n = min(len(columns), len(spoken.speech))
    kept = np.flatnonzero(spoken.is_scored[:n])
    is_labelled = source.startswith(("set", "wide"))
    kept = np.tile(kept, TIMES) if is_labelled else kept[::EVERY]
    is_steady = condition in STEADY and not source.startswith(("wide", "alone", "turns"))
    return Material(f"{source}, {condition}", columns[kept], spoken.speech[kept], is_steady)


def _spoken(data: Path, source: str) -> Spoken:
    kind, _, which = source.partition(" ")
    if kind == "call":
        return call_channel(data, int(which))
    if kind == "set":
        return labelled(data, which)
    if kind == "wide":
        return labelled_as_is(data, which)
    if kind == "alone":
        return alone(which)
    if kind == "turns":
        return in_turn_with_music(data, which)
    return made_call(data, which, is_cut=kind == "cut")
