"""Which calls need a person: each reason at its threshold and not below it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace as Row
from typing import Any

import pytest

from callcoach.settings import OverviewSettings
from callcoach.store.triage import Judged, Verdict, triage

MEASURES = {"talk_overs": 0.0, "talk_overs_low": 0.0, "talk_overs_high": 0.0}
QUIET = Judged(MEASURES, (), (), (), (), {"negative_wording": "Wording that pushes back"})
SETTINGS = OverviewSettings()


def said(technique: str, *at_s: float) -> list[Any]:
    return [Row(technique=technique, start_s=s) for s in at_s]


def over(*at_s: float, overlap_s: float = 1.0) -> list[Any]:
    return [Row(is_talk_over=True, start_s=s, overlap_s=overlap_s) for s in at_s]


def vent(start_s: float, **answers: float) -> Any:
    none = dict.fromkeys(("acknowledged_s", "apologised_s", "option_s"))
    return Row(start_s=start_s, end_s=start_s + 20, **{**none, **answers})


def finding(name: str, severity: int, start_s: float = 10.0, end_s: float = 12.0) -> Any:
    return Row(finding=name, kind="coach", severity=severity, start_s=start_s, end_s=end_s)


def verdict(**parts: Any) -> Verdict:
    return triage(replace(QUIET, **parts), SETTINGS)


def test_a_quiet_call_is_fine_and_one_that_was_not_judged_is_not() -> None:
    assert verdict() == Verdict("fine")
    assert verdict(measures={**MEASURES, "talk_overs": None}) == Verdict("unjudged")


def counted(low: int) -> dict[str, float]:
    return {"talk_overs": low + 1.0, "talk_overs_low": low, "talk_overs_high": low + 3.0}


REASONS: dict[str, tuple[dict[str, Any], dict[str, Any], str, float]] = {
    "abuse": (
        {"moments": said("abuse", 50, 30)},
        {"moments": said("abuse", 30)},
        "Abusive words of the customer twice, no boundary was heard",
        30,
    ),
    "abuse with a boundary": (
        {"moments": said("abuse", 30, 50) + said("boundary", 60)},
        {"moments": said("boundary", 60)},
        "Abusive words of the customer twice, a boundary was set",
        30,
    ),
    "a complaint talked over": (
        {"vents": [vent(10, option_s=5)], "incursions": over(3, 12, 29)},
        {"vents": [vent(10, option_s=5)], "incursions": over(3, 12, 30)},
        "The agent talked over one complaint twice",
        12,
    ),
    "complaints without an answer": (
        {"vents": [vent(10), vent(90)]},
        {"vents": [vent(10), vent(90, apologised_s=4)]},
        "2 complaints, and no acknowledgement, apology or way on was found",
        10,
    ),
    "many talk-overs": (
        {"measures": counted(6), "incursions": over(7, 9)},
        {"measures": counted(5), "incursions": over(7, 9)},
        "The agent talked over the customer 7 times (6-9)",
        7,
    ),
    "a very long talk-over": (
        {"incursions": over(7) + over(80, overlap_s=4.2)},
        {"incursions": over(7) + over(80, overlap_s=3.9)},
        "The agent talked over the customer for 4.2 s",
        80,
    ),
    "left alone": (
        {"findings": [finding("dead_air", 1, 20, 115)]},
        {"findings": [finding("dead_air", 1, 20, 109)]},
        "Nobody spoke for 95 s, and no announcement was found",
        20,
    ),
    "harsh wordings": (
        {"moments": said("blaming", 9, 8) + said("arguing", 70, 71) + said("jargon", 1)},
        {"moments": said("blaming", 9, 8) + said("arguing", 70) + said("jargon", 1)},
        "Wordings that push back 4 times",
        8,
    ),
}


@pytest.mark.parametrize(("enough", "too_little", "why", "start_s"), REASONS.values(), ids=REASONS)
def test_a_reason_holds_from_its_threshold_on(
    enough: dict[str, Any], too_little: dict[str, Any], why: str, start_s: float
) -> None:
    assert verdict(**enough) == Verdict("person", why, start_s)
    assert verdict(**too_little).triage == "fine"


def test_of_several_reasons_the_weightiest_is_told() -> None:
    both = {**REASONS["harsh wordings"][0], "incursions": over(80, overlap_s=9)}
    assert verdict(**both).start_s == 80
    every = [*said("abuse", 1, 2), *said("blaming", 3, 4, 5, 6)]
    assert verdict(moments=every).why.startswith("Abusive words")


def test_a_call_is_to_learn_from_by_the_severity_of_what_was_found() -> None:
    found = [finding("fast_pace", 1), finding("negative_wording", 2, 44), finding("dead_air", 2)]
    worst = finding("monologue", 3, 90)
    assert verdict(findings=[*found, worst]) == Verdict("learn", "Long turn of the agent", 90)
    assert verdict(findings=found) == Verdict("learn", "Wording that pushes back", 44)
    assert verdict(findings=found[:1]) == Verdict("fine")
    stricter = OverviewSettings(learn_severity=1)
    assert triage(replace(QUIET, findings=found[:1]), stricter).why == "Fast pace"
