"""Who is the agent is decided in a fixed order, and says what decided it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from callcoach.pipeline.beside import RoleHints
from callcoach.pipeline.roles import Role, agent_role, opening_hits
from callcoach.types.words import Transcript, Utterance

ORDER = ("explicit", "corrected", "sidecar", "file_name", "remembered")


@pytest.mark.parametrize(("stronger", "weaker"), list(pairwise(ORDER)))
def test_the_stronger_hint_wins(stronger: str, weaker: str) -> None:
    role = agent_role(RoleHints(**{stronger: 1, weaker: 0}))
    assert role.channel == 1
    assert role == agent_role(RoleHints(**{stronger: 1}))
    assert agent_role(RoleHints(**{weaker: 0})).confidence <= role.confidence


def test_a_transcript_with_parties_comes_after_the_sidecar_and_before_the_file_name() -> None:
    assert agent_role(RoleHints(sidecar=0), matched=1).channel == 0
    role = agent_role(RoleHints(file_name=0), matched=1)
    assert role == Role(1, "the parties of the given transcript", 0.95)


def test_the_opening_words_decide_where_nothing_was_said() -> None:
    role = agent_role(RoleHints(), opening_hits={0: 0, 1: 2})
    assert (role.channel, role.basis) == (1, "the opening words")
    assert 0.5 < agent_role(RoleHints(), opening_hits={0: 1}).confidence < role.confidence < 1.0
    assert agent_role(RoleHints(remembered=0), opening_hits={1: 3}).channel == 0


@pytest.mark.parametrize("hits", [{}, {0: 1, 1: 1}])
def test_without_any_sign_the_left_channel_is_a_guess(hits: dict[int, int]) -> None:
    role = agent_role(RoleHints(), opening_hits=hits)
    assert role.channel == 0
    assert role.is_guess
    assert not agent_role(RoleHints(remembered=0)).is_guess


def test_only_the_first_half_minute_counts_as_opening() -> None:
    said = (
        Utterance(0, 1.0, 2.0, "hello"),
        Utterance(1, 2.5, 5.0, "thank you for calling"),
        Utterance(0, 29.9, 33.0, "how can I help"),
        Utterance(0, 30.1, 33.0, "thank you for calling"),
    )
    transcript = Transcript("made", None, {"0": "en", "1": "de"}, said)
    asked: list[tuple[str, str]] = []

    def count(text: str, language: str) -> int:
        asked.append((text, language))
        return len(text.split())

    assert opening_hits(transcript, count) == {0: 5, 1: 4}
    assert set(asked) == {("hello how can I help", "en"), ("thank you for calling", "de")}
