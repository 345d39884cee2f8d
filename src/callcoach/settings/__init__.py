"""Every default, once: read from TOML or arguments, checked, frozen."""

from callcoach.settings.allowed import allowed_text
from callcoach.settings.reading import load_settings, with_values
from callcoach.settings.values import (
    AgentSettings,
    BatchSettings,
    CoachingSettings,
    LiveSettings,
    OverviewSettings,
    PolicySettings,
    ReportSettings,
    Settings,
    SpeechSettings,
    StoreSettings,
    TurnSettings,
    VoiceSettings,
    WordSettings,
)

__all__ = [
    "AgentSettings",
    "BatchSettings",
    "CoachingSettings",
    "LiveSettings",
    "OverviewSettings",
    "PolicySettings",
    "ReportSettings",
    "Settings",
    "SpeechSettings",
    "StoreSettings",
    "TurnSettings",
    "VoiceSettings",
    "WordSettings",
    "allowed_text",
    "load_settings",
    "with_values",
]
