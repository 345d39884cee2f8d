"""Who spoke when in a call that goes on, against the review's judgement of all of it."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from callcoach.frames.stream import FrameStream
from callcoach.live.cues.hearing import KEPT_S, Hearing, _Record, newest_rows
from callcoach.settings import Settings
from callcoach.turns.activity import judge_activity
from callcoach.turns.rows import rows_of
from callcoach.types.time import Span, total_s
from made_calls import RATE_HZ, sample_part

SETTINGS = Settings()


def test_what_was_heard_is_what_the_review_says() -> None:
    channels = sample_part("bad-call", 0.0, 26.0)
    streams = [FrameStream(RATE_HZ, SETTINGS.voice) for _ in channels]
    hearing, newest = Hearing(SETTINGS), []
    with threadpool_limits(1, "blas"):
        for first in range(0, len(channels[0]), RATE_HZ // 5):
            for stream, samples in zip(streams, channels, strict=True):
                stream.push(samples[first : first + RATE_HZ // 5].astype(np.float32) / 32768)
            newest.append(hearing.look(streams))
        review = judge_activity([stream.finish() for stream in streams], SETTINGS)
    last = newest[-1]
    n = round(last.heard_s * 100)
    assert n > 2580
    for channel in (0, 1):
        here, there = rows_of(last.activity.ipus[channel], n), rows_of(review.ipus[channel], n)
        assert np.mean(here != there[:n]) < 0.01
        shown = [each.speaks[channel] for each in newest[10:]]
        true = [there[round(each.heard_s * 100) - 1] for each in newest[10:]]
        assert np.mean(np.not_equal(shown, true)) < 0.1
        assert last.spoken_s[channel] == pytest.approx(
            here[: round(last.settled_s * 100)].sum() / 100
        )


def test_the_newest_rows_of_two_streams_are_of_one_stretch() -> None:
    streams = [FrameStream(RATE_HZ, SETTINGS.voice) for _ in range(2)]
    for stream, length_s in zip(streams, (3.0, 3.4), strict=True):
        stream.push(np.zeros(round(length_s * RATE_HZ), np.float32))
    first, second = newest_rows(streams, 2.0)
    assert (first.first_row, first.end_row) == (second.first_row, second.end_row)
    assert len(first.track) == len(second.track) > 150


class TestTheRecord:
    def test_speech_adds_up_however_often_it_is_judged_anew(self) -> None:
        record = _Record()
        units = tuple(Span(10.0 * k, 10.0 * k + 4.0) for k in range(200))
        for end_s in range(5, 2000, 4):
            from_s = max(end_s - 115.0, 0.0)
            seen = tuple(each for each in units if from_s - 5 < each.end_s and each.end_s < end_s)
            record.take(seen, from_s, float(end_s))
        n_ended = sum(each.end_s < record.end_s for each in units)
        assert record.spoken_s == pytest.approx(4.0 * n_ended)
        kept = record.with_edge(())
        assert KEPT_S - 20 < kept[-1].end_s - kept[0].start_s < KEPT_S + 20

    def test_a_unit_across_the_edge_is_one(self) -> None:
        record = _Record()
        record.take((Span(1.0, 3.0), Span(4.0, 9.0)), 0.0, 6.0)
        assert record.spoken_s == 4.0
        assert record.with_edge((Span(5.5, 8.0),)) == (Span(1.0, 3.0), Span(4.0, 8.0))
        assert total_s(record.with_edge(())) == 4.0

    def test_what_is_judged_anew_takes_the_place_of_what_was_said(self) -> None:
        record = _Record()
        record.take((Span(1.0, 3.0), Span(4.0, 6.0)), 0.0, 6.0)
        record.take((Span(4.5, 6.0), Span(7.0, 8.0)), 3.5, 8.0)
        assert record.with_edge(()) == (Span(1.0, 3.0), Span(4.5, 6.0), Span(7.0, 8.0))
        assert record.spoken_s == 4.5
