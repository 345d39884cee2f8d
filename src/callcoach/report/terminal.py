"""Owns the summary on the terminal: what a person grasps in ten seconds."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from callcoach.report.figures import Figure, figures
from callcoach.report.moments import left_out, moments
from callcoach.report.names import KIND
from callcoach.report.phrases import bound, clock, duration, listed, printable, sentence, unbound
from callcoach.report.score_line import score_line
from callcoach.report.sentences import (
    after_headline,
    describe,
    has_speech,
    headline,
    notices,
    share_sentence,
    talk_over_events,
    was_saying,
    withheld,
)
from callcoach.types.review import Finding, Review

WIDEST = 96
FINDINGS_SHOWN = 4
TALK_OVERS_SHOWN = 8
PROMISES_SHOWN = 4
QUOTE_LENGTH = 60


def print_summary(review: Review, console: Console, *, paths: Sequence[str | Path] = ()) -> None:
    """Prints the review in short: plain words when piped, the same with colours on a terminal."""
    width = min(console.width, WIDEST)
    name = Path(review.call.source).name
    _say(console, f"{name}, {duration(review.call.duration_s)}", width, style="dim")
    _say(console, headline(review), width, style="bold")
    if more := after_headline(review):
        _say(console, more, width)
    has_page = any(Path(path).suffix == ".html" for path in paths)
    _talk_overs(review, console, width, has_page=has_page)
    if has_speech(review):
        _numbers(review, console, width)
    _findings(review, console, width)
    _promises(review, console, width)
    _scorecard(review, console, width)
    _list(console, "Know before you trust the numbers", notices(review), width)
    if has_speech(review):
        _list(console, "Not measured", _missing(review), width)
    if paths:
        _say(console, "", width)
        for path in paths:
            # Never broken into lines: a path is copied.
            console.print(Text(printable(str(path)), style="dim"), soft_wrap=True)


def _talk_overs(review: Review, console: Console, width: int, *, has_page: bool) -> None:
    events = talk_over_events(review)
    if not events:
        return
    _say(console, "", width)
    for event in events[:TALK_OVERS_SHOWN]:
        line = f"{KIND[event.kind]}: {describe(event)}"
        _say(console, line, width, lead=f"{clock(event.start_s):>7}  ", style="yellow")
        theirs = was_saying(event)
        if theirs.text:
            quote = theirs.text if event.cut_off else _end_of(theirs.text)
            _say(console, f"{theirs.heading}: “{_short(quote)}”", width, lead=" " * 9, style="dim")
        if event.said:
            _say(console, f"you said: “{_short(event.said)}”", width, lead=" " * 9, style="dim")
    if len(events) > TALK_OVERS_SHOWN:
        more = len(events) - TALK_OVERS_SHOWN
        where = ", see the page" if has_page else ""
        _say(console, f"and {more} more{where}", width, lead=" " * 9)
    advice = [each.advice for each in review.findings if _is_talk_over(each) and each.advice]
    if advice:
        _say(console, f"Try: {advice[0]}", width, lead=" " * 9)


def _numbers(review: Review, console: Console, width: int) -> None:
    lines = [(figure.name, _line(figure)) for figure in figures(review)[1:] if figure.value]
    if review.time.talk_share is not None:
        lines.append(("Talk share", share_sentence(review)))
    if not lines:
        return
    _say(console, "", width)
    for name, text in lines:
        _say(console, text, width, lead=f"{name:<15}")


def _line(figure: Figure) -> str:
    line = f"{figure.value} {figure.unit}"
    return f"{line}; {figure.detail}" if figure.detail else line


def _findings(review: Review, console: Console, width: int) -> None:
    chosen = moments(review)
    # The best thing first, then what to work on: a line each, the same thing only once.
    groups: dict[str, list[Finding]] = {}
    for moment in (*chosen.praise[:1], *chosen.to_work_on):
        # The talk-overs were listed above, each of them.
        if not _is_talk_over(moment.finding):
            groups.setdefault(moment.finding.title, []).append(moment.finding)
    more = left_out(review)
    if not groups and not more:
        return
    _say(console, "", width)
    for title, same in list(groups.items())[:FINDINGS_SHOWN]:
        first = same[0]
        sign, style = ("+", "green") if first.kind == "praise" else (">", "")
        also = listed([clock(each.start_s) for each in same[1:]])
        text = f"{title} (also at {also})" if also else title
        _say(console, text, width, lead=f"{clock(first.start_s):>7}  {sign} ", style=style)
        if first.advice:
            _say(console, f"Try: {first.advice}", width, lead=" " * 11, style="dim")
    if len(groups) > FINDINGS_SHOWN:
        _say(console, f"and {len(groups) - FINDINGS_SHOWN} more, see the page", width, lead=" " * 9)
    if more:
        _say(console, more, width, lead=" " * 9)


def _promises(review: Review, console: Console, width: int) -> None:
    promised = review.promises or ()
    if not promised:
        return
    _say(console, "", width)
    _say(console, "Promised:", width)
    for promise in promised[:PROMISES_SHOWN]:
        due = f", due {promise.due_at.replace('T', ' ')}" if promise.due_at else ""
        if due and "due_at" in promise.reasons:
            due += " at the latest"
        line = f"“{_short(promise.text)}”{due}"
        _say(console, line, width, lead=f"{clock(promise.start_s):>7}  ")
    if len(promised) > PROMISES_SHOWN:
        more = len(promised) - PROMISES_SHOWN
        _say(console, f"and {more} more", width, lead=" " * 9)


def _scorecard(review: Review, console: Console, width: int) -> None:
    card = review.scorecard
    if card is None or not has_speech(review):
        return
    _say(console, "", width)
    _say(console, score_line(card), width)
    for notice in card.notices:
        _say(console, notice, width, lead="  - ")


def _is_talk_over(finding: Finding) -> bool:
    return finding.id.startswith("talk_over")


def _missing(review: Review) -> tuple[str, ...]:
    told = after_headline(review)
    lines = []
    for each in withheld(review):
        why = "for the reason above" if sentence(each.why) == told else each.why
        lines.append(f"{listed(each.names)}: {why}")
    return tuple(lines)


def _list(console: Console, title: str, lines: Sequence[str], width: int) -> None:
    if not lines:
        return
    _say(console, "", width)
    _say(console, f"{title}:", width)
    for line in lines:
        _say(console, line, width, lead="  - ")


def _say(console: Console, text: str, width: int, *, lead: str = "", style: str = "") -> None:
    for i, line in enumerate(_lines(printable(text), width - len(lead))):
        start = lead if i == 0 else " " * len(lead)
        said = Text(start + line if line else start.rstrip(), style=style)
        # Wrapped here and not by rich, so that a pipe gets the same lines without padding.
        console.print(said, soft_wrap=True)


def _lines(text: str, width: int) -> Iterator[str]:
    for line in textwrap.wrap(bound(text), max(20, width), break_on_hyphens=False) or [""]:
        yield unbound(line)


def _end_of(quote: str) -> str:
    """The last words of a quote: those that were spoken at the same time."""
    words = quote.split()
    while len(" ".join(words)) > QUOTE_LENGTH - 2 and len(words) > 1:
        words = ["…", *words[2:]] if words[0] == "…" else ["…", *words[1:]]
    return " ".join(words)


def _short(quote: str) -> str:
    return textwrap.shorten(quote, QUOTE_LENGTH, placeholder=" …")
