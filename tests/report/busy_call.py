"""Owns an example review of over an hour in which 5,000 short utterances are spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from report_examples import BAD_CALL, Line, two_channel

from callcoach.types.review import Review, Technique

N_UTTERANCES = 5000
WORDS_A_LINE = 3
SPREAD = 21
"""Every so many lines a technique is found again."""


def _short_lines() -> Iterator[Line]:
    """The lines of the script in pieces of three words, each right after the one before."""
    for line in BAD_CALL:
        words = [word.strip(",.?!") for word in line.text.split()]
        yield replace(line, text=" ".join(words[:WORDS_A_LINE]))
        for i in range(WORDS_A_LINE, len(words), WORDS_A_LINE):
            yield Line(line.party, 0.05, " ".join(words[i : i + WORDS_A_LINE]))


def busy_call() -> Review:
    """About 70 min with 5,000 utterances, the techniques found over and over."""
    script = list(_short_lines())
    lines = (script * (N_UTTERANCES // len(script) + 1))[:N_UTTERANCES]
    review = two_channel(lines)
    assert review.transcript is not None
    said = review.transcript.utterances
    techniques = tuple(
        replace(each, count=len(each.evidence) * 40, evidence=_again(each, review))
        if each.count
        else each
        for each in review.techniques or ()
    )
    assert len(said) == N_UTTERANCES
    return replace(review, techniques=techniques)


def _again(technique: Technique, review: Review) -> tuple:
    assert review.transcript is not None
    (found,) = technique.evidence
    said = [each for each in review.transcript.utterances if each.party == found.party]
    first = sum(map(ord, technique.id)) % SPREAD
    return tuple(
        replace(found, start_s=each.start_s, end_s=each.end_s, quote=each.text)
        for each in said[first::SPREAD]
    )
