"""Scenes hold what they say they hold, where they say it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from made_call import RATE_HZ, made_call
from turn_taking.scenes import EXPECTED, Scene, scene_of
from turn_taking.tables.spliced import events_on_true_spans
from turn_taking.truths import Call, levels_dbfs
from turn_taking.voices import Voice


def talkative_call() -> Call:
    """Two parties in turn, in units of 0.3 to 6 s with pauses of 0.3 s and rests of 2 s."""
    lengths_s = (0.3, 0.5, 0.8, 1.6, 2.4, 3.2, 5.0, 6.0)
    sides: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    at_s = 1.0
    for k in range(6):
        for length_s in lengths_s:
            sides[k % 2].append((round(at_s, 2), round(at_s + length_s, 2)))
            at_s += length_s + (0.3 if length_s > 1.5 else 1.0)
        at_s += 2.0
    return made_call(*sides, round(at_s + 1, 2))


CALL = talkative_call()


@pytest.fixture(scope="module", params=[0, 1, 2])
def scene(request: pytest.FixtureRequest) -> Scene:
    return scene_of(CALL, request.param)


def test_a_scene_holds_one_of_each_and_17_answers(scene: Scene) -> None:
    counts = Counter(made.name for made in scene.made)
    assert counts.pop("answer over speech") + counts.pop("answer in silence") == 17
    assert counts == dict.fromkeys(set(EXPECTED) - {"answer over speech", "answer in silence"}, 1)


def test_the_rules_find_on_the_true_spans_just_what_was_made(scene: Scene) -> None:
    found = events_on_true_spans(scene)
    made = [(each.by, EXPECTED[each.name]) for each in scene.made]
    assert [(each.by, each.kind) for each in found] == made
    assert [e.start_s for e in found] == pytest.approx([m.start_s for m in scene.made], abs=2e-4)


def test_speech_lies_where_the_truth_says(scene: Scene) -> None:
    for channel in (0, 1):
        level = levels_dbfs(scene.call.channels[channel], RATE_HZ)
        speech = scene.call.truths[channel].speech
        threshold_dbfs = (np.median(level[speech]) + np.median(level[~speech])) / 2
        is_loud = level > threshold_dbfs
        # Pieces lie between rows: the rows at their ends may go either way.
        inner = speech & np.roll(speech, 1) & np.roll(speech, -1)
        outer = speech | np.roll(speech, 1) | np.roll(speech, -1)
        assert np.all(is_loud[inner])
        assert not np.any(is_loud[~outer])


def test_a_number_gives_the_same_scene_again_and_another_another(scene: Scene) -> None:
    again, other = scene_of(CALL, 2), scene_of(CALL, 3)
    assert again.made == scene_of(CALL, 2).made
    assert np.array_equal(again.call.channels[0], scene_of(CALL, 2).call.channels[0])
    assert other.made != again.made


def test_a_piece_is_as_long_as_asked_and_without_a_break() -> None:
    voice = Voice(CALL, 0, np.random.default_rng(1))
    for _ in range(300):
        piece = voice.piece(0.2, 0.9)
        assert len(piece.spans) == 1
        assert piece.spans[0].start_s == 0
        assert 0.2 <= piece.duration_s <= 0.9
        assert len(piece.samples) == round(piece.duration_s * RATE_HZ)


def test_talk_keeps_its_pauses_and_is_long_enough() -> None:
    talk = Voice(CALL, 1, np.random.default_rng(2)).talk(25.0)
    assert talk.duration_s >= 25.0
    gaps_s = [b.start_s - a.end_s for a, b in zip(talk.spans, talk.spans[1:], strict=False)]
    assert gaps_s
    assert max(gaps_s) < 0.5
    cut = talk.until(10.0)
    assert cut.duration_s == pytest.approx(10.0, abs=0.09)
    assert cut.spans[0] == talk.spans[0]
    assert np.array_equal(cut.samples, talk.samples[: len(cut.samples)])


def test_a_stretch_is_not_cut_in_a_pause() -> None:
    talk = Voice(CALL, 1, np.random.default_rng(2)).talk(25.0)
    pause_s = (talk.spans[0].end_s + talk.spans[1].start_s) / 2
    with pytest.raises(ValueError, match="no speech to cut"):
        talk.until(pause_s)


def test_noise_comes_from_the_pauses_only() -> None:
    samples = CALL.channels[0].copy()
    for unit in CALL.truths[0].units:  # a breath after each unit
        samples[round(unit.end_s * RATE_HZ) :][: RATE_HZ // 10] *= 5
    call = replace(CALL, channels=(samples, CALL.channels[1]))
    noise = Voice(call, 0, np.random.default_rng(3)).noise(5 * RATE_HZ)
    assert len(noise) == 5 * RATE_HZ
    assert np.abs(noise).max() <= 10 ** (-70 / 20) * 1.001
