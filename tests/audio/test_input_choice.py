"""An input is found by what a person calls it, and the usual ones where nothing is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcoach.audio.input_choice import found_input, usual_microphone, usual_monitor
from callcoach.audio.inputs import SoundInput
from callcoach.errors import CaptureError

HEADSET = SoundInput("USB headset Mono", "PulseAudio", 1, 0, 0.0, "input.usb")
CAMERA = SoundInput("USB camera", "PulseAudio", 1, 0, 0.0, "cam", is_default=True)
LINE = SoundInput("Line 1", "ALSA", 2, 4)
SHOUTING = SoundInput("LINE 1", "OSS", 2, 5)
PLAYED = SoundInput("Monitor of Speakers", "PulseAudio", 2, 0, 0.0, "out.monitor", True, True)
UNPLAYED = SoundInput("Monitor of HDMI", "PulseAudio", 2, 0, 0.0, "hdmi.monitor", True)
ALL = (HEADSET, CAMERA, LINE, SHOUTING, PLAYED, UNPLAYED)


def usual_inputs(inputs: tuple[SoundInput, ...]) -> tuple[SoundInput, SoundInput | None]:
    agent = usual_microphone(inputs)
    return agent, usual_monitor(inputs, agent)


class TestFound:
    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("USB headset Mono", HEADSET),
            ("usb HEADSET mono", HEADSET),
            ("  USB  camera ", CAMERA),
            ("Line 1", LINE),  # exact before in any case
            ("LINE 1", SHOUTING),
            ("headset", HEADSET),
            ("hdmi", UNPLAYED),
            ("out.monitor", PLAYED),
            ("1", HEADSET),  # a number before a part of a name
            ("6", UNPLAYED),
        ],
    )
    def test_it_is_found(self, name: str, found: SoundInput) -> None:
        assert found_input(name, ALL) is found

    @pytest.mark.parametrize("name", ["speaker phone", "7", "0", "-1", "", " ", "1.0"])
    def test_one_that_is_not_there_is_told_with_those_that_are(self, name: str) -> None:
        with pytest.raises(CaptureError) as raised:
            found_input(name, ALL)
        assert str(raised.value) == (
            f'there is no input "{name.strip()}"; there are: 1 "USB headset Mono", '
            '2 "USB camera", 3 "Line 1", 4 "LINE 1", 5 "Monitor of Speakers", 6 "Monitor of HDMI"'
        )

    @pytest.mark.parametrize(
        ("name", "which"),
        [
            ("usb", '"USB headset Mono" or "USB camera"'),
            ("line 1", '"Line 1" or "LINE 1"'),
            ("monitor of", '"Monitor of Speakers" or "Monitor of HDMI"'),
        ],
    )
    def test_one_that_could_be_two_is_told(self, name: str, which: str) -> None:
        with pytest.raises(CaptureError) as raised:
            found_input(name, ALL)
        assert str(raised.value).startswith(
            f'the input "{name}" could be {which}; name it in full, or by its number: 1 "USB '
        )

    def test_none_at_all_is_told(self) -> None:
        with pytest.raises(CaptureError) as raised:
            found_input("1", ())
        assert str(raised.value) == (
            "no microphone or line was found; plug one in and see callcoach devices"
        )


class TestUsual:
    def test_the_default_microphone_and_what_the_default_output_plays(self) -> None:
        assert usual_inputs(ALL) == (CAMERA, PLAYED)
        assert usual_inputs(ALL[::-1]) == (CAMERA, PLAYED)

    def test_a_microphone_without_a_default(self) -> None:
        assert usual_inputs((LINE, SHOUTING)) == (LINE, None)

    def test_several_monitors_without_a_default_decide_nothing(self) -> None:
        other = replace(PLAYED, is_default=False)
        assert usual_inputs((CAMERA, UNPLAYED, other)) == (CAMERA, None)
        assert usual_inputs((CAMERA, UNPLAYED)) == (CAMERA, UNPLAYED)
        assert usual_inputs((LINE, UNPLAYED)) == (LINE, None)  # of another host

    def test_windows_is_asked_where_it_names_devices_in_full(self) -> None:
        mme = SoundInput("Microphone (Realtek High Defini", "MME", 2, 1, is_default=True)
        wasapi = SoundInput(
            "Microphone (Realtek High Definition Audio)", "Windows WASAPI", 2, 9, is_default=True
        )
        mixes = [
            SoundInput(f"Stereo Mix ({host})", host, 2, number, is_monitor=True)
            for number, host in enumerate(("MME", "Windows WASAPI"))
        ]
        assert usual_inputs((mme, wasapi, *mixes)) == (wasapi, mixes[1])

    def test_no_microphone_is_told(self) -> None:
        with pytest.raises(CaptureError, match=r"^no microphone or line was found; plug one in"):
            usual_inputs(())
        with pytest.raises(CaptureError, match=r'only what the computer plays; .* 1 "Monitor of'):
            usual_inputs((PLAYED,))
