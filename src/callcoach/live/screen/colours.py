"""Owns the colours of the panel, for each kind of terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping

from rich.console import Console
from rich.theme import Theme

AGENT = "live.agent"
CUSTOMER = "live.customer"
CUE = "live.cue"
SOFT = "live.soft"
STRONG = "live.strong"

# The page's blue-green, grey-violet and amber (report/templates/tokens.css, after Okabe-Ito). As
# nobody can tell whether a terminal is light or dark, text is of a middle lightness that stands
# out 4.5:1 from white and from black, and the cue brings its own ground.
_FULL = {AGENT: "#0c856b", CUSTOMER: "#826e91", CUE: "#1c1917 on #e69f00", SOFT: "#767676"}
_256 = {
    AGENT: "color(29)",
    CUSTOMER: "color(97)",
    CUE: "color(16) on color(214)",
    SOFT: "color(243)",
}
_16 = {AGENT: "cyan", CUSTOMER: "magenta", CUE: "black on yellow", SOFT: "dim"}
_NONE = {AGENT: "not bold", CUSTOMER: "not bold", CUE: "reverse", SOFT: "dim"}


def theme(console: Console) -> Theme:
    """What the panel's styles look like on this console."""
    by_system: Mapping[str | None, dict[str, str]] = {"truecolor": _FULL, "256": _256}
    colours = by_system.get(console.color_system, _16)
    if console.no_color:
        colours = _NONE
    return Theme({STRONG: "bold", **colours}, inherit=False)


_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


def is_plain(console: Console, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether only ASCII can be trusted to be seen.

    In the C locale Python writes UTF-8 and sets LC_CTYPE so (PEP 538), whatever the terminal may
    show; such an LC_CTYPE does not count.
    """
    if console.options.ascii_only or environ.get("TERM") == "linux":
        return True
    letters = environ.get("LC_CTYPE", "")
    said = environ.get("LC_ALL") or (letters if letters not in _COERCED else "")
    return (said or environ.get("LANG", "")) in ("C", "POSIX")
