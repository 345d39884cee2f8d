"""Owns `callcoach models`: which speech models there are here, fetching and trying them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from callcoach.types.progress import Progress
    from callcoach.words.model_shelf import ShelfModel

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Settings in a TOML file.")
]
ModelName = Annotated[str, typer.Argument(metavar="NAME", help="A size, such as small.")]


def models_app() -> typer.Typer:
    """The commands of `callcoach models`."""
    app = typer.Typer(
        help="List, fetch and try the speech models that find the words.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("list")(list_models)
    app.command("pull")(pull_model)
    app.command("path")(model_path)
    app.command("verify")(verify)
    return app


def list_models(settings: SettingsFile = None) -> None:
    """List the models: about how large, which are here, which is used."""
    from callcoach.settings import load_settings
    from callcoach.words.disk import size_text
    from callcoach.words.model_hub import cache_folder, offline_wish
    from callcoach.words.model_shelf import shelf

    rows = list(shelf(load_settings(settings).words.model))
    print(f"  {'model':<26}{'about':>8}  on this machine")
    for row in rows:
        mark = "*" if row.is_used else " "
        about = size_text(row.about_bytes) if row.about_bytes else ""
        print(f"{mark} {_names(row.names):<26}{about:>8}  {_state(row)}")
    print()
    used = next((row.names[0] for row in rows if row.is_used), None)
    if used is not None:
        print(f"* {used} is what the settings use.")
    print(f"Models are kept in {cache_folder()}. Sizes are estimates.")
    wish = offline_wish()
    if wish:
        print(f"{wish} is set: nothing is fetched.")


def pull_model(
    name: ModelName,
    quiet: Annotated[bool, typer.Option("--quiet", help="No notices or progress.")] = False,
) -> None:
    """Fetch a model, to find words without a connection.

    Broken off, it is run again: files that had arrived whole are not fetched twice.
    """
    from callcoach.cli.progress import shown_progress
    from callcoach.words.disk import size_text
    from callcoach.words.model_files import pull
    from callcoach.words.model_hub import leftovers
    from callcoach.words.model_names import REPOSITORIES
    from callcoach.words.model_shelf import size_of

    with shown_progress(quiet) as progress:
        folder = pull(name, progress if quiet else _announced(name, progress))
    print(f"{name} is here: {size_text(size_of(folder))} in {folder}")
    left = leftovers(REPOSITORIES[name])
    if left.n_bytes and not quiet:
        print(
            f"callcoach: {size_text(left.n_bytes)} of broken-off downloads lie in {left.folder}; "
            "delete *.incomplete there where no download is running",
            file=sys.stderr,
        )


def model_path(name: ModelName) -> None:
    """Print the folder of a model, alone on a line, for scripts."""
    from callcoach.words.model_files import found_folder

    print(found_folder(name))


def verify(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME_OR_FOLDER]", help="A size or a folder; what the settings use if none."
        ),
    ] = "",
    settings: SettingsFile = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
) -> None:
    """Try a model: files, content, and a second of sound.

    Its files are there, as the hub sent them where the cache kept their hashes, they load, and
    a second is transcribed.
    """
    from callcoach.cli.checks_shown import show_check
    from callcoach.cli.progress import shown_progress
    from callcoach.errors import ModelUnavailable
    from callcoach.settings import load_settings
    from callcoach.words.model_trial import verify_model

    name = name or load_settings(settings).words.model
    with shown_progress(quiet) as progress:
        checks = list(verify_model(name, progress))
    for check in checks:
        show_check(check)
    failed = next((check for check in checks if check.outcome == "fails"), None)
    if failed is not None:
        raise ModelUnavailable(f"model {name} cannot be used: {failed.found}; {failed.advice}")


def _announced(name: str, progress: Progress) -> Progress:
    """The progress, and one line on stderr when the first bytes have come."""
    from callcoach.words.disk import size_text
    from callcoach.words.model_hub import cache_folder

    is_told = False

    def show(stage: str, done: float, total: float | None) -> None:
        nonlocal is_told
        if not is_told:
            size = f" ({size_text(total)})" if total else ""
            print(f"callcoach: fetching {name}{size} to {cache_folder()}", file=sys.stderr)
            is_told = True
        progress(stage, done, total)

    return show


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


def _state(row: ShelfModel) -> str:
    from callcoach.words.disk import size_text

    if row.state == "here":
        return f"{size_text(row.n_bytes)} in {row.folder}"
    if row.state == "part":
        return f"half-downloaded: callcoach models verify {row.names[0]} says more"
    return "-"
