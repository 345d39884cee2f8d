"""What a new judgement changed is told in plain words, with the reason."""

from __future__ import annotations

from dataclasses import replace

from callcoach.coaching.differences import (
    Differences,
    ItemChange,
    ScoreChange,
    TechniqueChange,
    VersionChange,
)
from callcoach.report.difference_lines import difference_lines
from callcoach.types.review import Finding, Scorecard, ScorecardItem, Technique

NONE = Differences((), None, (), (), (), (), (), False)
ITEM = ScorecardItem(
    "lets_finish", 2.0, True, (), None, None, why="0; asked: at most 1", automatic=True
)
OPEN = replace(ITEM, answer=None, why="too close to call: 2 (1-4); asked: at most 2")
CARD = Scorecard("en-1", (ITEM,), 71.6, {}, "Card", 8.0, 10.0)


def test_nothing_changed_is_no_line() -> None:
    assert difference_lines(NONE) == ()


def test_versions_and_score() -> None:
    found = replace(
        NONE,
        versions=(VersionChange("pack en", "en-1", "en-2"), VersionChange("card", None, "c-1")),
        score=ScoreChange(CARD, replace(CARD, score=None, answered_weight=4.0)),
        is_card_unmarked=True,
    )
    assert difference_lines(found) == (
        "pack en: en-1 -> en-2",
        "card: none -> c-1",
        "the scorecard was changed without a new version; give it one",
        "score: 72 (80 % answered) -> none (40 % answered)",
    )
    gone = replace(NONE, score=ScoreChange(CARD, None))
    assert difference_lines(gone) == ("score: 72 (80 % answered) -> no scorecard",)
    empty = replace(CARD, score=None, answered_weight=0.0, asked_weight=0.0)
    nothing = replace(NONE, score=ScoreChange(empty, CARD))
    assert difference_lines(nothing) == ("score: none (0 % answered) -> 72 (80 % answered)",)


def test_an_answer_that_changed_says_why() -> None:
    by_person = replace(ITEM, answer=False, overridden_by="Dana", comment="twice")
    aside = replace(OPEN, is_asked=False, why="not asked: no complaint was heard")
    changes = (
        ItemChange(ITEM, OPEN),
        ItemChange(OPEN, by_person),
        ItemChange(ITEM, aside),
        ItemChange(ITEM, replace(ITEM, weight=2.5)),
        ItemChange(None, ITEM),
        ItemChange(ITEM, None),
    )
    assert difference_lines(replace(NONE, items=changes)) == (
        "item lets_finish: yes -> open; too close to call: 2 (1-4); asked: at most 2",
        "item lets_finish: open -> no; answered by Dana: twice",
        "item lets_finish: yes -> not asked; not asked: no complaint was heard",
        "item lets_finish: weight 2 -> 2.5",
        "item lets_finish: new -> yes; 0; asked: at most 1",
        "item lets_finish: yes -> no such item any more",
    )


def test_techniques_findings_and_the_rest() -> None:
    unjudged = Technique("apology", "Apology", None, (), {"count": "no transcript"})
    finding = Finding("pace", "coach", 1, 65.0, 70.0, "You sped up", "", None, ())
    found = replace(
        NONE,
        techniques=(
            TechniqueChange(Technique("apology", "Apology", 2, ()), unjudged),
            TechniqueChange(None, Technique("juggling", "Juggling", 1, ())),
            TechniqueChange(Technique("closing", "Closing", 0, ()), None),
        ),
        came=(finding,),
        went=(replace(finding, title="You spoke slowly", start_s=5.0),),
        others=("promises", "note"),
    )
    assert difference_lines(found) == (
        "technique apology: 2 -> not judged (no transcript)",
        "technique juggling: not in the pack -> 1",
        "technique closing: 0 -> not in the pack",
        "finding came: You sped up (1:05)",
        "finding went: You spoke slowly (0:05)",
        "other words or moments: promises and note",
    )
