"""Owns the four figures beside the one sentence: talk-overs, pace, steadiness, response time."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.report.phrases import ABSENT, duration, plural, reason, span
from callcoach.report.sentences import main_party
from callcoach.types.measures import Pace
from callcoach.types.review import Review


@dataclass(frozen=True, slots=True)
class Band:
    """A thin line beside a figure: where `low`..`high` and `at` lie on a scale, in percent."""

    low: float
    high: float
    at: float | None
    says: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its unit, or None with the reason in words."""

    name: str
    value: str | None
    unit: str
    detail: str
    why_withheld: str = ""
    band: Band | None = None


def figures(review: Review) -> tuple[Figure, ...]:
    """The four figures, in the order of the page; three where the voice is not to be measured."""
    voice = () if review.provenance.voice_measures == "off" else (_steadiness(review),)
    return (_talk_overs(review), _pace(review), *voice, _response(review))


def _talk_overs(review: Review) -> Figure:
    found = review.talk_overs
    name = "Talk-overs"
    if found.count is None:
        return Figure(name, None, "", "", reason(found.reasons, "count"))
    detail = f"{duration(found.overlap_s)} in all" if found.count and found.overlap_s else ""
    band = None
    if found.count_low is not None and found.count_high is not None:
        top = max(found.count_high, 5)
        says = f"range {found.count_low} to {found.count_high}"
        low, high = found.count_low, found.count_high
        band = Band(100 * low / top, 100 * high / top, 100 * found.count / top, says)
    unit = f"over the customer{span(found.count_low, found.count_high)}"
    return Figure(name, str(found.count), unit.strip(), detail, band=band)


def _pace(review: Review) -> Figure:
    pace = review.pace.get(main_party(review))
    if pace is None:
        return Figure("Pace", None, "", "", "no speech of yours was found")
    sps = pace.articulation_rate_sps
    band = _pace_band(pace)
    mostly = (f", {band.says}" if band else "") + _usual_rate(review, pace)
    detail = "" if sps is None else f"{sps:.1f} syllables a second while speaking{mostly}"
    if pace.speech_rate_wpm is not None:
        value = f"{pace.speech_rate_wpm:.0f}"
        return Figure("Pace", value, "words a minute", detail, band=band)
    if sps is not None and pace.basis == "words":
        unit = f"syllables a second while speaking{mostly}"
        return Figure("Pace", f"{sps:.1f}", unit, "", band=band)
    if sps is not None:
        # Counted syllables are too few, most of all in fast speech, for words a minute.
        unit = "syllables a second while speaking, counted roughly from the sound"
        detail = "fast speech reads slower than it is; a transcript gives words a minute"
        return Figure("Pace", f"about {sps:.1f}", unit, detail, band=band)
    return Figure("Pace", None, "", "", reason(pace.reasons, "speech_rate_wpm"))


def _usual_rate(review: Review, pace: Pace) -> str:
    """The same rate over earlier calls, where these are known, and how this call lies to it."""
    usual = review.provenance.usual.rate("articulation_rate_sps", pace.basis)
    sps = pace.articulation_rate_sps
    if usual is None or sps is None or main_party(review) != "agent":
        return ""
    how = "as usual"
    if sps > usual.high:
        how = "faster than usual"
    elif sps < usual.low:
        how = "slower than usual"
    lies = f"{usual.low:.1f} to {usual.high:.1f} in {usual.calls} earlier calls"
    return f"; {how} ({lies})"


def _pace_band(pace: Pace) -> Band | None:
    rates = sorted(window.rate_sps for window in pace.windows)
    if len(rates) < 5 or pace.articulation_rate_sps is None:
        return None
    low, high = rates[len(rates) // 10], rates[-1 - len(rates) // 10]
    says = f"mostly {low:.1f} to {high:.1f}"
    return Band(_on(low, 2, 8), _on(high, 2, 8), _on(pace.articulation_rate_sps, 2, 8), says)


def _on(value: float, start: float, end: float) -> float:
    return min(100.0, max(0.0, 100 * (value - start) / (end - start)))


def _steadiness(review: Review) -> Figure:
    steady = review.steadiness.get(main_party(review))
    if steady is None or steady.score is None:
        why = reason(steady.reasons, "score") if steady else ABSENT
        return Figure("Steadiness", None, "", "", why)
    band, detail = None, ""
    if steady.low is not None and steady.high is not None:
        detail = f"95 % interval {steady.low:.0f} to {steady.high:.0f}"
        band = Band(steady.low, steady.high, steady.score, detail)
    against = {"call": "your own usual in this call", "stored": "your own usual over calls"}
    unit = f"of 100, against {against.get(steady.baseline or 'call')}"
    return Figure("Steadiness", f"{steady.score:.0f}", unit, detail, band=band)


RIGHT_AWAY_S = 0.12
"""Handovers shorter than this are heard as no gap and no overlap (Heldner 2011)."""


def _response(review: Review) -> Figure:
    response = review.response.get(main_party(review))
    if response is None or response.median_s is None:
        why = reason(response.reasons, "median_s") if response else ABSENT
        return Figure("Response time", None, "", "", why)
    median_s, p90_s = response.median_s, response.p90_s
    unit = "s after the customer stops"
    if abs(median_s) < RIGHT_AWAY_S:
        median_s, unit = 0.0, "s: you usually start just as the customer stops"
    elif median_s < 0:
        unit = "s: you usually start before the customer stops"
    detail = f"median of {plural(response.n, 'answer')}"
    band = None
    if p90_s is not None:
        detail += f"; one in ten over {p90_s:.1f} s"
        at = _on(median_s, -1, 5)
        says = f"median {median_s:.1f} s, nine in ten under {p90_s:.1f} s"
        band = Band(at, _on(p90_s, -1, 5), at, says)
    return Figure("Response time", f"{median_s:.1f}", unit, detail, band=band)
