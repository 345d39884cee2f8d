"""The whole recipe: a call in, a review out."""

from __future__ import annotations

from pathlib import Path

from callcoach.pipeline.from_timeline import judge_timeline
from callcoach.pipeline.recipe import review_call
from callcoach.pipeline.wording import Given
from callcoach.settings import Settings
from callcoach.types.measures import Baseline
from callcoach.types.review import Review

__all__ = ["judge_timeline", "review"]


def review(
    path: str | Path,
    settings: Settings | None = None,
    *,
    transcript: str | Path | None = None,
    baseline: Baseline | None = None,
) -> Review:
    """Review one recorded call.

    `transcript`: a file with its words, instead of transcribing. `baseline`: the agent's usual
    voice from earlier calls.

    Raises
    ------
    AudioMissing, AudioError
        If the recording cannot be read or judged.
    TimelineError
        If the transcript cannot be used.
    """
    given = Given(Path(transcript)) if transcript is not None else None
    outcome = review_call(path, settings or Settings(), transcript=given, baseline=baseline)
    return outcome.review
