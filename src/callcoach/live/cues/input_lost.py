"""Owns the cue that an input gives no sound."""

from __future__ import annotations

from callcoach.types.call import Party
from callcoach.types.cues import Crossing
from callcoach.types.live import CaptureEvent

WHOSE = {"agent": "your microphone", "customer": "the customer's sound", "unknown": "an input"}


def input_lost(event: CaptureEvent, party: Party) -> Crossing:
    """The crossing for an input that is `lost`, gives `no_signal`, or for a computer that `slept`.

    Raises
    ------
    ValueError
        If the event is of another kind, of which nobody is to be told.
    """
    whose = WHOSE[party]
    texts = {
        "lost": f"No sound comes from {whose}: check the plug.",
        "no_signal": f"Only silence from {whose}: is it muted?",
        "slept": f"The computer slept for {event.lost_s:.0f} s: not heard.",
    }
    if event.kind not in texts:
        allowed = ", ".join(texts)
        raise ValueError(f"nobody is told of an event of kind {event.kind!r}; of these: {allowed}")
    return Crossing(
        "input_lost",
        at_s=event.at_s,
        heard_at_s=event.at_s,
        severity=3,
        text=texts[event.kind],
        evidence={"what": event.kind, "party": party, "lost_s": event.lost_s, "why": event.why},
    )
