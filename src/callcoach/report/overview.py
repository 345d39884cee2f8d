"""Owns the overview: one HTML file for many calls, which opens offline."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.report.overview_triage import (
    FAILED_SHOWN,
    PERSONS_SHOWN,
    after,
    headline,
    need_a_person,
)
from callcoach.report.phrases import bound, clock, duration, plural, sentence
from callcoach.report.templates_read import joined, policy, templates
from callcoach.types.overview import Overview

_STYLES = ("tokens.css", "page.css", "record.css", "overview.css")
_SCRIPTS = ("overview.js",)


def overview_html(overview: Overview, failed: Sequence[tuple[str, str, str]]) -> str:
    """The overview as HTML text.

    `failed`: what could not be reviewed, each as path, stage and reason. Links lead to the call
    pages where `OverviewCall.page` says, relative to the file.
    """
    environment = templates()
    environment.globals.update(
        clock=clock, duration=duration, sentence=sentence, bound=bound, plural=plural
    )
    style, script = joined(_STYLES), joined(_SCRIPTS)
    return environment.get_template("overview.html").render(
        headline=headline(overview, len(failed)),
        after=after(overview),
        persons=need_a_person(overview),
        persons_shown=PERSONS_SHOWN,
        failed=failed,
        failed_shown=FAILED_SHOWN,
        overview=overview,
        style=style,
        script=script,
        policy=policy(style, script),
    )
