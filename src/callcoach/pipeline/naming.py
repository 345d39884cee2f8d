"""Owns the step from channels to parties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from callcoach.types.call import Channel, Party
from callcoach.types.floor import Backchannel, Floor, Incursion, Silence, Turn
from callcoach.types.words import SuppressedText, Transcript, Utterance

Parties = Mapping[Channel, Party]
"""The party on each channel that is judged."""

T = TypeVar("T")

_SPOKEN_OF: Mapping[Party, str] = {
    "agent": "the agent",
    "customer": "the customer",
    "unknown": "someone",
}
"""How a rule's wording speaks of a party; rules leave places for `by` and `over`."""


def per_party(values: Mapping[Channel, T], parties: Parties) -> dict[Party, T]:
    """Values by channel made values by party, the agent first."""
    by_party = {party: values[channel] for channel, party in parties.items()}
    order: tuple[Party, ...] = ("agent", "customer", "unknown")
    return {party: by_party[party] for party in order if party in by_party}


def named_turns(floor: Floor, parties: Parties) -> tuple[Turn[Party], ...]:
    """The turns with their parties."""
    return tuple(Turn(parties[t.party], t.start_s, t.end_s) for t in floor.turns)


def named_silences(floor: Floor, parties: Parties) -> tuple[Silence[Party], ...]:
    """The silences with the party that spoke before."""
    return tuple(
        Silence(
            s.start_s,
            s.end_s,
            s.kind,
            None if s.after is None else parties[s.after],
            s.is_dead_air,
            s.reasons,
        )
        for s in floor.silences
    )


def named_backchannels(floor: Floor, parties: Parties) -> tuple[Backchannel[Party], ...]:
    """The backchannels with their parties."""
    renamed: list[Backchannel[Party]] = []
    for each in floor.backchannels:
        any_who: Any = each
        renamed.append(replace(any_who, party=parties[each.party]))
    return tuple(renamed)


def named_incursions(floor: Floor, parties: Parties) -> tuple[Incursion[Party], ...]:
    """The incursions with their parties, in the rule's wording too."""
    renamed: list[Incursion[Party]] = []
    for each in floor.incursions:
        any_who: Any = each
        by, over = parties[each.by], parties[each.over]
        rule = each.rule.format(by=_SPOKEN_OF[by], over=_SPOKEN_OF[over])
        kept_by = parties[each.floor_kept_by]
        renamed.append(replace(any_who, by=by, over=over, rule=rule, floor_kept_by=kept_by))
    return tuple(renamed)


def named_transcript(transcript: Transcript[Channel], parties: Parties) -> Transcript[Party]:
    """The transcript with parties for channels, `language` keyed by party too."""
    return Transcript(
        engine=transcript.engine,
        model=transcript.model,
        language={
            parties[int(channel)]: code
            for channel, code in transcript.language.items()
            if int(channel) in parties
        },
        utterances=tuple(
            Utterance(parties[u.party], u.start_s, u.end_s, u.text, u.words)
            for u in transcript.utterances
            if u.party in parties
        ),
        suppressed=tuple(
            SuppressedText(parties[s.party], s.start_s, s.end_s, s.text, s.why)
            for s in transcript.suppressed
            if s.party in parties
        ),
        reasons=transcript.reasons,
    )
