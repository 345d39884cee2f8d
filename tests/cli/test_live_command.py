"""`callcoach live` hears a call through a real sound server, coaches beside it, and reviews it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr

from callcoach.audio.call_audio import CallAudio
from made_calls import sample_part, write_wav
from sound_server import SoundServer, sound_server

Run = Callable[..., Any]

RATE_HZ = 16_000
CUE_FIELDS = {
    "at_s", "heard_at_s", "kind", "severity", "text", "shown", "held_by", "evidence",
}  # fmt: skip


@dataclass
class Live:
    """A `callcoach live` that runs in a folder."""

    process: subprocess.Popen[str]
    folder: Path
    lines: list[dict[str, Any]] = field(default_factory=list)

    def end(self, number: int = signal.SIGINT) -> int:
        """Asks it to end, and waits."""
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=60)
        self.lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
        return self.process.returncode

    def review(self) -> dict[str, Any]:
        """The one review that it wrote."""
        (path,) = (self.folder / "callcoach-out").glob("*.json")
        plain: dict[str, Any] = json.loads(path.read_text())
        return plain


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """A sound server whose sink `call` is heard as the sources `agent` and `customer`."""
    with sound_server(tmp_path_factory.mktemp("pulse") / "run", {"call": 2}) as running:
        for side, channel in (("agent", "front-left"), ("customer", "front-right")):
            running.control(
                "load-module", "module-remap-source", f"source_name={side}", "channels=1",
                "master=call.monitor", f"master_channel_map={channel}", "channel_map=mono",
                "remix=no", f"source_properties=device.description={side}-side",
            )  # fmt: skip
        yield running


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10 s of a call in which the agent talks over the customer from 5.3 s on, for 2.4 s."""
    sides = [soxr.resample(side, 8000, RATE_HZ) for side in sample_part("bad-call", 42.0, 52.0)]
    return write_wav(tmp_path_factory.mktemp("played") / "call.wav", *sides, rate_hz=RATE_HZ)


def environment(folder: Path, server: SoundServer | None) -> Mapping[str, str]:
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return {
        **os.environ,
        **(server.environ if server else {}),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "TMPDIR": str(temporary),
    }


@contextmanager
def live(folder: Path, server: SoundServer, *arguments: str) -> Iterator[Live]:
    """`callcoach live` on both sides of the sink, once sound is being heard."""
    n_before = n_streams(server)
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "callcoach", "live", "--agent-input", "agent-side",
                "--customer-input", "customer-side", "--no-transcribe", "--no-check",
                "--cues", "-", *arguments,
            ],
            cwd=folder, env=environment(folder, server),
            stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 30
        while n_streams(server) < n_before + 2:
            assert process.poll() is None, (folder / "said").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield Live(process, folder)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def n_streams(server: SoundServer) -> int:
    """How many streams are being recorded."""
    return len(server.control("list", "short", "source-outputs").splitlines())


def plain(path: Path) -> dict[str, Any]:
    review: dict[str, Any] = json.loads(path.read_text())
    del review["provenance"]["stages_s"]
    return review


def test_a_recorded_call_has_the_review_of_its_recording(
    tmp_path: Path, server: SoundServer, played: Path, run: Run
) -> None:
    settings = tmp_path / "at-once.toml"
    settings.write_text("[live]\nwarm_up_s = 0.0\n")
    with live(tmp_path, server, "--record", "kept.wav", "--settings", str(settings)) as session:
        server.play(played, "call").wait()
        assert session.end() == 0
    said = (tmp_path / "said").read_text()
    assert "recording to kept.wav: everyone on the call must know" in said
    talk_overs = [line for line in session.lines if line["kind"] == "talk_over"]
    assert all(set(line) == CUE_FIELDS for line in session.lines)
    assert [(line["shown"], line["held_by"]) for line in talk_overs] == [(True, None)]
    ran = run("review", "kept.wav", "--no-transcribe", "--out", "again")
    assert ran.code == 0
    mine = plain(tmp_path / "callcoach-out" / "kept.json")
    assert mine == plain(tmp_path / "again" / "kept.json")
    assert mine["call"]["agent_basis"] == "the file beside the recording (call.json)"
    assert mine["call"]["layout"] == "two_channel"
    assert mine["talk_overs"]["count"] == 1
    (event,) = [mine["incursions"][index] for index in mine["talk_overs"]["events"]]
    assert talk_overs[0]["at_s"] == pytest.approx(event["start_s"] + 1.5, abs=0.15)
    assert "data:audio" in (tmp_path / "callcoach-out" / "kept.html").read_text()


def test_what_was_recorded_before_kill_9_can_be_read(
    tmp_path: Path, server: SoundServer, played: Path
) -> None:
    with (
        live(tmp_path, server, "--record", "kept.wav") as session,
        server.play(played, "call") as player,
    ):
        began = time.monotonic()
        time.sleep(4.0)
        lasted_s = time.monotonic() - began
        session.process.kill()
        session.process.wait()
        player.kill()
    audio = CallAudio.open(tmp_path / "kept.wav")
    blocks = audio.blocks()
    samples = np.concatenate(list(blocks), axis=1)
    assert blocks.notes.notices == ()
    assert samples.shape[1] / RATE_HZ >= lasted_s - 2.0
    assert np.abs(samples).max() > 0.05


def test_without_a_recording_no_sound_touches_the_disk(
    tmp_path: Path, server: SoundServer, played: Path
) -> None:
    with live(tmp_path, server) as session, server.play(played, "call") as player:
        time.sleep(4.0)
        during = {path.name for path in tmp_path.rglob("*") if path.is_file()}
        code = session.end(signal.SIGTERM)
        player.kill()
    assert code == 0, (tmp_path / "said").read_text()
    assert during == {"said"}
    written = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"", ".json", ".html"}
    review = session.review()
    assert review["call"]["source"].startswith("live-")
    assert review["call"]["layout"] == "one_sided"  # the customer has not spoken yet
    assert review["activity"]["agent"]
    assert review["call"]["duration_s"] > 1.0
    (page,) = (tmp_path / "callcoach-out").glob("*.html")
    assert "data:audio" not in page.read_text()


def test_a_replay_has_the_review_of_its_recording(run: Run, call: Path, tmp_path: Path) -> None:
    ran = run("live", "--replay", call, "--speed", "500", "--no-transcribe", "--cues", "cues.jsonl")
    assert ran.code == 0, ran.err
    assert "callcoach-out/call.json" in ran.out
    assert run("review", call, "--no-transcribe", "--out", "again").code == 0
    assert plain(tmp_path / "callcoach-out/call.json") == plain(tmp_path / "again/call.json")
    for line in (tmp_path / "cues.jsonl").read_text().splitlines():
        assert set(json.loads(line)) == CUE_FIELDS


def test_a_replay_that_is_ended_is_reviewed_as_far_as_it_went(tmp_path: Path, call: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable, "-m", "callcoach", "live", "--replay", str(call), "--no-transcribe",
            "--cues", "cues.jsonl", "--quiet",
        ],
        cwd=tmp_path, env=environment(tmp_path, None), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    until = time.monotonic() + 30
    while not (tmp_path / "cues.jsonl").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(3.0)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    review = plain(tmp_path / "callcoach-out" / "call.json")
    assert 1.0 < review["call"]["duration_s"] < 20.0
    assert review["call"]["source"] == "call.wav"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--replay", "call.wav", "--record", "new.wav"], "takes neither --record nor inputs"),
        (["--replay", "call.wav", "--agent-input", "USB"], "takes neither --record nor inputs"),
        (["--replay", "call.wav", "--speed", "0"], "--speed"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(
    run: Run, call: Path, arguments: list[str], said: str
) -> None:
    ran = run("live", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_mono_call_is_not_replayed(run: Run, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "mono.wav", sample_part("bad-call", 0.0, 1.0)[0])
    ran = run("live", "--replay", path)
    assert ran.code == 1
    assert "review it instead" in ran.error_line


def test_a_recording_is_never_written_over(run: Run, call: Path, tmp_path: Path) -> None:
    before = call.read_bytes()
    ran = run("live", "--record", call)
    assert ran.code == 1
    assert "call.wav" in ran.error_line
    assert call.read_bytes() == before
    assert not (tmp_path / "callcoach-out").exists()
