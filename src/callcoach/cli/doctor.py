"""Owns `callcoach doctor`: what works on this machine."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from callcoach.cli.checks_shown import show_check
from callcoach.cli.json_output import write_plain
from callcoach.cli.options import SettingsFile, WhisperModel
from callcoach.cli.places import DEFAULT_OUT, check_free
from callcoach.cli.screen import check_screen

SCHEMA = "callcoach.doctor/1"


def doctor(
    settings: SettingsFile = None,
    model: WhisperModel = "",
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where results are to go.")
    ] = DEFAULT_OUT,
    json: Annotated[
        str, typer.Option(metavar="FILE|-", help="The answer as JSON, to a file or the screen (-).")
    ] = "",
) -> None:
    """Say what works on this machine, and what to do where it does not.

    Looks at Python and its packages, sound files, the speech detector, the speech model,
    graphics card, sound input and disk. Connects to nothing. Ends with 1 where no call can
    be reviewed here, not even without words.
    """
    from callcoach.doctor import examine
    from callcoach.errors import CallcoachError
    from callcoach.settings import load_settings, with_values

    check_screen(json)
    output = Path(json) if json not in ("", "-") else None
    check_free((output,), (settings,))
    chosen = load_settings(settings)
    if model:
        chosen = with_values(chosen, {"words": {"model": model}}, where="command line")
    checks = []
    for check in examine(chosen, out):
        checks.append(check)
        if not json:
            show_check(check)
    broken = [check.item for check in checks if check.is_needed and check.outcome == "fails"]
    if json:
        plain = {"schema": SCHEMA, "works": not broken, "checks": [asdict(c) for c in checks]}
        write_plain(plain, output)
    if broken:
        raise CallcoachError(
            f"no call can be reviewed on this machine: {', '.join(broken)} must work first"
        )
