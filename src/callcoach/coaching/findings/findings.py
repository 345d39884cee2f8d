"""Owns which findings a person sees, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callcoach.coaching.findings.flow_findings import flow_findings
from callcoach.coaching.findings.overlap_findings import listening_praise, talk_over_findings
from callcoach.coaching.findings.vent_findings import vent_findings
from callcoach.coaching.findings.voice_findings import voice_findings
from callcoach.coaching.findings.wording_findings import wording_findings
from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.vents import VentWindow
from callcoach.coaching.wording.sayings import Saying
from callcoach.settings import Settings
from callcoach.types.review import Finding, Review, Technique


@dataclass(frozen=True, slots=True)
class Chosen:
    """The findings that a person sees, and how many more there were."""

    findings: tuple[Finding, ...]
    n_left_out: int


def findings(
    draft: Review,
    settings: Settings,
    pack: Pack,
    said: Sequence[Saying],
    found: tuple[Technique, ...],
    windows: Sequence[VentWindow],
    *,
    words_known: bool,
) -> Chosen:
    """Praise first, then what to try, then notes; the weightiest of each first.

    At most `coaching.findings_most` to work on. Talk-overs weigh a step more than their severity,
    being measured in the sound; yet no kind takes more than half of the places, rounded up, while
    others wait, so that ten talk-overs do not hide a fast pace. Order chosen by us.
    """
    every = (
        *listening_praise(draft, found),
        *voice_findings(draft, settings),
        *talk_over_findings(draft),
        *flow_findings(draft, settings, pack, said, words_known=words_known),
        *vent_findings(windows),
        *wording_findings(pack, said, found),
    )
    to_work_on = [one for one in every if one.kind == "coach"]
    chosen = _chosen(to_work_on, settings.coaching.findings_most)
    shown = (
        *sorted((one for one in every if one.kind == "praise"), key=_weightiest_first),
        *chosen,
        *(one for one in every if one.kind == "note"),
    )
    return Chosen(shown, len(to_work_on) - len(chosen))


def _weightiest_first(finding: Finding) -> tuple[int, int]:
    """By weight, then by how often; what is equal keeps the order of its maker."""
    weight = finding.severity + int(finding.id == "talk_over")
    return (-weight, -len(finding.evidence))


def _chosen(listed: Sequence[Finding], most: int) -> list[Finding]:
    """The weightiest `most`, a kind with many in turn with the others."""
    share = (most + 1) // 2
    seen: dict[str, int] = {}
    first: list[Finding] = []
    later: list[Finding] = []
    for finding in sorted(listed, key=_weightiest_first):
        seen[finding.id] = seen.get(finding.id, 0) + 1
        (first if seen[finding.id] <= share else later).append(finding)
    return sorted([*first, *later][:most], key=_weightiest_first)
