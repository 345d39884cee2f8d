"""Scores of a small model are what its weights say, however often it is written and read."""

from __future__ import annotations

import io
from collections import Counter

import numpy as np
import pytest

from callcoach.coaching.text.text_model import (
    TextModel,
    cosine,
    fitted_text_model,
    known_text_models,
)


def model() -> TextModel:
    return TextModel(
        index={"sorry": 0, "for": 1, "the": 2},
        rarity=np.array([3.0, 4.0, 1.0], np.float32),
        weights=np.array([[2.0, 0.0], [1.0, -1.0], [0.5, 0.25]], np.float32),
        bias=np.array([-1.0, 0.5], np.float32),
        least=np.array([0.25, -0.5], np.float32),
        sure=np.array([1.5, np.inf], np.float32),
        ids=("apology", "greeting"),
    )


def test_a_vector_has_length_one_and_leaves_out_what_is_not_known() -> None:
    rows, values = model().vector(Counter({"sorry": 1, "for": 1, "wait": 5}))
    assert rows.tolist() == [0, 1]
    assert values == pytest.approx([0.6, 0.8])


def test_what_stands_more_often_counts_by_its_logarithm() -> None:
    _, values = model().vector(Counter({"sorry": 2, "for": 1}))
    assert values[0] / values[1] == pytest.approx((1 + np.log(2)) * 3 / 4)


def test_scores_are_the_weights_of_what_is_there_and_the_bias() -> None:
    scores = model().scores([Counter({"sorry": 1, "for": 1}), Counter({"nothing": 1})])
    assert scores[0] == pytest.approx([0.6 * 2 + 0.8 * 1 - 1, -0.8 + 0.5], abs=1e-6)
    assert scores[1] == pytest.approx([-1.0, 0.5])
    assert model().scores([]).shape == (0, 2)


def test_a_model_comes_back_from_a_file_as_it_was() -> None:
    file = io.BytesIO()
    np.savez(file, **model().arrays())
    file.seek(0)
    with np.load(file) as kept:
        back = TextModel.from_arrays(kept)
    assert (back.index, back.ids) == (model().index, model().ids)
    counts = [Counter({"sorry": 1, "the": 3})]
    assert np.array_equal(back.scores(counts), model().scores(counts))
    assert np.array_equal(back.least, model().least)
    assert np.array_equal(back.sure, model().sure)


def test_likeness_is_one_with_itself_and_zero_without_a_common_word() -> None:
    one = model().vector(Counter({"sorry": 1, "for": 1}))
    assert cosine(one, one) == pytest.approx(1.0)
    assert cosine(one, model().vector(Counter({"the": 1}))) == 0.0
    assert cosine(one, model().vector(Counter({"sorry": 1}))) == pytest.approx(0.6)


def test_the_models_that_come_along_are_known_by_name() -> None:
    assert known_text_models() == ("en",)
    assert len(fitted_text_model("en").ids) == 29
