"""Owns the list of formats that a review is exported to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from callcoach.errors import ReviewFormatError
from callcoach.report.rttm import rttm_text
from callcoach.report.subtitles import srt_text, vtt_text
from callcoach.report.textgrid import textgrid_text
from callcoach.report.words_csv import csv_text
from callcoach.types.review import Review

ExportFormat = Literal["srt", "vtt", "textgrid", "rttm", "csv"]


@dataclass(frozen=True, slots=True)
class Export:
    """One format: the ending of its files, its writer, and whether it can do without words."""

    suffix: str
    text: Callable[[Review], str]
    needs_words: bool = True


EXPORTS: Mapping[ExportFormat, Export] = {
    "srt": Export(".srt", srt_text),
    "vtt": Export(".vtt", vtt_text),
    "textgrid": Export(".TextGrid", textgrid_text),
    "rttm": Export(".rttm", rttm_text, needs_words=False),
    "csv": Export(".csv", csv_text),
}


def export_text(review: Review, form: ExportFormat) -> str:
    """The review in a format, as text to be written in UTF-8.

    Raises
    ------
    ReviewFormatError
        If the format is one of words and the review has none; or of speech, and nobody speaks.
    """
    export = EXPORTS[form]
    if export.needs_words:
        said = review.transcript
        if said is None or not any(each.text.strip() for each in said.utterances):
            why = review.reasons.get("transcript", "no words were recognised")
            raise ReviewFormatError(f"the review has no words ({why}); --as rttm needs none")
    elif not any(review.activity.values()):
        raise ReviewFormatError("nobody speaks in this recording, so there is nothing to export")
    # A name or text that is not UTF-8 reaches us with lone surrogates, which cannot be written.
    return export.text(review).encode("utf-8", "replace").decode("utf-8")
