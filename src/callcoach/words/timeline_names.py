"""Owns which speaker of a transcript is which party, by the names that it gives them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from callcoach.errors import TimelineError
from callcoach.types.call import Party
from callcoach.words.timeline_draft import UNNAMED

OBVIOUS_NAMES: Mapping[Party, tuple[str, ...]] = {
    "agent": (
        "agent", "representative", "rep", "csr", "operator", "advisor", "adviser",
        "service agent", "support agent", "customer service", "customer service agent",
        "customer service representative", "service representative",
    ),
    "customer": ("customer", "caller", "client"),
    "unknown": (UNNAMED, "", "<na>"),
}  # fmt: skip
"""Names that say the party, in any case, `_` and `-` read as spaces. Chosen by us. Numbers of
channels and of speakers say nothing about the party and are not among them."""

SHOWN_MOST = 6
"""How many names a message lists."""


@dataclass(frozen=True, slots=True)
class NamedParties:
    """The party of each speaker, and what a reader should know of how it was found."""

    party_of: Mapping[str, Party]
    notices: tuple[str, ...] = ()


def named_parties(speakers: Iterable[str], given: Mapping[str, Party], source: str) -> NamedParties:
    """The party of each speaker: as given, by an obvious name, or as the only one left over.

    Raises
    ------
    TimelineError
        If speakers are left whose party cannot be told; says which option tells it.
    """
    found = list(dict.fromkeys(speakers))
    asked = {_plain(name): party for name, party in given.items()}
    party_of: dict[str, Party] = {}
    by_name: list[str] = []
    for speaker in found:
        obvious = obvious_party(speaker)
        if speaker in given or _plain(speaker) in asked:
            party_of[speaker] = given.get(speaker) or asked[_plain(speaker)]
        elif obvious is not None:
            party_of[speaker] = obvious
            if obvious != "unknown" and _plain(speaker) != obvious:
                by_name.append(f"{speaker!r} as the {obvious}")
    notices = []
    if by_name:
        notices.append(f"Speakers taken by their names: {', '.join(by_name)}.")
    named = [speaker for speaker in found if obvious_party(speaker) != "unknown"]
    left = [speaker for speaker in found if speaker not in party_of]
    lacking = _lacking(party_of)
    if len(left) == 1 and len(lacking) == 1:
        (speaker,), (party,) = left, lacking
        party_of[speaker] = party
        notices.append(f"{speaker!r}, the only other speaker, was taken to be the {party}.")
    elif left:
        raise TimelineError(_who_is_who(left, named, lacking, source))
    known = {_plain(speaker) for speaker in found}
    absent = [name for name in given if _plain(name) not in known]
    if absent:
        has = _listed(named) or "no names of speakers"
        notices.append(f"The transcript has no speaker {_listed(absent)}; it has {has}.")
    return NamedParties(party_of, tuple(notices))


def obvious_party(speaker: str) -> Party | None:
    """The party that a name says by itself, None where it says none."""
    plain = _plain(speaker)
    return next((party for party, names in OBVIOUS_NAMES.items() if plain in names), None)


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").split()).casefold()


def _lacking(party_of: Mapping[str, Party]) -> list[Party]:
    both: tuple[Party, ...] = ("agent", "customer")
    return [party for party in both if party not in party_of.values()]


def _who_is_who(
    left: Sequence[str], named: Sequence[str], lacking: Sequence[Party], source: str
) -> str:
    parties = [*lacking, *["unknown"] * len(left)]
    options = " ".join(
        f"--party {shlex.quote(f'{speaker}={party}')}"
        for speaker, party in zip(left[:SHOWN_MOST], parties, strict=False)
    )
    either = ", or the other way round" if len(left) > 1 and len(lacking) > 1 else ""
    return (
        f"{source}: cannot tell the party of {_listed(left)}; it has the speakers "
        f"{_listed(named)}. Add {options}{either}"
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:SHOWN_MOST])
    more = len(names) - SHOWN_MOST
    return f"{shown} and {more} more" if more > 0 else shown
