"""How many natural conversations the triage of the overview would hand to a person.

    python benchmarks/triage.py --data FOLDER

FOLDER holds switchboard-dialog-acts.csv.gz: telephone calls of strangers who chat, with times of
words. Those of even number are judged as timelines, each side once as the agent. Nobody in them
complains to anybody, so hardly one should need a person. Prints the classes for each
`overview.learn_severity`, and the reasons of those that need one.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import callcoach
from callcoach.settings import OverviewSettings
from callcoach.store import Store
from callcoach.store.overview import overview_of
from turn_taking.switchboard import FILE, Call, calls_in

PAUSE_S = 0.5
"""Words with a longer pause between are two utterances."""


def main() -> None:
    """Prints a line for each severity, then the reasons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    calls = [call for call in calls_in(parser.parse_args().data / FILE) if not call.is_odd]
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "one.db") as store:
        for call in calls:
            for agent in (0, 1):
                review = callcoach.judge_timeline(timeline(call, agent))
                own = replace(review.call, id=f"{call.name}-{agent}")
                store.add(replace(review, call=own))
        for severity in (1, 2, 3):
            found = overview_of(store, OverviewSettings(learn_severity=severity)).calls
            print(f"learn_severity {severity}: {dict(Counter(one.triage for one in found))}")
        for one in found:
            if one.triage == "person":
                print(f"  {one.id}: {one.why}")


def timeline(call: Call, agent: int) -> dict[str, Any]:
    """A conversation as a timeline in which one side is the agent."""
    said = [each for side in (0, 1) for each in _utterances(call, side, agent)]
    said.sort(key=lambda one: float(one["start_s"]))
    return {"duration_s": call.activity.duration_s, "utterances": said}


def _utterances(call: Call, side: int, agent: int) -> Iterator[dict[str, Any]]:
    words: list[dict[str, Any]] = []
    for each in (one for one in call.labels[side] if one.heard):
        if words and each.span.start_s - words[-1]["end_s"] > PAUSE_S:
            yield _utterance(words, side == agent)
            words = []
        span = each.span
        words.append({"start_s": span.start_s, "end_s": span.end_s, "text": each.heard})
    if words:
        yield _utterance(words, side == agent)


def _utterance(words: list[dict[str, Any]], is_agent: bool) -> dict[str, Any]:
    return {
        "party": "agent" if is_agent else "customer",
        "start_s": words[0]["start_s"],
        "end_s": words[-1]["end_s"],
        "text": " ".join(word["text"] for word in words),
        "words": words,
    }


if __name__ == "__main__":
    main()
