"""Owns the review as RTTM: who speaks when."""

from __future__ import annotations

from callcoach.types.review import Review


def rttm_text(review: Review) -> str:
    """A SPEAKER line for each stretch of speech found in the sound, in order of time.

    Start and duration to 0.1 ms. The recording's name stands without spaces, as RTTM demands.
    """
    name = "_".join(review.call.source.split()) or "call"
    spans = sorted(
        (start_s, end_s, party)
        for party, spoken in review.activity.items()
        for start_s, end_s in spoken
    )
    return "".join(
        f"SPEAKER {name} 1 {start_s:.4f} {end_s - start_s:.4f} <NA> <NA> {party} <NA> <NA>\n"
        for start_s, end_s, party in spans
    )
