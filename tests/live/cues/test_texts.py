"""What cues say, and what is told of a lost input."""

from __future__ import annotations

import pytest

from callcoach.live.cues import texts
from callcoach.live.cues.input_lost import input_lost
from callcoach.types.call import Party
from callcoach.types.live import CaptureEvent, CaptureKind


def told(kind: CaptureKind, party: Party, lost_s: float = 0.0) -> str:
    return input_lost(CaptureEvent(kind, 0, 12.5, lost_s, "unplugged"), party).text


@pytest.mark.parametrize(
    ("kind", "party", "text"),
    [
        ("lost", "agent", "No sound comes from your microphone: check the plug."),
        ("no_signal", "agent", "Only silence from your microphone: is it muted?"),
        ("no_signal", "customer", "Only silence from the customer's sound: is it muted?"),
        ("slept", "unknown", "The computer slept for 61 s: not heard."),
    ],
)
def test_a_lost_input_says_what_to_do(kind: CaptureKind, party: Party, text: str) -> None:
    assert told(kind, party, 61.2) == text


def test_what_is_known_of_the_loss_is_kept() -> None:
    crossing = input_lost(CaptureEvent("lost", 1, 12.5, 3.0, "unplugged"), "customer")
    assert (crossing.kind, crossing.at_s, crossing.severity) == ("input_lost", 12.5, 3)
    assert crossing.evidence == {
        "what": "lost", "party": "customer", "lost_s": 3.0, "why": "unplugged",
    }  # fmt: skip


def test_nobody_is_told_of_what_is_well() -> None:
    with pytest.raises(ValueError, match=r"recovered.*lost, no_signal, slept"):
        told("recovered", "agent")


def test_every_text_fits_on_a_line() -> None:
    said = [texts.TALK_OVER, texts.PACE, texts.RAISED]
    said += [texts.dead_air(8), texts.dead_air(600), texts.monologue(60), texts.monologue(3600)]
    for party in ("agent", "customer", "unknown"):
        said += [told(kind, party, 36_000) for kind in ("lost", "no_signal", "slept")]
    assert [each for each in said if len(each) > texts.TEXT_MOST] == []
