"""Owns SRT: numbered cues with times, names of speakers before the text."""

from __future__ import annotations

import re

from callcoach.words.timeline_cues import ARROW, Cue, cues_of, is_time_line, utterances_of
from callcoach.words.timeline_draft import Content, Draft

NAME = "SRT"

_MARKUP = re.compile(r"</?[a-zA-Z][^>\n]*>|\{\\[^}\n]*\}")


def recognises(content: Content) -> bool:
    """Whether the text holds a line of two times, and does not say that it is WebVTT."""
    if content.plain is not None or content.text.lstrip().startswith("WEBVTT"):
        return False
    return any(is_time_line(line) for line in content.text.split("\n") if ARROW in line)


def parse(content: Content) -> Draft:
    """The draft; cues without text are left out. Raises TimelineError."""
    cues = [
        Cue(raw.where, raw.start_s, raw.end_s, ((None, _MARKUP.sub("", raw.text).strip()),))
        for raw in cues_of(content.text, content.name)
    ]
    return Draft("srt", None, utterances_of(cues, content.speakers))
