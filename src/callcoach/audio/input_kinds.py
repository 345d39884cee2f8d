"""Owns what the name of a sound input tells of it."""

from __future__ import annotations

import re

_HEARD = re.compile(
    r"""
    \bstereo[ ]?-?mix | \bwhat[ ]u[ ]hear\b | \bwave[ ]out[ ]mix | \bmixage[ ]st[ée]r[ée]o
    | \bmezcla[ ]est[ée]reo | \bmissaggio[ ]stereo | [(\[]loopback[)\]] | \bloopback[ ]audio\b
    | \bblackhole\b | \bcable[ ]output\b | \bvb-?(audio|cable)\b | \bvirtual[ ]audio[ ]cable\b
    | \bvoicemeeter[ ].*\b(out|output)\b | \bsoundflower\b | ^monitor[ ]of[ ]
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Of Windows, its virtual cables, and macOS's. From their makers' pages, not tried by us."""

_ALSA_ALIAS = re.compile(
    r"^(default|sysdefault|pulse|pipewire|jack|oss|null|dmix|dsnoop|hw|plughw|front|rear|side|"
    r"center_lfe|surround\d+|iec958|spdif|hdmi|modem|phoneline|samplerate|speexrate|lavrate|speex|"
    r"upmix|vdownmix|a52|dca|usbstream|usb_stream|arcamav|snd_[a-z]+)(:.*|\s*)$",
    re.IGNORECASE,
)
"""Names of alsa.conf and its plugins for what is listed beside them under a name of its own."""

_ALSA_CARD = re.compile(r"\(hw:(\d+),\d+\)$")


def gives_what_is_heard(name: str) -> bool:
    """Whether an input of this name gives what the computer plays, not what a microphone hears."""
    return _HEARD.search(name) is not None


def is_alsa_alias(name: str) -> bool:
    """Whether ALSA's name is of a way to a device, not of a device."""
    return _ALSA_ALIAS.match(name) is not None


def alsa_card(name: str) -> str | None:
    """The card's number in "ALC257 Analog (hw:0,0)", None where there is none."""
    found = _ALSA_CARD.search(name)
    return found.group(1) if found else None
