"""Owns how English reads figures aloud: "$25" is "twenty five dollars"."""

from __future__ import annotations

import re
from collections.abc import Callable

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_CURRENCIES = {"$": ("dollars", "cents"), "£": ("pounds", "pence"), "€": ("euros", "cents")}
_FIRSTS = {"one": "first", "two": "second", "three": "third", "five": "fifth"}
_FIRSTS |= {"eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
_NUMBER = re.compile(r"(?P<whole>\d+)(?:\.(?P<part>\d+))?")
_MONEY = re.compile(r"(?P<sign>[$£€])(?P<whole>\d+)(?:\.(?P<cents>\d\d))?")
_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)")
_ORDINAL = re.compile(r"(?P<whole>\d+)(?:st|nd|rd|th)")
_PLURAL = re.compile(r"(?P<whole>\d+)'?s")


def spoken_number(text: str) -> str | None:
    """English words for one token that holds figures, None where it is no number.

    Reads whole and decimal numbers, thousands with commas, dollars, pounds and euros, per cent,
    clock times, ordinals and decades. Four figures from 1100 to 2099 are read as a year, seven
    and more without commas, or a leading zero, figure by figure, as numbers of telephones and
    orders are. Speakers differ ("a hundred and five", "one oh five"); this is the plain reading.
    """
    written = text.lower().strip(".,;:!?\"'()-")
    token = re.sub(r"(?<=\d),(?=\d{3})", "", written)
    has_comma = token != written
    if token.endswith("%"):
        number = spoken_number(token[:-1])
        return number and f"{number} percent"
    for pattern, read in _READINGS:
        if found := pattern.fullmatch(token):
            return read(found, has_comma)
    return None


def _money(found: re.Match[str], _has_comma: bool) -> str:
    unit, cent = _CURRENCIES[found["sign"]]
    whole, cents = int(found["whole"]), int(found["cents"] or 0)
    pounds = f"{_cardinal(whole)} {unit[:-1] if whole == 1 else unit}"
    if not cents:
        return pounds
    return f"{pounds} {_cardinal(cents)}" if whole else f"{_cardinal(cents)} {cent}"


def _clock(found: re.Match[str], _has_comma: bool) -> str:
    hour, minute = _cardinal(int(found["hour"])), found["minute"]
    if minute == "00":
        return f"{hour} o'clock"
    return f"{hour} {'oh ' if minute[0] == '0' else ''}{_cardinal(int(minute))}"


def _ordinal(found: re.Match[str], has_comma: bool) -> str:
    head, _, last = _whole(found["whole"], has_comma).rpartition(" ")
    last = f"{last[:-1]}ieth" if last.endswith("y") else _FIRSTS.get(last, f"{last}th")
    return f"{head} {last}".strip()


def _plural(found: re.Match[str], has_comma: bool) -> str:
    words = _whole(found["whole"], has_comma)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _plain(found: re.Match[str], has_comma: bool) -> str:
    words = _whole(found["whole"], has_comma)
    return f"{words} point {_figures(found['part'])}" if found["part"] else words


def _whole(figures: str, has_comma: bool) -> str:
    is_code = len(figures) >= 7 or (len(figures) > 1 and figures[0] == "0")
    if (is_code and not has_comma) or len(figures) > 15:
        return _figures(figures)
    value = int(figures)
    is_year = not has_comma and len(figures) == 4 and 1100 <= value <= 2099
    if is_year and not 2000 <= value <= 2009 and value % 1000:
        return _year(value)
    return _cardinal(value)


def _figures(figures: str) -> str:
    return " ".join("oh" if figure == "0" else _ONES[int(figure)] for figure in figures)


def _year(value: int) -> str:
    century, rest = divmod(value, 100)
    if rest == 0:
        return f"{_cardinal(century)} hundred"
    return f"{_cardinal(century)} {'oh ' if rest < 10 else ''}{_cardinal(rest)}"


def _cardinal(value: int) -> str:
    if value < 20:
        return _ONES[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return f"{_TENS[tens]} {_ONES[ones]}" if ones else _TENS[tens]
    scale, name = next(each for each in _SCALES if value >= each[0])
    many, rest = divmod(value, scale)
    head = f"{_cardinal(many)} {name}"
    return f"{head} {_cardinal(rest)}" if rest else head


_READINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], bool], str]], ...] = (
    (_MONEY, _money),
    (_CLOCK, _clock),
    (_ORDINAL, _ordinal),
    (_PLURAL, _plural),
    (_NUMBER, _plain),
)
