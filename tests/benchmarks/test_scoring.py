"""Scores have their known answers."""

from __future__ import annotations

import numpy as np
import pytest

from turn_taking import scoring
from turn_taking.baselines import Event, long_overlaps
from turn_taking.scoring import Hits
from turn_taking.truths import Truth


def rows(text: str) -> np.ndarray:
    return np.array([char == "#" for char in text])


def test_detection_leaves_out_what_is_not_scored() -> None:
    truth = Truth(rows("..######."), rows("####.##.#"))
    found = scoring.detection(rows("#...##..#"), truth)
    assert (found.true, found.missed, found.false) == (4, 3, 2)
    assert found.error == pytest.approx(5 / 4)


def test_parts_add_up_to_the_whole() -> None:
    rng = np.random.default_rng(1)
    truth = Truth(rng.random(950) < 0.4, rng.random(950) < 0.9)
    found = rng.random(950) < 0.5
    parts = scoring.detection_parts(found, truth, part_rows=200)
    assert len(parts) == 5
    assert sum(parts, scoring.Detection(0, 0, 0)) == scoring.detection(found, truth)


def test_precision_recall_and_f1() -> None:
    hits = Hits(3, 4, 6)
    assert (hits.precision, hits.recall, hits.f1) == (0.75, 0.5, 0.6)
    assert Hits(0, 0, 5).precision is None
    assert Hits(0, 5, 0).recall is None


def test_events_match_once_by_channel_within_the_tolerance() -> None:
    true = [Event(1.0, 0), Event(5.0, 1), Event(9.0, 0)]
    found = [Event(0.75, 0), Event(1.4, 0), Event(5.1, 0), Event(9.51, 0)]
    assert scoring.event_hits(found, true) == Hits(1, 4, 3)
    assert scoring.event_hits([Event(9.5, 0)], true) == Hits(1, 1, 3)
    assert scoring.event_hits([Event(0.74, 0)], true) == Hits(0, 1, 3)


def test_matches_name_what_stands_alone() -> None:
    found, true = [Event(2.0, 1, "b"), Event(7.0, 0, "x")], [Event(2.1, 1, "a"), Event(4.0, 1, "a")]
    assert scoring.event_matches(found, true) == [
        (found[0], true[0]),
        (None, true[1]),
        (found[1], None),
    ]


def test_boundaries_match_nearest_first_within_half_a_second() -> None:
    errors = scoring.boundary_errors([1.1, 1.3, 4.0, 9.6], [1.28, 4.25, 9.0])
    assert sorted(errors) == pytest.approx([-0.25, 0.02])


def test_average_precision_is_that_of_the_ranking() -> None:
    # Hits at places 1, 3 and 5.
    scores, is_true = [0.9, 0.8, 0.7, 0.6, 0.5], [True, False, True, False, True]
    expected = (1 / 1 + 2 / 3 + 3 / 5) / 3
    assert scoring.average_precision(scores, is_true) == pytest.approx(expected)


def test_average_precision_of_one_score_for_all_is_the_prevalence() -> None:
    assert scoring.average_precision([0.5] * 8, [True, False] * 4) == pytest.approx(0.5)
    assert scoring.average_precision([0.1, 0.2], [False, False]) is None


def test_the_interval_is_that_of_the_mean() -> None:
    parts = np.random.default_rng(2).normal(10, 2, 400).tolist()
    found = scoring.bootstrapped(parts, lambda drawn: float(np.mean(drawn)))
    assert found.value == pytest.approx(np.mean(parts))
    assert found.low == pytest.approx(np.mean(parts) - 1.96 * np.std(parts) / 20, abs=0.03)
    assert found.high == pytest.approx(np.mean(parts) + 1.96 * np.std(parts) / 20, abs=0.03)
    assert scoring.bootstrapped([1.0, 2.0], sum).low is None


def test_the_plain_rule_flags_long_overlaps_by_who_began_later() -> None:
    from callcoach.types.time import Span

    first = (Span(0.0, 3.0), Span(5.0, 6.0))
    second = (Span(2.0, 2.49), Span(4.0, 5.6))
    assert long_overlaps((first, second)) == (Event(5.0, 0),)
