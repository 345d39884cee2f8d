"""Owns how numbers and moments are put into words."""

from __future__ import annotations

from callcoach.types.measures import RaisedSpan


def clock(time_s: float) -> str:
    """A moment of the call as minutes and seconds: "2:05"."""
    whole_s = int(time_s)
    return f"{whole_s // 60}:{whole_s % 60:02d}"


def seconds(duration_s: float) -> str:
    """A length of time: "1.4 s", "25 s", "2 min 5 s"."""
    if duration_s < 9.95:
        return f"{duration_s:.1f} s"
    whole_s = round(duration_s)
    return f"{whole_s} s" if whole_s < 120 else f"{whole_s // 60} min {whole_s % 60} s"


def times(count: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def counted(count: int, noun: str) -> str:
    """A count with its noun: "1 talk-over", "3 talk-overs"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def ranged(value: int, low: int | None, high: int | None) -> str:
    """A count with its range where there is one: "4 (3-5)"."""
    if low is None or high is None:
        return str(value)
    return f"{value} ({low}-{high})"


def raised_cues(span: RaisedSpan) -> str:
    """The cues of a raised voice with their sizes: "level +7 dB, pitch +3.4 semitones"."""
    cues = []
    if span.level_db is not None:
        cues.append(f"level {span.level_db:+.0f} dB")
    if span.f0_st is not None:
        cues.append(f"pitch {span.f0_st:+.1f} semitones")
    if span.alpha_db is not None:
        cues.append(f"high frequencies {span.alpha_db:+.1f} dB")
    return ", ".join(cues)
