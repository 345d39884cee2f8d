"""Device, kind of numbers and threads fit the machine; a broken graphics card costs one line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from callcoach.errors import ModelUnavailable
from callcoach.settings import WordSettings
from callcoach.words import compute, load_whisper
from callcoach.words.child import run_child
from callcoach.words.compute import (
    Card,
    Device,
    chosen_device,
    compute_type_for,
    cpu,
    n_threads,
    probed_card,
)
from callcoach.words.whisper import WhisperTranscriber, try_model

NOWHERE = Path("x")
PLAIN_CPU = frozenset({"float32", "int8", "int8_float32", "int16"})


def wish(device: str = "auto", compute_type: str = "auto") -> WordSettings:
    return WordSettings(device=device, compute_type=compute_type)


def does(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
    """The machine computes with these kinds of numbers."""
    monkeypatch.setattr(compute, "supported_compute_types", lambda _device: frozenset(kinds))


def child(monkeypatch: pytest.MonkeyPatch, code: str, within_s: float = 30) -> None:
    """The probe's child runs this code instead."""

    def other(_code: str, *arguments: str, **_limit: Any) -> object:
        return run_child(code, *arguments, within_s=within_s)

    monkeypatch.setattr(compute, "run_child", other)


class TestKindOfNumbers:
    @pytest.mark.parametrize(
        ("device", "kinds", "taken"),
        [
            ("cpu", PLAIN_CPU, "int8"),
            ("cpu", {"float32", "int8_float32"}, "int8_float32"),
            ("cpu", {"float32", "int16"}, "int16"),
            ("cpu", {"float32"}, "float32"),
            ("cpu", set(), "default"),
            ("cuda", {"float32", "float16", "int8", "int8_float16", "int8_float32"}, "float16"),
            ("cuda", {"float32", "int8", "int8_float16"}, "int8_float16"),
            ("cuda", {"float32", "int8", "int8_float32"}, "int8_float32"),
            ("cuda", {"float32"}, "float32"),
        ],
    )
    def test_the_best_that_the_device_does_is_taken(
        self, monkeypatch: pytest.MonkeyPatch, device: Any, kinds: set[str], taken: str
    ) -> None:
        does(monkeypatch, *kinds)
        assert compute_type_for(device, "auto") == taken

    def test_a_wish_is_met_where_the_machine_can(self, monkeypatch: pytest.MonkeyPatch) -> None:
        does(monkeypatch, *PLAIN_CPU)
        assert cpu("float32") == Device("cpu", "float32", n_threads())

    def test_a_wish_that_it_cannot_meet_costs_one_line(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        does(monkeypatch, *PLAIN_CPU)
        device = chosen_device(wish("cpu", "float16"), NOWHERE)
        assert device.compute_type == "int8"
        assert device.notices == (
            "words.compute_type is float16, which the CPU of this machine does not do; "
            "int8 is used",
        )

    def test_this_machine_does_what_is_chosen_for_it(self, random_whisper: Path) -> None:
        kinds = compute.supported_compute_types("cpu")
        assert cpu().compute_type in kinds
        for kind in ("int8", "float32"):
            settings = WordSettings(model=str(random_whisper), device="cpu", compute_type=kind)
            whisper = load_whisper(settings)
            if kind in kinds:
                assert whisper._whisper.model.compute_type.startswith(kind)
                assert whisper.runs_on.startswith(f"cpu, {kind}, ")


def test_only_as_many_threads_as_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert n_threads() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    for n_cores, n in ((2, 2), (64, 8), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda n_cores=n_cores: n_cores)
        assert n_threads() == n


def test_a_device_says_how_it_computes() -> None:
    assert str(Device("cpu", "int8", 2)) == "cpu, int8, 2 threads"
    assert str(Device("cpu", "int8", 1)) == "cpu, int8, 1 thread"
    assert str(Device("cuda", "float16", 8)) == "cuda, float16"


class TestCard:
    def test_cpu_is_not_probed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(compute, "run_child", lambda *_a, **_k: pytest.fail("probed"))
        assert chosen_device(wish("cpu"), NOWHERE) == cpu()

    def test_without_a_card_it_is_the_cpu_without_a_word(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        child(monkeypatch, """print('{"state": "none"}')""")
        assert chosen_device(wish(), NOWHERE) == cpu()
        (told,) = chosen_device(wish("cuda"), NOWHERE).notices
        assert told == (
            "the graphics card cannot be used (there is none that CUDA knows); "
            "words are found on the CPU"
        )

    def test_a_card_that_works_is_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answer = json.dumps({"state": "works", "compute_type": "int8_float16"})
        child(monkeypatch, f"print({answer!r})")
        device = chosen_device(wish(), NOWHERE)
        assert device == Device("cuda", "int8_float16", n_threads())
        (told,) = chosen_device(wish(compute_type="float16"), NOWHERE).notices
        assert "which the graphics card of this machine does not do; int8_float16 is used" in told

    def test_a_child_that_aborts_means_the_cpu_with_a_notice(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = """print('{"state": "works", "compute_type": "float16"}', flush=True)"""
        child(monkeypatch, f"import os; {answer}; os.abort()")
        device = chosen_device(wish(), NOWHERE)
        assert device.name == "cpu"
        assert device.notices == (
            "the graphics card cannot be used (its process was ended by SIGABRT); "
            "words are found on the CPU",
        )

    def test_a_child_that_hangs_means_the_cpu_with_a_notice(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        child(monkeypatch, "import time; time.sleep(60)", within_s=0.3)
        (told,) = chosen_device(wish(), NOWHERE).notices
        assert "(no answer within 0.3 s); words are found on the CPU" in told

    @pytest.mark.parametrize(
        "out", ["pass", "print('hello')", "print('[1]')", "print('{\"a\":1}')"]
    )
    def test_an_answer_that_is_none_means_the_cpu(
        self, monkeypatch: pytest.MonkeyPatch, out: str
    ) -> None:
        child(monkeypatch, out)
        assert probed_card("auto", NOWHERE) == Card("fails", why="its process gave no answer")

    def test_the_probe_itself_runs(self, random_whisper: Path) -> None:
        # On a machine without a card it ends quietly; with one, it runs this very model there.
        import ctranslate2

        card = probed_card("auto", random_whisper)
        if ctranslate2.get_cuda_device_count() == 0:
            assert card == Card("none")
        else:
            assert card.state in ("works", "fails")

    def test_a_card_that_is_not_there_fails_the_trial(self, random_whisper: Path) -> None:
        import ctranslate2

        if ctranslate2.get_cuda_device_count():
            pytest.skip("there is a graphics card")
        with pytest.raises(ModelUnavailable, match="cannot be loaded"):
            try_model(random_whisper, Device("cuda", "default", 1))

    def test_the_transcriber_carries_the_notice(self, random_whisper: Path) -> None:
        device = Device("cpu", "int8", 1, ("slow today",))
        whisper = WhisperTranscriber(random_whisper, WordSettings(), device)
        assert whisper.notices == ("slow today",)
        assert whisper.runs_on == "cpu, int8, 1 thread"
