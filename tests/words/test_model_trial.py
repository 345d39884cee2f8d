"""A model is looked through: what is missing, changed or cut short is named, with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callcoach.errors import ModelUnavailable
from callcoach.types.checks import Check
from callcoach.words import model_trial
from callcoach.words.child import run_child
from callcoach.words.model_files import pull
from callcoach.words.model_hub import repository_folder
from callcoach.words.model_shelf import ShelfModel, shelf
from callcoach.words.model_trial import trial, verify_model
from fake_hub import BIG, FakeHub

Serve = Callable[..., FakeHub]
TINY = "Systran/faster-whisper-tiny"
MODEL = Path(__file__).parents[1] / "data" / "tiny-whisper"

pytestmark = pytest.mark.usefixtures("hub_cache")


def outcomes(name: str | Path) -> dict[str, str]:
    return {check.item: check.outcome for check in verify_model(str(name))}


def failure(name: str | Path) -> Check:
    """The one check that fails, the last of all."""
    *before, last = verify_model(str(name))
    assert [check for check in before if check.outcome == "fails"] == []
    assert last.outcome == "fails"
    assert "\n" not in last.found + last.advice
    return last


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


class TestFolder:
    def test_a_whole_one_works(self) -> None:
        files, content, ran = verify_model(str(MODEL))
        assert files.outcome == ran.outcome == "works"
        assert content.outcome == "not_needed"
        assert "2.1 MB" in files.found
        assert "a second of sound is transcribed in" in ran.found
        assert "(cpu, " in ran.found

    @pytest.mark.parametrize(
        "name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"]
    )
    def test_what_is_missing_is_named(self, copied: Path, name: str) -> None:
        (copied / name).unlink()
        told = failure(copied)
        called = "a vocabulary" if "vocabulary" in name else name
        assert told.found == f"{copied} lacks {called}, or holds it empty"
        assert told.advice == "copy the folder again from where it came"

    def test_an_empty_file_is_as_good_as_none(self, copied: Path) -> None:
        (copied / BIG).write_bytes(b"")
        assert "lacks model.bin" in failure(copied).found

    def test_broken_json_is_named(self, copied: Path) -> None:
        (copied / "config.json").write_text("{")
        assert "config.json in" in failure(copied).found

    @pytest.mark.parametrize("n_left", [1, 1000, 967_377, 1_934_754])
    def test_a_model_that_is_cut_short_is_told_as_such(self, copied: Path, n_left: int) -> None:
        data = (copied / BIG).read_bytes()
        (copied / BIG).write_bytes(data[:n_left])
        told = failure(copied)
        assert told.item == "transcription"
        assert "the model does not run: " in told.found
        assert "model.bin is cut short, as by a copy that broke off" in told.found
        assert told.advice == "copy the folder again from where it came"

    def test_files_that_do_not_fit_each_other_fail_the_trial(self, copied: Path) -> None:
        (copied / "preprocessor_config.json").write_text('{"feature_size": 128}')
        assert "failed while it transcribed" in failure(copied).found

    def test_a_name_that_means_nothing_is_refused(self) -> None:
        with pytest.raises(ModelUnavailable, match="'smal' is neither a folder nor a known size"):
            list(verify_model("smal"))


class TestFetched:
    def test_a_whole_one_is_as_the_hub_sent_it(self, serve: Serve) -> None:
        serve()
        pull("tiny")
        told: list[tuple[str, float, float | None]] = []
        checks = list(verify_model("tiny", lambda *step: told.append(step)))
        assert [check.outcome for check in checks] == ["works"] * 3
        assert checks[1].found == "5 files are as the hub sent them (hashes)"
        assert told[-1][1] == told[-1][2] == 2_094_289

    def test_one_that_was_never_fetched(self) -> None:
        told = failure("tiny")
        assert told.found == "tiny is not on this machine"
        assert told.advice == "run callcoach models pull tiny with a connection"

    def test_a_half_fetched_one_is_told_as_such(self, serve: Serve) -> None:
        serve()
        folder = pull("tiny")
        (folder / BIG).resolve().unlink()
        (repository_folder(TINY) / "blobs" / "0.12345678.incomplete").write_bytes(bytes(300_000))
        told = failure("tiny")
        assert told.found == (
            "tiny is half-downloaded: it lacks model.bin; 1 unfinished file of 300 kB"
        )
        assert told.advice == "run callcoach models pull tiny with a connection"

    def test_nothing_but_an_unfinished_file_is_half_fetched_too(self) -> None:
        blobs = repository_folder(TINY) / "blobs"
        blobs.mkdir(parents=True)
        (blobs / "0.12345678.incomplete").write_bytes(b"12")
        assert "half-downloaded: it lacks model.bin, config.json" in failure("tiny").found

    def test_a_changed_one_is_seen_and_can_be_had_again(self, serve: Serve) -> None:
        hub = serve()
        blob = (pull("tiny") / BIG).resolve()
        data = blob.read_bytes()
        blob.write_bytes(data[:1_000_000] + b"\0" + data[1_000_001:])
        files, content, ran = verify_model("tiny")
        assert files.outcome == ran.outcome == "works"  # it still loads, and babbles
        assert content.outcome == "fails"
        assert content.found == "model.bin is not as the hub sent it: cut short or changed"
        kept = repository_folder(TINY)
        assert content.advice == f"delete {kept} and run callcoach models pull tiny"
        shutil.rmtree(kept)
        hub.asked.clear()
        pull("tiny")
        assert hub.fetched[-1] == BIG
        assert outcomes("tiny")["content"] == "works"

    def test_a_folder_of_a_sizes_name_without_a_model_is_not_taken_for_it(
        self, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "tiny").mkdir()
        serve()
        assert pull("tiny").is_absolute()
        assert set(outcomes("tiny").values()) == {"works"}


class TestTrial:
    @staticmethod
    def child(monkeypatch: pytest.MonkeyPatch, code: str, within_s: float = 30) -> None:
        def other(_code: str, *arguments: str, **_limit: Any) -> object:
            return run_child(code, *arguments, within_s=within_s)

        monkeypatch.setattr(model_trial, "run_child", other)

    def test_a_model_that_takes_its_process_down_is_told(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.child(monkeypatch, "import os; os.abort()")
        told = trial(MODEL, "copy it", 30)
        assert told.found == "the model does not run: its process was ended by SIGABRT"
        assert told.advice == "copy it"

    def test_a_model_that_hangs_is_left_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.child(monkeypatch, "import time; time.sleep(60)", within_s=0.3)
        assert "no answer within 0.3 s" in trial(MODEL, "", 30).found

    @pytest.mark.parametrize("code", ["pass", "print('well')"])
    def test_no_answer_is_told(self, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
        self.child(monkeypatch, code)
        assert "its process gave no answer" in trial(MODEL, "", 30).found


class TestShelf:
    @staticmethod
    def row(name: str, used: str = "small") -> ShelfModel:
        (found,) = [row for row in shelf(used) if name in row.names]
        return found

    def test_every_name_stands_once(self) -> None:
        from callcoach.words.model_names import REPOSITORIES

        rows = list(shelf("small"))
        assert sorted(name for row in rows for name in row.names) == sorted(REPOSITORIES)
        assert [row.names for row in rows if row.is_used] == [("small",)]
        assert self.row("large").names == ("large-v3", "large")
        assert self.row("turbo").names == ("large-v3-turbo", "turbo")
        assert self.row("large", used="large").is_used
        assert {row.state for row in rows} == {"absent"}

    def test_what_is_here_has_its_place_and_size(self, serve: Serve) -> None:
        serve()
        folder = pull("tiny")
        row = self.row("tiny")
        assert (row.state, row.folder, row.n_bytes) == ("here", folder, 2_094_289)
        (folder / BIG).resolve().unlink()
        row = self.row("tiny")
        assert (row.state, row.n_bytes) == ("part", 2_094_289 - (MODEL / BIG).stat().st_size)

    def test_a_folder_of_the_users_is_on_it_too(self, copied: Path) -> None:
        row = self.row(str(copied), used=str(copied))
        assert (row.state, row.folder, row.is_used, row.about_bytes) == (
            "here",
            copied,
            True,
            None,
        )
        assert not self.row("small", used=str(copied)).is_used
        (copied / BIG).unlink()
        assert next(row for row in shelf(str(copied)) if row.is_used).state == "part"
