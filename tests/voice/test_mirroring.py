"""Mirroring: what the agent's voice did after the customer's, known because it was made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from callcoach.settings import Settings, with_values
from callcoach.types.measures import TurnVoice
from callcoach.voice import mirroring

VOICE = Settings().voice
NO_BLEED = (None, None)


def turns(z, first_s, *, spreads=(1.5, 2.0, 3.0), voiced_s=3.0):
    """A turn of 4 s each 10 s, its cues so many spreads over the usual."""
    return tuple(
        TurnVoice(
            start_s=first_s + 10.0 * i,
            end_s=first_s + 10.0 * i + 4.0,
            voiced_s=voiced_s,
            f0_st=float(spreads[0] * value),
            alpha_db=float(spreads[1] * value),
            level_db=float(spreads[2] * value),
            rate_sps=None,
        )
        for i, value in enumerate(z)
    )


def measured(customer_z, agent_z, bleeds_db=NO_BLEED):
    return mirroring(turns(agent_z, 5.0), turns(customer_z, 0.0), bleeds_db, VOICE)


def followed(gain, n, seed):
    """Rows of the customer and the agent in own spreads, the second following the first."""
    rng = np.random.default_rng(seed)
    customer = rng.normal(0, 1, n)
    return customer, gain * customer + np.sqrt(1 - gain**2) * rng.normal(0, 1, n)


@pytest.mark.parametrize("gain", [-0.6, 0.0, 0.4, 0.8])
def test_a_prescribed_gain_is_recovered(gain):
    gains = [measured(*followed(gain, 150, seed)).follow_gain for seed in range(12)]
    assert np.mean(gains) == pytest.approx(gain, abs=0.1)


def test_independent_parties_are_within_the_interval():
    """In 93 of 100 calls and more the interval covers 0; the benchmark does 500."""
    found = [measured(*followed(0.0, 12 + seed % 40, seed)) for seed in range(100)]
    assert sum(each.low <= 0.0 <= each.high for each in found) >= 93


def test_sham_pairs_follow_nothing():
    found = measured(*followed(0.8, 60, 1))
    assert found.sham_mean == pytest.approx(0.0, abs=0.1)
    assert found.sham_low < 0 < found.sham_high < found.follow_gain


def test_the_gain_does_not_see_scale_or_a_shift():
    customer, agent = followed(0.5, 40, 3)
    plain = measured(customer, agent)
    moved = measured(4.0 * customer + 7.0, 0.2 * agent - 3.0)
    assert moved.follow_gain == pytest.approx(plain.follow_gain)
    assert (moved.low, moved.high) == pytest.approx((plain.low, plain.high))


def test_the_same_call_gives_the_same_interval():
    assert measured(*followed(0.5, 30, 4)) == measured(*followed(0.5, 30, 4))


def test_each_cue_has_its_gain():
    customer, agent = followed(0.7, 80, 5)
    found = measured(customer, agent)
    assert found.by_cue.keys() == {"f0", "alpha", "level"}
    assert found.by_cue["f0"] == pytest.approx(found.follow_gain)


def test_a_cue_that_one_party_lacks_is_not_followed():
    customer, agent = followed(0.7, 40, 6)
    no_level = tuple(replace(turn, level_db=None) for turn in turns(agent, 5.0))
    found = mirroring(no_level, turns(customer, 0.0), NO_BLEED, VOICE)
    assert found.by_cue.keys() == {"f0", "alpha"}
    assert found.follow_gain == pytest.approx(measured(customer, agent).follow_gain)


def test_eleven_answers_are_too_few():
    customer, agent = followed(0.5, 12, 7)
    assert measured(customer, agent).n == 12
    found = measured(customer[:11], agent[:11])
    assert (found.follow_gain, found.low, found.sham_mean, found.n) == (None, None, None, 11)
    assert found.reasons["follow_gain"] == "only 11 turns that an answer followed; 12 needed"
    assert found.reasons["moments"] == found.reasons["sham_mean"] == found.reasons["low"]


def test_a_turn_without_an_answer_is_no_pair():
    """The agent is silent after every second turn of the customer."""
    customer, agent = followed(0.5, 30, 8)
    answers = tuple(turn for i, turn in enumerate(turns(agent, 5.0)) if i % 2 == 0)
    found = mirroring(answers, turns(customer, 0.0), NO_BLEED, VOICE)
    assert found.n == 15


def test_hardly_voiced_turns_are_left_out():
    customer, agent = followed(0.5, 30, 9)
    own = list(turns(agent, 5.0))
    own[3] = replace(own[3], voiced_s=0.4)
    assert mirroring(own, turns(customer, 0.0), NO_BLEED, VOICE).n == 29


@pytest.mark.parametrize(("bleed_db", "is_told"), [(-31.0, True), (-29.0, False)])
def test_a_party_heard_in_the_other_channel_withholds_it(bleed_db, is_told):
    found = measured(*followed(0.5, 30, 10), bleeds_db=(None, bleed_db))
    assert (found.follow_gain is not None) is is_told
    if not is_told:
        assert found.reasons["low"] == "one party is heard in the other's channel (-29 dB)"


def test_the_moments_say_when_how_and_how_soon():
    customer = np.tile([0.1, -0.2, 0.3, -0.4, 0.2, -0.1], 4)
    agent = np.tile([-0.3, 0.2, -0.1, 0.4, -0.2, 0.3], 4)
    customer[[5, 11, 17]] = 4.0
    agent[[5, 11, 17]] = (4.0, -1.0, 0.25)
    found = measured(customer, agent)
    kinds = [(each.start_s, each.agent_start_s, each.kind) for each in found.moments]
    assert kinds == [
        (50.0, 55.0, "rose_with_them"),
        (110.0, 115.0, "came_down"),
        (170.0, 175.0, "in_between"),
    ]
    first = found.moments[0]
    assert first.after_s == pytest.approx(1.0)
    assert (first.customer_f0_st, first.customer_alpha_db) == pytest.approx((6.0, 8.0))
    assert first.customer_rise > 1.0
    assert first.customer_came_down is True


def test_a_rise_in_the_last_turn_has_no_later_turn():
    customer, agent = np.zeros(12), np.zeros(12)
    customer[:11], agent[:11] = np.linspace(-1, 1, 11), np.linspace(1, -1, 11)
    customer[11] = 4.0
    (moment,) = measured(customer, agent).moments[-1:]
    assert moment.customer_came_down is None
    assert moment.reasons["customer_came_down"] == "no later turn to hold it against"


def test_an_even_voice_has_no_rises():
    """A tenth of a semitone is many spreads of an even voice, and nothing to be heard."""
    customer, agent = followed(0.0, 30, 11)
    quiet = turns(0.05 * customer, 0.0)
    assert mirroring(turns(agent, 5.0), quiet, NO_BLEED, VOICE).moments == ()


def test_a_voice_that_never_moves_is_not_followed():
    found = measured(np.zeros(20), followed(0.0, 20, 12)[1])
    assert found.follow_gain is None
    assert found.reasons["follow_gain"] == "too few turns have a pitch or a spectrum"


def test_nobody_spoke():
    found = mirroring((), (), NO_BLEED, VOICE)
    assert (found.follow_gain, found.n, found.moments) == (None, 0, ())


def test_the_least_number_is_a_setting():
    few = with_values(Settings(), {"voice": {"mirroring_pairs": 5}}).voice
    customer, agent = followed(0.5, 6, 13)
    found = mirroring(turns(agent, 5.0), turns(customer, 0.0), NO_BLEED, few)
    assert found.n == 6
