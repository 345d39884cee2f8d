"""On a real PulseAudio: inputs have their names, levels are those that are played."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from callcoach.audio.input_choice import found_input, usual_microphone, usual_monitor
from callcoach.audio.inputs import SoundInput
from callcoach.doctor import microphones
from callcoach.live.inputs.input_listing import listed_inputs
from callcoach.live.inputs.level_check import level_check
from callcoach.live.inputs.levels import heard_over
from callcoach.live.inputs.remembered import KnownInput, Remembered, remember
from made_calls import write_wav
from sound_server import SoundServer, sound_server

RATE_HZ = 44100
"""What PortAudio proposes, so that nothing is resampled, and a gap makes no peak of its own."""

MIC = "USB headset Analog Mono"
PLAYED = "Monitor of Speakers"
IDLE = "Monitor of Null Output"


def tone(peak_dbfs: float) -> np.ndarray:
    wave = np.sin(2 * np.pi * 440 * np.arange(120 * RATE_HZ) / RATE_HZ)
    return np.round(32768 * 10 ** (peak_dbfs / 20) * wave).astype(np.int16)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """A microphone that hears -20 dBFS, speakers that play -46 and -30, and an idle output."""
    folder = tmp_path_factory.mktemp("sound")
    with sound_server(folder / "server", {"idle": 1}) as running, pytest.MonkeyPatch.context() as m:
        for name, value in running.environ.items():
            m.setenv(name, value)
        m.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        running.control(
            "load-module", "module-null-sink", "sink_name=room", "channels=1", f"rate={RATE_HZ}"
        )
        running.control(
            "load-module", "module-null-sink", "sink_name=speakers", "channels=2",
            f"rate={RATE_HZ}", "sink_properties=device.description=Speakers",
        )  # fmt: skip
        running.control(
            "load-module", "module-remap-source", "source_name=mic", "master=room.monitor",
            'source_properties=device.description="USB\\ headset\\ Analog\\ Mono"',
        )  # fmt: skip
        running.control("set-default-source", "mic")
        running.control("set-default-sink", "speakers")
        room = write_wav(folder / "room.wav", tone(-20), rate_hz=RATE_HZ)
        call = write_wav(folder / "call.wav", tone(-46), tone(-30), rate_hz=RATE_HZ)
        # A null sink gives sound in pieces as long as its players ask for: short ones make these
        # tests quick, too short ones gaps on a busy machine.
        zeros = write_wav(folder / "zeros.wav", np.zeros_like(tone(0)), rate_hz=RATE_HZ)
        players = [
            subprocess.Popen(["paplay", f"--device={sink}", "--latency-msec=150", str(path)])
            for sink, path in (("room", room), ("speakers", call), ("idle", zeros))
        ]
        yield running
        for player in players:
            player.terminate()
            player.wait(10)


@pytest.fixture(scope="module")
def inputs(server: SoundServer) -> tuple[SoundInput, ...]:
    return listed_inputs()


def test_each_source_is_listed_under_its_description(inputs: tuple[SoundInput, ...]) -> None:
    told = [
        (each.name, each.host, each.n_channels, each.pulse_source, each.is_monitor)
        for each in inputs
    ]
    assert told == [
        (MIC, "PulseAudio", 1, "mic", False),
        (f"{IDLE} (idle.monitor)", "PulseAudio", 1, "idle.monitor", True),
        (f"{IDLE} (room.monitor)", "PulseAudio", 1, "room.monitor", True),
        (PLAYED, "PulseAudio", 2, "speakers.monitor", True),
    ]
    assert [each.name for each in inputs if each.is_default] == [MIC, PLAYED]
    agent = usual_microphone(inputs)
    customer = usual_monitor(inputs, agent)
    assert customer is not None
    assert (agent.name, customer.name) == (MIC, PLAYED)


def test_levels_are_those_that_are_played(inputs: tuple[SoundInput, ...]) -> None:
    levels = {one.name: level for one, level in heard_over(inputs, 0.5).levels().items()}
    for name, peak_dbfs in {MIC: -20, PLAYED: -30}.items():
        # A sine's mean square lies 3.01 dB under its peak.
        assert levels[name].peak_dbfs == pytest.approx(peak_dbfs, abs=0.05), name
        assert levels[name].rms_dbfs == pytest.approx(peak_dbfs - 3.01, abs=0.2), name
    assert levels[f"{IDLE} (idle.monitor)"].is_zero


def test_the_check_before_a_call_tells_a_quiet_microphone_and_a_silent_line(
    inputs: tuple[SoundInput, ...], server: SoundServer
) -> None:
    server.control("set-source-volume", "mic", "-32dB")
    try:
        idle = found_input("idle.monitor", inputs)
        check = level_check(found_input(MIC, inputs), idle, 0.5)
    finally:
        server.control("set-source-volume", "mic", "0dB")
    assert check.agent is not None
    assert check.customer is not None
    assert (check.agent.verdict, check.customer.verdict) == ("quiet", "zeros")
    assert "very quiet (peak -52 dBFS)" in check.lines[0]


def callcoach(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "callcoach", *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout


def test_the_command_says_which_is_which(inputs: tuple[SoundInput, ...]) -> None:
    lines = callcoach("devices", "--seconds", "0.5").splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        f"1 agent microphone -20 dBFS 1 ch PulseAudio {MIC}",
        f"2 what you hear only zeros 1 ch PulseAudio {IDLE} (idle.monitor)",
        f"3 what you hear -20 dBFS 1 ch PulseAudio {IDLE} (room.monitor)",
        f"4 customer what you hear -30 dBFS 2 ch PulseAudio {PLAYED}",
        "",
        "2 gives only zeros: nothing plays there now.",
    ]


def test_the_command_gives_json_of_what_is_remembered(
    inputs: tuple[SoundInput, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    room = KnownInput.of(found_input("room", inputs))
    remember(Remembered(room, KnownInput("Gone", "PulseAudio", "x")))
    told = json.loads(callcoach("devices", "--seconds", "0.5", "--json", "-"))
    assert told["schema"] == "callcoach.devices/1"
    assert [(row["number"], row["taken_as"]) for row in told["inputs"]] == [
        (1, []), (2, []), (3, ["agent"]), (4, ["customer"]),
    ]  # fmt: skip
    assert told["notices"] == [
        'the customer\'s input of the last time is not there, "Gone" (PulseAudio): '
        f'"{PLAYED}" is taken instead'
    ]
    row = told["inputs"][0]
    assert row["peak_dbfs"] == pytest.approx(-20, abs=0.05)
    assert (row["is_zero"], row["peak_dbfs_reason"], row["pulse_source"]) == (False, None, "mic")


def in_a_terminal(*arguments: str) -> list[str]:
    """What a terminal of 80 columns is shown, frame by frame."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    shown = subprocess.Popen(
        [sys.executable, "-m", "callcoach", *arguments], stdout=theirs, stderr=theirs, env=environ
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            seen += os.read(ours, 65536)
        except OSError:  # that is how a terminal says that its program has ended
            break
    os.close(ours)
    assert shown.wait(20) == 0
    text = re.sub(r"\x1b\[\d*[Km]", "", seen.decode())
    return text.split("\x1b[1A")


def test_watching_ends_when_its_window_is_closed(inputs: tuple[SoundInput, ...]) -> None:
    # Started apart from the terminal, so that no signal tells of it.
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "callcoach", "devices", "--watch"]
    environ = {**os.environ, "TERM": "xterm-256color"}
    shown = subprocess.Popen(
        command, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
    )
    os.close(theirs)
    try:
        seen = b""
        while seen.count(b"dBFS") < 6:
            seen += os.read(ours, 65536)
        os.close(ours)
        shown.wait(20)
    finally:
        shown.kill()
        shown.wait()


def test_bars_move_in_a_terminal_of_80_columns(inputs: tuple[SoundInput, ...]) -> None:
    frames = in_a_terminal("devices", "--seconds", "0.5")
    assert len(frames) > 3
    lines = [line.rstrip() for line in frames[-1].split("\r\n")]
    assert lines[0] == f" 1  {MIC:<48}  █████████░░░░░  -20 dBFS"
    assert lines[1] == f"    {'microphone · PulseAudio · 1 channel':<48}  taken for the agent"
    assert lines[6] == f" 4  {PLAYED:<48}  ███████░░░░░░░  -30 dBFS"
    assert all(len(line) <= 80 for line in lines)
    assert "2 gives only zeros: nothing plays there now." in lines


def test_the_doctor_says_which_are_taken(inputs: tuple[SoundInput, ...]) -> None:
    (check,) = microphones.inputs()
    assert (check.outcome, check.advice) == ("works", "")
    assert check.found == (
        f"taken for the agent: {MIC} (PulseAudio); for the customer: {PLAYED} (PulseAudio); "
        "callcoach devices lists all 4"
    )
