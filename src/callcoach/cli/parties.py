"""Owns the option that says which speaker of a transcript is which party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from callcoach.types.call import Party

PartyNames = Annotated[
    list[str] | None,
    typer.Option(
        "--party",
        metavar="NAME=agent|customer",
        help="Which party a speaker of the transcript is; may be given more than once.",
    ),
]


def parties_named(given: list[str] | None) -> Mapping[str, Party]:
    """Names of speakers with their parties, from options such as ``Anna=agent``."""
    parties: dict[str, Party] = {}
    for option in given or ():
        name, _, party = option.rpartition("=")
        if not name or party not in ("agent", "customer"):
            raise typer.BadParameter(f"{option!r}; it must be NAME=agent or NAME=customer")
        parties[name] = "agent" if party == "agent" else "customer"
    return parties
