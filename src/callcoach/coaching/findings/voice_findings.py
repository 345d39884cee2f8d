"""Owns the findings about the agent's voice: pace, raised voice, steadiness.

They name physical measures against the same person's own usual and nothing else.
"""

from __future__ import annotations

from callcoach.coaching.findings.overlap_findings import NO_ADVICE
from callcoach.coaching.phrasing import clock, raised_cues, seconds, times
from callcoach.settings import Settings
from callcoach.types.measures import Pace, RaisedSpan
from callcoach.types.review import Evidence, Finding, Review

FAST_MUCH_RATIO = 1.35
RAISED_LONG_S = 5.0
RAISED_TOLD_S = 3.0
RAISED_TOLD_LEVEL_DB, RAISED_TOLD_ALPHA_DB, RAISED_TOLD_F0_ST = 6.0, 2.5, 3.0
"""A raised stretch that is shorter, or has fewer than two cues of these sizes (the full ones of
steadiness), is marked, but no finding: most of what a drifting line makes look raised is less.
Chosen by us, November 2026, on the voices marked as fitted on in `benchmarks/voice.py`."""

STEADY_LOW = 70.0
"""Lower end of the steadiness interval from which it is praised. Chosen by us."""

_ADVICE_FAST = "Finish a sentence, breathe, and begin the next one only then."


def voice_findings(draft: Review, settings: Settings) -> tuple[Finding, ...]:
    """Findings about the agent's voice; none from numbers that were withheld."""
    found = (_fast(draft, settings), _slow(draft, settings), _raised(draft), _steady(draft))
    return tuple(finding for finding in found if finding is not None)


def _fast(draft: Review, settings: Settings) -> Finding | None:
    """Faster than the own usual for a stretch, or faster than the norm over the call.

    Stretches only by words: counted nuclei vary by more than the fifth that is asked for.
    """
    pace = draft.pace.get("agent")
    if pace is None:
        return None
    overall = _over_norm(pace, draft, settings)
    fast = pace.fast_spans if pace.basis == "words" else ()
    spans = sorted(fast, key=lambda span: -span.ratio_to_own)
    if not spans and overall is None:
        return None
    details, ratio = [overall] if overall else [], 0.0
    start_s, end_s = 0.0, draft.call.duration_s
    if spans:
        start_s, end_s, ratio = spans[0].start_s, spans[0].end_s, spans[0].ratio_to_own
        details.append(
            f"From {clock(start_s)} to {clock(end_s)} you spoke at {ratio:.2f} times your own "
            f"usual rate in this call; such stretches came {times(len(spans))}."
        )
    title = "You sped up" if spans else "You spoke fast throughout"
    if spans and overall is not None:
        title = "You spoke fast throughout, and faster still here"
    return Finding(
        id="fast_pace",
        kind="coach",
        severity=1 + int(ratio >= FAST_MUCH_RATIO or (bool(spans) and overall is not None)),
        start_s=start_s,
        end_s=end_s,
        title=title,
        detail=" ".join(details),
        advice=_ADVICE_FAST,
        evidence=tuple(
            _heard(span.start_s, span.end_s, f"{span.ratio_to_own:.2f} times your usual rate")
            for span in sorted(spans, key=lambda span: span.start_s)
        ),
    )


def _over_norm(pace: Pace, draft: Review, settings: Settings) -> str | None:
    limit = settings.coaching.wpm_limits(_language(draft)).fast
    if pace.turn_s < settings.coaching.rate_matched_s:
        return None
    own = f"over {seconds(pace.turn_s)} of your own turns"
    if pace.speech_rate_wpm is None or pace.speech_rate_wpm <= limit:
        return None
    return (
        f"You spoke {pace.speech_rate_wpm:.0f} words per minute {own}; "
        f"over {limit:.0f} is often hard to follow."
    )


def _language(draft: Review) -> str:
    """The language of the agent's words; empty without words."""
    return draft.transcript.language.get("agent", "") if draft.transcript else ""


def _slow(draft: Review, settings: Settings) -> Finding | None:
    pace = draft.pace.get("agent")
    limit = settings.coaching.wpm_limits(_language(draft)).slow
    if pace is None or pace.turn_s < settings.coaching.rate_matched_s:
        return None
    if pace.speech_rate_wpm is None or pace.speech_rate_wpm >= limit:
        return None
    rate = f"{pace.speech_rate_wpm:.0f} words per minute"
    return Finding(
        id="slow_pace",
        kind="coach",
        severity=1,
        start_s=0.0,
        end_s=draft.call.duration_s,
        title="You spoke slowly",
        detail=(
            f"You spoke {rate}, pauses included, over {seconds(pace.turn_s)} of your own turns; "
            f"under {limit:.0f} can sound hesitant to a listener."
        ),
        advice="Say what you are doing while you look things up, so that pauses are shorter.",
        evidence=(),
    )


def _raised(draft: Review) -> Finding | None:
    loudness = draft.loudness.get("agent")
    if loudness is None:
        return None
    raised = [span for span in loudness.raised if _is_told(span)]
    if not raised:
        return None
    longest = max(raised, key=lambda span: span.end_s - span.start_s)
    return Finding(
        id="raised_voice",
        kind="coach",
        severity=1 + int(longest.end_s - longest.start_s >= RAISED_LONG_S),
        start_s=longest.start_s,
        end_s=longest.end_s,
        title="Your voice was raised",
        detail=(
            f"From {clock(longest.start_s)} for {seconds(longest.end_s - longest.start_s)}: "
            f"{raised_cues(longest)} over your own usual in this call. "
            f"This happened {times(len(raised))}."
        ),
        advice="Let your breath out before you answer, and start the sentence lower.",
        evidence=tuple(_heard(span.start_s, span.end_s, raised_cues(span)) for span in raised),
    )


def _is_told(span: RaisedSpan) -> bool:
    sizes = (
        (span.level_db, RAISED_TOLD_LEVEL_DB),
        (span.alpha_db, RAISED_TOLD_ALPHA_DB),
        (span.f0_st, RAISED_TOLD_F0_ST),
    )
    n_full = sum(rise is not None and rise >= least for rise, least in sizes)
    return span.end_s - span.start_s >= RAISED_TOLD_S and n_full >= 2


def _steady(draft: Review) -> Finding | None:
    """Praise where the whole interval is high and no stretch was raised."""
    steadiness, loudness = draft.steadiness.get("agent"), draft.loudness.get("agent")
    if steadiness is None or loudness is None or loudness.raised or "raised" in loudness.reasons:
        return None
    score, low, high = steadiness.score, steadiness.low, steadiness.high
    if score is None or low is None or high is None or low < STEADY_LOW:
        return None
    return Finding(
        id="steady_voice",
        kind="praise",
        severity=1,
        start_s=0.0,
        end_s=draft.call.duration_s,
        title="Your pitch and level stayed near your usual",
        detail=(
            f"Steadiness {score:.0f} ({low:.0f}-{high:.0f}) of 100 against your own voice "
            "in this call; no stretch was raised."
        ),
        advice=None,
        evidence=(),
        reasons=NO_ADVICE,
    )


def _heard(start_s: float, end_s: float, why: str) -> Evidence:
    reasons = {"quote": "a measure of the voice has no words to quote"}
    return Evidence("agent", start_s, end_s, None, why, reasons)
