"""What is exported is what the review holds, in forms that other programs take."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_examples import EXAMPLES, empty, mono, no_words, two_channel

from callcoach.errors import ReviewFormatError
from callcoach.report.exports import EXPORTS, ExportFormat, export_text
from callcoach.report.phrases import one_line
from callcoach.types.call import Party
from callcoach.types.review import Review
from callcoach.types.words import Transcript, Utterance, Word
from callcoach.words import Timeline, read_timeline

WITH_WORDS: tuple[ExportFormat, ...] = ("srt", "vtt", "textgrid", "csv")


def read_back(text: str, tmp_path: Path) -> Timeline:
    file = tmp_path / "exported"
    file.write_bytes(text.encode("utf-8"))
    return read_timeline(file)


def told(utterances: Sequence[Utterance[Party]]) -> list[tuple[float, float, str, str]]:
    """Start and end in milliseconds, party and text, in order of time."""
    return sorted(
        (round(u.start_s * 1000), round(u.end_s * 1000), u.party, u.text) for u in utterances
    )


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_subtitles_read_again_give_parties_texts_and_times(
    form: ExportFormat, tmp_path: Path
) -> None:
    review = two_channel()
    assert review.transcript is not None
    again = read_back(export_text(review, form), tmp_path)
    assert told(again.transcript.utterances) == told(review.transcript.utterances)
    assert again.notices == ()


def test_rttm_read_again_gives_the_speech_of_each_party(tmp_path: Path) -> None:
    review = two_channel()
    again = read_back(export_text(review, "rttm"), tmp_path)
    for party, spans in review.activity.items():
        mine = [(u.start_s, u.end_s) for u in again.transcript.utterances if u.party == party]
        assert mine == pytest.approx([pytest.approx(span, abs=1e-4) for span in spans])
    assert len(again.transcript.utterances) == sum(map(len, review.activity.values()))


@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_no_subtitle_is_of_no_length(form: ExportFormat) -> None:
    text = export_text(saying(Utterance("agent", 3.0, 3.0, "Yes")), form).replace(",", ".")
    assert "00:00:03.000 --> 00:00:03.001\n" in text


def test_a_name_with_spaces_is_one_field_of_rttm() -> None:
    review = two_channel()
    named = replace(review, call=replace(review.call, source="my call\t1.wav"))
    assert {line.split()[1] for line in export_text(named, "rttm").splitlines()} == {
        "my_call_1.wav"
    }
    assert {len(line.split()) for line in export_text(named, "rttm").splitlines()} == {10}


def test_a_mono_call_has_the_party_unknown(tmp_path: Path) -> None:
    review = mono()
    again = read_back(export_text(review, "rttm"), tmp_path)
    assert {u.party for u in again.transcript.utterances} == {"unknown"}


def rows(review: Review) -> list[dict[str, str]]:
    text = export_text(review, "csv")
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_the_table_has_every_word_with_its_times() -> None:
    review = two_channel()
    assert review.transcript is not None
    found = [
        (int(r["utterance"]), r["party"], float(r["start_s"]), float(r["end_s"]), r["word"],
         float(r["confidence"]), r["timed"], r["moved"])
        for r in rows(review)
    ]  # fmt: skip
    assert found == [
        (number, u.party, w.start_s, w.end_s, w.text, w.confidence,
         "yes" if w.is_timed else "no", "yes" if w.is_clamped else "no")
        for number, u in enumerate(review.transcript.utterances, start=1)
        for w in u.words
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\x00=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    review = saying(Utterance("agent", 0.0, 1.0, cell, (Word(0.0, 1.0, cell),)))
    (row,) = rows(review)
    assert row["word"] == "'" + one_line(cell)
    assert row["word"][1] in "=+-@"


def test_an_utterance_without_words_is_one_row() -> None:
    (row,) = rows(saying(Utterance("agent", 0.5, 1.0, 'He said "no", twice')))
    assert (row["word"], row["timed"], row["start_s"]) == ('He said "no", twice', "no", "0.5")


def saying(*utterances: Utterance[Party], duration_s: float = 60.0) -> Review:
    review = two_channel()
    return replace(
        review,
        call=replace(review.call, duration_s=duration_s),
        transcript=Transcript("test", None, {}, utterances),
    )


@dataclass(frozen=True)
class Interval:
    start_s: float
    end_s: float
    text: str


def tiers(text: str) -> Mapping[str, list[Interval]]:
    """A TextGrid in the long form, read strictly."""
    assert text.startswith('File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\n')
    whole = re.search(r"^xmax = ([\d.]+)$", text, re.MULTILINE)
    assert whole is not None
    found = {}
    blocks = re.split(r"^    item \[(\d+)\]:\n", text, flags=re.MULTILINE)[1:]
    assert f"size = {len(blocks) // 2}\nitem []:\n" in text
    for number, block in zip(blocks[::2], blocks[1::2], strict=True):
        assert int(number) == len(found) + 1
        name = re.search(r'^        name = "(.*)"$', block, re.MULTILINE)
        listed = re.findall(
            r"intervals \[\d+\]:\n +xmin = ([\d.]+)\n +xmax = ([\d.]+)\n"
            r' +text = "((?:[^"\n]|"")*)"\n',
            block,
        )
        size = re.search(r"intervals: size = (\d+)\n", block)
        assert name is not None
        assert size is not None
        assert int(size[1]) == len(listed) > 0
        spans = [Interval(float(a), float(b), said.replace('""', '"')) for a, b, said in listed]
        assert spans[0].start_s == 0
        assert spans[-1].end_s == float(whole[1])
        for before, after in pairwise(spans):
            assert before.end_s == after.start_s
        assert all(each.start_s < each.end_s for each in spans)
        found[name[1]] = spans
    return found


def test_a_textgrid_has_utterances_and_words_of_each_party() -> None:
    review = two_channel()
    assert review.transcript is not None
    found = tiers(export_text(review, "textgrid"))
    assert list(found) == ["AGENT", "AGENT WORDS", "CUSTOMER", "CUSTOMER WORDS"]
    for party in ("agent", "customer"):
        mine = [u for u in review.transcript.utterances if u.party == party]
        said = [each for each in found[party.upper()] if each.text]
        assert [(e.start_s, e.text) for e in said] == [(u.start_s, u.text) for u in mine]
        words = [each for each in found[f"{party.upper()} WORDS"] if each.text]
        assert [(e.start_s, e.text) for e in words] == [
            (w.start_s, w.text) for w in review.transcript.words_of(party)
        ]


def test_words_without_times_are_not_in_a_textgrid() -> None:
    words = (Word(1.0, 2.0, "one"), Word(2.0, 3.0, "two", is_timed=False))
    found = tiers(export_text(saying(Utterance("agent", 1.0, 3.0, "one two", words)), "textgrid"))
    assert [e.text for e in found["AGENT WORDS"]] == ["", "one", ""]


def test_overlapping_utterances_of_one_party_share_the_time() -> None:
    review = saying(
        Utterance("agent", 1.0, 5.0, "first"),
        Utterance("agent", 3.0, 4.0, "second"),
        Utterance("agent", 3.0, 3.0, "third"),
        Utterance("agent", 60.0, 60.0, "last"),
    )
    found = [each for each in tiers(export_text(review, "textgrid"))["AGENT"] if each.text]
    assert found == [
        Interval(1.0, 3.0, "first"),
        Interval(3.0, 4.0, "third second"),
        Interval(59.999, 60.0, "last"),
    ]


TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            ["-->", "\n", "\n\n", '"', '""', "<b>", "</v>", "&amp;", "{\\an8}", "😀", "1", "Agent:",
             "00:00:01,000 --> 00:00:02,000", "[Bob]", "WEBVTT", "NOTE", "é", "\x00", "\u2028", "="]
        ),
        max_size=8,
    ).map(" ".join),
)  # fmt: skip
TIMES = st.floats(0, 59).map(lambda value: round(value, 4))


@st.composite
def utterances(draw: st.DrawFn) -> Utterance[Party]:
    start_s = draw(TIMES)
    end_s = round(start_s + draw(st.floats(0, 1)), 4)
    party: Party = draw(st.sampled_from(["agent", "customer"]))
    text = draw(TEXTS)
    return Utterance(party, start_s, end_s, text, (Word(start_s, end_s, text, 0.5),))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(said=st.lists(utterances(), min_size=1, max_size=6))
@pytest.mark.parametrize("form", ["srt", "vtt"])
def test_any_text_comes_back_from_subtitles(
    form: ExportFormat, said: list[Utterance[Party]], tmp_path: Path
) -> None:
    said = [each for each in said if one_line(each.text)]
    if not said:
        return
    again = read_back(export_text(saying(*said), form), tmp_path)
    for party in ("agent", "customer"):
        wanted = sorted(
            (round(each.start_s * 1000), shown(one_line(each.text), form))
            for each in said
            if each.party == party
        )
        found = [
            (round(each.start_s * 1000), each.text)
            for each in again.transcript.utterances
            if each.party == party
        ]
        assert sorted(found) == wanted
    by_end = sorted(round(each.end_s * 1000) for each in again.transcript.utterances)
    for found_ms, each_ms in zip(by_end, sorted(round(e.end_s * 1000) for e in said), strict=True):
        assert abs(found_ms - each_ms) <= 1


def shown(text: str, form: ExportFormat) -> str:
    """What SRT, which can hide no sign of its own, shows of a text."""
    if form == "vtt":
        return text
    return text.replace("<", "\u2039").replace(">", "\u203a").replace("{\\", "(\\")


@settings(max_examples=150, deadline=None)
@given(said=st.lists(utterances(), min_size=1, max_size=8))
def test_any_text_stands_in_a_textgrid_without_gaps(said: list[Utterance[Party]]) -> None:
    said = [each for each in said if one_line(each.text)]
    if not said:
        return
    found = tiers(export_text(saying(*said), "textgrid"))
    for party in ("agent", "customer"):
        wanted = sorted(" ".join(one_line(u.text) for u in said if u.party == party).split())
        for tier in (party.upper(), f"{party.upper()} WORDS"):
            assert sorted(" ".join(each.text for each in found[tier]).split()) == wanted


@settings(max_examples=100, deadline=None)
@given(said=st.lists(utterances(), min_size=1, max_size=6))
def test_any_text_stands_in_the_table(said: list[Utterance[Party]]) -> None:
    if not any(one_line(each.text) for each in said):
        return
    for row, each in zip(rows(saying(*said)), said, strict=True):
        assert row["word"].removeprefix("'") == one_line(each.text).removeprefix("'")
        assert not row["word"].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("form", WITH_WORDS)
def test_a_review_without_words_says_so(form: ExportFormat) -> None:
    with pytest.raises(ReviewFormatError, match=r"the review has no words \(.*\); --as rttm needs"):
        export_text(no_words(), form)


def test_a_call_in_which_nobody_speaks_has_no_rttm() -> None:
    with pytest.raises(ReviewFormatError, match="nobody speaks in this recording"):
        export_text(empty(), "rttm")


@pytest.mark.parametrize("form", EXPORTS)
@pytest.mark.parametrize("make", EXAMPLES.values(), ids=EXAMPLES)
def test_every_example_is_exported_or_refused(
    make: Callable[[], Review], form: ExportFormat
) -> None:
    try:
        assert export_text(make(), form).encode("utf-8")
    except ReviewFormatError:
        assert make().transcript is None or form == "rttm"


def test_lone_surrogates_are_written_as_question_marks() -> None:
    text = export_text(saying(Utterance("agent", 0.0, 1.0, "a\udcffb")), "srt")
    assert "Agent: a?b\n" in text
