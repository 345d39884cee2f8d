"""Owns `callcoach turns`: the judgement of turn-taking on a timeline, without audio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from callcoach.cli.options import SettingsFile
from callcoach.cli.parties import PartyNames, parties_named
from callcoach.cli.places import check_free
from callcoach.cli.screen import check_screen, show_summary, show_text


def turns(
    timeline: Annotated[
        Path,
        typer.Argument(metavar="TIMELINE", help="A transcript or speech spans, with times."),
    ],
    party: PartyNames = None,
    json: Annotated[
        str, typer.Option(metavar="FILE|-", help="The review as JSON, to a file or the screen (-).")
    ] = "",
    settings: SettingsFile = None,
) -> None:
    """Judge who talked over whom from a timeline, without audio.

    Read are callcoach's own JSON, the JSON of Whisper, Amazon Transcribe (Call Analytics too)
    and Deepgram, SRT, WebVTT, RTTM and CTM, told apart by what is in them.
    """
    from callcoach.pipeline.from_timeline import judge_timeline
    from callcoach.pipeline.overrides import overrides_path, read_overrides
    from callcoach.report.atomic import write_whole
    from callcoach.report.json_file import json_text
    from callcoach.settings import load_settings

    check_screen(json)
    output = Path(json) if json not in ("", "-") else None
    check_free((output,), (timeline, settings))
    review = judge_timeline(
        timeline,
        load_settings(settings),
        parties=parties_named(party),
        overrides=read_overrides(overrides_path(output)) if output is not None else None,
    )
    if json == "-":
        show_text(json_text(review))
        return
    written = []
    if output is not None:
        write_whole(output, json_text(review))
        written.append(output)
    show_summary(review, written)
