"""Owns what of a channel's columns is its own party's, and the levels to hold them against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callcoach.turns.noise import DIGITAL_SILENCE_DBFS
from callcoach.turns.windows import middle_of_three, running_max, running_mean
from callcoach.types.frames import N_BANDS, FloatRow, FrameTrack

TELEPHONE_BANDS = slice(1, N_BANDS - 1)
"""The bands that every recording of a call has."""

SURE_DETECTOR = 0.5
ROWS_LEAST = 50
"""Rows of which a level or a floor is told: half a second."""

LOUD_QUANTILE = 0.9
LOUD_QUANTILE_OF_ALL = 0.95
FLOOR_QUANTILE = 0.1
TOP_QUANTILES = (0.5, 0.75, 0.9, 0.97)
TOP_MOST_DB = 30.0
"""How unsteady the noise is, is told by how far these shares of its rows lie over its floor. Chosen
by us, 2026, on the even-numbered hand-labelled recordings, half of them held out at a time."""

VOICED_LEAST = 0.5
DEAF_SHARE = 0.25
"""Where the detector hears nothing near this share of the voiced rows, it is deaf to the voice, and
rows near voiced ones tell nothing of the noise. Chosen by us, 2026, on a made voice that Silero
hears at one gain and not at another (0.50), and on what the score is fitted to: there only music,
loud babble and some of what two speakers say, mostly between muted pauses, is over it."""

AWAY_ROWS = 25
AWAY_DETECTOR = 0.15
FLOOR_UNDER_SPEECH_DB = 50.0
BAND_FLOOR_UNDER_SPEECH_DB = 62.0
"""Noise is measured where the detector heard nothing within 0.25 s. A floor further under loud
speech counts as this far under it. Chosen by us, 2026: past that a floor tells of muted pauses and
of the line's coding, not of who speaks."""

OVER_BANDS_DB = 3.0
"""How far the level of a row may be over that of the telephone bands around it: hum, rumble and an
offset lie below them, while a sharp start is that much over the mean of its 40 ms."""

OVER_NOISE = 2.0
UNHEARD = 0.3
TRUST_ROWS = 8
SILENT_POWER = 1e-12
SHARE_LEAST = 1e-6
"""Where a copy was taken away, detector, voicing and periodicity count as far as what is left over
twice the noise outweighs the copy within 80 ms; a copy far under the noise takes nothing. Chosen by
us on two rotations of a real call."""

CHUNK_ROWS = 4096
"""Rows worked through at once, to bound the memory of a long call."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundLevels:
    """The levels that a channel's own sound is held against; as in `OwnSound`."""

    loud_dbfs: float
    floor_dbfs: float
    band_floors_dbfs: FloatRow
    noise_tops_db: FloatRow


@dataclass(frozen=True, slots=True, eq=False)
class OwnSound:
    """Columns of a channel without single outliers, and without what is not its own party's.

    n rows: level_dbfs, periodicity, detector, voicing (n,); bands_dbfs (n, 9), the telephone
    bands. Rows that are not kept lie at the noise floors and are neither heard nor voiced.

    Attributes
    ----------
    loud_dbfs : float
        Level that a tenth of the surely heard speech exceeds; where there is next to none, that
        a twentieth of all rows does.
    floor_dbfs : float
    band_floors_dbfs : (9,) float32
        What nine tenths of the rows away from speech exceed, digital silence left out.
    noise_tops_db : (4,) float32, 0..30
        How far over the floor the rows away from speech lie: `TOP_QUANTILES` of them. Small for
        the steady noise of a line, large for that of a street, which comes and goes.
    """

    level_dbfs: FloatRow
    bands_dbfs: FloatRow
    periodicity: FloatRow
    detector: FloatRow
    voicing: FloatRow
    loud_dbfs: float
    floor_dbfs: float
    band_floors_dbfs: FloatRow
    noise_tops_db: FloatRow

    def __len__(self) -> int:
        return len(self.level_dbfs)

    @property
    def levels(self) -> SoundLevels:
        """The levels alone."""
        return SoundLevels(
            self.loud_dbfs, self.floor_dbfs, self.band_floors_dbfs, self.noise_tops_db
        )


def own_sound(
    track: FrameTrack,
    is_kept: npt.NDArray[np.bool_],
    copy_dbfs: FloatRow | None,
    margin_db: float,
    known: SoundLevels | None = None,
) -> OwnSound:
    """The own sound of a channel of n rows.

    Parameters
    ----------
    is_kept : (n,) bool
        Rows to keep; the others are taken out.
    copy_dbfs : (n, 9) float32, optional
        The other party's copy in each telephone band. Its power, `margin_db` louder, is taken
        away; detector, voicing and periodicity count as far as what is left outweighs it.
    known : SoundLevels, optional
        Levels told from more of the call than this track, which are then not told from it.
    """
    bands = np.array(track.bands_dbfs[:, TELEPHONE_BANDS])
    for band in bands.T:
        band[:] = middle_of_three(band)
    level = _in_band(middle_of_three(track.level_dbfs), bands)
    trust = is_kept.astype(np.float32)
    if known is not None:
        levels = known
        if copy_dbfs is not None:
            share_db, left_trust = _take_away(bands, copy_dbfs, margin_db, known.band_floors_dbfs)
            level, trust = level + share_db, trust * left_trust
    else:
        is_noise = _noise_rows(level, track.detector, is_kept)
        loud_dbfs = _loud_dbfs(level, track.detector * trust)
        band_floors_dbfs = _band_floors_dbfs(bands[is_noise], loud_dbfs)
        if copy_dbfs is not None:
            share_db, left_trust = _take_away(bands, copy_dbfs, margin_db, band_floors_dbfs)
            level, trust = level + share_db, trust * left_trust
            loud_dbfs = _loud_dbfs(level, track.detector * trust)
            band_floors_dbfs = _band_floors_dbfs(bands[is_noise], loud_dbfs)
        floor_dbfs = _floor_dbfs(level[is_noise], loud_dbfs - FLOOR_UNDER_SPEECH_DB)
        tops_db = _tops_db(level[is_noise & ~_is_unheard_voice(track, is_kept)], floor_dbfs)
        levels = SoundLevels(loud_dbfs, floor_dbfs, band_floors_dbfs, tops_db)
    bands[~is_kept] = levels.band_floors_dbfs
    return OwnSound(
        level_dbfs=np.where(is_kept, level, np.float32(levels.floor_dbfs)),
        bands_dbfs=bands,
        periodicity=track.periodicity * trust,
        detector=track.detector * trust,
        voicing=track.voicing * trust,
        loud_dbfs=levels.loud_dbfs,
        floor_dbfs=levels.floor_dbfs,
        band_floors_dbfs=levels.band_floors_dbfs,
        noise_tops_db=levels.noise_tops_db,
    )


def power_of(dbfs: FloatRow) -> FloatRow:
    """Levels as mean squares, of the same shape."""
    power: FloatRow = np.power(np.float32(10), dbfs / np.float32(10))
    return power


def _take_away(
    bands_dbfs: FloatRow, copy_dbfs: FloatRow, margin_db: float, floors_dbfs: FloatRow
) -> tuple[FloatRow, FloatRow]:
    """Take a copy out of `bands_dbfs` (n, 9) in place: what is left of the power, (n,) in dB, and
    how far what is left is to be trusted, (n,) 0..1."""
    n = len(bands_dbfs)
    floor = power_of(floors_dbfs)
    share_db, own, against = np.empty((3, n), np.float32)
    for first in range(0, n, CHUNK_ROWS):
        rows = slice(first, first + CHUNK_ROWS)
        power, copy = power_of(bands_dbfs[rows]), power_of(copy_dbfs[rows] + np.float32(margin_db))
        left = np.maximum(power - copy, np.minimum(floor, power))
        share = left.sum(axis=1) / np.maximum(power.sum(axis=1), SILENT_POWER)
        own[rows] = np.maximum(power - copy - OVER_NOISE * floor, 0).sum(axis=1)
        against[rows] = copy.sum(axis=1)
        share_db[rows] = 10 * np.log10(np.maximum(share, SHARE_LEAST))
        bands_dbfs[rows] = 10 * np.log10(np.maximum(left, SILENT_POWER))
    own = running_mean(own, TRUST_ROWS) + np.float32(UNHEARD * floor.sum())
    against = running_mean(against, TRUST_ROWS)
    return share_db, np.minimum(2 * own / (own + against), 1).astype(np.float32)


def _in_band(level_dbfs: FloatRow, bands_dbfs: FloatRow) -> FloatRow:
    """The level without hum, rumble or an offset below the telephone bands.

    The sharp level of the row where it is not far over theirs, which is that of 40 ms.
    """
    power = np.full(len(level_dbfs), SILENT_POWER, np.float32)
    for band_dbfs in bands_dbfs.T:
        power += power_of(band_dbfs)
    most = 10 * np.log10(power) + np.float32(OVER_BANDS_DB)
    in_band: FloatRow = np.minimum(level_dbfs, most)
    return in_band


def _band_floors_dbfs(noise_dbfs: FloatRow, loud_dbfs: float) -> FloatRow:
    least_dbfs = loud_dbfs - BAND_FLOOR_UNDER_SPEECH_DB
    return np.array([_floor_dbfs(band, least_dbfs) for band in noise_dbfs.T], np.float32)


def _loud_dbfs(level_dbfs: FloatRow, detector: FloatRow) -> float:
    sure = level_dbfs[detector > SURE_DETECTOR]
    if len(sure) >= ROWS_LEAST:
        return float(np.quantile(sure, LOUD_QUANTILE))
    return float(np.quantile(level_dbfs, LOUD_QUANTILE_OF_ALL)) if len(level_dbfs) else 0.0


def _noise_rows(
    level_dbfs: FloatRow, detector: FloatRow, is_own: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Rows that show the noise: those with sound, away from speech; (n,) bool.

    Where there are next to none: no rows if the pauses are digital silence, all with sound if
    something like speech is heard throughout.
    """
    is_sounding = (level_dbfs > DIGITAL_SILENCE_DBFS) & is_own
    is_away = running_max(detector, AWAY_ROWS) < AWAY_DETECTOR
    if np.count_nonzero(is_sounding & is_away) >= ROWS_LEAST:
        return is_sounding & is_away
    if np.count_nonzero(~is_sounding & is_own) >= ROWS_LEAST:
        return np.zeros(len(level_dbfs), bool)
    return is_sounding


def _is_unheard_voice(track: FrameTrack, is_own: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows near voiced ones, where the detector is deaf to the voice; else none: (n,) bool."""
    is_voiced = (track.voicing > VOICED_LEAST) & is_own
    is_away = running_max(track.detector, AWAY_ROWS) < AWAY_DETECTOR
    n_unheard, n_voiced = np.count_nonzero(is_voiced & is_away), np.count_nonzero(is_voiced)
    if n_unheard <= DEAF_SHARE * n_voiced:
        return np.zeros(len(track), bool)
    is_near: npt.NDArray[np.bool_] = running_max(is_voiced.astype(np.float32), AWAY_ROWS) > 0
    return is_near


def _floor_dbfs(dbfs: FloatRow, least_dbfs: float) -> float:
    return max(float(np.quantile(dbfs, FLOOR_QUANTILE)), least_dbfs) if len(dbfs) else least_dbfs


def _tops_db(noise_dbfs: FloatRow, floor_dbfs: float) -> FloatRow:
    if not len(noise_dbfs):
        return np.zeros(len(TOP_QUANTILES), np.float32)
    over_db = np.quantile(noise_dbfs, TOP_QUANTILES) - floor_dbfs
    tops_db: FloatRow = np.clip(over_db, 0, TOP_MOST_DB).astype(np.float32)
    return tops_db
