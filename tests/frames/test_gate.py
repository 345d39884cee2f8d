"""The gate lets through whatever may be voiced speech, and not much else."""

from __future__ import annotations

import numpy as np

from callcoach.frames.gate import GateRows, SpeechGate


def rows(
    n: int, *, level_dbfs: float = -20.0, periodicity: float = 0.0, detector: float = 0.0
) -> GateRows:
    return GateRows(
        np.full(n, level_dbfs, np.float32),
        np.full(n, periodicity, np.float32),
        np.full(n, detector, np.float32),
    )


def test_nothing_voice_like_is_not_tracked() -> None:
    assert SpeechGate().stretches(rows(160)) == []
    assert SpeechGate().stretches(rows(160, level_dbfs=-76, periodicity=1.0, detector=1.0)) == []


def test_either_the_detector_or_periodic_sound_is_enough() -> None:
    assert SpeechGate().stretches(rows(160, detector=0.2)) == [slice(0, 160)]
    assert SpeechGate().stretches(rows(160, periodicity=0.9)) == [slice(0, 160)]


def test_a_stretch_has_a_margin_of_a_tenth_of_a_second() -> None:
    chunk = rows(160)
    chunk.detector[60:70] = 1
    assert SpeechGate().stretches(chunk) == [slice(50, 80)]
    chunk.detector[[0, 159]] = 1
    assert SpeechGate().stretches(chunk) == [slice(0, 11), slice(50, 80), slice(149, 160)]


def test_stretches_a_context_apart_are_one() -> None:
    chunk = rows(160)
    chunk.detector[[20, 60]] = 1
    assert SpeechGate().stretches(chunk) == [slice(10, 71)]
    chunk.detector[60:62] = [0, 1]
    assert SpeechGate().stretches(chunk) == [slice(10, 31), slice(51, 72)]


def test_faint_hum_is_left_out_after_speech_but_not_a_quiet_call() -> None:
    hum = rows(160, level_dbfs=-60, periodicity=0.95)
    gate = SpeechGate()
    assert gate.stretches(hum) == [slice(0, 160)]
    gate.stretches(rows(160, level_dbfs=-20, periodicity=0.95))
    for _ in range(19):
        assert gate.stretches(hum) == []
    assert gate.stretches(hum) == [slice(0, 160)]


def test_speech_that_the_detector_hears_is_tracked_however_faint() -> None:
    gate = SpeechGate()
    gate.stretches(rows(160, level_dbfs=-5, periodicity=0.95))
    assert gate.stretches(rows(160, level_dbfs=-60, detector=0.5)) == [slice(0, 160)]
