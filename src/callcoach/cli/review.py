"""Owns `callcoach review`: one recorded call, from end to end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from callcoach.cli.parties import PartyNames, parties_named
from callcoach.cli.places import Places, check_free
from callcoach.cli.results import overrides_beside, settings_of, write_results
from callcoach.cli.screen import check_screen

if TYPE_CHECKING:
    from callcoach.pipeline.recipe import Outcome
    from callcoach.pipeline.wording import Given
    from callcoach.settings import Settings

AgentChannel = Literal["left", "right", "0", "1", "auto"]


def review(
    call: Annotated[
        Path, typer.Argument(metavar="CALL", help="The recording: any audio that FFmpeg reads.")
    ],
    agent: Annotated[
        AgentChannel | None,
        typer.Option(
            metavar="left|right|0|1|auto",
            help="The agent's channel, 0 is left. What you name is remembered for the folder.",
        ),
    ] = None,
    transcript: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A transcript of the call, in a format that turns reads; nothing is transcribed.",
        ),
    ] = None,
    party: PartyNames = None,
    no_transcribe: Annotated[
        bool, typer.Option("--no-transcribe", help="Review without words.")
    ] = False,
    model: Annotated[
        str,
        typer.Option(
            metavar="NAME_OR_FOLDER", help="Whisper model: a size, or a folder that holds one."
        ),
    ] = "",
    language: Annotated[
        str,
        typer.Option(metavar="CODE", help="Language of the call, e.g. en, instead of finding it."),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where results go; default callcoach-out."),
    ] = None,
    json: Annotated[
        str, typer.Option(metavar="FILE|-", help="Only the JSON, to a file or to the screen (-).")
    ] = "",
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only the page, to a file.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings in a TOML file.")
    ] = None,
    redact: Annotated[
        bool,
        typer.Option(
            "--redact",
            help="Take card numbers, long numbers, e-mail addresses and phone numbers out of "
            "words and sound.",
        ),
    ] = False,
    link_audio: Annotated[
        bool, typer.Option("--link-audio", help="The page plays the recording where it lies.")
    ] = False,
    contours: Annotated[
        bool, typer.Option("--contours", help="Put level, pitch and speech rows in the JSON.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No summary, notices or progress.")
    ] = False,
) -> None:
    """Review one recorded call and write CALL.json and CALL.html.

    The page opens in any browser, offline. A two-channel recording, each party on a side of
    its own, shows everything; a mono one shows less, and says what.
    """
    if transcript is not None and no_transcribe:
        raise typer.BadParameter("--transcript and --no-transcribe exclude each other")
    if redact and link_audio:
        raise typer.BadParameter(
            "--redact and --link-audio exclude each other: the page would play the recording itself"
        )
    from callcoach.pipeline.wording import Given

    chosen = settings_of(
        settings,
        {
            "agent": {"channel": agent or ""},
            "words": {"model": model, "language": language},
        },
        {"words": {"transcribe": False}} if no_transcribe or transcript is not None else {},
        {"report": {"sound": "link"}} if link_audio else {},
        {"report": {"contours": True}} if contours else {},
        {"report": {"redact": True}} if redact else {},
    )
    check_screen(json)
    places = Places.of(call, out, json, page)
    check_free((places.json, places.page), (call, transcript, settings))
    given = Given(transcript, parties_named(party)) if transcript is not None else None
    outcome = _reviewed(call, chosen, given, places, quiet)
    _remember(call, agent, quiet)
    write_results(outcome, call, chosen, places, quiet)


def _reviewed(
    call: Path, settings: Settings, transcript: Given | None, places: Places, quiet: bool
) -> Outcome:
    from callcoach.cli.progress import shown_progress
    from callcoach.pipeline.beside import hints_beside
    from callcoach.pipeline.recipe import review_call

    overrides = overrides_beside(call, places)
    hints = hints_beside(
        call, settings.agent.channel, settings.agent.file_name_pattern, overrides=overrides
    )
    embeds = places.page is not None and settings.report.sound == "embed"
    with shown_progress(quiet) as progress:
        return review_call(
            call,
            settings,
            transcript=transcript,
            hints=hints,
            with_sound=embeds,
            progress=progress,
        )


def _remember(call: Path, agent: str | None, quiet: bool) -> None:
    """Keep the agent's channel that a person named, for the other calls of the folder."""
    from callcoach.errors import OutputError
    from callcoach.pipeline.beside import channel_named, memory_path, memory_text
    from callcoach.report.atomic import write_whole

    channel = channel_named(agent) if agent else None
    if channel is None:
        return
    try:
        write_whole(memory_path(call), memory_text(channel))
    except OutputError as error:
        if not quiet:
            print(f"callcoach: not remembered for this folder: {error}", file=sys.stderr)
