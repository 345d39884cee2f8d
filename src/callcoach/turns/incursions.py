"""Owns the third pass: speech that began over the other's, each with its kind and its rule."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from callcoach.settings import TurnSettings
from callcoach.turns.contest import holder_fell_silent_s
from callcoach.turns.runs import TINY_S, Run, Speech
from callcoach.turns.spoken import Ending, SpokenWords, as_text
from callcoach.turns.units import LabelledRun
from callcoach.types.call import Channel, other
from callcoach.types.floor import Certainty, Incursion, IncursionKind
from callcoach.types.time import Span, Spans, intersection, total_s, within

SILENT_INTERRUPTION_S = 0.20
"""Longest silence after a broken-off sentence at which coming in still counts as interrupting."""


OVER_SAID_S = 4.0
"""How long before an incursion the words of the one who was speaking are quoted from; chosen by
us, so that a listener grasps what it broke into."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: IncursionKind
    certainty: Certainty
    rule: str


@dataclass(frozen=True)
class Scene:
    """What an incursion is judged in: per channel all units, the floor's units, the words.

    `floor_runs`: the runs that are no backchannels.
    """

    units: tuple[Speech, Speech]
    floor_units: tuple[Speech, Speech]
    floor_runs: tuple[tuple[Run, ...], tuple[Run, ...]]
    words: tuple[SpokenWords, SpokenWords]
    turns: TurnSettings

    def floor_runs_over(self, run: Run) -> tuple[Run, ...]:
        """The other's floor runs that overlap a run."""
        theirs = self.floor_runs[other(run.channel)]
        low = bisect_right(theirs, run.start_s, key=lambda each: each.end_s)
        high = bisect_left(theirs, run.end_s, key=lambda each: each.start_s)
        return theirs[low:high]

    def fell_silent_s(self, run: Run) -> float | None:
        """When the other gave up the floor to a run; None where they kept it."""
        own, theirs = self.units[run.channel], self.floor_units[other(run.channel)]
        return holder_fell_silent_s(run, own, theirs, self.turns.floor_change_s)

    def ending(self, channel: Channel, silent_s: float) -> Ending | None:
        """How a channel's words ended where it fell silent; None where no words tell."""
        last = self.floor_units[channel].last_ending_by(silent_s)
        return None if last is None else self.words[channel].ending(last)

    def last_words(self, channel: Channel, silent_s: float) -> str | None:
        """The last words of a channel before it fell silent, of the run it was in."""
        last = self.floor_units[channel].last_ending_by(silent_s)
        if last is None:
            return None
        run = _run_with(last, self.floor_runs[channel])
        return self.words[channel].last_words(Span(run.start_s, last.end_s))


def scene_of(
    labelled: Sequence[LabelledRun],
    units: tuple[Speech, Speech],
    words: tuple[SpokenWords, SpokenWords],
    turns: TurnSettings,
) -> Scene:
    """The scene of two channels' labelled runs."""

    def runs(channel: Channel) -> tuple[Run, ...]:
        return tuple(
            each.run for each in labelled if each.run.channel == channel and not each.is_backchannel
        )

    floor_runs = (runs(0), runs(1))
    first, second = (
        Speech(tuple(unit for run in channel_runs for unit in run.units))
        for channel_runs in floor_runs
    )
    return Scene(units, (first, second), floor_runs, words, turns)


_FELL_SILENT = ("interruption", "ambiguous_overlap")
"""Kinds in which the one who was speaking fell silent, as far as timing tells, for the other."""

_NOT_YIELDED = {
    "terminal_overlap": "the other had finished",
    "simultaneous_start": "both began at once",
    "silent_interruption": "they did not overlap",
}


def incursions_of(labelled: Sequence[LabelledRun], scene: Scene) -> tuple[Incursion[Channel], ...]:
    """All incursions in order of time, by the decision order of docs/measures.md.

    Whose run began later is the one who came in: who resumes after a breath of their own is not.
    `rule` names the parties as ``{by}`` and ``{over}``, to be filled by `str.format`.
    """
    found = (_incursion(each, scene) for each in labelled)
    return tuple(each for each in found if each is not None)


def _incursion(each: LabelledRun, scene: Scene) -> Incursion[Channel] | None:
    run = each.run
    over = scene.floor_units[other(run.channel)].at(run.start_s)
    if each.is_backchannel:
        return _told(each, scene, _backchannel(each, scene), None) if over else None
    over = over or _breathing(run, scene)
    silent_s = scene.fell_silent_s(run)
    if started_together(run, scene):
        told = f"both began within {scene.turns.simultaneous_s:.2f} s; nobody is blamed"
        return _told(each, scene, _Verdict("simultaneous_start", "timing_only", told), silent_s)
    if over is None or over.start_s >= run.start_s:
        verdict = None if silent_s is None else _silent_interruption(run, scene)
        return _told(each, scene, verdict, run.start_s) if verdict else None
    if silent_s is None:
        return _told(each, scene, _butting_in(each, scene), None)
    return _told(each, scene, _floor_change(run, silent_s, scene), silent_s)


def started_together(run: Run, scene: Scene) -> bool:
    """Whether a run began together with speech of the other's earlier run.

    Of two runs that begin at the same moment the one that ends first is held to be the later.
    Who resumes their own run that soon after somebody else began counts as beginning, too, but
    not where they only drew breath: less than `ipu_gap_s` is no silence for both to begin after.
    """
    them, limit_s = other(run.channel), scene.turns.simultaneous_s
    if _breathing(run, scene) is not None:
        return False
    near = scene.floor_units[them].starting_in(run.start_s - limit_s, run.start_s + limit_s)
    return any(
        unit.end_s > run.start_s and _order(_run_with(unit, scene.floor_runs[them])) < _order(run)
        for unit in near
    )


def _breathing(run: Run, scene: Scene) -> Span | None:
    """The other's unit just before a run that began in a breath of theirs; None otherwise."""
    them = other(run.channel)
    last = scene.floor_units[them].last_ending_by(run.start_s)
    if last is None or run.start_s - last.end_s >= scene.turns.ipu_gap_s - TINY_S:
        return None
    goes_on = _run_with(last, scene.floor_runs[them]).end_s > run.start_s
    return last if goes_on and last.end_s < run.start_s else None


def _order(run: Run) -> tuple[float, float, Channel]:
    return run.start_s, -run.end_s, run.channel


def _run_with(unit: Span, runs: Sequence[Run]) -> Run:
    return runs[bisect_right(runs, unit.start_s, key=lambda run: run.start_s) - 1]


def _backchannel(each: LabelledRun, scene: Scene) -> _Verdict:
    if each.answer == "acknowledging":
        told = "{by} only acknowledged, in words; {over} kept the floor"
        return _Verdict("backchannel", "words", told)
    if each.answer == "wordless":
        told = "{by} made a sound without words, such as a laugh; {over} kept the floor"
        return _Verdict("backchannel", "words", told)
    limit_s = scene.turns.backchannel_s
    told = f"{{by}} answered within {limit_s:.1f} s; {{over}} kept the floor"
    return _Verdict("backchannel", "timing_only", told)


def _butting_in(each: LabelledRun, scene: Scene) -> _Verdict:
    overlap_s = _overlap_s(each.run, scene, each.run.end_s)
    told = f"{{over}} kept the floor; {{by}} spoke {_told_s(overlap_s)} over them"
    words = scene.words[each.run.channel]
    if each.text is not None and words.is_only_begun(each.text):
        told = (
            f"{{by}} began to speak and gave up after {_told_s(overlap_s)}; {{over}} kept the floor"
        )
    is_content = each.text is not None and words.is_listening(each.text) is False
    return _Verdict("butting_in", "words" if is_content else "timing_only", told)


def _floor_change(run: Run, silent_s: float, scene: Scene) -> _Verdict:
    """The verdict where the floor changed: had the first speaker finished?"""
    remaining_s = silent_s - run.start_s
    ending = scene.ending(other(run.channel), silent_s)
    completion = None if ending is None else ending.completion
    if ending is not None and completion == "cut_off":
        how = "broke off" if ending.evidence == "marks" else "stopped in mid-sentence"
        told = f"{{over}} {how} {_told_s(remaining_s)} after {{by}} came in; {{by}} had the floor"
        return _Verdict("interruption", "words", told)
    if remaining_s > scene.turns.terminal_s + TINY_S:
        told = f"{{by}} came in {_told_s(remaining_s)} before {{over}} stopped, and had the floor"
        return _Verdict("interruption", "timing_only", told)
    if completion == "complete":
        told = f"{{by}} came in {_told_s(remaining_s)} before {{over}} finished"
        return _Verdict("terminal_overlap", "words", told)
    told = (
        f"{{over}} stopped {_told_s(remaining_s)} after {{by}} came in: timing cannot tell giving "
        "way from finishing"
    )
    return _Verdict("ambiguous_overlap", "ambiguous", told)


def _told_s(seconds: float) -> str:
    """A length as a rule tells it: never "0.0 s"."""
    return f"{seconds:.1f} s" if seconds >= 0.05 else "less than 0.1 s"


def _silent_interruption(run: Run, scene: Scene) -> _Verdict | None:
    them = other(run.channel)
    last = scene.floor_units[them].last_ending_by(run.start_s)
    if last is None or run.start_s - last.end_s >= SILENT_INTERRUPTION_S - TINY_S:
        return None
    ending = scene.ending(them, last.end_s)
    if ending is None or (ending.completion, ending.evidence) != ("cut_off", "marks"):
        # The last words alone are no proof here: people trail off ("so ...") and others take over.
        return None
    told = "{over} had not finished the sentence when {by} took the floor, without overlap"
    return _Verdict("silent_interruption", "words", told)


def _overlap_s(run: Run, scene: Scene, until_s: float) -> float:
    """Seconds both are active while the floor is contested.

    None of what comes after a change, and none of a run of the other's that began later: that
    is an incursion of its own, so that no second counts twice.
    """
    return round(total_s(_overlaps(run, scene, until_s)), 6)


def _overlaps(run: Run, scene: Scene, until_s: float) -> Spans:
    own = scene.units[run.channel].inside(run.start_s, until_s)
    earlier = (each for each in scene.floor_runs_over(run) if _order(each) < _order(run))
    theirs = within((unit for each in earlier for unit in each.units), Span(run.start_s, until_s))
    return intersection(own, theirs)


def overlaps_of(incursion: Incursion[Channel], scene: Scene) -> Spans:
    """Where the two spoke at once in an incursion of a scene; together its `overlap_s`.

    Empty where its run is a backchannel.
    """
    runs = scene.floor_runs[incursion.by]
    run = next((each for each in runs if each.start_s == incursion.start_s), None)
    if run is None:
        return ()
    silent_s = scene.fell_silent_s(run)
    return _overlaps(run, scene, run.end_s if silent_s is None else silent_s)


def _was_complete(
    scene: Scene, them: Channel, until_s: float, reasons: dict[str, str]
) -> bool | None:
    """Whether they had finished when they fell silent; None, and why into `reasons`."""
    ending = scene.ending(them, until_s)
    if ending is not None and ending.completion is not None:
        return ending.completion == "complete"
    reasons["was_complete"] = "no words tell whether they had finished"
    return None


def _told(
    each: LabelledRun, scene: Scene, verdict: _Verdict, silent_s: float | None
) -> Incursion[Channel]:
    run, them = each.run, other(each.run.channel)
    until_s = run.end_s if silent_s is None else silent_s
    fell_silent_s = round(until_s - run.start_s, 6) if verdict.kind in _FELL_SILENT else None
    yielded: bool | None = False
    reasons: dict[str, str] = {}
    if verdict.kind == "ambiguous_overlap":
        yielded, reasons["yielded"] = None, "timing cannot tell giving way from finishing"
    elif fell_silent_s is not None:
        yielded = fell_silent_s <= scene.turns.yield_s + TINY_S
    else:
        reasons["yield_latency_s"] = _NOT_YIELDED.get(verdict.kind, "the other kept the floor")
    if each.text is None:
        reasons["said"] = "no words with times are known here"
    has_changed = silent_s is not None
    was_complete = _was_complete(scene, them, until_s, reasons) if has_changed else None
    if not has_changed:
        reasons["was_complete"] = "the other kept the floor"
    cut_off = None
    if verdict.kind not in ("interruption", "silent_interruption"):
        reasons["cut_off"] = "nobody was cut off"
    else:
        cut_off = None if was_complete else scene.last_words(them, until_s)
        if cut_off is None:
            reasons["cut_off"] = "no words show a sentence that was cut off"
    over_said = as_text(scene.words[them].around(run.start_s - OVER_SAID_S, until_s))
    if over_said is None:
        reasons["over_said"] = "no words with times are known here"
    return Incursion(
        start_s=run.start_s,
        end_s=run.end_s,
        by=run.channel,
        over=them,
        kind=verdict.kind,
        overlap_s=_overlap_s(run, scene, until_s),
        yielded=yielded,
        yield_latency_s=fell_silent_s,
        rule=verdict.rule,
        said=each.text,
        cut_off=cut_off,
        certainty=verdict.certainty,
        floor_kept_by=run.channel if has_changed else them,
        was_complete=was_complete,
        over_said=over_said,
        reasons=reasons,
    )
