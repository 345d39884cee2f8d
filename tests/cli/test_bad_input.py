"""Bad input gets one clear line and leaves nothing behind, or a review with a notice."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from callcoach.pipeline import recipe
from callcoach.types.review import Review
from made_calls import RATE_HZ, sample_part, write_wav

Run = Callable[..., Any]


def is_clean(folder: Path) -> bool:
    """Whether no result and no temporary file was left."""
    return not any("callcoach" in path.name or path.suffix == ".html" for path in folder.iterdir())


def reviewed(folder: Path, name: str) -> Review:
    plain = json.loads((folder / "callcoach-out" / f"{name}.json").read_text())
    return Review.from_dict(plain)


class TestRefused:
    def test_a_missing_file(self, run: Run, tmp_path: Path) -> None:
        ran = run("review", "nowhere.wav", "--no-transcribe")
        assert ran.code == 1
        assert "nowhere.wav" in ran.error_line
        assert is_clean(tmp_path)

    def test_a_folder(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "calls").mkdir()
        for folder in ("calls", ".", ""):
            ran = run("review", folder, "--no-transcribe")
            assert ran.code == 1
            assert "folder" in ran.error_line
        assert "calls" in run("review", "calls", "--no-transcribe").error_line

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("empty.wav", b""),
            ("text.wav", b"Dear customer, this is no sound at all.\n" * 20),
            ("header.wav", b"RIFF\x00\x00\x00\x00WAVEfmt "),
        ],
    )
    def test_what_is_no_sound(self, run: Run, tmp_path: Path, name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        ran = run("review", name, "--no-transcribe")
        assert ran.code == 1
        assert name in ran.error_line
        assert is_clean(tmp_path)

    def test_no_samples(self, run: Run, tmp_path: Path) -> None:
        none = np.zeros(0, np.int16)
        write_wav(tmp_path / "none.wav", none, none)
        ran = run("review", "none.wav", "--no-transcribe")
        assert ran.code == 1
        assert "none.wav" in ran.error_line

    def test_eight_channels(self, run: Run, tmp_path: Path) -> None:
        one, _ = sample_part("bad-call", 0.0, 3.0)
        write_wav(tmp_path / "eight.wav", *([one] * 8))
        ran = run("review", "eight.wav", "--no-transcribe")
        assert ran.code == 1
        assert "8 channels" in ran.error_line

    def test_a_film_without_sound(self, run: Run, tmp_path: Path) -> None:
        make_silent_film(tmp_path / "film.mp4")
        ran = run("review", "film.mp4", "--no-transcribe")
        assert ran.code == 1
        assert "no sound" in ran.error_line

    def test_a_timeline_that_runs_backwards(self, run: Run, call: Path, tmp_path: Path) -> None:
        utterances = [
            {"party": "agent", "start_s": 305.0, "end_s": 306.0, "text": "second"},
            {"party": "agent", "start_s": 1.0, "end_s": 2.0, "text": "first"},
        ]
        timeline = {"duration_s": 310.0, "utterances": utterances}
        (tmp_path / "back.json").write_text(json.dumps(timeline))
        ran = run("review", call, "--transcript", "back.json")
        assert ran.code == 1
        assert "back.json" in ran.error_line
        assert "times run backwards" in ran.error_line
        assert is_clean(tmp_path)

    def test_a_transcript_that_is_none_is_told_before_listening(
        self, run: Run, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recipe, "framed", lambda *_args, **_more: pytest.fail("it listened"))
        (tmp_path / "empty.json").write_text("")
        ran = run("review", call, "--transcript", "empty.json")
        assert ran.code == 1
        assert "empty.json: is empty" in ran.error_line

    def test_a_timeline_longer_than_the_call(self, run: Run, call: Path, tmp_path: Path) -> None:
        utterances = [{"party": "agent", "start_s": 80.0, "end_s": 90.0, "text": "later"}]
        timeline = {"duration_s": 90.0, "utterances": utterances}
        (tmp_path / "long.json").write_text(json.dumps(timeline))
        ran = run("review", call, "--transcript", "long.json")
        assert ran.code == 1
        assert "transcript of another call" in ran.error_line

    def test_an_output_folder_that_is_a_file(self, run: Run, call: Path, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("mine")
        ran = run("review", call, "--no-transcribe", "--out", "taken")
        assert ran.code == 1
        assert "taken" in ran.error_line
        assert (tmp_path / "taken").read_text() == "mine"

    def test_a_place_that_takes_no_files_is_told_before_listening(
        self, run: Run, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recipe, "framed", lambda *_args, **_more: pytest.fail("it listened"))
        ran = run("review", call, "--no-transcribe", "--out", "call.wav/deep")
        assert ran.code == 1
        assert ran.error_line.endswith("call.wav is a file; name another place")
        (tmp_path / "locked").mkdir(mode=0o500)
        monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "locked")
        ran = run("review", call, "--no-transcribe", "--out", "locked/out")
        assert ran.code == 1
        assert "no permission to write in" in ran.error_line

    def test_an_output_folder_that_cannot_be_written(self, run: Run, call: Path) -> None:
        ran = run("review", call, "--no-transcribe", "--out", "/proc/callcoach")
        assert ran.code == 1
        assert "/proc/callcoach" in ran.error_line

    def test_settings_that_are_wrong(self, run: Run, call: Path, tmp_path: Path) -> None:
        (tmp_path / "s.toml").write_text("[turns]\ndead_air = 3\n")
        ran = run("review", call, "--no-transcribe", "--settings", "s.toml")
        assert ran.code == 1
        assert "no setting 'turns.dead_air'" in ran.error_line

    @pytest.mark.parametrize(
        "arguments",
        [
            ["review"],
            ["review", "call.wav", "--agent", "middle"],
            ["review", "call.wav", "--loud"],
            ["review", "call.wav", "--transcript", "t.json", "--no-transcribe"],
            ["reviews", "call.wav"],
        ],
    )
    def test_wrong_usage(self, run: Run, arguments: list[str]) -> None:
        ran = run(*arguments)
        assert ran.code == 2
        assert "Usage" in ran.err
        assert ran.out == ""


class TestJudgedWithANotice:
    def review_of(self, run: Run, path: Path) -> Review:
        ran = run("review", path, "--no-transcribe")
        assert (ran.code, ran.err) == (0, "")
        return reviewed(path.parent, path.stem)

    def test_one_sample(self, run: Run, tmp_path: Path) -> None:
        one = np.array([900], np.int16)
        review = self.review_of(run, write_wav(tmp_path / "one.wav", one, one))
        assert review.call.duration_s == pytest.approx(1 / RATE_HZ, abs=1e-4)
        assert all(spans == () for spans in review.activity.values())

    def test_a_name_so_long_that_nothing_can_stand_beside_it(
        self, run: Run, call: Path, tmp_path: Path
    ) -> None:
        long = call.rename(tmp_path / f"{'x' * 246}.wav")
        assert self.review_of(run, long).quality.notices

    def test_digital_silence(self, run: Run, tmp_path: Path) -> None:
        none = np.zeros(RATE_HZ * 5, np.int16)
        review = self.review_of(run, write_wav(tmp_path / "silent.wav", none, none))
        assert all(spans == () for spans in review.activity.values())
        assert review.findings == ()
        assert review.call.layout == "two_channel"
        (notice,) = review.quality.notices
        assert notice.startswith("Nobody speaks in this recording.")

    def test_samples_that_are_no_numbers(self, run: Run, tmp_path: Path) -> None:
        both = np.stack(sample_part("bad-call", 0.0, 12.0), axis=1)
        frames = (both / 32768).astype("<f4")
        frames[10_000, 0] = np.nan
        frames[10_100, 1] = np.inf
        write_float_wav(tmp_path / "nan.wav", frames)
        review = self.review_of(run, tmp_path / "nan.wav")
        assert any("2 samples were no numbers" in notice for notice in review.quality.notices)

    def test_a_header_longer_than_the_data(self, run: Run, call: Path) -> None:
        whole = call.read_bytes()
        call.write_bytes(whole[: 44 + 4 * RATE_HZ * 12])
        review = self.review_of(run, call)
        assert review.call.duration_s == pytest.approx(12.0, abs=0.01)
        assert any("promises" in notice for notice in review.quality.notices)

    def test_full_scale_clipping(self, run: Run, tmp_path: Path) -> None:
        sound, other = sample_part("bad-call", 0.0, 12.0)
        clipped = np.clip(sound * 40.0, -32768, 32767).astype(np.int16)
        review = self.review_of(run, write_wav(tmp_path / "clip.wav", clipped, other))
        ratio = review.quality.parties["agent"].clipping_ratio
        assert ratio is not None
        assert ratio > 0.01
        assert any(
            "The sound of the agent is clipped" in notice for notice in review.quality.notices
        )

    def test_mono(self, run: Run, tmp_path: Path) -> None:
        sound, _ = sample_part("bad-call", 0.0, 20.0)
        review = self.review_of(run, write_wav(tmp_path / "mono.wav", sound))
        assert review.call.layout == "mono"
        assert set(review.activity) == {"unknown"}
        assert review.talk_overs.count is None
        assert "one channel for both parties" in review.talk_overs.reasons["count"]
        assert "one channel for both parties" in review.quality.notices[0]

    def test_dual_mono_never_becomes_two_speakers(self, run: Run, tmp_path: Path) -> None:
        sound, _ = sample_part("bad-call", 0.0, 20.0)
        review = self.review_of(run, write_wav(tmp_path / "dual.wav", sound, sound))
        assert review.call.layout == "dual_mono"
        assert set(review.activity) == {"unknown"}

    def test_one_side_silent(self, run: Run, tmp_path: Path) -> None:
        sound, _ = sample_part("bad-call", 0.0, 20.0)
        review = self.review_of(run, write_wav(tmp_path / "side.wav", np.zeros_like(sound), sound))
        assert review.call.layout == "one_sided"
        assert review.talk_overs.count is None
        assert review.activity["unknown"]

    def test_an_unreadable_sidecar(self, run: Run, call: Path) -> None:
        call.with_name("call.call.json").write_text("{")
        review = self.review_of(run, call)
        assert any("call.call.json was passed over" in n for n in review.quality.notices)


def write_float_wav(path: Path, frames: npt.NDArray[np.float32]) -> None:
    """A WAV of 32-bit floats, which Python's own writer cannot make: (n, 2) float32."""
    data = frames.tobytes()
    form = struct.pack("<HHIIHH", 3, 2, RATE_HZ, RATE_HZ * 8, 8, 32)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)


def make_silent_film(path: Path) -> None:
    """Ten frames of picture and no sound."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
