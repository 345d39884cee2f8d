"""Fits the text model that is asked beside the patterns of the English pack.

    python scripts/fit_wording.py --data FOLDER

FOLDER holds `switchboard-dialog-acts.csv.gz`: every second call of it stands for ordinary talk.
Needs the extra `bench`. Reads the labelled sentences in `src/callcoach/coaching/packs/en/` and the
labelled calls in `scripts/wording_calls/`, and writes `packs/en.npz`; five minutes of one core.

A logistic regression a technique: the lines of the calls, which weigh most, its own sentences
against its near-misses, against sentences of other techniques (which may well show it too, and
weigh little) and ordinary talk.

Two scores are chosen for each technique. From `least` on, nine tenths are right where half of what
is asked shows it: by the `seen` half of `benchmarks/sentences/` (the `held` half is not read). From
`sure` on, four fifths are right in whole calls, where hardly anything shows it: by the calls, each
judged by a fit that has not seen it. Both leave few hits in ordinary talk.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "src")]

from callcoach.coaching.playbook.pack import Pack, Rule, parse_pack  # noqa: E402
from callcoach.coaching.text.text_model import TextModel  # noqa: E402
from callcoach.coaching.wording.alike import features_of, labelled, sayings_of  # noqa: E402
from callcoach.coaching.wording.passages import passages, whole  # noqa: E402
from callcoach.coaching.wording.sayings import sayings  # noqa: E402
from callcoach.language import lexicon  # noqa: E402
from techniques import calls, transcript  # noqa: E402
from wording import sentences, with_errors  # noqa: E402
from wording_calls import lines_of  # noqa: E402

NAME = "en"
FOLDER = ROOT / "src" / "callcoach" / "coaching" / "packs"
CALLS = ROOT / "scripts" / "wording_calls"
ORDINARY = ("ordinary", "ordinary_customer")
SEED, WORD_ERRORS, LEAST_TEXTS = 6, 0.15, 3
STRENGTH = 30.0
CALLS_WEIGHT, TALK_WEIGHT, SENTENCES_WEIGHT, ERRORS_WEIGHT = 3.0, 0.3, 0.5, 0.25
OTHERS_SHARE, NEAR_OTHERS_SHARE = 0.1, 0.3
"""What a line or passage, and a sentence of the technique, weighs; and which share of that one of
another technique. Chosen by us on the calls, each by a fit that has not seen it."""
N_PARTS = 4
SURE_PRECISION, SURE_LEAST = 0.8, 4
PRECISIONS, RECALL_ENOUGH = (0.9, 0.87, 0.84, 0.81, 0.78), 0.8
SELDOM = ("apology", "boundary", "follow_up", "support")
TALK_AN_HOUR = {"seldom": 0.5, "avoid": 2.5, "customer": 3.0, "other": 4.0}
LESS_SURE = {"seldom": 1.0, "avoid": 3.0, "customer": 6.0, "other": 3.0}
"""Sure hits an hour of ordinary talk at most, in which few should be: least of what is rarely said
there, little of what would be held against somebody. How many times that the less sure may be."""

Counts = Counter[str]
Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]


def counts_of(text: str, pack: Pack) -> Counts | None:
    """The features of all of a text; None where it holds no word."""
    said = sayings_of(text, pack)
    return features_of(whole(said[0]).text, pack) if said else None


def ordinary_talk(data: Path, pack: Pack) -> tuple[list[Counts], float]:
    """Passages of every second call, each side once, and how many hours of a party they are."""
    found: list[Counts] = []
    hours = 0.0
    for rows in calls(data / "switchboard-dialog-acts.csv.gz", "seen"):
        said = sayings(transcript(rows, "A"), pack.expand, lexicon(pack.language))
        hours += 2 * max(saying.end_s for saying in said) / 3600
        found += [features_of(each.text, pack) for saying in said for each in passages(saying)]
    return found, hours


def model_of(texts: Sequence[Counts], ids: Sequence[str], names: Sequence[str]) -> TextModel:
    """A model without weights yet: its features and how rare each is."""
    index = {name: row for row, name in enumerate(names)}
    n_texts = Counter(name for counts in texts for name in counts if name in index)
    rarity = [1 + np.log((1 + len(texts)) / (1 + n_texts[name])) for name in names]
    return TextModel(
        index=index,
        rarity=np.array(rarity, np.float16).astype(np.float32),
        weights=np.zeros((len(names), len(ids)), np.float32),
        bias=np.zeros(len(ids), np.float32),
        least=np.zeros(len(ids), np.float32),
        sure=np.zeros(len(ids), np.float32),
        ids=tuple(ids),
    )


def matrix(model: TextModel, texts: Sequence[Counts]) -> csr_matrix:
    """(n, v) the texts as the model sees them."""
    vectors = [model.vector(counts) for counts in texts]
    ends = np.cumsum([0] + [len(rows) for rows, _ in vectors])
    rows = np.concatenate([rows for rows, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_matrix((values, rows, ends), (len(texts), len(model.index)))


def least_score(shown: Numbers, near: Numbers, talk: Numbers, talk_most: int) -> float:
    """The lowest score from which nine tenths of a technique's seen sentences are right, a little
    fewer where too few would be found so; and few passages of ordinary talk."""
    scores = np.sort(np.concatenate([shown, near]))[::-1]
    n_right = np.array([np.sum(shown >= score) for score in scores])
    n_found = np.arange(1, len(scores) + 1)
    for precision in PRECISIONS:
        lowest = int(np.flatnonzero(n_right >= precision * n_found).max(initial=0))
        if n_right[lowest] >= RECALL_ENOUGH * len(shown):
            break
    # Half-way to the next sentence, which is wrong.
    edge = float(np.mean(scores[lowest : lowest + 2]))
    return max(float(np.sort(talk)[::-1][talk_most]) + 1e-3, edge)


@dataclass(frozen=True)
class Line:
    """A line of a call as the model sees it: all of it, and its passages."""

    call: int
    party: str
    shows: frozenset[str]
    whole: Counts
    parts: tuple[Counts, ...]


def lines_of_calls(pack: Pack) -> list[Line]:
    """The lines of the labelled calls that hold a word."""
    found = []
    for call, path in enumerate(sorted(CALLS.glob("*.tsv"))):
        for line in lines_of(path):
            for saying in sayings_of(line.said, pack):
                parts = tuple(features_of(each.text, pack) for each in passages(saying))
                counts = features_of(whole(saying).text, pack)
                found.append(Line(call, line.party, line.shows, counts, parts))
    return found


@dataclass(frozen=True)
class Material:
    """All that the model is fitted to: rows of sentences, of lines (all of each, then its passages)
    and of talk."""

    sentences: csr_matrix
    of: npt.NDArray[np.str_]
    shown: Rows
    weight: Numbers
    lines: Sequence[Line]
    of_lines: csr_matrix
    line: npt.NDArray[np.intp]
    is_whole: Rows
    talk: csr_matrix

    def fitted(self, rule: Rule, left_out: int | None) -> LogisticRegression:
        """The fit for a technique, without one part of the calls and of the talk, or to all."""
        is_own = self.of == rule.id
        share = np.where(self.shown, OTHERS_SHARE, NEAR_OTHERS_SHARE)
        shows = np.array([rule.id in each.shows for each in self.lines])[self.line]
        asked = np.array([each.party == rule.party for each in self.lines])[self.line]
        # A passage of a line that shows something need not show it; one of another line does not.
        asked &= (self.is_whole | ~shows) & (self._part_of_line != left_out)
        talk = self.talk[self._part_of_talk != left_out]
        rows = vstack([self.sentences, self.of_lines[asked], talk])
        n_talk = talk.shape[0]
        is_shown = np.r_[is_own & self.shown, shows[asked], np.zeros(n_talk, bool)]
        weight = np.r_[
            self.weight * np.where(is_own, 1, share),
            np.full(np.sum(asked), CALLS_WEIGHT),
            np.full(n_talk, TALK_WEIGHT),
        ]
        fit = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300)
        return fit.fit(rows, is_shown, sample_weight=weight)

    def unseen(self, rule: Rule) -> Unseen:
        """How lines and talk are judged by fits that have not seen their part."""
        lines = np.full(len(self.lines), -np.inf)
        talk = np.empty(self.talk.shape[0])
        parts = ~self.is_whole
        for part in range(N_PARTS):
            fit = self.fitted(rule, part)
            here = self._part_of_talk == part
            talk[here] = fit.decision_function(self.talk[here])
            asked = parts & (self._part_of_line == part)
            np.maximum.at(lines, self.line[asked], fit.decision_function(self.of_lines[asked]))
        own = np.array([each.party == rule.party for each in self.lines])
        shows = np.array([rule.id in each.shows for each in self.lines])
        return Unseen(lines[own & shows], lines[own & ~shows], talk)

    @property
    def _part_of_line(self) -> npt.NDArray[np.intp]:
        return np.array([each.call % N_PARTS for each in self.lines])[self.line]

    @property
    def _part_of_talk(self) -> npt.NDArray[np.intp]:
        return np.arange(self.talk.shape[0]) * N_PARTS // self.talk.shape[0]


@dataclass(frozen=True)
class Unseen:
    """Scores of lines that show a technique, of lines that do not, and of ordinary talk."""

    shown: Numbers
    other: Numbers
    talk: Numbers


def sure_score(unseen: Unseen, talk_most: int) -> float:
    """The lowest score from which most of the lines that reach it show the technique, and few
    passages of ordinary talk do; none where hardly any line is told so."""
    scores = np.sort(np.concatenate([unseen.shown, unseen.other]))[::-1]
    n_right = np.array([np.sum(unseen.shown >= score) for score in scores])
    enough = (n_right >= SURE_PRECISION * np.arange(1, len(scores) + 1)) & (n_right >= SURE_LEAST)
    if not enough.any():
        return np.inf
    lowest = int(np.flatnonzero(enough).max())
    edge = float(np.mean(scores[lowest : lowest + 2]))
    return max(float(np.sort(unseen.talk)[::-1][talk_most]) + 1e-3, edge)


def _kind(rule: Rule) -> str:
    if rule.party == "customer":
        return "customer"
    if rule.is_to_avoid:
        return "avoid"
    return "seldom" if rule.id in SELDOM else "other"


def main() -> None:
    """Fits and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the telephone talk")
    data = parser.parse_args().data
    text = (FOLDER / f"{NAME}.toml").read_text(encoding="utf-8")
    pack = parse_pack(text.replace(f'text_model = "{NAME}"', ""))
    rng = random.Random(SEED)
    ids = [rule.id for rule in pack.techniques if labelled(NAME, rule.id)]
    every = [(i, shown, said) for i in (*ids, *ORDINARY) for shown, said in labelled(NAME, i)]
    words = [word for _, _, said in every for word in said.split()]
    whole_texts = [(i, shown, counts_of(said, pack)) for i, shown, said in every]
    clean = [(i, shown, counts) for i, shown, counts in whole_texts if counts]
    worse = [
        (i, shown, counts)
        for i, shown, said in every
        if (counts := counts_of(with_errors(said, WORD_ERRORS, rng, words), pack))
    ]
    texts = [counts for _, _, counts in clean]
    lines = lines_of_calls(pack)
    common = Counter(name for counts in texts for name in counts)
    common.update(name for line in lines for name in line.whole)
    names = sorted(name for name, n in common.items() if n >= LEAST_TEXTS)
    model = model_of(texts, ids, names)
    talk, hours = ordinary_talk(data, pack)
    material = Material(
        sentences=matrix(model, [*texts, *(counts for _, _, counts in worse)]),
        of=np.array([i for i, _, _ in (*clean, *worse)]),
        shown=np.array([shown for _, shown, _ in (*clean, *worse)]),
        weight=np.repeat((SENTENCES_WEIGHT, ERRORS_WEIGHT), (len(clean), len(worse))),
        lines=lines,
        of_lines=matrix(model, [counts for line in lines for counts in (line.whole, *line.parts)]),
        line=np.repeat(np.arange(len(lines)), [1 + len(line.parts) for line in lines]),
        is_whole=np.concatenate([[True, *[False] * len(line.parts)] for line in lines]),
        talk=matrix(model, talk),
    )
    print(
        f"{len(clean)} sentences, {len(lines)} lines of calls, {len(talk)} passages of talk, "
        f"{len(names)} features"
    )
    for column, technique_id in enumerate(ids):
        rule = pack.rule(technique_id)
        assert rule is not None
        unseen, fit = material.unseen(rule), material.fitted(rule, None)
        model.weights[:, column] = fit.coef_[0].astype(np.float16)
        model.bias[column] = fit.intercept_[0]
        seen = sentences(technique_id, "seen")
        scores = fit.decision_function(matrix(model, [counts_of(s.said, pack) for s in seen]))
        is_shown = np.array([s.is_shown for s in seen])
        most = TALK_AN_HOUR[_kind(rule)] * hours
        most_loose = int(most * LESS_SURE[_kind(rule)])
        least = least_score(scores[is_shown], scores[~is_shown], unseen.talk, most_loose)
        sure = max(least, sure_score(unseen, int(most)))
        model.least[column], model.sure[column] = least, sure
        n_right, n_false = np.sum(unseen.shown >= sure), np.sum(unseen.other >= sure)
        print(
            f"{technique_id:22} from {least:6.2f}: {np.mean(scores[is_shown] >= least):.2f} found, "
            f"{np.mean(scores[~is_shown] >= least):.2f} false, "
            f"{np.sum(unseen.talk >= least) / hours:.2f} an hour of talk; "
            f"sure from {sure:6.2f}: in calls {n_right} of {len(unseen.shown)}, {n_false} false",
            flush=True,
        )
    np.savez_compressed(FOLDER / f"{NAME}.npz", **model.arrays())


if __name__ == "__main__":
    main()
