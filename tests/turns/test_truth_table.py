"""Each kind of incursion by its definition: drawn, shifted, swapped; then the same in sound."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from callcoach.settings import Settings
from callcoach.turns.judge import judge_floor, judge_turns
from callcoach.types.floor import Activity, Floor
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Span, Spans

# One sign is 0.25 s. The upper lane speaks first; expected: kind and who came in (0 upper).
SCENES: dict[str, tuple[str, str, list[tuple[str, int]]]] = {
    "after a gap": (
        "############............",
        "..............##########",
        [],
    ),
    "0.25 s before the end": (
        "############............",
        "...........#############",
        [("ambiguous_overlap", 1)],
    ),
    "0.75 s before the end": (
        "############............",
        ".........###############",
        [("ambiguous_overlap", 1)],
    ),
    "1.5 s before the end": (
        "############............",
        "......##################",
        [("interruption", 1)],
    ),
    "2.5 s before the end": (
        "##############..........",
        "....####################",
        [("interruption", 1)],
    ),
    "1.5 s over one who goes on": (
        "########################",
        "........######..........",
        [("butting_in", 1)],
    ),
    "2.5 s over one who goes on": (
        "########################",
        "......##########........",
        [("butting_in", 1)],
    ),
    "given up while the other is back within 1 s": (
        "#########...############",
        "......#####.............",
        [("butting_in", 1)],
    ),
    "taken over and back after 1.75 s": (
        "#########.......########",
        ".......########.........",
        [("ambiguous_overlap", 1)],
    ),
    "the other tries once more": (
        "##########.###..........",
        ".........###############",
        [("interruption", 1)],
    ),
    "a short answer over speech": (
        "########################",
        "..........###...........",
        [("backchannel", 1)],
    ),
    "an answer in two parts": (
        "########################",
        "..........#.#...........",
        [("backchannel", 1)],
    ),
    "a short answer in a pause": (
        "#########.....##########",
        "..........##............",
        [],
    ),
    "both at once after silence": (
        "....#########...........",
        "....################....",
        [("simultaneous_start", 0)],
    ),
    "talking on over a short answer": (
        "##########.#############",
        "........###.............",
        [("backchannel", 1)],
    ),
    "two interruptions, one back": (
        "############.........########",
        "......##################.....",
        [("interruption", 1), ("ambiguous_overlap", 0)],
    ),
}
SIGN_S = 0.25
AUDIO_VARIANTS = 2


def lanes_of(name: str, shift_s: float, is_swapped: bool) -> tuple[Spans, Spans]:
    upper, lower, _ = SCENES[name]
    lanes = []
    for lane in (lower, upper) if is_swapped else (upper, lower):
        edges = np.flatnonzero(np.diff([0, *(sign == "#" for sign in lane), 0]))
        pairs = edges.reshape(-1, 2) * SIGN_S + shift_s
        lanes.append(tuple(Span(round(float(a), 2), round(float(b), 2)) for a, b in pairs))
    return lanes[0], lanes[1]


def expected_of(name: str, is_swapped: bool) -> list[tuple[str, int]]:
    return [(kind, 1 - by if is_swapped else by) for kind, by in SCENES[name][2]]


def found_in(floor: Floor, within: Span) -> list[tuple[str, int]]:
    return [(i.kind, i.by) for i in floor.incursions if within.covers(i.start_s)]


def blamed(found: list[tuple[str, int]]) -> list[tuple[str, int | None]]:
    """Without who came in where both started at once: that hangs by 10 ms, and nobody is blamed."""
    return [(kind, None if kind == "simultaneous_start" else by) for kind, by in found]


@pytest.mark.parametrize("name", SCENES)
def test_a_drawn_scene_is_what_it_is_defined_to_be(name: str) -> None:
    chance = random.Random(name)
    for _ in range(60):
        shift_s = round(chance.uniform(0, 900), 2)
        is_swapped = chance.random() < 0.5
        activity = Activity(1000.0, lanes_of(name, shift_s, is_swapped), (), ())
        floor = judge_floor(activity, None, Settings())
        assert found_in(floor, Span(0, 1000)) == expected_of(name, is_swapped)


def test_scenes_in_sound_are_judged_as_drawn(
    spoken: Callable[..., np.ndarray], framed: Callable[[np.ndarray], FrameTrack]
) -> None:
    chance = random.Random(5)
    n_right = n_all = 0
    for variant in range(AUDIO_VARIANTS):
        at_s, places = 1.0, []
        lanes: tuple[list[Span], list[Span]] = ([], [])
        for name in SCENES:
            is_swapped = chance.random() < 0.5
            shift_s = round(at_s + 0.5 * chance.random(), 2)
            for lane, spans in zip(lanes, lanes_of(name, shift_s, is_swapped), strict=True):
                lane.extend(spans)
            places.append((name, is_swapped, Span(at_s, at_s + 8.0)))
            at_s += 8.0
        tracks = [
            framed(
                spoken(
                    lane,
                    at_s + 1,
                    f0_hz=(115.0, 190.0)[channel],
                    gain_db=chance.uniform(-9, 3),
                    noise_dbfs=(-62, -45)[variant],
                    seed=100 * variant + 50 * channel,
                )
            )
            for channel, lane in enumerate(lanes)
        ]
        _, floor = judge_turns(tracks, None, Settings())
        for name, is_swapped, place in places:
            n_all += 1
            n_right += blamed(found_in(floor, place)) == blamed(expected_of(name, is_swapped))
    assert n_all == AUDIO_VARIANTS * len(SCENES)
    assert n_right >= 0.95 * n_all
