"""Owns the transcript as subtitles: SRT and WebVTT, with the party before each text."""

from __future__ import annotations

from callcoach.report.phrases import one_line
from callcoach.types.call import Party
from callcoach.types.review import Review
from callcoach.types.words import Utterance

_IN_SRT = str.maketrans({"<": "\u2039", ">": "\u203a"})
_IN_VTT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def srt_text(review: Review) -> str:
    """The utterances as SRT, times to the millisecond, "Agent: " before the text.

    SRT can hide no sign of its own, so angle brackets become single quotation marks and "{\\"
    becomes "(\\": they would be read as markup, and an arrow as a line of times.
    """
    cues = (
        f"{number}\n{_times(said, ',')}\n{said.party.title()}: {_srt_line(said.text)}\n"
        for number, said in enumerate(_spoken(review), start=1)
    )
    return "\n".join(cues)


def vtt_text(review: Review) -> str:
    """The utterances as WebVTT (W3C), times to the millisecond, the party as the voice."""
    cues = (
        f"\n{_times(said, '.')}\n"
        f"<v {said.party.title()}>{one_line(said.text).translate(_IN_VTT)}</v>\n"
        for said in _spoken(review)
    )
    return "WEBVTT\n" + "".join(cues)


def _spoken(review: Review) -> list[Utterance[Party]]:
    said = review.transcript.utterances if review.transcript else ()
    heard = (each for each in said if one_line(each.text))
    return sorted(heard, key=lambda each: (each.start_s, each.end_s))


def _srt_line(text: str) -> str:
    return one_line(text).translate(_IN_SRT).replace("{\\", "(\\")


def _times(said: Utterance[Party], point: str) -> str:
    """The line of times; a cue lasts a millisecond at the least, for WebVTT allows no empty one."""
    start_ms = round(said.start_s * 1000)
    end_ms = max(round(said.end_s * 1000), start_ms + 1)
    return f"{_clock(start_ms, point)} --> {_clock(end_ms, point)}"


def _clock(time_ms: int, point: str) -> str:
    seconds, ms = divmod(time_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms:03}"
