"""Owns the table of bad recordings: measured or withheld, never a wild count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from callcoach.audio.layout import LayoutMeter
from callcoach.turns.judge import judge_floor
from callcoach.types.floor import Activity, Floor
from turn_taking import baselines
from turn_taking.bench import Bench
from turn_taking.degradations import with_gain
from turn_taking.framing import say
from turn_taking.judges import SETTINGS
from turn_taking.report import Value, at_most
from turn_taking.tables.rotations import floor_of_truth
from turn_taking.truths import Call, Samples, Truth

TURN_S = 100
OFF_MOST = 3
"""A count on a rotated call further from the one judged from the true spans is called wild; chosen
by us. As recorded there is nothing to count."""

CUT_S, SILENT_FROM_S, SILENT_TO_S = 60, 100, 130

Spoil = Callable[[Call], Call]


def spoils() -> dict[str, Spoil]:
    """What is done to the call, by name; the truth follows where speech is taken away."""
    return {
        "as it is": lambda call: call,
        "customer ends 60 s early": lambda call: _silenced(call, -CUT_S, None),
        "customer dead": lambda call: _silenced(call, 0, None),
        "customer digital silence": lambda call: _silenced(call, SILENT_FROM_S, SILENT_TO_S),
        "DC offset 0.05": lambda call: _each(call, lambda x: np.clip(x + 0.05, -1, 1)),
        "customer polarity flipped": lambda call: _customer(call, np.negative),
        "clipped, +20 dB": lambda call: _each(call, lambda x: with_gain(x, 20)),
        "customer 0.3 s late": _late,
        "hum 50 Hz": lambda call: _each(call, lambda x: x + hum(len(x), 50, call.rate_hz)),
        "hum 60 Hz": lambda call: _each(call, lambda x: x + hum(len(x), 60, call.rate_hz)),
        "the same sound twice": lambda call: replace(call, channels=(_mixed(call), _mixed(call))),
    }


def hum(n_samples: int, hz: float, rate_hz: int) -> Samples:
    """Mains at -40 dBFS with its third and fifth harmonic 6 and 12 dB lower."""
    at_s = np.arange(n_samples) / rate_hz
    sound = sum(
        10 ** (-6 * k / 20) * np.sin(2 * np.pi * hz * times * at_s)
        for k, times in enumerate((1, 3, 5))
    )
    return np.asarray(0.01 * np.sqrt(2) * sound, np.float32)


def _each(call: Call, change: Callable[[Samples], Samples]) -> Call:
    first, second = (change(samples).astype(np.float32) for samples in call.channels)
    return replace(call, channels=(first, second))


def _customer(call: Call, change: Callable[[Samples], Samples]) -> Call:
    return replace(call, channels=(call.channels[0], change(call.channels[1])))


def _silenced(call: Call, from_s: int, to_s: int | None) -> Call:
    """The customer's channel digital silence from one second to another, from the end if < 0."""
    samples, truth = call.channels[1].copy(), call.truths[1]
    speech = truth.speech.copy()
    for values, rate in ((samples, call.rate_hz), (speech, 100)):
        values[from_s * rate : None if to_s is None else to_s * rate] = 0
    return replace(
        call,
        channels=(call.channels[0], samples),
        truths=(call.truths[0], Truth(speech, truth.is_scored)),
    )


def _late(call: Call) -> Call:
    n_late = round(0.3 * call.rate_hz)
    return _customer(call, lambda x: np.concatenate((np.zeros(n_late, np.float32), x[:-n_late])))


def _mixed(call: Call) -> Samples:
    return np.clip(call.channels[0] + call.channels[1], -1, 1)


@dataclass(frozen=True)
class Found:
    """What callcoach says of a spoiled call."""

    layout: str
    activity: Activity
    floor: Floor


def print_bad_input(bench: Bench) -> None:
    """Counts and notices on the call as recorded and on one rotated."""
    table = bench.report.table(
        "Bad recordings: talk-overs by agent and customer, with their range",
        {"true": "s", "agent": "s", "customer": "s", "off": "d", "energy": "d", "layout": "s"},
        "true: by the same rules on the true spans; off: how far the worse count is from it, 0",
        f"where withheld (by us: rotated {OFF_MOST} at most); 0.3 s late: true as it was spoken;",
        "energy: the plain rule's count of both",
        width=42,
    )
    calls = {"as recorded": bench.call, f"rotated {TURN_S} s": bench.call.rolled(TURN_S)}
    for call_name, call in calls.items():
        for name, spoil in spoils().items():
            say(f"bad input: {call_name}, {name}")
            spoiled = spoil(call)
            found = _found(bench, spoiled)
            most = 0 if call is bench.call else OFF_MOST
            table.row(f"{call_name}, {name}", _values(bench, found, spoiled), at_most("off", most))
            for notice in found.activity.notices:
                print(f"{'':8}{notice}")


def _found(bench: Bench, call: Call) -> Found:
    meter = LayoutMeter(2, call.rate_hz)
    meter.push(np.stack(call.channels))
    layout = meter.layout()
    (tracks,) = bench.tracks([call])
    if layout == "two_channel":
        return Found(layout, *bench.judges.judged(tracks))
    live = meter.live_channel()
    activities = bench.judges.by_channel[live]([tracks[live]])
    return Found(layout, activities.as_is, judge_floor(activities, None, SETTINGS))


def _values(bench: Bench, found: Found, call: Call) -> dict[str, Value]:
    true_events = baselines.talk_overs_of(floor_of_truth(call))
    true = [sum(event.by == channel for event in true_events) for channel in (0, 1)]
    cells, off = [], 0
    for channel in (0, 1):
        count = found.floor.talk_overs.get(channel)
        if count is None or count.count is None:
            cells.append("withheld")
        else:
            cells.append(f"{count.count} [{count.count_low}-{count.count_high}]")
            off = max(off, abs(count.count - true[channel]))
    (tracks,) = bench.tracks([call])
    energy = baselines.ruled(tracks, baselines.energy_units)
    return {
        "true": f"{true[0]}, {true[1]}",
        "agent": cells[0],
        "customer": cells[1],
        "off": off,
        "energy": len(energy.events),
        "layout": found.layout,
    }
