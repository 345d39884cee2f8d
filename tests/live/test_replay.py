"""A recording is replayed at its own pace or faster, and can be ended."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from callcoach.audio.call_audio import CallAudio
from callcoach.errors import AudioError
from callcoach.live.replay import Replay
from made_calls import sample_part, write_wav


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "call.wav", *sample_part("bad-call", 0.0, 2.0))


def test_samples_come_when_they_are_due(call: Path) -> None:
    now_s = [100.0]
    waited: list[float] = []
    replay = Replay(call, 2.0, clock=lambda: now_s[0])

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        now_s[0] += seconds
        return False

    replay._closed.wait = wait  # type: ignore[method-assign, assignment]
    blocks = [captured.samples for captured in replay.blocks()]
    assert sum(waited) == pytest.approx(1.0)
    assert waited[:3] == pytest.approx([0.025] * 3)
    (whole,) = CallAudio.open(call).blocks(10.0)
    assert np.array_equal(np.concatenate(blocks, axis=1), whole)
    assert replay.is_complete


def test_it_may_end_before_its_time(call: Path) -> None:
    replay = Replay(call, 1000.0)
    blocks = replay.blocks()
    next(blocks)
    replay.close()
    assert list(blocks) == []
    assert not replay.is_complete


def test_a_call_on_one_channel_is_refused(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "mono.wav", sample_part("bad-call", 0.0, 1.0)[0])
    with pytest.raises(AudioError, match=r"one channel.*callcoach review .*mono\.wav"):
        Replay(path)
