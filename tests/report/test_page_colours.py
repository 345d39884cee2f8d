"""The colours can be read: 4.5 to 1 for text, 3 to 1 for shapes, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import callcoach.report.page as page_module

TOKENS = (Path(page_module.__file__).parent / "templates" / "tokens.css").read_text("utf-8")
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): #(\w{6})", part)) for part in TOKENS.split("@media"))


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """Contrast ratio by WCAG 2.1, 1..21."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21.0)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


def test_both_schemes_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert len(LIGHT) > 10


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
@pytest.mark.parametrize("text", ["ink", "soft", "agent", "customer", "attention-ink", "focus"])
def test_text_stands_out(scheme: dict[str, str], ground: str, text: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["agent-wash", "customer-wash", "attention-wash", "line"])
def test_text_stands_out_on_washes(scheme: dict[str, str], ground: str) -> None:
    assert contrast(scheme["ink"], scheme[ground]) >= 7


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_soft_text_of_dimmed_words_stands_out_when_they_are_played(
    scheme: dict[str, str],
) -> None:
    for ground in ("attention-wash", "line"):
        assert contrast(scheme["soft"], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_two_parties_differ_in_more_than_hue_from_the_ground(scheme: dict[str, str]) -> None:
    for shape in ("agent", "customer", "attention-ink"):
        assert contrast(scheme[shape], scheme["sheet"]) >= 3
