"""Owns the tables of a batch: calls.csv and failed.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from callcoach.batch.calls import Failed
from callcoach.report.words_csv import BYTE_ORDER_MARK, cell_text

CALLS_HEADER = (
    "id", "call_id", "path", "agent", "queue", "tags", "date", "duration_s", "layout",
    "agent_channel", "agent_basis", "talk_share", "talk_overs", "talk_overs_low",
    "talk_overs_high", "talk_over_s", "response_median_s", "speech_rate_wpm",
    "articulation_rate_sps", "n_dead_air", "review",
)  # fmt: skip

FAILED_HEADER = ("path", "stage", "reason")


def calls_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A row for each call, as in `words_csv.csv_text`; ordered by date, then path.

    What could not be measured is an empty cell; the review says why.
    """
    ordered = sorted(rows, key=lambda row: (row["date"] or "", row["path"], row["id"]))
    return _table(CALLS_HEADER, ([row.get(name) for name in CALLS_HEADER] for row in ordered))


def failed_csv(failed: Iterable[Failed]) -> bytes:
    """A row for each call that failed; ordered by path."""
    ordered = sorted(failed, key=lambda each: str(each.path))
    return _table(FAILED_HEADER, ([str(each.path), each.stage, each.reason] for each in ordered))


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell_text(cell) if isinstance(cell, str) else cell for cell in row])
    # Bytes of a name that are no UTF-8 are shown as \udcXX: the table must open everywhere.
    return (BYTE_ORDER_MARK + table.getvalue()).encode("utf-8", "backslashreplace")
