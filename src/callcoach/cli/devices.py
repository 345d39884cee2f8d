"""Owns `callcoach devices`: what can be recorded from, how loud it is now, and what is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from callcoach.cli.places import check_free
from callcoach.cli.screen import check_screen


def devices(
    seconds: Annotated[
        float,
        typer.Option(metavar="N", min=0.5, max=3600, help="How long to listen for the levels."),
    ] = 2.0,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show the levels until Ctrl-C, in a terminal.")
    ] = False,
    json: Annotated[
        str, typer.Option(metavar="FILE|-", help="The list as JSON, to a file or the screen (-).")
    ] = "",
) -> None:
    """List microphones and lines, with their levels, and say which are taken.

    Each has a number, which can be used in the place of its name. Nothing is recorded.
    """
    from callcoach.cli.devices_shown import show_devices
    from callcoach.live.inputs.devices_now import devices_now, plain_devices
    from callcoach.live.inputs.levels import heard_over

    check_screen(json)
    output = Path(json) if json not in ("", "-") else None
    check_free((output,), ())
    now = devices_now()
    if json:
        _write(plain_devices(now, heard_over(now.inputs, seconds).levels()), output)
    else:
        show_devices(now, None if watch else seconds)


def _write(plain: dict[str, object], output: Path | None) -> None:
    import json

    from callcoach.cli.screen import show_text
    from callcoach.report.atomic import write_whole

    text = json.dumps(plain, indent=1, ensure_ascii=False) + "\n"
    if output is None:
        show_text(text)
    else:
        write_whole(output, text)
