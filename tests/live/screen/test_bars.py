"""Bars have known lengths, markers known places."""

from __future__ import annotations

import pytest

from callcoach.live.screen.bars import level_bar, level_scale, pace_bar, pace_place, share_bar
from callcoach.live.screen.pieces import DRAWN, PLAIN, Line
from callcoach.types.live import PaceNow

USUAL = PaceNow(None, 4.0, 5.0, "call")


def text(line: Line) -> str:
    return "".join(piece.text for piece in line)


@pytest.mark.parametrize(
    ("level_dbfs", "bar"),
    [
        (-120.0, "──────────"),
        (-60.0, "──────────"),
        (-57.0, "╸─────────"),
        (-30.0, "━━━━━─────"),
        (-27.0, "━━━━━╸────"),
        (0.0, "━━━━━━━━━━"),
        (6.0, "━━━━━━━━━━"),
    ],
)
def test_a_level_bar(level_dbfs: float, bar: str) -> None:
    assert text(level_bar(level_dbfs, "", 10, DRAWN)) == bar


def test_a_level_bar_in_ascii() -> None:
    assert text(level_bar(-27.0, "", 10, PLAIN)) == "#####-----"


def test_the_scale_stands_under_its_levels() -> None:
    scale = level_scale(60)
    assert scale[18:21] == "-40"  # the bar of -40 dBFS ends after its 20th column
    assert scale[38:41] == "-20"
    assert (scale[:3], scale[-6:]) == ("-60", "0 dBFS")
    assert level_scale(20) == "-60           0 dBFS"


@pytest.mark.parametrize(
    ("rate_sps", "column"),
    [(4.5, 15), (4.0, 10), (5.0, 20), (3.0, 0), (6.0, 30), (2.9, -1), (6.1, 31), (99.0, 31)],
)
def test_the_band_takes_the_middle_third(rate_sps: float, column: int) -> None:
    assert pace_place(rate_sps, USUAL, 31) == column


def test_the_marker_moves_and_the_band_stays() -> None:
    def bar(rate_sps: float | None, low_sps: float = 4.0, high_sps: float = 5.0) -> str:
        return text(pace_bar(PaceNow(rate_sps, low_sps, high_sps, "call"), 31, DRAWN))

    assert bar(None) == "──────────┝━━━━━━━━━┥──────────"
    assert bar(4.5) == "──────────┝━━━━●━━━━┥──────────"
    assert bar(5.5) == "──────────┝━━━━━━━━━┥────●─────"
    assert bar(1.0) == "◂─────────┝━━━━━━━━━┥──────────"
    assert bar(9.0) == "──────────┝━━━━━━━━━┥─────────▸"
    assert bar(None, 3.1, 6.2) == bar(None)


def test_a_band_without_width_is_drawn_wide_enough() -> None:
    assert pace_place(4.0, PaceNow(None, 4.0, 4.0, "call"), 31) == 15
    assert pace_place(4.25, PaceNow(None, 4.0, 4.0, "call"), 31) == 20


def test_the_pace_bar_keeps_its_width() -> None:
    for width in range(3, 80):
        for rate_sps in (None, 0.0, 4.4, 9.0):
            bar = pace_bar(PaceNow(rate_sps, 4.0, 5.0, "call"), width, PLAIN)
            assert len(text(bar)) == width, (width, rate_sps)


def test_shares_are_told_by_weight_of_line() -> None:
    assert text(share_bar(0.58, 50, DRAWN)) == "━" * 29 + "─" * 21
    assert text(share_bar(0.58, 50, PLAIN)) == "#" * 29 + "-" * 21
    assert text(share_bar(0.0, 5, DRAWN)) == "─────"
    assert text(share_bar(1.0, 5, DRAWN)) == "━━━━━"
