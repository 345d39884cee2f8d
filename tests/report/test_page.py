"""The page holds everything in one file, says what the review says, and runs nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from report_examples import (
    EXAMPLES,
    contours_of,
    empty,
    mono,
    no_talk_overs,
    no_words,
    swapped,
    two_channel,
)

import callcoach.report.page as page_module
from callcoach.report.page import page_html
from callcoach.types.review import Review

TEMPLATES = Path(page_module.__file__).parent / "templates"
HOSTILE = (
    "</script><script>alert(owned=1)</script><img src=x onerror=owned=1>\"'><b>"
    "javascript:alert(1)\u202e\U0001f600\u2028]]>--><!--"
)


class Read(HTMLParser):
    """What stands in a page: elements with attributes, the text of each, all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.inside.append((self.elements[-1][0] if self.elements else "", data))

    @property
    def text(self) -> str:
        said = [data for tag, data in self.inside if tag not in ("script", "style")]
        plain = " ".join("".join(said).split())
        return plain.replace("\u2011", "-").replace("\u00a0", " ")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def script(self, which: int) -> str:
        return [data for tag, data in self.inside if tag == "script"][which]


def _page(
    review: Review, other: Review | None = None, sound: str | None = None, **more: Any
) -> str:
    return page_html(
        review,
        swapped=other,
        contours=more.get("contours"),
        sound_url=sound,
        name=more.get("name", "call"),
    )


def _hostile() -> Review:
    review = two_channel()
    words = review.transcript
    assert words is not None
    assert review.note is not None
    assert review.scorecard is not None
    bad = HOSTILE
    lines = tuple(
        replace(u, text=bad, words=tuple(replace(word, text=bad) for word in u.words[:2]))
        for u in words.utterances
    )
    return replace(
        review,
        call=replace(review.call, source=bad, agent_basis=bad, recorded_at=bad),
        quality=replace(review.quality, notices=(bad,)),
        transcript=replace(words, engine=bad, model=bad, language={"agent": bad}, utterances=lines),
        incursions=tuple(
            replace(e, said=bad, cut_off=bad, over_said=bad, rule=bad)
            for e in review.incursions or ()
        ),
        findings=tuple(
            replace(
                f,
                title=bad,
                detail=bad,
                advice=bad if f.advice else None,
                evidence=tuple(replace(e, quote=bad, why=bad) for e in f.evidence),
            )
            for f in review.findings
        ),
        techniques=tuple(
            replace(t, name=bad, evidence=tuple(replace(e, quote=bad) for e in t.evidence))
            for t in review.techniques or ()
        ),
        promises=tuple(replace(p, text=bad, due=bad) for p in review.promises or ()),
        vents=tuple(replace(v, reasons=dict.fromkeys(v.reasons, bad)) for v in review.vents or ()),
        note=replace(review.note, issue=bad, parties=bad),
        scorecard=replace(
            review.scorecard,
            title=bad,
            version=bad,
            notices=(bad,),
            items=tuple(
                replace(
                    item,
                    id=f"{item.id}{bad}",
                    question=bad,
                    group=bad,
                    why=bad,
                    comment=bad,
                    overridden_by=bad,
                    evidence=tuple(replace(e, quote=bad) for e in item.evidence),
                )
                for item in review.scorecard.items
            ),
        ),
        provenance=replace(review.provenance, versions={bad: bad}),
    )


@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_every_kind_of_call_has_a_page_that_fetches_nothing(make: Callable[[], Review]) -> None:
    read = Read(_page(make(), sound="data:audio/ogg;base64,AAAA"))
    assert len(read.all("h1")) == 1
    for tag, attrs in read.elements:
        for name in ("src", "href", "srcset", "poster", "action", "data"):
            url = attrs.get(name) or ""
            assert tag == "rect" or url.startswith(("#", "data:")) or not url, (tag, url)
    assert not read.all("link")
    assert not read.all("iframe")


def test_styles_and_scripts_reach_for_nothing() -> None:
    for place in TEMPLATES.iterdir():
        text = place.read_text(encoding="utf-8")
        for word in (
            "http:",
            "https:",
            "@import",
            "url(",
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "sendBeacon",
            "localStorage",
        ):
            assert word not in text, f"{place.name}: {word}"


def test_text_never_becomes_markup() -> None:
    for place in TEMPLATES.iterdir():
        text = place.read_text(encoding="utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "|safe",
            "| safe",
        ):
            assert word not in text, f"{place.name}: {word}"
        assert not re.search(r"\s(?:on[a-z]+|style)=", text) or place.suffix != ".html", place.name


def test_only_our_own_style_and_script_may_run() -> None:
    html = _page(two_channel())
    read = Read(html)
    (policy,) = [
        m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_words_stay_words() -> None:
    harmless = Read(_page(two_channel(), two_channel()))
    read = Read(_page(_hostile(), _hostile(), name=HOSTILE))
    assert len(read.all("script")) == len(harmless.all("script")) == 3
    assert not read.all("img")
    assert len(read.all("b")) == len(harmless.all("b"))
    assert not any(name.startswith("on") for _, attrs in read.elements for name in attrs)
    assert "onerror=owned=1" in read.text
    assert json.loads(read.script(0))["ways"][0]["moments"][0]["says"].startswith("</script>")


def test_the_data_in_the_page_cannot_end_its_element() -> None:
    data = Read(_page(_hostile())).script(0)
    assert not set(data) & set("<>&\u2028\u2029")
    assert data.isascii()


def test_the_page_says_what_the_review_says() -> None:
    review = two_channel()
    text = Read(_page(review)).text
    for expected in (
        "You talked over the customer 4 times (3-5), 5.4 s in all.",
        "163 words a minute",
        "What was good",
        "You owned the mistake",
        "“nothing ever came, and”".strip("“”"),
        "floor change, remaining speech over 1.0 s; from timing and words",
        "not heard: an opportunity",
        "not judged: needs 30 s of your voice under pressure",
        "“a message within the hour” Due within the hour",
        "The left channel: the opening words (94 % sure).",
    ):
        assert expected in text, expected


def test_every_talk_over_stands_in_the_table_and_every_line_in_the_transcript() -> None:
    review = two_channel()
    html = _page(review)
    table = html[html.index('id="overlaps-title"') : html.index('id="numbers-title"')]
    counted, others = table.split("<details>")
    assert counted.count("<tr>") - 1 == review.talk_overs.count
    assert counted.count("<tr>") + others.count("<tr>") - 2 == len(review.incursions or ())
    assert review.transcript is not None
    n_lines = len(review.transcript.utterances) + len(review.transcript.suppressed)
    assert len(re.findall(r'class="row [^"]*" data-start', html)) == n_lines


def test_the_rules_of_talk_overs_are_told_to_the_agent() -> None:
    review = two_channel()
    told = "the customer broke off 0.8 s after the agent came in; the agent had the floor"
    events = tuple(replace(each, rule=told) for each in review.incursions or ())
    text = Read(_page(replace(review, incursions=events))).text
    assert "the customer broke off 0.8 s after you came in; you had the floor; from" in text


def test_a_call_without_talk_overs_says_so_where_the_table_would_be() -> None:
    text = Read(_page(no_talk_overs())).text
    assert "No talk-overs found." in text
    assert "The parties overlapped for 0.4 s in all, in short affirmations." in text


def test_what_is_not_there_is_explained() -> None:
    assert "There is no transcript: no speech model on this machine" in Read(_page(no_words())).text
    text = Read(_page(mono())).text
    assert "Not shown: talk-overs, steadiness, response time and talk share." in text
    assert text.count("who spoke when both did cannot be told") == 1
    bare = Read(_page(empty()))
    assert "There is nothing to listen to: no speech was found." in bare.text
    assert not bare.all("canvas")


def test_swapping_is_offered_only_where_there_are_two_parties() -> None:
    both = Read(_page(two_channel(), swapped(two_channel())))
    kept = [each.get("id") for each in both.all("template")]
    assert kept == ["other-top", "other-moments-part", "other-rest"]
    assert "No talk-overs found (0-1)." in both.text
    alone = Read(_page(mono()))
    assert not alone.all("template")
    assert "Swap agent" not in alone.text


def _saved(read: Read) -> list[dict[str, str | None]]:
    """Links that save a file as the page stands; that of the scorecard is made by its script."""
    return [a for a in read.all("a") if "download" in a and a["href"] != "#card"]


def test_a_swap_can_be_made_permanent() -> None:
    review = two_channel()
    odd = replace(review, call=replace(review.call, source="it's a call.wav"))
    read = Read(_page(odd, swapped(odd), name="it's a/call"))
    (link,) = _saved(read)
    assert link["download"] == "it's a_call.overrides.json"
    assert json.loads(unquote((link["href"] or "").split(",", 1)[1])) == {"agent_channel": 1}
    assert "callcoach review 'it'\"'\"'s a call.wav' --agent right" in read.text


def test_without_a_channel_to_name_no_file_is_offered() -> None:
    review = two_channel()
    timeline = replace(review, call=replace(review.call, agent_channel=None))
    read = Read(_page(timeline, timeline))
    assert _saved(read) == []
    assert "Swap agent and customer" in read.text


def test_swapped_contours_go_with_their_voice() -> None:
    review = two_channel()
    html = _page(review, swapped(review), contours=contours_of(review, 0.5))
    first, second = json.loads(Read(html).script(0))["ways"]
    assert first["staves"][0]["level"] == second["staves"][1]["level"] != ""


def test_sound_is_played_only_where_there_is_some() -> None:
    with_sound = Read(_page(two_channel(), sound="./my%20call.wav"))
    assert [each["src"] for each in with_sound.all("audio")] == ["./my%20call.wav"]
    without = Read(_page(two_channel()))
    assert not without.all("audio")
    assert not [each for each in without.all("button") if "data-speed" in each]


def test_nothing_is_said_of_feelings() -> None:
    for make in EXAMPLES.values():
        text = Read(_page(make())).text.lower()
        for word in ("angry", "anger", "stressed", "emotional", "nervous"):
            assert word not in text
