"""Owns the second pass: whose turn it was, and how soon each party took theirs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from callcoach.turns.incursions import Scene
from callcoach.turns.runs import TINY_S, Run
from callcoach.types.call import Channel
from callcoach.types.floor import Response, Turn
from callcoach.types.time import Spans


def floor_runs(scene: Scene) -> tuple[Run, ...]:
    """The runs that held the floor, both channels, in order of time.

    A run that began while the other's went on, or together with it and ended first, held the
    floor only where the floor changed: what came in and failed is no turn.
    """
    taken = [
        run
        for channel_runs in scene.floor_runs
        for run in channel_runs
        if not _is_second(run, scene) or scene.fell_silent_s(run) is not None
    ]
    return tuple(sorted(taken, key=lambda run: (run.start_s, run.end_s, run.channel)))


def _is_second(run: Run, scene: Scene) -> bool:
    limit_s = scene.turns.simultaneous_s
    return any(
        theirs.start_s < run.start_s
        or (theirs.start_s - run.start_s <= limit_s + TINY_S and theirs.end_s > run.end_s)
        for theirs in scene.floor_runs_over(run)
    )


def turns_of(runs: Sequence[Run]) -> tuple[Turn[Channel], ...]:
    """Consecutive floor runs of one party as one turn, from first start to last end."""
    turns: list[Turn[Channel]] = []
    for run in runs:
        if turns and turns[-1].party == run.channel:
            end_s = max(turns[-1].end_s, run.end_s)
            turns[-1] = replace(turns[-1], end_s=end_s)
        else:
            turns.append(Turn(run.channel, run.start_s, run.end_s))
    return tuple(turns)


def responses_of(turns: Sequence[Turn[Channel]], holds: Spans) -> dict[Channel, Response]:
    """Floor transfer offsets of both channels: start of a turn less the end of the turn before.

    Below zero where the turn began in overlap (the signed interval of Bull & Aylett 1998, "An
    analysis of the timing of turn-taking in a corpus of goal-oriented dialogue"). Handovers
    with hold music or tones between them are left out.
    """
    return {channel: _response(_offsets_s(turns, channel, holds)) for channel in (0, 1)}


def _offsets_s(turns: Sequence[Turn[Channel]], channel: Channel, holds: Spans) -> list[float]:
    return [
        turn.start_s - before.end_s
        for before, turn in itertools.pairwise(turns)
        if turn.party == channel
        and not any(hold.start_s < turn.start_s and hold.end_s > before.end_s for hold in holds)
    ]


def _response(offsets_s: Sequence[float]) -> Response:
    if not offsets_s:
        why = "this party took over no turn from the other"
        return Response(None, None, 0, {"median_s": why, "p90_s": why})
    median_s, p90_s = (round(float(q), 6) for q in np.quantile(offsets_s, (0.5, 0.9)))
    return Response(median_s, p90_s, len(offsets_s))


def floor_units(runs: Sequence[Run], channel: Channel) -> Spans:
    """The units of one channel that held the floor."""
    return tuple(unit for run in runs if run.channel == channel for unit in run.units)
