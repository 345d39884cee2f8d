"""Owns the bars of the panel: level, pace within its band, talk share."""

from __future__ import annotations

from callcoach.live.screen.colours import AGENT, CUSTOMER, SOFT
from callcoach.live.screen.pieces import Line, Piece, Signs
from callcoach.types.live import PaceNow

FLOOR_DBFS = -60.0
"""The quietest level that a bar shows; the loudest is 0 dBFS."""

BAND_LEAST_SPS = 0.5
"""A narrower band is drawn this wide, so that a marker can stand within it."""


def level_bar(level_dbfs: float, style: str, width: int, signs: Signs) -> Line:
    """A level as a bar over FLOOR_DBFS to 0 dBFS."""
    share = min(1.0, max(0.0, 1.0 - level_dbfs / FLOOR_DBFS))
    n_full, half = divmod(int(share * 2 * width + 0.5), 2)
    bar = signs.full * n_full + signs.half * half
    return Piece(bar, style), Piece(signs.rail * (width - len(bar)), SOFT)


def level_scale(width: int) -> str:
    """What stands under the level bars; without the middle where there is no room."""
    ends = f"{FLOOR_DBFS:.0f}", "0 dBFS"
    scale = [*ends[0].ljust(width - len(ends[1])), *ends[1]]
    if width >= 30:
        for level in ("-40", "-20"):
            at = round(width * (1.0 - float(level) / FLOOR_DBFS)) - 2  # its middle
            scale[at : at + len(level)] = level
    return "".join(scale)[: max(0, width)]


def pace_place(rate_sps: float, pace: PaceNow, width: int) -> int:
    """The column of a rate, 0 to `width` - 1; -1 and `width` where it lies beyond.

    The band takes the middle third, wherever it lies, so that only the marker moves.
    """
    middle = (pace.low_sps + pace.high_sps) / 2
    band = max(pace.high_sps - pace.low_sps, BAND_LEAST_SPS)
    share = 0.5 + (rate_sps - middle) / (3 * band)
    return min(width, max(-1, round(share * (width - 1))))


def pace_bar(pace: PaceNow, width: int, signs: Signs) -> Line:
    """The usual band, with a marker at the rate where that is known."""
    ends = "slower ", " faster"
    if width < 36:
        ends = "", ""
    rail = width - len(ends[0]) - len(ends[1])
    # A third each; the marker is placed by its own reckoning.
    first, last = round((rail - 1) / 3), round((rail - 1) * 2 / 3)
    band = signs.band_from + signs.band * (last - first - 1) + signs.band_to
    cells = [*signs.rail * first, *band, *signs.rail * (rail - last - 1)][:rail]
    if pace.rate_sps is None:
        return (Piece(ends[0] + "".join(cells) + ends[1], SOFT),)
    at = pace_place(pace.rate_sps, pace, rail)
    sign = signs.slower if at < 0 else signs.faster if at == rail else signs.marker
    at = min(rail - 1, max(0, at))
    return (
        Piece(ends[0] + "".join(cells[:at]), SOFT),
        Piece(sign, AGENT),
        Piece("".join(cells[at + 1 :]) + ends[1], SOFT),
    )


def share_bar(share: float, width: int, signs: Signs) -> Line:
    """The agent's share as a heavy line, the customer's as a light one."""
    n_own = round(min(1.0, max(0.0, share)) * width)
    rest = Piece(signs.rail * (width - n_own), CUSTOMER)
    return Piece(signs.share * n_own, AGENT), rest
