"""Owns the option that says which speaker of a transcript is which party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from callcoach.types.call import Party

PARTIES: tuple[Party, ...] = ("agent", "customer", "unknown")

PartyNames = Annotated[
    list[str] | None,
    typer.Option(
        "--party",
        metavar="NAME=agent|customer|unknown",
        help="Which party a speaker of the transcript is; may be given more than once. "
        "Obvious names (agent, customer, representative, caller) need none.",
    ),
]


def parties_named(given: list[str] | None) -> Mapping[str, Party]:
    """Names of speakers with their parties, from options such as ``Anna=agent``."""
    parties: dict[str, Party] = {}
    for option in given or ():
        name, _, party = option.rpartition("=")
        known = next((each for each in PARTIES if each == party), None)
        if not name or known is None:
            allowed = ", ".join(f"NAME={each}" for each in PARTIES)
            raise typer.BadParameter(f"{option!r}; it must be one of {allowed}")
        parties[name] = known
    return parties
