"""The check before a call says what to do, and takes a silent customer for what it may be."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.live.inputs.level_check import checked, judged
from callcoach.live.inputs.loudness_heard import LevelSeen
from callcoach.types.live import Captured, CaptureEvent

RATE_HZ = 16000


def tone(peak_dbfs: float, seconds: float = 0.5) -> np.ndarray:
    size = 32768 * 10 ** (peak_dbfs / 20)
    wave = size * np.sin(2 * np.pi * np.arange(round(seconds * RATE_HZ)) / 16)
    return np.clip(np.round(wave), -32768, 32767).astype(np.int16)


def captured(agent: np.ndarray, customer: np.ndarray, *events: CaptureEvent) -> Captured:
    return Captured(np.stack([agent, customer]), events)


ZEROS = np.zeros(RATE_HZ // 2, np.int16)


@pytest.mark.parametrize(
    ("peak_dbfs", "verdict"), [(-52, "quiet"), (-36.5, "quiet"), (-35.5, "fine"), (-3, "fine")]
)
def test_the_quiet_are_told(peak_dbfs: float, verdict: str) -> None:
    check = judged([captured(tone(peak_dbfs), tone(peak_dbfs))], RATE_HZ)
    assert check.agent is not None
    assert check.customer is not None
    assert (check.agent.verdict, check.customer.verdict) == (verdict, verdict)
    assert check.agent.level.peak_dbfs == pytest.approx(peak_dbfs, abs=0.06)  # half a step of 82
    assert len(check.lines) == (2 if verdict == "quiet" else 0)


def test_each_verdict_says_what_to_do() -> None:
    quiet, loud = LevelSeen(-52.0, -60.0), LevelSeen(0.0, -3.0, full_share=0.0312)
    zeros = LevelSeen(-120.0, -120.0, is_zero=True)
    gone = LevelSeen(None, None, why_not="it is not there any more")
    assert checked("agent", LevelSeen(-9.6, -30.0)).advice == (
        "The agent's microphone is fine (peak -10 dBFS)"
    )
    assert checked("agent", quiet).advice == (
        "The agent's microphone is very quiet (peak -52 dBFS): say a few words; if it stays so, "
        "move it closer or raise its level"
    )
    assert checked("agent", loud).advice == (
        "The agent's microphone is too loud (3.1 % of its samples are at full scale): lower its "
        "level or move it away"
    )
    assert checked("agent", zeros).advice == (
        "The agent's microphone gives only zeros: it is muted, or the system does not let "
        "programs record; see callcoach devices"
    )
    assert checked("customer", zeros).advice.startswith(
        "The customer's side gives only zeros: fine while nothing plays yet;"
    )
    assert checked("customer", gone).advice == (
        "The customer's side gives nothing (it is not there any more); see callcoach devices"
    )


def test_a_click_at_full_scale_is_not_clipping() -> None:
    few, many = tone(-6), tone(-6)
    few[:8] = 32767  # 0.1 % of 8000 samples
    many[:9] = -32768
    assert judged([captured(few, many)], RATE_HZ).agent.verdict == "fine"
    assert judged([captured(few, many)], RATE_HZ).customer.verdict == "clipped"


def test_all_blocks_are_judged_together_however_they_are_cut() -> None:
    agent, customer = tone(-52), ZEROS
    whole = judged([captured(agent, customer)], RATE_HZ)
    cut = [
        captured(agent[a:b], customer[a:b]) for a, b in ((0, 1), (1, 1), (1, 3000), (3000, 8000))
    ]
    assert judged(cut, RATE_HZ).lines == whole.lines
    late = judged([captured(ZEROS, ZEROS), captured(tone(-10), ZEROS)], RATE_HZ)
    assert late.agent is not None
    assert late.agent.verdict == "fine"


def test_an_input_that_is_lost_at_the_end_is_told_one_that_came_back_is_not() -> None:
    lost = CaptureEvent("lost", 1, 0.1, why="it was unplugged")
    back = CaptureEvent("recovered", None, 0.4)
    check = judged([captured(tone(-10), ZEROS, lost)], RATE_HZ)
    assert check.agent.verdict == "fine"
    assert check.customer.verdict == "unavailable"
    assert "(it was unplugged)" in check.customer.advice
    again = judged([captured(tone(-10), ZEROS, lost), captured(ZEROS, ZEROS, back)], RATE_HZ)
    assert again.customer.verdict == "zeros"


def test_a_side_without_an_input_is_not_judged() -> None:
    check = judged([captured(tone(-10), ZEROS)], RATE_HZ, has_customer=False)
    assert check.customer is None
    assert check.lines == ()
    nothing = judged([], RATE_HZ, has_agent=False)
    assert nothing.agent is None
    assert nothing.customer.verdict == "unavailable"
