"""`callcoach models` and `callcoach doctor` say what is here in plain words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callcoach.doctor import hearing
from callcoach.types.checks import Check
from fake_hub import BIG, fake_hub

Run = Callable[..., Any]
MODEL = Path(__file__).parents[1] / "data" / "tiny-whisper"


@pytest.fixture(autouse=True)
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and no connection."""
    from huggingface_hub import constants

    cache = tmp_path / "hub"
    cache.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return cache


@pytest.fixture
def pulled(run: Run, hub_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What `models pull tiny` gave, from a hub on this machine that is gone now."""
    from huggingface_hub import constants

    with fake_hub(MODEL) as hub:
        form = "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.url + form)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        ran = run("models", "pull", "tiny")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return ran


class TestModels:
    def test_pulled_it_is_here_for_every_command(
        self, pulled: Any, run: Run, hub_cache: Path
    ) -> None:
        assert pulled.code == 0
        assert pulled.err == f"callcoach: fetching tiny (2.1 MB) to {hub_cache}\n"
        path = run("models", "path", "tiny")
        assert (path.code, path.err) == (0, "")
        folder = Path(path.out.removesuffix("\n"))
        assert (folder / BIG).is_file()
        assert pulled.out == f"tiny is here: 2.1 MB in {folder}\n"
        again = run("models", "pull", "tiny")
        assert (again.code, again.out, again.err) == (0, pulled.out, "")
        listed = run("models", "list").out
        assert f"  tiny                         78 MB  2.1 MB in {folder}\n" in listed
        assert "* small                       490 MB  -\n" in listed
        assert "HF_HUB_OFFLINE is set: nothing is fetched." in listed

    def test_verified_it_says_what_was_looked_at(self, pulled: Any, run: Run) -> None:
        ran = run("models", "verify", "tiny")
        assert (ran.code, ran.err) == (0, "")
        assert [(line[:2], line[4:20].strip()) for line in ran.out.splitlines()] == [
            ("ok", "model files"),
            ("ok", "content"),
            ("ok", "transcription"),
        ]

    def test_a_half_one_is_told_by_every_command(
        self, pulled: Any, run: Run, hub_cache: Path
    ) -> None:
        next(hub_cache.rglob(BIG)).resolve().unlink()
        ran = run("models", "verify", "tiny")
        assert ran.code == 1
        assert ran.out.startswith("NO  model files       tiny is half-downloaded: it lacks model")
        assert "-> run callcoach models pull tiny with a connection" in ran.out
        assert ran.error_line.startswith("model tiny cannot be used: tiny is half-downloaded")
        assert "half-downloaded: callcoach models verify tiny" in run("models", "list").out
        path = run("models", "path", "tiny")
        assert (path.code, path.out) == (1, "")
        assert "it was not fetched, or not to the end" in path.error_line

    def test_not_here_a_script_gets_nothing_on_stdout(self, run: Run) -> None:
        ran = run("models", "path", "tiny")
        assert (ran.code, ran.out) == (1, "")
        assert "run callcoach models pull tiny with a connection" in ran.error_line

    def test_a_folder_is_as_good_as_a_name(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(MODEL.parent)
        assert run("models", "path", "tiny-whisper").out == f"{MODEL}\n"

    def test_offline_nothing_is_fetched(self, run: Run) -> None:
        ran = run("models", "pull", "tiny")
        assert (ran.code, ran.out) == (1, "")
        assert "(HF_HUB_OFFLINE is set); unset HF_HUB_OFFLINE and run again" in ran.error_line

    def test_a_name_that_there_is_not_lists_the_names(self, run: Run) -> None:
        for command in ("pull", "path", "verify"):
            ran = run("models", command, "smal")
            assert (ran.code, ran.out) == (1, "")
            assert "tiny, tiny.en, base" in ran.error_line

    def test_without_a_name_the_settings_tell(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "s.toml").write_text(f"[words]\nmodel = '{MODEL}'\n")
        ran = run("models", "verify", "--settings", "s.toml")
        assert ran.code == 0
        assert f"all there in {MODEL}" in ran.out
        assert (
            f"* {MODEL} is what the settings use."
            in run("models", "list", "--settings", "s.toml").out
        )
        assert "small is not on this machine" in run("models", "verify").error_line

    @pytest.mark.parametrize("usage", [["models", "pull"], ["models", "push", "tiny"]])
    def test_wrong_usage_is_2(self, run: Run, usage: list[str]) -> None:
        assert run(*usage).code == 2


class TestDoctor:
    def test_a_machine_without_a_model_can_still_review(self, run: Run) -> None:
        ran = run("doctor")
        assert (ran.code, ran.err) == (0, "")
        marks = {line[4:20].strip(): line[:2] for line in ran.out.splitlines()}
        assert marks["sound files"] == marks["pitch tracker"] == marks["Python"] == "ok"
        assert marks["speech model"] == "NO"
        assert "-> unset HF_HUB_OFFLINE and run callcoach models pull small" in ran.out
        assert "\x1b" not in ran.out

    def test_a_machine_that_cannot_is_1_with_what_must_work_first(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = Check("sound files", "fails", "it hums", "install it again", is_needed=True)
        monkeypatch.setattr(hearing, "sound_files", lambda: [broken])
        ran = run("doctor")
        assert ran.code == 1
        assert "NO  sound files       it hums\n" in ran.out
        assert "                      -> install it again\n" in ran.out
        assert ran.error_line == (
            "no call can be reviewed on this machine: sound files must work first"
        )
        ran = run("doctor", "--json", "-")
        assert ran.code == 1
        assert json.loads(ran.out)["works"] is False

    def test_as_json_it_says_the_same(self, run: Run, tmp_path: Path) -> None:
        ran = run("doctor", "--json", "d.json", "--model", MODEL)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        plain = json.loads((tmp_path / "d.json").read_text())
        assert plain["schema"] == "callcoach.doctor/1"
        assert plain["works"] is True
        found = {check["item"]: check["outcome"] for check in plain["checks"]}
        assert found["transcription"] == "works"
        assert run("doctor", "--json", "d.json").code == 0  # its own file may be replaced
        (tmp_path / "mine.json").write_text('{"mine": 1}')
        assert "was not written by callcoach" in run("doctor", "--json", "mine.json").error_line


def test_on_a_terminal_lines_are_broken_at_its_width_but_no_path_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from callcoach.cli.checks_shown import show_check

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "50")
    path = "/a/rather-long/path-that-is/not-to-be/broken-anywhere"
    show_check(Check("model files", "fails", f"one two three four five six {path}", "go"))
    assert capsys.readouterr().out.splitlines() == [
        "NO  model files       one two three four five six",
        f"                      {path}",
        "                      -> go",
    ]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from callcoach.cli.main import main; main(['models', '--help']);"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"numpy", "huggingface_hub", "ctranslate2", "av", "rich", "onnxruntime"}
