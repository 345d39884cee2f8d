"""Owns the list of commands, and how the command line is parsed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from callcoach import __version__
from callcoach.cli.batch import batch
from callcoach.cli.devices import devices
from callcoach.cli.doctor import doctor
from callcoach.cli.export import export
from callcoach.cli.forget import forget
from callcoach.cli.live import live
from callcoach.cli.models import models_app
from callcoach.cli.packs import packs_app
from callcoach.cli.rejudge import rejudge
from callcoach.cli.review import review
from callcoach.cli.search import search
from callcoach.cli.turns import turns

HELP = """Listens to customer-service calls and shows the agent what to try instead.

Finds who spoke when and who talked over whom, measures pace, pitch, loudness and
steadiness, and reads the words for techniques that help with difficult customers.
Nothing leaves this machine.
"""

INTERRUPTED = 130


def build_app() -> typer.Typer:
    """The command line with all its commands."""
    app = typer.Typer(
        help=HELP,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: Annotated[
            bool,
            typer.Option(
                "--version",
                help="Print the version and stop.",
                is_eager=True,
                callback=_print_version,
            ),
        ] = False,
    ) -> None:
        """Options of callcoach itself."""

    app.command()(review)
    app.command()(turns)
    app.command()(batch)
    app.command()(live)
    app.command()(search)
    app.command()(rejudge)
    app.command()(forget)
    app.command()(export)
    app.command()(devices)
    app.command()(doctor)
    app.add_typer(models_app(), name="models")
    app.add_typer(packs_app(), name="packs")
    return app


def _print_version(is_asked: bool) -> None:
    if is_asked:
        print(f"callcoach {__version__}")
        raise typer.Exit


def run(arguments: list[str]) -> int:
    """Parse and run; gives the exit code. Errors of ours are raised."""
    # typer has carried its own copy of click since 0.26, so the base class is asked of typer.
    usage_error: Any = typer.BadParameter.__base__
    try:
        done = build_app()(args=arguments, prog_name="callcoach", standalone_mode=False)
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort as stop:
        raise KeyboardInterrupt from stop
    except usage_error as wrong:
        wrong.show()
        return 2
    if done == INTERRUPTED:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return done if isinstance(done, int) else 0
