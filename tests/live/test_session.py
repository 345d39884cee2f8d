"""A live call is heard as a recording of it is, and nothing that happens on the way ends it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from callcoach.live.cues.watching import Watcher
from callcoach.live.ending import review_of_recording
from callcoach.live.replay import Replay
from callcoach.live.session import Session, as_float, as_int16
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.report.json_file import json_text
from callcoach.settings import Settings, with_values
from callcoach.types.cues import Cue
from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.live import Block16, Captured, CaptureEvent, LiveView
from made_calls import sample_part, write_wav

RATE_HZ = 8000
WITHOUT_WORDS = with_values(Settings(), {"words": {"transcribe": False}}, where="the test")


class Blocks:
    """A source that is at hand."""

    sample_rate_hz = RATE_HZ

    def __init__(self, blocks: Sequence[Captured]) -> None:
        self._blocks = blocks

    def blocks(self) -> Iterator[Captured]:
        yield from self._blocks

    def close(self) -> None:
        pass


class Tape:
    """A recorder that is at hand; full after so many samples."""

    def __init__(self, most: int) -> None:
        self.blocks: list[Block16] = []
        self._most = most
        self.stopped_why: str | None = None

    def push(self, block: Block16) -> None:
        self.blocks.append(block)
        if sum(each.shape[1] for each in self.blocks) > self._most:
            self.stopped_why = "the disk is full"


def cut(samples: Block16, n_block: int) -> list[Captured]:
    starts = range(0, samples.shape[1], n_block)
    return [Captured(samples[:, start : start + n_block]) for start in starts]


def plain(outcome: Outcome) -> str:
    made = replace(outcome.review.provenance, stages_s={})
    return json_text(replace(outcome.review, provenance=made))


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """14 s in which the agent talks over the customer for 2.4 s, from 9.3 s on."""
    path = tmp_path_factory.mktemp("live") / "call.wav"
    return write_wav(path, *sample_part("bad-call", 38.0, 52.0))


@pytest.fixture(scope="module")
def samples() -> Block16:
    return np.stack(sample_part("bad-call", 38.0, 52.0))


def run(blocks: list[Captured], **more: object) -> tuple[Session, list[Cue], list[LiveView]]:
    cues: list[Cue] = []
    views: list[LiveView] = []
    session = Session(
        Blocks(blocks),
        {0: "agent", 1: "customer"},
        Settings(),
        on_cue=cues.append,
        on_view=views.append,
        **more,  # type: ignore[arg-type]
    )
    session.run()
    return session, cues, views


def test_a_replayed_call_has_the_review_of_its_recording(call: Path) -> None:
    for speed in (400.0, 20.0):
        replay = Replay(call, speed)
        session = Session(replay, {0: "agent", 1: "customer"}, WITHOUT_WORDS)
        frames = session.run()
        assert replay.is_complete
        live = review_of_recording(call, frames, WITHOUT_WORDS)
        recorded = review_call(call, WITHOUT_WORDS)
        assert recorded.review.talk_overs.count
        assert plain(live) == plain(recorded)


def test_cues_do_not_depend_on_how_the_sound_comes(samples: Block16) -> None:
    told = []
    for n_block in (333, 400, 4000):
        _, cues, views = run(cut(samples, n_block))
        told.append([cue.to_dict() for cue in cues])
        assert len(views) == 70  # one each 0.2 s
    assert told[0] == told[1] == told[2]
    talk_overs = [cue for cue in told[0] if cue["kind"] == "talk_over"]
    assert [cue["held_by"] for cue in talk_overs][:1] == ["warm_up"]
    assert talk_overs[0]["at_s"] == pytest.approx(10.84, abs=0.15)
    assert talk_overs[0]["heard_at_s"] <= talk_overs[0]["at_s"] + 0.3


def test_the_recording_and_the_digest_are_of_every_sample(samples: Block16) -> None:
    tape = Tape(10**9)
    session, _, views = run(cut(samples[:, :20_001], 777), recorder=tape, recording="call.wav")
    kept = np.concatenate(tape.blocks, axis=1)
    assert np.array_equal(kept, samples[:, :20_001])
    assert session.content == hashlib.sha256(np.ascontiguousarray(kept.T)).hexdigest()
    assert views[-1].recording == "call.wav"


def test_a_recording_that_ends_is_told_once_and_the_call_goes_on(samples: Block16) -> None:
    session, _, views = run(cut(samples[:, :20_000], 800), recorder=Tape(5000))
    assert session.notices == ("the disk is full",)
    assert views[-1].notices == ("the disk is full",)
    assert views[-1].at_s == pytest.approx(2.4)


def test_a_mistake_in_judging_cues_does_not_end_the_call(
    samples: Block16, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("no such row")

    monkeypatch.setattr(Watcher, "look", fail)
    session, cues, views = run(cut(samples[:, :20_000], 800))
    assert cues == []
    assert [text.split(";")[0] for text in session.notices] == [
        "Cues stopped by a mistake of ours (IndexError: no such row)"
    ]
    assert views[-1].lanes["agent"].level_dbfs == SILENCE_DBFS


def test_an_input_that_is_lost_is_shown_at_once_and_until_it_comes_back(samples: Block16) -> None:
    blocks = cut(samples[:, :16_000], 800)
    lost = CaptureEvent("lost", 1, 0.4, why="no sound came for 1 s")
    blocks[4] = replace(blocks[4], events=(lost,))
    blocks[12] = replace(blocks[12], events=(CaptureEvent("recovered", 1, 1.2, lost_s=0.8),))
    session, cues, views = run(blocks)
    assert [(cue.crossing.kind, cue.shown) for cue in cues] == [("input_lost", True)]
    states = [view.lanes["customer"].state for view in views]
    assert states == ["fine"] * 2 + ["lost"] * 4 + ["fine"] * 4
    assert {view.lanes["agent"].state for view in views} == {"fine"}
    assert views[-1].lost_s == pytest.approx(0.8)
    (notice,) = session.inputs.notices()
    assert notice.startswith("The customer's input gave no sound in one place (from 0:00)")


def test_overflows_and_sleep_are_counted(samples: Block16) -> None:
    blocks = cut(samples[:, :16_000], 800)
    blocks[3] = replace(blocks[3], events=(CaptureEvent("overflow", 0, 0.3, lost_s=0.5),))
    blocks[9] = replace(blocks[9], events=(CaptureEvent("overflow", 1, 0.9, lost_s=0.25),))
    blocks[15] = replace(blocks[15], events=(CaptureEvent("slept", None, 65.0, lost_s=300.0),))
    session, cues, views = run(blocks)
    assert views[-1].n_overflows == 2
    assert [cue.crossing.evidence["what"] for cue in cues] == ["slept"]
    overflows, slept = session.inputs.notices()
    assert overflows.startswith("While recording, 0.8 s of sound were lost in 2 places")
    assert slept.startswith("The computer stood still for 300.0 s in one place (at 1:05)")


def test_one_input_alone_has_one_lane() -> None:
    samples = np.stack(sample_part("bad-call", 0.0, 3.0))
    samples[1] = 0
    views: list[LiveView] = []
    session = Session(Blocks(cut(samples, 400)), {0: "agent"}, Settings(), on_view=views.append)
    frames = session.run()
    assert (frames.layout, frames.channels) == ("one_sided", (0,))
    assert views[-1].lanes["customer"].state == "none"
    assert any(view.lanes["agent"].is_speaking for view in views)
    assert views[-1].talk_share is None


def test_samples_are_the_same_as_integers_and_as_numbers() -> None:
    every = np.arange(-32768, 32768, dtype=np.int16).reshape(2, -1)
    numbers = as_float(every)
    assert numbers.dtype == np.float32
    assert numbers.min() == -1.0
    assert np.array_equal(as_int16(numbers), every)
    assert as_int16(np.full((2, 1), 1.0, np.float32))[0, 0] == 32767
