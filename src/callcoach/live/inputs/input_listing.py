"""Owns asking for the sound inputs from a child process, which a sound system may hang or end."""

from __future__ import annotations

import json
from dataclasses import asdict

from callcoach.audio.inputs import SoundInput, sound_inputs
from callcoach.errors import SoundInputUnavailable
from callcoach.words.child import run_child

ANSWER_S = 15.0
"""A sound system that takes longer to list its inputs hangs. Chosen by us."""

_ASK = "from callcoach.live.inputs import input_listing; input_listing.tell_inputs()"


def listed_inputs() -> tuple[SoundInput, ...]:
    """What `sound_inputs` gives, or an error where that would take us down or never end.

    Raises
    ------
    SoundInputUnavailable
        If PortAudio or its package is not installed, or the sound system refuses or hangs.
    """
    end = run_child(_ASK, within_s=ANSWER_S)
    if end.how != "done":
        raise SoundInputUnavailable(
            f"the sound system gives no answer ({end.why}); restart the sound system"
        )
    told = json.loads(end.out.splitlines()[-1])
    if "why" in told:
        raise SoundInputUnavailable(told["why"])
    return tuple(SoundInput(**each) for each in told["inputs"])


def tell_inputs() -> None:
    """Prints the inputs; for the child process of `listed_inputs`."""
    try:
        told: dict[str, object] = {"inputs": [asdict(each) for each in sound_inputs()]}
    except SoundInputUnavailable as error:
        told = {"why": str(error)}
    print(json.dumps(told), flush=True)
