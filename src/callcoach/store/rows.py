"""Owns what of a review enters the database, row for row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from callcoach.coaching.scorecard.asked_measures import MEASURES as ASKED
from callcoach.settings import Settings
from callcoach.store import tables
from callcoach.store.folding import folded_words, writable
from callcoach.store.next_minute import MEASURES as MINUTE
from callcoach.store.next_minute import NextMinute, next_minutes
from callcoach.types.about import About
from callcoach.types.call import Party
from callcoach.types.measures import Loudness
from callcoach.types.review import Review

Row = Mapping[str, Any]

OF_THE_VOICE = frozenset({"raised_voice", "steady_voice", "steady_under_pressure"})
"""Findings and techniques that are judged from pitch, loudness and steadiness."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A review as rows: one of `tables.CALLS`, and those of each table of `tables.LISTS`."""

    call: Row
    lists: Mapping[str, tuple[Row, ...]]


def rows_of(review: Review, about: About, page: str | None) -> Rows:
    """The rows of a review, null where it says null.

    Pitch, loudness and steadiness, and what is judged from them, only where the review was made
    with `policy.voice_measures` "on". `digest` tells whether anything in the rows is another.
    """
    is_of_voice_kept = review.provenance.voice_measures == "on"
    head: dict[str, Any] = {
        "id": review.call.id,
        "source": review.call.source,
        "recorded_at": review.call.recorded_at,
        "own_id": about.call_id or None,
        "agent": about.agent or None,
        "queue": about.queue or None,
        "tags": about.tags or None,
        "duration_s": review.call.duration_s,
        "layout": review.call.layout,
        "settings_hash": review.provenance.settings_hash,
        "page": page,
        "is_redacted": review.redaction is not None,
        **dict.fromkeys(tables.MEASURES),
        **_counts(review),
        **_agents(review),
        **(_voice(review) if is_of_voice_kept else {}),
    }
    without = frozenset() if is_of_voice_kept else OF_THE_VOICE
    lists = {
        name: tuple({"call_id": review.call.id, **row} for row in rows)
        for name, rows in _lists(review, without).items()
    }
    clean = Rows(_writable(head), {n: tuple(map(_writable, rows)) for n, rows in lists.items()})
    return Rows({**clean.call, "digest": _digest(clean)}, clean.lists)


def _counts(review: Review) -> Row:
    talk_overs, settings = review.talk_overs, Settings()
    asked = {
        "dead_air": ASKED["silences.dead_air_count"].of(review, settings),
        "dead_air_s": ASKED["silences.dead_air_s"].of(review, settings),
    }
    return {
        "talk_overs": talk_overs.count,
        "talk_overs_low": talk_overs.count_low,
        "talk_overs_high": talk_overs.count_high,
        "talk_overs_ambiguous": talk_overs.n_ambiguous,
        "talk_over_s": talk_overs.overlap_s,
        "talk_share": review.time.talk_share,
        "score": review.scorecard.score if review.scorecard else None,
        "n_vents": _n(review.vents),
        "n_promises": _n(review.promises),
        "agent_s": _spoken_s(review, "agent"),
        "customer_s": _spoken_s(review, "customer"),
        **{name: None if isinstance(it, str) else it.value for name, it in asked.items()},
    }


def _n(things: tuple[object, ...] | None) -> int | None:
    return None if things is None else len(things)


def _spoken_s(review: Review, party: Party) -> float | None:
    """A party's speech, null where the parties cannot be told apart."""
    both_s, alone_s = review.time.both_s, getattr(review.time, f"{party}_only_s")
    return None if both_s is None or alone_s is None else alone_s + both_s


def _agents(review: Review) -> Row:
    """Response and pace of the agent; nothing where no party is known to be the agent."""
    row: dict[str, Any] = {}
    if (response := review.response.get("agent")) is not None:
        row |= {
            "response_s": response.median_s,
            "response_p90_s": response.p90_s,
            "n_responses": response.n,
        }
    if (pace := review.pace.get("agent")) is not None:
        row |= {
            "wpm": pace.speech_rate_wpm,
            "rate_sps": pace.articulation_rate_sps,
            "turn_s": pace.turn_s,
            "phonation_s": pace.phonation_s,
            "n_words": pace.n_words,
            "n_syllables": pace.n_syllables,
            "n_fillers": pace.n_fillers_at_least,
        }
    return row


def _voice(review: Review) -> Row:
    row: dict[str, Any] = {}
    if (steady := review.steadiness.get("agent")) is not None:
        row |= {
            "steadiness": steady.score,
            "steadiness_low": steady.low,
            "steadiness_high": steady.high,
        }
    if (pitch := review.pitch.get("agent")) is not None:
        row |= {"pitch_hz": pitch.median_hz, "pitch_sd_st": pitch.sd_st}
    if (loudness := review.loudness.get("agent")) is not None:
        row |= {"level_dbfs": loudness.active_level_dbfs, "raised": _n_raised(loudness)}
    if (loudness := review.loudness.get("customer")) is not None:
        row |= {"customer_raised": _n_raised(loudness)}
    return row


def _n_raised(loudness: Loudness) -> int | None:
    return None if "raised" in loudness.reasons else len(loudness.raised)


def _lists(review: Review, without: frozenset[str]) -> dict[str, list[dict[str, Any]]]:
    events = review.talk_overs.events
    incursions = review.incursions or ()
    techniques = [each for each in review.techniques or () if each.id not in without]
    return {
        "incursions": [
            {
                **_fields(each, "start_s end_s by over kind overlap_s yielded certainty"),
                "is_talk_over": None if events is None else number in events,
            }
            for number, each in enumerate(incursions)
        ],
        "findings": [
            {"finding": each.id, **_fields(each, "kind severity start_s end_s title detail")}
            for each in review.findings
            if each.id not in without
        ],
        "techniques": [
            {"technique": each.id, **_fields(each, "name count")} for each in techniques
        ],
        "technique_moments": [
            {"technique": each.id, **_fields(moment, "party start_s end_s quote")}
            for each in techniques
            for moment in each.evidence
        ],
        "promises": [
            _fields(each, "start_s text by action due due_at") for each in review.promises or ()
        ],
        "vents": [
            _fields(each, "start_s end_s acknowledged_s apologised_s option_s n_talk_overs")
            for each in review.vents or ()
        ],
        "next_minutes": [_minute(each) for each in next_minutes(review)],
        "utterances": [
            _fields(each, "party start_s end_s text")
            for each in (review.transcript.utterances if review.transcript else ())
            if each.text.strip()
        ],
    }


def _minute(one: NextMinute) -> dict[str, Any]:
    return {
        **_fields(one, "start_s end_s"),
        "techniques": " ".join(one.techniques),
        "near": " ".join(one.near),
        **{f"{name}_before": one.before.get(name) for name in MINUTE},
        **{f"{name}_after": one.after.get(name) for name in MINUTE},
    }


def _fields(thing: object, names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names.split()}


def _writable(row: Row) -> dict[str, Any]:
    clean = {name: writable(it) if isinstance(it, str) else it for name, it in row.items()}
    if "text" in clean and "party" in clean:
        clean["words"] = _searched(clean["text"])
    return clean


def _searched(text: str) -> str:
    return " ".join(word.text for word in folded_words(text))


def _digest(rows: Rows) -> str:
    plain = json.dumps([rows.call, rows.lists], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def table_rows(rows: Rows) -> Iterable[tuple[Any, tuple[Row, ...]]]:
    """Each table of lists with its rows, where it has some."""
    for table in tables.LISTS:
        if rows.lists[table.name]:
            yield table, rows.lists[table.name]
