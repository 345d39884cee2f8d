"""Owns the first pass: which runs are a listener's short answers, and which take the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcoach.settings import TurnSettings
from callcoach.turns.runs import TINY_S, Run, Speech
from callcoach.turns.spoken import SpokenWords, as_text
from callcoach.types.call import Channel, other
from callcoach.types.floor import Backchannel

OVERLAPPED_WORDS_MOST = 2
"""Words that are no acknowledgement with which an answer over speech may still be one."""


@dataclass(frozen=True, slots=True)
class LabelledRun:
    """A run with its label. `text` is what was said in it, None where that is not known.

    `by_words`: whether the words decided the label, and not the length alone.
    """

    run: Run
    is_backchannel: bool
    by_words: bool
    text: str | None


def labelled_runs(
    runs: Sequence[Sequence[Run]], words: Sequence[SpokenWords], turns: TurnSettings
) -> tuple[LabelledRun, ...]:
    """All runs of both channels in order of time, each labelled.

    A run is a backchannel where it is an answer, and the floor is the other's: they are
    speaking, or were the last to speak more than a backchannel, and not longer ago than a dead
    silence. So the short pieces of a speaker's own talk ("five ... two ... seven") are no answers
    to oneself.

    An answer is short: 1.0 s at most, as `max_duration` of VAP (Ekstedt & Skantze 2022); 2.0 s
    where all its words are acknowledgements or assessments. Where words say otherwise, it is none:
    in silence any other word makes it an answer with content, over the other's speech more than
    two, as in Full-Duplex-Bench (Lin et al. 2025), which has no word lists.
    """
    # The longer of two that start together comes first: the shorter answers it.
    ordered = sorted(
        (run for channel_runs in runs for run in channel_runs),
        key=lambda run: (run.start_s, -run.end_s, run.channel),
    )
    labelled: list[LabelledRun] = []
    last_on_floor: dict[Channel, Run] = {}
    for run in ordered:
        said = words[run.channel].during(run.span)
        text = as_text(said)
        is_listening = words[run.channel].is_listening(text) if text else None
        theirs = _floor_before(run, last_on_floor, turns)
        is_over = theirs is not None and theirs.end_s > run.start_s
        is_backchannel = theirs is not None and _is_answer(
            run, len(said), is_listening, is_over, turns
        )
        if not is_backchannel:
            last_on_floor[run.channel] = run
        by_words = is_backchannel and bool(is_listening)
        labelled.append(LabelledRun(run, is_backchannel, by_words, text))
    return tuple(labelled)


def _floor_before(
    run: Run, last_on_floor: Mapping[Channel, Run], turns: TurnSettings
) -> Run | None:
    """The other's run that holds the floor when this one starts, None where none does."""
    theirs, own = last_on_floor.get(other(run.channel)), last_on_floor.get(run.channel)
    if theirs is None or (theirs.start_s, theirs.end_s) == (run.start_s, run.end_s):
        # Two equal runs that start together answer nobody, whichever was sorted first.
        return None
    if theirs.end_s > run.start_s:
        return theirs
    if own is not None and own.end_s >= theirs.end_s:
        return None
    return theirs if run.start_s - theirs.end_s < turns.dead_air_s else None


def _is_answer(
    run: Run, n_words: int, is_listening: bool | None, is_over: bool, turns: TurnSettings
) -> bool:
    if is_listening:
        return run.duration_s <= turns.backchannel_with_words_s + TINY_S
    if is_listening is False and n_words > (OVERLAPPED_WORDS_MOST if is_over else 0):
        return False
    return run.duration_s <= turns.backchannel_s + TINY_S


def backchannels_of(
    labelled: Sequence[LabelledRun], speech: Sequence[Speech]
) -> tuple[Backchannel[int], ...]:
    """The backchannels, wherever they stand; `in_overlap` where they start over speech."""
    return tuple(
        Backchannel(
            party=each.run.channel,
            start_s=each.run.start_s,
            end_s=each.run.end_s,
            text=each.text,
            in_overlap=speech[other(each.run.channel)].at(each.run.start_s) is not None,
            reasons={} if each.text else {"text": "no words with times are known here"},
        )
        for each in labelled
        if each.is_backchannel
    )
