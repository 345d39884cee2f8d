"""Measures the judgement of turn-taking on the Switchboard timelines: times, words and labels.

    python benchmarks/turn_taking/switchboard.py --data FOLDER

FOLDER holds `switchboard-dialog-acts.csv.gz` (call, side, start_s, end_s, word, act). Calls count
by their order in the file: whatever was fitted or chosen saw the even ones (0, 2, ...) only; the
odd ones are the report. The word lists of the first release saw some odd calls; the rows "unseen"
leave these out. Words are given as a recogniser would: no laughter, no marks, no dashes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from callcoach.settings import Settings
from callcoach.turns.judge import judge_floor
from callcoach.turns.spoken import spoken_words
from callcoach.types.floor import Activity, Floor, Incursion
from callcoach.types.time import Span, joined
from callcoach.types.words import Transcript, Utterance, Word

SETTINGS = Settings()
FILE = "switchboard-dialog-acts.csv.gz"
LISTENER_ACTS = frozenset({"b", "bk", "bh", "ba", "aa", "b^r"})
TALK_OVER_LEAST_S = 0.5
AFTER_S = 0.1
"""How far past the end of speech its last word's middle may lie."""

Row = dict[str, str]


@dataclass(frozen=True)
class Labelled:
    """A word with its dialog act; `word` as transcribed, with its marks."""

    span: Span
    word: str
    act: str

    @property
    def heard(self) -> str:
        """The word as a recogniser would write it."""
        return as_heard(self.word)

    @property
    def middle_s(self) -> float:
        """Middle of the word."""
        return (self.span.start_s + self.span.end_s) / 2


@dataclass(frozen=True)
class Call:
    """One conversation: who was active when, the words as heard, and the labels per side."""

    name: str
    index: int
    activity: Activity
    transcript: Transcript[int]
    labels: tuple[tuple[Labelled, ...], tuple[Labelled, ...]]

    @property
    def is_odd(self) -> bool:
        """Whether the call belongs to the half that is reported."""
        return self.index % 2 == 1

    @property
    def is_unseen(self) -> bool:
        """Whether no word list was made with it, those of the first release included."""
        return self.is_odd and hashlib.md5(self.name.encode()).digest()[0] % 2 == 1

    def acts_in(self, by: int, start_s: float, end_s: float) -> list[str]:
        """Acts of the words of one side whose middle lies in a stretch."""
        return [each.act for each in self.labels[by] if start_s <= each.middle_s <= end_s]


def plain_act(act: str) -> str:
    """A dialog act without what is only added to it: "sd" of "sd^t", "sd(^q)" and "sd@".

    `b^r` and `b^m` (repeating and mimicking) are acts of their own.
    """
    act = act.split(",", maxsplit=1)[0].strip("@* ").replace("(^q)", "")
    return act if act.startswith("^") or act in ("b^r", "b^m") else act.split("^")[0]


def as_heard(word: str) -> str:
    """A transcribed word as a recogniser would write it; empty for what is no word.

    Of a word that was broken off only the spoken piece is left, without its dash: what a
    recogniser makes of it is not known.
    """
    word = re.sub(r"\[laughter-(.*)\]", r"\1", word.strip())
    if word.startswith(("[laughter", "[vocalized", "[noise", "[silence", "<")):
        return ""
    word = re.sub(r"\[[^\]]*\]", "", word).split("/")[0]
    return re.sub(r"_\d+$", "", word).strip("-{}[]_.,?! ")


def calls_in(path: Path, heard: Callable[[str], str] = as_heard) -> list[Call]:
    """The conversations of the file in their order."""
    sides: dict[str, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows = sides[row["call"]]["AB".index(row["side"])]
            if float(row["end_s"]) > float(row["start_s"]):
                rows.append(row)
    return [_call(name, index, rows, heard) for index, (name, rows) in enumerate(sides.items())]


def _call(
    name: str, index: int, sides: tuple[list[Row], list[Row]], heard: Callable[[str], str]
) -> Call:
    first, second = (
        tuple(
            Labelled(Span(float(r["start_s"]), float(r["end_s"])), r["word"], plain_act(r["act"]))
            for r in rows
        )
        for rows in sides
    )
    units = tuple(
        tuple(unit for unit in joined((e.span for e in side), 0.2) if unit.duration_s >= 0.08)
        for side in (first, second)
    )
    said = tuple(
        Utterance(
            c, e.span.start_s, e.span.end_s, text, (Word(e.span.start_s, e.span.end_s, text),)
        )
        for c, side in enumerate((first, second))
        for e in side
        if (text := heard(e.word))
    )
    duration_s = max(e.span.end_s for side in (first, second) for e in side)
    transcript = Transcript("labels", None, {"0": "en", "1": "en"}, said)
    return Call(name, index, Activity(duration_s, units, (), ()), transcript, (first, second))


def judged(call: Call, *, has_words: bool) -> Floor:
    """The floor of a call, with its words or by timing only."""
    return judge_floor(call.activity, call.transcript if has_words else None, SETTINGS)


def handovers(call: Call) -> list[tuple[int, float]]:
    """Who fell silent and when, where timing alone cannot tell giving way from finishing."""
    return [
        (each.over, each.start_s + each.yield_latency_s)
        for each in judged(call, has_words=False).incursions
        if each.kind == "ambiguous_overlap" and each.yield_latency_s is not None
    ]


def was_cut_off(call: Call, side: int, silent_s: float) -> bool | None:
    """Whether what a side said before falling silent was left unfinished, by its labels.

    Abandoned (`%`), broken off (a dash), or followed by that side's continuation (`+`). None
    where it has no words before.
    """
    labels = call.labels[side]
    index = bisect_right([each.middle_s for each in labels], silent_s + AFTER_S) - 1
    if index < 0:
        return None
    last, after = labels[index], labels[index + 1 : index + 2]
    is_broken = last.word.rstrip("]").endswith("-")
    return last.act == "%" or is_broken or any(each.act == "+" for each in after)


def average_precision(is_true: Sequence[bool], score: Sequence[float]) -> float:
    """Mean precision at the places of the true ones, the highest score first.

    Equal scores share their places: each true one counts with the precision at the last of them.
    """
    true, scores_ = np.asarray(is_true, float), np.asarray(score)
    precisions = [
        true[scores_ >= limit].mean() * true[scores_ == limit].sum() for limit in set(score)
    ]
    return float(sum(precisions) / true.sum())


def is_talk_over(each: Incursion[int]) -> bool:
    """Whether an incursion of either party would count as a talk-over."""
    return each.kind in ("interruption", "butting_in") and (
        each.overlap_s >= TALK_OVER_LEAST_S - 1e-9
    )


def takes_floor(act: str) -> bool:
    """Whether an act says, asks or orders something, goes on with it, or was given up."""
    return act.startswith(("sd", "sv", "q", "ad", "+", "%"))


@dataclass
class Share:
    """How many of how many."""

    n: int = 0
    of: int = 0

    def add(self, is_one: bool) -> None:
        """One more."""
        self.n, self.of = self.n + is_one, self.of + 1

    def __str__(self) -> str:
        return f"{self.n / max(self.of, 1):6.1%} of {self.of:4d}"


@dataclass
class Scores:
    """The shares over a set of calls."""

    listening_called_talk_over: Share
    beginning_called_talk_over: Share
    speaking_called_backchannel: Share
    backchannels_right: Share
    talk_overs_speaking: Share


def scores(calls: Iterable[Call], *, has_words: bool) -> Scores:
    """Shares of incursions whose kind and label disagree.

    Listening: all acts of the incursion's words are a listener's. Beginning: the first is.
    Speaking: the first takes the floor.
    """
    found = Scores(Share(), Share(), Share(), Share(), Share())
    for call in calls:
        for each in judged(call, has_words=has_words).incursions:
            acts = call.acts_in(each.by, each.start_s, each.end_s)
            if not acts:
                continue
            if set(acts) <= LISTENER_ACTS:
                found.listening_called_talk_over.add(is_talk_over(each))
            if acts[0] in LISTENER_ACTS:
                found.beginning_called_talk_over.add(is_talk_over(each))
            if takes_floor(acts[0]):
                found.speaking_called_backchannel.add(each.kind == "backchannel")
            if each.kind == "backchannel":
                found.backchannels_right.add(set(acts) <= LISTENER_ACTS)
            if is_talk_over(each):
                found.talk_overs_speaking.add(any(map(takes_floor, acts)))
    return found


@dataclass
class Endings:
    """Cut off or finished at ambiguous handovers: the chance by the words, and the verdicts."""

    chances: list[float]
    cut_off: list[bool]
    called_cut_off: Share
    called_complete: Share
    called_interruption: Share

    @property
    def average_precision(self) -> float:
        """Of the chances, the likeliest cut off first."""
        return average_precision(self.cut_off, self.chances)

    @property
    def prevalence(self) -> float:
        """Share of handovers that were cut off by label."""
        return sum(self.cut_off) / len(self.cut_off)


def endings(calls: Iterable[Call]) -> Endings:
    """How well words tell cut off from finished where timing alone cannot.

    `called_cut_off`, `called_complete`: of the handovers so called, those cut off by label.
    `called_interruption`: the same of all incursions that end up as an interruption by their
    words with at most 1.0 s of overlap, other judgements with words included. Handovers without
    words count as of average chance.
    """
    found = Endings([], [], Share(), Share(), Share())
    for call in calls:
        words = [spoken_words(call.transcript, side) for side in (0, 1)]
        for side, silent_s in handovers(call):
            cut_off = was_cut_off(call, side, silent_s)
            unit = max(u for u in call.activity.ipus[side] if u.end_s <= silent_s + 1e-6)
            ending = words[side].ending(unit)
            if cut_off is None:
                continue
            chance = None if ending is None else ending.chance
            found.chances.append(0.1 if chance is None else chance)
            found.cut_off.append(cut_off)
            if ending is not None and ending.completion == "cut_off":
                found.called_cut_off.add(cut_off)
            if ending is not None and ending.completion == "complete":
                found.called_complete.add(cut_off)
        for each in judged(call, has_words=True).incursions:
            latency_s = each.yield_latency_s
            if each.kind == "interruption" and each.certainty == "words" and latency_s is not None:
                cut_off = was_cut_off(call, each.over, each.start_s + latency_s)
                if latency_s <= SETTINGS.turns.terminal_s and cut_off is not None:
                    found.called_interruption.add(cut_off)
    return found


def halves(calls: Sequence[Call]) -> dict[str, list[Call]]:
    """The calls by what has seen them."""
    return {
        "even": [call for call in calls if not call.is_odd],
        "odd": [call for call in calls if call.is_odd],
        "unseen": [call for call in calls if call.is_unseen],
    }


def print_switchboard(path: Path) -> None:
    """Prints all tables; `path` is the file or its folder."""
    place = path / FILE if path.is_dir() else path
    calls = calls_in(place)
    print("\nSwitchboard timelines: incursions against their dialog acts")
    for has_words in (True, False):
        print(f"  {'with words' if has_words else 'timing only'}")
        for name, half in halves(calls).items():
            found = scores(half, has_words=has_words)
            print(f"    {name:6} ({len(half)} calls)")
            print(f"      only listening, called talk-over     {found.listening_called_talk_over}")
            print(f"      begins with it, called talk-over     {found.beginning_called_talk_over}")
            print(f"      speaking, called backchannel         {found.speaking_called_backchannel}")
            print(f"      called backchannel, only listening   {found.backchannels_right}")
            print(f"      called talk-over, holds speaking     {found.talk_overs_speaking}")
            kinds = Counter(
                each.kind for call in half for each in judged(call, has_words=has_words).incursions
            )
            print(f"      {dict(kinds.most_common())}")
    print("  cut off or finished at ambiguous handovers, from words without marks")
    for name, half in halves(calls).items():
        print_endings(name, endings(half))
    print("  the same where pieces of words are left out")
    for name, half in halves(calls_in(place, whole_words)).items():
        print_endings(name, endings(half))


def print_endings(name: str, found: Endings) -> None:
    """One half's line of the table of endings."""
    precision, share = found.average_precision, found.prevalence
    print(
        f"    {name:6} {len(found.cut_off)} handovers, {share:.1%} cut off; average precision "
        f"{precision:.3f} = {precision / share:.1f} x"
    )
    print(
        f"           called cut off {found.called_cut_off}, called complete "
        f"{found.called_complete}; called interruption {found.called_interruption}"
    )


def whole_words(word: str) -> str:
    """As `as_heard`, with nothing for a word that was broken off."""
    return "" if "-[" in word or word.rstrip("]").endswith("-") else as_heard(word)


def main() -> None:
    """Prints the tables of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    print_switchboard(parser.parse_args().data)


if __name__ == "__main__":
    main()
