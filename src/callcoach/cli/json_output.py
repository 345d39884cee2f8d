"""Owns JSON that a command gives programs beside its words for people."""

from __future__ import annotations

import json
from pathlib import Path

from callcoach.cli.screen import show_text


def write_plain(plain: dict[str, object], output: Path | None) -> None:
    """Writes an object to a file; to the screen where there is none.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    from callcoach.report.atomic import write_whole

    text = json.dumps(plain, indent=1, ensure_ascii=False) + "\n"
    if output is None:
        show_text(text)
    else:
        write_whole(output, text)
