"""Owns the truth: the real call with who speaks when, and the labelled sets."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callcoach.audio.call_audio import CallAudio
from callcoach.turns.rows import rows_of, spans_of_rows
from callcoach.types.frames import STEPS_PER_S
from callcoach.types.time import Span, Spans, joined

Samples = npt.NDArray[np.float32]
Rows = npt.NDArray[np.bool_]

CALL = "calls/auto-repairs-40"
PARTIES = ("agent", "customer")
UNSCORED_DBFS = (-51.0, -45.0)
"""Rows of the clean channel between these levels are not scored: the truth is a level rule, and
there it hangs by a thread."""


@dataclass(frozen=True, eq=False)
class Truth:
    """Speech of one channel by the truth's rule, and the rows that it decides clearly."""

    speech: Rows
    is_scored: Rows

    @property
    def units(self) -> Spans:
        """The speech as spans."""
        return spans_of_rows(self.speech)

    def rolled(self, n_rows: int) -> Truth:
        """The truth of the channel turned by so many rows."""
        return Truth(np.roll(self.speech, n_rows), np.roll(self.is_scored, n_rows))


@dataclass(frozen=True, eq=False)
class Call:
    """Two channels with the truth of each."""

    channels: tuple[Samples, Samples]
    truths: tuple[Truth, Truth]
    rate_hz: int

    @property
    def n_rows(self) -> int:
        """Whole rows of 10 ms."""
        return len(self.channels[0]) * STEPS_PER_S // self.rate_hz

    def rolled(self, turn_s: int) -> Call:
        """The call with the customer's channel and its truth turned by whole seconds."""
        agent, customer = self.channels
        return Call(
            (agent, np.roll(customer, turn_s * self.rate_hz)),
            (self.truths[0], self.truths[1].rolled(turn_s * STEPS_PER_S)),
            self.rate_hz,
        )

    def speech_power(self, channel: int) -> float:
        """Mean square of a channel over its speech: its active level."""
        step = self.rate_hz // STEPS_PER_S
        speech = self.truths[channel].speech
        rows = self.channels[channel][: len(speech) * step].reshape(-1, step)
        return float(np.mean(np.square(rows[speech], dtype=np.float64)))


def levels_dbfs(samples: Samples, rate_hz: int) -> npt.NDArray[np.float64]:
    """Level of each whole row of 10 ms."""
    step = rate_hz // STEPS_PER_S
    rows = samples[: len(samples) // step * step].reshape(-1, step).astype(np.float64)
    return 10 * np.log10(np.maximum(np.mean(np.square(rows), axis=1), 1e-12))


def samples_of(path: Path) -> tuple[tuple[Samples, ...], int]:
    """The channels of a recording and their rate."""
    audio = CallAudio.open(path)
    blocks = [np.asarray(block, np.float32) for block in audio.blocks()]
    return tuple(np.ascontiguousarray(c) for c in np.concatenate(blocks, 1)), audio.sample_rate_hz


def rttm_spans(path: Path, *, file: str | None = None, speaker: str | None = None) -> Spans:
    """The spans of a file or a speaker in an RTTM file, joined where they touch or overlap."""
    spans = []
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if parts[0] == "SPEAKER" and file in (None, parts[1]) and speaker in (None, parts[7]):
            start_s = float(parts[3])
            spans.append(Span(start_s, round(start_s + float(parts[4]), 6)))
    return joined(spans)


def call_of(data: Path) -> Call:
    """The real call, as recorded."""
    channels, rate_hz = samples_of(data / f"{CALL}.wav")
    truths = []
    for samples, party in zip(channels, PARTIES, strict=True):
        level = levels_dbfs(samples, rate_hz)
        speech = rows_of(rttm_spans(data / f"{CALL}.rttm", speaker=party), len(level))
        low, high = UNSCORED_DBFS
        truths.append(Truth(speech, ~((level > low) & (level < high))))
    (first, second), (first_truth, second_truth) = channels, truths
    return Call((first, second), (first_truth, second_truth), rate_hz)


@dataclass(frozen=True, eq=False)
class Labelled:
    """A short recording of one channel with the rows that hold speech."""

    name: str
    samples: Samples
    rate_hz: int
    speech: Rows


def activity_set(data: Path) -> list[Labelled]:
    """The recordings whose speech was labelled by hand."""
    found = []
    for path in sorted((data / "activity").glob("*.csv")):
        (samples,), rate_hz = samples_of(path.with_suffix(".wav"))
        speech = label_rows(path.read_text(encoding="utf-8"), len(levels_dbfs(samples, rate_hz)))
        found.append(Labelled(path.stem, samples, rate_hz, speech))
    return found


def label_rows(text: str, n_rows: int) -> Rows:
    """The rows labelled 1: a name, then start, end and 0 or 1, again and again."""
    (row,) = csv.reader(text.strip().splitlines())
    triples = zip(row[1::3], row[2::3], row[3::3], strict=True)
    return rows_of(
        tuple(Span(float(start), float(end)) for start, end, label in triples if label == "1"),
        n_rows,
    )


def meetings_set(data: Path) -> list[Labelled]:
    """The meeting excerpts; speech is that of anybody."""
    found = []
    for path in sorted((data / "meetings").glob("*.wav")):
        (samples,), rate_hz = samples_of(path)
        spans = rttm_spans(data / "meetings" / "train.rttm", file=path.stem)
        n_rows = len(levels_dbfs(samples, rate_hz))
        found.append(Labelled(path.stem, samples, rate_hz, rows_of(spans, n_rows)))
    return found
