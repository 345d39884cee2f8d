"""Owns the tables of the database."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)

from callcoach.store.next_minute import MEASURES as MINUTE

METADATA = MetaData()

_KEY = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is compared byte by byte, as SQLite does, whatever the server's language."""

META = Table("callcoach_meta", METADATA, Column("version", Integer, nullable=False))

MEASURES = (
    *("talk_overs", "talk_overs_low", "talk_overs_high", "talk_overs_ambiguous", "talk_over_s"),
    *("talk_share", "response_s", "response_p90_s", "n_responses", "wpm", "rate_sps", "turn_s"),
    *("phonation_s", "n_words", "n_syllables", "n_fillers", "dead_air", "dead_air_s", "score"),
    *("n_vents", "n_promises", "agent_s", "customer_s"),
    *("steadiness", "steadiness_low", "steadiness_high", "pitch_hz", "pitch_sd_st"),
    *("level_dbfs", "raised", "customer_raised"),
)
"""Measures of a call, each a column that is null where the review withheld it."""

CALLS = Table(
    "calls",
    METADATA,
    Column("id", _KEY, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("recorded_at", _KEY),
    Column("own_id", _KEY, index=True),
    Column("agent", _KEY, index=True),
    Column("queue", _KEY),
    Column("tags", Text),
    Column("duration_s", Float(53), nullable=False),
    Column("layout", Text),
    Column("settings_hash", Text, nullable=False),
    Column("reviewed_at", Text, nullable=False),
    Column("page", Text),
    Column("is_redacted", Boolean, nullable=False),
    *(Column(name, Float(53)) for name in MEASURES),
)


def _of_a_call(name: str, *columns: Column[object]) -> Table:
    call = ForeignKey("calls.id", ondelete="CASCADE")
    return Table(
        name,
        METADATA,
        Column("row", Integer, primary_key=True),
        Column("call_id", _KEY, call, nullable=False, index=True),
        *columns,
    )


def _time(name: str) -> Column[object]:
    return Column(name, Float(53), nullable=False)


def _number(name: str) -> Column[object]:
    return Column(name, Float(53))


INCURSIONS = _of_a_call(
    "incursions",
    _time("start_s"),
    _time("end_s"),
    Column("by", Text, nullable=False),
    Column("over", Text, nullable=False),
    Column("kind", _KEY, nullable=False),
    _time("overlap_s"),
    Column("yielded", Boolean),
    Column("certainty", Text, nullable=False),
    Column("is_talk_over", Boolean),
)

FINDINGS = _of_a_call(
    "findings",
    Column("finding", _KEY, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    _time("start_s"),
    _time("end_s"),
    Column("title", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

TECHNIQUES = _of_a_call(
    "techniques",
    Column("technique", _KEY, nullable=False),
    Column("name", Text, nullable=False),
    Column("count", Integer),
)

TECHNIQUE_MOMENTS = _of_a_call(
    "technique_moments",
    Column("technique", _KEY, nullable=False),
    Column("party", Text, nullable=False),
    _time("start_s"),
    _time("end_s"),
    Column("quote", Text),
)

PROMISES = _of_a_call(
    "promises",
    _time("start_s"),
    Column("text", Text, nullable=False),
    Column("by", Text),
    Column("action", Text),
    Column("due", Text),
    Column("due_at", Text),
)

VENTS = _of_a_call(
    "vents",
    _time("start_s"),
    _time("end_s"),
    *(_number(f"{name}_s") for name in ("acknowledged", "apologised", "option")),
    Column("n_talk_overs", Integer),
)

NEXT_MINUTES = _of_a_call(
    "next_minutes",  # what `next_minute` gives; names of techniques between blanks
    _time("start_s"),
    _time("end_s"),
    Column("techniques", Text, nullable=False),
    Column("near", Text, nullable=False),
    *(_number(f"{name}_{when}") for name in MINUTE for when in ("before", "after")),
)

UTTERANCES = _of_a_call(
    "utterances",
    Column("party", Text, nullable=False),
    _time("start_s"),
    _time("end_s"),
    Column("text", Text, nullable=False),
    Column("words", Text, nullable=False),  # folded, as `folding` gives them; what is searched
)

LISTS = (
    *(INCURSIONS, FINDINGS, TECHNIQUES, TECHNIQUE_MOMENTS),
    *(PROMISES, VENTS, NEXT_MINUTES, UTTERANCES),
)
"""The tables that hold several rows a call."""

WORDS_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE utterances_found USING fts5"
        "(words, content='utterances', content_rowid='row')",
        "CREATE TRIGGER utterances_in AFTER INSERT ON utterances BEGIN "
        "INSERT INTO utterances_found(rowid, words) VALUES (new.row, new.words); END",
        "CREATE TRIGGER utterances_out AFTER DELETE ON utterances BEGIN "
        "INSERT INTO utterances_found(utterances_found, rowid, words) "
        "VALUES ('delete', old.row, old.words); END",
    ),
    "postgresql": (
        "CREATE INDEX utterances_found ON utterances USING gin (to_tsvector('simple', words))",
    ),
}
"""What makes the full-text index of each database; SQLite's is kept in step by triggers, and rows
are never changed in place."""
