"""Owns `callcoach search`: calls, and what was said in them, found in a batch's database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from callcoach.cli.found_shown import Hits
    from callcoach.store import Store
    from callcoach.types.stored import Filters


def search(
    folder: Annotated[
        str,
        typer.Argument(metavar="FOLDER", help="The folder of a batch, or a database: path or URL."),
    ],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS...", help='Words that were said; "by Friday" in quotes: in that order.'
        ),
    ] = None,
    agent: Annotated[str | None, typer.Option(metavar="NAME", help="Calls of this agent.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Calls of this day or later, 2026-11-27.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Calls before this day.")
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar='"NAME >= NUMBER"', help='A limit, such as "talk_overs >= 3".'),
    ] = None,
    event: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="A kind of overlap, a finding, a technique, or promise."),
    ] = None,
    queue: Annotated[str | None, typer.Option(metavar="NAME", help="Calls of this queue.")] = None,
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Calls with this tag.")] = None,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many are shown at most.")
    ] = 50,
    json: Annotated[
        bool, typer.Option("--json", help="As JSON, for programs; redacted as an export is.")
    ] = False,
    unredacted: Annotated[
        bool,
        typer.Option(
            "--unredacted", help="Leave card numbers, e-mail addresses and phone numbers in."
        ),
    ] = False,
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Settings that name the batch's database (store.url)."),
    ] = None,
) -> None:
    """Find calls, and what was said in them.

    All words must be in one utterance; case, accents and apostrophes do not matter. All filters
    that are given must hold. Without words the calls that they leave are listed.
    """
    from callcoach.cli.found_shown import Calls
    from callcoach.store import Store
    from callcoach.types.stored import Filters

    filters = Filters(agent, since, before, tuple(measure or ()), event, queue, tag)
    if not words and filters == Filters():
        raise typer.BadParameter("name words to look for, or a filter such as --agent")
    place = _place(folder, settings)
    home = Path(folder) if Path(folder).is_dir() else Path()
    found: Hits | Calls
    with Store.open(place) as store:
        if words:
            found = _hits(store, _asked(words), filters, limit, is_as_is=unredacted or not json)
        else:
            calls = store.calls(filters)
            found = Calls(calls[:limit], is_cut=len(calls) > limit)
    if json:
        found.show_json(home)
    elif sys.stdout is not None:
        found.show(home)


def _asked(words: list[str]) -> str:
    """The words as one text; what the shell kept together is to be found together."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)


def _hits(store: Store, asked: str, filters: Filters, limit: int, *, is_as_is: bool) -> Hits:
    """What was found; what goes to programs is redacted, each call as a whole."""
    from dataclasses import replace

    from callcoach.cli.found_shown import Hits
    from callcoach.words.redact import redact_words

    hits = store.search(asked, filters, at_most=limit + 1)
    is_cut, hits = len(hits) > limit, hits[:limit]
    if is_as_is:
        return Hits(hits, is_cut)
    clean = {}
    for call_id in {hit.call_id for hit in hits}:
        said = store.said_in(call_id)
        redacted = redact_words(said).transcript
        for was, now in zip(said.utterances, redacted.utterances, strict=True):
            clean[call_id, was.party, was.start_s, was.text] = now.text
    told = (replace(hit, text=clean[hit.call_id, hit.party, hit.start_s, hit.text]) for hit in hits)
    return Hits(tuple(told), is_cut)


def _place(folder: str, settings: Path | None) -> str | Path:
    """The database that is meant; one that is not there is not made."""
    from callcoach.errors import StoreError
    from callcoach.settings import load_settings

    if "://" in folder:
        return folder
    url = load_settings(settings).store.url
    path = Path(folder)
    if path.is_dir():
        if url != "auto":
            return url
        path /= "callcoach.db"
    if not path.is_file():
        raise StoreError(
            f"{folder}: there is no database; name the folder of a batch, or a database, or the "
            "--settings of a batch that keeps it elsewhere (store.url)"
        )
    return path
