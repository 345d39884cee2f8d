"""Owns what the names of a batch's recordings say beside the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callcoach.batch.recordings.calls import CallFile, Found
from callcoach.pipeline.file_names import checked_pattern, named_in
from callcoach.report.phrases import printable
from callcoach.types.about import NOTHING, About


def told_by_names(found: Found, pattern: str) -> Found:
    """The calls with what their names say of id, agent, queue and tags, where no manifest does.

    Side and date are found with all else that stands beside a recording, for what is written in
    a sidecar is stronger. What does not go together is told, and the calls are reviewed.

    Raises
    ------
    SettingsError
        If the pattern has a fault.
    """
    asks = set(checked_pattern(pattern).groupindex) - {"agent_channel"}
    calls: list[CallFile] = []
    strange: list[str] = []
    unread: list[str] = []
    for call in found.calls:
        named = named_in(call.path.name, pattern)
        if not named.follows:
            strange.append(call.path.name)
        unread += [f"{said} in {printable(call.path.name)}" for said in named.unread]
        calls.append(call if named.about == NOTHING else _joined(call, named.about))
    notices = list(found.notices)
    if strange and asks:
        notices.append(
            f"{_of(len(strange), len(calls))} not named as agent.file_name_pattern says, such as "
            f"{printable(strange[0])}"
        )
    if unread:
        notices.append(
            f"{_times(len(unread))} a name says what cannot be understood, such as {unread[0]}"
        )
    return replace(found, calls=tuple(calls), notices=(*notices, *_same_ids(calls)))


def _joined(call: CallFile, named: About) -> CallFile:
    listed = call.about
    about = replace(
        listed,
        call_id=listed.call_id or named.call_id,
        agent=listed.agent or named.agent,
        queue=listed.queue or named.queue,
        tags=listed.tags or named.tags,
    )
    return replace(call, about=about)


def _same_ids(calls: Sequence[CallFile]) -> list[str]:
    """A notice where different recordings have one call id; which no manifest alone can say."""
    first_of: dict[str, CallFile] = {}
    same: list[str] = []
    for call in calls:
        own = call.about.call_id
        first = first_of.setdefault(own, call) if own else call
        if first is not call:
            one, two = printable(str(first.path)), printable(str(call.path))
            same.append(f"{printable(own)} of {one} and {two}")
    if not same:
        return []
    return [
        f"{_times(len(same))} another recording has the same call id, such as {same[0]}; all are "
        "reviewed; is the manifest or agent.file_name_pattern right?"
    ]


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _of(n: int, n_all: int) -> str:
    return f"{n} of {n_all} recordings {'is' if n == 1 else 'are'}"
