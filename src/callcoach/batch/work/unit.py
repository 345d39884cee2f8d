"""Owns the unit of work: one call in, one review out, with nothing shared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from callcoach.batch.recordings.file_state import file_state, stamp
from callcoach.batch.recordings.remote import copied
from callcoach.batch.recordings.urls import page_link, shown
from callcoach.batch.work.made_with import corrected_with
from callcoach.batch.work.usual import own_values
from callcoach.errors import AudioError, ModelUnavailable
from callcoach.pipeline.beside import RoleHints, hints_beside
from callcoach.pipeline.heard_files import HeardFiles
from callcoach.pipeline.memory import give_back
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.pipeline.wording import NOT_TO_BE_HAD, Load
from callcoach.report.json_file import json_text
from callcoach.report.outcome_page import outcome_page
from callcoach.report.sound_url import linked_url
from callcoach.settings import Settings, with_values
from callcoach.types.about import About
from callcoach.types.jsonform import from_plain, to_plain
from callcoach.types.measures import Usual
from callcoach.types.overrides import Overrides
from callcoach.types.progress import Progress, no_progress
from callcoach.types.review import Review


@dataclass(frozen=True, slots=True)
class Beside:
    """What the files around a unit say. `sound`: where its page plays the recording from."""

    hints: RoleHints
    sound: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A recording, what is known of it, and the folder of its review.

    `content`: hex SHA-256 of the recording's bytes, which is its call's id. `beside`: what the
    files beside it say, for a worker that cannot read them; None where it can. `url`: as in
    `CallFile`. `heard`: the folder where what is heard of calls is kept; None keeps nothing.
    `usual`: of its agent, by earlier calls.
    """

    path: Path
    content: str
    about: About
    reviews: Path
    settings: Settings
    beside: Beside | None = None
    url: str = field(default="", repr=False)
    heard: Path | None = None
    usual: Usual | None = None

    @property
    def place(self) -> str:
        """Where it lies, for people and tables; a URL without its secrets."""
        return shown(self.url) if self.url else str(self.path)

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
            "path": str(self._path_anywhere()),
            "content": self.content,
            "about": asdict(self.about),
            "reviews": str(self.reviews.absolute()),
            "settings": asdict(self.settings),
            "url": self.url,
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
            url=plain["url"],
            heard=Path(plain["heard"]) if plain["heard"] else None,
            usual=from_plain(Usual, plain["usual"], "usual") if plain["usual"] else None,
        )

    def hints(self) -> RoleHints:
        """Who is the agent, and when it was, by the manifest first."""
        if self.beside is not None:
            return self.beside.hints
        agent = self.settings.agent
        corrected = self.reviews / f"{self.content}.overrides.json"
        hints = hints_beside(self.path, agent.channel, agent.file_name_pattern, corrected)
        if self.about.agent_channel is not None:
            hints = replace(hints, sidecar=self.about.agent_channel)
        return replace(hints, recorded_at=self.about.date or hints.recorded_at)

    def sound_link(self) -> str | None:
        """Where its page plays the recording from."""
        if self.beside is not None:
            return self.beside.sound
        return page_link(self.url) if self.url else linked_url(self.path, self.page_path)

    def kept(self) -> HeardFiles | None:
        """What is kept of the call, and where what is heard of it will be."""
        if self.heard is None:
            return None
        return HeardFiles(self.heard, self.content, self.path.suffix, self.settings)

    @contextmanager
    def located(self) -> Iterator[Path]:
        """The recording as a file of this machine; one that lies elsewhere for as long as the
        block runs."""
        if self.url:
            with copied(self.url, self.path.name) as path:
                yield path
        else:
            yield self.path

    def _path_anywhere(self) -> Path:
        return self.path if self.url else self.path.absolute()

    def alone(self) -> Unit:
        """The unit for a worker that sees none of the files beside it."""
        return replace(
            self,
            path=self._path_anywhere(),
            beside=Beside(self.hints(), self.sound_link()),
            heard=None,
        )

    def key(self, made_with: str) -> str:
        """Digests of all that its review and page depend on but for the usual of its agent
        (`key_with`), divided by dots.

        `made_with`: of what all calls share.
        The place is one of these, for the page plays the recording from there.
        """
        link, hints = self.sound_link(), self.hints()
        known = replace(hints, corrected=None, overrides=Overrides())
        parts = (self.content, self.path.name, link, repr(known))
        call = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        return f"{made_with}.{call}.{corrected_with(hints.overrides)}"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made of a call. `name`: its place, counted from the unit's `reviews`."""

    name: str
    data: bytes


def key_with(key: str, usual: Usual | None) -> str:
    """The key of a unit with the usual of its agent: one digest more, where there is one."""
    if usual is None:
        return key
    return f"{key}.{hashlib.sha256(json.dumps(to_plain(usual)).encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Done:
    """What a unit gives: its files, in the order in which they are to be written, and beside them
    the duration, figures, times by stage and what the call gives to the usual of later ones."""

    duration_s: float
    figures: Mapping[str, Any]
    stages_s: Mapping[str, float]
    files: tuple[Made, ...]
    own: Mapping[str, Any]


def review_unit(unit: Unit, load: Load | None = None, progress: Progress = no_progress) -> Done:
    """Reviews a call; its page and its JSON are for the caller to write.

    The same call gives the same bytes whenever and wherever it is done: the seconds that it took
    stand in what is returned, and not in the review.

    Raises
    ------
    ModelUnavailable
        If the engine cannot be loaded or fails; a batch writes no reviews that lack words.
    CallcoachError
        As `review_call`, and if the recording changed meanwhile.
    """
    embeds = unit.settings.report.sound == "embed"
    with unit.located() as path:
        before = stamp(file_state(path))
        outcome = review_call(
            path,
            unit.settings,
            usual=unit.usual,
            hints=unit.hints(),
            with_sound=embeds,
            progress=progress,
            load=load,
            kept=unit.kept(),
        )
        has_changed = stamp(file_state(path)) != before
    give_back()
    review = outcome.review
    if review.call.id != unit.content or has_changed:
        raise AudioError(f"{unit.place}: changed while it was reviewed; run again")
    for notice in review.quality.notices:
        if notice.startswith(NOT_TO_BE_HAD):
            raise ModelUnavailable(notice.removeprefix(NOT_TO_BE_HAD))
    stages_s = review.provenance.stages_s
    outcome = replace(outcome, review=_without_times(review, outcome, unit.settings))
    link = None if embeds else unit.sound_link()
    files = (
        Made(unit.page_path.name, outcome_page(outcome, link).encode("utf-8")),
        Made(unit.json_path.name, json_text(outcome.review).encode("utf-8")),
    )
    own = own_values(outcome, unit.settings)
    return Done(review.call.duration_s, figures(review), stages_s, files, own)


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
