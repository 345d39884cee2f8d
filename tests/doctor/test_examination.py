"""The doctor finds what works and what does not, says what to do, and always comes to an end."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.audio import CallAudio
from callcoach.doctor import examine, hearing, machine, microphones, storage, transcription
from callcoach.doctor.hearing import mu_law_wav
from callcoach.errors import AudioError
from callcoach.live.inputs import input_listing
from callcoach.settings import Settings, WordSettings, with_values
from callcoach.types.checks import Check
from callcoach.words.child import run_child
from callcoach.words.compute import Card

MODEL = Path(__file__).parents[1] / "data" / "tiny-whisper"

NEEDED = {
    "Python", "packages", "sound files", "speech detector", "pitch tracker", "disk for results",
}  # fmt: skip


@pytest.fixture(autouse=True)
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a wish for connections that nobody is to make."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr("socket.create_connection", lambda *_a, **_k: pytest.fail("connected"))
    return tmp_path / "hub"


def settings(**words: Any) -> Settings:
    return with_values(Settings(), {"words": words})


def only(checks: Iterator[Check]) -> Check:
    (check,) = checks
    return check


def child(monkeypatch: pytest.MonkeyPatch, module: object, code: str, within_s: float = 30) -> None:
    """The child processes of a module run this code instead."""

    def other(_code: str, *arguments: str, **_limit: Any) -> object:
        return run_child(code, *arguments, within_s=within_s)

    monkeypatch.setattr(module, "run_child", other)


class TestAll:
    def test_a_machine_that_runs_these_tests_can_review(self, tmp_path: Path) -> None:
        checks = {check.item: check for check in examine(settings(model=str(MODEL)), tmp_path)}
        assert {item for item, check in checks.items() if check.is_needed} == NEEDED
        assert {checks[item].outcome for item in NEEDED} == {"works"}
        assert checks["speech model"].outcome == checks["transcription"].outcome == "works"
        assert "words are computed as cpu, " in checks["processor"].found
        assert list(checks)[-1] == "sound input"
        for check in checks.values():
            assert "\n" not in check.found + check.advice
            assert bool(check.advice) == (check.outcome == "fails")

    def test_a_check_that_breaks_is_told_and_the_next_is_made(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_args: object) -> Iterator[Check]:
            raise ImportError("libavcodec.so.61: cannot open\nshared object file")

        def refused(*_args: object) -> Iterator[Check]:
            raise AudioError("the sound is odd; install it again")

        monkeypatch.setattr(hearing, "sound_files", broken)
        monkeypatch.setattr(hearing, "pitch", refused)
        checks = {check.item: check for check in examine(settings(transcribe=False), tmp_path)}
        assert checks["sound files"] == Check(
            "sound files",
            "fails",
            "ImportError: libavcodec.so.61: cannot open shared object file",
            "install callcoach again",
            is_needed=True,
        )
        assert checks["pitch tracker"].found == "the sound is odd"
        assert checks["pitch tracker"].advice == "install it again"
        assert checks["speech detector"].outcome == "works"
        assert list(checks)[-1] == "sound input"


class TestMachine:
    def test_a_missing_package_is_named_with_the_command(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        version = metadata.version

        def without(name: str) -> str:
            if name in ("av", "soxr"):
                raise metadata.PackageNotFoundError(name)
            return version(name)

        monkeypatch.setattr(metadata, "version", without)
        check = only(machine.packages())
        assert (check.outcome, check.found) == ("fails", "not installed: av, soxr")
        assert check.advice == "install with: pip install av soxr"

    def test_an_old_python_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(machine, "PYTHON_LEAST", (9, 0))
        check = only(machine.python())
        assert (check.outcome, check.advice) == ("fails", "install Python 9.0 or newer")


class TestHearing:
    def test_the_made_wav_is_what_the_standard_says(self, tmp_path: Path) -> None:
        # G.711: 0 is 0xFF, full scale 0x80 and 0x00, the least step up 0xFE.
        raw = mu_law_wav(np.array([0.0, 1.0, -1.0, 8 / 32768, 0.5]))
        assert raw[-5:] == bytes([0xFF, 0x80, 0x00, 0xFE, 0x8F])
        path = tmp_path / "made.wav"
        path.write_bytes(mu_law_wav(np.linspace(-0.9, 0.9, 4000), np.zeros(4000)))
        (block,) = CallAudio.open(path).blocks()
        assert np.allclose(block[0], np.linspace(-0.9, 0.9, 4000), atol=0.02)
        assert np.all(block[1] == 0)

    @pytest.mark.parametrize("gain", [0.9, 0.0])
    def test_a_decoder_that_changes_the_sound_fails(
        self, monkeypatch: pytest.MonkeyPatch, gain: float
    ) -> None:
        blocks = CallAudio.blocks
        monkeypatch.setattr(
            CallAudio, "blocks", lambda audio: (block * gain for block in blocks(audio))
        )
        check = only(hearing.sound_files())
        assert check.outcome == "fails"
        assert check.advice.startswith("install again: pip install --force-reinstall av")

    def test_a_tracker_that_is_off_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        buzz = hearing._buzz
        monkeypatch.setattr(hearing, "_buzz", lambda rate_hz: buzz(rate_hz, 210.0))
        check = only(hearing.pitch(Settings().voice))
        assert check.outcome == "fails"
        assert check.found == "harmonic-comb hears a buzz of 200 Hz at 210 Hz"

    def test_a_detector_that_hears_speech_in_silence_fails(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            hearing.DetectorStream, "push", lambda _self, samples: np.ones(100, np.float32)
        )
        assert only(hearing.speech_detector()).outcome == "fails"


class TestWords:
    def test_a_model_that_is_not_here_is_told_with_how_to_get_it(self) -> None:
        check = only(transcription.model(WordSettings()))
        assert check.outcome == "fails"
        assert check.found == "small is not on this machine; a review fetches it once"
        assert check.advice.endswith("run callcoach models pull small (about 490 MB)")
        check = only(transcription.model(WordSettings(download=False)))
        assert check.found.endswith("calls are reviewed without words")

    def test_offline_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from huggingface_hub import constants

        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        check = only(transcription.model(WordSettings()))
        assert check.found == "small is not on this machine, and HF_HUB_OFFLINE is set"
        assert check.advice.startswith("unset HF_HUB_OFFLINE and run callcoach models pull small")

    def test_switched_off_it_is_not_needed(self) -> None:
        words = WordSettings(transcribe=False)
        assert only(transcription.model(words)).outcome == "not_needed"
        assert only(transcription.graphics_card(words)).outcome == "not_needed"

    def test_a_model_that_there_is_not_is_told(self, tmp_path: Path) -> None:
        checks = {each.item: each for each in examine(settings(model="smal"), tmp_path)}
        assert checks["speech model"].outcome == "fails"
        assert "'smal' is neither a folder nor a known size" in checks["speech model"].found

    def test_kinds_of_numbers_that_the_processor_does_not_do_are_told(self) -> None:
        check = only(transcription.processor(WordSettings(compute_type="float16")))
        assert check.outcome == "fails"
        assert "which the CPU of this machine does not do" in check.found
        assert check.advice == 'set words.compute_type to "auto" in the settings'

    @pytest.mark.parametrize(
        ("card", "device", "outcome", "said"),
        [
            (Card("none"), "auto", "not_needed", "CUDA finds none; words are found on the CPU"),
            (Card("none"), "cuda", "fails", "cannot be used (CUDA finds none)"),
            (Card("seen", "float16"), "auto", "not_needed", "there is one"),
            (Card("works", "float16"), "auto", "works", "runs on it (float16)"),
            (Card("fails", why="ended by SIGABRT"), "auto", "fails", "(ended by SIGABRT)"),
        ],
    )
    def test_the_graphics_card(
        self,
        monkeypatch: pytest.MonkeyPatch,
        card: Card,
        device: str,
        outcome: str,
        said: str,
    ) -> None:
        monkeypatch.setattr(transcription, "probed_card", lambda *_a: card)
        check = only(transcription.graphics_card(WordSettings(device=device)))
        assert check.outcome == outcome
        assert said in check.found
        assert ("cuDNN" in check.advice) == (outcome == "fails")


class TestSoundInput:
    @pytest.fixture(autouse=True)
    def nothing_remembered(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """No choice of the last time."""
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def answer(self, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]) -> Check:
        child(monkeypatch, input_listing, f"print({json.dumps(told)!r})")
        return only(microphones.inputs())

    def test_a_missing_library_is_told_with_the_command(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # The true child, on a machine without the library.
        code = (
            "import ctypes.util; ctypes.util.find_library = lambda name: None\n"
            "from callcoach.live.inputs import input_listing; input_listing.tell_inputs()"
        )
        child(monkeypatch, input_listing, code)
        check = only(microphones.inputs())
        assert (check.outcome, check.is_needed) == ("fails", False)
        assert check.found == (
            "the PortAudio library is not installed; only live monitoring needs it"
        )
        assert check.advice == "install it with: sudo apt install libportaudio2"

    def test_no_microphone_is_fine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        check = self.answer(monkeypatch, {"inputs": []})
        assert check.outcome == "not_needed"
        assert check.found == "no microphone; only live monitoring needs one"

    def test_those_that_would_be_taken_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        inputs = [{"name": f"mic {n}", "host": "ALSA", "n_channels": 1} for n in range(5)]
        check = self.answer(monkeypatch, {"inputs": inputs})
        assert check.outcome == "works"
        assert check.found == (
            "taken for the agent: mic 0 (ALSA); for the customer nothing; callcoach devices "
            "lists all 5"
        )
        heard = {"name": "Mix (MME)", "host": "MME", "n_channels": 2, "is_monitor": True}
        mic = {"name": "mic", "host": "MME", "n_channels": 1}
        assert self.answer(monkeypatch, {"inputs": [mic, heard]}).found == (
            "taken for the agent: mic (MME); for the customer: Mix (MME); callcoach devices "
            "lists all 2"
        )
        alone = self.answer(monkeypatch, {"inputs": [heard]})
        assert alone.found == "no microphone; only live monitoring needs one"

    @pytest.mark.parametrize(
        ("code", "within_s", "why"),
        [
            ("import os; os.abort()", 30, "ended by SIGABRT"),
            ("import time; time.sleep(60)", 0.3, "no answer within 0.3 s"),
        ],
    )
    def test_a_sound_system_that_dies_or_hangs_is_told(
        self, monkeypatch: pytest.MonkeyPatch, code: str, within_s: float, why: str
    ) -> None:
        child(monkeypatch, input_listing, code, within_s)
        check = only(microphones.inputs())
        assert (check.outcome, check.is_needed) == ("fails", False)
        assert why in check.found


class TestDisk:
    def test_a_full_disk_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(storage, "free_bytes", lambda _folder: 99_000_000)
        check = only(storage.for_results(tmp_path / "new" / "folder"))
        assert (check.outcome, check.is_needed) == ("fails", True)
        assert check.found == f"only 99 MB free in {tmp_path}"
        models = only(storage.for_models(WordSettings()))
        assert (models.outcome, models.is_needed) == ("fails", False)
        assert "only 99 MB free in " in models.found
        assert models.found.endswith("small takes about 490 MB")
        assert only(storage.for_models(WordSettings(model=str(MODEL)))).outcome == "works"

    def test_a_place_that_takes_no_files_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda *_a: False)
        check = only(storage.for_results(tmp_path))
        assert (check.outcome, check.is_needed) == ("fails", True)
        assert check.found == f"no results can be written to {tmp_path}"

    def test_a_file_in_the_way_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("")
        assert only(storage.for_results(tmp_path / "out")).outcome == "fails"


def test_ray_is_looked_for_only_where_batches_are_to_work_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = with_values(Settings(), {"batch": {"executor": "ray", "ray_address": "head:6379"}})
    assert list(machine.ray(Settings().batch)) == []
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} 9")
    (check,) = machine.ray(asked.batch)
    assert (check.outcome, check.found) == ("works", "ray ray 9; the cluster: head:6379")

    def none(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", none)
    (check,) = machine.ray(asked.batch)
    assert (check.outcome, check.is_needed) == ("fails", False)
    assert check.advice.startswith("pip install 'callcoach[ray]'")
