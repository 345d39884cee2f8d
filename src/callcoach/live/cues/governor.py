"""Owns which cue is shown: rarely, never two at once, and not while the customer speaks."""

from __future__ import annotations

from callcoach.settings import LiveSettings
from callcoach.types.cues import Crossing, Cue, CueKind, HeldBy

TINY_S = 1e-6


class Governor:
    """Answers each crossing, in order of call time.

    What held a cue is the first of these that applies: `switched_off`, `warm_up`, `per_call`,
    `cool_down` (of its kind, or the gap between any two), `customer_speaking`, which holds all
    kinds but the talk-over itself. A cue so held is not made up for when they stop: it would speak
    of what is over, and a long turn crosses again. That an input is lost is no coaching: only
    `switched_off` holds it, and it counts toward nothing.
    """

    def __init__(self, live: LiveSettings) -> None:
        self._live = live
        self._shown_s: dict[CueKind, float] = {}
        self._n_shown = 0
        self._last: Cue | None = None

    def answer(self, crossing: Crossing, *, customer_speaks: bool) -> Cue:
        """Whether a crossing is shown now; `heard_at_s` is when now is."""
        cue = Cue(crossing, self._held_by(crossing, customer_speaks))
        if cue.shown:
            self._last = cue
            if crossing.kind != "input_lost":
                self._shown_s[crossing.kind] = crossing.heard_at_s
                self._n_shown += 1
        return cue

    def showing(self, at_s: float) -> Cue | None:
        """The cue to be seen at a moment of the call: the last that was shown, until
        `cue_shown_s` are over."""
        if self._last is None:
            return None
        age_s = at_s - self._last.crossing.heard_at_s
        return self._last if age_s < self._live.cue_shown_s - TINY_S else None

    def _held_by(self, crossing: Crossing, customer_speaks: bool) -> HeldBy | None:
        kind, at_s, live = crossing.kind, crossing.heard_at_s, self._live
        if not getattr(live, f"cue_{kind}"):
            return "switched_off"
        if kind == "input_lost":
            return None
        reasons: tuple[tuple[HeldBy, bool], ...] = (
            ("warm_up", at_s < live.warm_up_s - TINY_S),
            ("per_call", self._n_shown >= live.cues_most),
            ("cool_down", self._is_too_soon(kind, at_s)),
            ("customer_speaking", customer_speaks and kind != "talk_over"),
        )
        return next((held_by for held_by, applies in reasons if applies), None)

    def _is_too_soon(self, kind: CueKind, at_s: float) -> bool:
        of_kind_s = self._shown_s.get(kind)
        if of_kind_s is not None and at_s - of_kind_s < self._live.cool_down_s - TINY_S:
            return True
        last_s = max(self._shown_s.values(), default=None)
        return last_s is not None and at_s - last_s < self._live.cue_gap_s - TINY_S
