"""Owns `callcoach turns`: the judgement of turn-taking on a timeline, without audio."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def turns(
    timeline: Annotated[Path, typer.Argument(help="A timeline of words or speech spans (JSON).")],
    json: Annotated[
        str, typer.Option(metavar="FILE|-", help="The review as JSON, to a file or the screen.")
    ] = "",
) -> None:
    """Judge who talked over whom from a timeline, for those who have one already."""
    from rich.console import Console

    from callcoach.pipeline.from_timeline import judge_timeline
    from callcoach.report.atomic import write_whole
    from callcoach.report.json_file import json_text
    from callcoach.report.terminal import print_summary

    review = judge_timeline(timeline)
    if json == "-":
        sys.stdout.write(json_text(review) + "\n")
        return
    written = []
    if json:
        write_whole(Path(json), json_text(review))
        written.append(Path(json))
    print_summary(review, Console(), paths=written)
