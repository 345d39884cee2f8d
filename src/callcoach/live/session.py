"""Owns a live call from its first sample to its last: heard, watched, recorded, shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from callcoach.live.cues.governor import Governor
from callcoach.live.cues.input_lost import input_lost
from callcoach.live.cues.watching import Seen, Watcher
from callcoach.live.input_states import InputStates
from callcoach.live.source import Source
from callcoach.pipeline.framing import Framed, Framing
from callcoach.settings import Settings
from callcoach.types.call import Channel, Party
from callcoach.types.cues import Crossing, Cue
from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.live import Block16, BlockF, Captured, Lane, LiveView, WordsNow
from callcoach.types.time import Spans

Sound = npt.NDArray[Any]
"""`Block16` or `BlockF`."""

PIECE_S = 0.1
"""Sound is heard and judged in pieces of this length, counted from the start, so that cues depend
neither on the blocks in which it came nor on how fast it came."""

PIECES_A_VIEW = 2
PIECES_A_LOOK_FOR_WORDS = 10

FULL_SCALE = np.float32(32768)

ANSWERED_KINDS = ("lost", "no_signal", "slept")


class Recorder(Protocol):
    """Where a call's sound is kept; `WaveRecorder`."""

    stopped_why: str | None

    def push(self, block: Block16) -> None:
        """Takes the next samples."""


class Words(Protocol):
    """Who writes down what is said while the call goes on; `LiveWords`."""

    def push(self, samples: Block16) -> None:
        """Takes the next samples of all channels."""

    def spoken(self, ipus: tuple[Spans, ...], final_to_s: float) -> None:
        """Learns who spoke when of late."""

    def now(self, at_s: float) -> WordsNow:
        """How it keeps up."""


class Session:
    """One call.

    Parameters
    ----------
    parties : which party is on which channel of the source; one alone where there is but one input.
    words : None where nothing is written down.
    recorder : None where no sound is kept. `recording`: its file's name.
    on_cue : told of every crossing, shown or held, in order of time.
    on_view : shown the call about five times in a second of it.

    Attributes
    ----------
    inputs : what happened to the inputs.
    content : str
        Hex SHA-256 of the samples heard, as 16-bit integers; of the whole call once `run` ended.
    """

    def __init__(
        self,
        source: Source,
        parties: Mapping[Channel, Party],
        settings: Settings,
        *,
        words: Words | None = None,
        no_words: WordsNow | None = None,
        recorder: Recorder | None = None,
        recording: str | None = None,
        on_cue: Callable[[Cue], None] = lambda _: None,
        on_view: Callable[[LiveView], None] = lambda _: None,
    ) -> None:
        self._source = source
        self._parties = dict(sorted(parties.items(), key=lambda each: each[1]))  # the agent first
        self._words, self._no_words = words, no_words or WordsNow("off")
        self._recorder, self._recording = recorder, recording
        self._on_cue, self._on_view = on_cue, on_view
        self._framing = Framing(2, source.sample_rate_hz, settings)
        self._watcher: Watcher | None = Watcher(settings, tuple(parties.values()))
        self._governor = Governor(settings.live)
        self.inputs = InputStates(parties)
        self._digest = hashlib.sha256()
        self._seen: Seen | None = None
        self._n_pieces = 0
        self._notices: list[str] = []

    @property
    def content(self) -> str:
        """See the class."""
        return self._digest.hexdigest()

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of this session beside what was lost."""
        return tuple(self._notices)

    def run(self) -> Framed:
        """The whole call: returns when its source ends, with all that was heard."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, "blas"):  # as a recording is listened to; others round otherwise
            for piece in _pieces(self._captured(), round(PIECE_S * self._source.sample_rate_hz)):
                self._hear(piece)
            return self._framing.finish()

    def _captured(self) -> Iterator[Sound]:
        for captured in self._source.blocks():
            self._record(captured)
            for event in captured.events:
                self.inputs.take(event)
                parties = self.inputs.of(event)
                if event.kind in ANSWERED_KINDS and parties:
                    self._answer(input_lost(event, parties[0]))
            yield captured.samples

    def _record(self, captured: Captured) -> None:
        samples = as_int16(captured.samples)
        self._digest.update(np.ascontiguousarray(samples.T).tobytes())
        if self._recorder is not None:
            self._recorder.push(samples)
            why = self._recorder.stopped_why
            if why is not None and why not in self._notices:
                self._notices.append(why)

    def _hear(self, piece: Sound) -> None:
        self._framing.push(as_float(piece))
        if self._words is not None:
            self._words.push(as_int16(piece))
        self._n_pieces += 1
        self._look()
        if self._n_pieces % PIECES_A_VIEW == 0:
            self._on_view(self._view())

    @property
    def _heard_s(self) -> float:
        return self._framing.n_samples / self._source.sample_rate_hz

    def _look(self) -> None:
        if self._watcher is None:
            return
        streams = {party: self._framing.streams[c] for c, party in self._parties.items()}
        try:
            lost = {party for party in streams if self.inputs.state(party) == "lost"}
            self._seen = seen = self._watcher.look(streams, self._heard_s, lost=lost)
        except Exception as error:  # a call must not end for a cue
            self._watcher = None
            self._notices.append(
                f"Cues stopped by a mistake of ours ({type(error).__name__}: {error}); the call is "
                "heard on and will be reviewed."
            )
            return
        for crossing in seen.crossings:
            self._answer(crossing)
        if self._words is not None and self._n_pieces % PIECES_A_LOOK_FOR_WORDS == 0:
            spoken = dict(zip(self._parties, seen.units, strict=True))
            self._words.spoken((spoken.get(0, ()), spoken.get(1, ())), seen.final_to_s)

    def _answer(self, crossing: Crossing) -> None:
        speaks = self._seen is not None and self._seen.is_speaking.get("customer", False)
        self._on_cue(self._governor.answer(crossing, customer_speaks=speaks))

    def _view(self) -> LiveView:
        seen, at_s = self._seen, self._heard_s
        return LiveView(
            at_s=at_s,
            lanes={party: self._lane(party) for party in ("agent", "customer")},
            pace=seen.pace if seen else None,
            talk_share=seen.talk_share if seen else None,
            no_share_why=seen.no_share_why if seen else "",
            cue=self._governor.showing(at_s),
            words=self._words.now(at_s) if self._words is not None else self._no_words,
            recording=self._recording,
            lost_s=self.inputs.lost_s,
            n_overflows=self.inputs.n_overflows,
            notices=tuple(self._notices),
        )

    def _lane(self, party: Party) -> Lane:
        seen, state = self._seen, self.inputs.state(party)
        if seen is None or state == "none":
            return Lane(SILENCE_DBFS, False, state)
        return Lane(seen.level_dbfs[party], seen.is_speaking[party], state)


def as_float(samples: Sound) -> BlockF:
    """Samples as float32, full scale 1, as a WAV file of them is read."""
    if samples.dtype == np.int16:
        return samples.astype(np.float32) / FULL_SCALE
    return samples.astype(np.float32, copy=False)


def as_int16(samples: Sound) -> Block16:
    """Samples as 16-bit integers."""
    if samples.dtype == np.int16:
        return samples.astype(np.int16, copy=False)
    rounded: Block16 = np.clip(np.rint(samples * FULL_SCALE), -32768, 32767).astype(np.int16)
    return rounded


def _pieces(blocks: Iterator[Sound], n_piece: int) -> Iterator[Sound]:
    """The same samples in pieces of `n_piece`, the last one shorter where need be."""
    held: list[Sound] = []
    n_held = 0
    for block in blocks:
        at = 0
        while n_held + block.shape[1] - at >= n_piece:
            n_taken = n_piece - n_held
            yield np.concatenate([*held, block[:, at : at + n_taken]], axis=1)
            held, n_held, at = [], 0, at + n_taken
        if at < block.shape[1]:
            held.append(block[:, at:])
            n_held += block.shape[1] - at
    if n_held:
        yield np.concatenate(held, axis=1)
