"""Owns the loading of small ONNX models that lie inside installed packages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from callcoach.errors import ModelUnavailable


def packaged_model(package: str, *parts: str) -> bytes:
    """The model at `parts` inside `package`, which is not imported.

    Raises
    ------
    ModelUnavailable
        If the package or its model is not installed.
    """
    return _packaged_path(package, parts).read_bytes()


def session_of(model: bytes) -> Any:
    """An ONNX Runtime session of one thread.

    One thread and no arena, so that a session costs the
    same in every worker and two of them run side by side.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _packaged_path(package: str, parts: tuple[str, ...]) -> Path:
    install = f"install it with: pip install {package.replace('_', '-')}"
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(f"the package {package} is not installed; {install}")
    path = Path(spec.origin).parent.joinpath(*parts)
    if not path.is_file():
        raise ModelUnavailable(
            f"{package} holds no model {'/'.join(parts)}; another version? {install} --upgrade"
        )
    return path
