"""A model is found in a folder or the cache, and where it cannot be had one line says so, fast."""

from __future__ import annotations

import json
import shutil
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from callcoach.errors import ModelUnavailable, SettingsError
from callcoach.settings import WordSettings
from callcoach.words import load_whisper, model_hub, reach
from callcoach.words.model_files import model_folder
from callcoach.words.model_names import REPOSITORIES
from callcoach.words.passages import RATE_HZ, Samples
from callcoach.words.reach import is_reachable
from callcoach.words.whisper import _heard

pytestmark = pytest.mark.usefixtures("hub_cache")


def on_cpu(folder: Path, **more: object) -> WordSettings:
    return WordSettings(model=str(folder), device="cpu", **more)  # type: ignore[arg-type]


def test_the_known_names_are_those_of_faster_whisper() -> None:
    from faster_whisper import utils

    assert dict(REPOSITORIES) == utils._MODELS


class TestNotToBeHad:
    def test_offline_by_wish_is_said_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from huggingface_hub import constants

        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr(model_hub, "is_reachable", lambda _url: pytest.fail("connected"))
        with pytest.raises(ModelUnavailable, match=r"HF_HUB_OFFLINE is set.*--model FOLDER"):
            model_folder("small", may_download=True)

    def test_downloads_switched_off(self) -> None:
        with pytest.raises(ModelUnavailable, match="downloads are switched off"):
            model_folder("small", may_download=False)

    def test_an_unreachable_host_is_given_up_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from huggingface_hub import constants

        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{port}")
        started_s = time.monotonic()
        with pytest.raises(ModelUnavailable, match="cannot be reached") as caught:
            load_whisper(WordSettings(model="tiny"))
        assert time.monotonic() - started_s < 10
        assert "\n" not in str(caught.value)

    def test_unknown_names_list_the_known(self) -> None:
        with pytest.raises(ModelUnavailable, match=r"'smal' is neither.*tiny, tiny\.en, base"):
            model_folder("smal", may_download=True)

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ModelUnavailable, match="there is no such folder"):
            model_folder(str(tmp_path / "gone"), may_download=True)


class TestReach:
    def test_tells_an_open_door_from_a_closed_one(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            assert is_reachable(f"http://127.0.0.1:{port}/x")
        assert not is_reachable(f"http://127.0.0.1:{port}/x")

    @pytest.mark.parametrize("form", ["http://127.0.0.1:{port}", "127.0.0.1:{port}"])
    def test_asks_the_proxy_where_one_is_set(
        self, monkeypatch: pytest.MonkeyPatch, form: str
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            monkeypatch.setattr(reach, "getproxies", lambda: {"https": form.format(port=port)})
            assert is_reachable("https://nowhere.invalid")

    def test_a_host_that_never_answers_is_left_in_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slow(*_where: object, **_wish: object) -> None:
            time.sleep(1)
            raise TimeoutError

        monkeypatch.setattr(socket, "create_connection", slow)
        started_s = time.monotonic()
        assert not is_reachable("https://example.invalid", within_s=0.05)
        assert time.monotonic() - started_s < 0.5


class TestCache:
    def put(self, cache: Path, source: Path) -> Path:
        home = cache / "models--Systran--faster-whisper-tiny"
        snapshot = home / "snapshots" / ("a" * 40)
        shutil.copytree(source, snapshot)
        (home / "refs").mkdir()
        (home / "refs" / "main").write_text("a" * 40)
        return snapshot

    def test_what_is_cached_is_used_without_a_connection(
        self, hub_cache: Path, random_whisper: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(model_hub, "is_reachable", lambda _url: pytest.fail("connected"))
        snapshot = self.put(hub_cache, random_whisper)
        assert model_folder("tiny", may_download=False) == snapshot

    def test_a_broken_off_download_does_not_count_as_cached(
        self, hub_cache: Path, random_whisper: Path
    ) -> None:
        (self.put(hub_cache, random_whisper) / "model.bin").unlink()
        with pytest.raises(ModelUnavailable, match="not on this machine"):
            model_folder("tiny", may_download=False)


class TestFolder:
    def copy(self, random_whisper: Path, tmp_path: Path) -> Path:
        return Path(shutil.copytree(random_whisper, tmp_path / "model"))

    @pytest.mark.parametrize("gone", ["model.bin", "config.json", "tokenizer.json"])
    def test_missing_files_are_named(self, random_whisper: Path, tmp_path: Path, gone: str) -> None:
        folder = self.copy(random_whisper, tmp_path)
        (folder / gone).unlink()
        with pytest.raises(ModelUnavailable, match=f"has no {gone}; a folder for faster-whisper"):
            load_whisper(on_cpu(folder))

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("tokenizer.json", b"{", "tokenizer.json cannot be read"),
            ("config.json", b"\xff", "config.json cannot be read"),
            ("tokenizer.json", b"{}", "cannot be loaded"),
            ("preprocessor_config.json", b"{", "preprocessor_config.json cannot be read"),
            ("preprocessor_config.json", b"[]", "cannot be loaded"),
            ("model.bin", b"no model", "cannot be loaded"),
            ("model.bin", b"", r"has no model\.bin"),
        ],
    )
    def test_broken_files_give_one_line(
        self, random_whisper: Path, tmp_path: Path, name: str, content: bytes, message: str
    ) -> None:
        folder = self.copy(random_whisper, tmp_path)
        (folder / name).write_bytes(content)
        with pytest.raises(ModelUnavailable, match=message) as caught:
            load_whisper(on_cpu(folder))
        assert "\n" not in str(caught.value)
        assert str(folder) in str(caught.value)

    def test_half_a_model_gives_one_line(self, random_whisper: Path, tmp_path: Path) -> None:
        folder = self.copy(random_whisper, tmp_path)
        whole = (folder / "model.bin").read_bytes()
        (folder / "model.bin").write_bytes(whole[: len(whole) // 2])
        with pytest.raises(ModelUnavailable, match="cannot be loaded"):
            load_whisper(on_cpu(folder))

    def test_files_that_do_not_fit_each_other_give_one_line(
        self, random_whisper: Path, tmp_path: Path
    ) -> None:
        folder = self.copy(random_whisper, tmp_path)
        tokenizer = json.loads((folder / "tokenizer.json").read_text())
        tokenizer["model"]["vocab"] = {"okay": 0}
        (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
        whisper = load_whisper(on_cpu(folder))
        with pytest.raises(ModelUnavailable, match="failed while it transcribed") as caught:
            whisper.transcribe(np.zeros(RATE_HZ, np.float32), "en")
        assert "\n" not in str(caught.value)


class TestWhisper:
    NOISE = np.random.default_rng(3).normal(0, 0.1, 2 * RATE_HZ).astype(np.float32)

    def test_a_folder_loads_and_gives_timed_words(self, random_whisper: Path) -> None:
        whisper = load_whisper(on_cpu(random_whisper, beam_size=1))
        before = self.NOISE.copy()
        segments = whisper.transcribe(self.NOISE, "en")
        assert (before == self.NOISE).all()
        said = [word for segment in segments for word in segment.words]
        assert said
        for word in said:
            assert 0.0 <= word.start_s <= word.end_s < 31.0
            assert (word.confidence is not None) == word.is_timed
            assert 0.0 <= (word.confidence or 0.0) <= 1.0
            assert word.text == word.text.strip() != ""
        for segment in segments:
            assert segment.log_probability is not None
            assert segment.log_probability < 0
            assert segment.no_speech_probability is not None
            assert 0 <= segment.no_speech_probability <= 1
        assert whisper.engine.startswith("faster-whisper ")
        assert whisper.model == str(random_whisper)
        assert whisper.notices == ()
        assert whisper.language_of(self.NOISE) == {"en": 1.0}

    def test_a_language_the_model_does_not_know_is_refused(self, random_whisper: Path) -> None:
        with pytest.raises(SettingsError, match=r"does not know language 'de'; it knows: en"):
            load_whisper(on_cpu(random_whisper, language="de"))

    def test_languages_are_told_by_the_engine(self, random_whisper: Path) -> None:
        whisper = load_whisper(on_cpu(random_whisper))

        def detect_language(samples: Samples) -> tuple[str, float, list[tuple[str, float]]]:
            assert samples is not self.NOISE
            return "de", 0.7, [("de", 0.7), ("en", 0.2)]

        model = SimpleNamespace(is_multilingual=True)
        whisper._whisper = SimpleNamespace(model=model, detect_language=detect_language)
        assert whisper.language_of(self.NOISE) == {"de": 0.7, "en": 0.2}

    def test_segments_without_word_times_are_spread(self) -> None:
        from faster_whisper.transcribe import Segment

        shape = {"id": 1, "seek": 0, "tokens": [], "compression_ratio": 1.0, "temperature": 0.0}
        segment = Segment(
            start=1.0,
            end=3.0,
            text=" hi you",
            words=[],
            avg_logprob=-0.5,
            no_speech_prob=0.1,
            **shape,
        )
        hi, you = _heard(segment, "en").words
        assert (hi.start_s, hi.end_s, you.end_s) == (1.0, 2.0, 3.0)
        assert not hi.is_timed

    def test_words_of_blanks_are_left_out_and_odd_numbers_brought_in_range(self) -> None:
        from faster_whisper.transcribe import Segment, Word

        shape = {"id": 1, "seek": 0, "tokens": [], "compression_ratio": 1.0, "temperature": 0.0}
        blank = Word(start=0.0, end=0.1, word=" ", probability=0.5)
        odd = Word(start=-0.1, end=-0.05, word=" hi", probability=1.0000001)
        segment = Segment(
            start=0.0,
            end=3.0,
            text=" hi",
            words=[blank, odd],
            avg_logprob=0,
            no_speech_prob=0,
            **shape,
        )
        (hi,) = _heard(segment, "en").words
        assert (hi.text, hi.start_s, hi.end_s, hi.confidence) == ("hi", 0.0, 0.0, 1.0)
