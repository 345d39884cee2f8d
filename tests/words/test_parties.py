"""An imported transcript finds its channels by where speech is."""

from __future__ import annotations

from typing import Any

import pytest

from callcoach.types.call import Channel, Party
from callcoach.types.time import Span
from callcoach.words import Timeline, channel_of_parties, on_channels, read_timeline

from .conftest import spans

LEFT, RIGHT = spans((0.0, 4.0), (10.0, 14.0)), spans((5.0, 9.0), (15.0, 16.0))


def timeline(*utterances: tuple[str, float, float], **more: Any) -> Timeline:
    listed = [
        {"party": party, "start_s": start_s, "end_s": end_s, "text": "a b"}
        for party, start_s, end_s in utterances
    ]
    return read_timeline({"duration_s": 20.0, "utterances": listed, **more})


CALL = timeline(("customer", 0.1, 4.0), ("agent", 5.0, 9.2), ("customer", 10.0, 13.5))


def test_parties_are_put_where_their_speech_is() -> None:
    found = channel_of_parties(CALL, (LEFT, RIGHT))
    assert found.channel_of == {"agent": 1, "customer": 0}
    assert found.confidence == pytest.approx(1.0)
    swapped = channel_of_parties(CALL, (RIGHT, LEFT))
    assert swapped.channel_of == {"agent": 0, "customer": 1}
    assert swapped.confidence == found.confidence


def test_one_party_alone_is_enough() -> None:
    found = channel_of_parties(timeline(("agent", 5.0, 9.0)), (LEFT, RIGHT))
    assert found.channel_of == {"agent": 1, "customer": 0}


def test_nothing_that_tells_gives_no_confidence() -> None:
    same = channel_of_parties(CALL, (LEFT, LEFT))
    assert same.confidence == 0.0
    unnamed = channel_of_parties(timeline(("unknown", 0.0, 4.0)), (LEFT, RIGHT))
    assert (unnamed.channel_of["agent"], unnamed.confidence) == (0, 0.0)
    assert channel_of_parties(CALL, ((), ())).confidence == 0.0


def test_parties_become_channels_and_languages_go_along() -> None:
    named: dict[Party, Channel] = {"agent": 1, "customer": 0}
    call = timeline(
        ("customer", 0.1, 4.0), ("agent", 5.0, 9.0), language={"agent": "en", "customer": "de"}
    )
    placed = on_channels(call.transcript, named, (LEFT, RIGHT))
    assert [(u.party, u.start_s) for u in placed.utterances] == [(0, 0.1), (1, 5.0)]
    assert placed.language == {"0": "de", "1": "en"}
    assert placed.engine == "timeline"


def test_words_without_a_party_go_to_the_channel_that_speaks() -> None:
    # One utterance over both parties' speech: "a" lies on the left, "b" on the right.
    call = timeline(("unknown", 0.0, 9.0), language="en")
    placed = on_channels(call.transcript, {"agent": 0, "customer": 1}, (LEFT, RIGHT))
    assert [(u.party, u.text) for u in placed.utterances] == [(0, "a"), (1, "b")]
    assert placed.language == {"0": "en", "1": "en"}


def test_a_whole_utterance_without_a_party_keeps_its_text() -> None:
    call = timeline(("unknown", 5.0, 9.0))
    (utterance,) = on_channels(call.transcript, {}, (LEFT, RIGHT)).utterances
    assert (utterance.party, utterance.text) == (1, "a b")


def test_spans_without_words_or_party_go_where_speech_is_nearest() -> None:
    plain = {
        "duration_s": 20.0,
        "utterances": [
            {"party": "unknown", "start_s": 5.0, "end_s": 6.0},
            {"party": "unknown", "start_s": 9.05, "end_s": 9.2},
        ],
    }
    placed = on_channels(read_timeline(plain).transcript, {}, (LEFT, RIGHT))
    assert [u.party for u in placed.utterances] == [1, 1]
    silent = on_channels(read_timeline(plain).transcript, {}, ((), ()))
    assert [u.party for u in silent.utterances] == [0, 0]
    assert placed.utterances[0].end_s == Span(5.0, 6.0).end_s


def test_confidence_falls_with_what_fits_the_other_way_round() -> None:
    # Of the agent's 5 s, 4 lie on the left channel's speech and 1 on the right one's.
    found = channel_of_parties(timeline(("agent", 0.0, 6.0)), (LEFT, RIGHT))
    assert found.channel_of == {"agent": 0, "customer": 1}
    assert found.confidence == pytest.approx((4 - 1) / 5)
