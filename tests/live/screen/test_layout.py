"""The panel's text is what the view says, on every size of terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from callcoach.live.screen.layout import panel_lines
from callcoach.live.screen.panel import panel
from callcoach.types.frames import SILENCE_DBFS
from callcoach.types.live import Lane, LiveView, PaceNow, WordsNow
from live_views import QUIET, cue, view, with_lane

SIZES = [
    (80, 24),
    (60, 15),
    (40, 10),
    (200, 60),
    (59, 24),
    (39, 24),
    (30, 5),
    (20, 8),
    (7, 3),
    (1, 1),
]
LONG = "a very long text that no terminal has room for, " * 5
NO_INPUT = Lane(SILENCE_DBFS, False, "none")
VIEWS = [
    QUIET,
    view(cue=cue(), lost_s=0.4, n_overflows=2, notices=("first", "last")),
    view(cue=cue(LONG), recording=f"/{LONG}/call.wav", notices=(LONG,), at_s=36_000.0),
    view(pace=None, talk_share=None, no_share_why=LONG, words=WordsNow("gave_up", why=LONG)),
    view(pace=PaceNow(19.0, 4.0, 4.0, "language"), words=WordsNow("working", LONG, 999.0, LONG)),
    with_lane("customer", NO_INPUT, recording=None, words=WordsNow("off")),
    with_lane("agent", Lane(3.0, True), recording="呼び出し.wav", notices=("会話" * 40,)),
    view(lanes={"agent": Lane(-60.0, False, "no_signal"), "customer": Lane(-9.0, True, "lost")}),
]


def lines(
    moment: LiveView, width: int = 80, height: int = 24, is_plain: bool = False, title: str = ""
) -> list[str]:
    made = panel_lines(moment, width, height, is_plain, title)
    return ["".join(piece.text for piece in line).rstrip() for line in made]


def line_of(name: str, moment: LiveView, width: int = 80, is_plain: bool = False) -> str:
    """What stands beside a name."""
    (found,) = [each for each in lines(moment, width, is_plain=is_plain) if name in each[:13]]
    return found.split(name, 1)[1].strip()


def test_a_quiet_moment_at_80_columns() -> None:
    assert lines(QUIET, title="microphone and speakers") == [
        "  callcoach live  microphone and speakers                                 4:12",
        "",
        "  You         ● speaking  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───────────────────",
        "  Customer    ○ quiet     ━━━━━───────────────────────────────────────────────",
        "                          -60            -40               -20          0 dBFS",
        "",
        "  Your pace   4.6 syllables/s, usual 3.9 to 5.2 (yours in this call)",
        "                          slower ────────────┝━━━━━━●━━━━━┥──────────── faster",
        "",
        "  Talk share  you 58 %    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────",
        "",
        "",
        "",
        "  Recording   to calls/call.wav: everyone on the call must know",
        "  Words       small, 3 s behind",
        "  Heard       “I can send you the new one”",
        "",
        "  Ctrl-C ends the call and writes the review",
        "",
        "",
        "",
        "",
    ]


def test_a_talk_over_with_an_input_lost_in_ascii() -> None:
    moment = with_lane(
        "customer",
        Lane(SILENCE_DBFS, False, "lost"),
        at_s=3801.0,
        cue=cue(),
        pace=PaceNow(5.6, 3.9, 5.2, "language"),
        words=WordsNow("gave_up", "small"),
        lost_s=0.4,
        n_overflows=2,
        notices=("old", "the customer's input gave no sound for 2 s and is being opened again"),
    )
    assert lines(moment, is_plain=True) == [
        "  callcoach live                                                       1:03:21",
        "",
        "  You         * speaking  #################################-------------------",
        "  Customer    ! input lost, trying again",
        "                          -60            -40               -20          0 dBFS",
        "",
        "  Your pace   5.6 syllables/s, usual 3.9 to 5.2 (for the language)",
        "                          slower ------------[============]--O--------- faster",
        "",
        "  Talk share  you 58 %    ##############################----------------------",
        "",
        "   > You are talking over the customer: let them finish",
        "",
        "  Recording   to calls/call.wav: everyone on the call must know",
        "  Words       off: too slow, measures go on",
        "",
        "",
        "  Ctrl-C ends the call and writes the review",
        "",
        "  Sound       0.4 s lost, 2 times",
        "  Note        the customer's input gave no sound for 2 s and is being opened",
        "              again",
    ]


def test_the_essentials_on_a_narrow_terminal() -> None:
    assert lines(view(cue=cue()), 30, 8) == [
        " callcoach live          4:12",
        " You  ● ━━━━━━━━━━━━━╸───────",
        " Cust ○ ━━───────────────────",
        "  ▸ You are talking over the",
        "    customer: let them finish",
        "",
        " Recording: tell all",
        " Ctrl-C ends",
    ]


@pytest.mark.parametrize("is_plain", [False, True])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_line_is_too_wide_and_the_height_stays(width: int, height: int, is_plain: bool) -> None:
    heights = set()
    for moment in VIEWS:
        made = lines(moment, width, height, is_plain, title=LONG)
        heights.add(len(made))
        assert max(cell_len(line) for line in made) <= width
        assert len(made) <= height
        assert not is_plain or all(line.isascii() for line in made)
    assert len(heights) == 1


def test_the_time_is_the_last_to_go() -> None:
    assert [lines(QUIET, width, 24)[0].strip() for width in (24, 16, 6)] == [
        "callcoach live    4:12",
        "4:12",
        "4:12",
    ]


def test_a_cue_changes_no_line_but_its_own() -> None:
    for width, height in SIZES[:8]:
        before, after = lines(QUIET, width, height), lines(view(cue=cue()), width, height)
        changed = [old for old, new in zip(before, after, strict=True) if old != new]
        assert changed
        assert set(changed) == {""}


def test_a_long_cue_ends_with_dots_where_it_has_no_room() -> None:
    (told,) = [line for line in lines(view(cue=cue(LONG)), 60, 15) if "▸" in line]
    assert told == "   ▸ A very long text that no terminal has room for, a ve…"


@pytest.mark.parametrize(
    ("lane", "said"),
    [
        (Lane(SILENCE_DBFS, False, "no_signal"), "○ no signal"),
        (Lane(SILENCE_DBFS, False, "lost"), "✕ input lost, trying again"),
        (NO_INPUT, "· no input: talk-overs cannot be told"),
    ],
)
def test_a_lane_without_sound_says_why(lane: Lane, said: str) -> None:
    assert line_of("Customer", with_lane("customer", lane)) == said


def test_pace_waits_for_an_own_usual() -> None:
    moment = with_lane("agent", Lane(-20.0, True), pace=None)
    assert line_of("Your pace", moment) == "told once you have spoken for a minute"
    assert "slower" not in "".join(lines(moment))


def test_a_party_without_a_lane_has_no_input() -> None:
    moment = view(lanes={"agent": Lane(-20.0, True)})
    assert line_of("Customer", moment) == "· no input: talk-overs cannot be told"


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (PaceNow(4.6, 3.9, 5.2, "call"), "4.6 syllables/s, usual 3.9 to 5.2 (yours in this call)"),
        (
            PaceNow(4.6, 3.9, 5.2, "language"),
            "4.6 syllables/s, usual 3.9 to 5.2 (for the language)",
        ),
        (
            PaceNow(None, 3.9, 5.2, "call"),
            "too little said yet; usual 3.9 to 5.2 (yours in this call)",
        ),
    ],
)
def test_pace_in_words(pace: PaceNow, said: str) -> None:
    assert line_of("Your pace", view(pace=pace)) == said


def test_no_marker_while_too_little_was_said() -> None:
    assert not any("●" in line for line in lines(view(pace=PaceNow(None, 3.9, 5.2, "call")))[6:])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (WordsNow("off"), "off"),
        (WordsNow("off", why="no model is here"), "off: no model is here"),
        (WordsNow("starting", "small"), "small is starting"),
        (WordsNow("working", "small", 0.4), "small, up to date"),
        (WordsNow("working", "small", 12.4), "small, 12 s behind"),
        (WordsNow("smaller_model", "tiny", 2.0), "tiny, a smaller model, 2 s behind"),
        (WordsNow("gave_up", "tiny"), "off: too slow, measures go on"),
        (WordsNow("gave_up", why="the worker ended"), "off: the worker ended, measures go on"),
    ],
)
def test_how_words_keep_up(words: WordsNow, said: str) -> None:
    assert line_of("Words", view(words=words)) == said


@pytest.mark.parametrize(
    ("lost_s", "n_overflows", "said"),
    [
        (0.4, 2, "0.4 s lost, 2 times"),
        (0.02, 1, "under 0.1 s lost, once"),
        (3.0, 0, "3.0 s lost"),
    ],
)
def test_lost_sound_is_told(lost_s: float, n_overflows: int, said: str) -> None:
    assert line_of("Sound", view(lost_s=lost_s, n_overflows=n_overflows)) == said
    assert not any("Sound" in line for line in lines(view()))


def test_a_share_that_cannot_be_told_says_why() -> None:
    moment = view(talk_share=None, no_share_why="too little was said")
    assert line_of("Talk share", moment) == "not told: too little was said"


def test_recording_says_that_everyone_must_know() -> None:
    assert line_of("Recording", view(recording=None)) == "off: no sound is kept"
    deep = view(recording="/home/someone/recordings/of/this/week/monday.wav")
    assert line_of("Recording", deep) == (
        "to …ings/of/this/week/monday.wav: everyone on the call must know"
    )
    assert line_of("Recording", deep, 60) == "everyone on the call must know"
    assert line_of("Recording", deep, 40) == "everyone must know"


def test_the_newest_notice_is_shown() -> None:
    assert line_of("Note", view(notices=("older", "newer"))) == "newer"


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    moment = view(notices=("a\x1b[2Jb\nc",), recording="x\x1b]0;y\x07.wav")
    assert "\x1b" not in "".join(lines(moment, title="\x1b[31mred"))
    assert line_of("Note", moment) == "a[2Jb c"


def test_what_a_terminal_shows_of_the_renderable() -> None:
    console = Console(width=80, file=io.StringIO())
    console.print(panel(QUIET, 80, 24, is_plain=False, title="both"))
    assert isinstance(console.file, io.StringIO)
    printed = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert printed == lines(QUIET, title="both")


def test_nobody_speaking_is_told_by_shape_and_word() -> None:
    still = replace(QUIET.lanes["agent"], is_speaking=False)
    assert line_of("You ", with_lane("agent", still)).startswith("○ quiet  ")
    assert line_of("You ", QUIET).startswith("● speaking  ")
