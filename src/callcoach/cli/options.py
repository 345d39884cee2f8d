"""Owns the options that several commands have, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Settings in a TOML file.")
]

WhisperModel = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME_OR_FOLDER",
        help="Whisper model: a size, or a folder that holds one.",
    ),
]

CallLanguage = Annotated[
    str,
    typer.Option(
        "--language",
        metavar="CODE",
        help="Language of the call, e.g. en, instead of finding it.",
    ),
]

NoTranscribe = Annotated[bool, typer.Option("--no-transcribe", help="Review without words.")]

Quiet = Annotated[bool, typer.Option("--quiet", help="No summary, notices or progress.")]
