"""Owns the findings about complaints: whether they were acknowledged before they were solved."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.coaching.findings.overlap_findings import NO_ADVICE
from callcoach.coaching.phrasing import clock, counted, seconds
from callcoach.coaching.vents import VentWindow
from callcoach.types.review import Evidence, Finding

SOON_S = 15.0
"""An acknowledgement this soon after a complaint is praised. Chosen by us."""

ADVICE = 'Say what you understood first: "I see: you were charged twice. Let me put that right."'


def vent_findings(windows: Sequence[VentWindow]) -> tuple[Finding, ...]:
    """Praise where a complaint was acknowledged soon and before a way on was offered; something to
    try where the acknowledgement came after; a note where none was found before."""
    found = (_acknowledged_first(windows), _solved_first(windows), _not_acknowledged(windows))
    return tuple(finding for finding in found if finding is not None)


def _acknowledged_first(windows: Sequence[VentWindow]) -> Finding | None:
    good = [
        (window, answer)
        for window in windows
        if window.vent.order == "acknowledged_first"
        and (answer := _acknowledgement(window)) is not None
        and answer.start_s - window.vent.end_s <= SOON_S
    ]
    if not good:
        return None
    window, answer = good[0]
    return Finding(
        id="acknowledged_first",
        kind="praise",
        severity=2,
        start_s=answer.start_s,
        end_s=answer.end_s,
        title="You acknowledged the complaint before you solved it",
        detail=(
            f"The customer complained at {clock(window.vent.start_s)}; you took it up at "
            f"{clock(answer.start_s)} and offered a way on at "
            f"{clock(window.answers['option'].start_s)}. The words tell what, the times when."
        ),
        advice=None,
        evidence=_moments(good),
        reasons=NO_ADVICE,
    )


def _solved_first(windows: Sequence[VentWindow]) -> Finding | None:
    late = [
        (window, window.answers["option"])
        for window in windows
        if window.vent.order == "solved_first"
    ]
    if not late:
        return None
    window, option = late[0]
    answer = _acknowledgement(window)
    assert answer is not None, "an order needs both"
    return Finding(
        id="solved_first",
        kind="coach",
        severity=1,
        start_s=window.vent.start_s,
        end_s=option.end_s,
        title="A way on came before the acknowledgement",
        detail=(
            f"The customer complained at {clock(window.vent.start_s)}. A way on was found in your "
            f"words at {clock(option.start_s)}, {_delay(answer, option)} before the first "
            "acknowledgement. It may have been said in words that are not known here."
        ),
        advice=ADVICE,
        evidence=_moments(late),
    )


def _not_acknowledged(windows: Sequence[VentWindow]) -> Finding | None:
    bare = [
        (window, window.answers["option"])
        for window in windows
        if "option" in window.answers and _acknowledgement(window) is None
    ]
    if not bare:
        return None
    window, option = bare[0]
    return Finding(
        id="no_acknowledgement",
        kind="note",
        severity=1,
        start_s=window.vent.start_s,
        end_s=option.end_s,
        title="No acknowledgement was heard before the solution",
        detail=(
            f"In {counted(len(bare), 'complaint')} a way on was found in your words, and no "
            f"acknowledgement or apology: the first began at {clock(window.vent.start_s)}, the way "
            f"on at {clock(option.start_s)}. Many ways to say it are not known here: it may have "
            "been said."
        ),
        advice=ADVICE,
        evidence=_moments(bare),
    )


def _acknowledgement(window: VentWindow) -> Evidence | None:
    """The first acknowledgement or apology, if one was found."""
    said = [
        window.answers[kind] for kind in ("acknowledged", "apologised") if kind in window.answers
    ]
    return min(said, key=lambda one: one.start_s, default=None)


def _delay(later: Evidence, earlier: Evidence) -> str:
    return seconds(later.start_s - earlier.start_s)


def _moments(pairs: Sequence[tuple[VentWindow, Evidence]]) -> tuple[Evidence, ...]:
    """The complaint and its answer, for each."""
    return tuple(one for window, answer in pairs for one in (window.complaint, answer))
