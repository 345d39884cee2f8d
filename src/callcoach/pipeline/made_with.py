"""Owns what a review is made with: versions, models, settings."""

from __future__ import annotations

from importlib import metadata
from typing import cast

import callcoach
from callcoach.coaching import load_pack, load_scorecard
from callcoach.pipeline.wording import Wording
from callcoach.settings import Settings
from callcoach.types.measures import VoicePolicy
from callcoach.types.review import Provenance

PACKAGES = ("faster-whisper", "numpy", "av", "onnxruntime")


def provenance(settings: Settings, said: Wording, *, has_sound: bool = True) -> Provenance:
    """What made a review, without the times and the playbook, which its words choose."""
    transcript = said.transcript
    models = {}
    if has_sound:
        models = {"pitch": settings.voice.pitch_tracker, "speech": "silero-vad 6 (faster-whisper)"}
    if transcript is not None:
        how = f"({said.runs_on})" if said.runs_on else ""
        models["words"] = " ".join(filter(None, (transcript.engine, transcript.model, how)))
    return Provenance(
        versions={
            "callcoach": callcoach.__version__,
            **{name: metadata.version(name) for name in PACKAGES},
        },
        models=models,
        settings_hash=settings.hash,
        voice_measures=cast(VoicePolicy, settings.policy.voice_measures),
        stages_s={},
    )


def check_coaching(settings: Settings) -> None:
    """Refuse a playbook or scorecard that is not there or has a fault, before a call is judged.

    Raises
    ------
    SettingsError
        If the settings name a pack or scorecard that there is not, or one with a fault.
    """
    pack = load_pack(settings.coaching.pack)
    if settings.coaching.scorecard:
        load_scorecard(settings.coaching.scorecard, pack)
