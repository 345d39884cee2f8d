"""Settings come from one place, checked."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from callcoach.errors import SettingsError
from callcoach.settings import (
    Settings,
    WordSettings,
    allowed_text,
    load_settings,
    with_values,
)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_stand() -> None:
    assert load_settings() == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, "[turns]\ndead_air_s = 8\n[words]\nmodel = 'tiny'\n"))
    assert settings.turns.dead_air_s == 8.0
    assert settings.words.model == "tiny"
    assert settings == with_values(
        Settings(), {"turns": {"dead_air_s": 8.0}, "words": {"model": "tiny"}}
    )
    assert settings.voice == Settings().voice


def test_the_hash_changes_with_any_value_and_only_then() -> None:
    assert Settings().hash == Settings().hash
    changed = with_values(Settings(), {"turns": {"dead_air_s": 5.5}})
    assert changed.hash != Settings().hash
    assert with_values(changed, {"turns": {"dead_air_s": 5.0}}).hash == Settings().hash
    named = with_values(Settings(), {"agent": {"file_name_pattern": "(?P<queue>sales)"}})
    assert named.hash == Settings().hash, "what a name says of a queue changes no review"


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().turns.dead_air_s = 3.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[turns]\ndead_air = 8\n", r"no setting 'turns.dead_air'; there are: ipu_gap_s"),
        ("[turn]\n", r"no setting 'turn'; there are: agent"),
        ("turns = 3\n", r"turns is a table of settings, not 3"),
        ("[turns]\ndead_air_s = 'long'\n", r"turns.dead_air_s is 'long'; it must be of type float"),
        ("[turns]\ndead_air_s = true\n", r"turns.dead_air_s is True"),
        ("[turns]\ndead_air_s = -1\n", r"turns.dead_air_s is -1.0; allowed: 0.5 to 600"),
        ("[turns]\ndead_air_s = inf\n", r"turns.dead_air_s is inf; allowed"),
        ("[turns]\ndead_air_s = nan\n", r"turns.dead_air_s is nan; allowed"),
        ("[turns]\nipu_gap_s = 1e8\n", r"turns.ipu_gap_s is 100000000.0; allowed: 0 to 2$"),
        (f"[turns]\nipu_gap_s = 1{'0' * 400}\n", r"turns.ipu_gap_s is 10+; allowed: 0 to 2$"),
        (f"[turns]\nipu_gap_s = 1{'0' * 5000}\n", r"not valid TOML"),
        ("[speech]\nscore_on = 3\n", r"speech.score_on is 3.0; allowed: 0 to 1$"),
        ("[voice]\nwindow_step_s = 1e-6\n", r"voice.window_step_s is 1e-06; allowed: 0.1 to 60$"),
        (
            "[voice]\nbootstrap_n = 1000000000\n",
            r"is 1000000000; allowed: 1 to 100000$",
        ),
        ("[voice]\nbootstrap_n = 0\n", r"voice.bootstrap_n is 0; allowed: 1 to 100000$"),
        ("[voice]\nraised_f0_st = 0\n", r"voice.raised_f0_st is 0.0; allowed: 0.1 to 48$"),
        ("[words]\nbeam_size = 1000\n", r"words.beam_size is 1000; allowed: 1 to 20$"),
        ("[words]\npassage_s = 1.9\n", r"words.passage_s is 1.9; allowed: 2 to 30$"),
        ("[report]\nsound_bit_rate = 1\n", r"sound_bit_rate is 1; allowed: 6000 to 256000$"),
        ("[words]\ndevice = 'tpu'\n", r"words.device is 'tpu'; allowed: auto, cpu, cuda"),
        ("[voice]\nwindow_syllables = 2.5\n", r"it must be of type int"),
        ("[turns\n", r"not valid TOML"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(write(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[speech]\nscore_off = 0.6\n",
            r"speech.score_off is 0.6; it must be not over speech.score_on, which is 0.5$",
        ),
        (
            "[voice]\npitch_floor_hz = 300\npitch_ceiling_hz = 300\n",
            r"pitch_floor_hz is 300.0; it must be under voice.pitch_ceiling_hz, which is 300.0$",
        ),
        ("[voice]\nwindow_s = 1\n", r"window_step_s is 2.0; it must be not over voice.window_s"),
        ("[voice]\nwindow_s = 3\n", r"window_phonation_s is 4.0; it must be not over"),
        ("[coaching]\nwpm_fast_en = 100\n", r"wpm_slow_en is 110.0; it must be under coaching"),
    ],
)
def test_two_values_that_do_not_go_together_are_named(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(write(tmp_path, text))


def test_equal_scores_go_together(tmp_path: Path) -> None:
    equal = load_settings(write(tmp_path, "[speech]\nscore_off = 0.5\n"))
    assert equal.speech.score_off == equal.speech.score_on


def test_settings_made_in_python_are_checked_too() -> None:
    with pytest.raises(SettingsError, match=r"^words.passage_s is 30.1; allowed: 2 to 30$"):
        Settings(words=WordSettings(passage_s=30.1))


def numbers() -> dict[str, tuple[float, float]]:
    """The range of each setting that is a number, by its full name."""
    parts = {part.name: getattr(Settings(), part.name) for part in fields(Settings)}
    ranges = {}
    for name, part in parts.items():
        for item in fields(part):
            if type(getattr(part, item.name)) in (int, float):
                least, most = allowed_text(item).split(" to ")
                ranges[f"{name}.{item.name}"] = (float(least), float(most))
    return ranges


def test_every_number_has_a_range_that_is_held_at_both_ends() -> None:
    assert len(numbers()) > 40
    for full, (least, most) in numbers().items():
        part, name = full.split(".")
        kind = type(getattr(getattr(Settings(), part), name))
        for value in (least - 1, most + 1):
            with pytest.raises(SettingsError, match=rf"^settings: {full} is .*; allowed: "):
                with_values(Settings(), {part: {name: kind(value)}})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: cannot be read \(No such file"):
        load_settings(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)
