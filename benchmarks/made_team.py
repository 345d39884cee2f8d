"""Made calls of a made team, for the overview.

No recording, no person, no measurement stands behind any number here. Each is the example call of
tests/report, with its figures, techniques, complaints and promises drawn anew from a seed. An agent
has a level and a slow trend of their own; nothing in the customer's minutes depends on techniques.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "report"))

from report_examples import mono, no_words, two_channel

from callcoach.store import Store
from callcoach.types.about import About
from callcoach.types.review import Evidence, Finding, Promise, Review, Technique, Vent

AGENTS = (
    *("Dana Whitfield", "Kim Osei", "Ravi Menon", "Lena Brandt", "Tomás Ortega", "Aoife Byrne"),
    *("Jörg Hülsmann", "Mei Tanaka", "Priya Nair", "Sam O'Connell", "Zoë Laurent", "Ben Adeyemi"),
    *("Ida Nyström", "Luca Ferri", "Noor Haddad", "Olek Wójcik"),
)
QUEUES = ("billing", "returns", "technical", "new customers")
TAGS = ("", "", "", "refund", "complaint", "new", "refund; second call", "cancel")
PROMISES = (
    ("I'll call you back by Friday.", "by Friday", 4),
    ("You will have the refund within three days.", "within three days", 3),
    ("I'll send you the form today.", "today", 0),
    ("We will look into it and get back to you.", None, None),
    ("A technician will be with you on the fourteenth.", "on the fourteenth", 9),
    ("You'll have an answer by the end of next week.", "by the end of next week", 12),
)
USED = (
    *("empathy", "apology", "paraphrase", "options", "next_step_with_time", "ownership"),
    *("clarifying_question", "positive_wording", "follow_up", "resolution_check", "boundary"),
    *("appreciation", "education", "support"),
)
FROM = datetime(2026, 8, 31, 8, 0)


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A made review, and what its made owner says of it."""

    review: Review
    about: About


def made_team(n_calls: int, n_agents: int = 40, *, seed: int = 20261127) -> Iterator[MadeCall]:
    """So many made calls over a quarter, in no order."""
    rng = random.Random(seed)
    whole, plain, single = two_channel(), no_words(), mono()
    names = [AGENTS[i % len(AGENTS)] + ("" if i < len(AGENTS) else f" {i // len(AGENTS) + 1}")
             for i in range(n_agents)]  # fmt: skip
    usual = {name: rng.uniform(0.5, 1.6) for name in names}
    for number in range(n_calls):
        at = FROM + timedelta(days=90 * rng.random())
        name = rng.choice(names) if rng.random() > 0.03 else ""
        kind = rng.random()
        base = whole if kind > 0.04 else plain if kind > 0.01 else single
        done = (at - FROM).days / 90
        hard = rng.random() ** 2
        level = usual.get(name, 1.0) * (1.25 - 0.5 * done) * (0.6 + hard)
        call = _dated(base, number, at)
        if base is whole:
            call = _spoken(_measured(call, level, hard, rng), level, hard, at, rng)
        about = About(f"C-{number:05d}", name, queue=rng.choice(QUEUES), tags=rng.choice(TAGS))
        yield MadeCall(call, about)


def fill(store: Store, n_calls: int, n_agents: int = 40) -> None:
    """Puts made calls into a store, with pages where a batch would write them."""
    for made in made_team(n_calls, n_agents):
        store.add(made.review, made.about, page=f"reviews/{made.review.call.id}.html")


def _dated(base: Review, number: int, at: datetime) -> Review:
    call_id = sha256(f"made {number}".encode()).hexdigest()
    iso = at.isoformat(timespec="minutes")
    source = f"made/{at:%Y-%m-%d}/call {number:05d}.wav"
    return replace(base, call=replace(base.call, id=call_id, source=source, recorded_at=iso))


def _measured(call: Review, level: float, hard: float, rng: random.Random) -> Review:
    """The figures: higher `level`, more talk-overs and a faster pace."""
    count = min(9, int(rng.expovariate(1 / (1.6 * level))))
    pace, steady = call.pace["agent"], call.steadiness["agent"]
    raised = call.loudness["customer"].raised or call.loudness["agent"].raised
    steadiness = min(98.0, max(20.0, rng.gauss(78 - 12 * level, 6)))
    card = call.scorecard
    events = tuple(range(min(count, len(call.incursions or ()))))
    loud = replace(
        call.loudness["customer"], raised=raised[:1] if rng.random() < hard else (), reasons={}
    )
    return replace(
        call,
        incursions=tuple(
            replace(each, by="agent", over="customer", overlap_s=0.5 + rng.expovariate(1.3))
            for each in call.incursions or ()
        ),
        talk_overs=replace(
            call.talk_overs, count=count, count_low=max(0, count - 1), count_high=count + 1,
            n_ambiguous=1, overlap_s=1.2 * count, events=events,
        ),
        pace={**call.pace, "agent": replace(pace, speech_rate_wpm=rng.gauss(150 + 12 * level, 11))},
        response={
            **call.response,
            "agent": replace(call.response["agent"], median_s=max(-0.2, rng.gauss(0.7, 0.3))),
        },
        steadiness={
            **call.steadiness,
            "agent": replace(
                steady, score=steadiness, low=steadiness - 8, high=min(100.0, steadiness + 8)
            ),
        },
        loudness={**call.loudness, "customer": loud},
        scorecard=card and replace(card, score=min(100.0, max(0.0, rng.gauss(82 - 9 * level, 9)))),
    )  # fmt: skip


def _spoken(call: Review, level: float, hard: float, at: datetime, rng: random.Random) -> Review:
    """The words: techniques, complaints with their answers, promises, and findings of these."""
    length_s = call.call.duration_s
    moments_s = sorted(rng.uniform(0.1, 0.9) * length_s for _ in range(12))
    complaints = moments_s[: int(4 * hard * rng.random())]
    used = {name: rng.sample(moments_s, rng.randint(1, 2)) for name in USED if rng.random() < 0.35}
    used["complaint"] = complaints
    if rng.random() < 0.04 * hard:
        used["abuse"] = moments_s[3 : 3 + rng.randint(1, 3)]
    if rng.random() < 0.12 * level:
        used["negative_wording"] = rng.sample(moments_s, rng.randint(1, 3))
    known = {each.id: each.name for each in call.techniques or ()}
    of = {"complaint": "customer", "abuse": "customer"}
    techniques = tuple(
        Technique(
            name, known.get(name, name.replace("_", " ").capitalize()), len(at_s),
            tuple(Evidence(of.get(name, "agent"), s, s + 2, "made words", "made") for s in at_s),  # type: ignore[arg-type]
        )
        for name, at_s in sorted(used.items())
    )  # fmt: skip
    vents = tuple(
        Vent(
            s, min(length_s, s + 14), 3.0,
            *(rng.uniform(4, 40) if rng.random() < 0.6 else None for _ in range(3)),
            0, 0,
        )
        for s in complaints
    )  # fmt: skip
    return replace(
        call,
        techniques=techniques,
        vents=vents,
        promises=tuple(_promise(at, s, rng) for s in rng.sample(moments_s, rng.randint(0, 2))),
        findings=tuple(_findings(call, used, rng)),
    )


def _promise(at: datetime, start_s: float, rng: random.Random) -> Promise:
    text, due, days = rng.choice(PROMISES)
    due_at = None if days is None else (at + timedelta(days=days)).date().isoformat()
    return Promise(start_s, text, due, due_at=due_at)


def _findings(call: Review, used: dict[str, list[float]], rng: random.Random) -> Iterator[Finding]:
    for index in (call.talk_overs.events or ())[:5]:
        event = (call.incursions or ())[index]
        severity = 1 + int(event.overlap_s >= 1.5) + int(rng.random() < 0.2)
        yield Finding(
            "talk_over", "coach", severity, event.start_s, event.end_s, "made", "made", None, ()
        )
    if "negative_wording" in used:
        at_s = used["negative_wording"][0]
        yield Finding("negative_wording", "coach", 2, at_s, at_s + 2, "made", "made", None, ())
    if rng.random() < 0.15:
        at_s = 40 * rng.random()
        length_s = rng.expovariate(1 / 15) + 5
        yield Finding("dead_air", "coach", 2, at_s, at_s + length_s, "made", "made", None, ())
    for name in ("empathy", "options"):
        if name in used:
            at_s = used[name][0]
            yield Finding(name, "praise", 1, at_s, at_s + 2, "made", "made", None, ())
