"""Phrases are compared in one normal form."""

from __future__ import annotations

import pytest

from callcoach.language import normalised, tokens


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Thank you!", "thank you"),
        ("I\u2019m sorry -- really.", "i'm sorry really"),
        ("mm-hm", "mm hm"),
        ("uh\u2011huh, Uh huh", "uh huh uh huh"),
        ("O.K., at 5 p.m. in the U.S.", "ok at 5 pm in the us"),
        ("It costs $1,250.50 (all in)", "it costs 1250.50 all in"),
        ("'cause the agents' phones", "cause the agents phones"),
        ("wh- what... end.", "wh what end"),
        ("\u00c4h, f\u00fcnf_sechs", "\u00e4h f\u00fcnf sechs"),
        ("  \t\n ", ""),
        ("?!", ""),
        ("so\u00adrry \u200ffor\u202e the\ufeff delay", "sorry for the delay"),
        ("two\u200bwords\x00here", "two words here"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalised(text) == normal
    assert normalised(normal) == normal
    assert tokens(text) == tuple(normal.split())
