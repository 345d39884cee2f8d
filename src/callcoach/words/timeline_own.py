"""Owns callcoach's own timeline JSON, as docs and contract describe it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callcoach.words.timeline_draft import (
    Content,
    Draft,
    DraftUtterance,
    DraftWord,
    as_list,
    as_mapping,
    as_text,
    required,
)

NAME = "callcoach timeline JSON"


def recognises(content: Content) -> bool:
    """Whether the content is JSON with one of the two keys that make it a timeline."""
    plain = content.plain
    return isinstance(plain, Mapping) and ("utterances" in plain or "duration_s" in plain)


def parse(content: Content) -> Draft:
    """The draft; `language` may be one code or codes by party. Raises TimelineError."""
    plain = content.plain
    listed = as_list(required(plain, "utterances", content.name), f"{content.name}: utterances")
    language = plain.get("language") or {}
    if isinstance(language, str):
        language = {"": language}
    return Draft(
        engine=as_text(plain.get("engine", "timeline"), f"{content.name}: engine"),
        duration_s=required(plain, "duration_s", content.name),
        utterances=tuple(
            _utterance(item, f"{content.name}: utterance {number}")
            for number, item in enumerate(listed, start=1)
        ),
        languages={
            str(name): as_text(code, f"{content.name}: language")
            for name, code in as_mapping(language, f"{content.name}: language").items()
        },
    )


def _utterance(item: Any, where: str) -> DraftUtterance:
    words = tuple(
        _word(word, f"{where}, word {number}")
        for number, word in enumerate(as_list(item_or(item, "words", []), f"{where}: words"), 1)
    )
    text = item_or(item, "text", "") or " ".join(word.text for word in words)
    return DraftUtterance(
        where=where,
        speaker=as_text(required(item, "party", where), f"{where}: party"),
        start_s=required(item, "start_s", where),
        end_s=required(item, "end_s", where),
        text=as_text(text, f"{where}: text"),
        words=words,
    )


def item_or(item: Any, key: str, default: Any) -> Any:
    """The value of a key that may be absent or null."""
    value = item.get(key) if isinstance(item, Mapping) else None
    return default if value is None else value


def _word(item: Any, where: str) -> DraftWord:
    if isinstance(item, str):
        return DraftWord(item)
    return DraftWord(
        text=as_text(required(item, "text", where), f"{where}: text").strip(),
        start_s=item.get("start_s"),
        end_s=item.get("end_s"),
        confidence=item.get("confidence"),
    )
