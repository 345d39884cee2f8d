"""Owns which numbers are secrets: cards, telephones and long numbers, not prices and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from callcoach.language.secret_words import SecretWords
from callcoach.types.redaction import SecretKind
from callcoach.words.number_atoms import Atom
from callcoach.words.number_runs import Run

LONG_LEAST = 5
"""Figures from which a number read out is a secret. Chosen by us: years, clock times and short
prices have up to four, sort codes and the shortest account numbers and postcodes five."""

CARD_LEAST, CARD_MOST = 13, 19
"""Figures of a payment card (ISO/IEC 7812-1)."""

PIN_LEAST, PIN_MOST = 3, 8
"""Figures of a PIN (ISO 9564-1: 4 to 12), a card's security code, or a code sent to a phone."""

UNIT_MOST = 8
"""A longer number is no amount, whatever follows it. Chosen by us."""

NEAR = 8
"""Words before a number in which what announces it is looked for. Chosen by us."""

AFTER = 3
"""Words after it in which it is looked for: "nine oh two one oh for the zip"."""

STEPS = frozenset({1, 2, 5, 10, 20, 25, 50, 100})
"""Steps in which people count. Chosen by us."""

ASCENDING_MOST = 4
"""Groups of an estimate ("twenty, thirty, forty five people"). Chosen by us."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a number: words before it, those of a question it answers, and after."""

    before: tuple[str, ...]
    asked: tuple[str, ...]
    after: tuple[str, ...]

    def near(self, phrases: frozenset[str]) -> int | None:
        """How many words before the number the last of the phrases ends, None where none does."""
        for said, most in ((self.before, NEAR), (self.asked, len(self.asked))):
            found = _distance(said[-most:], phrases) if said else None
            if found is not None:
                return found + (0 if said is self.before else NEAR)
        return None


def kind_of(
    run: Run, atoms: Sequence[Atom], around: Around, words: SecretWords
) -> SecretKind | None:
    """What a number is, None where it is nothing to take out."""
    run = without_date(run, around, words)
    n = len(run.figures)
    if n < PIN_LEAST or is_amount(run, around, words):
        return None
    if has_card(run.groups):
        return "card_number"
    id_at = around.near(words.id_words)
    phone_at = around.near(words.phone_words)
    is_named = (
        id_at is not None
        or phone_at is not None
        or _distance(around.after[:AFTER], words.id_words | words.phone_words) is not None
    )
    if _n_sure(run, atoms, words) < LONG_LEAST and not (is_named and n >= LONG_LEAST):
        return "number" if n <= PIN_MOST and _is_pin(around, words) else None
    if not is_named and (_is_plain(run, atoms) or _is_in_list(run, around, words)):
        return None
    is_phone_near = phone_at is not None and (id_at is None or phone_at <= id_at)
    return "phone_number" if _is_phone(run, atoms, around, words, is_phone_near) else "number"


def has_card(groups: Sequence[str]) -> bool:
    """Whether groups in a row make a card's number: 13 to 19 figures that pass Luhn's check.

    Source: ISO/IEC 7812-1, annex B. Payment cards begin with 2 to 6.
    """
    for start in range(len(groups)):
        figures = ""
        for group in groups[start:]:
            figures += group
            if len(figures) > CARD_MOST:
                break
            if len(figures) >= CARD_LEAST and figures[0] in "23456" and _passes_luhn(figures):
                return True
    return False


def _passes_luhn(figures: str) -> bool:
    doubled = [2 * int(figure) for figure in figures[-2::-2]]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return (total + sum(map(int, figures[-1::-2]))) % 10 == 0


def without_date(run: Run, around: Around, words: SecretWords) -> Run:
    """The number without a day and year at its start that follow the name of a month."""
    before = [word for word in around.before if word not in words.date_joiners]
    if not before or before[-1] not in words.months:
        return run
    groups = list(run.groups)
    if groups and len(groups[0]) <= 2 and int(groups[0]) <= 31 and not _n_year(groups):
        groups = groups[1:]
    groups = groups[_n_year(groups) :]
    return replace(run, groups=tuple(groups))


def _n_year(groups: Sequence[str]) -> int:
    """How many groups at the start make a year: "1984", "nineteen eighty four"."""
    if groups and len(groups[0]) == 4 and groups[0][:2] in ("19", "20"):
        return 1
    is_pair = len(groups) > 1 and groups[0] in ("19", "20") and len(groups[1]) == 2
    return 2 if is_pair else 0


def is_amount(run: Run, around: Around, words: SecretWords) -> bool:
    """Whether a number is followed, or led in, by what makes it an amount: "12 dollars"."""
    if len(run.figures) > UNIT_MOST:
        return False
    before = [word for word in around.before[-2:] if word != "and"]
    if before and (before[-1] in words.cardinals or before[-1] in "$\u00a3\u20ac"):
        return True
    return bool(around.after) and (
        around.after[0] in words.money | words.units | words.cardinals
        or " ".join(around.after[:2]) in words.units
    )


def _n_sure(run: Run, atoms: Sequence[Atom], words: SecretWords) -> int:
    """Figures of the number without an "oh" at either end, which may be a mere cry."""
    n = len(run.figures)
    for at in (run.first, run.last):
        n -= atoms[at].text in words.weak
    return n


def _is_pin(around: Around, words: SecretWords) -> bool:
    said = around.before[-NEAR:]
    at = _distance(said, words.pin_words)
    if at is None:
        said = around.asked
        at = _distance(said, words.pin_words)
    if at is None:
        return False
    before = said[: len(said) - at - 1]
    return not before or before[-1] not in words.no_pin_before


def _is_plain(run: Run, atoms: Sequence[Atom]) -> bool:
    """Whether it may be counting, an estimate, years, times or a date, and no number of its own."""
    values = [int(group) for group in run.groups]
    steps = {after - before for before, after in pairwise(values)}
    if len(values) > 2 and len(steps) == 1 and {abs(step) for step in steps} <= STEPS:
        return True
    is_spoken = all(atom.kind != "figures" for atom in atoms[run.first : run.last + 1])
    is_rising = 2 < len(values) <= ASCENDING_MOST and min(steps) > 0
    if is_rising and max(map(len, run.groups)) <= (2 if is_spoken else 3):
        return True
    return _are_years(run.groups) or _are_times(values) or _is_date(run.groups)


def _is_in_list(run: Run, around: Around, words: SecretWords) -> bool:
    """Whether it goes on as a list does: "64, 128 and 256"."""
    if not 1 < len(run.groups) < ASCENDING_MOST or len(around.after) < 2:
        return False
    joined, then = around.after[:2]
    is_number = then.isdecimal() or then in {*words.digits, *words.teens, *words.tens}
    return joined in words.list_words and is_number


def _are_years(groups: Sequence[str]) -> bool:
    at = 0
    while at < len(groups) and (n := _n_year(groups[at:])):
        at += n
    return at == len(groups) and at > 1


def _are_times(values: Sequence[int]) -> bool:
    hours, minutes = values[::2], values[1::2]
    return (
        len(values) % 2 == 0
        and all(1 <= hour <= 12 for hour in hours)
        and all(10 <= minute < 60 and minute % 5 == 0 for minute in minutes)
    )


def _is_date(groups: Sequence[str]) -> bool:
    if len(groups) < 3 or max(len(group) for group in groups[:2]) > 2:
        return False
    day_and_month = sorted((int(groups[0]), int(groups[1])))
    is_day = 1 <= day_and_month[0] <= 12 and 1 <= day_and_month[1] <= 31
    return is_day and _n_year(groups[2:]) == len(groups) - 2


def _is_phone(
    run: Run, atoms: Sequence[Atom], around: Around, words: SecretWords, is_phone_near: bool
) -> bool:
    n = len(run.figures)
    said = atoms[run.first : run.last + 1]
    if said[0].text.startswith("+") or (around.before and around.before[-1] in words.plus):
        return True
    if is_phone_near and 7 <= n <= 15:
        return True
    shape = tuple(map(len, run.groups))
    is_written = all(atom.kind == "figures" for atom in said)
    if is_written and shape in ((3, 3, 4), (3, 4), (1, 3, 3, 4), (2, 2, 2, 2, 2)):
        return True
    is_called = around.near(words.id_words) is None or around.before[-2:-1] == ("number",)
    return is_called and n in (10, 11) and (run.figures[0] == "0" or not is_written)


def _distance(said: Sequence[str], phrases: frozenset[str]) -> int | None:
    """How many words stand after the last of the phrases, None where none is there."""
    for end in range(len(said), 0, -1):
        for size in (1, 2, 3):
            if size <= end and " ".join(said[end - size : end]) in phrases:
                return len(said) - end
    return None
