"""Pace: words per minute of turn and syllables per second of phonation, from parts that add."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.settings import Settings, with_values
from callcoach.types.words import Transcript, Utterance
from callcoach.voice.pace import _no_rate_why, pace_of_words

VOICED_HZ = 120.0


def syllables(n_rows, period_rows=20):
    """(n_rows,) level of one syllable each `period_rows` rows, 15 dB deep."""
    within = (np.arange(n_rows) % period_rows + 0.5) / period_rows
    return -20 - 15 * (1 + np.cos(2 * np.pi * within)) / 2


def evenly(texts, start_s, end_s):
    step_s = (end_s - start_s) / len(texts)
    return [(t, start_s + i * step_s, start_s + (i + 1) * step_s) for i, t in enumerate(texts)]


def test_words_give_the_rate_exactly(scene, drawn, said):
    track = drawn(3000, f0_hz=VOICED_HZ)
    words = evenly(["hello", "my", "name", "is", "Anna"] * 10, 0.0, 24.0)
    pace = scene([(0, 10), (11, 24)]).measure(track, said(words)).pace
    assert pace.turn_s == pytest.approx(24.0, abs=1e-9)
    assert pace.speech_rate_wpm == pytest.approx(60 * 50 / 24.0, abs=1e-9)
    assert pace.n_words == 50
    assert pace.basis == "words"
    assert pace.n_syllables == 70
    assert pace.phonation_s == 23.0
    assert pace.articulation_rate_sps == pytest.approx(70 / 23.0, abs=1e-9)
    assert pace.wpm_estimated is None
    assert "wpm_estimated" in pace.reasons


def test_a_pause_in_a_turn_counts_two_seconds_at_most(scene, drawn, said):
    words = said(evenly(["one"] * 20, 0.0, 20.0))
    track = drawn(2000, f0_hz=VOICED_HZ)
    turns = {
        pause_s: scene([(0, 8), (8 + pause_s, 20)]).measure(track, words).pace.turn_s
        for pause_s in (0.5, 2.0, 5.0)
    }
    assert turns[0.5] == pytest.approx(20.0)
    assert turns[2.0] == pytest.approx(20.0)
    assert turns[5.0] == pytest.approx(8 + 2.0 + 7)


def test_a_hold_in_a_turn_does_not_count(scene, drawn, said):
    words = said(evenly(["one"] * 20, 0.0, 20.0))
    measured = scene([(0, 5), (15, 20)], holds=[(5.5, 14.5)]).measure(drawn(2000), words).pace
    assert measured.turn_s == pytest.approx(5 + 0.5 + 0.5 + 5)


def test_the_other_party_s_turn_is_no_pause(scene, drawn):
    measured = scene([(0, 5), (9, 14)], [(5.5, 8.5)]).measure(drawn(1400, f0_hz=VOICED_HZ)).pace
    assert measured.turn_s == pytest.approx(10.0)


def test_backchannels_count_neither_in_words_nor_in_time(scene, drawn, said):
    words = said([*evenly(["one"] * 30, 0.0, 15.0), ("mm-hm", 18.1, 18.5)])
    call = scene([(0, 15), (18, 18.6)], [(15.5, 20)], backchannels=[(18, 18.6)])
    pace = call.measure(drawn(2000, f0_hz=VOICED_HZ), words).pace
    assert pace.n_words == 30
    assert pace.turn_s == pytest.approx(15.0)
    assert pace.phonation_s == pytest.approx(15.0)


def test_fillers_are_counted_and_are_words(scene, drawn, said):
    words = said(evenly(["Um,", "yes", "uh", "hm", "well", "-", "er"], 0.0, 10.0))
    pace = scene([(0, 10)]).measure(drawn(1000, f0_hz=VOICED_HZ), words).pace
    assert pace.n_fillers_at_least == 4
    assert pace.n_words == 6


def test_a_language_without_rules_takes_its_syllables_from_the_sound(scene, drawn, said):
    words = said(evenly(["saippuakauppias"] * 20, 0.0, 20.0), language="fi")
    track = drawn(2000, f0_hz=VOICED_HZ, level_dbfs=syllables(2000))
    pace = scene([(0, 20)]).measure(track, words).pace
    assert pace.speech_rate_wpm == pytest.approx(60.0)
    assert pace.basis == "syllable_nuclei"
    assert pace.n_syllables == pytest.approx(100, abs=2)
    assert pace.articulation_rate_sps == pytest.approx(pace.n_syllables / 20.0)
    assert pace.n_fillers_at_least is None
    assert pace.reasons["n_fillers_at_least"] == "no list of fillers for language 'fi'"


def test_without_words_the_rate_is_estimated_and_said_to_be(scene, drawn):
    track = drawn(2000, f0_hz=VOICED_HZ, level_dbfs=syllables(2000))
    pace = scene([(0, 8), (12, 20)]).measure(track).pace
    assert pace.speech_rate_wpm is None
    assert pace.n_words is None
    assert pace.reasons["speech_rate_wpm"] == "no words for this party"
    assert pace.basis == "syllable_nuclei"
    assert pace.n_syllables == pytest.approx(80, abs=2)
    assert pace.articulation_rate_sps == pytest.approx(pace.n_syllables / 16.0)
    assert pace.wpm_estimated == pytest.approx(60 * pace.n_syllables / 1.4 / 18.0)


def test_words_of_the_other_party_are_not_this_one_s(scene, drawn, said):
    words = said(evenly(["one"] * 20, 0.0, 20.0), channel=1)
    assert scene([(0, 20)]).measure(drawn(2000), words).pace.n_words is None


def test_words_for_half_of_the_speech_are_not_used(scene, drawn, said):
    track = drawn(2000, f0_hz=VOICED_HZ, level_dbfs=syllables(2000))
    pace = scene([(0, 20)]).measure(track, said(evenly(["one"] * 20, 0.0, 12.0))).pace
    assert pace.speech_rate_wpm is None
    assert pace.reasons["speech_rate_wpm"] == "the words cover only 60% of this party's speech"
    assert pace.n_words is None
    assert pace.n_syllables == pytest.approx(100, abs=2)
    assert pace.wpm_estimated == pytest.approx(60 * pace.n_syllables / 20.0 / 1.4)


def test_a_text_without_words_is_counted_but_has_no_local_rate(scene, drawn):
    text = Utterance(0, 0.0, 20.0, "one two three four " * 25)
    transcript = Transcript("test", None, {"0": "en"}, (text,))
    pace = scene([(0, 20)]).measure(drawn(2000, f0_hz=VOICED_HZ), transcript).pace
    assert pace.speech_rate_wpm == pytest.approx(300.0)
    assert pace.n_syllables == 100
    assert pace.windows == ()
    assert pace.reasons["windows"] == "the words have no times of their own"


@pytest.mark.parametrize("silence_s", [0.30, 1.0])
def test_silences_change_the_speech_rate_and_not_the_articulation(scene, drawn, said, silence_s):
    """40 syllables in 8 s, then a silence that the speech score bridged, three times."""
    n_silent = round(silence_s * 100)
    speech, silent = syllables(800), np.full(n_silent, -70.0)
    level = np.concatenate([speech, silent, speech, silent, speech])
    f0_hz = np.where(level > -60, VOICED_HZ, 0.0)
    end_s = len(level) / 100
    track = drawn(len(level), f0_hz=f0_hz, level_dbfs=level)
    by_sound = scene([(0, end_s)]).measure(track).pace
    assert by_sound.phonation_s == pytest.approx(24.0, abs=0.02)
    assert by_sound.articulation_rate_sps == pytest.approx(5.0, rel=0.03)
    by_words = scene([(0, end_s)]).measure(track, said(evenly(["a"] * 120, 0, end_s))).pace
    assert by_words.speech_rate_wpm == pytest.approx(60 * 120 / end_s, abs=1e-9)


def test_a_silence_under_a_quarter_second_belongs_to_the_phonation(scene, drawn):
    speech = syllables(1000)
    level = np.concatenate([speech, np.full(15, -70.0), speech])
    track = drawn(len(level), f0_hz=np.where(level > -60, VOICED_HZ, 0.0), level_dbfs=level)
    pace = scene([(0, 20.15)]).measure(track).pace
    assert pace.phonation_s == 20.15
    assert pace.articulation_rate_sps == pytest.approx(5.0, rel=0.03)


def test_too_little_speech_is_no_rate_with_the_reason(scene, drawn, said):
    track = drawn(1000, f0_hz=VOICED_HZ)
    pace = scene([(0, 4.9)]).measure(track, said(evenly(["one"] * 10, 0, 4.9))).pace
    assert pace.speech_rate_wpm is None
    assert pace.articulation_rate_sps is None
    assert pace.reasons["speech_rate_wpm"] == "only 4.9 s of own speech; 5 s needed"
    assert pace.n_words == 10


@pytest.mark.parametrize("basis", ["words", "syllable_nuclei"])
def test_a_change_of_rate_is_found_within_one_window(scene, drawn, said, basis):
    """Four syllables a second for 60 s, then six for 20 s."""
    level = np.concatenate([syllables(6000, 25), syllables(2000, 100 // 6)])
    words = None
    if basis == "words":
        words = said(evenly(["one"] * 240, 0, 60) + evenly(["one"] * 120, 60, 80))
    pace = scene([(0, 80)]).measure(drawn(8000, f0_hz=VOICED_HZ, level_dbfs=level), words).pace
    (span,) = pace.fast_spans
    assert span.start_s == pytest.approx(60.0, abs=10.0)
    assert span.end_s == pytest.approx(80.0, abs=0.01)
    inside = [w.rate_sps for w in pace.windows if w.start_s >= 60]
    assert inside == pytest.approx([6.0] * 6, rel=0.10)
    assert 1.2 < span.ratio_to_own < 1.5
    assert pace.windows[0].rate_sps == pytest.approx(4.0, rel=0.05)
    assert len(pace.windows) == 36


def test_an_even_rate_has_no_fast_span(scene, drawn):
    track = drawn(6000, f0_hz=VOICED_HZ, level_dbfs=syllables(6000))
    assert scene([(0, 60)]).measure(track).pace.fast_spans == ()


def test_windows_need_four_seconds_and_twenty_syllables(scene, drawn):
    slow = drawn(4000, f0_hz=VOICED_HZ, level_dbfs=syllables(4000, 56))
    assert scene([(0, 40)]).measure(slow).pace.windows == ()  # 18 syllables in 10 s
    quick = drawn(4000, f0_hz=VOICED_HZ, level_dbfs=syllables(4000, 15))
    sparse = [(at, at + 3.6) for at in (0.0, 10.0, 20.0, 30.0)]
    pace = scene(sparse).measure(quick).pace
    assert pace.articulation_rate_sps == pytest.approx(100 / 15, rel=0.03)
    assert pace.windows == ()  # 24 syllables in 3.6 s of each 10 s


def test_a_few_windows_have_no_median_to_be_fast_against(scene, drawn):
    level = np.concatenate([syllables(800, 25), syllables(1000, 12)])
    pace = scene([(0, 18)]).measure(drawn(1800, f0_hz=VOICED_HZ, level_dbfs=level)).pace
    assert len(pace.windows) == 5
    assert max(w.rate_sps for w in pace.windows) > 1.4 * min(w.rate_sps for w in pace.windows)
    assert pace.fast_spans == ()


def test_the_parts_of_two_calls_pool(scene, drawn, said):
    words = evenly(["hello", "there"] * 20, 0.0, 20.0)
    track = drawn(2000, f0_hz=VOICED_HZ)
    pace = scene([(0, 9), (10, 20)]).measure(track, said(words)).pace
    assert pace.speech_rate_wpm == 60 * pace.n_words / pace.turn_s
    assert pace.articulation_rate_sps == pace.n_syllables / pace.phonation_s
    assert pace.phonation_s == 19.0


def test_a_timeline_gives_the_same_rates_without_audio(scene, drawn, said):
    words = said(evenly(["hello", "my", "name", "is", "Anna"] * 10, 0.0, 24.0))
    call = scene([(0, 10), (11, 24)], backchannels=[])
    heard = call.measure(drawn(2400, f0_hz=VOICED_HZ), words).pace
    read = pace_of_words(0, call.activity, call.floor, words, settings=Settings().voice)
    assert read == heard
    assert read.articulation_rate_sps == pytest.approx(70 / 23.0)
    assert len(read.windows) == 8


def test_a_timeline_in_a_language_without_rules_has_words_per_minute_only(scene, said):
    words = said(evenly(["sana"] * 20, 0.0, 20.0), language="fi")
    call = scene([(0, 20)])
    pace = pace_of_words(0, call.activity, call.floor, words, settings=Settings().voice)
    assert pace.speech_rate_wpm == pytest.approx(60.0)
    assert (pace.articulation_rate_sps, pace.basis, pace.n_syllables) == (None, None, None)
    assert pace.phonation_s == 20.0
    reason = "neither sound nor words of a known language to count syllables in"
    assert pace.reasons["articulation_rate_sps"] == pace.reasons["windows"] == reason


def test_a_timeline_without_words_of_a_party_has_no_pace_of_it(scene, said):
    words = said(evenly(["one"] * 20, 0.0, 20.0), channel=1)
    call = scene([(0, 20)], [(20, 40)])
    pace = pace_of_words(0, call.activity, call.floor, words, settings=Settings().voice)
    assert (pace.speech_rate_wpm, pace.articulation_rate_sps, pace.wpm_estimated) == (None,) * 3
    assert pace.reasons["speech_rate_wpm"] == "no words for this party"
    assert pace.reasons["wpm_estimated"] == pace.reasons["articulation_rate_sps"]


def test_a_fast_span_must_be_long_enough(scene, drawn):
    level = np.concatenate([syllables(6000, 25), syllables(1000, 100 // 6), syllables(2000, 25)])
    call, track = scene([(0, 90)]), drawn(9000, f0_hz=VOICED_HZ, level_dbfs=level)
    longer = with_values(Settings(), {"voice": {"fast_least_s": 30.0}})
    assert len(call.measure(track).pace.fast_spans) == 1
    assert call.measure(track, settings=longer).pace.fast_spans == ()


def test_without_turns_the_reason_is_that_and_not_too_little_speech() -> None:
    assert _no_rate_why(120.0, 0.0) == "no turns can be told, so there is no turn time to divide by"
    assert _no_rate_why(3.0, 0.0) == "only 3.0 s of own speech; 5 s needed"
    assert _no_rate_why(5.5, 4.0) == "only 4.0 s of own speech; 5 s needed"
    assert _no_rate_why(5.0, 5.0) == ""


def test_pauses_are_counted_inside_own_turns_only(scene, drawn, said):
    """Own speech of 5 s, four times: after it 0.24 s, 0.5 s, 1.1 s, and then the other's turn."""
    own = [(0, 5), (5.24, 10.24), (10.74, 15.74), (16.84, 21.84), (30, 35)]
    track = drawn(4000, f0_hz=VOICED_HZ)
    pace = scene(own, [(23, 29)]).measure(track, said(evenly(["one"] * 60, 0, 35))).pace
    assert (pace.n_pauses, pace.paused_s) == (2, pytest.approx(1.6))
    assert pace.mean_pause_s == pytest.approx(0.8)
    assert pace.turn_s == pytest.approx(26.84)
    assert pace.pauses_per_min == pytest.approx(60 * 2 / 26.84)
    assert pace.phonation_time_ratio == pytest.approx(25 / 26.84)


def test_a_hold_is_no_pause_of_its_speaker(scene, drawn):
    call = scene([(0, 8), (20, 28)], holds=[(8.1, 19.9)])
    pace = call.measure(drawn(2800, f0_hz=VOICED_HZ)).pace
    assert (pace.n_pauses, pace.paused_s, pace.mean_pause_s) == (0, 0.0, None)
    assert pace.reasons["mean_pause_s"] == "no pause of 0.25 s and more inside own turns"
    assert pace.pauses_per_min == 0.0


def test_too_little_speech_has_no_share_and_no_pauses_a_minute(scene, drawn):
    pace = scene([(0, 2), (2.5, 4.5)]).measure(drawn(450, f0_hz=VOICED_HZ)).pace
    assert (pace.phonation_time_ratio, pace.pauses_per_min) == (None, None)
    assert pace.reasons["pauses_per_min"] == "only 4.0 s of own speech; 5 s needed"
    assert pace.n_pauses == 1


def test_a_slow_stretch_is_found_with_its_size(scene, drawn, said):
    words = said(evenly(["one"] * 300, 0, 60) + evenly(["one"] * 60, 60, 80))
    pace = scene([(0, 80)]).measure(drawn(8000, f0_hz=VOICED_HZ), words).pace
    (span,) = pace.slow_spans
    assert (span.start_s, span.end_s) == (pytest.approx(60, abs=10), pytest.approx(80, abs=0.01))
    assert 0.6 <= span.ratio_to_own < 0.8
    assert pace.fast_spans == ()


def test_a_window_at_four_fifths_of_the_usual_is_not_yet_slow(scene, drawn, said):
    words = said(evenly(["one"] * 300, 0, 60) + evenly(["one"] * 82, 60, 80))
    assert scene([(0, 80)]).measure(drawn(8000, f0_hz=VOICED_HZ), words).pace.slow_spans == ()


def test_silence_at_the_edge_of_a_turn_is_no_pause(scene, drawn):
    """A unit that begins and ends with half a second that the speech score bridged."""
    level = np.full(1000, -20.0)
    level[:50] = level[-50:] = level[400:460] = -70.0
    track = drawn(1000, f0_hz=np.where(level > -60, VOICED_HZ, 0.0), level_dbfs=level)
    pace = scene([(0, 10)]).measure(track).pace
    assert (pace.n_pauses, pace.paused_s) == (1, pytest.approx(0.6))
