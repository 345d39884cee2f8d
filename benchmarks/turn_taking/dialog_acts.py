"""Owns the Switchboard timelines: words with times and the dialog act of each."""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from callcoach.types.floor import Activity, Incursion
from callcoach.types.time import Span, joined
from callcoach.types.words import Transcript, Utterance, Word

LISTENER_ACTS = frozenset({"b", "bk", "bh", "ba", "aa", "b^r"})
"""Backchannels, acknowledgements and assessments."""

CONTENT_ACTS = frozenset({"sd", "sv", "ad", "+", "%"})
"""Statements, orders, what is continued or abandoned; questions (q...) as well."""

GAP_S, LEAST_S = 0.2, 0.08


@dataclass(frozen=True)
class ActWord:
    """A word with its span and act."""

    span: Span
    text: str
    act: str

    @property
    def is_broken_off(self) -> bool:
        """Whether it is marked as a word not finished."""
        return self.text.rstrip("]").endswith("-")


@dataclass(frozen=True)
class Timeline:
    """A call without sound: activity, words, and acts by side."""

    number: int
    activity: Activity
    sides: tuple[tuple[ActWord, ...], tuple[ActWord, ...]]

    @property
    def is_odd(self) -> bool:
        """Odd calls are reported on; even ones were there to tune on."""
        return self.number % 2 == 1

    @cached_property
    def transcript(self) -> Transcript[int]:
        """What was said, as a recogniser would write it: nothing of the labels is left."""
        said = []
        for channel, side in enumerate(self.sides):
            for each in side:
                text = as_heard(each.text)
                if text:
                    word = Word(each.span.start_s, each.span.end_s, text)
                    said.append(Utterance(channel, word.start_s, word.end_s, text, (word,)))
        return Transcript("labels", None, {"0": "en", "1": "en"}, tuple(said))

    def acts_within(self, each: Incursion[int]) -> list[str]:
        """Acts of the words of who came in, in order."""
        return [
            word.act
            for word in self.sides[each.by]
            if each.start_s <= (word.span.start_s + word.span.end_s) / 2 <= each.end_s
        ]


def base_act(label: str) -> str:
    """A label of the SwDA coders without its marks: ``sd^t@`` is ``sd``; ``b^r``, ``b^m`` stay."""
    label = re.sub(r"\(.*?\)|[@*]", "", label)
    return label if label in ("b^r", "b^m") or label.startswith("^") else label.split("^")[0]


def as_heard(text: str) -> str:
    """A transcribed word as a recogniser would write it: no marks, no laughter, of a word broken
    off only what was said."""
    text = re.sub(r"\[laughter-(.*)\]", r"\1", text)
    text = re.sub(r"\[[^\]]*\]|<[^>]*>", "", text).split("/")[0]
    return re.sub(r"_\d+$", "", text).strip("-{}_ ")


def is_content(act: str) -> bool:
    """Whether an act is a statement, question, order, or part of something longer."""
    return act in CONTENT_ACTS or act.startswith("q")


def timelines(data: Path) -> list[Timeline]:
    """All calls, in the order of the file."""
    calls: dict[str, list[list[ActWord]]] = defaultdict(lambda: [[], []])
    with gzip.open(data / "switchboard-dialog-acts.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if float(row["end_s"]) > float(row["start_s"]):
                span = Span(float(row["start_s"]), float(row["end_s"]))
                side = calls[row["call"]]["AB".index(row["side"])]
                side.append(ActWord(span, row["word"], base_act(row["act"])))
    result = []
    for number, sides in enumerate(calls.values()):
        first, second = (tuple(sorted(side, key=lambda word: word.span)) for side in sides)
        units = tuple(
            tuple(
                unit
                for unit in joined((word.span for word in side), GAP_S)
                if unit.duration_s >= LEAST_S
            )
            for side in (first, second)
        )
        duration_s = max(word.span.end_s for word in (*first, *second))
        activity = Activity(duration_s, units, (), ())
        result.append(Timeline(number, activity, (first, second)))
    return result
