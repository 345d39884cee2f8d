"""Owns the words that a language's listeners, hesitations and agents' openings are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import groupby, product
from typing import Any

from callcoach.language.text import normalised, tokens


@dataclass(frozen=True, slots=True)
class PaceNorm:
    """What is usual in a language: syllables per word. Limits of pace are settings."""

    syllables_per_word: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases of one language in the normal form of `normalised`.

    `acknowledgements`: what a listener says without taking the floor ("mm hm", "i see").
    `assessments`: short reactions ("that's great", "oh no"). `lead_ins`: what may stand before
    either ("well"). `closings`: what listens only as the last words ("do they?"). `fillers`:
    hesitations ("um"). `word_classes`: words that seldom end a sentence, by their class
    ("articles"). `agent_openings`: phrases with which agents open calls; `caller_openings`: with
    which callers do. `pace` is None, and all sets are empty, where the language is not known.

    Made from these: `listening`, all of a listener's phrases; `covering`, those and lead-ins;
    `covering_words`, words in the longest phrase of all.
    """

    code: str
    acknowledgements: frozenset[str]
    assessments: frozenset[str]
    fillers: frozenset[str]
    agent_openings: frozenset[str]
    caller_openings: frozenset[str]
    pace: PaceNorm | None
    lead_ins: frozenset[str] = frozenset()
    closings: frozenset[str] = frozenset()
    word_classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    listening: frozenset[str] = field(init=False, repr=False)
    covering: frozenset[str] = field(init=False, repr=False)
    covering_words: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Kept, since unions of thousands of phrases take longer than all that is asked of them.
        listening = self.acknowledgements | self.assessments
        covering = listening | self.lead_ins
        longest = _longest(covering | self.closings | self.fillers)
        object.__setattr__(self, "listening", listening)
        object.__setattr__(self, "covering", covering)
        object.__setattr__(self, "covering_words", longest)

    @property
    def is_known(self) -> bool:
        """Whether there is data for this language at all."""
        return self.pace is not None


def lexicon(code: str) -> Lexicon:
    """The lexicon of a language code; regions are passed over ("en-GB" gives "en").

    A language without data gives an empty lexicon whose `is_known` is False: nothing in it is
    an acknowledgement, and nothing that rests on wording can be judged.
    """
    return _lexicon(base_code(code))


def known_languages() -> tuple[str, ...]:
    """Codes of the languages there is data for, sorted."""
    folder = resources.files("callcoach.language") / "data"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def is_all_acknowledgement(text: str, lexicon: Lexicon) -> bool:
    """Whether acknowledgements and assessments cover every word, and there is at least one.

    Fillers may stand between them ("um, okay") and lead-ins before them ("well, that's true").
    Fillers alone are no acknowledgement, and what ends in a lead-in ("yeah, but") is none: both
    may announce a turn. A word said twice in a row counts once ("that that's true").
    """
    words = [word for word, _ in groupby(tokens(text))]
    longest = lexicon.covering_words
    # Per number of words covered: whether the last phrase that is no filler is listening.
    reached: list[set[bool]] = [{False}, *(set[bool]() for _ in words)]
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - longest), end):
            phrase = " ".join(words[start:end])
            if phrase in lexicon.fillers:
                reached[end] |= reached[start]
            elif reached[start] and phrase in lexicon.covering:
                reached[end].add(phrase in lexicon.listening)
            elif reached[start] and phrase in lexicon.closings and end == len(words):
                reached[end].add(True)
        if not any(reached[max(0, end + 1 - longest) : end + 1]):
            return False  # no phrase is long enough to bridge what is not covered
    return True in reached[-1]


def is_only_begun(text: str, lexicon: Lexicon) -> bool:
    """Whether a text holds only fillers and words that seldom end a sentence ("um, so I")."""
    small = lexicon.fillers.union(*lexicon.word_classes.values())
    words = tokens(text)
    return bool(words) and small.issuperset(words)


def agent_opening_hits(text: str, code: str) -> int:
    """How many phrases of an agent opening a call the text holds, less those of a caller.

    0 for a language without data. Phrases that overlap each other count once.
    """
    known = lexicon(code)
    return phrase_count(text, known.agent_openings) - phrase_count(text, known.caller_openings)


def phrase_count(text: str, phrases: frozenset[str]) -> int:
    """How often phrases, in normal form, stand in a text: the longest first, none overlapping."""
    words = tokens(text)
    longest = _longest(phrases)
    count = at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((n for n in sizes if " ".join(words[at : at + n]) in phrases), 0)
        count += size > 0
        at += max(size, 1)
    return count


def base_code(code: str) -> str:
    """The language of a code with a region: "en" of "en-GB" and "en_US"."""
    return code.strip().lower().replace("_", "-").split("-")[0]


@cache
def language_data(code: str) -> Mapping[str, Any] | None:
    """The data file of a language as read, None where there is none."""
    if code not in known_languages():
        return None
    file = resources.files("callcoach.language") / "data" / f"{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _lexicon(code: str) -> Lexicon:
    data = language_data(code)
    if data is None:
        nothing: frozenset[str] = frozenset()
        return Lexicon(code, nothing, nothing, nothing, nothing, nothing, None)
    phrases, patterns = data["phrases"], data["patterns"]
    return Lexicon(
        code=code,
        acknowledgements=_phrases(phrases["acknowledgements"], patterns["acknowledgements"]),
        assessments=_phrases(phrases["assessments"], patterns["assessments"]),
        fillers=_phrases(phrases["fillers"]),
        agent_openings=_phrases(phrases["agent_openings"]),
        caller_openings=_phrases(phrases["caller_openings"]),
        pace=PaceNorm(**data["pace"]),
        lead_ins=_phrases(phrases["lead_ins"]),
        closings=_phrases((), patterns["closings"]),
        word_classes={name: _phrases(words) for name, words in data["words"].items()},
    )


def _phrases(listed: Iterable[str], patterns: Iterable[list[list[str]]] = ()) -> frozenset[str]:
    """The phrases, and those that the patterns make, in normal form."""
    slots = [[[normalised(part) for part in slot] for slot in pattern] for pattern in patterns]
    made = (" ".join(filter(None, parts)) for pattern in slots for parts in product(*pattern))
    return frozenset((*map(normalised, listed), *made))


@cache
def _longest(phrases: frozenset[str]) -> int:
    """Words in the longest phrase."""
    return max((phrase.count(" ") + 1 for phrase in phrases), default=0)
