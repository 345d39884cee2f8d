"""Owns the list of transcript formats that are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcoach.errors import TimelineError
from callcoach.types.call import Party
from callcoach.words import (
    timeline_amazon,
    timeline_amazon_calls,
    timeline_ctm,
    timeline_deepgram,
    timeline_own,
    timeline_rttm,
    timeline_srt,
    timeline_vtt,
    timeline_whisper,
)
from callcoach.words.timeline_check import Timeline, checked
from callcoach.words.timeline_draft import Content, Draft
from callcoach.words.timeline_file import content_of
from callcoach.words.timeline_names import named_parties


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    recognises: Callable[[Content], bool]
    parse: Callable[[Content], Draft]


FORMATS: tuple[_Format, ...] = tuple(
    _Format(each.NAME, each.recognises, each.parse)
    for each in (
        timeline_own,
        timeline_whisper,
        timeline_amazon_calls,
        timeline_deepgram,
        timeline_amazon,
        timeline_vtt,
        timeline_srt,
        timeline_rttm,
        timeline_ctm,
    )
)
"""The formats that are read, tried in this order by content. A new one is one file and a line."""


def read_timeline(
    source: Path | str | Mapping[str, Any], parties: Mapping[str, Party] | None = None
) -> Timeline:
    """The timeline in a file, or in a dict of the same shape as one of the JSON formats.

    `parties` maps speakers' names in the source to parties; obvious names need no mapping.
    Words without times are spread over the time between their neighbours by syllables.

    Raises
    ------
    TimelineError
        If the source cannot be read or understood, its times are impossible, or it cannot be
        told which party a speaker is.
    """
    given = dict(parties or {})
    content = content_of(source, given)
    form = next((form for form in FORMATS if form.recognises(content)), None)
    if form is None:
        names = ", ".join(form.name for form in FORMATS)
        raise TimelineError(
            f"{content.name}: not a transcript that is understood; read are: {names}"
        )
    draft = form.parse(content)
    if not draft.utterances and draft.duration_s is None:
        raise TimelineError(f"{content.name}: is {form.name}, but nothing is said in it")
    speakers = [item.speaker for item in draft.utterances]
    named = named_parties([*speakers, *filter(None, draft.languages)], given, content.name)
    notices = (*content.notices, *draft.notices, *named.notices)
    return checked(draft, content.name, named.party_of, notices)
