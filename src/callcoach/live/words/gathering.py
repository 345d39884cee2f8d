"""Owns when what one party says is a passage to put into words, while the call goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from callcoach.settings import WordSettings
from callcoach.types.frames import FloatRow
from callcoach.types.time import Span, Spans, total_s
from callcoach.words.passages import CONTEXT_S, Passage, passages

SPEECH_S = 8.0
PAUSE_S = 0.5
SILENCE_S = 3.0
AGE_S = 15.0
"""A passage is due with so much speech and a pause after it, or after so long a silence, or when
its first words are so old, at the end of a unit. Shorter passages would cost the
engine as much each as long ones, and give it less to understand words by; longer ones would show
words late. All chosen by us."""

CUT_S = 20.0
CUT_PIECE_S = 14.0
"""A unit so long that has not ended is cut at a quiet place, into pieces of at most so much; the
last piece waits for more. Nothing else is cut but what is longer than a passage. Chosen by us."""

SLIVER_S = CONTEXT_S
"""Less than this of a unit, where its rest has been taken already, was heard with that."""


@dataclass(frozen=True, slots=True)
class Due:
    """A passage to put into words. `since_s`: when in the call it could have been taken."""

    passage: Passage
    since_s: float


class Gathering:
    """The speech of one channel that no passage has taken yet.

    Parameters
    ----------
    settings : `passage_s` and `passage_gap_s`, of the passages.
    joined_gap_s : shorter gaps between units may still close.
    """

    def __init__(self, settings: WordSettings, joined_gap_s: float) -> None:
        self._settings, self._joined_gap_s = settings, joined_gap_s
        self._closed: list[Span] = []
        self._open: Span | None = None
        self._closed_to_s = 0.0
        self._taken_to_s = 0.0
        self._final_to_s = 0.0
        self._due_since_s: float | None = None
        self._is_ended = False

    @property
    def oldest_s(self) -> float | None:
        """When in the call the oldest speech began that waits; None where none does."""
        waiting = self._waiting
        return waiting[0].start_s if waiting else None

    @property
    def due_since_s(self) -> float | None:
        """Since when in the call a passage can be taken; None where there is none."""
        return self._due_since_s

    @property
    def needs_from_s(self) -> float:
        """What of the call before this will not be asked for."""
        oldest_s = self.oldest_s
        begins_s = self._final_to_s if oldest_s is None else min(oldest_s, self._final_to_s)
        return max(0.0, begins_s - self._joined_gap_s - CONTEXT_S)

    def spoken(self, units: Spans, final_to_s: float) -> None:
        """Takes the units of the recent call, which change no more before `final_to_s`."""
        self._open, self._final_to_s = None, final_to_s
        for unit in _after(units, self._closed_to_s):
            if unit.start_s >= final_to_s:
                break
            if unit.end_s + self._joined_gap_s > final_to_s:
                self._open = Span(unit.start_s, min(unit.end_s, final_to_s))
                break
            self._closed.append(unit)
            self._closed_to_s = unit.end_s
        self._see_whether_due()

    def end(self, units: Spans, duration_s: float) -> None:
        """The call has ended: of its units, all that was not taken is due."""
        self._closed, self._open = _after(units, self._taken_to_s), None
        self._final_to_s, self._is_ended = duration_s, True
        self._see_whether_due()

    def lose(self, before_s: float) -> None:
        """The sound before a moment is gone, and with it the speech that waited there."""
        oldest_s = self.oldest_s
        if oldest_s is None or oldest_s >= before_s:
            return
        self._leave(before_s)
        self._see_whether_due()

    def take(self, longest_s: float, levels_dbfs: Callable[[], FloatRow]) -> Due | None:
        """The first passage that is due, of at most `longest_s`; None where none is.

        `levels_dbfs`: gives the channel's levels, a row each 10 ms of the call so far.
        """
        since_s, waiting = self._due_since_s, self._waiting
        if since_s is None or not waiting:
            return None
        n_units = self._n_that_fit(longest_s - 2 * CONTEXT_S)
        until_s = self._until_s(waiting[max(1, n_units) - 1], waiting[max(1, n_units) :])
        if n_units:
            settings = replace(self._settings, passage_s=longest_s)
            group = passages(waiting[:n_units], until_s, settings, from_s=self._taken_to_s)
        else:
            settings = replace(self._settings, passage_s=min(longest_s, CUT_PIECE_S))
            levels = levels_dbfs()
            group = passages(waiting[:1], until_s, settings, levels, from_s=self._taken_to_s)
        self._leave(group[1].call_span.start_s if len(group) > 1 else until_s)
        self._due_since_s = None
        if self._is_due():
            self._due_since_s = max(since_s, self._waiting[0].end_s)
        return Due(group[0], since_s)

    @property
    def _waiting(self) -> Spans:
        return (*self._closed, self._open) if self._open else tuple(self._closed)

    @property
    def _is_unbroken(self) -> bool:
        """Whether so much was said without a pause that it must be cut."""
        return self._open is not None and self._open.duration_s >= CUT_S

    def _leave(self, before_s: float) -> None:
        """Nothing before a moment waits any more."""
        self._taken_to_s = before_s
        self._closed_to_s = max(self._closed_to_s, before_s)
        self._closed = _after(self._closed, before_s)
        if self._open is not None:
            self._open = next(iter(_after([self._open], before_s)), None)

    def _n_that_fit(self, longest_s: float) -> int:
        """How many of the units that are over go into one passage as they are."""
        at_s = 0.0
        for n, unit in enumerate(self._closed):
            gap_s = unit.start_s - self._closed[n - 1].end_s if n else 0.0
            at_s += min(gap_s, self._settings.passage_gap_s) + unit.duration_s
            if at_s > longest_s:
                return n
        return len(self._closed)

    def _until_s(self, last: Span, following: Spans) -> float:
        """How far sound after a unit may go with it: half way to what follows."""
        if following:
            return (last.end_s + following[0].start_s) / 2
        return max(last.end_s, min(self._final_to_s, last.end_s + CONTEXT_S))

    def _see_whether_due(self) -> None:
        if not self._is_due():
            self._due_since_s = None
        elif self._due_since_s is None:
            self._due_since_s = self._final_to_s

    def _is_due(self) -> bool:
        if self._is_unbroken:
            return True
        if not self._closed:
            return False
        if self._is_ended:
            return True
        speech_s, last = total_s(self._closed), self._closed[-1]
        pause_s = (self._open.start_s if self._open else self._final_to_s) - last.end_s
        return (
            (speech_s >= SPEECH_S and pause_s >= PAUSE_S)
            or pause_s >= SILENCE_S
            or self._final_to_s - self._closed[0].start_s >= AGE_S
        )


def _after(units: Sequence[Span], time_s: float) -> list[Span]:
    """What of the units lies after a moment, but for slivers of those that reach across it."""
    return [
        Span(max(unit.start_s, time_s), unit.end_s)
        for unit in units
        if unit.start_s >= time_s or unit.end_s - time_s >= SLIVER_S
    ]
