"""Owns how what a search found is shown: for a person, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcoach.cli.screen import show_text
from callcoach.report.phrases import clock, duration, plural, printable
from callcoach.types.stored import SearchHit, StoredCall

MARK, END = "\x1b[1;7m", "\x1b[0m"

NOTHING = "Nothing was found."


@dataclass(frozen=True, slots=True)
class Hits:
    """Utterances; `is_cut`: whether there are more."""

    hits: tuple[SearchHit, ...]
    is_cut: bool

    def show(self, home: Path) -> None:
        """Prints them call by call: who, when, what, and where to listen."""
        call_id = ""
        for hit in self.hits:
            if hit.call_id != call_id:
                call_id = hit.call_id
                print(_head(hit))
            print(f"  {clock(hit.start_s)}  {hit.party}: {_marked(hit)}")
            if hit.page:
                print(f"    {link(home, hit.page, hit.start_s)}")
        print(_end(len(self.hits), "place", self.is_cut))

    def show_json(self, home: Path) -> None:
        """Prints them as a list of objects."""
        _show_json(
            {
                **_call(hit),
                "party": hit.party,
                "start_s": hit.start_s,
                "end_s": hit.end_s,
                "text": hit.text,
                "page": link(home, hit.page, hit.start_s) if hit.page else None,
            }
            for hit in self.hits
        )


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls; `is_cut`: whether there are more."""

    calls: tuple[StoredCall, ...]
    is_cut: bool

    def show(self, home: Path) -> None:
        """Prints each with its length, its talk-overs and where its page is."""
        for call in self.calls:
            count = call.measures["talk_overs"]
            told = "talk-overs not counted" if count is None else plural(int(count), "talk-over")
            print(f"{_head(call)}  {duration(call.duration_s)}, {told}")
            if call.page:
                print(f"    {link(home, call.page)}")
        print(_end(len(self.calls), "call", self.is_cut))

    def show_json(self, home: Path) -> None:
        """Prints them as a list of objects, with all measures."""
        _show_json(
            {
                **_call(call),
                "queue": call.queue,
                "tags": call.tags,
                "duration_s": call.duration_s,
                "measures": dict(call.measures),
                "page": link(home, call.page) if call.page else None,
            }
            for call in self.calls
        )


def link(home: Path, page: str, start_s: float | None = None) -> str:
    """The address of a page for a browser, at a moment of the call."""
    at = "" if start_s is None else f"#t={start_s:.1f}"
    return (home / page).absolute().as_uri() + at


def _head(of: SearchHit | StoredCall) -> str:
    when = (of.recorded_at or "date not known").replace("T", " ")
    name = of.own_id or Path(of.source).stem
    return printable("  ".join(filter(None, (when, of.agent, name))))


def _marked(hit: SearchHit) -> str:
    """The snippet, with what was found set off on a terminal."""
    if not sys.stdout.isatty():
        return printable(hit.snippet)
    parts, at = [], 0
    for start, end in hit.marks:
        if start >= at:
            before, found = hit.snippet[at:start], hit.snippet[start:end]
            parts.append(f"{printable(before)}{MARK}{printable(found)}{END}")
            at = end
    return "".join(parts) + printable(hit.snippet[at:])


def _end(n: int, one: str, is_cut: bool) -> str:
    if not n:
        return NOTHING
    more = "; there are more: raise --limit" if is_cut else ""
    return f"{plural(n, one)} found{more}."


def _call(of: SearchHit | StoredCall) -> Mapping[str, Any]:
    call_id = of.call_id if isinstance(of, SearchHit) else of.id
    return {
        "call": call_id,
        "own_id": of.own_id,
        "source": of.source,
        "recorded_at": of.recorded_at,
        "agent": of.agent,
    }


def _show_json(found: Any) -> None:
    show_text(json.dumps(list(found), indent=1, ensure_ascii=False) + "\n")
