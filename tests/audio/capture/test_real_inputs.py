"""Capture from a real sound server, through PortAudio: nothing here is made up but the sound."""

from __future__ import annotations

import subprocess
import threading
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from callcoach.audio.capture import Capture
from callcoach.audio.inputs import SoundInput, sound_inputs
from callcoach.types.live import CaptureEvent
from sound_server import SoundServer, sound_server

RATE_HZ = 16_000
HEADSET = ("module-null-sink", "sink_name=headset", "rate=16000", "channels=1")
NOISE = np.random.default_rng(8).integers(-9000, 9000, (RATE_HZ * 20, 2)).astype(np.int16)
RUMBLE = np.stack(
    [np.convolve(row, np.hanning(32) / 16, "same") for row in NOISE.T], axis=1
).astype(np.int16)
"""The same without high tones, so that it is alike a fraction of a sample later."""


def _file(path: Path, sound: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.ascontiguousarray(sound, "<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch
) -> Iterator[SoundServer]:
    sinks = {"agent": 1, "customer": 1, "both": 2}
    with sound_server(tmp_path_factory.mktemp("pulse") / "server", sinks) as server:
        for side, name in (("front-left", "left"), ("front-right", "right")):
            server.control(
                "load-module", "module-remap-source", f"source_name={name}", "master=both.monitor",
                "channels=1", f"master_channel_map={side}", "channel_map=mono", "remix=no",
            )  # fmt: skip
        for name, value in server.environ.items():
            patch.setenv(name, value)
        import sounddevice

        sounddevice._terminate()  # it knows the devices that there were when it began
        sounddevice._initialize()
        yield server


@pytest.fixture(scope="module")
def inputs(server: SoundServer) -> dict[str, SoundInput]:
    return {each.pulse_source: each for each in sound_inputs()}


def _heard(capture: Capture, seconds: float) -> tuple[np.ndarray, list[CaptureEvent]]:
    samples, events = [], []
    for block in capture.blocks():
        samples.append(block.samples)
        events.extend(block.events)
        if sum(each.shape[1] for each in samples) >= seconds * RATE_HZ:
            capture.close()
    return np.concatenate(samples, axis=1), events


def _shift(sound: np.ndarray, of: np.ndarray) -> int:
    """How many samples later `of`, of shape (n,), is heard in `sound`."""
    n = 1 << (len(sound) + len(of)).bit_length()
    product = np.fft.rfft(sound, n) * np.conj(np.fft.rfft(of, n))
    shift = int(np.argmax(np.fft.irfft(product, n)))
    return shift if shift < n // 2 else shift - n


def test_two_channels_are_captured_to_the_bit(
    server: SoundServer, inputs: dict[str, SoundInput], tmp_path: Path
) -> None:
    player = server.play(_file(tmp_path / "both.wav", NOISE), "both", 400)
    heard, events = _heard(Capture(inputs["both.monitor"], inputs["both.monitor"]), 2.0)
    player.kill()
    player.wait()
    assert events == []
    shift = _shift(NOISE[:, 0].astype(float), heard[0].astype(float))
    assert np.array_equal(heard.T, NOISE[shift : shift + heard.shape[1]])


def test_two_inputs_are_aligned_within_20_ms(
    server: SoundServer, inputs: dict[str, SoundInput], tmp_path: Path
) -> None:
    """Two sources with a stream each, of one sink, so that what is heard is known to be at once."""
    sound = np.repeat(NOISE[:, :1], 2, axis=1)
    player = server.play(_file(tmp_path / "both.wav", sound), "both", 400)
    heard, events = _heard(Capture(inputs["left"], inputs["right"]), 4.0)
    player.kill()
    player.wait()
    assert events == []
    for second in (0, 1, 2, 3):
        agent, customer = heard[:, second * RATE_HZ :][:, :RATE_HZ].astype(float)
        assert abs(_shift(agent, customer)) <= 0.020 * RATE_HZ, second


def test_both_parties_of_two_sinks_are_heard_each_on_its_channel(
    server: SoundServer, inputs: dict[str, SoundInput], tmp_path: Path
) -> None:
    players = [
        server.play(_file(tmp_path / f"{name}.wav", sound), name, 400)
        for name, sound in (("agent", NOISE[:, :1]), ("customer", RUMBLE[:, 1:]))
    ]
    heard, events = _heard(Capture(inputs["agent.monitor"], inputs["customer.monitor"]), 2.0)
    for player in players:
        player.kill()
        player.wait()
    assert events == []
    shift = _shift(NOISE[:, 0].astype(float), heard[0].astype(float))
    assert np.array_equal(heard[0], NOISE[shift : shift + heard.shape[1], 0])
    # The other is resampled: alike over 0.1 s, in which its place moves little.
    some = heard[1, RATE_HZ : RATE_HZ + 1600].astype(float)
    shift = _shift(RUMBLE[:, 1].astype(float), some)
    assert np.corrcoef(some, RUMBLE[shift : shift + 1600, 1])[0, 1] > 0.95


@dataclass
class Story:
    """A call in which things go wrong. `done_s`: when each was done, in seconds of the call;
    `noticed_s`: when each event of an input was given."""

    done_s: dict[str, float] = field(default_factory=dict)
    noticed_s: dict[tuple[str, int | None], float] = field(default_factory=dict)
    events: list[CaptureEvent] = field(default_factory=list)
    samples: np.ndarray = field(default_factory=lambda: np.zeros((2, 0), np.int16))
    lasted_s: float = 0.0
    ended_in_s: float = 0.0

    def waits_s(self, deed: str, kind: str, channel: int) -> float:
        return self.noticed_s[kind, channel] - self.done_s[deed]


class Narrator(threading.Thread):
    """Does to the server what befalls sound servers, one after the other."""

    def __init__(self, server: SoundServer, sound: Path, story: Story, began_s: float) -> None:
        super().__init__()
        self.server, self.sound, self.story, self.began_s = server, sound, story, began_s

    def did(self, deed: str) -> None:
        self.story.done_s[deed] = time.monotonic() - self.began_s

    def until(self, kind: str) -> None:
        until_s = time.monotonic() + 8
        while (kind, 0) not in self.story.noticed_s and time.monotonic() < until_s:
            time.sleep(0.02)

    def run(self) -> None:
        self.until("no_signal")
        playing = self.server.play(self.sound, "headset")
        self.did("played")
        self.until("signal")
        playing.kill()  # or it would play on into another sink
        playing.wait()
        modules = [
            line.split("\t")[0]
            for line in self.server.control("list", "short", "modules").splitlines()
            if "sink_name=headset" in line
        ]
        self.server.control("unload-module", modules[0])
        self.did("unplugged")
        self.until("lost")
        self.server.control("load-module", *HEADSET)
        self.did("plugged in")
        again = self.server.play(self.sound, "headset")
        self.until("recovered")
        time.sleep(0.5)
        self.did("the end")
        again.kill()
        again.wait()


@pytest.fixture(scope="module")
def story(
    tmp_path_factory: pytest.TempPathFactory, server: SoundServer, patch: pytest.MonkeyPatch
) -> Story:
    folder = tmp_path_factory.mktemp("story")
    server.control(
        "load-module", "module-null-sink", "sink_name=headset", "rate=16000", "channels=1"
    )
    inputs = {each.pulse_source: each for each in sound_inputs()}
    player = server.play(_file(folder / "long.wav", NOISE[:, :1]), "customer", 400)
    capture = Capture(inputs["headset.monitor"], inputs["customer.monitor"])
    story, blocks = Story(), []
    narrator: Narrator | None = None
    for block in capture.blocks():
        if narrator is None:
            began_s = time.monotonic()
            narrator = Narrator(server, folder / "long.wav", story, began_s)
            narrator.start()
        blocks.append(block.samples)
        story.events.extend(block.events)
        for event in block.events:
            story.noticed_s.setdefault((event.kind, event.channel), time.monotonic() - began_s)
        story.lasted_s = time.monotonic() - began_s
        if "the end" in story.done_s or story.lasted_s > 19:
            capture.close()
            ends_s = time.monotonic()
    story.ended_in_s = time.monotonic() - ends_s
    assert narrator is not None
    narrator.join()
    player.kill()
    player.wait()
    story.samples = np.concatenate(blocks, axis=1)
    return story


class TestThingsGoWrong:
    def test_digital_silence_is_noticed_within_2_s_and_its_end_at_once(self, story: Story) -> None:
        assert story.noticed_s["no_signal", 0] <= 2.0
        assert story.waits_s("played", "signal", 0) <= 1.0

    def test_an_unplugged_input_is_noticed_within_2_s(self, story: Story) -> None:
        """PulseAudio points its stream at the other sink: the customer would be heard as the
        agent."""
        assert 0 < story.waits_s("unplugged", "lost", 0) <= 2.0
        assert ("lost", 1) not in story.noticed_s
        (lost,) = [event for event in story.events if event.kind == "lost"]
        assert lost.why == "it was unplugged, or taken away"

    def test_it_is_recovered_when_it_is_there_again(self, story: Story) -> None:
        assert 0 < story.waits_s("plugged in", "recovered", 0) <= 4.5

    def test_the_other_party_goes_on_throughout(self, story: Story) -> None:
        loud = np.abs(story.samples[1, : -RATE_HZ // 10].astype(int)) > 1000
        assert np.diff(np.flatnonzero(loud)).max() < 0.02 * RATE_HZ

    def test_time_goes_on_as_it_does_outside(self, story: Story) -> None:
        assert story.samples.shape[1] / RATE_HZ == pytest.approx(story.lasted_s, abs=0.5)

    def test_it_ends_within_a_second(self, story: Story) -> None:
        assert story.ended_in_s < 1.0


def test_a_server_that_dies_is_noticed_and_time_goes_on(
    inputs: dict[str, SoundInput], server: SoundServer, story: Story, patch: pytest.MonkeyPatch
) -> None:
    """The last of this file, for the server is gone."""
    capture = Capture(inputs["agent.monitor"], inputs["customer.monitor"])
    lost: dict[int | None, float] = {}
    killed_s, n_after = 0.0, 0
    for block in capture.blocks():
        now_s = time.monotonic()
        if not killed_s:
            pids = subprocess.run(
                ["pgrep", "-f", f"pulseaudio.*{server.environ['XDG_RUNTIME_DIR']}"],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            for pid in pids.stdout.split():
                subprocess.run(["kill", "-9", pid], check=True)
            killed_s = now_s
        lost.update({e.channel: now_s - killed_s for e in block.events if e.kind == "lost"})
        if len(lost) == 2:
            n_after += block.samples.shape[1]
        if n_after > RATE_HZ or now_s - killed_s > 10:
            capture.close()
    assert set(lost) == {0, 1}
    assert max(lost.values()) <= 2.0
    assert n_after > RATE_HZ
