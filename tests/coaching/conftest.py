"""Owns the draft reviews that the tests of this room coach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from callcoach.types.call import CallInfo, Party
from callcoach.types.floor import (
    Backchannel,
    Incursion,
    IncursionKind,
    Response,
    Silence,
    TalkOvers,
    Turn,
)
from callcoach.types.measures import (
    Loudness,
    Mirroring,
    Pace,
    PaceMatch,
    Pitch,
    RaisedSpan,
    Steadiness,
)
from callcoach.types.review import Provenance, Quality, Review, TimeShares
from callcoach.types.words import Transcript, Utterance, Word

Lines = Sequence[tuple[Party, str]]

PAUSE_S = 0.5
WORD_S = 0.4


def utterances_of(lines: Lines, *, timed: bool = True) -> tuple[Utterance[Party], ...]:
    """The lines one after the other, each word 0.4 s, half a second between lines."""
    at_s = 0.0
    made: list[Utterance[Party]] = []
    for party, text in lines:
        parts = text.split()
        words = tuple(
            Word(at_s + i * WORD_S, at_s + (i + 1) * WORD_S, part) for i, part in enumerate(parts)
        )
        end_s = at_s + len(parts) * WORD_S
        made.append(Utterance(party, at_s, end_s, text, words if timed else ()))
        at_s = end_s + PAUSE_S
    return tuple(made)


def transcript_of(lines: Lines, *, timed: bool = True, language: str = "en") -> Transcript[Party]:
    """A transcript of the lines; see `utterances_of`."""
    spoken = {"agent": language, "customer": language}
    return Transcript("test", None, spoken, utterances_of(lines, timed=timed))


def empty_draft(duration_s: float = 300.0) -> Review:
    """A call of which nothing was found and nothing withheld."""
    pace = Pace(
        *(150.0, None, 4.5, "words", 60.0, 50.0, 150, 220, 0, (), (), ()),
        *(0.9, 4, 3.0, 0.75, 4.0),
    )
    loudness = Loudness(-25.0, 3.0, 8.0, ())
    steadiness = Steadiness(60.0, 50.0, 68.0, {"pitch": 0.2, "spectrum": 0.2}, "call", ())
    parties: tuple[Party, ...] = ("agent", "customer")
    return Review(
        call=CallInfo("00", "call.wav", duration_s, 8000, 2, "two_channel", 0, "asked", 1.0, None),
        quality=Quality({}, ()),
        activity={"agent": (), "customer": ()},
        time=TimeShares(60.0, 80.0, 0.0, duration_s - 140.0, 60.0 / 140.0),
        turns=(),
        monologues=(),
        silences=(),
        backchannels=(),
        incursions=(),
        talk_overs=TalkOvers(0, 0, 1, 0, 0.0, ()),
        response=dict.fromkeys(parties, Response(0.5, 1.0, 10)),
        pace=dict.fromkeys(parties, pace),
        pitch=dict.fromkeys(parties, Pitch(120.0, 2.0, 6.0, -1.0, (), 0.6, 30.0, 50.0)),
        loudness=dict.fromkeys(parties, loudness),
        steadiness=dict.fromkeys(parties, steadiness),
        pace_match=PaceMatch(1.0, ()),
        mirroring=Mirroring(None, None, None, 0, {"follow_gain": "not measured yet"}),
        transcript=None,
        techniques=None,
        vents=None,
        promises=None,
        findings=(),
        scorecard=None,
        note=None,
        provenance=Provenance({}, {}, "0", "on", {}),
        reasons={"transcript": "not asked for"},
    )


def incursion(
    start_s: float,
    overlap_s: float,
    *,
    kind: IncursionKind = "interruption",
    words: tuple[str, str] | None = None,
) -> Incursion[Party]:
    """The agent comes in on the customer; `words`: what was cut off and what was said."""
    yielded = kind == "interruption"
    return Incursion(
        start_s=start_s,
        end_s=start_s + overlap_s + (2.0 if yielded else 0.0),
        by="agent",
        over="customer",
        kind=kind,
        overlap_s=overlap_s,
        yielded=yielded,
        yield_latency_s=overlap_s if yielded else None,
        rule="took the floor mid-speech" if yielded else "did not take the floor",
        said=words[1] if words else None,
        cut_off=words[0] if words else None,
        certainty="words" if words else "timing_only",
        floor_kept_by="agent" if yielded else "customer",
        was_complete=False if words else None,
        over_said=words[0] if words else None,
    )


class Drafts:
    """Draft reviews with one thing set, all else as in `empty_draft`."""

    def empty(self) -> Review:
        return empty_draft()

    def said(self, *lines: tuple[Party, str], timed: bool = True, language: str = "en") -> Review:
        words = transcript_of(lines, timed=timed, language=language)
        end_s = max((u.end_s for u in words.utterances), default=0.0)
        return replace(empty_draft(max(300.0, end_s)), transcript=words, reasons={})

    def with_talk_overs(self, *events: Incursion[Party], n_ambiguous: int = 0) -> Review:
        counted = TalkOvers(
            count=len(events),
            count_low=max(0, len(events) - 1),
            count_high=len(events) + 1,
            n_ambiguous=n_ambiguous,
            overlap_s=sum(event.overlap_s for event in events),
            events=tuple(range(len(events))),
        )
        speech = tuple((event.start_s - 4.0, event.start_s + event.overlap_s) for event in events)
        return replace(
            empty_draft(),
            incursions=tuple(events),
            talk_overs=counted,
            activity={"agent": (), "customer": speech},
        )

    def with_turns(self, *turns: tuple[Party, float, float]) -> Review:
        return replace(empty_draft(), turns=tuple(Turn(*turn) for turn in turns))

    def with_silences(self, *silences: Silence[Party]) -> Review:
        return replace(empty_draft(), silences=silences)

    def with_raised(
        self, *, agent: Sequence[RaisedSpan] = (), customer: Sequence[RaisedSpan] = ()
    ) -> Review:
        draft = empty_draft()
        return replace(
            draft,
            loudness={
                "agent": replace(draft.loudness["agent"], raised=tuple(agent)),
                "customer": replace(draft.loudness["customer"], raised=tuple(customer)),
            },
            activity={"agent": ((0.0, 300.0),), "customer": ((0.0, 300.0),)},
        )

    def with_backchannels(self, *heard: Backchannel[Party]) -> Review:
        words = transcript_of([("agent", "hello"), ("customer", "hello")])
        return replace(empty_draft(), backchannels=heard, transcript=words)


@pytest.fixture(scope="session")
def drafts() -> Drafts:
    """Draft reviews to be coached."""
    return Drafts()


@pytest.fixture(scope="session")
def come_in() -> Callable[..., Incursion[Party]]:
    """An incursion of the agent; see `incursion`."""
    return incursion
