"""Owns the panel's lines: which there are for a terminal's size, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from callcoach.live.screen.bars import level_bar, level_scale, pace_bar, share_bar
from callcoach.live.screen.colours import AGENT, CUE, CUSTOMER, SOFT, STRONG
from callcoach.live.screen.pieces import (
    DRAWN,
    PLAIN,
    Line,
    Piece,
    Signs,
    cut,
    cut_before,
    cut_line,
    fitting,
    shown,
    wrapped,
)
from callcoach.live.screen.plan import NARROWEST, ROOMY, Part, parts
from callcoach.live.screen.words import (
    CONSENT,
    HOW_TO_STOP,
    loss_words,
    pace_words,
    state_words,
    words_words,
)
from callcoach.report.phrases import clock, percent
from callcoach.types.call import Party
from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.live import Lane, LiveView

WIDEST = 96
"""A wider terminal leaves the rest blank."""

NAME = "callcoach live"
NAME_COLUMNS = 12
STATE_COLUMNS = 12
BLANK: Line = ()

_NAMES: dict[Party, str] = {"agent": "You", "customer": "Customer"}
_SHORT_NAMES: dict[Party, str] = {"agent": "You", "customer": "Cust"}
_STYLES: dict[Party, str] = {"agent": AGENT, "customer": CUSTOMER}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What there is to write on: columns of content, and the signs to write with."""

    width: int
    signs: Signs
    is_short: bool

    @property
    def room(self) -> int:
        """Columns beside a name."""
        return self.width - NAME_COLUMNS

    @property
    def bar(self) -> int:
        """Columns of a bar."""
        return self.room - STATE_COLUMNS

    @property
    def before_bar(self) -> str:
        """The blanks left of a bar that has neither name nor state."""
        return " " * (NAME_COLUMNS + STATE_COLUMNS)

    def named(self, name: str, variants: Sequence[str], style: str = "") -> Line:
        """A name with the longest of the variants that has room; blank where they are."""
        text = fitting(variants, self.room, self.signs)
        if not text:
            return BLANK
        return Piece(name.ljust(NAME_COLUMNS), SOFT), Piece(text, style)


def panel(
    view: LiveView, width: int, height: int, is_plain: bool, title: str = ""
) -> RenderableType:
    """The panel for a terminal of `width` columns and `height` lines.

    Its styles have the names of `screen_colours.theme`. `is_plain`: in ASCII alone.
    """
    lines = panel_lines(view, width, height, is_plain, title)
    made = (
        Text.assemble(*((each.text, each.style) for each in line), no_wrap=True) for line in lines
    )
    return Group(*made)


def panel_lines(
    view: LiveView, width: int, height: int, is_plain: bool, title: str = ""
) -> tuple[Line, ...]:
    """The panel's lines, none wider than `width`; as many for every view of one size."""
    margin = 2 if width >= ROOMY else 1 if width >= 20 else 0
    signs = PLAIN if is_plain else DRAWN
    sheet = _Sheet(max(1, min(width, WIDEST) - 2 * margin), signs, is_short=width < NARROWEST)
    plan = parts(width, height)
    contents = {part: iter(_content(part, view, sheet, plan.count(part), title)) for part in plan}
    left = (Piece(" " * margin),) if margin else ()
    lines = (cut_line(next(contents[part]), sheet.width, signs) for part in plan)
    return tuple((*left, *line) if line else BLANK for line in lines)


def _content(part: Part, view: LiveView, sheet: _Sheet, n_lines: int, title: str) -> Sequence[Line]:
    """What stands on the `n_lines` lines of a part."""
    if part == "cue":
        return _cue(view, sheet, n_lines)
    if part == "note":
        return _note(view, sheet, n_lines)
    if part in ("agent", "customer"):
        return (_lane(view, "agent" if part == "agent" else "customer", sheet),)
    made: dict[Part, Callable[[], Line]] = {
        "head": lambda: _head(view, sheet, title),
        "scale": lambda: (Piece(sheet.before_bar + level_scale(sheet.bar), SOFT),),
        "pace": lambda: sheet.named("Your pace", pace_words(view.pace)),
        "pace_bar": lambda: _pace_bar(view, sheet),
        "share": lambda: _share(view, sheet),
        "recording": lambda: _recording(view, sheet),
        "words": lambda: _words(view, sheet),
        "heard": lambda: _heard(view, sheet),
        "sound": lambda: sheet.named("Sound", loss_words(view)),
        "stop": lambda: (Piece(fitting(HOW_TO_STOP, sheet.width, sheet.signs), SOFT),),
    }
    return (made[part](),) if part in made else [BLANK] * n_lines


def _head(view: LiveView, sheet: _Sheet, title: str) -> Line:
    time = clock(view.at_s)
    room = sheet.width - len(time) - 2
    name = fitting((NAME, ""), room, sheet.signs)
    about = shown(title, sheet.signs) if name else ""
    about = cut(f"  {about}" if about else "", room - len(name), sheet.signs)
    gap = sheet.width - len(name) - cell_len(about) - len(time)
    return Piece(name, STRONG), Piece(about, SOFT), Piece(" " * gap), Piece(time, STRONG)


def _lane_of(view: LiveView, party: Party) -> Lane:
    return view.lanes.get(party) or Lane(SILENCE_DBFS, False, "none")


def _lane(view: LiveView, party: Party, sheet: _Sheet) -> Line:
    lane, style, signs = _lane_of(view, party), _STYLES[party], sheet.signs
    names, name_columns, state_columns = _NAMES, NAME_COLUMNS, STATE_COLUMNS
    if sheet.is_short:
        names, name_columns, state_columns = _SHORT_NAMES, 5, 2
    name = Piece(names[party].ljust(name_columns), style)
    room = sheet.width - name_columns
    if lane.state != "fine":
        sign = {"no_signal": signs.quiet, "lost": signs.lost, "none": signs.absent}[lane.state]
        said = fitting(state_words(lane.state, party), room - 2, signs)
        return name, Piece(f"{sign} {said}", SOFT if lane.state == "none" else STRONG)
    sign, word = (signs.speaking, "speaking") if lane.is_speaking else (signs.quiet, "quiet")
    told = sign if sheet.is_short else f"{sign} {word}"
    state = Piece(told.ljust(state_columns), style if lane.is_speaking else SOFT)
    bar = max(0, room - state_columns)
    return name, state, *level_bar(lane.level_dbfs, style, bar, signs)


def _pace_bar(view: LiveView, sheet: _Sheet) -> Line:
    if view.pace is None:
        return BLANK
    return (Piece(sheet.before_bar), *pace_bar(view.pace, sheet.bar, sheet.signs))


def _share(view: LiveView, sheet: _Sheet) -> Line:
    if view.talk_share is None:
        why = shown(view.no_share_why, sheet.signs)
        return sheet.named(
            "Talk share", (f"not told: {why}" if why else "not told yet", "not told")
        )
    said = f"you {percent(view.talk_share)}".ljust(STATE_COLUMNS)
    bar = share_bar(view.talk_share, sheet.bar, sheet.signs)
    return Piece("Talk share".ljust(NAME_COLUMNS), SOFT), Piece(said), *bar


def _cue(view: LiveView, sheet: _Sheet, n_lines: int) -> list[Line]:
    if view.cue is None or not view.cue.shown:
        return [BLANK] * n_lines
    text = shown(view.cue.crossing.text, sheet.signs)
    lines = wrapped(text[:1].upper() + text[1:], sheet.width - 3, n_lines, sheet.signs)
    signs = (f" {sheet.signs.cue if i == 0 else ' '} " for i in range(n_lines))
    return [
        (Piece((sign + line).ljust(sheet.width), CUE),) if line else BLANK
        for sign, line in zip(signs, lines, strict=True)
    ]


def _note(view: LiveView, sheet: _Sheet, n_lines: int) -> list[Line]:
    newest = shown(view.notices[-1], sheet.signs) if view.notices else ""
    lines = wrapped(newest, sheet.room, n_lines, sheet.signs)
    return [sheet.named("" if i else "Note", (line,)) for i, line in enumerate(lines)]


def _recording(view: LiveView, sheet: _Sheet) -> Line:
    if view.recording is None:
        off = ("off: no sound is kept", "off")
        return BLANK if sheet.is_short else sheet.named("Recording", off, SOFT)
    if sheet.is_short:
        said = ("Recording: everyone must know", "Recording: tell all", "Recording")
        return (Piece(fitting(said, sheet.width, sheet.signs), STRONG),)
    path = shown(view.recording, sheet.signs)
    room = sheet.room - len(f"to : {CONSENT}")
    if room >= 12:
        path = cut_before(path, room, sheet.signs)
    variants = (f"to {path}: {CONSENT}", CONSENT, "everyone must know")
    return sheet.named("Recording", variants)


def _words(view: LiveView, sheet: _Sheet) -> Line:
    return sheet.named("Words", [shown(each, sheet.signs) for each in words_words(view.words)])


def _heard(view: LiveView, sheet: _Sheet) -> Line:
    text = shown(view.words.last_text, sheet.signs)
    if not text:
        return BLANK
    marks = sheet.signs.quotes
    quote = marks[0] + cut_before(text, sheet.room - 2, sheet.signs) + marks[1]
    return sheet.named("Heard", (quote,), SOFT)
