"""Owns the way from blocks of samples of one channel to its `FrameTrack`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from callcoach.errors import AudioError
from callcoach.frames.columns import Columns, RecentRows
from callcoach.frames.detector import DetectorRows, DetectorStream
from callcoach.frames.gate import GateRows
from callcoach.frames.grid import n_rows
from callcoach.frames.level import LevelRows, LevelStream
from callcoach.frames.model_rate import ModelRateStream
from callcoach.frames.spectrum import SpectrumRows, SpectrumStream
from callcoach.frames.tones import TonalityStream
from callcoach.frames.trackers import pitch_tracker
from callcoach.frames.tracking import PitchStream
from callcoach.settings import VoiceSettings
from callcoach.types.frames import FloatRow, FrameTrack

LEAST_RATE_HZ = 4000
BLOCK_S = 5
"""Longer pushes are worked through in pieces of this length, to bound the memory."""


class FrameStream:
    """One channel, block by block, to rows of 10 ms.

    The rows are the same to the last bit however the audio was cut into pushes. Row i starts at
    sample floor(i * rate / 100); a last, partial frame is dropped. Not for two threads at once;
    two streams share nothing.

    Raises
    ------
    AudioError
        If the sample rate is under 4000 Hz.
    SettingsError
        If there is no pitch tracker of the name in `voice`.
    ModelUnavailable
        If a model's package is not installed.
    """

    def __init__(self, sample_rate_hz: int, voice: VoiceSettings) -> None:
        if sample_rate_hz < LEAST_RATE_HZ:
            raise AudioError(
                f"sample rate {sample_rate_hz} Hz is too low to judge speech; "
                f"{LEAST_RATE_HZ} Hz or more is needed"
            )
        self._rate_hz = sample_rate_hz
        self._n_samples = 0
        self._model_rate = ModelRateStream(sample_rate_hz)
        self._level = LevelStream(sample_rate_hz)
        self._spectrum = SpectrumStream(sample_rate_hz)
        self._tonality = TonalityStream(sample_rate_hz)
        self._detector = DetectorStream()
        self._pitch = PitchStream(pitch_tracker(voice))
        self._columns = Columns(sample_rate_hz)

    def push(self, samples: FloatRow) -> None:
        """Take the next samples: (n,) float32, full scale 1.

        Raises
        ------
        AudioError
            If a sample is not a finite number.
        """
        for block in _blocks(np.asarray(samples, np.float32), BLOCK_S * self._rate_hz):
            if not np.isfinite(block).all():
                raise AudioError("a sample is not a finite number")
            self._n_samples += len(block)
            at_model_rate = self._model_rate.push(block)
            self._take(
                self._level.push(block),
                self._spectrum.push(block),
                self._tonality.push(block),
                self._detector.push_rows(at_model_rate),
                at_model_rate,
            )

    def finish(self) -> FrameTrack:
        """All rows. The stream ends here."""
        rest = self._model_rate.finish()
        before = self._detector.push_rows(rest)
        last = self._detector.finish_rows(n_rows(self._n_samples, self._rate_hz))
        self._take(
            self._level.push(np.zeros(0, np.float32)),
            self._spectrum.finish(),
            self._tonality.finish(),
            DetectorRows(
                np.concatenate((before.scores, last.scores)),
                np.concatenate((before.states, last.states)),
            ),
            rest,
        )
        pitch = self._pitch.finish()
        self._columns.add(f0_hz=pitch.f0_hz, voicing=pitch.voicing)
        return self._columns.track()

    def so_far(self, *, pitch_may_lag: bool = False) -> FrameTrack:
        """The rows that will not change any more: read-only.

        They end up to 2 s before the last sample; with `pitch_may_lag` up to 0.1 s before it,
        the pitch columns being 0 (not tracked) in the rows in which they may still change.
        """
        return self._columns.track(pitch_may_lag=pitch_may_lag)

    def recent(self, n_most: int, *, pitch_may_lag: bool = False) -> RecentRows:
        """The last `n_most` rows, or fewer, of what `so_far` gives: read-only.

        For a call that is going on: costs what these rows cost, however long the call is.
        """
        return self._columns.recent(n_most, pitch_may_lag=pitch_may_lag)

    def _take(
        self,
        level: LevelRows,
        spectrum: SpectrumRows,
        tonality: FloatRow,
        detector: DetectorRows,
        at_model_rate: FloatRow,
    ) -> None:
        gate_rows = GateRows(level.level_dbfs, spectrum.periodicity, detector.scores)
        pitch = self._pitch.push(at_model_rate, gate_rows)
        self._columns.add(
            level_dbfs=level.level_dbfs,
            bands_dbfs=spectrum.bands_dbfs,
            periodicity=spectrum.periodicity,
            tonality=tonality,
            detector=detector.scores,
            detector_state=detector.states,
            f0_hz=pitch.f0_hz,
            voicing=pitch.voicing,
            clipped=level.clipped,
        )


def _blocks(samples: FloatRow, n_most: int) -> Iterator[FloatRow]:
    for first in range(0, len(samples), n_most):
        yield samples[first : first + n_most]
