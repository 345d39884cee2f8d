"""Owns every default, once. Read from TOML or arguments, checked, frozen."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

from callcoach.errors import SettingsError


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """Who is the agent. `channel`: auto, or 0 (left) or 1 (right).

    `file_name_pattern`: a regular expression tried on the file's name; its group `channel`
    (0, 1, left, right) names the agent's channel.
    """

    channel: str = "auto"
    file_name_pattern: str = r"agent[-_ ]?(?:is[-_ ]?)?(?P<channel>left|right|ch?0|ch?1|[01])\b"


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """When a frame is speech. All chosen by us on the fitting half of the data, see docs."""

    score_on: float = 0.5
    score_off: float = 0.35
    bleed_search_max_s: float = 0.6
    bleed_margin_db: float = 3.0


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """The definitions of turn-taking; sources in docs/measures.md."""

    ipu_gap_s: float = 0.20
    ipu_least_s: float = 0.08
    simultaneous_s: float = 0.20
    chain_gap_s: float = 0.50
    backchannel_s: float = 1.0
    backchannel_with_words_s: float = 2.0
    floor_change_s: float = 1.0
    terminal_s: float = 1.0
    yield_s: float = 1.5
    talk_over_least_s: float = 0.50
    range_level_db: float = 3.0
    range_overlap_s: float = 0.15
    dead_air_s: float = 5.0
    monologue_s: float = 60.0


@dataclass(frozen=True, slots=True)
class WordSettings:
    """Transcription. `model`: a size that faster-whisper knows, or a folder. `language`: a code
    or auto. `device`: auto, cpu or cuda."""

    model: str = "small"
    language: str = "auto"
    device: str = "auto"
    passage_s: float = 28.0
    passage_gap_s: float = 0.5
    beam_size: int = 5
    transcribe: bool = True
    download: bool = True


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Pace, pitch, loudness, steadiness."""

    pitch_tracker: str = "swift-f0"
    pitch_floor_hz: float = 55.0
    pitch_ceiling_hz: float = 600.0
    voicing_least: float = 0.5
    pause_s: float = 0.25
    pause_cap_s: float = 2.0
    window_s: float = 10.0
    window_step_s: float = 2.0
    window_phonation_s: float = 4.0
    window_syllables: int = 20
    fast_ratio: float = 1.20
    fast_least_s: float = 10.0
    raised_level_db: float = 6.0
    raised_alpha_db: float = 2.5
    raised_f0_st: float = 3.0
    raised_share: float = 0.6
    raised_least_s: float = 2.0
    pitch_least_s: float = 10.0
    steadiness_least_s: float = 30.0
    bootstrap_n: int = 1000
    bootstrap_seed: int = 20250401


@dataclass(frozen=True, slots=True)
class CoachingSettings:
    """What becomes a finding. `pack`: name of a playbook pack or a path to one."""

    pack: str = "en"
    findings_most: int = 5
    slow_response_s: float = 3.0
    talk_share_high: float = 0.70
    wpm_fast: float = 180.0
    wpm_slow: float = 110.0
    rate_matched_s: float = 30.0


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """The page. `sound`: embed or link. `sound_bit_rate` in bits per second."""

    sound: str = "embed"
    sound_bit_rate: int = 24_000
    contours: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Made by `Settings()`, `load_settings`, or `with_values`."""

    agent: AgentSettings = field(default_factory=AgentSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    turns: TurnSettings = field(default_factory=TurnSettings)
    words: WordSettings = field(default_factory=WordSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    coaching: CoachingSettings = field(default_factory=CoachingSettings)
    report: ReportSettings = field(default_factory=ReportSettings)

    @property
    def hash(self) -> str:
        """Twelve hex digits that change when any setting does."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


ALLOWED: Mapping[str, tuple[str, ...]] = {
    "agent.channel": ("auto", "0", "1", "left", "right"),
    "words.device": ("auto", "cpu", "cuda"),
    "voice.pitch_tracker": ("swift-f0", "librosa-yin"),
    "report.sound": ("embed", "link"),
}


POSITIVE = frozenset(
    {
        "words.passage_s",
        "words.beam_size",
        "voice.window_s",
        "voice.window_step_s",
        "voice.raised_level_db",
        "voice.raised_alpha_db",
        "voice.raised_f0_st",
        "voice.raised_share",
        "voice.raised_least_s",
        "voice.bootstrap_n",
        "voice.pitch_floor_hz",
        "report.sound_bit_rate",
    }
)
"""Settings for which 0 has no meaning."""


def load_settings(path: str | Path | None = None) -> Settings:
    """Defaults, with the values of a TOML file over them.

    Raises
    ------
    SettingsError
        If the file cannot be read, or names a setting or value that is not allowed.
    """
    if path is None:
        return Settings()
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"settings {path}: cannot be read ({_why(error)})") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"settings {path}: not valid TOML ({error})") from error
    return with_values(Settings(), values, where=f"settings {path}")


def with_values(settings: Settings, values: Mapping[str, Any], where: str = "settings") -> Settings:
    """A copy with nested values replaced, e.g. ``{"words": {"model": "tiny"}}``.

    Raises
    ------
    SettingsError
        As `load_settings`.
    """
    changed: Settings = _merged(settings, values, where, "")
    return changed


def _merged(part: Any, values: Mapping[str, Any], where: str, prefix: str) -> Any:
    hints = get_type_hints(type(part))
    names = [item.name for item in fields(part)]
    changes: dict[str, Any] = {}
    for name, value in values.items():
        full = prefix + name
        if name not in names:
            raise SettingsError(f"{where}: no setting {full!r}; there are: {', '.join(names)}")
        if is_dataclass(getattr(part, name)):
            if not isinstance(value, Mapping):
                raise SettingsError(f"{where}: {full} is a table of settings, not {value!r}")
            changes[name] = _merged(getattr(part, name), value, where, f"{full}.")
        else:
            changes[name] = _checked(full, value, hints[name], where)
    return replace(part, **changes)


def _checked(full: str, value: Any, kind: type, where: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        raise SettingsError(f"{where}: {full} is {value!r}; it must be of type {kind.__name__}")
    if isinstance(value, int | float) and not 0 <= value < 1e9:
        raise SettingsError(f"{where}: {full} is {value!r}; it must be 0 or more, and finite")
    if full in POSITIVE and value == 0:
        raise SettingsError(f"{where}: {full} is 0; it must be more than 0")
    allowed = ALLOWED.get(full)
    if allowed and value not in allowed:
        raise SettingsError(f"{where}: {full} is {value!r}; allowed: {', '.join(allowed)}")
    return value


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
