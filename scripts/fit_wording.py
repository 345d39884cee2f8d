"""Fits the text model that is asked beside the patterns of the English pack.

    python scripts/fit_wording.py --data FOLDER

FOLDER holds `switchboard-dialog-acts.csv.gz`: every second call of it stands for ordinary talk.
Needs the extra `bench`. Reads the labelled sentences in `src/callcoach/coaching/packs/en/` and the
labelled calls in `scripts/wording_calls/`, and writes `packs/en.npz`; a minute of one core.

A logistic regression a technique: its own sentences against its near-misses, against sentences of
other techniques (which may well show it too, and weigh little) and ordinary talk. The score from
which it is shown is chosen on the `seen` half of `benchmarks/sentences/`, and so that ordinary talk
has few hits; the `held` half is not read.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "src")]

from callcoach.coaching.alike import features_of, labelled, sayings_of  # noqa: E402
from callcoach.coaching.pack import Pack, Rule, parse_pack  # noqa: E402
from callcoach.coaching.passages import passages, whole  # noqa: E402
from callcoach.coaching.sayings import sayings  # noqa: E402
from callcoach.coaching.text_model import TextModel  # noqa: E402
from callcoach.language import lexicon  # noqa: E402
from techniques import calls, transcript  # noqa: E402
from wording import sentences, with_errors  # noqa: E402
from wording_calls import lines_of  # noqa: E402

NAME = "en"
FOLDER = ROOT / "src" / "callcoach" / "coaching" / "packs"
CALLS = ROOT / "scripts" / "wording_calls"
IN_CALLS, CALLS_WEIGHT = "calls", 1.0
ORDINARY = ("ordinary", "ordinary_customer")
SEED, WORD_ERRORS, LEAST_TEXTS = 6, 0.15, 3
STRENGTH, OTHERS_WEIGHT, NEAR_OTHERS_WEIGHT, TALK_WEIGHT, ERRORS_WEIGHT = 100.0, 0.1, 0.3, 0.3, 0.5
N_PARTS = 4
PRECISIONS, RECALL_ENOUGH = (0.9, 0.87, 0.84, 0.81, 0.78), 0.75
SELDOM = ("apology", "boundary", "follow_up", "support")
TALK_AN_HOUR = {"seldom": 0.5, "avoid": 2.5, "customer": 3.0, "other": 4.0}
"""Hits an hour of ordinary talk at most, in which few should be: least of what is rarely said
there, little of what would be held against somebody."""

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


def unseen_talk(
    rows: csr_matrix, shown: Rows, weight: Numbers, of: npt.NDArray[np.str_]
) -> Numbers:
    """Scores of the passages of talk, each by a fit that has not seen its part of the calls."""
    talk = np.flatnonzero(of == "")
    scores = np.empty(len(talk))
    for part in np.array_split(np.arange(len(talk)), N_PARTS):
        kept = np.ones(len(of), bool)
        kept[talk[part]] = False
        fit = _fitted(rows[kept], shown[kept], weight[kept])
        scores[part] = fit.decision_function(rows[talk[part]])
    return scores


def _fitted(rows: csr_matrix, shown: Rows, weight: Numbers) -> LogisticRegression:
    fit = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300)
    return fit.fit(rows, shown, sample_weight=weight)


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
    lines = [line for path in sorted(CALLS.glob("*.tsv")) for line in lines_of(path)]
    in_calls = [(line, counts) for line in lines if (counts := counts_of(line.said, pack))]
    talk, hours = ordinary_talk(data, pack)
    texts = [counts for _, _, counts in clean]
    common = Counter(name for counts in texts for name in counts)
    names = sorted(name for name, n in common.items() if n >= LEAST_TEXTS)
    model = model_of(texts, ids, names)
    n_calls = len(in_calls)
    of = np.array([i for i, _, _ in (*clean, *worse)] + [IN_CALLS] * n_calls + [""] * len(talk))
    shown = np.array([s for _, s, _ in (*clean, *worse)] + [False] * (n_calls + len(talk)))
    own_weight = np.r_[
        np.ones(len(clean)),
        np.full(len(worse), ERRORS_WEIGHT),
        np.full(n_calls, CALLS_WEIGHT),
        np.full(len(talk), TALK_WEIGHT),
    ]
    heard_wrong = matrix(model, [counts for _, _, counts in worse])
    of_calls = matrix(model, [counts for _, counts in in_calls])
    rows = vstack([matrix(model, texts), heard_wrong, of_calls, matrix(model, talk)]).tocsr()
    print(f"{len(clean)} sentences, {len(talk)} passages of talk, {len(names)} features")
    for column, technique_id in enumerate(ids):
        rule = pack.rule(technique_id)
        assert rule is not None
        is_own = of == technique_id
        party = np.array([line.party == rule.party for line, _ in in_calls])
        own_weight[of == IN_CALLS] = CALLS_WEIGHT * party
        weight = own_weight * np.where(
            is_own | np.isin(of, ("", IN_CALLS)),
            1,
            np.where(shown, OTHERS_WEIGHT, NEAR_OTHERS_WEIGHT),
        )
        is_shown_here = is_own & shown
        is_shown_here[of == IN_CALLS] = [technique_id in line.shows for line, _ in in_calls]
        talked = unseen_talk(rows, is_shown_here, weight, of)
        fit = _fitted(rows, is_shown_here, weight)
        model.weights[:, column] = fit.coef_[0].astype(np.float16)
        model.bias[column] = fit.intercept_[0]
        seen = sentences(technique_id, "seen")
        scores = fit.decision_function(matrix(model, [counts_of(s.said, pack) for s in seen]))
        is_shown = np.array([s.is_shown for s in seen])
        most = int(TALK_AN_HOUR[_kind(rule)] * hours)
        least = least_score(scores[is_shown], scores[~is_shown], talked, most)
        model.least[column] = least
        print(
            f"{technique_id:22} from {least:6.2f}: {np.mean(scores[is_shown] >= least):.2f} found, "
            f"{np.mean(scores[~is_shown] >= least):.2f} false, "
            f"{np.sum(talked >= least) / hours:.2f} an hour of talk",
            flush=True,
        )
    np.savez_compressed(FOLDER / f"{NAME}.npz", **model.arrays())


if __name__ == "__main__":
    main()
