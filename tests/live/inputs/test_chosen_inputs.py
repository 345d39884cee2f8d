"""What was chosen is remembered by name; what is gone is told, and the usual is taken."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from callcoach.audio.inputs import SoundInput
from callcoach.errors import CaptureError, OutputError
from callcoach.live.inputs.chosen_inputs import ChosenInputs, chosen_inputs
from callcoach.live.inputs.remembered import (
    KnownInput,
    Remembered,
    remember,
    remembered,
    remembered_file,
)

BUILT_IN = SoundInput("Built-in", "PulseAudio", 2, 0, 44100.0, "in", is_default=True)
HEADSET = SoundInput("USB headset", "PulseAudio", 1, 0, 44100.0, "usb")
PLAYED = SoundInput("Monitor of Speakers", "PulseAudio", 2, 0, 44100.0, "out.monitor", True, True)
OTHER = SoundInput("Monitor of Headset", "PulseAudio", 2, 0, 44100.0, "usb.monitor", True)
ALL = (BUILT_IN, HEADSET, PLAYED, OTHER)
NOTHING = Remembered()


class TestRemembering:
    def test_what_is_named_comes_back(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "inputs.json"
        named = chosen_inputs("usb", "4", ALL, NOTHING)
        assert (named.agent, named.customer) == (HEADSET, OTHER)
        assert named.to_remember == Remembered(KnownInput.of(HEADSET), KnownInput.of(OTHER))
        remember(named.to_remember, path)
        chosen = chosen_inputs("", "", ALL, remembered(path))
        assert chosen == ChosenInputs(HEADSET, OTHER)

    def test_nothing_is_remembered_at_first(self, tmp_path: Path) -> None:
        assert remembered(tmp_path / "inputs.json") == NOTHING
        assert chosen_inputs("", "", ALL, NOTHING) == ChosenInputs(BUILT_IN, PLAYED)

    def test_only_what_was_named_is_remembered_not_what_was_usual(self) -> None:
        # So that another default output is followed, and one that comes later is taken.
        for inputs in (ALL, (BUILT_IN, HEADSET)):
            named = chosen_inputs("USB headset", "", inputs, NOTHING)
            assert named.to_remember == Remembered(KnownInput.of(HEADSET))
        last = Remembered(KnownInput.of(HEADSET), KnownInput.of(OTHER))
        again = chosen_inputs("built-in", "", ALL, last)
        assert again.to_remember == Remembered(KnownInput.of(BUILT_IN), KnownInput.of(OTHER))

    @pytest.mark.parametrize("party", ["agent", "customer"])
    def test_a_side_left_out_is_remembered_and_said(self, tmp_path: Path, party: str) -> None:
        path = tmp_path / "inputs.json"
        named = {"agent": "", "customer": "", party: "none"}
        remember(chosen_inputs(**named, inputs=ALL, last=NOTHING).to_remember, path)
        chosen = chosen_inputs("", "", ALL, remembered(path))
        assert getattr(chosen, party) is None
        assert [chosen.agent, chosen.customer].count(None) == 1
        assert chosen.notices == (f"the {party}'s side is not listened to, as the last time",)
        back = chosen_inputs(**{**named, party: "3"}, inputs=ALL, last=remembered(path))
        assert (getattr(back, party), back.notices) == (PLAYED, ())
        assert back.to_remember.left_out == ()

    def test_a_device_is_known_again_when_another_of_its_name_is_plugged_in(self) -> None:
        last = Remembered(KnownInput.of(HEADSET))
        twins = (
            replace(HEADSET, name="USB headset (other)", pulse_source="other"),
            replace(HEADSET, name="USB headset (usb)", device=7),
            replace(HEADSET, name="USB headset (ALSA)", host="ALSA", pulse_source=""),
        )
        assert chosen_inputs("", "none", twins, last).agent == twins[1]
        beside_host = replace(HEADSET, name="USB headset (PulseAudio)", pulse_source="new")
        assert chosen_inputs("", "none", (BUILT_IN, beside_host), last).agent == beside_host

    def test_one_of_another_host_is_not_the_same(self) -> None:
        last = Remembered(KnownInput("USB headset", "ALSA"))
        chosen = chosen_inputs("", "none", ALL, last)
        assert chosen.agent == BUILT_IN
        assert len(chosen.notices) == 1

    def test_what_is_gone_is_told_and_the_usual_taken(self) -> None:
        last = Remembered(KnownInput.of(HEADSET), KnownInput.of(OTHER))
        chosen = chosen_inputs("", "", (BUILT_IN, PLAYED), last)
        assert (chosen.agent, chosen.customer) == (BUILT_IN, PLAYED)
        assert chosen.notices == (
            'the agent\'s input of the last time is not there, "USB headset" (PulseAudio): '
            '"Built-in" is taken instead',
            'the customer\'s input of the last time is not there, "Monitor of Headset" '
            '(PulseAudio): "Monitor of Speakers" is taken instead',
        )
        alone = chosen_inputs("", "", (BUILT_IN,), last)
        assert alone.notices[1].endswith("there is none in its place")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[]",
            '{"schema": "callcoach.inputs/9", "agent": null, "customer": null}',
            '{"schema": "callcoach.inputs/1"}',
            '{"schema": "callcoach.inputs/1", "left_out": [], "agent": {"name": 3}}',
            '{"schema": "callcoach.inputs/1", "left_out": 3, "agent": null, "customer": null}',
            '{"schema": "callcoach.inputs/1", "left_out": [], "agent": null, "customer": '
            '{"name": 3, "host": "", "pulse_source": ""}}',
            "[" * 100_000,
            b"\xff\xfe",
        ],
    )
    def test_a_broken_file_is_told_and_not_fatal(self, tmp_path: Path, text: str | bytes) -> None:
        path = tmp_path / "inputs.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        chosen = chosen_inputs("", "", ALL, remembered(path))
        assert (chosen.agent, chosen.customer) == (BUILT_IN, PLAYED)
        assert chosen.notices == (
            f"the inputs of the last time cannot be read from {path} (it is not as callcoach "
            "writes it); name them again, or delete the file",
        )

    def test_a_folder_in_its_place_is_told(self, tmp_path: Path) -> None:
        assert "(Is a directory)" in remembered(tmp_path).notice
        with pytest.raises(OutputError, match="it is a folder"):
            remember(NOTHING, tmp_path)

    def test_it_is_kept_where_systems_keep_such(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Path, "home", lambda: Path("/home/anna"))
        places = {
            remembered_file({}, "linux"): "/home/anna/.config/callcoach/inputs.json",
            remembered_file({"XDG_CONFIG_HOME": "/cfg"}, "linux"): "/cfg/callcoach/inputs.json",
            remembered_file({"XDG_CONFIG_HOME": "cfg"}, "linux"): (
                "/home/anna/.config/callcoach/inputs.json"
            ),
            remembered_file({}, "darwin"): (
                "/home/anna/Library/Application Support/callcoach/inputs.json"
            ),
            remembered_file({"APPDATA": "/roaming"}, "win32"): "/roaming/callcoach/inputs.json",
        }
        for path, place in places.items():
            assert path.as_posix() == place

    def test_the_file_is_plain(self, tmp_path: Path) -> None:
        remember(Remembered(KnownInput.of(HEADSET), None, ("customer",)), tmp_path / "inputs.json")
        assert json.loads((tmp_path / "inputs.json").read_text()) == {
            "schema": "callcoach.inputs/1",
            "agent": {"name": "USB headset", "host": "PulseAudio", "pulse_source": "usb"},
            "customer": None,
            "left_out": ["customer"],
        }


class TestNamed:
    def test_a_name_goes_before_what_is_remembered(self) -> None:
        last = Remembered(KnownInput.of(HEADSET), KnownInput.of(OTHER))
        chosen = chosen_inputs("built-in", "speakers", ALL, last)
        assert (chosen.agent, chosen.customer, chosen.notices) == (BUILT_IN, PLAYED, ())

    def test_either_side_may_be_left_out_not_both(self) -> None:
        assert chosen_inputs("None", "", ALL, NOTHING).agent is None
        assert chosen_inputs("", " none", ALL, NOTHING).customer is None
        only_customer = Remembered(left_out=("agent",))
        for agent, last in (("none", NOTHING), ("", only_customer)):
            with pytest.raises(CaptureError, match="name an input for at least one side"):
                chosen_inputs(agent, "none", ALL, last)

    def test_what_is_named_for_the_agent_is_not_taken_for_the_customer_too(self) -> None:
        chosen = chosen_inputs("monitor of speakers", "", ALL, NOTHING)
        assert (chosen.agent, chosen.customer) == (PLAYED, None)
        both = chosen_inputs("built-in", "built-in", ALL, NOTHING)
        assert (both.agent, both.customer) == (BUILT_IN, BUILT_IN)

    def test_none_at_all_is_told(self) -> None:
        with pytest.raises(CaptureError, match=r"^no microphone or line was found; plug one in"):
            chosen_inputs("x", "y", (), NOTHING)
