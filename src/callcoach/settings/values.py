"""Owns every setting: its default and what it may be, once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from callcoach.settings.allowed import Order, between, check_values, one_of


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """Who is the agent. `channel`: auto, or 0 (left) or 1 (right).

    `file_name_pattern`: a regular expression tried on the file's name; its groups name the
    agent's channel (0, 1, left, right) and what else is known of the call (docs/batch.md).
    """

    channel: str = one_of("auto", "0", "1", "left", "right", default="auto")
    file_name_pattern: str = (
        r"agent[-_ ]?(?:is[-_ ]?)?(?P<agent_channel>left|right|ch?0|ch?1|[01])\b"
    )


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """When a frame is speech. All chosen by us, see docs/measures.md."""

    score_on: float = between(0, 1, default=0.5)
    score_off: float = between(0, 1, default=0.35)
    bleed_search_max_s: float = between(0, 2, default=0.6)
    bleed_margin_db: float = between(0, 40, default=3.0)


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """The definitions of turn-taking; sources in docs/measures.md."""

    ipu_gap_s: float = between(0, 2, default=0.20)
    ipu_least_s: float = between(0, 2, default=0.08)
    simultaneous_s: float = between(0, 2, default=0.20)
    chain_gap_s: float = between(0, 5, default=0.50)
    backchannel_s: float = between(0, 5, default=1.0)
    backchannel_with_words_s: float = between(0, 10, default=2.0)
    floor_change_s: float = between(0, 10, default=1.0)
    terminal_s: float = between(0, 10, default=1.0)
    yield_s: float = between(0, 10, default=1.5)
    talk_over_least_s: float = between(0, 10, default=0.50)
    range_level_db: float = between(0, 20, default=3.0)
    range_overlap_s: float = between(0, 5, default=0.15)
    dead_air_s: float = between(0.5, 600, default=5.0)
    monologue_s: float = between(1, 3600, default=60.0)


@dataclass(frozen=True, slots=True)
class WordSettings:
    """Transcription. `model`: a size that faster-whisper knows, or a folder. `language`: a code
    or auto. `device`: auto, cpu or cuda. `compute_type`: kind of numbers, or auto."""

    model: str = "small"
    language: str = "auto"
    device: str = one_of("auto", "cpu", "cuda", default="auto")
    compute_type: str = one_of(
        "auto", "int8", "int8_float32", "int8_float16", "int16", "float16", "float32",
        default="auto",
    )  # fmt: skip
    passage_s: float = between(2, 30, default=28.0)
    passage_gap_s: float = between(0, 5, default=0.5)
    beam_size: int = between(1, 20, default=5)
    transcribe: bool = True
    download: bool = True


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Pace, pitch, loudness, steadiness."""

    pitch_tracker: str = one_of("harmonic-comb", "swift-f0", "librosa-yin", default="harmonic-comb")
    pitch_floor_hz: float = between(40, 500, default=55.0)
    pitch_ceiling_hz: float = between(80, 2000, default=600.0)
    voicing_least: float = between(0, 1, default=0.5)
    pause_s: float = between(0, 5, default=0.25)
    pause_cap_s: float = between(0, 60, default=2.0)
    window_s: float = between(1, 120, default=10.0)
    window_step_s: float = between(0.1, 60, default=2.0)
    window_phonation_s: float = between(0, 120, default=4.0)
    window_syllables: int = between(1, 1000, default=20)
    fast_ratio: float = between(1, 10, default=1.20)
    slow_ratio: float = between(0, 1, default=0.80)
    fast_least_s: float = between(0, 600, default=10.0)
    raised_level_db: float = between(0.1, 60, default=3.2)
    raised_alpha_db: float = between(0.1, 60, default=1.6)
    raised_f0_st: float = between(0.1, 48, default=0.9)
    raised_window_s: float = between(0.1, 60, default=4.0)
    raised_share: float = between(0.01, 1, default=0.6)
    raised_least_s: float = between(0.1, 60, default=2.0)
    pitch_least_s: float = between(0.1, 3600, default=10.0)
    steadiness_least_s: float = between(0.1, 3600, default=30.0)
    mirroring_pairs: int = between(3, 1000, default=12)
    usual_calls: int = between(3, 1000, default=20)
    bootstrap_n: int = between(1, 100_000, default=1000)
    bootstrap_seed: int = between(0, 4_294_967_295, default=20250401)


@dataclass(frozen=True, slots=True)
class WpmLimits:
    """Words a minute over which a whole call is called fast, and under which slow."""

    fast: float
    slow: float


@dataclass(frozen=True, slots=True)
class CoachingSettings:
    """What becomes a finding. `pack`: name of a playbook pack or a path to one; auto: that of the
    language that the agent speaks. `scorecard`: name of a scorecard or a path to one, empty for
    none.

    `text_model`: whether the pack's fitted text model is asked beside its patterns: off; sure,
    what it finds surely; all, what it finds less surely too.

    `wpm_fast_*`, `wpm_slow_*`: words a minute in English, German and any other language; 1000 and
    0 are no limit, as where no norm is known.
    """

    pack: str = "auto"
    text_model: str = one_of("off", "sure", "all", default="sure")
    scorecard: str = "en"
    findings_most: int = between(0, 1000, default=5)
    slow_response_s: float = between(0, 60, default=3.0)
    talk_share_high: float = between(0, 1, default=0.70)
    wpm_fast_en: float = between(10, 1000, default=180.0)
    wpm_slow_en: float = between(0, 1000, default=110.0)
    wpm_fast_de: float = between(10, 1000, default=1000.0)
    wpm_slow_de: float = between(0, 1000, default=0.0)
    wpm_fast_other: float = between(10, 1000, default=1000.0)
    wpm_slow_other: float = between(0, 1000, default=0.0)
    rate_matched_s: float = between(1, 3600, default=30.0)

    def wpm_limits(self, language: str) -> WpmLimits:
        """The limits for a language code; a region ("en-GB") is passed over."""
        code = language.lower().replace("_", "-").split("-")[0]
        if code == "en":
            return WpmLimits(self.wpm_fast_en, self.wpm_slow_en)
        if code == "de":
            return WpmLimits(self.wpm_fast_de, self.wpm_slow_de)
        return WpmLimits(self.wpm_fast_other, self.wpm_slow_other)


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """What may be measured of a voice: pitch, loudness, steadiness, raised voice, mirroring.

    `voice_measures`: on; self_only: in the review of one call, and nowhere else; off: not at all,
    which leaves pace and turn-taking.
    """

    voice_measures: str = one_of("on", "self_only", "off", default="on")


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """The page. `sound`: embed or link. `sound_bit_rate` in bits per second.

    `redact`: whether card numbers, long numbers, addresses and telephones are taken out.
    """

    sound: str = one_of("embed", "link", default="embed")
    sound_bit_rate: int = between(6000, 256_000, default=24_000)
    contours: bool = False
    redact: bool = False


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How many calls are worked through; nothing of what their reviews say.

    `call_limit_s`: time that one call may take. `recycle_calls`: how many a worker process takes.
    `keep_heard`: whether what was heard and said of each call is kept, to judge it again.
    `executor`: where they work. `ray_address`: of a Ray cluster; empty starts one here.
    """

    call_limit_s: float = between(1, 604_800, default=7200.0)
    recycle_calls: int = between(1, 1_000_000, default=50)
    keep_heard: bool = True
    executor: str = one_of("processes", "ray", default="processes")
    ray_address: str = ""


@dataclass(frozen=True, slots=True)
class OverviewSettings:
    """The overview of many calls: when one needs a person, and from how many a line is drawn.

    What is counted is counted in one call; docs/overview.md has the rule.
    """

    abuse_least: int = between(1, 1000, default=2)
    vent_talk_overs: int = between(1, 1000, default=2)
    unanswered_vents: int = between(1, 1000, default=2)
    talk_overs_least: int = between(1, 1000, default=6)
    talk_over_long_s: float = between(0.5, 600, default=4.0)
    silence_long_s: float = between(1, 3600, default=90.0)
    avoided_least: int = between(1, 1000, default=4)
    learn_severity: int = between(0, 3, default=2)
    rolling_calls: int = between(1, 1000, default=7)
    calls_least: int = between(2, 10_000, default=10)
    followed_calls_least: int = between(20, 100_000, default=30)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the reviews of batches are kept, and for how long; nothing of what they say.

    `url`: a database of PostgreSQL by URL, or a path; auto: callcoach.db in the batch's folder.
    `keep_days`: calls that are older are forgotten at the end of a batch; 0: kept for ever.
    """

    url: str = field(default="auto", repr=False)  # it may hold a password
    keep_days: int = between(0, 36_500, default=0)


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """Live monitoring: when a cue is due, and how rarely it is shown.

    `cue_*`: whether a kind of cue is shown at all. Sources of the times in docs/live.md.
    """

    talk_over_s: float = between(0.5, 60, default=1.5)
    pace_s: float = between(10, 600, default=20.0)
    dead_air_s: float = between(1, 600, default=8.0)
    warm_up_s: float = between(0, 3600, default=30.0)
    cue_gap_s: float = between(0, 3600, default=30.0)
    cool_down_s: float = between(0, 3600, default=45.0)
    cues_most: int = between(0, 1000, default=6)
    cue_shown_s: float = between(1, 600, default=6.0)
    cue_talk_over: bool = True
    cue_pace: bool = True
    cue_raised: bool = True
    cue_dead_air: bool = True
    cue_monologue: bool = True
    cue_input_lost: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Made by `Settings()`, `load_settings`, or `with_values`.

    Raises
    ------
    SettingsError
        If a value is not one that its setting may have, or two do not go together.
    """

    agent: AgentSettings = field(default_factory=AgentSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    turns: TurnSettings = field(default_factory=TurnSettings)
    words: WordSettings = field(default_factory=WordSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    coaching: CoachingSettings = field(default_factory=CoachingSettings)
    policy: PolicySettings = field(default_factory=PolicySettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    batch: BatchSettings = field(default_factory=BatchSettings)
    overview: OverviewSettings = field(default_factory=OverviewSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    live: LiveSettings = field(default_factory=LiveSettings)

    def __post_init__(self) -> None:
        check_values(self, IN_ORDER)

    @property
    def hash(self) -> str:
        """Twelve hex digits that change when any setting does that a review can depend on."""
        plain = asdict(self)
        del plain["batch"], plain["overview"], plain["store"], plain["live"]
        # Of names a review holds what they said; another pattern that finds the same changes none.
        del plain["agent"]["file_name_pattern"]
        text = json.dumps(plain, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


IN_ORDER = (
    Order("speech.score_off", "not over", "speech.score_on"),
    Order("voice.pitch_floor_hz", "under", "voice.pitch_ceiling_hz"),
    Order("voice.window_step_s", "not over", "voice.window_s"),
    Order("voice.window_phonation_s", "not over", "voice.window_s"),
    Order("coaching.wpm_slow_en", "under", "coaching.wpm_fast_en"),
    Order("coaching.wpm_slow_de", "under", "coaching.wpm_fast_de"),
    Order("coaching.wpm_slow_other", "under", "coaching.wpm_fast_other"),
    Order("overview.rolling_calls", "not over", "overview.calls_least"),
)
