"""Owns the overview: one HTML file for many calls, which opens offline."""

from __future__ import annotations

from collections.abc import Sequence

from callcoach.report.overview_data import packed_data
from callcoach.report.overview_followed import followed
from callcoach.report.overview_people import n_unnamed, people
from callcoach.report.overview_spread import strips
from callcoach.report.overview_triage import (
    FAILED_SHOWN,
    PERSONS_SHOWN,
    after,
    day,
    headline,
    n_calls,
    need_a_person,
)
from callcoach.report.phrases import bound, plural, sentence
from callcoach.report.templates_read import joined, policy, templates
from callcoach.types.overview import Overview

PEOPLE_SHOWN = 12
"""People before the rest must be unfolded. Chosen by us."""

_STYLES = ("tokens.css", "page.css", "sections.css", "record.css", "overview.css")
_SCRIPTS = ("overview.js", "overview_calls.js", "overview_promises.js", "overview_start.js")


def overview_html(overview: Overview, failed: Sequence[tuple[str, str, str]]) -> str:
    """The overview as HTML text.

    `failed`: what could not be reviewed, each as path, stage and reason. Links lead to the call
    pages where `OverviewCall.page` says, relative to the file.
    """
    environment = templates()
    environment.globals.update(sentence=sentence, bound=bound, plural=plural)
    style, script = joined(_STYLES), joined(_SCRIPTS)
    return environment.get_template("overview.html").render(
        title=n_calls(overview),
        span=_span(overview),
        headline=headline(overview, len(failed)),
        after=after(overview),
        persons=need_a_person(overview),
        persons_shown=PERSONS_SHOWN,
        failed=failed,
        failed_shown=FAILED_SHOWN,
        people=people(overview),
        people_shown=PEOPLE_SHOWN,
        n_unnamed=n_unnamed(overview),
        followed=followed(overview),
        strips=strips(overview),
        overview=overview,
        data=packed_data(overview) if overview.calls else "",
        style=style,
        script=script,
        policy=policy(style, script),
    )


def _span(overview: Overview) -> str:
    """From when to when the calls are."""
    dated = [call.recorded_at[:10] for call in overview.calls if call.recorded_at]
    if not dated:
        return ""
    return day(dated[0]) if dated[0] == dated[-1] else f"{day(dated[0])} to {day(dated[-1])}"
