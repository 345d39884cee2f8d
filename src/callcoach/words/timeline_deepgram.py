"""Owns Deepgram's JSON: channels with words, and utterances where they were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    required,
)
from callcoach.words.timeline_grouping import SpokenWord, grouped

NAME = "Deepgram JSON"


def recognises(content: Content) -> bool:
    """Whether the content is JSON whose `results` hold a list of channels."""
    plain = content.plain
    results = plain.get("results") if isinstance(plain, Mapping) else None
    return isinstance(results, Mapping) and isinstance(results.get("channels"), list)


def parse(content: Content) -> Draft:
    """The draft. Speakers are the channels, `ch_0`, of several; else `speaker_0` as diarized.

    `utterances` where there are any, else the words of `channels`. Raises TimelineError.
    """
    plain, name = content.plain, content.name
    channels = plain["results"]["channels"]
    metadata = as_mapping(plain.get("metadata") or {}, f"{name}: metadata")
    listed = as_list(plain["results"].get("utterances") or [], f"{name}: utterances")
    utterances = tuple(
        _utterance(item, len(channels), f"{name}: utterance {number}")
        for number, item in enumerate(listed, start=1)
    )
    return Draft(
        engine="deepgram",
        duration_s=metadata.get("duration"),
        utterances=utterances or grouped(_spoken(channels, name)),
        languages=_languages(channels),
    )


def _speaker(item: Mapping[str, Any], channel: Any, n_channels: int) -> str:
    if n_channels > 1:
        return f"ch_{channel}"
    return UNNAMED if item.get("speaker") is None else f"speaker_{item['speaker']}"


def _utterance(item: Any, n_channels: int, where: str) -> DraftUtterance:
    start_s, end_s = required(item, "start", where), required(item, "end", where)
    words = as_list(item.get("words") or [], f"{where}: words")
    return DraftUtterance(
        where=where,
        speaker=_speaker(item, item.get("channel", 0), n_channels),
        start_s=start_s,
        end_s=end_s,
        text=as_text(required(item, "transcript", where), f"{where}: transcript"),
        words=tuple(_word(word, f"{where}, word {n}") for n, word in enumerate(words, start=1)),
    )


def _spoken(channels: list[Any], name: str) -> Iterator[SpokenWord]:
    for number, channel in enumerate(channels):
        where = f"{name}: channel {number}"
        best = as_list(required(channel, "alternatives", where), f"{where}: alternatives")[:1]
        for alternative in best:
            words = as_list(required(alternative, "words", where), f"{where}: words")
            for n, item in enumerate(words, start=1):
                place = f"{where}, word {n}"
                word = _word(item, place)
                yield SpokenWord(place, _speaker(item, number, len(channels)), word)


def _word(item: Any, where: str) -> DraftWord:
    bare = required(item, "word", where)
    return DraftWord(
        text=as_text(item.get("punctuated_word") or bare, f"{where}: word").strip(),
        start_s=item.get("start"),
        end_s=item.get("end"),
        confidence=item.get("confidence"),
    )


def _languages(channels: list[Any]) -> Mapping[str, str]:
    """The language that was found, where it is the same on all channels."""
    found = [each.get("detected_language") for each in channels if isinstance(each, Mapping)]
    first = found[0] if found else None
    if isinstance(first, str) and all(each == first for each in found):
        return {"": first}
    return {}
