"""Owns what all reviews of a batch are made with, and that it is there before any is begun."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from callcoach.pipeline.made_with import check_coaching, provenance
from callcoach.pipeline.redacting import check_sound_can_be_redacted
from callcoach.pipeline.wording import SWITCHED_OFF, Wording
from callcoach.settings import CoachingSettings, PolicySettings, Settings
from callcoach.types.overrides import Overrides
from callcoach.types.progress import Progress
from callcoach.types.review import SCHEMA
from callcoach.words import check_wishes, folder_here, model_folder, model_mark

KEY_PARTS = 4
"""Parts of a key: measured with, judged with, the call, what a person corrected."""


def made_with(settings: Settings, progress: Progress) -> str:
    """Digest of the settings, the files that they name, the model, the schema and the versions.

    Of two parts, divided by a dot: what a call is measured with, and what it is judged with.
    A model that is not here is fetched first, where that is allowed.

    Raises
    ------
    ModelUnavailable, SettingsError
        If something that the settings name is not there, or has a fault.
    """
    check_coaching(settings)
    check_sound_can_be_redacted(settings)
    as_ever = replace(settings, coaching=CoachingSettings(), policy=PolicySettings())
    parts = {
        "schema": SCHEMA,
        "settings": as_ever.hash,
        "versions": dict(provenance(settings, Wording(None, SWITCHED_OFF)).versions),
        "model": _model(settings, progress),
    }
    return f"{_digest(parts)}.{judged_with(settings)}"


def judged_with(settings: Settings) -> str:
    """Digest of what a call that was measured is judged with: the part that `rejudge` changes."""
    parts = {
        "coaching": asdict(settings.coaching),
        "policy": asdict(settings.policy),
        "language": settings.words.language,
        "files": [_file(settings.coaching.pack), _file(settings.coaching.scorecard)],
    }
    return _digest(parts)


def corrected_with(overrides: Overrides) -> str:
    """Digest of what a person corrected."""
    return hashlib.sha256(repr(overrides).encode("utf-8", "backslashreplace")).hexdigest()


def judged_again(key: str, settings: Settings, overrides: Overrides) -> str:
    """The key of a review that was judged again, as `Unit.key` gives it under these settings.

    One of an earlier release has no such parts, and is no batch's key any more.
    """
    measured, *others = key.split(".")
    if len(others) < KEY_PARTS - 1:
        return key
    return ".".join((measured, judged_with(settings), *others[1:-1], corrected_with(overrides)))


def _digest(parts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def measured_with(settings: Settings) -> str:
    """Digest of what the measures of a call depend on: versions, model, and their settings."""
    model = folder_here(settings.words.model) if settings.words.transcribe else None
    plain = asdict(settings)
    parts = {
        "settings": {name: plain[name] for name in ("speech", "turns", "words", "voice", "policy")},
        "versions": dict(provenance(settings, Wording(None, SWITCHED_OFF)).versions),
        "model": model_mark(model) if model else (),
    }
    return _digest(parts)


def _file(name: str) -> str:
    """Digest of a file that a setting may name: it can change while its name does not."""
    path = Path(name)
    return hashlib.sha256(path.read_bytes()).hexdigest() if name and path.is_file() else ""


def _model(settings: Settings, progress: Progress) -> tuple[str, ...]:
    if not settings.words.transcribe:
        return ()
    check_wishes(settings.words)
    return model_mark(model_folder(settings.words.model, settings.words.download, progress))
