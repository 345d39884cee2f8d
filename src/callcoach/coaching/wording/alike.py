"""Owns the hits of the text model: passages that are said much like a pack's examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np

from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.text.text_features import features, word_forms
from callcoach.coaching.text.text_model import Scores, TextModel, Vector, cosine, fitted_text_model
from callcoach.coaching.wording.hit import Hit
from callcoach.coaching.wording.passages import Passage, passages
from callcoach.coaching.wording.sayings import Saying, sayings
from callcoach.language import lexicon, tokens
from callcoach.types.call import Party
from callcoach.types.words import Transcript, Utterance


def alike_hits(said: Sequence[Saying], pack: Pack) -> Mapping[str, Sequence[Hit]]:
    """The passages that show a technique by the pack's text model, by the technique's id.

    Of passages that overlap the one with the highest score counts. What a customer says is not
    asked for an agent's technique, nor the other way round. The model must be as sure as in whole
    calls it should be, unless the pack `asks_all`.
    """
    if pack.text_model is None:
        return {}
    model = fitted_text_model(pack.text_model)
    least = model.least if pack.asks_all else model.sure
    of_party = {rule.id: rule.party for rule in pack.techniques}
    found: dict[str, list[Hit]] = {}
    for saying in said:
        every = passages(saying)
        if not every:
            continue
        over = model.scores([features_of(each.text, pack) for each in every]) - least
        for column, technique_id in enumerate(model.ids):
            if of_party.get(technique_id) == saying.party and over[:, column].max() > 0:
                found.setdefault(technique_id, []).extend(_best(saying, every, over[:, column]))
    return found


def nearest_example(technique_id: str, words: str, pack: Pack) -> str:
    """The example of a technique that shares most with some words in match form, by single words
    and how rare they are."""
    assert pack.text_model is not None, "a pack without a text model has no examples"
    model = fitted_text_model(pack.text_model)
    asked = _single(word_forms(words, pack.classes, pack.endings), model)
    known = _examples(pack, technique_id)
    likeness = [cosine(asked, vector) for _, vector in known]
    return known[likeness.index(max(likeness))][0]


@cache
def _examples(pack: Pack, technique_id: str) -> tuple[tuple[str, Vector], ...]:
    """The sentences that show a technique, of those that the pack's model was fitted to."""
    assert pack.text_model is not None
    model = fitted_text_model(pack.text_model)
    found = []
    for is_shown, said in labelled(pack.text_model, technique_id):
        if is_shown:
            words = (word for token in tokens(said) for word in pack.expand.get(token, (token,)))
            forms = word_forms(" ".join(words), pack.classes, pack.endings)
            found.append((said, _single(forms, model)))
    return tuple(found)


def _single(forms: Sequence[str], model: TextModel) -> Vector:
    return model.vector(Counter(forms))


def labelled(name: str, technique_id: str) -> tuple[tuple[bool, str], ...]:
    """The labelled sentences of a technique that come with a pack, and whether each shows it."""
    folder = resources.files("callcoach.coaching") / "packs" / name
    lines = [
        line.split("\t")
        for file in sorted(folder.iterdir(), key=lambda each: each.name)
        if file.name.split(".")[0] == technique_id
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return tuple((sign == "+", said) for sign, said, *_ in lines)


def sayings_of(text: str, pack: Pack) -> tuple[Saying, ...]:
    """A text as what somebody said: one saying, or none where it holds no word."""
    utterance: Utterance[Party] = Utterance("agent", 0.0, 1.0, text)
    said = Transcript("text", None, {}, (utterance,))
    return sayings(said, pack.expand, lexicon(pack.language))


def features_of(text: str, pack: Pack) -> Counter[str]:
    """The features of a passage, its words read as the pack says."""
    return features(word_forms(text, pack.classes, pack.endings))


def _best(saying: Saying, every: Sequence[Passage], over: Scores) -> Iterator[Hit]:
    """The passages over the least score, none of which overlap, the highest taken first."""
    taken: list[Passage] = []
    for i in np.argsort(-over, kind="stable"):
        passage = every[i]
        if over[i] <= 0:
            return
        if all(passage.end <= other.start or other.end <= passage.start for other in taken):
            taken.append(passage)
            first, last = saying.pieces_of(passage.start, passage.end)
            place = (first, last, passage.start, passage.end)
            yield Hit(saying, *place, passage.text, is_alike=True)
