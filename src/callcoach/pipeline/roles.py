"""Owns the question who is the agent, answered after the words, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcoach.pipeline.beside import RoleHints
from callcoach.types.call import Channel
from callcoach.types.words import Transcript

OPENING_S = 30.0
"""How much of the call counts as its opening."""


@dataclass(frozen=True, slots=True)
class Role:
    """The agent's channel, what told so, and how sure that is, 0..1 (chosen by us)."""

    channel: Channel
    basis: str
    confidence: float

    @property
    def is_guess(self) -> bool:
        """Whether nothing at all told."""
        return self.confidence <= 0.5


def agent_role(
    hints: RoleHints,
    matched: Channel | None = None,
    opening_hits: Mapping[Channel, int] | None = None,
) -> Role:
    """Who is the agent.

    The order: said for this review, corrected by a person, the sidecar, parties named in a
    given transcript, the file name, the folder's remembered answer, the opening words, and
    else channel 0.

    Parameters
    ----------
    matched
        Where a transcript with named parties was given: the channel of its agent.
    opening_hits
        For each channel, how many phrases that open an agent's call stand in its first words.
    """
    told = (
        (hints.explicit, "said for this review", 1.0),
        (hints.corrected, "corrected by a person (overrides.json)", 1.0),
        (hints.sidecar, "the file beside the recording (call.json)", 1.0),
        (matched, "the parties of the given transcript", 0.95),
        (hints.file_name, "the file name", 0.95),
        (hints.remembered, "remembered for this folder", 0.9),
    )
    for channel, basis, confidence in told:
        if channel is not None:
            return Role(channel, basis, confidence)
    return _role_by_opening(opening_hits or {})


def opening_hits(
    transcript: Transcript[Channel], phrases_in: Callable[[str, str], int]
) -> dict[Channel, int]:
    """Opening phrases of an agent per channel; `phrases_in(text, language)` counts them."""
    hits: dict[Channel, int] = {}
    for channel in {utterance.party for utterance in transcript.utterances}:
        said = [u for u in transcript.utterances if u.party == channel and u.start_s < OPENING_S]
        text = " ".join(utterance.text for utterance in said)
        hits[channel] = phrases_in(text, transcript.language.get(str(channel), "en"))
    return hits


def _role_by_opening(hits: Mapping[Channel, int]) -> Role:
    left, right = hits.get(0, 0), hits.get(1, 0)
    if left == right:
        return Role(0, "nothing told who is the agent; taken to be the left channel", 0.5)
    lead = abs(left - right)
    return Role(0 if left > right else 1, "the opening words", min(0.9, 0.6 + 0.15 * lead))
