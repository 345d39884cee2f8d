"""Owns how tables are shown: columns, required values with met or missed, and the numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from turn_taking.scoring import Interval

Value = float | int | str | Interval | None


@dataclass(frozen=True)
class Required:
    """What is asked of a column: at most or at least a limit, `strictly` over or under it."""

    column: str
    limit: float
    is_most: bool
    strictly: bool = False

    def is_met(self, value: float | None) -> bool:
        """Whether the value is good enough; nothing measured is not."""
        if value is None:
            return False
        if self.strictly:
            return value < self.limit if self.is_most else value > self.limit
        return value <= self.limit + 1e-12 if self.is_most else value >= self.limit - 1e-12

    def __str__(self) -> str:
        sign = ("<" if self.is_most else ">") + ("" if self.strictly else "=")
        return f"{self.column} {sign} {self.limit:.4g}"


def at_most(column: str, limit: float) -> Required:
    """The column is at most the limit."""
    return Required(column, limit, is_most=True)


def at_least(column: str, limit: float) -> Required:
    """The column is at least the limit."""
    return Required(column, limit, is_most=False)


def over(column: str, limit: float) -> Required:
    """The column is more than the limit."""
    return Required(column, limit, is_most=False, strictly=True)


def under(column: str, limit: float) -> Required:
    """The column is less than the limit."""
    return Required(column, limit, is_most=True, strictly=True)


@dataclass
class Table:
    """Rows under a heading, printed as they come.

    `columns`: name to format, e.g. ``{"error": ".3f"}``; `width` of the row's name.
    """

    title: str
    columns: Mapping[str, str]
    report: Report
    width: int = 22
    rows: list[dict[str, Any]] = field(default_factory=list)

    def head(self) -> Table:
        """The heading of the columns."""
        names = "".join(f" {name:>{self._width(name)}}" for name in self.columns)
        print(f"{'':{self.width}}{names}", flush=True)
        return self

    def row(self, name: str, values: Mapping[str, Value], *required: Required) -> None:
        """One row with what is required of it."""
        cells = "".join(
            f" {_shown(values.get(column), form):>{self._width(column)}}"
            for column, form in self.columns.items()
        )
        verdicts = []
        for each in required:
            is_met = each.is_met(_number(values.get(each.column)))
            verdicts.append({"required": str(each), "met": is_met})
            self.report.verdicts.append((self.title, name, str(each), is_met))
        told = "  ".join(f"{v['required']}: {'met' if v['met'] else 'MISSED'}" for v in verdicts)
        print(f"{name:{self.width}}{cells}  {told}".rstrip(), flush=True)
        plain = {c: asdict(v) if isinstance(v, Interval) else v for c, v in values.items()}
        self.rows.append({"row": name, **plain, "verdicts": verdicts})

    def _width(self, name: str) -> int:
        return max(len(name), 16 if self.columns[name].startswith("i") else 8)


@dataclass
class Report:
    """All tables of a run."""

    tables: list[Table] = field(default_factory=list)
    verdicts: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def table(self, title: str, columns: Mapping[str, str], *notes: str, width: int = 22) -> Table:
        """A new table, its heading printed. A format that begins with ``i`` shows the interval."""
        print(f"\n{title}")
        for note in notes:
            print(f"  {note}")
        table = Table(title, columns, self, width)
        self.tables.append(table)
        return table.head()

    def print_verdicts(self) -> None:
        """What was required, once more and all together."""
        n_met = sum(is_met for *_, is_met in self.verdicts)
        print(f"\nRequired values: {n_met} of {len(self.verdicts)} met")
        for title, name, required, is_met in self.verdicts:
            if not is_met:
                print(f"  MISSED  {title.split(':')[0].split(',')[0]} / {name}: {required}")

    def write(self, path: Path) -> None:
        """The numbers as JSON."""
        tables = {table.title: table.rows for table in self.tables}
        path.write_text(json.dumps(tables, indent=1, ensure_ascii=False), encoding="utf-8")


def _number(value: Value) -> float | None:
    if isinstance(value, Interval):
        return value.value
    return None if isinstance(value, str) else value


def _shown(value: Value, form: str) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    form = form.removeprefix("i")
    if isinstance(value, Interval):
        if value.value is None:
            return "-"
        if value.low is None or value.high is None:
            return format(value.value, form)
        low, high = (format(end, form).replace("0.", ".", 1) for end in (value.low, value.high))
        return f"{value.value:{form}} {low}-{high}"
    return format(value, form)
