"""Owns `callcoach live`: a call that is going on, watched, and reviewed when it ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callcoach.cli.places import Places, check_free
from callcoach.cli.results import overrides_beside, settings_of, write_results
from callcoach.cli.screen import check_screen

if TYPE_CHECKING:
    from callcoach.live.call import LiveCall
    from callcoach.types.cues import Cue
    from callcoach.types.live import LiveView


def live(
    agent_input: Annotated[
        str,
        typer.Option(metavar="NAME", help="The agent's microphone, as callcoach devices names it."),
    ] = "",
    customer_input: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Where the customer is heard; none: judge the agent alone. The agent's input "
            "again: left is the agent, right the customer.",
        ),
    ] = "",
    replay: Annotated[
        Path | None, typer.Option(metavar="CALL", help="Play a recording in place of inputs.")
    ] = None,
    speed: Annotated[
        float, typer.Option(metavar="X", min=0.01, help="How fast to replay; 1 is its own pace.")
    ] = 1.0,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Record the call to a new WAV file; else no sound is kept."
        ),
    ] = None,
    no_transcribe: Annotated[bool, typer.Option("--no-transcribe", help="Without words.")] = False,
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
    cues: Annotated[
        str,
        typer.Option(metavar="FILE|-", help="Every cue, shown or held, a JSON object a line."),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the review goes; default callcoach-out."),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings in a TOML file.")
    ] = None,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Begin at once, without the check of levels.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No panel, summary or notices.")] = False,
) -> None:
    """Coach beside a call that is going on; Ctrl-C ends it and writes its review.

    Shows who speaks, the agent's pace and, rarely, one line of advice. Without --record no
    sound is kept. callcoach devices lists the inputs.
    """
    if replay is not None and (record is not None or agent_input or customer_input):
        raise typer.BadParameter("--replay takes neither --record nor inputs")
    chosen = settings_of(
        settings,
        {"words": {"model": model, "language": language}},
        {"words": {"transcribe": False}} if no_transcribe else {},
    )
    check_screen(cues, "--cues")
    from callcoach.live.call import LiveCall, Wanted, check_new, source_of

    name = Path(f"live-{datetime.now():%Y-%m-%d-%H%M%S}.wav")
    places = Places.of(record or replay or name, out, "", None)
    check_free((places.json, places.page), (record, replay, settings))
    if record is not None:
        check_new(record)
    wanted = Wanted(agent_input, customer_input, replay, speed)
    tell = _told(quiet)
    inputs = source_of(wanted, chosen, tell, checks=not no_check)
    with ExitStack() as stack:
        on_cue = stack.enter_context(_cue_lines(cues))
        call = stack.enter_context(
            LiveCall(inputs, chosen, replay.name if replay else name.stem, record)
        )
        if record is not None:
            tell(f"recording to {record}: everyone on the call must know of it and agree")
        with _ended_by_signal(inputs.close), _panel(quiet) as on_view:
            call.run(on_cue, on_view)
        _finish(call, places, quiet, shows=cues != "-")


def _told(quiet: bool) -> Callable[[str], None]:
    """Tells a person something, unless they want quiet."""

    def tell(text: str) -> None:
        if not quiet and sys.stderr is not None:
            print(f"callcoach: {text}", file=sys.stderr, flush=True)

    return tell


@contextmanager
def _cue_lines(cues: str) -> Iterator[Callable[[Cue], None]]:
    """Writes cues as lines of JSON, each at once."""
    import json

    from callcoach.errors import OutputError

    if not cues:
        yield lambda _: None
        return
    if cues == "-":
        yield lambda cue: print(json.dumps(cue.to_dict()), flush=True)
        return
    try:
        file = Path(cues).open("w", encoding="utf-8")  # noqa: SIM115
    except OSError as error:
        raise OutputError(f"cannot write {cues} ({error.strerror}); name another file") from error
    with file:

        def write(cue: Cue) -> None:
            with suppress(OSError):  # a full disk must not end the call
                file.write(json.dumps(cue.to_dict()) + "\n")
                file.flush()

        yield write


@contextmanager
def _panel(quiet: bool) -> Iterator[Callable[[LiveView], None]]:
    if quiet or sys.stderr is None:
        yield lambda _: None
        return
    from rich.console import Console

    from callcoach.live.screen.panel import shown_panel

    with shown_panel(Console(stderr=True)) as show:
        yield show


@contextmanager
def _ended_by_signal(end: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C, SIGTERM or hang-up ends the call; a second one is as ever."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before: dict[int, Any] = {}

    def restore() -> None:
        while before:
            number, handler = before.popitem()
            signal.signal(number, handler)

    def handle(_number: int, _frame: object) -> None:
        restore()
        end()

    for number in numbers:
        before[number] = signal.signal(number, handle)
    try:
        yield
    finally:
        restore()


def _finish(call: LiveCall, places: Places, quiet: bool, *, shows: bool) -> None:
    """The review of the call; `shows`: whether its summary may go to the screen."""
    from callcoach.cli.progress import shown_progress

    kept = call.kept_sound
    overrides = None if kept is None else overrides_beside(kept, places)
    with shown_progress(quiet) as progress:
        outcome = call.review(overrides=overrides, progress=progress)
    write_results(outcome, kept, call.settings, places, quiet or not shows)
