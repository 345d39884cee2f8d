"""Owns `callcoach forget`: calls taken out of a batch's folder and its database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from callcoach.batch.folder.forget import Plan


def forget(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a batch.")],
    call: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="This call: its id, the beginning of it, or its owner's id."
        ),
    ] = None,
    agent: Annotated[str | None, typer.Option(metavar="NAME", help="Calls of this agent.")] = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Calls before this day, 2026-11-27.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be removed, and remove nothing.")
    ] = False,
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Settings that name the batch's database (store.url)."),
    ] = None,
) -> None:
    """Remove all that is kept of calls from a batch's folder, and leave a receipt.

    Reviews, pages, corrections, exports beside them, caches, and the rows in tables and
    database. Not the recordings: they are yours, and are listed. Several filters must all hold.
    Forgotten calls are not reviewed again, until batch is given --again.
    """
    from callcoach.batch.folder.choosing import Rule, chosen
    from callcoach.batch.folder.forget import finish, plan_of
    from callcoach.batch.folder.forget import forget as removed
    from callcoach.batch.folder.ledger import ledger_of
    from callcoach.errors import SearchError
    from callcoach.settings import load_settings

    rule = Rule(tuple(call or ()), agent, before)
    if rule == Rule():
        raise typer.BadParameter("say which calls: --call, --agent or --before")
    wanted = load_settings(settings)
    with ledger_of(folder) as ledger:
        receipt = None if dry_run else finish(folder, ledger, wanted)
        if receipt is not None:
            print(f"What was being forgotten is done: {receipt}")
        try:
            contents = chosen(ledger, folder / "reviews", rule)
        except SearchError:
            if receipt is None:
                raise
            return
        if not contents:
            print("No call is meant: nothing was removed.")
            return
        plan = plan_of(folder, ledger, wanted, contents, rule)
        print(_told(plan))
        if dry_run:
            print("Nothing was removed (--dry-run).")
            return
        if not yes and not _is_agreed():
            print("Nothing was removed.")
            return
        receipt = removed(folder, ledger, wanted, plan)
    print(f"Removed. The receipt is {receipt}:")
    print(json.dumps(json.loads(receipt.read_bytes()), indent=1))


def _told(plan: Plan) -> str:
    """What is to be removed, and what is not."""
    from callcoach.report.phrases import plural, printable

    counts = ", ".join(f"{kind}: {n}" for kind, n in plan.removed.items())
    lines = [
        f"To be forgotten: {plural(len(plan.contents), 'call')} ({counts}).",
        *(f"  {content}" for content in plan.contents),
    ]
    if plan.recordings:
        lines.append("The recordings are yours; callcoach never removes them:")
        lines += [f"  {printable(path)}" for path in plan.recordings]
    return "\n".join(lines)


def _is_agreed() -> bool:
    """Whether a person at the terminal says yes."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise typer.BadParameter("what is forgotten does not come back; add --yes if that is meant")
    return typer.confirm("Remove all of this? It does not come back.")
