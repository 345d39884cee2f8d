"""Inputs are opened as they can be; what hinders is told in one line, with what to do."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from callcoach.audio.capture import Capture
from callcoach.audio.capture import device as device_file
from callcoach.audio.capture.moved import SourceWatch
from callcoach.audio.capture.world import World
from callcoach.errors import CaptureError, SoundInputUnavailable
from callcoach.types.live import Captured
from sound_studio import Device, Recorder, tone

Made = Callable[..., Recorder]


def _refusal(made: Recorder, agent: str = "near", customer: str | None = None) -> str:
    with pytest.raises(CaptureError) as caught:
        next(iter(made.capture(agent, customer).blocks()))
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_a_refused_rate_is_followed_by_the_devices_own_and_then_by_others(studio: Made) -> None:
    made = studio(Device("near", rates_hz=(44_100,), own_rate_hz=96_000))
    made.session("near", None, 2)
    assert [rate_hz for _, rate_hz, _ in made.studio.opened] == [16_000, 96_000, 48_000, 44_100]


def test_at_another_rate_a_tone_keeps_its_pitch_and_level(studio: Made) -> None:
    made = studio(Device("near", tone(1000), rates_hz=(48_000,)))
    sound = made.session("near", None, 4).samples[0, 16_000:32_000].astype(float)
    spectrum = np.abs(np.fft.rfft(sound)) / 8000
    assert np.argmax(spectrum) == 1000
    assert spectrum[1000] == pytest.approx(10_000, rel=0.01)


def test_a_device_that_refuses_all_rates_is_told(studio: Made) -> None:
    made = studio(Device("near", rates_hz=(96_000,), own_rate_hz=22_050))
    assert _refusal(made) == (
        'the input "near" refuses every sample rate that would serve '
        "(16,000, 22,050, 48,000, 44,100, 32,000, 8,000 Hz): choose another"
    )


def test_a_device_of_another_program_is_told(studio: Made) -> None:
    made = studio(Device("near", fails_with=("Device unavailable", -9985)))
    assert "taken by another program" in _refusal(made)
    assert "callcoach devices" in _refusal(made)


def test_another_error_is_told_in_portaudios_words(studio: Made) -> None:
    made = studio(Device("near", fails_with=("Unanticipated host\nerror", -9999)))
    assert "cannot be opened (Unanticipated host error)" in _refusal(made)
    assert len(made.studio.opened) == 1  # other rates would not help


def test_an_input_that_is_gone_is_told(studio: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made = studio(Device("near"))
    monkeypatch.setitem(sys.modules, "sounddevice", made.studio.module())
    source = replace(made.studio.input("near"), name="far", device=7)
    with pytest.raises(CaptureError, match='there is no input "far" any more'):
        next(iter(Capture(source, None, world=made.studio.world).blocks()))


def test_an_input_is_found_under_another_number(
    studio: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = studio(Device("else"), Device("near"))
    monkeypatch.setitem(sys.modules, "sounddevice", made.studio.module())
    source = replace(made.studio.input("near"), name="near (ALSA)", device=0)
    next(iter(Capture(source, None, world=made.studio.world).blocks()))
    assert made.studio.opened == [("near", 16_000, 1)]


def test_one_channel_is_not_enough_for_both_parties(studio: Made) -> None:
    assert "has one channel" in _refusal(studio(Device("near")), "near", "near")


def test_one_party_on_a_device_of_two_channels_is_their_mean(studio: Made) -> None:
    def uneven(times_s: np.ndarray) -> np.ndarray:
        return np.tile([100, 300], (len(times_s), 1))

    made = studio(Device("near", uneven, n_channels=2, channels=(2,)))
    heard = made.session("near", None, 3)
    assert set(heard.samples[0]) == {200}


def test_a_device_that_refuses_its_channels_is_told(studio: Made) -> None:
    assert "number of channels" in _refusal(studio(Device("near", channels=(4,))))


def test_a_device_that_hangs_is_told(studio: Made) -> None:
    made = studio(Device("near"))
    made.studio.hangs = True
    assert "gives no answer for 5 s" in _refusal(made)


def test_a_missing_portaudio_is_told_as_everywhere(
    studio: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = studio(Device("near"))
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(SoundInputUnavailable, match="pip install sounddevice"):
        next(iter(Capture(made.studio.input("near"), None, world=made.studio.world).blocks()))


def test_an_input_without_sound_does_not_keep_the_other_from_beginning(studio: Made) -> None:
    made = studio(Device("near"), Device("far", mute=[(1000.0, 1010.0)]))
    heard = made.session("near", "far", 20)
    assert [(event.kind, event.channel) for event in heard.events] == [
        ("lost", 1),
        ("recovered", 1),
    ]
    assert heard.came_s[0][0] < 1004.5
    assert np.abs(heard.clicks(0)[-5:] - heard.clicks(1)[-5:]).max() <= 320


def test_pulse_is_pointed_at_the_source_while_it_opens(
    studio: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = studio(Device("pulse"))
    module = made.studio.module()
    seen = []
    opens = module.InputStream

    def stream(**options: object) -> object:
        seen.append(os.environ.get("PULSE_SOURCE"))
        return opens(**options)

    module.InputStream = stream
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    monkeypatch.setattr(device_file, "pulse_server", lambda: None)
    monkeypatch.setenv("PULSE_SOURCE", "mine")
    source = replace(made.studio.input("pulse"), name="Headset", pulse_source="usb.input")
    next(iter(Capture(source, None, world=made.studio.world).blocks()))
    assert seen == ["usb.input"]
    assert os.environ["PULSE_SOURCE"] == "mine"


def test_a_source_watch_tells_what_pulse_says(studio: Made) -> None:
    made = studio(Device("near"))
    watch = SourceWatch(made.studio.world, lambda pid: frozenset({f"heard by {pid}"}))
    assert watch.look(1000.0) is None
    assert watch.look(1000.1) == (1000.0, {f"heard by {os.getpid()}"})
    assert watch.look(1000.2) is None


def _with_real_threads(made: Recorder) -> World:
    def start(work: Callable[[], None]) -> None:
        threading.Thread(target=work, daemon=True).start()

    def wait(event: threading.Event, most_s: float) -> None:
        time.sleep(0.001)
        made.studio.world.wait(event, most_s)

    return replace(made.studio.world, start=start, wait=wait)


def test_close_from_another_thread_ends_it(studio: Made) -> None:
    made = studio(Device("near"))
    capture = made.capture("near", None, _with_real_threads(made))
    got: list[Captured] = []
    reader = threading.Thread(target=lambda: got.extend(capture.blocks()))
    reader.start()
    until_s = time.monotonic() + 10
    while not got and time.monotonic() < until_s:
        time.sleep(0.01)
    capture.close()
    reader.join(1.0)
    assert got
    assert not reader.is_alive()


def test_a_stream_that_does_not_close_is_left_behind(
    studio: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()
    made = studio(Device("near", closing=never.wait))
    capture = made.capture("near", None, _with_real_threads(made))
    unregistered: list[object] = []
    vars(sys.modules["sounddevice"])["_exit_handler"] = "waits for all streams"
    monkeypatch.setattr("atexit.unregister", unregistered.append)
    blocks = capture.blocks()
    next(blocks)
    began_s = time.monotonic()
    blocks.close()
    assert time.monotonic() - began_s < 1.0
    assert unregistered == ["waits for all streams"]
    never.set()
