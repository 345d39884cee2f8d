"""What a new judgement changed is found whole: nothing that differs goes unnamed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from callcoach.coaching.differences import (
    JUDGED_AGAIN,
    Differences,
    ItemChange,
    ScoreChange,
    TechniqueChange,
    VersionChange,
    differences,
)
from callcoach.types.review import (
    Evidence,
    Finding,
    Promise,
    Review,
    Scorecard,
    ScorecardItem,
    Technique,
)

NOTHING = Differences((), None, (), (), (), (), (), False)
HEARD = Evidence("agent", 1.0, 2.0, "so sorry", "says sorry")


def item(item_id: str, answer: bool | None = True, **given: Any) -> ScorecardItem:
    weight, comment = given.pop("weight", 1.0), given.pop("comment", None)
    return ScorecardItem(item_id, weight, answer, (), None, comment, **given)


def card(*items: ScorecardItem, score: float | None = 100.0, **given: Any) -> Scorecard:
    version = given.pop("version", "c-1")
    return Scorecard(version, items, score, {}, "Card", 2.0, 4.0, **given)


def finding(finding_id: str, start_s: float, title: str = "A title") -> Finding:
    return Finding(finding_id, "coach", 1, start_s, start_s + 2, title, "Detail.", "Try.", (HEARD,))


def technique(technique_id: str, count: int | None, *evidence: Evidence) -> Technique:
    return Technique(technique_id, technique_id, count, evidence)


@pytest.fixture
def before(drafts: Any) -> Review:
    draft: Review = drafts.empty()
    made = replace(draft.provenance, versions={"callcoach": "0.1.0", "pack en": "en-1"})
    return replace(
        draft,
        provenance=made,
        techniques=(technique("apology", 1, HEARD), technique("empathy", 0)),
        findings=(finding("talk_over", 10.0), finding("talk_over", 30.0), finding("pace", 0.0)),
        scorecard=card(item("greets"), item("solved", None)),
        promises=(Promise(5.0, "call you", "by friday"),),
    )


def test_the_same_review_differs_in_nothing(before: Review) -> None:
    found = differences(before, before)
    assert found == NOTHING
    assert found.is_empty
    slower = replace(before.provenance, stages_s={"coaching": 9.0})
    assert differences(before, replace(before, provenance=slower)).is_empty


def test_versions_that_changed_came_or_went(before: Review) -> None:
    versions = {"callcoach": "0.1.0", "pack en": "en-2", "scorecard en": "en-1"}
    now = replace(before, provenance=replace(before.provenance, versions=versions))
    assert differences(before, now) == replace(
        NOTHING,
        versions=(
            VersionChange("pack en", "en-1", "en-2"),
            VersionChange("scorecard en", None, "en-1"),
        ),
    )
    assert differences(now, before).versions[1] == VersionChange("scorecard en", "en-1", None)


def test_another_release_or_other_settings_are_told(before: Review) -> None:
    def marked(review: Review, mark: str) -> Review:
        made = review.provenance
        versions = {**made.versions, JUDGED_AGAIN: mark}
        return replace(review, provenance=replace(made, versions=versions))

    same = marked(before, "0.1.0, settings 0")
    assert differences(before, same) == NOTHING
    later = marked(same, "0.2.0, settings 7")
    change = VersionChange("judged by callcoach", "0.1.0, settings 0", "0.2.0, settings 7")
    for earlier in (before, same):
        assert differences(earlier, later) == replace(NOTHING, versions=(change,))


def test_a_score_that_changed_or_came(before: Review) -> None:
    now = replace(before, scorecard=replace(before.scorecard, score=40.0))
    found = differences(before, now)
    assert found == replace(NOTHING, score=ScoreChange(before.scorecard, now.scorecard))
    none = replace(before, scorecard=None)
    assert differences(none, before) == replace(NOTHING, score=ScoreChange(None, before.scorecard))
    assert differences(before, none).score == ScoreChange(before.scorecard, None)


def test_answers_that_changed_items_that_came_and_went(before: Review) -> None:
    now_card = card(item("solved", True), item("listens"), version="c-2")
    now = replace(before, scorecard=now_card)
    assert before.scorecard is not None
    greets, solved = before.scorecard.items
    assert differences(before, now).items == (
        ItemChange(solved, now_card.items[0]),
        ItemChange(None, now_card.items[1]),
        ItemChange(greets, None),
    )
    assert not differences(before, now).is_card_unmarked


def test_a_card_that_asks_otherwise_under_the_same_version_is_told(before: Review) -> None:
    weighed = card(item("greets", weight=3.0), item("solved", None))
    found = differences(before, replace(before, scorecard=weighed))
    assert found.is_card_unmarked
    assert [(one.before.weight, one.now.weight) for one in found.items] == [(1.0, 3.0)]
    marked = replace(weighed, version="c-2")
    assert not differences(before, replace(before, scorecard=marked)).is_card_unmarked


def test_an_item_that_is_asked_now_is_a_change_though_still_open(before: Review) -> None:
    aside = card(item("greets"), item("solved", None, is_asked=False))
    found = differences(replace(before, scorecard=aside), before)
    assert [one.now.id for one in found.items if one.now] == ["solved"]


def test_counts_that_changed_and_techniques_that_came_and_went(before: Review) -> None:
    now = replace(before, techniques=(technique("empathy", None), technique("juggling", 2)))
    assert before.techniques is not None
    assert now.techniques is not None
    apology, empathy = before.techniques
    assert differences(before, now).techniques == (
        TechniqueChange(empathy, now.techniques[0]),
        TechniqueChange(None, now.techniques[1]),
        TechniqueChange(apology, None),
    )


def test_findings_that_came_and_went(before: Review) -> None:
    came = finding("jargon", 50.0)
    now = replace(before, findings=(came, *before.findings[1:]))
    assert differences(before, now) == replace(NOTHING, came=(came,), went=(before.findings[0],))


def test_a_finding_that_moved_is_the_same_one_told_otherwise(before: Review) -> None:
    moved = finding("pace", 4.0)
    now = replace(before, findings=(moved, *before.findings[:2]))
    assert differences(before, now) == replace(NOTHING, others=("findings",))
    reordered = replace(before, findings=before.findings[::-1])
    assert differences(before, reordered) == NOTHING


def test_each_of_many_of_one_kind_is_matched_by_its_start_first(before: Review) -> None:
    fewer = replace(before, findings=before.findings[1:])
    assert differences(before, fewer) == replace(NOTHING, went=(before.findings[0],))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"promises": ()}, "promises"),
        ({"promises": None}, "promises"),
        ({"n_findings_left_out": 3}, "n_findings_left_out"),
        ({"techniques": (technique("apology", 1), technique("empathy", 0))}, "techniques"),
        ({"scorecard": card(item("greets", comment="x"), item("solved", None))}, "scorecard"),
        ({"scorecard": card(item("greets"), item("solved", None), notices=("x",))}, "scorecard"),
        ({"scorecard": card(item("greets", why="x"), item("solved", None))}, "scorecard"),
        ({"pitch": {}}, "pitch"),
    ],
)
def test_what_has_no_line_of_its_own_is_named(
    before: Review, change: dict[str, Any], name: str
) -> None:
    assert differences(before, replace(before, **change)) == replace(NOTHING, others=(name,))
