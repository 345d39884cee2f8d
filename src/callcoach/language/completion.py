"""Owns how likely a sentence was cut off, by the words it ended with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from math import exp, fsum, log

from callcoach.language.lexicon import Lexicon, is_all_acknowledgement
from callcoach.language.text import tokens


def cut_off_chance(said: str, since_pause: str, lexicon: Lexicon) -> float | None:
    """Chance, 0 to 1, that who said this last had not finished; None where nothing tells.

    A logistic regression on the features of `ending_features`. Its weights are data per language,
    written by `scripts/fit_completion.py`, which says what they were fitted on; None for a
    language without them, and without words.

    Parameters
    ----------
    said
        The last words, a few seconds of them.
    since_pause
        Those of them that were said since the speaker's last pause.
    """
    weights = _weights(lexicon.code)
    if not weights or not tokens(said):
        return None
    features = ending_features(said, since_pause, lexicon)
    return 1 / (1 + exp(-fsum(weights[name] * value for name, value in features.items())))


def ending_features(said: str, since_pause: str, lexicon: Lexicon) -> Mapping[str, float]:
    """What the last words tell, by name; features that are 0 are left out.

    `bias`: always 1. `log_words`: natural logarithm of the number of words since the pause.
    `fillers`: 1 where the last word is one. Then 1 for one of these: `listening`, where all since
    the pause acknowledges, or the last word before fillers does; or the class of that word
    ("articles"), where it belongs to one of those that seldom end a sentence.
    """
    words = list(tokens(said))
    n_words = len(tokens(since_pause))
    features = {"bias": 1.0}
    if n_words > 1:
        features["log_words"] = log(n_words)
    while words and words[-1] in lexicon.fillers:
        features["fillers"] = 1.0
        words.pop()
    is_listening = bool(words) and words[-1] in lexicon.acknowledgements
    if is_listening or is_all_acknowledgement(since_pause, lexicon):
        features["listening"] = 1.0
    elif words:
        for name, members in lexicon.word_classes.items():
            if words[-1] in members:
                features[name] = 1.0
                break
    return features


def feature_names(lexicon: Lexicon) -> tuple[str, ...]:
    """All names that `ending_features` can give in a language."""
    return ("bias", "log_words", "fillers", "listening", *lexicon.word_classes)


@cache
def _weights(code: str) -> Mapping[str, float]:
    """The weights of a language by name of the feature, empty where there are none."""
    file = resources.files("callcoach.language") / "data" / "completion" / f"{code}.toml"
    if not code or not file.is_file():
        return {}
    return {name: float(value) for name, value in tomllib.loads(file.read_text("utf-8")).items()}
