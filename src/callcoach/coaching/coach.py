"""Owns the recipe of coaching: from a measured call to techniques and findings."""

from __future__ import annotations

from callcoach.coaching.findings.findings import findings
from callcoach.coaching.playbook.chosen import chosen_pack, pack_version
from callcoach.coaching.record.note import interaction_note
from callcoach.coaching.record.promises import promises
from callcoach.coaching.scorecard.scorecard import NONE_CHOSEN, scorecard
from callcoach.coaching.techniques import said_in, techniques, words_withheld
from callcoach.coaching.vents import vent_windows
from callcoach.coaching.wording.matching import Search
from callcoach.settings import Settings
from callcoach.types.overrides import Overrides
from callcoach.types.review import Coaching, Review


def coach(draft: Review, settings: Settings, overrides: Overrides | None = None) -> Coaching:
    """What a measured call teaches: techniques used, promises made, findings with advice.

    `draft` has everything measured and named by party. `overrides`: what a person answered. The
    same of all three give the same coaching.

    Raises
    ------
    SettingsError
        If `coaching.pack` names no pack, or `coaching.scorecard` no scorecard, or one with a fault.
    """
    pack = chosen_pack(draft, settings).asking(settings.coaching.text_model)
    said = said_in(draft, pack)
    search = Search(said, pack)
    found = techniques(draft, pack, said, search)
    withheld = words_withheld(draft, pack, said, "agent")
    windows = vent_windows(draft, pack, found, search)
    reasons = {"promises": withheld} if withheld else {}
    promised = () if withheld else promises(said, pack, search, draft.call.recorded_at)
    note = interaction_note(draft, pack, said, search, promised)
    if isinstance(note, str):
        reasons["note"] = note
    if isinstance(windows, str):
        reasons["vents"] = windows
        windows = ()
    card = scorecard(draft, found, pack, settings, overrides or Overrides())
    if card is None:
        reasons["scorecard"] = NONE_CHOSEN
    made_with = pack_version(pack, settings)
    if card is not None:
        made_with[f"scorecard {settings.coaching.scorecard}"] = card.version
    chosen = findings(draft, settings, pack, said, found, windows, words_known=withheld is None)
    return Coaching(
        techniques=found,
        vents=None if "vents" in reasons else tuple(window.vent for window in windows),
        promises=None if withheld else promised,
        findings=chosen.findings,
        scorecard=card,
        note=None if isinstance(note, str) else note,
        made_with=made_with,
        n_findings_left_out=chosen.n_left_out,
        reasons=reasons,
    )
