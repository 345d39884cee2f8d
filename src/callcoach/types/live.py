"""Owns the words for a call that is going on: what is captured, and what the panel shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from callcoach.types.call import Channel, Party
from callcoach.types.cues import Cue

Block16 = npt.NDArray[np.int16]
"""Samples of both channels: int16 of shape (2, n), the agent's in row 0."""

BlockF = npt.NDArray[np.float32]
"""The same as float32, full scale 1; a replayed recording's own, with its own order of channels."""

CaptureKind = Literal["overflow", "lost", "recovered", "no_signal", "signal", "slept", "late"]


@dataclass(frozen=True, slots=True)
class CaptureEvent:
    """Something that happened to an input.

    `overflow`: samples were dropped, and stand as silence. `lost`: no sound comes any more;
    `recovered`: it does again. `no_signal`: nothing but zeros; `signal`: sound again. `slept`: the
    computer stood still. `late`: sound that came too late to be used. `channel`: None where it
    concerns all. `at_s`: in seconds of the call. `lost_s`: how much sound was lost, where known.
    """

    kind: CaptureKind
    channel: Channel | None
    at_s: float
    lost_s: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """The next samples of a call, of both channels in step, and what happened since the last."""

    samples: Block16 | BlockF
    events: tuple[CaptureEvent, ...] = ()


LaneState = Literal["fine", "no_signal", "lost", "none"]
"""Of an input: `none` where there is none."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One party now. `level_dbfs`: the loudest 10 ms of the last 0.1 s, SILENCE_DBFS to 0."""

    level_dbfs: float
    is_speaking: bool
    state: LaneState = "fine"


@dataclass(frozen=True, slots=True)
class PaceNow:
    """The agent's own pace. `rate_sps`: syllables a second over the last window, None while too
    little was said. `low_sps` to `high_sps`: the usual band; `basis`: whose usual that is."""

    rate_sps: float | None
    low_sps: float
    high_sps: float
    basis: Literal["call", "language"]


WordsState = Literal["off", "starting", "working", "smaller_model", "gave_up"]


@dataclass(frozen=True, slots=True)
class WordsNow:
    """How transcription keeps up. `lag_s`: age of the oldest speech that waits for its words."""

    state: WordsState
    model: str = ""
    lag_s: float = 0.0
    last_text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class LiveView:
    """All that the panel shows at a moment of the call.

    `talk_share`: the agent's, of both parties' speech, 0..1; None, with `no_share_why`, where it
    cannot be told. `cue`: the one to be seen now. `recording`: the file, None where nothing is
    recorded. `notices`: what a person should know of this session, newest last.
    """

    at_s: float
    lanes: Mapping[Party, Lane]
    pace: PaceNow | None
    talk_share: float | None
    no_share_why: str
    cue: Cue | None
    words: WordsNow
    recording: str | None
    lost_s: float
    n_overflows: int
    notices: tuple[str, ...]
