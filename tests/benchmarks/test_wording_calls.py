"""What is found surely in whole calls is mostly right, and more than the patterns find."""

from __future__ import annotations

from callcoach.coaching import load_pack
from wording_calls import FOLDER, judged, lines_of


def test_in_written_calls_by_others_most_of_what_is_found_surely_is_right() -> None:
    calls = [lines_of(path) for path in sorted(FOLDER.glob("*.tsv"))]
    assert len(calls) == 24
    pack = load_pack("en")
    plain, sure = (judged(calls, pack.asking(way), None) for way in ("off", "sure"))
    n_right, n_false = sum(sure.right.values()), sum(sure.false.values())
    assert n_right >= 0.75 * (n_right + n_false)
    assert n_right >= 0.5 * (n_right + sum(sure.missed.values()))
    assert n_right > 1.5 * sum(plain.right.values())
