"""What goes wrong with an input in a call is told, and times stay right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sound_studio import Device, Recorder, Session, collected

Made = Callable[..., Recorder]


def _by_second(heard: Session, row: int) -> dict[int, int]:
    """Clicks' places by their number, counted from the first that the agent heard."""
    first = heard.clicks(0)[0]
    return {round((at - first) / 16_000): int(at - first) for at in heard.clicks(row)}


def _in_place(heard: Session, row: int, most_ms: float = 20.0) -> bool:
    return all(
        abs(at - second * 16_000) / 16 <= most_ms for second, at in _by_second(heard, row).items()
    )


@pytest.mark.parametrize("party", ["near", "far"])
@pytest.mark.parametrize("is_told", [True, False])
def test_what_the_driver_dropped_stands_as_silence(studio: Made, party: str, is_told: bool) -> None:
    losses = [(1005.2, 1005.7, is_told)]
    devices = {
        name: Device(name, losses=losses if name == party else []) for name in ("near", "far")
    }
    heard = studio(*devices.values()).session("near", "far", 12)
    (event,) = heard.events
    assert event.kind == "overflow"
    assert event.lost_s == pytest.approx(0.5, abs=0.03)
    row = ["near", "far"].index(party)
    assert event.channel == row
    first_s = heard.clicks(0)[0] / 16_000  # at 1000.5 s
    assert event.at_s - first_s == pytest.approx(4.7, abs=0.02)
    start = round(event.at_s * 16_000)
    assert not heard.samples[row, start + 400 : start + 7600].any()
    assert _in_place(heard, 0)
    assert _in_place(heard, 1)


def test_an_overflow_without_a_gap_is_told_too(studio: Made) -> None:
    heard = studio(Device("near", losses=[(1005.2, 1005.2005, True)])).session("near", None, 8)
    (event,) = heard.events
    assert (event.kind, event.lost_s) == ("overflow", 0.0)


def test_what_is_late_by_0_2_s_is_not_lost(studio: Made) -> None:
    made = studio(Device("near", delay_s=lambda n: 0.2 if n % 200 == 150 else 0.004), Device("far"))
    heard = made.session("near", "far", 15)
    assert heard.events == []
    assert len(heard.clicks(0)) == len(heard.clicks(1)) >= 13
    assert _in_place(heard, 0)


def test_one_that_stalls_does_not_hold_back_the_other(studio: Made) -> None:
    """For 0.8 s nothing comes of the customer, then all at once."""
    made = studio(
        Device("near"), Device("far", delay_s=lambda n: 0.8 if n == 240 else 0.004)
    )  # at 1004.8 s
    heard = made.session("near", "far", 12)
    waits_s = np.diff([came_s for came_s, _ in heard.came_s])
    assert waits_s.max() <= 0.4
    assert heard.told("lost") == []
    events = heard.told("late")
    assert {event.channel for event in events} == {1}
    assert 0.3 <= sum(event.lost_s for event in events) <= 0.8
    assert _in_place(heard, 1)


def test_where_both_stall_nothing_is_lost(studio: Made) -> None:
    def late(n: int) -> float:
        return 0.8 if n == 240 else 0.004

    heard = studio(Device("near", delay_s=late), Device("far", delay_s=late)).session(
        "near", "far", 12
    )
    assert heard.events == []
    assert len(heard.clicks(0)) == len(heard.clicks(1)) >= 11


@pytest.mark.parametrize(("party", "other"), [("near", "far"), ("far", "near")])
def test_an_input_that_goes_silent_is_lost_and_comes_back(
    studio: Made, party: str, other: str
) -> None:
    made = studio(
        Device(party, mute=[(1005.0, 1009.0)]), Device(other, ppm=150.0, delay_s=lambda _n: 0.01)
    )
    heard = made.session("near", "far", 20)
    row = ["near", "far"].index(party)
    lost, back = heard.told("lost"), heard.told("recovered")
    assert [event.channel for event in lost + back] == [row, row]
    first_s = heard.clicks(0)[0] / 16_000 - 0.5  # the call's time of 1000 s
    assert 5.0 <= lost[0].at_s - first_s <= 7.0
    assert 8.9 <= back[0].at_s - first_s <= 11.0
    assert len(heard.clicks(1 - row)) >= 18
    assert len(heard.clicks(row)) == 16
    assert _in_place(heard, row)
    assert _in_place(heard, 1 - row)


def test_a_stream_that_portaudio_ends_is_opened_again(studio: Made) -> None:
    made = studio(Device("near", ends_at_s=1005.0), Device("far"))

    def mended() -> None:
        made.studio.devices[0].ends_at_s = None

    made.studio.at.append((1006.5, mended))
    heard = made.session("near", "far", 12)
    assert [event.kind for event in heard.events] == ["lost", "recovered"]
    assert heard.events[0].why == "the sound system ended it"
    assert _in_place(heard, 0)


def test_an_input_that_hangs_when_it_is_opened_again_holds_nobody_up(studio: Made) -> None:
    made = studio(Device("near", ends_at_s=1005.0), Device("far"))

    def hang() -> None:
        made.studio.hangs = True

    made.studio.at.append((1004.0, hang))
    heard = made.session("near", "far", 20)
    assert [(event.kind, event.channel) for event in heard.events] == [("lost", 0)]
    assert heard.samples.shape[1] / 16_000 == pytest.approx(20.0, abs=0.6)
    assert np.diff(heard.clicks(1)) == pytest.approx(16_000, abs=16)


def test_without_any_input_time_goes_on(studio: Made) -> None:
    made = studio(Device("near", ends_at_s=1005.0, fails_with=None))

    def unplugged() -> None:
        made.studio.devices[0].fails_with = ("Device unavailable", -9985)

    made.studio.at.append((1002.0, unplugged))
    heard = made.session("near", None, 20)
    assert [event.kind for event in heard.events] == ["lost"]
    assert heard.samples.shape[1] / 16_000 == pytest.approx(20.0, abs=0.6)
    assert max(np.diff([came_s for came_s, _ in heard.came_s])) <= 0.15
    assert not heard.samples[:, 6 * 16_000 :].any()


def test_digital_silence_is_told_once_and_its_end(studio: Made) -> None:
    def off_and_on(times_s: np.ndarray) -> np.ndarray:
        return np.where((times_s > 1004.0) & (times_s < 1010.0), 0.0, 1.0)

    heard = studio(Device("near", off_and_on), Device("far")).session("near", "far", 15)
    silent, sounding = heard.events
    assert (silent.kind, silent.channel) == ("no_signal", 0)
    assert (sounding.kind, sounding.channel) == ("signal", 0)
    assert sounding.at_s - silent.at_s == pytest.approx(6.0, abs=0.05)


def test_digital_silence_is_noticed_within_2_s(studio: Made) -> None:
    made = studio(Device("near", lambda times_s: np.where(times_s > 1004.0, 0.0, 1.0)))
    capture = made.capture("near", None)
    for block in capture.blocks():
        if block.events:
            break
    assert block.events[0].kind == "no_signal"
    assert made.studio.now_s <= 1006.0


def test_a_channel_without_an_input_is_zeros(studio: Made) -> None:
    made = studio(Device("near"))
    alone = made.session(None, "near", 5)
    assert alone.events == []
    assert len(alone.clicks(1)) >= 3
    assert not alone.samples[0].any()


def test_a_reader_that_stalls_loses_the_oldest_and_is_told(studio: Made) -> None:
    made = studio(Device("near", ppm=0.0), Device("far"))
    capture = made.capture("near", "far")
    made.studio.at.append((1060.0, capture.close))
    has_stalled = False

    def blocks() -> object:
        nonlocal has_stalled
        for block in capture.blocks():
            yield block
            if made.studio.now_s > 1005.0 and not has_stalled:
                has_stalled = True
                made.studio.advance(40.0)

    heard = collected(blocks(), made.studio)
    assert [event.kind for event in heard.events] == ["overflow", "overflow"]
    assert {event.why for event in heard.events} == {"callcoach was too busy to take it"}
    assert [event.lost_s for event in heard.events] == pytest.approx([10.0, 10.0], abs=0.2)
    assert heard.samples.shape[1] / 16_000 == pytest.approx(60.0, abs=0.6)
    assert _in_place(heard, 0)
    assert _in_place(heard, 1)


def test_the_time_of_a_suspended_computer_is_no_part_of_the_call(studio: Made) -> None:
    made = studio(Device("near"), Device("far"))

    def suspend() -> None:
        made.studio.asleep_s = 3600.0

    made.studio.at.append((1006.0, suspend))
    heard = made.session("near", "far", 15)
    (event,) = heard.events
    assert (event.kind, event.channel) == ("slept", None)
    assert event.lost_s == pytest.approx(3600.0, abs=0.1)
    assert heard.samples.shape[1] / 16_000 == pytest.approx(15.0, abs=0.6)


def test_time_before_the_call_is_no_standstill(studio: Made) -> None:
    made = studio(Device("near"))
    capture = made.capture("near", None)
    made.studio.advance(60.0)
    made.studio.asleep_s = 60.0
    made.studio.at.append((1065.0, capture.close))
    assert collected(capture.blocks(), made.studio).events == []


def test_where_the_clock_goes_on_in_sleep_its_time_is_left_out(studio: Made) -> None:
    made = studio(Device("near"), Device("far"))
    streams = made.studio

    def suspend() -> None:
        for device in streams.devices:
            device.mute = [(1006.0, 1106.0)]
        streams.advance(100.0)

    streams.at.append((1006.0, suspend))
    heard = made.session("near", "far", 112.0)
    (event,) = heard.events
    assert event.kind == "slept"
    assert event.lost_s == pytest.approx(100.0, abs=0.2)
    assert heard.samples.shape[1] / 16_000 == pytest.approx(12.0, abs=0.6)
    assert np.abs(heard.clicks(0) - heard.clicks(1)).max() <= 320


def test_what_waited_in_a_standstill_is_left_out_too(studio: Made) -> None:
    """The program is stopped for 10 s; of the last 3 the sound comes at once when it goes on."""

    def late(n: int) -> float:
        return max(16.0 - (n + 1) * 0.02, 0.004) if n >= 650 else 0.004

    made = studio(Device("near", delay_s=late), Device("far", delay_s=late))

    def stop() -> None:
        for device in made.studio.devices:
            device.mute = [(1006.0, 1015.99)]
        made.studio.advance(9.99)

    made.studio.at.append((1006.0, stop))
    heard = made.session("near", "far", 30.0)
    assert [event.kind for event in heard.events] == ["slept"]
    assert heard.samples.shape[1] / 16_000 == pytest.approx(20.0, abs=0.6)
    last = heard.clicks(0)[-5:], heard.clicks(1)[-5:]
    assert np.abs(last[0] - last[1]).max() <= 320
