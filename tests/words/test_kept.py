"""A model kept over many calls gives each call the words that it alone would get."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from callcoach.settings import WordSettings
from callcoach.words import KeptWhisper, load_whisper
from callcoach.words.draws import Draws

RATE_HZ = 16_000


def noise(seed: int) -> Any:
    return np.random.default_rng(seed).normal(0, 0.1, 2 * RATE_HZ).astype(np.float32)


def on_cpu(model: Path, **changes: Any) -> WordSettings:
    return WordSettings(model=str(model), device="cpu", **{"beam_size": 1, **changes})


def test_a_plain_reading_draws_nothing_and_one_at_random_does() -> None:
    class Model:
        device = "cpu"

        def generate(self, *given: Any, **named: Any) -> Any:
            return given, named

    draws = Draws(Model())
    assert draws.generate(1, beam_size=5) == ((1,), {"beam_size": 5})
    assert not draws.has_drawn
    draws.generate(1, sampling_temperature=0.2)
    draws.generate(1)
    assert draws.has_drawn
    assert draws.device == "cpu"


def test_a_model_that_drew_nothing_is_kept(random_whisper: Path) -> None:
    load = KeptWhisper()
    first = load(on_cpu(random_whisper))
    assert load(on_cpu(random_whisper)) is first
    assert load(on_cpu(random_whisper, beam_size=2)) is not first
    assert load.n_loaded == 2


def test_words_found_at_random_are_the_same_whatever_came_before(random_whisper: Path) -> None:
    settings = on_cpu(random_whisper)
    alone = load_whisper(settings)
    wanted = alone.transcribe(noise(1), "en")
    assert alone.has_drawn, "this model reads noise at random"
    assert alone.transcribe(noise(1), "en") != wanted, "its numbers run on"
    load = KeptWhisper()
    load(settings).transcribe(noise(2), "en")
    assert load(settings).transcribe(noise(1), "en") == wanted
    assert load.n_loaded == 2
