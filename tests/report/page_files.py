"""Owns pages made of example reviews, for looking at them in a browser."""

from __future__ import annotations

import base64
import io
import wave
from pathlib import Path

from report_examples import contours_of, swapped

from callcoach.report.page import page_html
from callcoach.types.review import Review


def silence(length_s: float) -> str:
    """So many seconds of silence as an address that holds them."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(3000)
        out.writeframes(b"\x80" * round(3000 * length_s))
    return "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode()


def page_file(
    folder: Path, review: Review, *, sound: str | None = None, name: str = "call"
) -> Path:
    """The page of a review as a file; it can be swapped where there are two parties."""
    can_swap = review.call.layout == "two_channel" and any(review.activity.values())
    place = folder / "call.html"
    html = page_html(
        review,
        swapped=swapped(review) if can_swap else None,
        contours=contours_of(review, max(0.1, review.call.duration_s / 2000)),
        sound_url=sound,
        name=name,
    )
    place.write_text(html, encoding="utf-8")
    return place
