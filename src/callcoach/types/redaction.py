"""Owns the words for what was taken out of a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SecretKind = Literal["card_number", "phone_number", "number", "e_mail", "iban"]

LABELS: Mapping[SecretKind, str] = {
    "card_number": "[card number]",
    "phone_number": "[phone number]",
    "number": "[number]",
    "e_mail": "[e-mail]",
    "iban": "[account number]",
}
"""What stands in the place of what was taken out."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was taken out: how many of each kind, and where the sound is silent.

    `silenced`: spans in seconds from the start of the call, ordered and disjoint.
    """

    counts: Mapping[SecretKind, int]
    silenced: tuple[tuple[float, float], ...]
