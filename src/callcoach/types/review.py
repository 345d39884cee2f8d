"""Owns the review: everything callcoach says of one call, field for field as in the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from callcoach.errors import ReviewFormatError
from callcoach.types.call import CallInfo, Party, Reasons
from callcoach.types.floor import (
    Backchannel,
    ChannelQuality,
    Incursion,
    Response,
    Silence,
    TalkOvers,
    Turn,
)
from callcoach.types.jsonform import from_plain, to_plain
from callcoach.types.measures import (
    NO_USUAL,
    Loudness,
    Mirroring,
    Pace,
    PaceMatch,
    Pitch,
    Steadiness,
    Usual,
    VoicePolicy,
)
from callcoach.types.redaction import Redaction
from callcoach.types.words import Transcript

SCHEMA = "callcoach.review/1"

_NOT_TOLD = "reviewed by a release that did not tell it"
_OF_AN_OLD_PROMISE = {
    **dict.fromkeys(("by", "action", "due_at")),
    **dict.fromkeys(("by_reason", "action_reason", "due_at_reason"), _NOT_TOLD),
}

BY_CHOICE = ("contours", "redaction")
"""Fields of a review that are there only where they were asked for."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Line quality per party, and what a reader should know before trusting the numbers."""

    parties: Mapping[Party, ChannelQuality]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimeShares:
    """How the call's seconds divide; the four add up to the duration.

    `talk_share`: the agent's part, 0..1, of both parties' speech, overlap counted for both.
    """

    agent_only_s: float | None
    customer_only_s: float | None
    both_s: float | None
    neither_s: float | None
    talk_share: float | None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A moment that shows something: whose, when, the words, and why it counts."""

    party: Party
    start_s: float
    end_s: float
    quote: str | None
    why: str
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique for difficult customers, how often it was found and where.

    `count` is None, with the reason, where it could not be judged.
    """

    id: str
    name: str
    count: int | None
    evidence: tuple[Evidence, ...]
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vent:
    """A complaint run of the customer, and how the agent answered it.

    `agent_first_words_s`, `acknowledged_s`, `apologised_s`, `option_s`: seconds from `start_s`
    until the agent took or broke into the floor, acknowledged it, apologised, offered a way on.
    `n_affirmations` and `n_talk_overs` of the agent from start to end. `order`: which came first,
    an acknowledgement (or apology) or an option.
    """

    start_s: float
    end_s: float
    agent_first_words_s: float | None
    acknowledged_s: float | None
    apologised_s: float | None
    option_s: float | None
    n_affirmations: int | None = None
    n_talk_overs: int | None = None
    order: Literal["acknowledged_first", "solved_first"] | None = None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something the agent promised. `text` quotes it.

    `due`, `by` and `action`: the time, who does it, and what, as said. `due_at`: the latest that
    the time can mean, as ISO date or date and time; what is not sure of it stands in its reason.
    """

    start_s: float
    text: str
    due: str | None
    by: str | None = None
    action: str | None = None
    due_at: str | None = None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a listen: praise, a note, or something to try. `severity` 0..3."""

    id: str
    kind: Literal["praise", "note", "coach"]
    severity: int
    start_s: float
    end_s: float
    title: str
    detail: str
    advice: str | None
    evidence: tuple[Evidence, ...]
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScorecardItem:
    """One question of a scorecard with its answer, and who overrode it.

    `automatic`: callcoach's own answer, kept beside a person's; `why`: what that rests on, in
    words. `by`: who is asked. `is_asked`: False where what the question needs did not come up.
    """

    id: str
    weight: float
    answer: bool | None
    evidence: tuple[Evidence, ...]
    overridden_by: str | None
    comment: str | None
    reasons: Reasons = field(default_factory=dict)
    question: str = ""
    group: str = ""
    by: Literal["callcoach", "person"] = "callcoach"
    automatic: bool | None = None
    why: str = ""
    is_asked: bool = True


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A supervisor's questions and the score, 0..100: the weight of yes in what was answered.

    `answered_weight` of `asked_weight` was answered. `notices`: what of a person's answers could
    not be used.
    """

    version: str
    items: tuple[ScorecardItem, ...]
    score: float | None
    reasons: Reasons = field(default_factory=dict)
    title: str = ""
    answered_weight: float = 0.0
    asked_weight: float = 0.0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InteractionNote:
    """The note for the customer's record.

    `date`: ISO date, or date and time, of the call. `issue`: the customer's own words; `actions`:
    the agent's, of what was done. `promises` with dates; `next_step`: the one that is due first.
    """

    date: str | None
    parties: str
    issue: str | None
    actions: tuple[str, ...]
    promises: tuple[str, ...]
    next_step: str | None
    duration_s: float | None = None
    reasons: Reasons = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made this review: versions and models by name, and seconds spent per stage.

    `voice_measures`: the policy it was made under; with self_only, pitch, loudness and steadiness
    are for this review alone. `usual`: of the agent, where earlier calls were looked at.
    """

    versions: Mapping[str, str]
    models: Mapping[str, str]
    settings_hash: str
    voice_measures: VoicePolicy
    stages_s: Mapping[str, float]
    usual: Usual = NO_USUAL


@dataclass(frozen=True, slots=True)
class Contour:
    """Level, pitch and speech of one party as rows of equal steps; f0 0: no pitch."""

    level_dbfs: tuple[float, ...]
    f0_hz: tuple[float, ...]
    speech: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Contours:
    """Contours of all parties, a row each `step_s` seconds."""

    step_s: float
    parties: Mapping[Party, Contour]


@dataclass(frozen=True, slots=True)
class Review:
    """Everything callcoach says of one call.

    Times are seconds from the start of the call. A value that could not be measured is None,
    with the reason under its name in the `reasons` beside it. `n_findings_left_out`: things to
    work on that were found, but not chosen, for there are more than `coaching.findings_most`.
    `redaction`: what was taken out, None where nothing was looked for.
    """

    call: CallInfo
    quality: Quality
    activity: Mapping[Party, tuple[tuple[float, float], ...]]
    time: TimeShares
    turns: tuple[Turn[Party], ...]
    monologues: tuple[int, ...]
    silences: tuple[Silence[Party], ...]
    backchannels: tuple[Backchannel[Party], ...] | None
    incursions: tuple[Incursion[Party], ...] | None
    talk_overs: TalkOvers
    response: Mapping[Party, Response]
    pace: Mapping[Party, Pace]
    pace_match: PaceMatch
    pitch: Mapping[Party, Pitch]
    loudness: Mapping[Party, Loudness]
    steadiness: Mapping[Party, Steadiness]
    mirroring: Mirroring
    transcript: Transcript[Party] | None
    techniques: tuple[Technique, ...] | None
    vents: tuple[Vent, ...] | None
    promises: tuple[Promise, ...] | None
    findings: tuple[Finding, ...]
    scorecard: Scorecard | None
    note: InteractionNote | None
    provenance: Provenance
    contours: Contours | None = None
    redaction: Redaction | None = None
    n_findings_left_out: int = 0
    reasons: Reasons = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The review as plain JSON values, `schema` first; what is only by choice where present."""
        plain: dict[str, Any] = {"schema": SCHEMA, **to_plain(self)}
        for name in BY_CHOICE:
            if plain[name] is None:
                del plain[name]
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Review:
        """The review that `to_dict` gave; unknown fields of later releases are passed over.

        Raises
        ------
        ReviewFormatError
            If the schema is another, or a field is missing or of the wrong type.
        """
        schema = plain.get("schema")
        if schema != SCHEMA:
            raise ReviewFormatError(f"schema is {schema!r}; this release reads {SCHEMA!r}")
        body = {
            **dict.fromkeys(BY_CHOICE),
            "n_findings_left_out": 0,
            **{k: v for k, v in plain.items() if k != "schema"},
        }
        if isinstance(body.get("promises"), list):
            body["promises"] = [_promise_of_now(each) for each in body["promises"]]
        review: Review = from_plain(cls, body)
        return review


def _promise_of_now(plain: Any) -> Any:
    """A promise of the first release with what it lacks; any other as it is."""
    is_old = isinstance(plain, Mapping) and "due_at" not in plain
    return {**_OF_AN_OLD_PROMISE, **plain} if is_old else plain


@dataclass(frozen=True, slots=True)
class Coaching:
    """What `coaching` adds to a draft review; fields as in `Review`.

    `made_with`: the versions of the playbook and of the scorecard, by name.
    """

    techniques: tuple[Technique, ...] | None
    vents: tuple[Vent, ...] | None
    promises: tuple[Promise, ...] | None
    findings: tuple[Finding, ...]
    scorecard: Scorecard | None
    note: InteractionNote | None
    made_with: Mapping[str, str]
    n_findings_left_out: int = 0
    reasons: Reasons = field(default_factory=dict)
