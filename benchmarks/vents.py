"""Prints how complaint runs, the order of their answers, and promises are found in whole calls.

    python benchmarks/vents.py [--show]

`benchmarks/sentences/calls/` holds written calls, each line labelled with what it shows, by authors
who have not seen the playbook. Lines follow each other without overlap, so this is about words. A
complaint run is right where a line in it is labelled as a complaint; an order where the labels give
the same; a promise where its line is labelled as a follow-up or a next step with a time. Two ways:
the playbook's patterns alone, and with what its text model finds surely.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass

from callcoach.coaching.vents import ACKNOWLEDGING, APOLOGISING, LOOKED_FOR_S, OFFERING
from callcoach.pipeline import judge_timeline
from callcoach.settings import Settings, with_values
from callcoach.types.review import Review, Vent
from wording_calls import FOLDER, Line, lines_of

WORD_S, PAUSE_S = 0.35, 0.3
PROMISED = frozenset({"follow_up", "next_step_with_time"})


@dataclass(frozen=True)
class Timed:
    """A line with its times."""

    line: Line
    start_s: float
    end_s: float


def timed(lines: list[Line]) -> list[Timed]:
    """The lines one after the other."""
    at_s, found = 0.5, []
    for line in lines:
        end_s = at_s + WORD_S * max(1, len(line.said.split()))
        found.append(Timed(line, round(at_s, 3), round(end_s, 3)))
        at_s = end_s + PAUSE_S
    return found


def reviewed(call: list[Timed], settings: Settings) -> Review:
    """The call as a timeline, judged."""
    utterances = [
        {"party": t.line.party, "start_s": t.start_s, "end_s": t.end_s, "text": t.line.said}
        for t in call
    ]
    end_s = call[-1].end_s + 1.0
    return judge_timeline(
        {"duration_s": end_s, "language": "en", "utterances": utterances}, settings
    )


def labelled_answers(
    call: list[Timed], vent: Vent, later_s: list[float]
) -> tuple[float | None, float | None]:
    """When a run was acknowledged (or apologised for) and offered a way on, by the labels."""
    limit_s = min([vent.end_s + LOOKED_FOR_S, *later_s])

    def first_s(ids: tuple[str, ...]) -> float | None:
        starts_s = (
            t.start_s
            for t in call
            if t.line.party == "agent"
            and t.line.shows & frozenset(ids)
            and vent.start_s <= t.start_s < limit_s
        )
        return min(starts_s, default=None)

    return first_s((*ACKNOWLEDGING, *APOLOGISING)), first_s(OFFERING)


def labelled_order(call: list[Timed], vent: Vent, later_s: list[float]) -> str | None:
    """The order of a run's answers by the labels; None where one is missing."""
    acknowledged_s, option_s = labelled_answers(call, vent, later_s)
    if acknowledged_s is None or option_s is None:
        return None
    return "acknowledged_first" if acknowledged_s <= option_s else "solved_first"


def count(call: list[Timed], review: Review, counts: Counter[str], *, show: bool) -> None:
    """Adds one call."""
    vents = review.vents or ()
    for vent in vents:
        inside = [t for t in call if t.start_s < vent.end_s and t.end_s > vent.start_s]
        is_right = any("complaint" in t.line.shows for t in inside if t.line.party == "customer")
        counts["runs right" if is_right else "runs false"] += 1
        later = [other.start_s for other in vents if other.start_s > vent.start_s]
        told = labelled_order(call, vent, later)
        if vent.order is None and vent.option_s is not None:
            is_right = labelled_answers(call, vent, later)[0] is None
            counts[f"no acknowledgement {'right' if is_right else 'though labelled'}"] += 1
        if vent.order is not None:
            counts[f"order {'right' if vent.order == told else 'not as labelled'}"] += 1
        elif told is not None:
            counts["order missed"] += 1
    complaints = [t for t in call if "complaint" in t.line.shows and t.line.party == "customer"]
    counts["complaint lines"] += len(complaints)
    counts["complaint lines in a run"] += sum(
        any(vent.start_s < t.end_s and t.start_s < vent.end_s for vent in vents) for t in complaints
    )
    counts.update(finding.id for finding in review.findings if finding.id in NAMES)
    promised = [t for t in call if t.line.shows & PROMISED]
    hit: set[float] = set()
    for promise in review.promises or ():
        (here,) = [t for t in call if t.start_s <= promise.start_s < t.end_s]
        hit.add(here.start_s)
        is_right = bool(here.line.shows & PROMISED)
        counts["promises right" if is_right else "promises not so labelled"] += 1
        if show:
            print("   ", "right" if is_right else "FALSE", "|", promise.due, "|", promise.text)
    counts["promise lines"] += len(promised)
    counts["promise lines found"] += sum(t.start_s in hit for t in promised)


NAMES = ("acknowledged_first", "solved_first", "no_acknowledgement")


def main() -> None:
    """Prints both ways."""
    parser = argparse.ArgumentParser(description="Vents and promises in written calls.")
    parser.add_argument("--show", action="store_true", help="each promise")
    show = parser.parse_args().show
    calls = [timed(lines_of(path)) for path in sorted(FOLDER.glob("*.tsv"))]
    for name, way in (("patterns alone", "off"), ("with the text model", "sure")):
        settings = with_values(Settings(), {"coaching": {"text_model": way}})
        counts: Counter[str] = Counter()
        for call in calls:
            count(call, reviewed(call, settings), counts, show=show)
        print(f"{name}, {len(calls)} calls")
        for key in sorted(counts):
            print(f"  {key:28} {counts[key]:4}")


if __name__ == "__main__":
    main()
