"""Owns calls.parquet: the table of calls for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from callcoach.batch.folder.tables import Kind, Table


def calls_parquet(table: Table) -> bytes:
    """The table in Parquet: text, int64, double and timestamps; null where nothing is known.

    A date is the call's own wall clock, as it was given, without a zone.
    """
    import pyarrow
    from pyarrow import parquet

    types = {
        "text": pyarrow.string(),
        "count": pyarrow.int64(),
        "number": pyarrow.float64(),
        "time": pyarrow.timestamp("us"),
    }
    columns = list(table.columns.items())
    cells = list(zip(*table.rows, strict=True)) or [()] * len(columns)
    arrays = [
        pyarrow.array([_value(cell, kind) for cell in column], types[kind])
        for (_, kind), column in zip(columns, cells, strict=True)
    ]
    written = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, list(table.columns)), written)
    return bytes(written.getvalue())


def _value(cell: Any, kind: Kind) -> Any:
    if cell is None or cell == "":
        return None
    if kind == "time":
        try:
            return datetime.fromisoformat(cell).replace(tzinfo=None)
        except ValueError:
            return None
    # Bytes of a name that are no UTF-8 are shown as \\udcXX, as in calls.csv.
    return cell.encode("utf-8", "backslashreplace").decode() if kind == "text" else cell
