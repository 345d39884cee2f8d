"""Owns the check of the sound inputs, which only live monitoring needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from callcoach.audio.inputs import sound_inputs
from callcoach.errors import SoundInputUnavailable
from callcoach.types.checks import Check
from callcoach.words.child import run_child

ANSWER_S = 15.0
"""A sound system that takes longer to list its inputs hangs. Chosen by us."""

_ASK = "from callcoach.doctor import microphones; microphones.tell_inputs()"

_NAMES_MOST = 3


def inputs() -> Iterator[Check]:
    """Which inputs there are, asked in a child process, which a sound system may hang."""
    item = "sound input"
    end = run_child(_ASK, within_s=ANSWER_S)
    if end.how != "done":
        advice = "not needed to review recordings; for live use, restart the sound system"
        yield Check(item, "fails", f"the sound system gives no answer ({end.why})", advice)
        return
    told = json.loads(end.out.splitlines()[-1])
    names = [f"{each['name']} ({each['host']})" for each in told.get("inputs", ())]
    if "why" in told:
        found, _, advice = told["why"].partition("; ")
        yield Check(item, "fails", f"{found}; only live monitoring needs it", advice)
    elif not names:
        found = "no microphone; only live monitoring needs one"
        yield Check(item, "not_needed", found)
    else:
        more = f" and {len(names) - _NAMES_MOST} more" if len(names) > _NAMES_MOST else ""
        yield Check(item, "works", f"{', '.join(names[:_NAMES_MOST])}{more}")


def tell_inputs() -> None:
    """Prints the inputs; for the child process of `inputs`."""
    try:
        told: dict[str, object] = {"inputs": [asdict(each) for each in sound_inputs()]}
    except SoundInputUnavailable as error:
        told = {"why": str(error)}
    print(json.dumps(told), flush=True)
