"""Owns the syllables that a rate counts, with the phonation they are counted over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from callcoach.types.frames import STEP_S, STEPS_PER_S, FrameTrack
from callcoach.voice.nuclei import nucleus_rows
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.rows import BoolRow, OwnRows
from callcoach.voice.spoken import SpokenWords


@dataclass(frozen=True, slots=True, eq=False)
class Syllables:
    """Moments of syllables, (m,) in seconds, and the rows of phonation, (n,).

    `is_timed`: whether the moments are good enough for local rates.
    """

    basis: Literal["words", "syllable_nuclei"]
    at_s: FloatRow64
    is_phonation: BoolRow
    is_timed: bool

    @property
    def phonation_s(self) -> float:
        """Seconds of phonation."""
        return seconds_of(self.is_phonation)


def from_words(words: SpokenWords | None, is_phonation: BoolRow) -> Syllables | None:
    """The syllables of words; None without words, or without syllable rules for their language."""
    if words is None or words.n_syllables is None:
        return None
    return Syllables("words", words.syllables_at_s, is_phonation, words.is_timed)


def from_sound(track: FrameTrack, rows: OwnRows, is_phonation: BoolRow) -> Syllables:
    """The syllable nuclei of the own speech, these and the phonation outside overlap only."""
    is_phonation = is_phonation & rows.clear
    at_s = nucleus_rows(track, rows, is_phonation).astype(np.float64) * STEP_S
    return Syllables("syllable_nuclei", at_s, is_phonation, True)


def seconds_of(mask: BoolRow) -> float:
    """Seconds that the rows of a mask cover."""
    return float(mask.sum()) / STEPS_PER_S
