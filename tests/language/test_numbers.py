"""Figures are read out as English speakers say them."""

from __future__ import annotations

import pytest

from callcoach.language.numbers import spoken_number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("13", "thirteen"),
        ("25", "twenty five"),
        ("20th", "twentieth"),
        ("4s", "fours"),
        ("40", "forty"),
        ("100", "one hundred"),
        ("911.", "nine hundred eleven"),
        ("1,250", "one thousand two hundred fifty"),
        ("1,000,000", "one million"),
        ("2024", "twenty twenty four"),
        ("1905", "nineteen oh five"),
        ("1900", "nineteen hundred"),
        ("2000", "two thousand"),
        ("2005", "two thousand five"),
        ("1980s", "nineteen eighties"),
        ("3.14", "three point one four"),
        ("50%", "fifty percent"),
        ("$1", "one dollar"),
        ("$5,", "five dollars"),
        ("$19.99", "nineteen dollars ninety nine"),
        ("$0.99", "ninety nine cents"),
        ("\u00a33", "three pounds"),
        ("\u20ac20", "twenty euros"),
        ("3:30", "three thirty"),
        ("12:05", "twelve oh five"),
        ("9:00", "nine o'clock"),
        ("1st", "first"),
        ("22nd", "twenty second"),
        ("30th", "thirtieth"),
        ("9th", "ninth"),
        ("007", "oh oh seven"),
        ("5551234", "five five five one two three four"),
        ("5551234,", "five five five one two three four"),
        ("9" * 20, " ".join(["nine"] * 20)),
    ],
)
def test_number(text: str, words: str) -> None:
    assert spoken_number(text) == words


@pytest.mark.parametrize("text", ["", "abc", "12:75", "B12", "%", "x%", "-", "1.2.3"])
def test_no_number(text: str) -> None:
    assert spoken_number(text) is None


def test_absurdly_long_numbers_are_read_figure_by_figure() -> None:
    assert spoken_number("1" + ",000" * 2000) is not None
