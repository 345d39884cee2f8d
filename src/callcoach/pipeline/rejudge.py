"""Owns judging a review again without its recording: the measures stay, the coaching is new."""

from __future__ import annotations

from dataclasses import replace

import callcoach
from callcoach.coaching.differences import JUDGED_AGAIN
from callcoach.errors import RejudgeError
from callcoach.pipeline.recipe import coached
from callcoach.settings import Settings
from callcoach.turns.activity import SIDES
from callcoach.types.call import Party
from callcoach.types.measures import VoicePolicy
from callcoach.types.overrides import Overrides, PersonAnswer
from callcoach.types.review import Review
from callcoach.types.words import Transcript
from callcoach.voice import no_mirroring, not_measured
from callcoach.voice.measure import SWITCHED_OFF
from callcoach.words.quotes import Quotes
from callcoach.words.redact import redact_words

COACHED = ("techniques", "vents", "promises", "findings", "scorecard", "note")
"""Fields of a review that coaching makes; all others are measured or read."""

_PASSED_OVER = ".overrides.json was passed over: "


def rejudged(review: Review, settings: Settings, overrides: Overrides) -> Review:
    """The review with techniques, findings, scorecard and the like judged under these settings.

    What was measured and read stays. Where the policy on the voice has become stricter, what was
    measured of it is taken out. A review that comes out the same is handed back as it is.

    Raises
    ------
    RejudgeError
        If that needs the recording: another channel is the agent's, or words are to be redacted.
    SettingsError
        If the settings name a pack or scorecard that there is not, or one with a fault.
    """
    _check(review, settings, overrides)
    kept = {name: why for name, why in review.reasons.items() if name not in COACHED}
    notices = tuple(each for each in review.quality.notices if _PASSED_OVER not in each)
    draft = replace(review, reasons=kept, quality=replace(review.quality, notices=notices))
    draft = _under_policy(draft, settings)
    judged = coached(draft, settings, _told_of(overrides, review))
    if judged == review:
        return review
    mark = {JUDGED_AGAIN: f"{callcoach.__version__}, settings {settings.hash}"}
    made = judged.provenance
    return replace(judged, provenance=replace(made, versions={**made.versions, **mark}))


def _check(review: Review, settings: Settings, overrides: Overrides) -> None:
    agent, was = overrides.agent_channel, review.call.agent_channel
    if agent is not None and was is not None and agent != was:
        side = SIDES[agent]
        raise RejudgeError(
            f"the overrides say that the agent is on the {side}, and it was judged the other way "
            f"round; review the recording again with --agent {side}"
        )
    if settings.report.redact and review.redaction is None:
        raise RejudgeError(
            "it was not redacted, and the settings ask for that (report.redact); review the "
            "recording again with --redact, so that the sound is too"
        )


def _under_policy(review: Review, settings: Settings) -> Review:
    """The review as the stricter policy allows, that of now or that it was made under."""
    order: tuple[VoicePolicy, ...] = ("on", "self_only", "off")
    was, now = review.provenance.voice_measures, settings.policy.voice_measures
    policy = next(each for each in reversed(order) if each in (was, now))
    review = replace(review, provenance=replace(review.provenance, voice_measures=policy))
    if policy == was or policy != "off":
        return review
    none = not_measured(SWITCHED_OFF)
    return replace(
        review,
        pitch=dict.fromkeys(review.pitch, none.pitch),
        loudness=dict.fromkeys(review.loudness, none.loudness),
        steadiness=dict.fromkeys(review.steadiness, none.steadiness),
        mirroring=no_mirroring(SWITCHED_OFF),
        contours=None,
    )


def _told_of(overrides: Overrides, review: Review) -> Overrides:
    """The overrides as a redacted review may quote them."""
    if review.redaction is None:
        return overrides
    no_words: Transcript[Party] = Transcript("", None, {}, ())
    quotes = Quotes(redact_words(review.transcript or no_words))

    def clean(said: PersonAnswer) -> PersonAnswer:
        comment = quotes.redacted(said.comment) if said.comment else None
        return replace(said, by=quotes.redacted(said.by), comment=comment)

    return replace(
        overrides,
        answers={name: clean(said) for name, said in overrides.answers.items()},
        faults=tuple(map(quotes.redacted, overrides.faults)),
    )
