"""Owns WebVTT: cues with times, voice tags or names of speakers before the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from callcoach.words.timeline_cues import Cue, cues_of, utterances_of
from callcoach.words.timeline_draft import Content, Draft

NAME = "WebVTT"

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]+)>")
_VOICE_END = re.compile(r"</v>")
_MARKUP = re.compile(r"<[^>\n]*>")
_BLANK = re.compile(r"\n[ \t]*\n")
_NO_CUES = re.compile(r"\s*(?:NOTE|STYLE|REGION)(?:\s|$)")


def recognises(content: Content) -> bool:
    """Whether the text says that it is WebVTT."""
    return content.plain is None and content.text.lstrip().startswith("WEBVTT")


def parse(content: Content) -> Draft:
    """The draft; notes, styles and cues without text are left out. Raises TimelineError."""
    blocks = _BLANK.split(content.text.strip())
    text = "\n\n".join(block for block in blocks if not _NO_CUES.match(block))
    cues = [
        Cue(raw.where, raw.start_s, raw.end_s, tuple(_pieces(raw.text)))
        for raw in cues_of(text, content.name)
    ]
    return Draft("webvtt", None, utterances_of(cues, content.speakers))


def _pieces(text: str) -> Iterator[tuple[str | None, str]]:
    """The text by voice: what no voice tag stands before has none."""
    before, *voiced = _VOICE.split(text)
    yield None, _plain(before)
    for voice, said in zip(voiced[::2], voiced[1::2], strict=True):
        inside, *outside = _VOICE_END.split(said, maxsplit=1)
        yield html.unescape(voice).strip(), _plain(inside)
        yield from ((None, _plain(rest)) for rest in outside)


def _plain(text: str) -> str:
    return html.unescape(_MARKUP.sub("", text)).strip()
