"""Owns what the panel says in words, longest form first where a narrow terminal needs a shorter."""

from __future__ import annotations

from callcoach.report.phrases import times
from callcoach.types.call import Party
from callcoach.types.live import LaneState, LiveView, PaceNow, WordsNow

CONSENT = "everyone on the call must know"
HOW_TO_STOP = (
    "Ctrl-C ends the call and writes the review",
    "Ctrl-C ends, writes the review",
    "Ctrl-C ends",
)

_BASIS = {"call": ("yours in this call", "yours"), "language": ("for the language", "language")}
_ABSENT: dict[Party, tuple[str, ...]] = {
    "agent": ("no input: pace and talk-overs cannot be told", "no input"),
    "customer": ("no input: talk-overs cannot be told", "no input"),
}
_LOST = ("input lost, trying again", "input lost", "lost")


def state_words(state: LaneState, party: Party) -> tuple[str, ...]:
    """Why a lane has no level; empty where it has."""
    if state == "none":
        return _ABSENT.get(party, _ABSENT["customer"])
    return {"fine": (), "no_signal": ("no signal",), "lost": _LOST}[state]


def pace_words(pace: PaceNow | None) -> tuple[str, ...]:
    """The rate, the usual band, and whose usual that is."""
    if pace is None:
        return "told once you have spoken for a minute", "not known yet"
    usual = f"usual {pace.low_sps:.1f} to {pace.high_sps:.1f}"
    whose, briefly = _BASIS[pace.basis]
    if pace.rate_sps is None:
        said = "too little said yet"
        return f"{said}; {usual} ({whose})", f"{said}; {usual}", said
    rate = f"{pace.rate_sps:.1f}"
    return (
        f"{rate} syllables/s, {usual} ({whose})",
        f"{rate} syllables/s, {usual} ({briefly})",
        f"{rate} syllables/s, {usual}",
        f"{rate}/s, {usual}",
        f"{rate} syllables/s",
    )


def words_words(words: WordsNow) -> tuple[str, ...]:
    """How transcription keeps up."""
    model = words.model or "speech model"
    why = f": {words.why}" if words.why else ""
    if words.state == "off":
        return f"off{why}", "off"
    if words.state == "starting":
        return f"{model} is starting", "starting"
    if words.state == "gave_up":
        why = why or ": too slow"
        return f"off{why}, measures go on", "off, measures go on"
    lag = f"{words.lag_s:.0f} s behind" if words.lag_s >= 1 else "up to date"
    if words.state == "smaller_model":
        return f"{model}, a smaller model, {lag}", f"{model}, {lag}"
    return (f"{model}, {lag}",)


def loss_words(view: LiveView) -> tuple[str, ...]:
    """How much sound was lost; empty where none was."""
    if not view.n_overflows and view.lost_s <= 0:
        return ("",)
    lost = f"{view.lost_s:.1f} s lost" if view.lost_s >= 0.05 else "under 0.1 s lost"
    return (f"{lost}, {times(view.n_overflows)}" if view.n_overflows else lost, lost)
