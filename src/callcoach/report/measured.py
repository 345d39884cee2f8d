"""Owns what is said of how a call was measured, and of what could not be."""

from __future__ import annotations

from dataclasses import dataclass

from callcoach.report.cells import parties
from callcoach.report.names import LAYOUT, SIDE, heading
from callcoach.report.phrases import duration, listed, percent, plural, reason, sentence
from callcoach.report.sentences import after_headline, main_party, withheld
from callcoach.types.call import Reasons
from callcoach.types.floor import ChannelQuality
from callcoach.types.review import Review


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of how the call was measured."""

    name: str
    text: str


def facts(review: Review) -> tuple[Fact, ...]:
    """Layout, roles, line, words, range, versions: complete, in small type."""
    return (
        Fact("Recording", _recording(review)),
        Fact("Who is the agent", roles(review)),
        *_lines(review),
        Fact("Words", _words(review)),
        Fact("Timing", _TIMING),
        Fact("Count of talk-overs", _COUNT),
        *_voice(review),
        *_not_judged(review),
        Fact("Made by", _versions(review)),
    )


_TIMING = (
    "All times come from the sound of each channel in steps of 0.01 s, never from the transcript."
)
_COUNT = (
    "Interruptions and butting in by the agent with 0.5 s of overlap and more. The range in "
    "brackets is what the count becomes under small changes of level and of the least overlap, "
    "with the overlaps that could be either."
)

_SWITCHED_OFF = "Switched off in the settings (policy.voice_measures), so not measured."
_FOR_ONESELF = "For the review of this call alone (policy.voice_measures): they go into no export."


def layout_explained(review: Review) -> tuple[str, ...]:
    """For a call that is not two parties on two channels: what can and what cannot be shown."""
    layout = review.call.layout
    if layout is None or layout == "two_channel":
        return ()
    shown = ["speech and silence"] if review.activity else []
    party = main_party(review)
    pace = review.pace.get(party)
    if pace is not None and (pace.articulation_rate_sps or pace.wpm_estimated):
        shown.append("pace")
    pitch = review.pitch.get(party)
    if pitch is not None and pitch.median_hz is not None:
        shown.append("pitch")
    loudness = review.loudness.get(party)
    if loudness is not None and loudness.active_level_dbfs is not None:
        shown.append("loudness")
    if review.transcript is not None and review.transcript.utterances:
        shown.append("what was said")
    lines = [f"This recording has {LAYOUT[layout]}."]
    if shown:
        lines.append(f"Shown here: {listed(shown)}.")
    missing = [name for each in withheld(review) for name in each.names if name != "transcript"]
    if missing:
        lines.append(f"Not shown: {listed(missing)}.")
    return tuple(lines)


def roles(review: Review) -> str:
    """Which channel is taken for the agent's, on what grounds, and how sure that is."""
    call = review.call
    if call.agent_channel is None:
        return sentence(f"not known: {_why(review, call.reasons, 'agent_channel')}")
    side = SIDE.get(call.agent_channel, str(call.agent_channel))
    text = f"the {side} channel: {call.agent_basis}"
    if call.agent_confidence is not None:
        text += f" ({percent(call.agent_confidence)} sure)"
    return sentence(text)


def _why(review: Review, reasons: Reasons, name: str) -> str:
    """The reason, or where it stands already: that of a mono call would come ten times."""
    why = reason(reasons, name)
    return "for the reason at the top" if sentence(why) == after_headline(review) else why


def why_not(review: Review, name: str, absent: str = "not judged") -> str:
    """The sentence that stands where a field of the review would, were it not None."""
    why = _why(review, review.reasons, name)
    return sentence(why if why.startswith(("not ", "no ")) else f"{absent}: {why}")


def _recording(review: Review) -> str:
    call = review.call
    parts = [duration(call.duration_s)]
    if call.layout is not None:
        parts.append(LAYOUT[call.layout])
    if call.sample_rate_hz is not None:
        parts.append(f"{call.sample_rate_hz} samples a second")
    if call.recorded_at is not None:
        parts.append(f"recorded {call.recorded_at}")
    return sentence(", ".join(parts))


def _lines(review: Review) -> tuple[Fact, ...]:
    return tuple(
        Fact(f"Line, {heading(party).lower()}", _line(review, review.quality.parties[party]))
        for party in parties(review)
        if party in review.quality.parties
    )


def _line(review: Review, quality: ChannelQuality) -> str:
    def tell(name: str, field: str, value: float | None, unit: str) -> str:
        if value is None:
            return f"{name}: {_why(review, quality.reasons, field)}"
        return f"{name} {value:.0f} {unit}"

    parts = [
        tell("noise floor", "noise_floor_dbfs", quality.noise_floor_dbfs, "dBFS"),
        tell("speech over noise", "snr_db", quality.snr_db, "dB"),
        tell("leak of the other party", "bleed_db", quality.bleed_db, "dB"),
    ]
    if quality.clipping_ratio:
        parts.append(f"{100 * quality.clipping_ratio:.2f} % of samples at full scale")
    if quality.agc_suspected:
        parts.append("the line seems to even out loudness by itself")
    return sentence("; ".join(parts))


def _words(review: Review) -> str:
    words = review.transcript
    if words is None:
        return sentence(f"none: {reason(review.reasons, 'transcript')}")
    text = f"from {words.engine}"
    if words.model:
        text += f", model {words.model}"
    if words.language:
        text += f"; language {listed(sorted(set(words.language.values())))}"
    if words.suppressed:
        text += f"; {plural(len(words.suppressed), 'piece')} of text not believed, and dimmed"
    return sentence(text)


def _voice(review: Review) -> tuple[Fact, ...]:
    policy = review.provenance.voice_measures
    if policy == "off":
        return (Fact("Pitch, loudness, steadiness", _SWITCHED_OFF),)
    steadiness = Fact("Steadiness", _baseline(review))
    if policy == "self_only":
        return (steadiness, Fact("Pitch, loudness, steadiness", _FOR_ONESELF))
    return (steadiness,)


def _baseline(review: Review) -> str:
    steady = review.steadiness.get(main_party(review))
    if steady is None or steady.score is None:
        return sentence(f"not measured: {_why(review, steady.reasons if steady else {}, 'score')}")
    usual = review.provenance.usual
    if steady.baseline == "stored" and usual.calls:
        return (
            f"Pitch against the same person's usual in {usual.calls} earlier calls, spectrum and "
            "level against their usual in this call."
        )
    if steady.baseline == "stored":
        return "Against the same person's usual, stored from earlier calls."
    return "Against the same person's usual in this call."


def _not_judged(review: Review) -> tuple[Fact, ...]:
    names = ("vents", "promises", "note", "scorecard")
    by_reason: dict[str, list[str]] = {}
    for name in names:
        if getattr(review, name) is None:
            by_reason.setdefault(_why(review, review.reasons, name), []).append(name)
    lines = [f"{listed(missing)}: {why}" for why, missing in by_reason.items()]
    return (Fact("Not in this review", sentence("; ".join(lines))),) if lines else ()


def _versions(review: Review) -> str:
    made = review.provenance
    parts = [f"{name} {version}" for name, version in made.versions.items()]
    parts += [f"{name}: {model}" for name, model in made.models.items()]
    parts.append(f"settings {made.settings_hash}")
    if made.stages_s:
        total_s = sum(made.stages_s.values())
        stages = ", ".join(f"{name} {taken:.1f} s" for name, taken in made.stages_s.items())
        parts.append(f"took {duration(total_s)} ({stages})")
    return "; ".join(parts) + "."
