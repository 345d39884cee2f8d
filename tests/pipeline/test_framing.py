"""One pass gives frames, layout and sound copy; a failing worker ends it with its error."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from callcoach.audio.call_audio import CallAudio
from callcoach.frames.stream import FrameStream
from callcoach.pipeline.framing import Framed, framed
from callcoach.settings import Settings
from callcoach.types.progress import no_progress
from made_calls import sample_part, write_wav


def pass_over(path: Path, **more: Any) -> Framed:
    return framed(CallAudio.open(path), Settings(), **{"progress": no_progress, **more})


@pytest.fixture
def sides() -> tuple[Any, Any]:
    return sample_part("bad-call", 0.0, 24.0)


def test_the_rows_are_those_of_one_push(tmp_path: Path, sides: tuple[Any, Any]) -> None:
    heard = pass_over(write_wav(tmp_path / "call.wav", *sides))
    assert (heard.layout, heard.channels) == ("two_channel", (0, 1))
    assert heard.n_samples == len(sides[0])
    for track, side in zip(heard.tracks, sides, strict=True):
        alone = FrameStream(8000, Settings().voice)
        with threadpool_limits(1, "blas"):  # as `framed` has it; more round otherwise
            alone.push((side / 32768).astype(np.float32))
            once = alone.finish()
        for name in ("level_dbfs", "bands_dbfs", "detector", "f0_hz", "voicing", "tonality"):
            assert np.array_equal(getattr(track, name), getattr(once, name)), name


def test_the_silent_side_is_left_out(tmp_path: Path, sides: tuple[Any, Any]) -> None:
    heard = pass_over(write_wav(tmp_path / "side.wav", np.zeros_like(sides[1]), sides[1]))
    assert (heard.layout, heard.channels, len(heard.tracks)) == ("one_sided", (1,), 1)
    assert heard.tracks[0].level_dbfs.max() > -40


def test_an_error_in_a_worker_is_raised(
    tmp_path: Path, sides: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: FrameStream, samples: Any) -> None:
        raise MemoryError("no more")

    monkeypatch.setattr(FrameStream, "push", fail)
    with pytest.raises(MemoryError, match="no more"):
        pass_over(write_wav(tmp_path / "call.wav", *sides))


def test_many_blocks_wait_for_slow_workers(
    tmp_path: Path, sides: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcoach.pipeline.worker.PENDING_MOST", 1)
    told: list[float] = []
    path = write_wav(tmp_path / "call.wav", *(np.tile(side, 3) for side in sides))
    heard = pass_over(path, progress=lambda stage, done, total: told.append(done))
    assert len(told) == 8
    assert len(heard.tracks[0]) == 7200


def test_whoever_stops_it_does_not_wait_for_a_worker_that_hangs(
    tmp_path: Path, sides: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_let_go = threading.Event()

    def hang(self: FrameStream, samples: Any) -> None:
        assert is_let_go.wait(60)

    def stop(stage: str, done: float, total: float | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FrameStream, "push", hang)
    path = write_wav(tmp_path / "call.wav", *sides)
    begun_s = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        pass_over(path, progress=stop)
    assert time.monotonic() - begun_s < 20
    is_let_go.set()


def test_while_listening_products_of_matrices_take_one_thread_each(
    tmp_path: Path, sides: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def n_threads() -> int:
        return max(each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas")

    seen: list[int] = []
    push = FrameStream.push
    monkeypatch.setattr(
        FrameStream, "push", lambda self, samples: (seen.append(n_threads()), push(self, samples))
    )
    with threadpool_limits(2, "blas"):
        pass_over(write_wav(tmp_path / "call.wav", *sides))
        assert n_threads() == 2
    assert len(seen) == 6
    assert set(seen) == {1}
