"""Owns the checks of Python and the packages that callcoach stands on."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib import metadata

from callcoach.settings import BatchSettings
from callcoach.types.checks import Check

PYTHON_LEAST = (3, 11)

PACKAGES = (
    "numpy", "scipy", "av", "soxr", "onnxruntime", "faster-whisper", "ctranslate2",
    "huggingface_hub", "librosa",
)  # fmt: skip
"""Those whose versions decide whether a call can be reviewed."""


def python() -> Iterator[Check]:
    """Whether this Python will do."""
    version = platform.python_version()
    found = f"Python {version} on {platform.system()} {platform.machine()}"
    if sys.version_info < PYTHON_LEAST:
        least = ".".join(str(part) for part in PYTHON_LEAST)
        yield Check("Python", "fails", found, f"install Python {least} or newer", is_needed=True)
    else:
        yield Check("Python", "works", found, is_needed=True)


def packages() -> Iterator[Check]:
    """Which versions are installed, or which are missing."""
    versions, missing = [], []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        install = f"install with: pip install {' '.join(missing)}"
        lacks = f"not installed: {', '.join(missing)}"
        yield Check("packages", "fails", lacks, install, is_needed=True)
    else:
        yield Check("packages", "works", ", ".join(versions), is_needed=True)


def ray(batch: BatchSettings) -> Iterator[Check]:
    """Whether the package is there on which batches are to work by the settings; no cluster is
    asked."""
    if batch.executor != "ray":
        return
    where = batch.ray_address or "one of this machine"
    try:
        yield Check("Ray", "works", f"ray {metadata.version('ray')}; the cluster: {where}")
    except metadata.PackageNotFoundError:
        advice = "pip install 'callcoach[ray]', or set batch.executor = \"processes\""
        yield Check("Ray", "fails", "batch.executor is ray, which is not installed", advice)
