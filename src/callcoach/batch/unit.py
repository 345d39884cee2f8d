"""Owns the unit of work: one call in, one review out, with nothing shared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from callcoach.batch.usual import own_values
from callcoach.errors import AudioError, ModelUnavailable
from callcoach.pipeline.beside import RoleHints, hints_beside
from callcoach.pipeline.heard_files import HeardFiles
from callcoach.pipeline.memory import give_back
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.pipeline.wording import NOT_TO_BE_HAD, Load
from callcoach.report.atomic import write_whole
from callcoach.report.json_file import json_text
from callcoach.report.page import page_html
from callcoach.report.sound_url import embedded_url, linked_url
from callcoach.settings import Settings, with_values
from callcoach.types.about import About
from callcoach.types.jsonform import from_plain, to_plain
from callcoach.types.measures import Usual
from callcoach.types.progress import Progress, no_progress
from callcoach.types.review import Review


@dataclass(frozen=True, slots=True)
class Unit:
    """A recording, what is known of it, and the folder of its review.

    `content`: hex SHA-256 of the recording's bytes, which is its call's id. `heard`: the folder
    where what is heard of calls is kept; None keeps nothing. `usual`: of its agent, by earlier
    calls.
    """

    path: Path
    content: str
    about: About
    reviews: Path
    settings: Settings
    heard: Path | None = None
    usual: Usual | None = None

    @property
    def json_path(self) -> Path:
        """Where its review goes."""
        return self.reviews / f"{self.content}.json"

    @property
    def page_path(self) -> Path:
        """Where its page goes."""
        return self.reviews / f"{self.content}.html"

    def to_plain(self) -> dict[str, Any]:
        """The unit as plain JSON values."""
        return {
            "path": str(self.path.absolute()),
            "content": self.content,
            "about": asdict(self.about),
            "reviews": str(self.reviews.absolute()),
            "settings": asdict(self.settings),
            "heard": str(self.heard.absolute()) if self.heard else None,
            "usual": to_plain(self.usual),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Unit:
        """The unit that `to_plain` gave."""
        return cls(
            Path(plain["path"]),
            plain["content"],
            About(**plain["about"]),
            Path(plain["reviews"]),
            with_values(Settings(), plain["settings"]),
            Path(plain["heard"]) if plain["heard"] else None,
            from_plain(Usual, plain["usual"], "usual") if plain["usual"] else None,
        )

    def hints(self) -> RoleHints:
        """Who is the agent, and when it was, by the manifest first."""
        agent = self.settings.agent
        corrected = self.reviews / f"{self.content}.overrides.json"
        hints = hints_beside(self.path, agent.channel, agent.file_name_pattern, corrected)
        if self.about.agent_channel is not None:
            hints = replace(hints, sidecar=self.about.agent_channel)
        return replace(hints, recorded_at=self.about.date or hints.recorded_at)

    def kept(self) -> HeardFiles | None:
        """What is kept of the call, and where what is heard of it will be."""
        if self.heard is None:
            return None
        return HeardFiles(self.heard, self.content, self.path.suffix, self.settings)

    def key(self, made_with: str) -> str:
        """Digest of all that its review and page depend on, but for the usual of its agent
        (`key_with`). `made_with`: of what all calls share.

        The place is one of these, for the page plays the recording from there.
        """
        link = linked_url(self.path, self.page_path)
        parts = (self.content, made_with, self.path.name, link, repr(self.hints()))
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def key_with(key: str, usual: Usual | None) -> str:
    """The digest of a unit with the usual of its agent."""
    if usual is None:
        return key
    return hashlib.sha256(json.dumps((key, to_plain(usual))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Done:
    """What is left of a review that was written: its duration, figures and times by stage, and what
    the call gives to the usual of later ones."""

    duration_s: float
    figures: Mapping[str, Any]
    stages_s: Mapping[str, float]
    own: Mapping[str, Any]


def review_unit(unit: Unit, load: Load | None = None, progress: Progress = no_progress) -> Done:
    """Reviews a call and writes its page and its JSON, each whole.

    The same call gives the same bytes whenever and wherever it is done: the seconds that it took
    stand in what is returned, and not in the review.

    Raises
    ------
    ModelUnavailable
        If the engine cannot be loaded or fails; a batch writes no reviews that lack words.
    OutputError
        If a file cannot be written.
    CallcoachError
        As `review_call`, and if the recording changed meanwhile.
    """
    embeds = unit.settings.report.sound == "embed"
    outcome = review_call(
        unit.path,
        unit.settings,
        usual=unit.usual,
        hints=unit.hints(),
        with_sound=embeds,
        progress=progress,
        load=load,
        kept=unit.kept(),
    )
    give_back()
    review = outcome.review
    if review.call.id != unit.content:
        raise AudioError(f"{unit.path}: changed while it was reviewed; run again")
    for notice in review.quality.notices:
        if notice.startswith(NOT_TO_BE_HAD):
            raise ModelUnavailable(notice.removeprefix(NOT_TO_BE_HAD))
    stages_s = review.provenance.stages_s
    outcome = replace(outcome, review=_without_times(review, outcome, unit.settings))
    write_whole(unit.page_path, _page(outcome, unit))
    write_whole(unit.json_path, json_text(outcome.review))
    own = own_values(outcome, unit.settings)
    return Done(review.call.duration_s, figures(review), stages_s, own)


def figures(review: Review) -> dict[str, Any]:
    """What calls.csv says of a review: what was measured of the floor and the pace, no voices."""
    talk, pace = review.talk_overs, review.pace.get("agent")
    response = review.response.get("agent")
    return {
        "duration_s": review.call.duration_s,
        "recorded_at": review.call.recorded_at,
        "layout": review.call.layout,
        "agent_channel": review.call.agent_channel,
        "agent_basis": review.call.agent_basis,
        "talk_share": review.time.talk_share,
        "talk_overs": talk.count,
        "talk_overs_low": talk.count_low,
        "talk_overs_high": talk.count_high,
        "talk_over_s": talk.overlap_s,
        "response_median_s": response.median_s if response else None,
        "speech_rate_wpm": pace.speech_rate_wpm if pace else None,
        "articulation_rate_sps": pace.articulation_rate_sps if pace else None,
        "n_dead_air": sum(silence.is_dead_air for silence in review.silences),
    }


def _without_times(review: Review, outcome: Outcome, settings: Settings) -> Review:
    return replace(
        review,
        provenance=replace(review.provenance, stages_s={}),
        contours=outcome.contours if settings.report.contours else None,
    )


def _page(outcome: Outcome, unit: Unit) -> str:
    if unit.settings.report.sound == "link":
        url: str | None = linked_url(unit.path, unit.page_path)
    else:
        url = embedded_url(outcome.sound) if outcome.sound else None
    return page_html(
        outcome.review,
        swapped=outcome.swapped,
        contours=outcome.contours,
        sound_url=url,
        name=Path(outcome.review.call.source).stem,
    )
