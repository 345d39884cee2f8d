"""Owns the silences: stretches in which nobody speaks, each with its kind."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from callcoach.settings import TurnSettings
from callcoach.turns.runs import TINY_S
from callcoach.types.call import Channel, Reasons
from callcoach.types.floor import Silence, SilenceKind
from callcoach.types.time import Span, Spans, complement, difference, intersection, joined

ONE_CHANNEL = "one channel holds both parties: who spoke before and after cannot be told"


def silences_of(
    units: Sequence[Spans], holds: Spans, duration_s: float, turns: TurnSettings
) -> tuple[Silence[Channel], ...]:
    """The silences of `ipu_gap_s` (0.20 s) and more, in order of time.

    Hold music and tones are cut out of a silence and stand as `hold`. Gap or pause is told by
    who spoke alone last before and first after it, as in Heldner & Edlund 2010, "Pauses, gaps
    and overlaps in conversations"; with one channel, or where nobody spoke alone, the kind is
    None with the reason. Shorter silences count as time in which nobody speaks but are not
    listed.
    """
    spoken = joined(span for spans in units for span in spans)
    nobody = complement(spoken, Span(0.0, duration_s))
    held = intersection(nobody, holds)
    unheld = difference(nobody, held)
    alone = _alone(units)
    found: list[Silence[Channel]] = []
    for span in sorted((*unheld, *held)):
        if span.duration_s < turns.ipu_gap_s - TINY_S:
            continue
        before, after = alone.before(span), alone.after(span)
        is_edge = not spoken or span.end_s <= spoken[0].start_s or span.start_s >= spoken[-1].end_s
        kind: SilenceKind | None = "hold" if span in held else "edge" if is_edge else None
        if kind is None and before is not None and after is not None:
            kind = "pause" if before == after else "gap"
        is_dead_air = kind not in ("hold", "edge") and span.duration_s >= turns.dead_air_s - TINY_S
        reasons = _reasons(kind, before, len(units))
        found.append(Silence(span.start_s, span.end_s, kind, before, is_dead_air, reasons))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Alone:
    """Stretches in which one party spoke alone, in order of time."""

    spans: Spans
    channels: tuple[Channel, ...]

    def before(self, silence: Span) -> Channel | None:
        index = bisect_right(self.spans, silence.start_s, key=lambda span: span.end_s) - 1
        return self.channels[index] if index >= 0 else None

    def after(self, silence: Span) -> Channel | None:
        index = bisect_left(self.spans, silence.end_s, key=lambda span: span.start_s)
        return self.channels[index] if index < len(self.spans) else None


def _alone(units: Sequence[Spans]) -> _Alone:
    if len(units) != 2:
        return _Alone((), ())
    pairs = [(span, 0) for span in difference(units[0], units[1])]
    pairs += [(span, 1) for span in difference(units[1], units[0])]
    pairs.sort()
    return _Alone(tuple(span for span, _ in pairs), tuple(channel for _, channel in pairs))


def _reasons(kind: SilenceKind | None, before: Channel | None, n_channels: int) -> Reasons:
    reasons: dict[str, str] = {}
    if kind is None:
        reasons["kind"] = ONE_CHANNEL if n_channels != 2 else "nobody spoke alone beside it"
    if before is None:
        reasons["after"] = ONE_CHANNEL if n_channels != 2 else "nobody had spoken alone before"
    return reasons
