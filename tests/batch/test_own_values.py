"""What a call gives to the usual of later ones, and what it is held against."""

from __future__ import annotations

import csv
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batch_folder import digest, make_old
from callcoach.batch.rounds import Wish
from callcoach.batch.run import LAW, run_batch
from callcoach.batch.work.usual import own_values
from callcoach.batch.work.workers import Processes
from callcoach.pipeline.beside import RoleHints
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.settings import Settings, with_values
from callcoach.types.measures import NO_USUAL, Usual
from callcoach.types.review import Review
from made_calls import sample_part, write_wav

SETTINGS = with_values(
    Settings(),
    {
        "words": {"transcribe": False},
        "report": {"sound": "link"},
        "voice": {"pitch_least_s": 1.0, "steadiness_least_s": 1.0},
    },
)
USUAL = Usual(3, "2026-11-01", "2026-11-03", 80.0, ())


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("call")
    return write_wav(folder / "call.wav", *sample_part("bad-call", 0.0, 20.0))


def reviewed(call: Path, usual: Usual | None = None, agent: Any = 0) -> Outcome:
    return review_call(call, SETTINGS, hints=RoleHints(explicit=agent), usual=usual)


@pytest.fixture(scope="module")
def plain(call: Path) -> Outcome:
    return reviewed(call)


@pytest.fixture(scope="module")
def held(call: Path) -> Outcome:
    return reviewed(call, USUAL)


def baselines(review: Review | None) -> dict[str, Any]:
    assert review is not None
    return {party: steady.baseline for party, steady in review.steadiness.items()}


def test_the_usual_is_the_agents_whichever_side_is_the_agents(held: Outcome) -> None:
    assert baselines(held.review) == {"agent": "stored", "customer": "call"}
    assert baselines(held.swapped) == {"agent": "stored", "customer": "call"}
    assert held.review.provenance.usual == USUAL


def test_far_over_the_usual_pitch_costs_steadiness(plain: Outcome, held: Outcome) -> None:
    assert plain.review.provenance.usual == NO_USUAL
    assert baselines(plain.review) == {"agent": "call", "customer": "call"}
    before, after = (each.review.steadiness["agent"] for each in (plain, held))
    assert before.score is not None
    assert after.score is not None
    assert after.score < before.score - 10
    assert after.parts["alpha"] == pytest.approx(before.parts["alpha"], abs=0.1)
    customers = [each.review.steadiness["customer"] for each in (plain, held)]
    assert customers[0] == customers[1]


def test_what_a_call_gives_does_not_depend_on_the_usual(plain: Outcome, held: Outcome) -> None:
    own = own_values(plain, SETTINGS)
    assert own["f0_hz"] == pytest.approx(plain.review.pitch["agent"].median_hz, rel=0.1)
    assert own["articulation_rate_sps"] == plain.review.pace["agent"].articulation_rate_sps
    assert own["basis"] == "syllable_nuclei"
    assert own_values(held, SETTINGS) == own


def test_a_call_gives_no_voice_unless_policy_has_it_on(plain: Outcome) -> None:
    quiet = with_values(SETTINGS, {"policy": {"voice_measures": "self_only"}})
    assert own_values(plain, quiet).keys() == {
        "basis", "articulation_rate_sps", "speech_rate_wpm",
    }  # fmt: skip


def test_where_the_agent_is_a_guess_nothing_is_given(plain: Outcome) -> None:
    guessed = replace(plain.review.call, agent_confidence=0.5)
    assert own_values(replace(plain, review=replace(plain.review, call=guessed)), SETTINGS) == {}


def test_workers_and_nights_give_the_same_folder(tmp_path: Path) -> None:
    """Four calls at once by one worker; two and then all by two."""
    calls = tmp_path / "calls"
    calls.mkdir()
    for day in (1, 2, 3, 4):
        write_wav(calls / f"{day}.wav", *sample_part("bad-call", 5.0 * day, 5.0 * day + 8.0))
    make_old(calls)

    def night(out: str, days: str, n_workers: int) -> dict[str, str]:
        listed = calls / "list.csv"
        with listed.open("w", newline="") as file:
            csv.writer(file).writerows(
                [
                    ("path", "agent", "agent_channel", "date"),
                    *((f"{day}.wav", "Dana", "left", f"2026-11-0{day}") for day in days),
                ]
            )
        os.utime(listed, (time.time() - 3600,) * 2)
        wish = Wish((), tmp_path / out, SETTINGS, "made", listed)
        workers = Processes(n_workers, SETTINGS.batch)
        told: list[str] = []
        run_batch(wish, workers, tell=told.append, watch=lambda *_: None)
        assert set(told) <= {LAW}
        return digest(tmp_path / out)

    whole = night("once", "1234", 1)
    reviews = [path.read_text() for path in (tmp_path / "once" / "reviews").glob("*.json")]
    assert sum('"baseline": "stored"' in text for text in reviews) == 1
    night("twice", "24", 2)
    assert night("twice", "4321", 2) == whole
