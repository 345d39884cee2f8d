"""Owns which pack a call is judged with."""

from __future__ import annotations

from callcoach.coaching.playbook.pack import AUTO, load_pack
from callcoach.coaching.playbook.rules import Pack
from callcoach.settings import Settings
from callcoach.types.review import Review


def chosen_pack(draft: Review, settings: Settings) -> Pack:
    """The pack that the settings name; for "auto" that of the language that the agent speaks.

    Where that language is not known it is the one that the settings name for the words, else
    English; where there is no pack for it, the English one, which then judges no words.

    Raises
    ------
    SettingsError
        As `load_pack`.
    """
    languages = draft.transcript.language if draft.transcript is not None else {}
    spoken = languages.get("agent") or next(iter(languages.values()), None)
    asked = settings.words.language
    return load_pack(settings.coaching.pack, spoken or (None if asked == AUTO else asked))


def pack_version(pack: Pack, settings: Settings) -> dict[str, str]:
    """Name and version of the pack that a call is judged with, as a review carries them."""
    name = settings.coaching.pack
    return {f"pack {pack.language if name == AUTO else name}": pack.version}
