"""`callcoach devices` where there is little: no input, no library, no microphone, no level."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from callcoach.audio.inputs import SoundInput
from callcoach.cli import device_words, devices_shown
from callcoach.cli.device_words import footnotes, level_words
from callcoach.cli.devices_shown import bar, fallen, table
from callcoach.live.inputs import input_listing
from callcoach.live.inputs.devices_now import with_choice
from callcoach.live.inputs.levels import LevelSum
from callcoach.live.inputs.loudness_heard import HeardSound, LevelSeen
from callcoach.live.inputs.remembered import Remembered
from callcoach.words.child import run_child

MIC = SoundInput("Mic", "ALSA", 1, 3, 48000.0, is_default=True)
PLAYED = SoundInput("Monitor of [red]Speakers[/red]", "ALSA", 2, 4, 48000.0, "", True, True)
ZEROS = LevelSeen(-120.0, -120.0, is_zero=True)


@pytest.fixture(autouse=True)
def nothing_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def there_are(monkeypatch: pytest.MonkeyPatch, *inputs: SoundInput, why: str = "") -> None:
    """The child process that lists the inputs says so."""
    told: dict[str, Any] = {"why": why} if why else {"inputs": [asdict(each) for each in inputs]}

    def other(_code: str, within_s: float) -> object:
        return run_child(f"print({json.dumps(told)!r})", within_s=within_s)

    monkeypatch.setattr(input_listing, "run_child", other)


def level_is(monkeypatch: pytest.MonkeyPatch, heard: HeardSound | str) -> None:
    """What each input gives, whatever is asked."""

    def heard_over(inputs: Any, _seconds: float) -> LevelSum:
        total = LevelSum(inputs)
        total.add({one: heard if isinstance(heard, str) else (heard,) for one in inputs})
        return total

    monkeypatch.setattr(devices_shown, "heard_over", heard_over)


def test_no_input_is_an_answer(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    there_are(monkeypatch)
    ran = run("devices")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == (
        "No microphone or line was found; plug one in and run this again."
    )
    plain = json.loads(run("devices", "--json", "-").out)
    assert plain["inputs"] == []
    assert plain["notices"] == [
        "no microphone or line was found; plug one in and see callcoach devices"
    ]


def test_a_missing_library_is_an_error_of_one_line(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = (
        "the PortAudio library is not installed; install it with: sudo apt install libportaudio2"
    )
    there_are(monkeypatch, why=missing)
    ran = run("devices")
    assert (ran.code, ran.out, ran.error_line) == (1, "", missing)


def test_a_sound_system_that_hangs_is_an_error_of_one_line(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_listing, "_ASK", "import time; time.sleep(60)")
    monkeypatch.setattr(input_listing, "ANSWER_S", 0.3)
    assert run("devices").error_line == (
        "the sound system gives no answer (no answer within 0.3 s); restart the sound system"
    )


def test_an_input_without_a_level_says_why(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    there_are(monkeypatch, MIC)
    level_is(monkeypatch, "another program has taken it, or it was unplugged")
    monkeypatch.setattr(devices_shown.sys, "platform", "linux")
    assert run("devices").out.splitlines() == [
        "1  agent  microphone  no level  1 ch  ALSA  Mic",
        "",
        "1 gives no level: another program has taken it, or it was unplugged.",
        "Nothing is taken for the customer: no input gives what this computer plays.",
        "Run PulseAudio or PipeWire: each output then has a monitor that is listed here.",
    ]


def test_a_microphone_of_zeros_says_what_it_may_be(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    there_are(monkeypatch, MIC, PLAYED)
    level_is(monkeypatch, HeardSound(1.0, 8000))
    assert run("devices").out.splitlines()[-2:] == [
        "1 gives only zeros: it is muted, or the system does not let programs record.",
        "2 gives only zeros: nothing plays there now.",
    ]


def test_what_only_plays_is_no_microphone(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    there_are(monkeypatch, PLAYED)
    level_is(monkeypatch, HeardSound(1.0, 8000, 80.0, 0.1))
    lines = run("devices").out.splitlines()
    assert lines[0].startswith("1    what you hear  -20 dBFS")
    assert lines[2].startswith("No microphone was found, only what the computer plays; plug one in")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_each_system_has_its_way_to_the_customer(platform: str) -> None:
    now = with_choice((MIC,), Remembered())
    assert footnotes(now, {MIC: LevelSeen(-20.0, -30.0)}, platform) == [
        device_words.NO_CUSTOMER,
        device_words._CUSTOMER_BY[platform],
    ]


def test_a_file_that_is_not_ours_is_not_written_over(run: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{}")
    assert "was not written by callcoach" in run("devices", "--json", "mine.json").error_line
    assert run("devices", "--seconds", "0").code == 2


def test_json_goes_to_a_file_again_and_again(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there_are(monkeypatch)
    for _ in range(2):
        assert run("devices", "--json", "here.json").code == 0
    assert json.loads((tmp_path / "here.json").read_text())["schema"] == "callcoach.devices/1"


class TestMoving:
    def test_ctrl_c_ends_watching_and_leaves_the_list(
        self, run: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = []

        def watched(inputs: Any) -> Iterator[Any]:
            try:
                yield dict.fromkeys(inputs, (HeardSound(60.0, 8000, 80.0, 0.1),))
                yield dict.fromkeys(inputs, (HeardSound(60.0, 8000),))
                raise KeyboardInterrupt
            finally:
                closed.append(True)

        there_are(monkeypatch, MIC, PLAYED)
        monkeypatch.setattr(devices_shown, "watched_levels", watched)
        monkeypatch.setattr(devices_shown, "_can_move", lambda: True)
        ran = run("devices", "--watch")
        assert (ran.code, ran.err, closed) == (0, "", [True])
        first, second = ran.out.splitlines()[:2]
        assert first.split()[:2] == ["1", "Mic"]
        assert first.rstrip().endswith("-20 dBFS")  # the peak of all that was heard
        assert second.rstrip().endswith("taken for the agent")

    def test_the_time_is_over_when_all_were_heard_for_so_long(
        self, run: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        moments = []

        def watched(inputs: Any) -> Iterator[Any]:
            while True:
                moments.append(0.4)
                yield dict.fromkeys(inputs, (HeardSound(0.4, 3200),))

        there_are(monkeypatch, MIC)
        monkeypatch.setattr(devices_shown, "watched_levels", watched)
        monkeypatch.setattr(devices_shown, "_can_move", lambda: True)
        assert run("devices", "--seconds", "1").code == 0
        assert len(moments) == 3

    def test_a_bar_is_empty_at_60_db_under_full_scale_and_full_at_0(self) -> None:
        assert bar(0.0, is_plain=True) == "#" * 14
        assert bar(-60.0, is_plain=True) == bar(-120.0, is_plain=True) == "." * 14
        assert bar(-30.0, is_plain=False) == "█" * 7 + "░" * 7

    def test_a_bar_rises_at_once_and_falls_slowly(self) -> None:
        bars = {MIC: -20.0, PLAYED: -120.0}
        loud = HeardSound(0.1, 800, 8.0, 0.1)
        bars = fallen(bars, {MIC: (), PLAYED: (HeardSound(), loud)})
        assert bars == {MIC: -23.0, PLAYED: pytest.approx(-20.0)}
        assert fallen(bars, {MIC: "gone", PLAYED: (loud,)})[MIC] == -26.0

    def test_levels_in_words(self) -> None:
        seen = LevelSeen(-20.0, -30.0)
        assert level_words(None) == ""
        assert level_words(ZEROS, -120.0) == "only zeros"
        assert level_words(seen) == " -20 dBFS"
        assert level_words(seen, -41.6) == " -42 dBFS"
        assert level_words(seen, -120.0) == "silence"
        assert level_words(LevelSeen(None, None, why_not="taken")) == "no level"

    @pytest.mark.parametrize("columns", [40, 80, 200])
    def test_rows_fit_and_names_are_no_markup(
        self, columns: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from rich.console import Console

        monkeypatch.setenv("COLUMNS", str(columns))
        long = SoundInput("Monitor of " + "Very Long Name " * 6, "ALSA", 2, 5)
        now = with_choice((MIC, PLAYED, long), Remembered())
        bars = dict.fromkeys(now.inputs, -30.0)
        console = Console(width=columns, color_system=None)
        with console.capture() as shown:
            console.print(table(now, None, bars, is_plain=True))
        lines = shown.get().splitlines()
        assert max(len(line) for line in lines) <= min(columns, 90)
        text = "".join(part for line in lines for part in line.split())
        assert "#######......." in text
        if columns >= 80:
            assert lines[2].startswith(" 2  Monitor of [red]Speakers[/red] ")
            assert lines[3].startswith("    what you hear - ALSA - 2 channels ")
            assert lines[3].rstrip().endswith("taken for the customer")
