"""Owns what all reviews of a batch are made with, and that it is there before any is begun."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from callcoach.pipeline.made_with import check_coaching, provenance
from callcoach.pipeline.redacting import check_sound_can_be_redacted
from callcoach.pipeline.wording import SWITCHED_OFF, Wording
from callcoach.settings import Settings
from callcoach.types.progress import Progress
from callcoach.types.review import SCHEMA
from callcoach.words import check_wishes, folder_here, model_folder, model_mark


def made_with(settings: Settings, progress: Progress) -> str:
    """Digest of the settings, the files that they name, the model, the schema and the versions.

    A model that is not here is fetched first, where that is allowed.

    Raises
    ------
    ModelUnavailable, SettingsError
        If something that the settings name is not there, or has a fault.
    """
    check_coaching(settings)
    check_sound_can_be_redacted(settings)
    parts = {
        "schema": SCHEMA,
        "settings": settings.hash,
        "versions": dict(provenance(settings, Wording(None, SWITCHED_OFF)).versions),
        "files": [_file(settings.coaching.pack), _file(settings.coaching.scorecard)],
        "model": _model(settings, progress),
    }
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
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _file(name: str) -> str:
    """Digest of a file that a setting may name: it can change while its name does not."""
    path = Path(name)
    return hashlib.sha256(path.read_bytes()).hexdigest() if name and path.is_file() else ""


def _model(settings: Settings, progress: Progress) -> tuple[str, ...]:
    if not settings.words.transcribe:
        return ()
    check_wishes(settings.words)
    return model_mark(model_folder(settings.words.model, settings.words.download, progress))
