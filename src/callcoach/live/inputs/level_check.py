"""Owns the check of levels before a call begins: can each side be judged, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from callcoach.audio.inputs import SoundInput
from callcoach.live.inputs.levels import LevelSum, heard_over, loudest
from callcoach.live.inputs.loudness_heard import HeardSound, LevelSeen
from callcoach.pipeline.assemble import CLIPPING_MOST
from callcoach.types.live import Captured

CHECKS_S = 3.0

QUIET_PEAK_DBFS = -36.0
"""Speech whose highest peak lies under this is very quiet. Chosen by us, 2026, from sample calls
made quieter (benchmarks/quiet_input.py): judged the same down to -40, at -43 dBFS a third of the
agent's speech in one of them is lost; with 4 dB to spare."""

Verdict = Literal["fine", "quiet", "zeros", "clipped", "unavailable"]
Side = Literal["agent", "customer"]

_WHOSE = {"agent": "The agent's microphone", "customer": "The customer's side"}


@dataclass(frozen=True, slots=True)
class SideChecked:
    """One party's input. `advice`: one line, what was found and what to do; says so where nothing
    is wrong, too."""

    verdict: Verdict
    level: LevelSeen
    advice: str


@dataclass(frozen=True, slots=True)
class LevelCheck:
    """Both sides; None for one that has no input."""

    agent: SideChecked | None
    customer: SideChecked | None

    @property
    def lines(self) -> tuple[str, ...]:
        """What a person should do: the advice of sides that are not fine."""
        sides = (self.agent, self.customer)
        return tuple(each.advice for each in sides if each and each.verdict != "fine")


def level_check(
    agent: SoundInput | None, customer: SoundInput | None, seconds: float = CHECKS_S
) -> LevelCheck:
    """Listens to the inputs for so many seconds, in a child process. Where both are one input, the
    agent is its first channel, and the customer its second. A bad input is told, never raised."""
    inputs = tuple(dict.fromkeys(each for each in (agent, customer) if each is not None))
    total = heard_over(inputs, seconds)
    is_one = agent is not None and agent == customer
    return LevelCheck(
        checked("agent", _level(total, agent, 0 if is_one else None)) if agent else None,
        checked("customer", _level(total, customer, 1 if is_one else None)) if customer else None,
    )


def judged(
    blocks: Iterable[Captured], rate_hz: int, *, has_agent: bool = True, has_customer: bool = True
) -> LevelCheck:
    """The same of sound that was captured: all of these blocks. Silence that stands in for lost
    sound counts as zeros."""
    heard = [HeardSound(), HeardSound()]
    lost: list[str | None] = [None, None]
    for block in blocks:
        for event in block.events:
            for channel in (0, 1) if event.channel is None else (event.channel,):
                if event.kind == "lost":
                    lost[channel] = event.why or "no sound comes from it"
                elif event.kind == "recovered":
                    lost[channel] = None
        for channel, samples in enumerate(block.samples):
            heard[channel] += HeardSound.of(samples, rate_hz)
    agent, customer = (_of(sound, why) for sound, why in zip(heard, lost, strict=True))
    return LevelCheck(
        checked("agent", agent) if has_agent else None,
        checked("customer", customer) if has_customer else None,
    )


def checked(side: Side, level: LevelSeen) -> SideChecked:
    """The verdict on one side, with its advice."""
    verdict = _verdict(level)
    return SideChecked(verdict, level, _ADVICE[verdict, side].format(**_parts(side, level)))


def _verdict(level: LevelSeen) -> Verdict:
    if level.peak_dbfs is None:
        return "unavailable"
    if level.is_zero:
        return "zeros"
    if level.full_share > CLIPPING_MOST:
        return "clipped"
    return "quiet" if level.peak_dbfs < QUIET_PEAK_DBFS else "fine"


def _parts(side: Side, level: LevelSeen) -> dict[str, object]:
    return {
        "whose": _WHOSE[side],
        "peak": f"{level.peak_dbfs or 0:.0f} dBFS",
        "full": f"{100 * level.full_share:.1f} %",
        "why": level.why_not,
    }


_ADVICE: dict[tuple[Verdict, Side], str] = {
    ("fine", "agent"): "{whose} is fine (peak {peak})",
    ("fine", "customer"): "{whose} is fine (peak {peak})",
    ("quiet", "agent"): (
        "{whose} is very quiet (peak {peak}): say a few words; if it stays so, move it closer or "
        "raise its level"
    ),
    ("quiet", "customer"): (
        "{whose} is very quiet (peak {peak}): fine while nobody speaks there; else raise the "
        "volume of the call"
    ),
    ("zeros", "agent"): (
        "{whose} gives only zeros: it is muted, or the system does not let programs record; "
        "see callcoach devices"
    ),
    ("zeros", "customer"): (
        "{whose} gives only zeros: fine while nothing plays yet; if it stays so in the call, "
        "see callcoach devices"
    ),
    ("clipped", "agent"): (
        "{whose} is too loud ({full} of its samples are at full scale): lower its level or move "
        "it away"
    ),
    ("clipped", "customer"): (
        "{whose} is too loud ({full} of its samples are at full scale): lower the volume of the "
        "call"
    ),
    ("unavailable", "agent"): "{whose} gives nothing ({why}); see callcoach devices",
    ("unavailable", "customer"): "{whose} gives nothing ({why}); see callcoach devices",
}


def _of(heard: HeardSound, lost: str | None) -> LevelSeen:
    if lost is not None:
        return LevelSeen(None, None, why_not=lost)
    return LevelSeen.of(heard) if heard.n_samples else LevelSeen(None, None, why_not="no sound")


def _level(total: LevelSum, one: SoundInput, channel: int | None) -> LevelSeen:
    channels = total.channels(one)
    if channel is None:
        return loudest(channels)
    if channel < len(channels):
        return channels[channel]
    first = channels[0]
    return first if first.why_not else LevelSeen(None, None, why_not="it has one channel only")
