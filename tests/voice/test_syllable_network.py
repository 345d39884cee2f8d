"""The network that counts syllables: known answers, its text, refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest

from callcoach.voice.syllable_columns import N_BANDS, N_COLUMNS, silent_columns, syllable_columns
from callcoach.voice.syllable_network import Layer, SyllableNetwork, fitted_network


def layer(taps, step=1):
    """One column to one column, with these taps."""
    return Layer(np.array(taps, np.float32).reshape(-1, 1, 1), np.zeros(1, np.float32), step)


def test_a_layer_weighs_rows_around_each_row():
    rows = np.array([[1.0], [2.0], [4.0], [8.0]], np.float32)
    assert layer([10, 1, 100]).of(rows)[:, 0].tolist() == [201, 412, 824, 48]
    assert layer([10, 1, 100], step=2).of(rows)[:, 0].tolist() == [401, 802, 14, 28]


def test_what_is_under_zero_is_zero():
    rows = np.array([[1.0], [-2.0]], np.float32)
    assert layer([0, 1, 0]).of(rows)[:, 0].tolist() == [1, 0]


def test_layers_add_up_and_the_output_is_never_under_zero():
    first = Layer(np.zeros((1, N_COLUMNS, 1), np.float32), np.ones(1, np.float32), 1)
    network = SyllableNetwork((first, layer([0, 2, 0])), np.array([1.0], np.float32), -3.0)
    expected = network.syllables(np.zeros((4, N_COLUMNS), np.float32))
    assert expected == pytest.approx([np.log(2.0)] * 4)  # 1 + 2 x 1 - 3 = 0
    assert network.reach == 1


def test_the_text_gives_the_network_back():
    network = fitted_network()
    again = SyllableNetwork.from_json(network.to_json())
    columns = np.random.default_rng(1).standard_normal((50, N_COLUMNS)).astype(np.float32)
    assert again.syllables(columns) == pytest.approx(network.syllables(columns), rel=1e-5)
    assert again.reach == network.reach == 30


def test_a_network_of_other_columns_is_refused():
    plain = json.loads(fitted_network().to_json())
    plain["n_columns"] = 7
    with pytest.raises(ValueError, match=f"fitted to 7 columns; there are {N_COLUMNS}"):
        SyllableNetwork.from_json(json.dumps(plain))


def test_columns_are_held_against_the_loud_rows_of_the_unit(drawn):
    level_dbfs = np.where(np.arange(100) < 20, -20.0, -45.0)
    columns = syllable_columns(drawn(100, f0_hz=120.0, level_dbfs=level_dbfs), np.arange(100))
    assert columns.shape == (100, N_COLUMNS)
    assert columns[:20, : N_BANDS + 1] == pytest.approx(0.0, abs=1e-5)
    assert columns[20:, : N_BANDS + 1] == pytest.approx(-2.5, abs=1e-5)
    assert columns[:, N_BANDS + 1] == pytest.approx(0.95)
    assert columns[:, N_BANDS + 2] == pytest.approx(2.5, abs=1e-5)
    assert (columns[:, N_BANDS + 3] == 1).all()


def test_silence_is_no_row_of_a_unit():
    columns = silent_columns(3)
    assert (columns[:, : N_BANDS + 1] == -6).all()
    assert (columns[:, N_BANDS + 1 :] == 0).all()
