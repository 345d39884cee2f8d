"""The script makes the samples: the same line gives the same sound and the same times."""

from __future__ import annotations

import importlib
import shutil

import numpy as np
import pytest

RATE_HZ = 8000

needs_flite = pytest.mark.skipif(
    not (shutil.which("flite") and shutil.which("sox")), reason="flite or sox is not installed"
)

pytestmark = pytest.mark.usefixtures("scripts")


@needs_flite
def test_a_line_made_anew_is_the_one_in_the_call(wave_of, plain_of):
    dialogues, voice = map(importlib.import_module, ("sample_dialogues", "sample_voice"))
    line = next(each for each in dialogues.BAD_CALL if each.key == "b22")
    spoken = voice.speak(line)
    truth = plain_of("bad-call.truth.json")
    (utterance,) = [each for each in truth["utterances"] if each["line"] == "b22"]
    start_s = utterance["start_s"]
    times = [(round(start_s + w.start_s, 3), round(start_s + w.end_s, 3)) for w in spoken.words]
    assert times == [(word["start_s"], word["end_s"]) for word in utterance["words"]]
    first = round((start_s - voice.LEAD_S) * RATE_HZ)
    in_call = wave_of("bad-call.wav").samples[0][first : first + len(spoken.samples)]
    assert np.corrcoef(in_call, spoken.samples)[0, 1] > 0.995
    assert np.array_equal(spoken.samples, voice.speak(line).samples)


def test_words_are_found_by_the_alignment_of_least_edits():
    voice = importlib.import_module("sample_voice")
    groups = [["dh", "ax"], ["ae", "p", "ax", "l"], ["ih", "z"]]
    heard = ["dh", "iy", "ae", "p", "l", "ih", "s"]
    assert voice._owners(groups, heard) == [0, 0, 1, 1, 1, 2, 2]


def test_a_line_broken_off_keeps_what_was_heard():
    voice = importlib.import_module("sample_voice")
    timed = voice.Timed
    whole = voice.Spoken(
        np.ones(round((1.0 + voice.LEAD_S + voice.TAIL_S) * RATE_HZ)),
        (timed(0.0, 0.4, "My"), timed(0.4, 0.9, "account"), timed(0.9, 1.0, "is.")),
        (timed(0.0, 0.4, "ay"), timed(0.4, 0.9, "ae"), timed(0.9, 1.0, "ih")),
    )
    cut = voice.broken_off(whole, 0.6)
    assert cut.is_cut
    assert cut.text == "My acc-"
    assert cut.words[-1] == timed(0.4, 0.6, "acc-")
    assert cut.phonemes[-1] == timed(0.4, 0.6, "ae")
    assert len(cut.samples) == round((0.6 + voice.LEAD_S) * RATE_HZ)
    assert cut.samples[-1] == 0.0
    assert cut.samples[-round(voice.CUT_FADE_S * RATE_HZ) - 1] == 1.0
    assert whole.samples[-1] == 1.0


def test_lines_are_placed_after_over_and_before_the_end_of_others():
    dialogues, voice = map(importlib.import_module, ("sample_dialogues", "sample_voice"))
    truth = importlib.import_module("sample_truth")
    line, timed = dialogues.Line, voice.Timed

    def speak(spoken_line):
        length_s = float(spoken_line.text)
        words = (timed(0.0, length_s, spoken_line.text),)
        return voice.Spoken(np.zeros(round((length_s + 0.03) * RATE_HZ)), words, words)

    lines = (
        line("customer", "a", "2.0", gap_s=0.5),
        line("agent", "b", "1.5", over="a", at_s=1.0, cuts_after_s=0.6, kind="interruption"),
        line("customer", "c", "1.0", gap_s=0.4),
        line("agent", "d", "1.0", over="c", at_s=-0.3, kind="terminal_overlap"),
    )
    done = {each.line.key: each for each in truth.placed(lines, speak)}
    starts = {key: each.start_s for key, each in done.items()}
    assert starts == {"a": 0.5, "b": 1.5, "c": 3.4, "d": 4.1}
    assert done["a"].end_s == 2.1
    found = truth.overlaps(list(done.values()))
    assert [(each["overlap_s"], each["is_talk_over"]) for each in found] == [
        (0.6, True),
        (0.3, False),
    ]
    assert truth.activity(list(done.values()), "agent") == [(1.5, 3.0), (4.1, 5.1)]


def test_the_sentences_are_few_and_short_enough_to_learn():
    dialogues = importlib.import_module("sample_dialogues")
    assert 60 <= len(dialogues.sentences()) <= 80
    assert {party for party, _ in dialogues.sentences()} == set(dialogues.VOICES)


def test_a_midi_file_counts_its_own_bytes():
    sounds = importlib.import_module("sample_sounds")
    notes = list(sounds._composition())
    midi = sounds._midi(notes)
    assert midi[:4] == b"MThd"
    assert int.from_bytes(midi[18:22], "big") == len(midi) - 22
    assert {note.channel for note in notes} == {0, 1, 2, sounds.DRUMS}
    assert sounds._variable_length(0x3FFF) == b"\xff\x7f"
