"""Owns how numbers, times and counts are put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NUMBER = re.compile(r"(\d) (%|(?:s|min|h|times)\b)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clock(at_s: float) -> str:
    """A moment of the call: ``1:04``, or ``1:02:03`` from an hour on; rounded down."""
    seconds = int(at_s + 1e-6)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"


def duration(length_s: float) -> str:
    """A length of time: ``0.6 s``, ``43 s``, ``1 min 12 s``, ``1 h 2 min``."""
    if round(length_s, 1) < 10:
        return f"{length_s:.1f} s"
    seconds = round(length_s)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        minutes, rest = divmod(seconds, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def times(count: int) -> str:
    """How often: ``never``, ``once``, ``2 times``."""
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def plural(count: int, one: str, many: str = "") -> str:
    """``1 pause``, ``2 pauses``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def span(low: int | None, high: int | None) -> str:
    """The range behind a count, `` (3-5)`` with its blank; empty where there is none."""
    return "" if low is None or high is None or low == high else f" ({low}-{high})"


def percent(share: float) -> str:
    """A share 0..1 as ``58 %``."""
    return f"{100 * share:.0f} %"


def signed(value: float, digits: int, unit: str) -> str:
    """A difference with its sign: ``+2.1 dB``."""
    return f"{value:+.{digits}f} {unit}"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def sentence(text: str) -> str:
    """The text with a capital and a full stop, so that a reason can stand by itself."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def briefly(why: str) -> str:
    """The first clause of a reason, for a place with little room."""
    return re.split(r"(?:[.;:]\s|[.;:]$)", why.strip(), maxsplit=1)[0]


ABSENT = "this party has no channel with sound in the recording"


def reason(reasons: Mapping[str, str], name: str) -> str:
    """Why `name` is None, without a full stop, for use after a colon."""
    return reasons.get(name, "no reason was recorded").strip().rstrip(".")


def bound(text: str) -> str:
    """The text with numbers tied to their units, and ranges in one piece, for wrapping."""
    return re.sub(r"(?<=\d)-(?=\d)", "\u2011", _NUMBER.sub("\\1\u00a0\\2", text))


def unbound(text: str) -> str:
    """What `bound` was given."""
    return text.replace("\u00a0", " ").replace("\u2011", "-")


def one_line(text: str) -> str:
    """The text on one line, without control signs; all else as it is."""
    return " ".join(_STEERING.sub("", text).split())


_STEERING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def printable(text: str) -> str:
    """The text on one line, without what could steer a terminal or turn the reading direction."""
    if text.isprintable():  # most is, and a call's sound is ten million letters
        return text
    return _CONTROL.sub("", re.sub(r"[\t-\r]+", " ", _SURROGATE.sub("\ufffd", text)))
