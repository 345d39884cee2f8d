"""The speech detector gives what its model gives, a row for the window about its middle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.errors import ModelUnavailable
from callcoach.frames import silero
from callcoach.frames.detector import DetectorStream
from callcoach.types.frames import N_STATES

Samples = npt.NDArray[np.float32]


def scores(samples: Samples, n_rows: int) -> npt.NDArray[np.float32]:
    stream = DetectorStream()
    return np.concatenate([stream.push(samples), stream.finish(n_rows)])


def test_scores_are_those_of_faster_whispers_own_use_of_the_model(
    chatter: Callable[..., Samples],
) -> None:
    from faster_whisper.vad import get_vad_model

    samples = chatter(512 * 300 / 16000, 16000)
    # Their call overwrites the last 64 samples that it is given, so it gets a window more.
    theirs = get_vad_model()(np.pad(samples, (0, 512))).reshape(-1)
    rows = scores(samples, 960)
    windows = [int((row + 0.5) * 10 / 32) for row in range(960)]
    assert np.abs(rows - theirs[windows]).max() < 1e-5
    assert rows.max() > 0.4
    assert rows.min() < 0.01


def test_a_row_comes_once_the_window_of_its_middle_is_whole(
    chatter: Callable[..., Samples],
) -> None:
    samples = chatter(0.2, 16000)
    stream = DetectorStream()
    assert len(stream.push(samples[:511])) == 0
    assert len(stream.push(samples[511:512])) == 3
    assert len(stream.push(samples[512:1024])) == 3
    assert len(stream.push(samples[1024:1536])) == 4


def test_the_last_window_is_filled_with_silence(chatter: Callable[..., Samples]) -> None:
    samples = chatter(1.0, 16000)[:1600]
    filled = np.concatenate([samples, np.zeros(448, np.float32)])
    assert np.array_equal(scores(samples, 10), DetectorStream().push(filled)[:10])


def test_silence_is_not_speech_and_no_sound_is_no_row() -> None:
    assert scores(np.zeros(16000, np.float32), 100).max() < 0.05
    assert len(scores(np.zeros(0, np.float32), 0)) == 0
    assert len(scores(np.zeros(160, np.float32), 1)) == 1


def test_a_model_of_other_layers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silero, "SHAPES", silero.SHAPES[:3])
    silero._parts.cache_clear()
    with pytest.raises(ModelUnavailable, match=r"are .*128, 129, 3.*, not .*faster-whisper>=1.2"):
        silero.SileroModel()


def test_a_window_gives_the_same_whatever_stands_around_it(chatter: Callable[..., Samples]) -> None:
    windows = chatter(silero.N_WINDOW * 70 / 16000, 16000).reshape(-1, silero.N_WINDOW)
    model = silero.SileroModel()
    spectra = model._spectra(_with_context(windows[:64]))
    at_once = model._encoded(spectra, 0).rows
    for at in (0, 1, 30, 63):
        assert np.array_equal(model._encoded(spectra[at : at + 1], at).rows[0], at_once[at])
    rest = model._encoded(spectra[50:], 50).rows
    assert np.array_equal(rest, at_once[50:])


def test_a_row_takes_the_state_of_the_half_window_about_its_middle(
    chatter: Callable[..., Samples],
) -> None:
    samples = chatter(512 * 40 / 16000, 16000)
    heard = silero.SileroModel().heard(samples.reshape(40, 512))
    assert heard.states.shape == (80, N_STATES)
    rows = DetectorStream().push_rows(samples)
    halves = [int((row + 0.5) * 10 / 16) for row in range(len(rows.states))]
    assert np.array_equal(rows.states, heard.states[halves])
    assert len(rows.states) == len(rows.scores) == 128


def _with_context(windows: Samples) -> Samples:
    return np.pad(windows, ((0, 0), (silero.N_CONTEXT, 0)))
