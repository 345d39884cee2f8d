"""The engine looks at each passage once; what found its language is not computed again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from callcoach.audio import CallAudio, span_samples
from callcoach.settings import WordSettings
from callcoach.types.time import Span, total_s
from callcoach.words import load_whisper, transcribe_channels
from callcoach.words.looks import KEPT_MOST, EnoughHeard, Looks
from callcoach.words.passages import RATE_HZ, passages
from callcoach.words.transcribe import WINDOW_REST_S

ROOT = Path(__file__).parents[2]
SETTINGS = WordSettings(model=str(ROOT / "tests" / "data" / "tiny-whisper"), device="cpu")


@pytest.fixture(scope="module")
def whisper():
    return load_whisper(SETTINGS)


def sound(seed):
    return np.random.default_rng(seed).normal(0, 0.1, 1000).astype(np.float32)


def test_the_pass_that_found_the_language_serves_for_the_words_once():
    looks = Looks(lambda features: ("encoded", features))
    looks.find_language(sound(1))
    assert looks("a") == ("encoded", "a")
    looks.write_down(sound(2), lambda: True)
    assert looks("b") == ("encoded", "b")
    looks.write_down(sound(1), lambda: True)
    assert looks("a, but for a frame") == ("encoded", "a")
    assert looks.n_made == 2
    looks.write_down(sound(1), lambda: True)
    assert looks("c") == ("encoded", "c")
    assert looks.n_made == 3


def test_a_second_look_is_made_only_where_it_is_worth_it():
    is_worth = True
    looks = Looks(lambda features: features)
    looks.write_down(sound(1), lambda: is_worth)
    assert [looks("first"), looks("second")] == ["first", "second"]
    is_worth = False
    with pytest.raises(EnoughHeard):
        looks("third")
    looks.write_down(sound(2), lambda: is_worth)
    assert looks("the first of another") == "the first of another"
    assert looks.n_made == 3


def test_few_passes_are_kept():
    looks = Looks(lambda features: features)
    for seed in range(KEPT_MOST + 1):
        looks.find_language(sound(seed))
        looks(seed)
    looks.write_down(sound(0), lambda: True)
    assert looks("anew") == "anew"
    looks.write_down(sound(1), lambda: True)
    assert looks("kept") == 1


@pytest.mark.parametrize("name", ["good-call", "bad-call", "hold-call"])
def test_a_call_costs_a_window_for_each_passage(whisper, name):
    truth = json.loads((ROOT / "audio_samples" / f"{name}.truth.json").read_text("utf-8"))
    audio = CallAudio.open(ROOT / "audio_samples" / f"{name}.wav")
    ipus = [
        tuple(Span(*each) for each in truth["activity"][party]) for party in ("agent", "customer")
    ]
    before = whisper.n_windows
    transcribe_channels(
        whisper,
        lambda channel, spans: span_samples(audio, channel, spans),
        ipus,
        truth["duration_s"],
        SETTINGS,
    )
    longest_s = whisper.window_s - WINDOW_REST_S
    packed = [
        passages(each, truth["duration_s"], WordSettings(passage_s=longest_s)) for each in ipus
    ]
    assert whisper.window_s == 10.0
    assert whisper.n_windows - before == sum(map(len, packed))
    assert all(passage.duration_s <= longest_s for group in packed for passage in group)
    assert sum(map(len, packed)) >= sum(total_s(each) for each in ipus) / longest_s


def test_what_is_left_of_a_passage_is_looked_at_again(whisper):
    audio = CallAudio.open(ROOT / "audio_samples" / "good-call.wav")
    truth = json.loads((ROOT / "audio_samples" / "good-call.truth.json").read_text("utf-8"))
    spans = [Span(*each) for each in truth["activity"]["agent"]]
    samples = np.concatenate(list(span_samples(audio, 0, spans)))[: 25 * RATE_HZ]
    before = whisper.n_windows
    heard = whisper.transcribe(samples, "en")
    assert whisper.n_windows - before >= 3
    assert heard[-1].words[-1].end_s > 22.0
