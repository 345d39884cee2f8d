"""Owns the call page: one HTML file that holds everything and opens offline."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from callcoach.report.card_rows import (
    CardGroup,
    card_groups,
    kept_answers,
    kept_channel,
)
from callcoach.report.cells import parties
from callcoach.report.checklist import CheckGroup, checklist, why_unjudged
from callcoach.report.figures import Figure, figures
from callcoach.report.measured import Fact, facts, layout_explained, roles, why_not
from callcoach.report.moments import Moments, left_out, moments
from callcoach.report.names import CERTAINTY, KIND, KIND_MEANS, SIDE, heading, to_you, who
from callcoach.report.note import note_lines
from callcoach.report.numbers import NumberGroup, number_groups
from callcoach.report.page_file import PageParts, packed, with_rows
from callcoach.report.phrases import (
    bound,
    briefly,
    clock,
    duration,
    plural,
    printable,
    reason,
    sentence,
)
from callcoach.report.promise_rows import PromiseRow, promise_rows
from callcoach.report.score_data import score_data
from callcoach.report.score_line import score_line
from callcoach.report.sentences import (
    after_headline,
    has_speech,
    headline,
    notices,
    share_sentence,
    talk_over_events,
    was_saying,
)
from callcoach.report.steady_line import SteadyLine, steady_lines
from callcoach.report.templates_read import in_script, joined, policy, templates
from callcoach.report.transcript_rows import TranscriptRow, chunks, labels_by_row, transcript_rows
from callcoach.report.vent_rows import VentRow, vent_rows
from callcoach.types.call import Party
from callcoach.types.review import Contour, Contours, Review

_STYLES = ("tokens.css", "page.css", "score.css", "sections.css", "record.css", "print.css")
_SCRIPTS = (
    "page.js",
    "player.js",
    "score_scale.js",
    "score_marks.js",
    "score_draw.js",
    "score_ribbon.js",
    "score_events.js",
    "score_input.js",
    "moments.js",
    "transcript.js",
    "find.js",
    "keys.js",
    "card.js",
    "copy.js",
    "swap.js",
    "start.js",
)


@dataclass(frozen=True, slots=True)
class View:
    """One review, one way round, as the template reads it."""

    review: Review
    headline: str
    after: str
    figures: tuple[Figure, ...]
    layout: tuple[str, ...]
    moments: Moments
    numbers: tuple[NumberGroup, ...]
    steady_lines: tuple[SteadyLine, ...]
    techniques: tuple[CheckGroup, ...]
    rows: tuple[TranscriptRow, ...]
    vents: tuple[VentRow, ...]
    note: tuple[str, ...]
    promises: tuple[PromiseRow, ...]
    card: tuple[CardGroup, ...]
    facts: tuple[Fact, ...]


def page_html(
    review: Review,
    *,
    swapped: Review | None,
    contours: Contours | None,
    sound_url: str | None,
    name: str,
    parts: PageParts | None = None,
) -> str:
    """The page as HTML text.

    Parameters
    ----------
    swapped
        The same call with agent and customer the other way round, for the button that swaps
        them; None where there is nothing to swap.
    contours
        Pitch and level to draw beside the staves; None: none are drawn.
    sound_url
        A data: URL or a link relative to the page; None: the page plays nothing.
    name
        Names the page and the file of overrides that it offers.
    parts
        An earlier page of the same call, whose drawn rows stand in for `contours`.
    """
    environment = templates()
    environment.globals.update(clock=clock, duration=duration, sentence=sentence, bound=bound)
    style, script = joined(_STYLES), joined(_SCRIPTS)
    views = [_view(review)]
    data = [_way(views[0], contours, is_swapped=False)]
    if swapped is not None:
        views.append(_view(swapped))
        data.append(_way(views[1], contours and _turned(contours), is_swapped=True))
    if parts is not None:
        data = [with_rows(way, parts, is_swapped=i == 1) for i, way in enumerate(data)]
    return environment.get_template("page.html").render(
        name=name,
        views=views,
        data=in_script({"ways": data, "hasSound": sound_url is not None}),
        style=style,
        script=script,
        other=packed(swapped) if swapped else "",
        policy=policy(style, script),
        sound_url=sound_url,
        overrides=_overrides(swapped),
        overrides_name=f"{name.replace('/', '_').replace(chr(92), '_')}.overrides.json",
        command=_command(swapped),
        words=_WORDS,
        columns=parties(review),
    )


def _way(view: View, contours: Contours | None, *, is_swapped: bool) -> dict[str, Any]:
    """What the scripts need of one way round."""
    return {
        **score_data(view.review, contours, view.moments),
        "labels": labels_by_row(view.rows),
        "kept": {
            "agentChannel": kept_channel(view.review, is_swapped=is_swapped),
            "answers": kept_answers(view.review),
        },
    }


def _view(review: Review) -> View:
    found = moments(review)
    return View(
        review=review,
        headline=headline(review),
        after=after_headline(review),
        figures=figures(review),
        layout=layout_explained(review),
        moments=found,
        numbers=number_groups(review),
        steady_lines=steady_lines(review),
        techniques=checklist(review.techniques or ()),
        rows=transcript_rows(review),
        vents=vent_rows(review),
        note=note_lines(review.note) if review.note else (),
        promises=promise_rows(review),
        card=card_groups(review.scorecard) if review.scorecard else (),
        facts=facts(review),
    )


_WORDS: Mapping[str, Any] = {
    "kind": KIND,
    "kind_means": KIND_MEANS,
    "certainty": CERTAINTY,
    "who": who,
    "heading": heading,
    "plural": plural,
    "reason": reason,
    "briefly": briefly,
    "notices": notices,
    "why_unjudged": why_unjudged,
    "why_not": why_not,
    "to_you": to_you,
    "score_line": score_line,
    "roles": roles,
    "left_out": left_out,
    "was_saying": was_saying,
    "share": share_sentence,
    "has_speech": has_speech,
    "talk_overs": talk_over_events,
    "chunks": chunks,
}
"""What the template calls or looks up, beside the views."""


def _turned(contours: Contours) -> Contours:
    flip: Mapping[Party, Party] = {"agent": "customer", "customer": "agent"}
    turned: dict[Party, Contour] = {
        flip.get(party, party): contour for party, contour in contours.parties.items()
    }
    return Contours(contours.step_s, turned)


def _overrides(swapped: Review | None) -> str:
    if swapped is None or swapped.call.agent_channel is None:
        return ""
    return json.dumps({"agent_channel": swapped.call.agent_channel})


def _command(swapped: Review | None) -> str:
    if swapped is None or swapped.call.agent_channel is None:
        return ""
    side = SIDE[swapped.call.agent_channel]
    return f"callcoach review {shlex.quote(printable(swapped.call.source))} --agent {side}"
