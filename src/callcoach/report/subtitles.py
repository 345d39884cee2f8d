"""Owns the transcript as subtitles: SRT and WebVTT, with the party before each text."""

from __future__ import annotations

from collections.abc import Iterator

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
        f"{number}\n{_clock(said.start_s, ',')} --> {_clock(_end_s(said), ',')}\n"
        f"{said.party.title()}: {_srt_line(said.text)}\n"
        for number, said in enumerate(_spoken(review), start=1)
    )
    return "\n".join(cues)


def vtt_text(review: Review) -> str:
    """The utterances as WebVTT (W3C), times to the millisecond, the party as the voice."""
    cues = (
        f"\n{_clock(said.start_s, '.')} --> {_clock(_end_s(said), '.')}\n"
        f"<v {said.party.title()}>{one_line(said.text).translate(_IN_VTT)}</v>\n"
        for said in _spoken(review)
    )
    return "WEBVTT\n" + "".join(cues)


def _spoken(review: Review) -> Iterator[Utterance[Party]]:
    said = review.transcript.utterances if review.transcript else ()
    return (each for each in said if each.text.strip())


def _end_s(said: Utterance[Party]) -> float:
    """The end, a millisecond after the start at the least: WebVTT allows no empty cue."""
    return max(said.end_s, round(said.start_s, 3) + 0.001)


def _srt_line(text: str) -> str:
    return one_line(text).translate(_IN_SRT).replace("{\\", "(\\")


def _clock(time_s: float, point: str) -> str:
    seconds, ms = divmod(round(time_s * 1000), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms:03}"
