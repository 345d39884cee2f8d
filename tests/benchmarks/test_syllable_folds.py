"""Folds of the syllables: nothing is judged by a network that has seen its speaker or sentence."""

from __future__ import annotations

import numpy as np

from callcoach.voice.syllable_columns import N_COLUMNS
from callcoach.voice.syllable_network import fitted_network
from voicing.syllable_folds import (
    EVERYTHING,
    FOLDS,
    SENTENCES,
    SPEAKERS,
    Fold,
    group_of,
    network_for,
)


def test_a_fold_sees_neither_its_speaker_nor_its_sentences():
    fold = Fold("08", group_of("a04"))
    assert not fold.may_see("08b01")
    assert not fold.may_see("11a04")
    assert fold.may_see("11b01")


def test_each_utterance_has_one_fold_that_has_not_seen_it():
    for speaker in SPEAKERS:
        for sentence in SENTENCES:
            own = [f for f in FOLDS if (f.speaker, f.group) == (speaker, group_of(sentence))]
            assert len(own) == 1
            assert not own[0].may_see(speaker + sentence)
            assert EVERYTHING.may_see(speaker + sentence)


def test_the_folds_are_networks_of_their_own():
    columns = np.random.default_rng(1).standard_normal((50, N_COLUMNS)).astype(np.float32)
    networks = [network_for(speaker, sentence) for speaker in SPEAKERS for sentence in SENTENCES]
    sums = {float(each.syllables(columns).sum()) for each in (*networks, fitted_network())}
    assert len(sums) == len(FOLDS) + 1
    assert {each.reach for each in networks} == {fitted_network().reach}
