"""Owns the hits of a pack's own examples: what was said nearly as a sentence that it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from callcoach.coaching.playbook.rules import Pack, Rule
from callcoach.coaching.text.text_features import word_forms
from callcoach.coaching.wording.alike import sayings_of
from callcoach.coaching.wording.hit import Hit
from callcoach.coaching.wording.sayings import SENTENCE_END, Saying

ALIKE_LEAST = 0.6
"""Likeness from which a stretch counts. Chosen by us on 2026-11-27 on the `seen` halves that
`benchmarks/examples.py` reads, as were 0.4 and 0.7 below: the least at which no technique's eight
examples were found more than once an hour in ordinary talk."""

STOP_WEIGHT, PAIR_WEIGHT = 0.4, 0.7
"""What a word without content counts, and a pair of neighbours, where a word counts 1."""

LENGTHS = (0.8, 1.0, 1.25)
"""Words in a stretch, as a share of those of the example: recognisers leave out and put in."""

Numbers = npt.NDArray[np.float64]


def example_hits(said: Sequence[Saying], pack: Pack) -> Mapping[str, Sequence[Hit]]:
    """Where somebody said nearly what an example of a technique says, by the technique's id.

    Likeness is the cosine of words, without their endings, and of pairs of neighbours. A stretch of
    words about as long as the example counts from `ALIKE_LEAST` on, unless words that overlap it
    are still more like a near-miss. Of stretches that overlap the most alike counts.
    """
    rules = [rule for rule in pack.techniques if rule.examples]
    talks = {party: Talk(said, party, pack) for party in {rule.party for rule in rules}}
    return {rule.id: tuple(_hits(talks[rule.party], rule)) for rule in rules}


@dataclass(frozen=True, slots=True)
class Likeness:
    """Words [first, end) of a talk and how alike they are to a sentence, 0..1."""

    alike: float
    first: int
    end: int
    sentence: str

    def overlaps(self, other: Likeness) -> bool:
        """Whether they share a word."""
        return self.first < other.end and other.first < self.end


class Talk:
    """All words of one party, as they are compared."""

    def __init__(self, said: Sequence[Saying], party: str, pack: Pack) -> None:
        self._pack = pack
        self.forms: list[str] = []
        self.of: list[Saying] = []
        self.at: list[int] = []
        for saying in said:
            if saying.party == party:
                for i, word in enumerate(saying.text.split()):
                    if word != SENTENCE_END:
                        self.forms.append(word)
                        self.of.append(saying)
                        self.at.append(i)
        self.forms = list(word_forms(" ".join(self.forms), {}, pack.endings))
        numbers = {id(saying): n for n, saying in enumerate(said)}
        self._number = np.array([numbers[id(saying)] for saying in self.of], int)
        pairs_said = [" ".join(pair) for pair in pairwise(self.forms)]
        self._places = _places(self.forms) | _places(pairs_said)
        self._stops = frozenset(
            form for word in pack.stop_words for form in word_forms(word, {}, pack.endings)
        )

    def weight(self, name: str) -> float:
        """What a form, or a pair of them, counts."""
        one, _, two = name.partition(" ")
        if two:
            return PAIR_WEIGHT * (self.weight(one) + self.weight(two)) / 2
        return STOP_WEIGHT if one in self._stops else 1.0

    def most_alike(self, sentence: str, least: float = ALIKE_LEAST) -> list[Likeness]:
        """The stretches about as long as the sentence that are at least so alike."""
        words = [word for saying in sayings_of(sentence, self._pack) for word in saying.words]
        forms = word_forms(" ".join(words), {}, self._pack.endings)
        asked = self._values(forms)
        size = float(np.sqrt(sum(value * value for value in asked.values())))
        words_in, pairs_in = np.zeros(len(self.forms)), np.zeros(max(0, len(self.forms) - 1))
        for name, value in asked.items():
            places = self._places.get(name)
            if places is not None:
                (pairs_in if " " in name else words_in)[places] = value * value
        sums = (_summed(words_in), _summed(pairs_in))
        found = []
        for n in sorted({max(2, round(len(forms) * share)) for share in LENGTHS}):
            for first in self._candidates(n, (least * size) ** 2, *sums):
                alike = _cosine(asked, self._values(self.forms[first : first + n]))
                if alike >= least:
                    found.append(Likeness(alike, first, first + n, sentence))
        return found

    def hit(self, likeness: Likeness) -> Hit:
        """The stretch as a hit in the saying that it stands in."""
        saying = self.of[likeness.first]
        first, last = self.at[likeness.first], self.at[likeness.end - 1]
        start = saying.at[first]
        end = saying.at[last] + len(saying.text.split()[last])
        pieces = (saying.piece_of[first], saying.piece_of[last])
        return Hit(saying, *pieces, start, end, saying.text[start:end], True, likeness.sentence)

    def _candidates(self, n: int, least: float, words_in: Numbers, pairs_in: Numbers) -> list[int]:
        """Where stretches of n words begin that share enough with a sentence to be looked at.

        What they share, squared, is at least the square of likeness and length of the sentence.
        """
        if n > len(self.forms):
            return []
        shared = (words_in[n:] - words_in[:-n]) + (pairs_in[n - 1 :] - pairs_in[: -(n - 1)])
        is_one = self._number[n - 1 :] == self._number[: len(self._number) - n + 1]
        found: list[int] = np.flatnonzero(is_one & (shared >= least - 1e-9)).tolist()
        return found

    def _values(self, forms: Sequence[str]) -> dict[str, float]:
        """What counts in a row of forms; what stands there twice counts once ("it is, it is")."""
        names = (*forms, *(" ".join(pair) for pair in pairwise(forms)))
        return {name: self.weight(name) for name in names}


def _places(names: Sequence[str]) -> dict[str, npt.NDArray[np.intp]]:
    """Where each name stands in a row."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        found.setdefault(name, []).append(place)
    return {name: np.array(places, np.intp) for name, places in found.items()}


def _summed(values: Numbers) -> Numbers:
    """Sums up to each place, from 0."""
    return np.concatenate([[0.0], np.cumsum(values)])


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    shared = sum(value * other.get(name, 0.0) for name, value in one.items())
    sizes = sum(v * v for v in one.values()) * sum(v * v for v in other.values())
    return float(shared / np.sqrt(sizes))


def apart(found: Sequence[Likeness]) -> list[Likeness]:
    """Those that do not overlap, the most alike first."""
    taken: list[Likeness] = []
    for each in sorted(found, key=lambda each: (-each.alike, each.first)):
        if not any(each.overlaps(other) for other in taken):
            taken.append(each)
    return taken


def _hits(talk: Talk, rule: Rule) -> Iterator[Hit]:
    alike = [each for one in rule.examples for each in talk.most_alike(one)]
    against = [each for one in rule.near_misses for each in talk.most_alike(one)]
    for each in apart(alike):
        if not any(each.overlaps(other) and other.alike > each.alike for other in against):
            yield talk.hit(each)
