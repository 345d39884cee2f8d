"""Owns the JSON of Amazon Transcribe Call Analytics and of Amazon Connect Contact Lens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callcoach.words.timeline_draft import (
    UNNAMED,
    Content,
    Draft,
    DraftUtterance,
    DraftWord,
    as_list,
    as_mapping,
    as_text,
    number_in,
    required,
    seconds_in,
)

NAME = "Amazon Transcribe Call Analytics JSON"


def recognises(content: Content) -> bool:
    """Whether the content is JSON with a `Transcript` of turns."""
    return isinstance(content.plain, Mapping) and isinstance(content.plain.get("Transcript"), list)


def parse(content: Content) -> Draft:
    """The draft: a turn's `ParticipantRole`, or that of its `ParticipantId`, is the speaker.

    Times are in milliseconds. `Items` are the words; Contact Lens gives none. Raises
    TimelineError.
    """
    plain = content.plain
    where = f"{content.name}: ConversationCharacteristics"
    measured = as_mapping(plain.get("ConversationCharacteristics") or {}, where)
    language = plain.get("LanguageCode")
    roles = _roles(as_list(plain.get("Participants") or [], f"{content.name}: Participants"))
    return Draft(
        engine="amazon-call-analytics",
        duration_s=seconds_in(measured.get("TotalConversationDurationMillis")),
        utterances=tuple(
            _turn(item, roles, f"{content.name}: turn {number}")
            for number, item in enumerate(plain["Transcript"], start=1)
        ),
        languages={"": language} if isinstance(language, str) else {},
    )


def _roles(participants: list[Any]) -> Mapping[str, str]:
    return {
        str(each["ParticipantId"]): str(each["ParticipantRole"])
        for each in participants
        if isinstance(each, Mapping) and {"ParticipantId", "ParticipantRole"} <= set(each)
    }


def _turn(item: Any, roles: Mapping[str, str], where: str) -> DraftUtterance:
    start_s = seconds_in(required(item, "BeginOffsetMillis", where))
    end_s = seconds_in(required(item, "EndOffsetMillis", where))
    who = item.get("ParticipantRole") or item.get("ParticipantId") or UNNAMED
    speaker = as_text(who, f"{where}: ParticipantRole")
    words = _words(as_list(item.get("Items") or [], f"{where}: Items"), where)
    text = item.get("Content") or " ".join(word.text for word in words)
    return DraftUtterance(
        where=where,
        speaker=roles.get(speaker, speaker),
        start_s=start_s,
        end_s=end_s,
        text=as_text(text, f"{where}: Content"),
        words=words,
    )


def _words(items: list[Any], where: str) -> tuple[DraftWord, ...]:
    """The words, each with the punctuation that follows it."""
    words: list[DraftWord] = []
    for number, item in enumerate(items, start=1):
        place = f"{where}, item {number}"
        text = as_text(required(item, "Content", place), f"{place}: Content")
        if str(item.get("Type", "")).lower() == "punctuation":
            if words:
                last = words[-1]
                words[-1] = DraftWord(last.text + text, last.start_s, last.end_s, last.confidence)
            continue
        start_s = seconds_in(item.get("BeginOffsetMillis"))
        end_s = seconds_in(item.get("EndOffsetMillis"))
        words.append(DraftWord(text, start_s, end_s, number_in(item.get("Confidence"))))
    return tuple(words)
