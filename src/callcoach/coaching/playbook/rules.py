"""Owns what a playbook pack holds: techniques, and the words of a language that they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from callcoach.coaching.text.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Rule:
    """One technique of a pack.

    `patterns` are searched in the match form of what `party` said; a match counts unless one of
    `unless` matches words that overlap it. `examples` are sentences that show it: what is said
    much like one counts too, unless it is still more like one of `near_misses`. `shows` says in
    words what a match shows. `title` heads the finding that a hit makes, praise or, in the group
    "avoid", coaching; None: none.
    """

    id: str
    name: str
    group: str
    what: str
    why: str
    party: str
    position: str
    judge: str
    not_judged: str
    shows: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    say_instead: str | None
    title: str | None
    severity: int
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()

    @property
    def is_to_avoid(self) -> bool:
        """Whether the technique is one that an agent does better without."""
        return self.group == "avoid"


@dataclass(frozen=True, slots=True)
class Pack:
    """A playbook: techniques, and the words of a language that they rest on.

    `expand` turns a written form into the one that patterns use ("i'm": "i am"). `opening_s` and
    `closing_s` are how long, from the first and up to the last word, the call opens and closes.
    `announcements` are phrases that announce a silence. `promises` have a group `due`, and may have
    `by` (who) and `action`. `done` are acts that the agent says are over, unless `not_done` matches
    too; `wants` is how a customer says what they want; `names` have a group `name`: the agent's.
    `text_model` names the fitted model that is asked beside the patterns, None for none; `classes`
    and `endings` say how it reads words, as in `text_features.word_forms`. `asks_all`: whether what
    it finds less surely counts too.
    """

    version: str
    language: str
    opening_s: float
    closing_s: float
    stop_words: frozenset[str]
    announcements: tuple[Pattern, ...]
    promises: tuple[Pattern, ...]
    expand: Mapping[str, tuple[str, ...]]
    techniques: tuple[Rule, ...]
    text_model: str | None = None
    classes: Mapping[str, Pattern] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    done: tuple[Pattern, ...] = ()
    not_done: tuple[Pattern, ...] = ()
    wants: tuple[Pattern, ...] = ()
    names: tuple[Pattern, ...] = ()
    asks_all: bool = False

    def __hash__(self) -> int:
        return hash((self.version, self.language))

    def asking(self, text_model: str) -> Pack:
        """The pack with its text model off, asked for what it finds surely, or for all."""
        named = None if text_model == "off" else self.text_model
        return replace(self, text_model=named, asks_all=text_model == "all")

    def rule(self, technique_id: str) -> Rule | None:
        """The technique of that id, None where the pack has none."""
        return next((rule for rule in self.techniques if rule.id == technique_id), None)
