"""Small reviews for the tests of the store, cut from those of the report."""

from __future__ import annotations

from dataclasses import replace

from report_examples import two_channel

from callcoach.types.review import Review
from callcoach.types.words import Transcript, Utterance

WHOLE = two_channel()


def call_of(
    call_id: str, *said: str, recorded_at: str | None = "2026-11-02T09:30:00", count: int | None = 2
) -> Review:
    """A call in which the agent says these sentences, one each 10 s."""
    utterances = tuple(Utterance("agent", 10.0 * i, 10.0 * i + 4, t) for i, t in enumerate(said))
    return replace(
        WHOLE,
        call=replace(WHOLE.call, id=call_id, source=f"{call_id}.wav", recorded_at=recorded_at),
        transcript=Transcript("test", None, {}, utterances),
        talk_overs=replace(WHOLE.talk_overs, count=count),
    )
