"""Owns the example reviews that the tests of this room read: made up, but of one piece."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from callcoach.types.call import CallInfo, Party
from callcoach.types.floor import (
    Backchannel,
    ChannelQuality,
    Incursion,
    IncursionKind,
    Response,
    Silence,
    TalkOvers,
    Turn,
)
from callcoach.types.measures import (
    Excursion,
    Loudness,
    Mirroring,
    MirrorMoment,
    Pace,
    PaceMatch,
    Pitch,
    PitchSlope,
    RaisedSpan,
    RateRatio,
    RateSpan,
    RateWindow,
    Steadiness,
    SteadyPoint,
)
from callcoach.types.review import (
    Contour,
    Contours,
    Evidence,
    Finding,
    InteractionNote,
    Promise,
    Provenance,
    Quality,
    Review,
    Scorecard,
    ScorecardItem,
    Technique,
    TimeShares,
    Vent,
)
from callcoach.types.time import Span, complement, intersection, joined, total_s
from callcoach.types.words import SuppressedText, Transcript, Utterance, Word
from callcoach.voice import no_pace_match
from callcoach.voice.pace import no_pace
from callcoach.voice.pitch import no_pitch

ONE_CHANNEL = "the recording has one channel, so who spoke when both did cannot be told"
NO_CARD = {"scorecard": "no scorecard was given"}
NO_MODEL = "no speech model on this machine; `callcoach models pull small` gets one"


@dataclass(frozen=True)
class Line:
    """One utterance of a script: `gap_s` after the end of the one before (negative: overlap)."""

    party: Party
    gap_s: float
    text: str
    kind: IncursionKind | None = None
    cut: str | None = None


A: Party = "agent"
C: Party = "customer"

STEADY_NAMES = (
    "score", "low", "high", "baseline", "opening", "ending", "change_low", "change_high"
)  # fmt: skip
MIRROR_NAMES = ("follow_gain", "low", "high", "sham_mean", "sham_low", "sham_high")


def script(name: str = "bad_call.txt") -> tuple[Line, ...]:
    """A call as it is written down beside this file: ``party gap kind | text | what it cut``."""
    lines = []
    for written in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        head, text, *cut = written.split(" | ")
        party, gap_s, *kind = head.split()
        given: Any = (party, float(gap_s), text, kind[0] if kind else None, cut[0] if cut else None)
        lines.append(Line(*given))
    return tuple(lines)


BAD_CALL = script()

GOOD_CALL = tuple(
    replace(line, gap_s=max(line.gap_s, 0.35), kind=None, cut=None)
    if line.kind != "backchannel"
    else line
    for line in BAD_CALL
)


def uttered(script: Sequence[Line], seed: int = 7) -> list[Utterance[Party]]:
    """The script with times: about 3 words a second, a short pause after each mark."""
    rng = random.Random(seed)
    at_s, made = 0.0, []
    for line in script:
        at_s = max(0.0, at_s + line.gap_s)
        start_s, words = at_s, []
        for text in line.text.split():
            length_s = (0.11 + 0.052 * len(text)) * rng.uniform(0.8, 1.2)
            confidence = round(rng.uniform(0.7, 0.99), 2)
            words.append(Word(round(at_s, 2), round(at_s + length_s, 2), text, confidence))
            at_s += length_s
            if text[-1] in ",.?!":
                at_s += rng.uniform(0.22, 0.6)
        at_s = words[-1].end_s
        made.append(Utterance(line.party, round(start_s, 2), at_s, line.text, tuple(words)))
    return made


def activity_of(utterances: Sequence[Utterance[Party]], party: Party) -> tuple[Span, ...]:
    """Inter-pausal units: the party's words joined over less than 0.2 s."""
    return joined((w.span for u in utterances if u.party == party for w in u.words), 0.2)


def _incursions(
    script: Sequence[Line], spoken: Sequence[Utterance[Party]], spans: Mapping[Party, Any]
) -> tuple[Incursion[Party], ...]:
    found = []
    for line, said in zip(script, spoken, strict=True):
        if line.kind is None:
            continue
        over: Party = C if line.party == A else A
        here = (Span(said.start_s, said.end_s),)
        overlap_s = round(total_s(intersection(here, intersection(spans[A], spans[C]))), 2)
        yielded = line.kind in ("interruption", "ambiguous_overlap")
        found.append(
            Incursion(
                start_s=said.start_s,
                end_s=said.end_s,
                by=line.party,
                over=over,
                kind=line.kind,
                overlap_s=overlap_s,
                yielded=yielded,
                yield_latency_s=overlap_s if yielded else None,
                rule="floor change, remaining speech over 1.0 s" if yielded else "no floor change",
                said=said.text,
                cut_off=line.cut,
                certainty="ambiguous" if line.kind == "ambiguous_overlap" else "words",
                over_said=_words_of(over, spoken, said.start_s - 4, said.start_s + overlap_s),
                floor_kept_by=line.party if yielded else over,
                was_complete=False if line.cut else None,
                reasons={}
                if line.cut
                else {"cut_off": "nothing was cut off", "was_complete": "nobody fell silent"},
            )
        )
    return tuple(found)


def _words_of(
    party: Party, spoken: Sequence[Utterance[Party]], from_s: float, until_s: float
) -> str:
    words = [word for said in spoken if said.party == party for word in said.words]
    return " ".join(word.text for word in words if from_s <= word.start_s < until_s)


def _pace(party: Party, spoken: Sequence[Utterance[Party]], spans: Sequence[Span]) -> Pace:
    n_words = sum(len(u.words) for u in spoken if u.party == party)
    phonation_s = total_s(spans)
    turn_s = sum(u.end_s - u.start_s for u in spoken if u.party == party)
    windows = tuple(
        RateWindow(span.start_s, span.end_s, round(4.6 + 0.9 * math.sin(span.start_s / 9), 2))
        for span in spans
        if span.duration_s > 0.8
    )
    fast = (RateSpan(spans[4].start_s, spans[7].end_s, 1.27),) if party == A else ()
    return Pace(
        speech_rate_wpm=round(60 * n_words / turn_s, 1),
        wpm_estimated=None,
        articulation_rate_sps=round(1.38 * n_words / phonation_s, 2),
        basis="words",
        turn_s=round(turn_s, 2),
        phonation_s=round(phonation_s, 2),
        n_words=n_words,
        n_syllables=round(1.38 * n_words),
        n_fillers_at_least=2 if party == A else 0,
        windows=windows,
        fast_spans=fast,
        slow_spans=(),
        phonation_time_ratio=round(min(phonation_s / turn_s, 1.0), 3),
        n_pauses=3,
        paused_s=1.5,
        mean_pause_s=0.5,
        pauses_per_min=round(60 * 3 / turn_s, 2),
        reasons={"wpm_estimated": "not needed: the words are known"},
    )


def _turns(spoken: Sequence[Utterance[Party]]) -> tuple[Turn[Party], ...]:
    turns: list[Turn[Party]] = []
    for said in spoken:
        if len(said.words) < 2:
            continue
        if turns and turns[-1].party == said.party:
            turns[-1] = replace(turns[-1], end_s=said.end_s)
        else:
            turns.append(Turn(said.party, said.start_s, said.end_s))
    return tuple(turns)


def _silences(spans: Mapping[Party, Sequence[Span]], length_s: float) -> tuple[Silence[Party], ...]:
    anyone = joined([*spans[A], *spans[C]])
    made: list[Silence[Party]] = []
    for gap in complement(anyone, Span(0.0, length_s)):
        is_edge = gap.start_s == 0 or gap.end_s >= length_s
        if gap.duration_s < 0.4 and not is_edge:
            continue
        after = None if gap.start_s == 0 else _ends_at(spans, gap.start_s)
        kind = "edge" if is_edge else "gap"
        dead = gap.duration_s >= 5 and not is_edge
        made.append(Silence(gap.start_s, gap.end_s, kind, after, dead))
    return tuple(made)


def _ends_at(spans: Mapping[Party, Sequence[Span]], at_s: float) -> Party:
    return A if any(abs(span.end_s - at_s) < 1e-6 for span in spans[A]) else C


def two_channel(script: Sequence[Line] = BAD_CALL, *, repeats: int = 1) -> Review:
    """A two-channel call with everything measured; `repeats` plays the script so many times."""
    script = tuple(script) * repeats
    spoken = uttered(script)
    spans = {party: activity_of(spoken, party) for party in (A, C)}
    length_s = round(spoken[-1].end_s + 1.2, 2)
    both_s = total_s(intersection(spans[A], spans[C]))
    sums = {party: total_s(spans[party]) for party in (A, C)}
    events = _incursions(script, spoken, spans)
    counted = tuple(
        i
        for i, event in enumerate(events)
        if event.kind in ("interruption", "butting_in") and event.by == A and event.overlap_s >= 0.5
    )
    unsure = sum(event.kind == "ambiguous_overlap" for event in events)
    steady = Steadiness(
        71.0,
        62.0,
        79.0,
        {"f0": 0.34, "alpha": 0.28, "level": 0.25},
        "call",
        (Excursion(30.0, 36.0, ("f0", "level"), back_after_s=4.2),),
        opening=78.0,
        ending=64.0,
        change_low=-21.0,
        change_high=-6.0,
        trajectory=tuple(
            SteadyPoint(5.0 + 10 * i, score) for i, score in enumerate((80.0, 76.0, 58.0, 66.0))
        ),
    )
    calm = Steadiness(
        58.0,
        47.0,
        70.0,
        {"f0": 0.3, "alpha": 0.5, "level": 0.46},
        "call",
        (),
        dict.fromkeys(STEADY_NAMES[4:], "less than 10 s of voiced own speech in a third"),
    )
    raised = RaisedSpan(spans[A][8].start_s, spans[A][10].end_s, 6.4, 2.9, 3.4)
    return Review(
        call=CallInfo(
            id="3f9c1d2ab47e",
            source="/recordings/northgate-2291.wav",
            duration_s=length_s,
            sample_rate_hz=8000,
            n_channels=2,
            layout="two_channel",
            agent_channel=0,
            agent_basis="the opening words",
            agent_confidence=0.94,
            recorded_at=None,
            reasons={"recorded_at": "the file does not say"},
        ),
        quality=Quality(
            {
                A: ChannelQuality(
                    -61.2, 34.5, 0.0, None, False, {"bleed_db": "no copy of the customer was found"}
                ),
                C: ChannelQuality(-54.8, 27.1, 0.0004, -41.0, False),
            },
            (),
        ),
        activity={party: tuple((s.start_s, s.end_s) for s in spans[party]) for party in (A, C)},
        time=TimeShares(
            sums[A] - both_s,
            sums[C] - both_s,
            both_s,
            length_s - sums[A] - sums[C] + both_s,
            sums[A] / (sums[A] + sums[C]),
        ),
        turns=_turns(spoken),
        monologues=(),
        silences=_silences(spans, length_s),
        backchannels=tuple(
            Backchannel(event.by, event.start_s, event.end_s, event.said, True)
            for event in events
            if event.kind == "backchannel"
        ),
        incursions=events,
        talk_overs=TalkOvers(
            len(counted),
            max(0, len(counted) - 1),
            len(counted) + min(1, unsure + len(counted)),
            unsure,
            round(sum(events[i].overlap_s for i in counted), 2),
            counted,
        ),
        response={A: Response(0.41, 1.9, 16), C: Response(0.52, 1.0, 17)},
        pace={party: _pace(party, spoken, spans[party]) for party in (A, C)},
        pitch={
            A: Pitch(196.0, 2.4, 8.1, -1.8, (PitchSlope(0.4, 3.2, -1.8),), 0.55, 44.0, 80.0),
            C: Pitch(118.0, 3.1, 10.4, -2.6, (PitchSlope(4.0, 7.5, -2.6),), 0.6, 51.0, 85.0),
        },
        loudness={
            A: Loudness(-21.4, 3.1, 10.9, (raised,)),
            C: Loudness(-24.0, 4.2, 14.0, ()),
        },
        steadiness={A: steady, C: calm},
        pace_match=PaceMatch(1.12, (RateRatio(20.0, 30.0, 1.2),)),
        mirroring=Mirroring(
            0.36,
            0.05,
            0.68,
            14,
            sham_mean=0.01,
            sham_low=-0.33,
            sham_high=0.29,
            by_cue={"f0": 0.41, "alpha": 0.2},
            moments=(
                MirrorMoment(
                    22.0, 28.0, 28.4, 36.0, "rose_with_them", 1.8, 1.3, 3.1, 2.2, 0.4, False
                ),
                MirrorMoment(60.0, 64.0, 64.6, 70.0, "came_down", 2.1, -0.2, 4.0, 1.9, 0.6, True),
            ),
        ),
        transcript=_transcript(spoken),
        techniques=_techniques(spoken),
        vents=_vents(spoken),
        promises=_promises(spoken),
        findings=_findings(spoken, events),
        scorecard=_scorecard(spoken),
        note=InteractionNote(
            date=None,
            parties="Dana Whitfield and a customer",
            issue="Charged twice for the same month, 42.90 each, on the second and the fifth.",
            actions=("Found the second payment under another reference.", "Refund to the card."),
            promises=("A message within the hour.", "The money by Thursday the fourteenth."),
            next_step="If it has not come by then, the customer calls and asks for Dana.",
            duration_s=length_s,
            reasons={"date": "the file does not say"},
        ),
        provenance=Provenance(
            {"callcoach": "0.1.0", "python": "3.11"},
            {"speech": "fused-1", "words": "small"},
            "0a1b2c3d4e5f",
            "on",
            {"decode": 0.4, "frames": 1.7, "turns": 0.1, "words": 38.2, "voice": 0.2},
        ),
    )


def _vents(spoken: Sequence[Utterance[Party]]) -> tuple[Vent, ...]:
    unheard = {
        **dict.fromkeys(("apologised_s", "option_s"), "none was heard before the next one"),
        "order": "no way on was offered",
    }
    return (
        Vent(spoken[7].start_s, spoken[9].end_s, 0.0, 24.0, 31.5, 60.2, 2, 1, "acknowledged_first"),
        Vent(spoken[15].start_s, spoken[15].end_s + 9, 2.4, 12.3, None, None, 0, 0, None, unheard),
    )


def _promises(spoken: Sequence[Utterance[Party]]) -> tuple[Promise, ...]:
    start_s = spoken[min(27, len(spoken) - 1)].start_s
    return (
        Promise(
            start_s,
            "a message within the hour",
            "within the hour",
            action="a message",
            due_at="2026-03-04T11:02",
            reasons={"by": "the words do not say who does it"},
        ),
        Promise(
            start_s,
            "the money is there",
            "Thursday the fourteenth",
            by="we",
            action="the money is there",
            reasons={"due_at": "2026-03-14 is no thursday"},
        ),
    )


def _scorecard(spoken: Sequence[Utterance[Party]]) -> Scorecard:
    def item(name: str, question: str, answer: bool | None, **more: Any) -> ScorecardItem:
        given = {"evidence": (), "overridden_by": None, "comment": None, "group": "Listen"}
        return ScorecardItem(
            name, more.pop("weight", 2.0), answer, question=question, **{**given, **more}
        )

    apology = (_evidence(spoken[16], "says sorry and names what went wrong"),)
    return Scorecard(
        version="house-3",
        items=(
            item(
                "lets_finish",
                "Did the agent let the customer finish?",
                False,
                automatic=False,
                why="4 (3-5); asked: at most 1",
            ),
            item("apologises", "Did the agent apologise?", True, automatic=True, evidence=apology),
            item(
                "paraphrases",
                "Did the agent say back what they had understood?",
                True,
                overridden_by="Rosa",
                comment="At 0:47, in other words.",
                why="not heard by callcoach; listen and answer",
                reasons={"automatic": "not heard by callcoach"},
            ),
            item(
                "solved",
                "Was it solved?",
                None,
                group="Solve",
                by="person",
                reasons=dict.fromkeys(("answer", "automatic"), "a person answers this"),
            ),
            item(
                "abuse_answered",
                "Did the agent keep a civil boundary?",
                None,
                group="Solve",
                is_asked=False,
                reasons=dict.fromkeys(("answer", "automatic"), "not asked: no abuse was heard"),
            ),
        ),
        score=66.7,
        title="Difficult calls",
        answered_weight=6.0,
        asked_weight=8.0,
    )


def _transcript(spoken: Sequence[Utterance[Party]]) -> Transcript[Party]:
    clamped = list(spoken)
    first = clamped[2]
    words = (replace(first.words[0], is_clamped=True), *first.words[1:])
    clamped[2] = replace(first, words=words)
    hold = spoken[min(14, len(spoken) - 1)].start_s - 5
    ghost = SuppressedText(C, hold, hold + 2, "Thank you for watching.", "no_speech_under_it")
    return Transcript("faster-whisper", "small", {A: "en", C: "en"}, tuple(clamped), (ghost,))


def _evidence(said: Utterance[Party], why: str) -> Evidence:
    return Evidence(said.party, said.start_s, said.end_s, said.text, why)


def _techniques(spoken: Sequence[Utterance[Party]]) -> tuple[Technique, ...]:
    found = {
        "apology": ("Apology that owns the mistake", 16, "says sorry and names what went wrong"),
        "paraphrase": ("Paraphrase", 18, "repeats the customer's own words"),
        "empathy": ("Empathy", 22, "names what it was like for the customer"),
        "options": ("Options", 25, "two ways to choose from"),
        "ask_preference": ("Asks what they prefer", 25, "leaves the choice to the customer"),
        "next_step_with_time": ("Next step with a time", 27, "says what and by when"),
        "documenting": ("Writes it down", 31, "says it is in the notes"),
        "greeting": ("Greeting", 0, "company, name, offer of help"),
        "resolution_check": ("Asks if all is solved", 33, "asks for anything else"),
        "closing": ("Closing", 35, "thanks the customer"),
        "dismissive": ("Dismissive words", 6, "“I can only see what's in the system”"),
        "complaint": ("Complaint", 7, "says what is wrong"),
    }
    missing = {
        "let_them_vent": "Lets them vent",
        "affirmation": "Affirmations",
        "clarifying_question": "Clarifying question",
        "ownership": "Takes ownership",
        "boundary": "Sets a boundary",
        "blaming": "Blaming",
        "abuse": "Abuse",
    }
    made = [
        Technique(name, title, 1, (_evidence(spoken[i], why),))
        for name, (title, i, why) in found.items()
        if i < len(spoken)
    ]
    made += [Technique(name, title, 0, ()) for name, title in missing.items()]
    unjudged = {"count": "needs 30 s of your voice under pressure"}
    made.append(Technique("steady_under_pressure", "Steady under pressure", None, (), unjudged))
    return tuple(made)


def _findings(
    spoken: Sequence[Utterance[Party]], events: Sequence[Incursion[Party]]
) -> tuple[Finding, ...]:
    made = []
    for event in (each for each in events if each.by == A):
        if event.kind not in ("interruption", "butting_in"):
            continue
        made.append(
            Finding(
                "talk_over",
                "coach",
                3 if event.overlap_s > 1.5 else 2,
                event.start_s,
                event.end_s,
                f"You talked over the customer for {event.overlap_s:.1f} s",
                "They gave way." if event.yielded else "They kept the floor.",
                "Wait for a full second of silence, then begin with what you heard.",
                (
                    Evidence(
                        C, event.start_s - 3, event.start_s + 1, event.cut_off, "was speaking"
                    ),
                    Evidence(A, event.start_s, event.end_s, event.said, "came in"),
                ),
            )
        )
    praise = (
        (16, "You owned the mistake", "A plain apology that says what went wrong."),
        (18, "You said back what you had heard", "The customer answered “exactly”."),
        (25, "You gave a choice with a time", "Two ways, and by when."),
    )
    for i, title, detail in praise:
        said = spoken[i]
        made.append(
            Finding(
                f"praise_{i}",
                "praise",
                1,
                said.start_s,
                said.end_s,
                title,
                detail,
                None,
                (_evidence(said, detail),),
            )
        )
    slow = spoken[14]
    made.append(
        Finding(
            "dead_air_0",
            "coach",
            1,
            slow.start_s - 9.5,
            slow.start_s,
            "A long silence without a word",
            "9.5 s passed while you looked something up.",
            "Say what you do and how long it takes: “Give me ten seconds to look at the fifth.”",
            (_evidence(spoken[12], "before the silence"),),
        )
    )
    fast = spoken[4]
    made.append(
        Finding(
            "fast_0",
            "coach",
            1,
            fast.start_s,
            fast.start_s + 16,
            "You spoke faster than usual",
            "1.27 times your own usual for 16 s, just as the customer got to the point.",
            "Drop your pace on the first words of each answer.",
            (),
        )
    )
    made.append(
        Finding(
            "question_0",
            "note",
            0,
            spoken[10].start_s,
            spoken[10].end_s,
            "A question that hands the work back",
            "“What would you like me to do?”",
            None,
            (_evidence(spoken[10], "open, but without an offer"),),
        )
    )
    return tuple(made)


def no_talk_overs() -> Review:
    """The same conversation with each waiting for the other, and one affirmation."""
    made = two_channel(GOOD_CALL)
    assert made.talk_overs.count == 0
    return replace(made, call=replace(made.call, source="good-call.wav"))


def long_call() -> Review:
    """About two hours: the script over and over."""
    made = two_channel(repeats=34)
    return replace(made, call=replace(made.call, source="long-call.wav"))


def no_words() -> Review:
    """Two channels without a transcript: rate from the sound, no quotes."""
    full = two_channel()
    none = dict.fromkeys(("said", "cut_off", "was_complete", "over_said"), "no transcript")
    events = tuple(
        replace(
            event,
            said=None,
            cut_off=None,
            over_said=None,
            was_complete=None,
            certainty="timing_only",
            reasons=none,
        )
        for event in full.incursions or ()
    )
    pace = {
        party: replace(
            value,
            speech_rate_wpm=None,
            wpm_estimated=168.0,
            basis="syllable_nuclei",
            n_words=None,
            n_fillers_at_least=None,
            reasons=dict.fromkeys(("speech_rate_wpm", "n_words", "n_fillers_at_least"), NO_MODEL),
        )
        for party, value in full.pace.items()
    }
    heard = tuple(
        replace(each, text=None, reasons={"text": "no transcript"})
        for each in full.backchannels or ()
    )
    kept = tuple(replace(each, evidence=()) for each in full.findings if each.kind == "coach")
    why = dict.fromkeys(("transcript", "techniques", "vents", "promises", "note"), NO_MODEL)
    return replace(
        full,
        incursions=events,
        pace=pace,
        backchannels=heard,
        transcript=None,
        techniques=None,
        vents=None,
        promises=None,
        note=None,
        findings=kept,
        quality=replace(full.quality, notices=(f"No transcript: {NO_MODEL}.",)),
        scorecard=None,
        reasons={**NO_CARD, **why},
    )


def mono() -> Review:
    """One channel: speech, pace and pitch of all voices together, and what was said."""
    full = two_channel()
    anyone = joined(Span(*pair) for spans in full.activity.values() for pair in spans)
    speech_s = total_s(anyone)
    unknown: Party = "unknown"
    withheld = dict.fromkeys(
        ("count", "count_low", "count_high", "n_ambiguous", "overlap_s", "events"), ONE_CHANNEL
    )
    shares = dict.fromkeys(("agent_only_s", "customer_only_s", "both_s", "talk_share"), ONE_CHANNEL)
    why = dict.fromkeys(
        ("backchannels", "incursions", "techniques", "vents", "promises", "note"), ONE_CHANNEL
    )
    words = full.transcript
    assert words is not None
    nobody = {
        "agent_channel": ONE_CHANNEL,
        "agent_confidence": ONE_CHANNEL,
        "recorded_at": "the file does not say",
    }
    return replace(
        full,
        call=replace(
            full.call,
            source="mix.mp3",
            n_channels=1,
            layout="mono",
            agent_channel=None,
            agent_basis="not decided",
            agent_confidence=None,
            reasons=nobody,
        ),
        quality=Quality(
            {
                unknown: replace(
                    full.quality.parties[C], bleed_db=None, reasons={"bleed_db": ONE_CHANNEL}
                )
            },
            (),
        ),
        activity={unknown: tuple((s.start_s, s.end_s) for s in anyone)},
        time=TimeShares(None, None, None, full.call.duration_s - speech_s, None, shares),
        turns=(),
        silences=tuple(replace(each, after=None) for each in full.silences),
        backchannels=None,
        incursions=None,
        talk_overs=TalkOvers(None, None, None, None, None, None, withheld),
        response={
            unknown: Response(None, None, 0, dict.fromkeys(("median_s", "p90_s"), ONE_CHANNEL))
        },
        pace={unknown: full.pace[C]},
        pitch={unknown: full.pitch[C]},
        loudness={unknown: full.loudness[C]},
        steadiness={
            unknown: Steadiness(
                None,
                None,
                None,
                {},
                None,
                (),
                dict.fromkeys(STEADY_NAMES, ONE_CHANNEL),
            )
        },
        pace_match=no_pace_match(ONE_CHANNEL),
        mirroring=Mirroring(None, None, None, 0, dict.fromkeys(MIRROR_NAMES, ONE_CHANNEL)),
        transcript=replace(
            words,
            language={unknown: "en"},
            utterances=tuple(replace(u, party=unknown) for u in words.utterances),
            suppressed=(),
        ),
        techniques=None,
        vents=None,
        promises=None,
        note=None,
        findings=tuple(
            replace(each, evidence=()) for each in full.findings if each.id == "dead_air_0"
        ),
        scorecard=None,
        reasons={**NO_CARD, **why},
    )


def one_sided() -> Review:
    """Two channels of which the customer's is silent throughout."""
    full = two_channel()
    silent = "the customer's channel is silent throughout"
    spans = full.activity[A]
    own_s = sum(end - start for start, end in spans)
    words = full.transcript
    assert words is not None
    unpaced = no_pace(silent)
    withheld = dict.fromkeys(
        ("count", "count_low", "count_high", "n_ambiguous", "overlap_s", "events"), silent
    )
    never = Response(None, None, 0, dict.fromkeys(("median_s", "p90_s"), silent))
    return replace(
        full,
        call=replace(full.call, source="half.wav", layout="one_sided"),
        quality=replace(full.quality, notices=("The right channel is silent throughout.",)),
        activity={A: spans, C: ()},
        time=TimeShares(
            own_s, 0.0, 0.0, full.call.duration_s - own_s, None, {"talk_share": silent}
        ),
        turns=tuple(turn for turn in full.turns if turn.party == A),
        backchannels=None,
        incursions=None,
        talk_overs=TalkOvers(None, None, None, None, None, None, withheld),
        response={A: never, C: never},
        pace={A: full.pace[A], C: unpaced},
        pitch={
            A: full.pitch[A],
            C: no_pitch(silent),
        },
        loudness={
            A: full.loudness[A],
            C: Loudness(
                None,
                None,
                None,
                (),
                dict.fromkeys(("active_level_dbfs", "sd_db", "range_db"), silent),
            ),
        },
        steadiness={
            A: full.steadiness[A],
            C: Steadiness(
                None,
                None,
                None,
                {},
                None,
                (),
                dict.fromkeys(STEADY_NAMES, silent),
            ),
        },
        pace_match=no_pace_match(silent),
        mirroring=Mirroring(None, None, None, 0, dict.fromkeys(MIRROR_NAMES, silent)),
        transcript=replace(
            words,
            language={A: "en"},
            suppressed=(),
            utterances=tuple(u for u in words.utterances if u.party == A),
        ),
        vents=None,
        findings=tuple(each for each in full.findings if each.kind == "praise"),
        scorecard=None,
        reasons={**NO_CARD, **dict.fromkeys(("backchannels", "incursions", "vents"), silent)},
    )


def empty() -> Review:
    """Two channels of silence."""
    nobody = "no speech was found"
    base = one_sided()
    none: dict[Any, Any] = {A: (), C: ()}
    return replace(
        base,
        call=replace(
            base.call,
            source="silence.wav",
            duration_s=12.0,
            layout="two_channel",
            agent_channel=None,
            agent_confidence=None,
            reasons={
                **base.call.reasons,
                **dict.fromkeys(("agent_channel", "agent_confidence"), nobody),
            },
        ),
        quality=replace(base.quality, notices=("No speech was found in either channel.",)),
        activity=none,
        time=TimeShares(0.0, 0.0, 0.0, 12.0, None, {"talk_share": nobody}),
        turns=(),
        silences=(Silence(0.0, 12.0, "edge", None, False),),
        pace={A: base.pace[C], C: base.pace[C]},
        pitch={A: base.pitch[C], C: base.pitch[C]},
        loudness={A: base.loudness[C], C: base.loudness[C]},
        steadiness={A: base.steadiness[C], C: base.steadiness[C]},
        transcript=None,
        techniques=None,
        promises=None,
        note=None,
        findings=(),
        reasons={
            **base.reasons,
            **dict.fromkeys(("transcript", "techniques", "promises", "note"), nobody),
        },
    )


def swapped(review: Review) -> Review:
    """The same call as it looks with the other channel taken for the agent's: fewer talk-overs."""
    flip: dict[Party, Party] = {A: C, C: A, "unknown": "unknown"}

    def turned(values: Mapping[Party, Any]) -> dict[Party, Any]:
        return {flip[party]: value for party, value in values.items()}

    words = review.transcript
    channel = review.call.agent_channel
    share = review.time.talk_share
    return replace(
        review,
        call=replace(
            review.call,
            agent_channel=None if channel is None else 1 - channel,
            agent_basis="the swap on the page",
        ),
        activity=turned(review.activity),
        time=replace(
            review.time,
            agent_only_s=review.time.customer_only_s,
            customer_only_s=review.time.agent_only_s,
            talk_share=None if share is None else 1 - share,
        ),
        turns=tuple(replace(turn, party=flip[turn.party]) for turn in review.turns),
        incursions=tuple(
            replace(e, by=flip[e.by], over=flip[e.over]) for e in review.incursions or ()
        ),
        talk_overs=TalkOvers(0, 0, 1, 0, 0.0, ()),
        response=turned(review.response),
        pace=turned(review.pace),
        pitch=turned(review.pitch),
        loudness=turned(review.loudness),
        steadiness=turned(review.steadiness),
        transcript=words
        and replace(
            words,
            language=turned(words.language),
            utterances=tuple(replace(u, party=flip[u.party]) for u in words.utterances),
        ),
        findings=(),
    )


def contours_of(review: Review, step_s: float = 0.1) -> Contours:
    """Wavy pitch and level where there is speech."""
    rng = random.Random(3)
    n = round(review.call.duration_s / step_s)
    made: dict[Party, Contour] = {}
    for party, spans in review.activity.items():
        speech = [False] * n
        for start_s, end_s in spans:
            for i in range(int(start_s / step_s), min(n, int(end_s / step_s) + 1)):
                speech[i] = True
        usual_hz = review.pitch[party].median_hz or 150.0
        f0, level = [], []
        for i, is_on in enumerate(speech):
            sway = math.sin(i * step_s * 1.7) * 2 + math.sin(i * step_s * 5.1) + rng.gauss(0, 0.5)
            lift = 3.0 if party == A and 40 < i * step_s < 60 else 0.0
            f0.append(
                round(usual_hz * 2 ** ((sway + lift) / 12), 1)
                if is_on and rng.random() < 0.75
                else 0.0
            )
            level.append(
                round(-22 + 2.5 * math.sin(i * step_s * 3.3) + lift + rng.gauss(0, 1), 1)
                if is_on
                else round(-58 + rng.gauss(0, 1), 1)
            )
        made[party] = Contour(tuple(level), tuple(f0), tuple(speech))
    return Contours(step_s, made)


EXAMPLES = {
    "bad call": two_channel,
    "good call": no_talk_overs,
    "no words": no_words,
    "mono": mono,
    "one-sided": one_sided,
    "empty": empty,
}
