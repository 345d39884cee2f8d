"""Owns utterances made of words that a file gives one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from callcoach.errors import TimelineError
from callcoach.words.timeline_draft import DraftUtterance, DraftWord, as_time_s
from callcoach.words.utterances import PAUSE_S, SENTENCE_ENDS


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word with its speaker; `where` names it in messages."""

    where: str
    speaker: str
    word: DraftWord


def grouped(spoken: Iterable[SpokenWord]) -> tuple[DraftUtterance, ...]:
    """Utterances of each speaker's words, in the file's order, parted at pauses and sentence ends.

    Raises
    ------
    TimelineError
        If a word's time is no finite number from 0, or it ends before it starts.
    """
    open_groups: dict[str, list[SpokenWord]] = {}
    groups: list[list[SpokenWord]] = []
    for each in spoken:
        _check(each)
        group = open_groups.get(each.speaker)
        if group is None or _parts(group[-1].word, each.word):
            group = open_groups[each.speaker] = []
            groups.append(group)
        group.append(each)
    return tuple(_utterance(group) for group in groups)


def _check(each: SpokenWord) -> None:
    start_s = as_time_s(each.word.start_s, f"{each.where}: start_s")
    end_s = as_time_s(each.word.end_s, f"{each.where}: end_s")
    if end_s < start_s:
        raise TimelineError(f"{each.where} ends at {end_s:g} s, before it starts at {start_s:g} s")


def _parts(before: DraftWord, word: DraftWord) -> bool:
    is_pause = word.start_s - before.end_s >= PAUSE_S
    return is_pause or word.start_s < before.start_s or before.text.endswith(SENTENCE_ENDS)


def _utterance(group: list[SpokenWord]) -> DraftUtterance:
    words = tuple(each.word for each in group)
    return DraftUtterance(
        where=group[0].where,
        speaker=group[0].speaker,
        start_s=words[0].start_s,
        end_s=max(word.end_s for word in words),
        text=" ".join(word.text for word in words),
        words=words,
    )
