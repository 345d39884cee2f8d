"""Owns the tables of a batch: its calls, and calls.csv and failed.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from callcoach.batch.recordings.calls import Failed
from callcoach.report.words_csv import BYTE_ORDER_MARK, cell_text

Kind = Literal["text", "count", "number", "time"]

COLUMNS: Mapping[str, Kind] = {
    "id": "text", "call_id": "text", "path": "text", "agent": "text", "queue": "text",
    "tags": "text", "date": "time", "duration_s": "number", "layout": "text",
    "agent_channel": "count", "agent_basis": "text", "talk_share": "number",
    "talk_overs": "count", "talk_overs_low": "count", "talk_overs_high": "count",
    "talk_over_s": "number", "response_median_s": "number", "speech_rate_wpm": "number",
    "articulation_rate_sps": "number", "n_dead_air": "count", "review": "text",
    "talk_overs_ambiguous": "count", "response_p90_s": "number", "n_responses": "count",
    "turn_s": "number", "phonation_s": "number", "n_words": "count", "n_syllables": "count",
    "n_fillers": "count", "dead_air_s": "number", "score": "number", "n_vents": "count",
    "n_promises": "count", "agent_s": "number", "customer_s": "number",
}  # fmt: skip
"""The columns of a batch's tables: what is known of a call, and its measures as in docs/store.md.

Empty where it was not measured; the review says why.
"""

VOICE_COLUMNS: Mapping[str, Kind] = {
    "steadiness": "number", "steadiness_low": "number", "steadiness_high": "number",
    "pitch_hz": "number", "pitch_sd_st": "number", "level_dbfs": "number", "raised": "count",
    "customer_raised": "count",
}  # fmt: skip
"""The columns that follow where the policy lets them."""

FAILED_HEADER = ("path", "stage", "reason")


@dataclass(frozen=True, slots=True)
class Table:
    """Calls in rows, a cell for each column: text, whole numbers, numbers, or None."""

    columns: Mapping[str, Kind]
    rows: tuple[tuple[Any, ...], ...]


def calls_table(calls: Iterable[Mapping[str, Any]], *, with_voice: bool) -> Table:
    """A row for each call, ordered by date, then path."""
    columns = {**COLUMNS, **(VOICE_COLUMNS if with_voice else {})}
    ordered = sorted(calls, key=lambda call: (call["date"] or "", call["path"], call["id"]))
    return Table(
        columns,
        tuple(
            tuple(_cell(call.get(name), kind) for name, kind in columns.items()) for call in ordered
        ),
    )


def _cell(value: Any, kind: Kind) -> Any:
    """A value as its column has it: the database keeps counts as numbers."""
    return int(value) if kind == "count" and value is not None else value


def calls_csv(table: Table) -> bytes:
    """The calls as in `words_csv.csv_text`."""
    return _table(tuple(table.columns), table.rows)


def failed_csv(failed: Iterable[Failed]) -> bytes:
    """A row for each call that failed; ordered by path."""
    ordered = sorted(failed, key=lambda each: str(each.path))
    return _table(FAILED_HEADER, ([str(each.path), each.stage, each.reason] for each in ordered))


def read_failed(path: Path) -> tuple[Failed, ...]:
    """What a failed.csv lists; nothing where there is none."""
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            Failed(Path(path), stage, why) for path, stage, why in list(csv.reader(file))[1:]
        )


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell_text(cell) if isinstance(cell, str) else cell for cell in row])
    # Bytes of a name that are no UTF-8 are shown as \udcXX: the table must open everywhere.
    return (BYTE_ORDER_MARK + table.getvalue()).encode("utf-8", "backslashreplace")
