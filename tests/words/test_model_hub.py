"""A model is fetched whole or not at all, found again without a connection, and stopped at will."""

from __future__ import annotations

import errno
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callcoach.errors import ModelUnavailable
from callcoach.words import model_hub
from callcoach.words.model_files import cached_folder, found_folder, model_folder, pull
from callcoach.words.model_hub import (
    cached_snapshot,
    has_kept_hash,
    is_as_sent,
    leftovers,
    repository_folder,
)
from callcoach.words.model_names import about_bytes
from fake_hub import BIG, COMMIT, FakeHub, fake_hub

Serve = Callable[..., FakeHub]
TINY = "Systran/faster-whisper-tiny"
MODEL = Path(__file__).parents[1] / "data" / "tiny-whisper"
FILES = ["config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.json", BIG]


def refusal(name: str = "tiny") -> str:
    """The one line that says why a model cannot be fetched."""
    with pytest.raises(ModelUnavailable) as caught:
        pull(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


class TestFetched:
    def test_the_files_come_once_the_large_one_last(self, serve: Serve, hub_cache: Path) -> None:
        hub = serve()
        folder = pull("tiny")
        assert hub.fetched == FILES
        assert folder == hub_cache / "models--Systran--faster-whisper-tiny" / "snapshots" / COMMIT
        assert {path.name for path in folder.iterdir()} == set(FILES)
        for name in FILES:
            assert (folder / name).read_bytes() == (MODEL / name).read_bytes()
        assert pull("tiny") == folder
        assert hub.fetched == FILES

    def test_what_was_fetched_is_found_without_a_connection(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        serve()
        folder = pull("tiny")
        monkeypatch.setattr(model_hub, "is_reachable", lambda _url: pytest.fail("connected"))
        assert model_folder("tiny", may_download=False) == folder
        assert found_folder("tiny") == folder

    def test_what_other_programs_fetched_whole_is_found_too(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # They leave a list of all files of the repository, of which we need some.
        from huggingface_hub import snapshot_download

        hub = serve()
        snapshot_download(TINY, allow_patterns=list(model_hub.FILES))
        assert ".gitattributes" in hub.files
        monkeypatch.setattr(model_hub, "is_reachable", lambda _url: pytest.fail("connected"))
        assert model_folder("tiny", may_download=False).name == COMMIT

    def test_the_bytes_are_told_and_nothing_is_shown(
        self, serve: Serve, capfd: pytest.CaptureFixture[str]
    ) -> None:
        serve()
        told: list[tuple[str, float, float | None]] = []
        level = logging.getLogger("huggingface_hub").level
        pull("tiny", lambda *step: told.append(step))
        size = float(sum((MODEL / name).stat().st_size for name in FILES))
        assert told[-1] == ("model", size, size)
        assert {(stage, total) for stage, _, total in told} == {("model", size)}
        assert [step[1] for step in told] == sorted(step[1] for step in told)
        assert capfd.readouterr() == ("", "")
        assert logging.getLogger("huggingface_hub").level == level

    def test_sizes_that_the_hub_does_not_tell_are_no_hindrance(self, serve: Serve) -> None:
        serve(sizes_are_told=False)
        told: list[float | None] = []
        pull("tiny", lambda _stage, _done, total: told.append(total))
        assert set(told) == {None}


class TestRefused:
    def test_a_disk_that_is_too_small_is_told_before_anything_comes(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch, hub_cache: Path
    ) -> None:
        hub = serve()
        monkeypatch.setattr(model_hub, "free_bytes", lambda _folder: 2_000_000)
        told = refusal()
        assert f"(it needs 2.1 MB, and 2.0 MB is free in {hub_cache}); free some space" in told
        assert "HF_HOME" in told
        assert hub.fetched == []

    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
    def test_a_disk_that_gets_full_keeps_nothing_half(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        from huggingface_hub import file_download

        hub = serve()
        get = file_download.http_get

        def get_half(url: str, file: Any, **more: Any) -> None:
            if BIG not in url:
                get(url, file, **more)
                return
            file.write(hub.files[BIG][:1_000_000])
            file.flush()
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(file_download, "http_get", get_half)
        told = refusal()
        assert "the disk is full: " in told
        assert "it takes about 78 MB; nothing half-written is kept" in told
        assert cached_folder("tiny") is None
        assert leftovers(TINY).n_files == 0
        monkeypatch.setattr(file_download, "http_get", get)
        hub.asked.clear()
        assert pull("tiny").name == COMMIT
        assert hub.fetched == [BIG]

    def test_a_connection_that_breaks_off_is_told(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hub = serve(cut_at=500_000)
        monkeypatch.setattr(time, "sleep", lambda _s: None)
        told = refusal()
        assert "the connection broke off: " in told
        assert "run again; files that had arrived whole are kept" in told
        assert cached_folder("tiny") is None
        assert leftovers(TINY).n_files == 0
        hub.cut_at = None
        hub.asked.clear()
        pull("tiny")
        assert hub.fetched == [BIG]

    def test_a_hub_that_refuses_is_told_with_its_answer(self, serve: Serve) -> None:
        serve(status=503)
        assert f"(the hub answers 503 for {TINY}); run callcoach models pull tiny" in refusal()

    def test_a_cache_that_takes_no_files_is_told(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch, hub_cache: Path
    ) -> None:
        from huggingface_hub import file_download

        def denied(*_where: object, **_more: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        serve()
        monkeypatch.setattr(file_download, "http_get", denied)
        assert f"no permission to write in {hub_cache}" in refusal()

    def test_what_is_not_a_model_of_ours_is_refused(self, serve: Serve, hub_cache: Path) -> None:
        hub = serve()
        hub.files = {name: data for name, data in hub.files.items() if name != BIG}
        assert f"{TINY} does not hold model.bin" in refusal()

    def test_an_unknown_name_lists_the_known(self) -> None:
        assert "'smal' is no model that can be fetched; known: tiny, tiny.en, base" in refusal(
            "smal"
        )

    @pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
    def test_the_variable_that_forbids_it_is_named(
        self, hub_cache: Path, monkeypatch: pytest.MonkeyPatch, variable: str
    ) -> None:
        from huggingface_hub import constants

        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(variable, "1")
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr(model_hub, "is_reachable", lambda _url: pytest.fail("connected"))
        assert f"({variable} is set); unset {variable} and run again" in refusal()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_download_ends_at_once_when_asked_to_and_tells_nobody(
    tmp_path: Path, stop: signal.Signals
) -> None:
    environment = {**os.environ, "HF_HOME": str(tmp_path)}
    environment.pop("HF_HUB_OFFLINE", None)
    command = [sys.executable, "-m", "callcoach", "models", "pull", "tiny"]
    with fake_hub(MODEL, slow_s=1.0) as hub:  # 39 s in all
        child = subprocess.Popen(
            command, env={**environment, "HF_ENDPOINT": hub.url}, stderr=subprocess.PIPE, text=True
        )
        waited_s = time.monotonic()
        while BIG not in hub.fetched:
            assert time.monotonic() - waited_s < 60
            time.sleep(0.05)
        child.send_signal(stop)
        _, told = child.communicate(timeout=10)
    assert child.returncode == 130
    assert told.splitlines()[-1] == "callcoach: interrupted; nothing was left half-written"
    assert not list(tmp_path.rglob("*.incomplete"))
    assert not list(tmp_path.rglob(BIG))
    assert list(tmp_path.rglob("tokenizer.json"))
    # The hub's library would also ask which program is at work, to tell it.
    asked = {line for line in hub.asked if "/resolve/" not in line}
    assert asked == {f"GET /api/models/{TINY}?blobs=true"}


class TestHashes:
    def test_the_cache_keeps_those_of_large_and_small_files(self, serve: Serve) -> None:
        serve()
        folder = pull("tiny")
        for name in FILES:
            read: list[int] = []
            assert has_kept_hash(folder / name)
            assert is_as_sent(folder / name, read.append)
            assert sum(read) == (MODEL / name).stat().st_size

    @pytest.mark.parametrize("name", [BIG, "tokenizer.json"])
    def test_one_changed_byte_is_seen(self, serve: Serve, name: str) -> None:
        serve()
        file = pull("tiny") / name
        data = bytearray(file.read_bytes())
        data[1000] ^= 1
        file.resolve().write_bytes(data)
        assert not is_as_sent(file, lambda _n: None)

    def test_a_plain_folder_keeps_none(self) -> None:
        assert not has_kept_hash(MODEL / BIG)


def test_a_broken_off_snapshot_is_given_as_far_as_it_is(serve: Serve, hub_cache: Path) -> None:
    assert cached_snapshot(TINY) is None
    serve()
    folder = pull("tiny")
    (folder / BIG).resolve().unlink()
    assert cached_snapshot(TINY) == folder
    assert cached_folder("tiny") is None
    (repository_folder(TINY) / "blobs" / "abc.12345678.incomplete").write_bytes(b"12345")
    left = leftovers(TINY)
    assert (left.n_files, left.n_bytes) == (1, 5)


def test_sizes_are_estimated_from_the_model_cards() -> None:
    assert {name: about_bytes(name) for name in ("tiny.en", "small", "large-v3", "large")} == {
        "tiny.en": 78_000_000,
        "small": 490_000_000,
        "large-v3": 3_100_000_000,
        "large": 3_100_000_000,
    }
    assert about_bytes("turbo") == about_bytes("large-v3-turbo") == 1_600_000_000
    assert about_bytes("distil-large-v3.5") == about_bytes("distil-large-v2") == 1_500_000_000
    assert about_bytes("distil-small.en") == 330_000_000
