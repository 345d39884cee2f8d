"""Levels of inputs are right, and no input can hang or end the process that asks for them."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest

import fake_sounddevice
from callcoach.audio.inputs import SoundInput
from callcoach.live.inputs import level_watch
from callcoach.live.inputs.level_check import level_check
from callcoach.live.inputs.levels import LevelSum, heard_over
from callcoach.live.inputs.loudness_heard import HeardSound, LevelSeen
from callcoach.types.frames import SILENCE_DBFS

CHILD = level_watch._CHILD

LOUD_DBFS = 20 * math.log10(3277 / 32768)


def an_input(name: str, is_monitor: bool = False) -> SoundInput:
    return SoundInput(name, "Fake", 2 if name == "two sides" else 1, 0, 16000.0, "", is_monitor)


@pytest.fixture(autouse=True)
def fake_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Child processes listen to the stand-in."""
    folder = str(Path(fake_sounddevice.__file__).parent)
    place = f"import sys; sys.path.append({folder!r}); import fake_sounddevice as fake"
    monkeypatch.setattr(level_watch, "_CHILD", f"{place}; fake.take_the_place(); {CHILD}")


def answers_within(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(level_watch.watched_levels, "__defaults__", (seconds,))


class TestParts:
    def test_a_full_scale_sine_is_3_01_db_under_its_peak(self) -> None:
        sine = np.round(32767 * np.sin(2 * np.pi * np.arange(16000) / 16)).astype(np.int16)
        level = LevelSeen.of(HeardSound.of(sine, 16000))
        assert level.rms_dbfs == pytest.approx(-3.01, abs=0.005)
        assert level.peak_dbfs == pytest.approx(0, abs=0.001)
        assert level.full_share == pytest.approx(2 / 16)  # a top and a bottom each period

    def test_the_lowest_sample_of_all_is_full_scale(self) -> None:
        level = LevelSeen.of(HeardSound.of(np.array([-32768, 1], np.int16), 16000))
        assert (level.peak_dbfs, level.full_share) == (0, 0.5)

    def test_parts_add_up_however_they_are_cut(self) -> None:
        rng = np.random.default_rng(3)
        noise = rng.integers(-32768, 32768, 1000).astype(np.int16)
        total = HeardSound()
        for part in np.split(noise, [0, 1, 17, 600]):
            total += HeardSound.of(part, 8000)
        whole = HeardSound.of(noise, 8000)
        assert (total.n_samples, total.peak, total.n_full) == (1000, whole.peak, whole.n_full)
        assert total.heard_s == pytest.approx(0.125)
        assert total.square_sum == pytest.approx(whole.square_sum)

    def test_zeros_are_zeros_and_the_smallest_sample_is_not(self) -> None:
        zeros = LevelSeen.of(HeardSound.of(np.zeros(10, np.int16), 8000))
        assert zeros == LevelSeen(SILENCE_DBFS, SILENCE_DBFS, is_zero=True)
        one = LevelSeen.of(HeardSound.of(np.array([0, 1], np.int16), 8000))
        assert not one.is_zero
        assert one.peak_dbfs == pytest.approx(-90.31, abs=0.01)


def test_each_input_is_as_loud_as_it_is_or_says_why_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("callcoach.live.inputs.levels.FIRST_SOUND_S", 0.4)
    answers_within(monkeypatch, 1.5)
    asked = [an_input(name) for name in fake_sounddevice.NAMES[:-3]]
    started_s = time.monotonic()
    levels = {
        one.name: level
        for one, level in heard_over([*asked, an_input("gone")], 0.3).levels().items()
    }
    assert time.monotonic() - started_s < 15
    for name in ("loud", "two sides", "picky"):
        assert levels[name].peak_dbfs == pytest.approx(LOUD_DBFS), name
        assert levels[name].rms_dbfs == pytest.approx(LOUD_DBFS), name
    assert levels["zeros"].is_zero
    assert levels["full"].full_share == 1
    why = {name: level.why_not for name, level in levels.items() if level.why_not}
    assert why == {
        "mute": "no sound comes from it",
        "taken": "another program has taken it, or it was unplugged",
        "gone": "it is not there any more",
        "dies": why["dies"],
        "hangs": "the sound system gives no answer within 1.5 s",
    }
    assert why["dies"].startswith("the sound system broke on it (its process was ended by SIGABRT")
    assert all(levels[name].peak_dbfs is None for name in why)


def test_a_process_that_ends_while_all_listen_is_told_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    levels = heard_over([an_input("loud"), an_input("breaks")], 5).levels()
    for level in levels.values():
        assert level.peak_dbfs is None
        assert "ended by SIGABRT" in level.why_not


def test_a_sound_system_that_hangs_from_the_first_is_told_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(level_watch, "_CHILD", "import time; time.sleep(60)")
    monkeypatch.setattr(level_watch, "STARTS_WITHIN_S", 0.3)
    levels = heard_over([an_input("loud"), an_input("full")], 0.8).levels()
    assert [level.why_not for level in levels.values()] == [
        "the sound system gives no answer within 0.3 s"
    ] * 2


def test_an_input_that_is_unplugged_is_told_one_that_waits_for_sound_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick = "from callcoach.live.inputs import level_child; level_child.LOST_S = 0.3"
    monkeypatch.setattr(level_watch, "_CHILD", f"{quick}; {level_watch._CHILD}")
    monkeypatch.setattr("callcoach.live.inputs.levels.FIRST_SOUND_S", 0.5)
    microphone, monitor = an_input("stops"), an_input("stops [Loopback]", is_monitor=True)
    lost, paused = (heard_over([one], 0.6).levels()[one] for one in (microphone, monitor))
    assert lost.why_not == "no sound comes from it any more"
    assert (lost.peak_dbfs, paused.why_not) == (None, "")
    assert paused.is_zero


def test_without_the_library_each_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = "import sys; sys.modules['sounddevice'] = None"
    monkeypatch.setattr(level_watch, "_CHILD", f"{missing}; {CHILD}")
    (level,) = heard_over([an_input("loud")], 0.8).levels().values()
    assert level.why_not.endswith("pip install sounddevice")


def test_nothing_asked_is_nothing_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", lambda *_a, **_k: pytest.fail("started"))
    assert heard_over([], 0.8).levels() == {}
    check = level_check(None, None)
    assert (check.agent, check.customer, check.lines) == (None, None, ())


def test_a_monitor_may_give_nothing_while_nothing_plays() -> None:
    monitor = an_input("mute", is_monitor=True)
    total = LevelSum([monitor])
    total.add({monitor: ()})
    assert total.levels()[monitor].why_not == "no sound comes from it while nothing plays"


def test_who_waits_for_sound_does_not_wait_for_an_input_that_gives_none() -> None:
    loud, taken = an_input("loud"), an_input("taken")
    total = LevelSum([loud, taken])
    total.add({loud: (HeardSound(0.4, 3200), HeardSound(0.5, 3200)), taken: ()})
    assert not total.is_enough(0.5)
    total.add({loud: (), taken: "another program has taken it"})
    assert total.is_enough(0.5)
    assert not total.is_enough(0.6)


def test_one_device_of_two_channels_is_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    one = an_input("two sides")
    check = level_check(one, one, 0.2)
    assert check.agent is not None
    assert check.customer is not None
    assert check.agent.level.peak_dbfs == pytest.approx(LOUD_DBFS)
    assert check.customer.level.peak_dbfs == pytest.approx(20 * math.log10(655 / 32768))
    assert check.agent.verdict == "fine"
    assert check.customer.verdict == "fine"


def test_one_device_of_one_channel_is_no_two_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    one = an_input("loud")
    check = level_check(one, one, 0.2)
    assert check.customer is not None
    assert check.customer.verdict == "unavailable"
    assert "it has one channel only" in check.customer.advice
