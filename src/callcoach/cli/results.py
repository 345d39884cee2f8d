"""Owns how a command of one call gets its settings, and where the call's review goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcoach.cli.places import Places
from callcoach.cli.screen import show_summary, show_text

if TYPE_CHECKING:
    from callcoach.pipeline.recipe import Outcome
    from callcoach.settings import Settings


def settings_of(path: Path | None, *changes: dict[str, dict[str, Any]]) -> Settings:
    """The settings of a file, or the defaults, with what the command line says; "" says nothing.

    Raises
    ------
    SettingsError
        If the file cannot be read, or a value is not allowed.
    """
    from callcoach.settings import load_settings, with_values

    settings = load_settings(path)
    for change in changes:
        given = {
            table: {name: value for name, value in values.items() if value != ""}
            for table, values in change.items()
        }
        settings = with_values(settings, given, where="command line")
    return settings


def overrides_beside(call: Path, places: Places) -> Path:
    """Where a person's corrections of this call stand: beside its JSON, else in the folder.

    The JSON of another recording of that name has corrections of its own.
    """
    from callcoach.audio.call_audio import CallAudio
    from callcoach.pipeline.overrides import overrides_path

    if places.json is None:
        return places.folder / f"{call.stem}.overrides.json"
    if places.json.is_file():
        places = places.apart_from(CallAudio.open(call).content_id)
    assert places.json is not None, "apart_from keeps what is wanted"
    return overrides_path(places.json)


def write_results(
    outcome: Outcome, call: Path | None, settings: Settings, places: Places, quiet: bool
) -> None:
    """Writes the review's JSON and page where they belong, and shows its summary.

    `call`: the recording; None where there is none.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    from callcoach.pipeline.memory import give_back
    from callcoach.report.atomic import write_whole
    from callcoach.report.json_file import json_text

    give_back()
    wants_contours = settings.report.contours
    review = replace(outcome.review, contours=outcome.contours if wants_contours else None)
    places = places.apart_from(review.call.id)
    written: list[Path] = []
    if places.json is not None:
        write_whole(places.json, json_text(review))
        written.append(places.json)
    if places.page is not None:
        write_whole(places.page, _page(outcome, call, places.page, settings))
        written.append(places.page)
    if places.to_screen:
        show_text(json_text(review))
    elif not quiet:
        show_summary(review, written)


def _page(outcome: Outcome, call: Path | None, page: Path, settings: Settings) -> str:
    from callcoach.report.outcome_page import outcome_page
    from callcoach.report.sound_url import linked_url

    is_linked = call is not None and settings.report.sound == "link"
    return outcome_page(outcome, linked_url(call, page) if is_linked and call else None)
