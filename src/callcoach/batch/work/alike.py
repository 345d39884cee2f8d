"""Owns what must be alike on all machines that work on a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from callcoach.pipeline.made_with import check_coaching, provenance
from callcoach.pipeline.wording import SWITCHED_OFF, Wording
from callcoach.settings import Settings
from callcoach.types.review import SCHEMA
from callcoach.words import model_folder


def parts_here(settings: Settings) -> Mapping[str, str]:
    """What reviews made on this machine depend on, beside their calls and settings, by name.

    A model that is not here is fetched first, where that is allowed.

    Raises
    ------
    ModelUnavailable, SettingsError
        If something that the settings name is not there, or has a fault.
    """
    check_coaching(settings)
    parts = {"schema": SCHEMA, **provenance(settings, Wording(None, SWITCHED_OFF)).versions}
    for name in filter(None, (settings.coaching.pack, settings.coaching.scorecard)):
        if Path(name).is_file():
            parts[name] = hashlib.sha256(Path(name).read_bytes()).hexdigest()[:12]
    if settings.words.transcribe:
        folder = model_folder(settings.words.model, settings.words.download)
        for path in sorted(folder.iterdir()):
            if path.is_file():
                parts[f"model file {path.name}"] = f"{path.stat().st_size} bytes"
    return parts


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """The first part that differs, in words; empty where all are alike."""
    for name in (*here, *there):
        ours, theirs = here.get(name, "missing"), there.get(name, "missing")
        if ours != theirs:
            return f"{name} is {theirs} there, {ours} here"
    return ""
