"""How well syllables are counted in the sound, without words.

Each utterance is counted by a network that has seen neither its speaker nor its sentence
(`syllable_folds.py`). How they are fitted was chosen on speakers 03 and 08: the lines to believe
are those of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.voice.nuclei import expected_syllables
from voicing.counters import PRAAT_MISSING, de_jong_and_wempe, energy_peaks, praat
from voicing.emo_db import CHAINS, NOISY, Said, groups, utterances
from voicing.syllable_folds import network_for

N_IN_WINDOW = 4
REQUIRED = {"wide": "0.78", NOISY: "0.74"}

Counter = Callable[[Said], float]
Numbers = npt.NDArray[np.float64]


def callcoach(each: Said) -> float:
    """Our count of one utterance, by the network that has seen neither speaker nor sentence."""
    network = network_for(each.speaker, each.sentence)
    return float(expected_syllables(each.track, each.rows, network).sum())


def counters() -> dict[str, Counter]:
    """Ours and its baselines."""
    ways: dict[str, Counter] = {
        "callcoach": callcoach,
        "de Jong & Wempe": de_jong_and_wempe,
        "energy peaks": energy_peaks,
    }
    if find_spec("parselmouth"):
        ways["Praat"] = praat
    else:
        print(PRAAT_MISSING)
    return ways


def print_syllables(data: Path) -> None:
    """Counts wide-band, by telephone, and by telephone in noise."""
    ways = counters()
    for chain in (*CHAINS, NOISY):
        required = f"; required of the others: r {REQUIRED[chain]}" if chain in REQUIRED else ""
        print(f"\n{chain}{required}; in windows r 0.90, error 6 %")
        print_counts(utterances(data, chain), ways)


def print_counts(said: Sequence[Said], ways: dict[str, Counter]) -> None:
    """Rate per utterance against truth, slope of estimated on true rate (1: no compression), and
    rates in windows of four utterances, after one factor for all."""
    print("                                         per utterance               |  windows of four")
    print(
        "  counted by       speakers             n     r  est/true  slope  error |   n     r  error"
    )
    for name, counter in ways.items():
        counts = {id(each): counter(each) for each in said}
        for label, part in groups(said):
            counted = np.array([counts[id(each)] for each in part])
            true = np.array([each.n_syllables for each in part], dtype=np.float64)
            seconds = np.array([each.speech_s for each in part])
            slope = np.polyfit(true / seconds, counted / seconds, 1)[0]
            in_windows = windows(part, counted)
            print(
                f"  {name:15}  {label:16} {len(part):4}"
                f" {r_of(counted / seconds, true / seconds):6.3f}"
                f"  {counted.sum() / true.sum():7.3f} {slope:6.2f} {error(counted, true):6.1%} |"
                f" {len(in_windows):3} {r_of(*in_windows.T):6.3f} {error(*in_windows.T):5.1%}"
            )


def r_of(counted: Numbers, true: Numbers) -> float:
    return float(np.corrcoef(counted, true)[0, 1])


def error(counted: Numbers, true: Numbers) -> float:
    """Root of the mean squared relative error, after one factor for all."""
    factor = true.sum() / counted.sum()
    return float(np.sqrt(np.mean((counted * factor / true - 1) ** 2)))


def windows(said: Sequence[Said], counted: Numbers) -> Numbers:
    """(k, 2) counted and true rates of four utterances in a row of one speaker and emotion."""
    rates: list[tuple[float, float]] = []
    together = sorted(zip(said, counted.tolist(), strict=True), key=_speaker_and_emotion)
    for _, group in groupby(together, _speaker_and_emotion):
        rates += [(c / s, n / s) for c, n, s in _sums(list(group))]
    return np.array(rates)


def _speaker_and_emotion(pair: tuple[Said, float]) -> tuple[str, str]:
    return pair[0].speaker, pair[0].emotion


def _sums(pairs: Sequence[tuple[Said, float]]) -> Iterable[tuple[float, float, float]]:
    """Counted, true, seconds of each four in a row, every other one the start of a window."""
    for first in range(0, len(pairs) - N_IN_WINDOW + 1, 2):
        four = pairs[first : first + N_IN_WINDOW]
        yield (
            sum(count for _, count in four),
            sum(said.n_syllables for said, _ in four),
            sum(said.speech_s for said, _ in four),
        )
