"""How live cues agree with the review of the same call, how late they come, and how often.

    python benchmarks/live_cues.py --data FOLDER [--quick]

FOLDER holds calls/auto-repairs-40.wav, a real call of four minutes without a talk-over, and
switchboard-dialog-acts.csv.gz, the times of words in telephone calls. The real call is heard live
in pieces of 0.1 s as it is; with the customer's side turned by 20, 40, ... 220 s against the
agent's, so that they overlap as no two people would; in scenes spliced of its speech; and with
noise and bleed. Each crossing of the talk-over is held against the incursions of the agent, 1.5 s
and more of overlap, in the review of the same frames. Beside it a plain rule: both levels over
their own 10th percentile by 15 dB for 1.5 s in a row, that percentile known from the whole call.
Of the Switchboard calls each side is the agent's once; they are watched by their words' times
alone, which tells how often cues come in natural talk, not how well it is heard.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from callcoach.frames.stream import FrameStream
from callcoach.live.cues.dead_air import DeadAirWatch
from callcoach.live.cues.governor import Governor
from callcoach.live.cues.monologue import MonologueWatch
from callcoach.live.cues.talk_over import NOT_TOLD, TalkOverWatch
from callcoach.live.cues.watching import Watcher
from callcoach.settings import Settings, WordSettings
from callcoach.turns.judge import judge_floor, judge_turns
from callcoach.types.cues import Crossing, Cue
from callcoach.types.floor import Activity
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans, intersection, within
from turn_taking.baselines import energy_units
from turn_taking.degradations import degraded, every_condition
from turn_taking.scenes import scene_of
from turn_taking.switchboard import FILE, calls_in
from turn_taking.truths import Call, call_of

SETTINGS = Settings(words=WordSettings(language="en"))
LEAST_S = SETTINGS.live.talk_over_s
STEP_S = 0.1
SLACK_S = 0.3
PARTIES = ("agent", "customer")
NATURAL = ("talk_over", "dead_air", "monologue")


@dataclass
class Row:
    """Counts over some calls. `late_s`: of each crossing, how long after `at_s` it was heard."""

    hours: float = 0.0
    n_true: int = 0
    n_hit: int = 0
    n_extra: int = 0
    n_near: int = 0
    plain_hit: int = 0
    plain_extra: int = 0
    late_s: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    crossed: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    call = call_of(given.data)
    turned = [call.rolled(s) for s in range(20, 221, 40 if given.quick else 20)]
    scenes = [scene_of(call, k).call for k in range(2 if given.quick else 10)]
    by_name = {each.name: each for each in every_condition(given.data)}
    sets: dict[str, list[Call]] = {"as recorded": [call], "turned": turned, "spliced": scenes}
    for name in ("white 20 dB", "babble 20 dB", "slow agc", "bleed -20 dB"):
        sets[f"turned, {name}"] = [
            degraded(each, by_name[name]) for each in turned[:: 6 if given.quick else 3]
        ]
    with threadpool_limits(1, "blas"):
        rows = {name: watched(calls) for name, calls in sets.items()}
    print_talk_overs(rows)
    print_rates("Cues an hour, crossed and (shown)", rows)
    natural = Row()
    for talk in calls_in(given.data / FILE)[:: 8 if given.quick else 2]:
        for agent in (0, 1):
            natural_watch(talk.activity, agent, natural)
    print_rates("Natural telephone calls, by the times of their words", {"Switchboard": natural})


def watched(calls: Iterable[Call]) -> Row:
    """What was crossed in some calls, against their reviews."""
    row = Row()
    for call in calls:
        cues, tracks, cpu_s = heard_live(call)
        duration_s = tracks[0].duration_s
        row.hours += duration_s / 3600
        row.cpu_s += cpu_s
        count(cues, row)
        _, floor = judge_turns(tracks, None, SETTINGS)
        own = [each for each in floor.incursions if each.by == 0 and each.kind not in NOT_TOLD]
        true = [each for each in own if each.overlap_s >= LEAST_S - 1e-9]
        near = [each for each in own if LEAST_S - SLACK_S <= each.overlap_s < LEAST_S - 1e-9]
        ours = [cue.crossing for cue in cues if cue.crossing.kind == "talk_over"]
        row.late_s += [each.heard_at_s - each.at_s for each in ours]
        row.n_true += len(true)
        spans, near_spans = [[Span(e.start_s, e.end_s) for e in some] for some in (true, near)]
        moments = [each.at_s for each in ours]
        row.n_hit += sum(any(_is_in(s, each) for s in moments) for each in spans)
        extra = [s for s in moments if not any(_is_in(s, each) for each in spans)]
        row.n_near += sum(any(_is_in(s, each) for each in near_spans) for s in extra)
        row.n_extra += len(extra)
        plain = plain_moments(tracks)
        row.plain_hit += sum(any(_is_in(s, each) for s in plain) for each in spans)
        row.plain_extra += sum(not any(_is_in(s, each) for each in spans) for s in plain)
    return row


def heard_live(call: Call) -> tuple[list[Cue], list[FrameTrack], float]:
    """The cues of a call heard in pieces of 0.1 s, its frames, and seconds of `look`."""
    streams = {party: FrameStream(call.rate_hz, SETTINGS.voice) for party in PARTIES}
    watcher, governor = Watcher(SETTINGS, PARTIES), Governor(SETTINGS.live)
    cues: list[Cue] = []
    cpu_s, n = 0.0, call.rate_hz // 10
    for first in range(0, len(call.channels[0]) - n + 1, n):
        for stream, samples in zip(streams.values(), call.channels, strict=True):
            stream.push(samples[first : first + n])
        before_s = time.process_time()
        seen = watcher.look(streams, (first + n) / call.rate_hz)
        cpu_s += time.process_time() - before_s
        speaks = seen.is_speaking["customer"]
        cues += [governor.answer(each, customer_speaks=speaks) for each in seen.crossings]
    return cues, [stream.finish() for stream in streams.values()], cpu_s


def plain_moments(tracks: Sequence[FrameTrack]) -> list[float]:
    """When both levels have been high for 1.5 s in a row."""
    both = intersection(*(energy_units(track) for track in tracks))
    return [span.start_s + LEAST_S for span in both if span.duration_s >= LEAST_S - 1e-9]


def natural_watch(activity: Activity, agent: int, row: Row) -> None:
    """Adds the cues of a call whose units are known, as they would have come while it went on."""
    units = (activity.ipus[agent], activity.ipus[1 - agent])
    governor = Governor(SETTINGS.live)
    talk_over, dead_air = TalkOverWatch(SETTINGS), DeadAirWatch(SETTINGS)
    monologue = MonologueWatch(SETTINGS)
    for step in range(1, int(activity.duration_s / STEP_S) + 1):
        now_s = round(step * STEP_S, 1)
        bounds = Span(max(now_s - 400.0, 0.0), now_s)
        here = replace(
            activity,
            duration_s=now_s,
            ipus=tuple(within(_around(each, bounds), bounds) for each in units),
        )
        is_spoken = [bool(each) and each[-1].end_s > now_s - STEP_S for each in here.ipus]
        found: list[Crossing | None] = []
        if all(is_spoken):
            found.append(talk_over.look(here, now_s))
        if step % 10 == 0:
            found.append(dead_air.look(here, now_s, is_loud=False))
            found.append(monologue.look(here, judge_floor(here, None, SETTINGS), now_s))
        count(
            [governor.answer(c, customer_speaks=is_spoken[1]) for c in found if c is not None], row
        )
    row.hours += activity.duration_s / 3600


def count(cues: Iterable[Cue], row: Row) -> None:
    """Adds cues to a row."""
    for cue in cues:
        row.crossed[cue.crossing.kind] += 1
        row.shown[cue.crossing.kind] += cue.shown


def print_talk_overs(rows: dict[str, Row]) -> None:
    """Prints how crossings agree with the reviews."""
    print("Talk-overs of the agent, 1.5 s and more, against the review of the same frames")
    print(
        f"{'':24} {'review':>6} {'hit':>4} {'missed':>6} {'extra':>5} {'(near)':>6} "
        f"{'late: median, P95, most':>24} {'plain: hit':>10} {'extra':>5} {'core':>6}"
    )
    for name, row in rows.items():
        late = "-"
        if row.late_s:
            late = ", ".join(f"{q:.2f}" for q in np.quantile(row.late_s, (0.5, 0.95, 1.0)))
        print(
            f"{name:24} {row.n_true:6} {row.n_hit:4} {row.n_true - row.n_hit:6} {row.n_extra:5} "
            f"{row.n_near:6} {late:>24} {row.plain_hit:10} {row.plain_extra:5} "
            f"{row.cpu_s / (3600 * row.hours):6.1%}"
        )
    print("near: of the extra ones, those in which the review's overlap is 1.2 to 1.5 s")


def print_rates(title: str, rows: dict[str, Row]) -> None:
    """Prints how many cues of each kind come in an hour."""
    kinds = ("talk_over", "pace", "raised", "dead_air", "monologue")
    print(f"\n{title}\n{'':24} {'hours':>6}" + "".join(f" {kind:>14}" for kind in kinds))
    for name, row in rows.items():
        rates = (
            f"{row.crossed[kind] / row.hours:.1f} ({row.shown[kind] / row.hours:.1f})"
            for kind in kinds
        )
        print(f"{name:24} {row.hours:6.2f}" + "".join(f" {rate:>14}" for rate in rates))


def _is_in(moment_s: float, span: Span) -> bool:
    return span.start_s <= moment_s <= span.end_s + SLACK_S


def _around(units: Spans, bounds: Span) -> Spans:
    return tuple(u for u in units if u.end_s > bounds.start_s and u.start_s < bounds.end_s)


if __name__ == "__main__":
    main()
