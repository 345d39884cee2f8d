"""Owns where scorecards come from: those that come along, a supervisor's own files."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from callcoach.coaching.playbook.pack_table import faults_shown
from callcoach.coaching.playbook.rules import Pack
from callcoach.coaching.playbook.technique_ids import SHARED_IDS
from callcoach.coaching.scorecard.scorecard_reader import Card, CardItem, read_scorecard
from callcoach.errors import SettingsError

__all__ = ["Card", "CardItem", "known_scorecards", "load_scorecard", "parse_scorecard"]


def known_scorecards() -> tuple[str, ...]:
    """Names of the scorecards that come with callcoach, sorted."""
    folder = resources.files("callcoach.coaching") / "scorecards"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def load_scorecard(name_or_path: str, pack: Pack) -> Card:
    """The scorecard of that name, or in that file.

    It may ask for the techniques of the pack, and for those that packs share: one that a small
    pack does not have is left open.

    Raises
    ------
    SettingsError
        If there is none, or it holds an unknown key, measure or technique, a weight that is not
        over 0, limits that cannot be, or an id twice; names the file, the line and the item.
    """
    if name_or_path in known_scorecards():
        return _packaged(name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise SettingsError(
            f"coaching.scorecard is {name_or_path!r}: neither a file nor a known scorecard; "
            f'known: {", ".join(known_scorecards())}; "" for none'
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"scorecard {path}: cannot be read ({error})") from error
    own = frozenset(rule.id for rule in pack.techniques)
    return parse_scorecard(text, f"scorecard {path}", own | SHARED_IDS)


@cache
def _packaged(name: str) -> Card:
    file = resources.files("callcoach.coaching") / "scorecards" / f"{name}.toml"
    return parse_scorecard(file.read_text(encoding="utf-8"), f"scorecard {name}", SHARED_IDS)


def parse_scorecard(text: str, where: str, techniques: frozenset[str]) -> Card:
    """The scorecard that a TOML text describes; `where` names it in errors.

    `techniques`: the ids that it may ask for.

    Raises
    ------
    SettingsError
        As `load_scorecard`.
    """
    reading = read_scorecard(text, techniques)
    if reading.card is not None and not reading.faults:
        return reading.card
    raise SettingsError(faults_shown(reading.faults, where))
