"""Precision where it matters: many short answers to one interruption, as in real calls."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from callcoach.settings import Settings
from callcoach.turns.judge import judge_turns
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span

ANSWERS_TO_ONE = 17


def test_seventeen_answers_to_one_interruption(
    made_tracks: Callable[..., tuple[FrameTrack, FrameTrack]],
) -> None:
    random = np.random.default_rng(11)
    lanes: tuple[list[Span], list[Span]] = ([], [])
    true_s, at = [], 100
    for index in range(12 * (ANSWERS_TO_ONE + 1)):
        length = int(random.integers(400, 800))
        lanes[1].append(Span(at / 100, (at + length) / 100))
        start = at + int(random.integers(100, length - 250))
        if index % (ANSWERS_TO_ONE + 1) == 9:
            overlap, going_on = int(random.integers(110, 240)), int(random.integers(150, 300))
            lanes[1][-1] = Span(at / 100, (start + overlap) / 100)
            lanes[0].append(Span(start / 100, (start + overlap + going_on) / 100))
            true_s.append(start / 100)
            at = start + overlap + going_on + 80
            continue
        lanes[0].append(Span(start / 100, (start + int(random.integers(20, 90))) / 100))
        at += length + 80
    tracks = made_tracks(
        (tuple(lanes[0]), tuple(lanes[1])), at / 100 + 5, bleed_db=(-35.0, -30.0), seed=12
    )
    _, floor = judge_turns(tracks, None, Settings())
    talk_overs = floor.talk_overs[0]
    assert talk_overs.events is not None
    found_s = [floor.incursions[index].start_s for index in talk_overs.events]
    hits = [start for start in found_s if min(abs(start - true) for true in true_s) <= 0.25]
    assert len(true_s) == 12
    assert len(hits) >= 0.95 * len(true_s)
    assert len(hits) >= 0.9 * len(found_s)
    assert len(floor.backchannels) >= 0.95 * ANSWERS_TO_ONE * 12
