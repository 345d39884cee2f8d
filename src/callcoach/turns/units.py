"""Owns the first pass: which runs are a listener's short answers, and which take the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from callcoach.settings import TurnSettings
from callcoach.turns.runs import TINY_S, Run, Speech
from callcoach.turns.spoken import SpokenWords, as_text
from callcoach.types.call import Channel, other
from callcoach.types.floor import Backchannel

OVERLAPPED_WORDS_MOST = 2
"""Words that are no acknowledgement with which an answer over speech may still be one."""

WORDED_RUNS_LEAST = 5
WORDED_SHARE_LEAST = 0.9
"""How many of a party's runs over 1.0 s, and what share of them, must hold words before a run
without any counts as wordless. Chosen by us: a transcript with holes shows nothing by them."""

Answer = Literal["short", "acknowledging", "wordless"]
"""What makes a run a backchannel: its length alone, its words, or that it holds none."""


@dataclass(frozen=True, slots=True)
class LabelledRun:
    """A run with its label: `answer` is None where it is no backchannel.

    `text` is what was said in it, None where that is not known.
    """

    run: Run
    answer: Answer | None
    text: str | None

    @property
    def is_backchannel(self) -> bool:
        """Whether the run takes no floor."""
        return self.answer is not None


def labelled_runs(
    runs: Sequence[Sequence[Run]], words: Sequence[SpokenWords], turns: TurnSettings
) -> tuple[LabelledRun, ...]:
    """All runs of both channels in order of time, each labelled.

    A run is a backchannel where it is an answer, and the floor is the other's: they are
    speaking, or were the last to speak more than a backchannel, and not longer ago than a dead
    silence. So the short pieces of a speaker's own talk ("five ... two ... seven") are no answers
    to oneself.

    An answer is short: 1.0 s at most, as `max_duration` of VAP (Ekstedt & Skantze 2022); 2.0 s
    where all its words are acknowledgements or assessments, or where it holds no word (a laugh, a
    breath) while nearly all else the party says does. Where words say otherwise, it is none: in
    silence any other word makes it an answer with content; over the other's speech more than two,
    as in Full-Duplex-Bench (Lin et al. 2025), which has no word lists, or only such words as begin
    a sentence ("well, I"): who says no more than that tried to speak and gave up.
    """
    # The longer of two that start together comes first: the shorter answers it.
    ordered = sorted(
        (run for channel_runs in runs for run in channel_runs),
        key=lambda run: (run.start_s, -run.end_s, run.channel),
    )
    is_worded = [_is_worded(runs[c], words[c], turns) for c in range(len(runs))]
    labelled: list[LabelledRun] = []
    last_on_floor: dict[Channel, Run] = {}
    for run in ordered:
        text = as_text(words[run.channel].during(run.span))
        theirs = _floor_before(run, last_on_floor, turns)
        answer: Answer | None = None
        if theirs is not None and text is None:
            answer = _answer_without_words(run, is_worded[run.channel], turns)
        elif theirs is not None and text is not None:
            is_over = theirs.end_s > run.start_s
            answer = _answer_in_words(run, text, words[run.channel], is_over, turns)
        if answer is None:
            last_on_floor[run.channel] = run
        labelled.append(LabelledRun(run, answer, text))
    return tuple(labelled)


def _is_worded(runs: Sequence[Run], words: SpokenWords, turns: TurnSettings) -> bool:
    """Whether nearly all that one channel says is known in words."""
    long = [run for run in runs if run.duration_s > turns.backchannel_s + TINY_S]
    n_worded = sum(bool(words.during(run.span)) for run in long)
    return len(long) >= WORDED_RUNS_LEAST and n_worded >= WORDED_SHARE_LEAST * len(long)


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
    return theirs if run.start_s - theirs.end_s < turns.dead_air_s - TINY_S else None


def _answer_without_words(run: Run, is_worded: bool, turns: TurnSettings) -> Answer | None:
    if run.duration_s <= turns.backchannel_s + TINY_S:
        return "short"
    is_short = run.duration_s <= turns.backchannel_with_words_s + TINY_S
    return "wordless" if is_worded and is_short else None


def _answer_in_words(
    run: Run, text: str, words: SpokenWords, is_over: bool, turns: TurnSettings
) -> Answer | None:
    if words.is_listening(text):
        is_short = run.duration_s <= turns.backchannel_with_words_s + TINY_S
        return "acknowledging" if is_short else None
    if words.lexicon.is_known:
        n_words = len(text.split())
        if n_words > (OVERLAPPED_WORDS_MOST if is_over else 0) or words.is_only_begun(text):
            return None
    return "short" if run.duration_s <= turns.backchannel_s + TINY_S else None


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
