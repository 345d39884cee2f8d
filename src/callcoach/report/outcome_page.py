"""Owns the page of a call that was just reviewed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from callcoach.report.page import page_html
from callcoach.report.sound_url import embedded_url

if TYPE_CHECKING:
    from callcoach.pipeline.recipe import Outcome


def outcome_page(outcome: Outcome, link: str | None) -> str:
    """The page, which plays the call from `link`, or from the outcome's sound where that is None;
    it has no sound where there is neither."""
    url = embedded_url(outcome.sound) if link is None and outcome.sound else link
    return page_html(
        outcome.review,
        swapped=outcome.swapped,
        contours=outcome.contours,
        sound_url=url,
        name=Path(outcome.review.call.source).stem,
    )
