"""A model that is missing is named, with the way to get it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from callcoach.errors import ModelUnavailable
from callcoach.frames import onnx


def test_a_missing_package_is_named_with_the_command_that_gets_it() -> None:
    with pytest.raises(ModelUnavailable, match=r"no_such_pitch is not installed.*no-such-pitch"):
        onnx.packaged_model("no_such_pitch", "model.onnx")


def test_a_package_without_the_model_is_named_with_the_command() -> None:
    with pytest.raises(
        ModelUnavailable, match=r"swift_f0 holds no model assets/other\.onnx.*--upgrade"
    ):
        onnx.packaged_model("swift_f0", "assets", "other.onnx")


def test_a_folder_that_is_no_package_holds_no_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bare").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelUnavailable, match="bare is not installed"):
        onnx.packaged_model("bare", "model.onnx")


def test_a_session_has_one_thread() -> None:
    session = onnx.session_of(onnx.packaged_model("swift_f0", "model.onnx"))
    options = session.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)


def test_the_runtime_reports_nothing_to_its_makers(tmp_path: Path) -> None:
    load = (
        "from callcoach.frames.onnx import *; session_of(packaged_model('swift_f0', 'model.onnx'))"
    )
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", load], env=env, check=True, timeout=60)
    assert list(tmp_path.rglob("*")) == []  # its reports would wait here to be sent
