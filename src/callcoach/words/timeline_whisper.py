"""Owns the JSON that Whisper and its relatives write: segments, with words where asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callcoach.words.timeline_draft import (
    Content,
    Draft,
    DraftUtterance,
    DraftWord,
    as_list,
    as_text,
    required,
)

NAME = "Whisper JSON"


def recognises(content: Content) -> bool:
    """Whether the content is JSON with a list of segments."""
    return isinstance(content.plain, Mapping) and isinstance(content.plain.get("segments"), list)


def parse(content: Content) -> Draft:
    """The draft. A segment's `speaker`, where it has one, is the party, else `unknown`.

    Whisper writes no duration: the last end counts. Raises TimelineError.
    """
    plain = content.plain
    language = plain.get("language")
    return Draft(
        engine="whisper-json",
        duration_s=plain.get("duration"),
        utterances=tuple(
            _utterance(item, f"{content.name}: segment {number}")
            for number, item in enumerate(plain["segments"], start=1)
        ),
        languages={"": language} if isinstance(language, str) else {},
    )


def _utterance(item: Any, where: str) -> DraftUtterance:
    start_s, end_s = required(item, "start", where), required(item, "end", where)
    words = as_list(item.get("words") or [], f"{where}: words")
    return DraftUtterance(
        where=where,
        speaker=as_text(item.get("speaker") or "unknown", f"{where}: speaker"),
        start_s=start_s,
        end_s=end_s,
        text=as_text(required(item, "text", where), f"{where}: text").strip(),
        words=tuple(_word(word, f"{where}, word {n}") for n, word in enumerate(words, 1)),
    )


def _word(item: Any, where: str) -> DraftWord:
    confidence = required(item, "word", where) and item.get("probability", item.get("score"))
    return DraftWord(
        text=as_text(item["word"], f"{where}: word").strip(),
        start_s=item.get("start"),
        end_s=item.get("end"),
        confidence=confidence,
    )
