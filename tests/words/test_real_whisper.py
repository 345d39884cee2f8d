"""A real model, however small, hears the sample calls through the real engine."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from callcoach.audio import CallAudio, span_samples
from callcoach.errors import SettingsError
from callcoach.settings import WordSettings
from callcoach.words import load_whisper, transcribe_channels

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "audio_samples"
MODEL = ROOT / "tests" / "data" / "tiny-whisper"
PARTIES = ("agent", "customer")
RATE_HZ = 16_000
SETTINGS = WordSettings(model=str(MODEL), device="cpu")


@pytest.fixture(scope="module")
def whisper():
    return load_whisper(SETTINGS)


@pytest.fixture
def scores(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import test_whisper_score

    return test_whisper_score


def heard_call(whisper, scores, name, parties=PARTIES):
    """The transcript of a sample call, from the true speech of the given parties; and its truth."""
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    audio = CallAudio.open(SAMPLES / f"{name}.wav")
    ipus = [scores.speech_in(truth, party) if party in parties else () for party in PARTIES]
    transcript = transcribe_channels(
        whisper,
        lambda channel, spans: span_samples(audio, channel, spans),
        ipus,
        truth["duration_s"],
        SETTINGS,
    )
    return transcript, truth


@pytest.mark.parametrize("name", ["bad-call", "good-call"])
def test_each_party_is_heard_word_for_word_and_on_time(whisper, scores, name):
    transcript, truth = heard_call(whisper, scores, name)
    for channel, party in enumerate(PARTIES):
        found = scores.score(scores.said_in(truth, party), transcript.words_of(channel))
        assert found.n_words > 100, party
        assert found.error_rate <= 0.02, (party, found.wrong)
        assert found.median_offset_s <= 0.04, party
        assert np.mean(np.abs(found.offsets_s) <= 0.1) >= 0.9, party


def test_who_is_not_asked_for_says_nothing(whisper, scores):
    transcript, _ = heard_call(whisper, scores, "hold-call", parties=("customer",))
    assert transcript.words_of(0) == ()
    said = " ".join(word.text for word in transcript.words_of(1))
    assert "Hello, I would like to know when my new phone will come." in said


@pytest.mark.parametrize("duration_s", [0.3, 4.0, 20.0])
def test_silence_and_faint_noise_give_no_words(whisper, duration_s):
    n_samples = round(duration_s * RATE_HZ)
    noise = np.random.default_rng(3).normal(0, 0.001, n_samples).astype(np.float32)
    for samples in (np.zeros(n_samples, np.float32), noise):
        heard = whisper.transcribe(samples, "en")
        assert [word.text for segment in heard for word in segment.words] == []


def test_the_samples_are_left_as_they_are(whisper):
    samples = np.random.default_rng(4).normal(0, 0.001, RATE_HZ).astype(np.float32)
    before = samples.copy()
    whisper.transcribe(samples, "en")
    assert np.array_equal(samples, before)


def test_the_model_is_small_and_says_what_it_is():
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 4_000_000
    page = " ".join((MODEL / "README.md").read_text(encoding="utf-8").split())
    assert "closed-set fixture" in page
    assert "never be quoted as accuracy" in page


def test_a_model_of_english_alone_knows_no_other_language(whisper):
    assert whisper.language_of(np.zeros(RATE_HZ, np.float32)) == {"en": 1.0}
    with pytest.raises(SettingsError, match="does not know language 'de'; it knows: en"):
        load_whisper(WordSettings(model=str(MODEL), device="cpu", language="de"))
