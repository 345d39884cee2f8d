"""Settings come from one place, checked."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from callcoach.errors import SettingsError
from callcoach.settings import Settings, load_settings, with_values


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
        ("[turns]\ndead_air_s = -1\n", r"turns.dead_air_s is -1.0; it must be 0 or more"),
        ("[turns]\ndead_air_s = inf\n", r"turns.dead_air_s is inf"),
        ("[turns]\ndead_air_s = nan\n", r"turns.dead_air_s is nan"),
        ("[voice]\nraised_f0_st = 0\n", r"voice.raised_f0_st is 0; it must be more than 0"),
        ("[voice]\nbootstrap_n = 0\n", r"voice.bootstrap_n is 0; it must be more than 0"),
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


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: cannot be read \(No such file"):
        load_settings(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)
