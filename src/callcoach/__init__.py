"""callcoach: reviews customer-service calls.

``review(path)`` gives a `Review`; ``judge_timeline(timeline)`` the same from a timeline
without audio. Nothing heavy is loaded until one of them is called.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callcoach.pipeline import judge_timeline, review
    from callcoach.settings import Settings, load_settings
    from callcoach.types.review import Review

__version__ = "0.1.0"

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
"""Newer ONNX Runtime reports its use to its makers unless it is told not to before it is loaded."""

__all__ = ["Review", "Settings", "__version__", "judge_timeline", "load_settings", "review"]

_HOMES = {
    "review": "callcoach.pipeline",
    "judge_timeline": "callcoach.pipeline",
    "Review": "callcoach.types.review",
    "Settings": "callcoach.settings",
    "load_settings": "callcoach.settings",
}


def __getattr__(name: str) -> Any:
    """Loads a public name from its room on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'callcoach' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
