"""How well syllables are counted in the sound, without words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from callcoach.settings import Settings
from callcoach.voice.nuclei import nucleus_rows
from voicing.emo_db import CHAINS, Said, groups, utterances


def print_syllables(data: Path) -> None:
    """Counts wide-band and by telephone."""
    for chain in CHAINS:
        print(f"\n{chain}")
        print_counts(utterances(data, chain))


def print_counts(said: Sequence[Said]) -> None:
    """Rate per utterance against truth; slope of estimated on true rate (1: no compression)."""
    print("  syllable nuclei     speakers           n  r of rate  est/true  slope  error of count")
    counters: dict[str, Callable[[Said], int]] = {
        "callcoach": lambda each: len(nucleus_rows(each.track, each.rows)),
        "de Jong & Wempe": de_jong_and_wempe,
    }
    for name, counter in counters.items():
        for label, part in groups(said):
            counted = np.array([counter(each) for each in part], dtype=np.float64)
            true = np.array([each.n_syllables for each in part], dtype=np.float64)
            seconds = np.array([each.speech_s for each in part])
            r = np.corrcoef(counted / seconds, true / seconds)[0, 1]
            slope = np.polyfit(true / seconds, counted / seconds, 1)[0]
            error = np.sqrt(np.mean((counted / true - 1) ** 2))
            print(
                f"  {name:18}  {label:16} {len(part):4}  {r:9.3f}  "
                f"{counted.sum() / true.sum():8.3f}  {slope:5.2f}  {error:13.1%}"
            )


def de_jong_and_wempe(each: Said) -> int:
    """Praat script Syllable Nuclei (2009) on our rows: peaks of the intensity (64 ms window) over
    its 99th percentile less 25 dB, each followed by a dip of 2 dB before the next, voiced."""
    window = np.hanning(8)[1:-1]
    power = np.convolve(10.0 ** (each.track.level_dbfs / 10.0), window / window.sum(), "same")
    level = 10 * np.log10(np.maximum(power, 1e-12))[each.rows.own]
    is_voiced = (each.track.voicing >= Settings().voice.voicing_least)[each.rows.own]
    inner = level[1:-1]
    tops = np.flatnonzero((inner > level[:-2]) & (inner >= level[2:])) + 1
    tops = tops[level[tops] > np.quantile(level, 0.99) - 25.0]
    return sum(
        bool(is_voiced[top] and level[top] - level[top:following].min() > 2.0)
        for top, following in pairwise(tops)
    )
