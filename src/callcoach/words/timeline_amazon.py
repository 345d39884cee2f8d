"""Owns the JSON of plain Amazon Transcribe: items with channel or speaker labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from callcoach.words.timeline_draft import (
    UNNAMED,
    Content,
    Draft,
    DraftWord,
    as_list,
    as_mapping,
    as_text,
    number_in,
    required,
)
from callcoach.words.timeline_grouping import SpokenWord, grouped

NAME = "Amazon Transcribe JSON"


def recognises(content: Content) -> bool:
    """Whether the content is JSON whose `results` hold items or channel labels."""
    plain = content.plain
    results = plain.get("results") if isinstance(plain, Mapping) else None
    return isinstance(results, Mapping) and bool({"items", "channel_labels"} & set(results))


def parse(content: Content) -> Draft:
    """The draft: speakers are the labels, `ch_0` or `spk_0`, where there are any.

    Raises TimelineError.
    """
    results = content.plain["results"]
    words: list[SpokenWord] = []
    for channel, items, where in _lists(results, content.name):
        speaker_at = {} if channel else _speakers(results, content.name)
        words += _spoken(items, channel, speaker_at, where)
    language = results.get("language_code") or content.plain.get("language_code")
    return Draft(
        engine="amazon-transcribe",
        duration_s=None,
        utterances=grouped(words),
        languages={"": language} if isinstance(language, str) else {},
    )


def _lists(results: Mapping[str, Any], name: str) -> Iterator[tuple[str, list[Any], str]]:
    """The lists of items, each with its channel ("" for none) and its place."""
    labels = results.get("channel_labels")
    if not labels:
        yield "", as_list(required(results, "items", name), f"{name}: items"), name
        return
    place = f"{name}: channel_labels"
    for channel in as_list(required(labels, "channels", place), f"{place}: channels"):
        label = as_text(required(channel, "channel_label", place), f"{place}: channel_label")
        where = f"{name}: {label}"
        yield label, as_list(required(channel, "items", where), f"{where}: items"), where


def _speakers(results: Mapping[str, Any], name: str) -> Mapping[str, str]:
    """Speakers by the start of their words, as older files hold them."""
    where = f"{name}: speaker_labels"
    labels = as_mapping(results.get("speaker_labels") or {}, where)
    return {
        str(item["start_time"]): str(item.get("speaker_label", segment.get("speaker_label")))
        for segment in as_list(labels.get("segments") or [], f"{where}: segments")
        for item in as_list(as_mapping(segment, where).get("items") or [], f"{where}: items")
        if isinstance(item, Mapping) and "start_time" in item
    }


def _spoken(
    items: list[Any], channel: str, speaker_at: Mapping[str, str], where: str
) -> list[SpokenWord]:
    words: list[SpokenWord] = []
    for number, item in enumerate(items, start=1):
        place = f"{where}, item {number}"
        best = as_list(required(item, "alternatives", place), f"{place}: alternatives")
        if not best:
            continue
        text = as_text(required(best[0], "content", place), f"{place}: content")
        if item.get("type") == "punctuation":
            if words:
                last = words[-1]
                words[-1] = replace(last, word=replace(last.word, text=last.word.text + text))
            continue
        start, end = required(item, "start_time", place), required(item, "end_time", place)
        speaker = channel or item.get("speaker_label") or speaker_at.get(str(start)) or UNNAMED
        confidence = number_in(best[0].get("confidence"))
        word = DraftWord(text, number_in(start), number_in(end), confidence)
        words.append(SpokenWord(place, as_text(speaker, f"{place}: speaker_label"), word))
    return words
