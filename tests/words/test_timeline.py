"""A transcript file is read for what it says, and refused where it cannot be true."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, ClassVar

import pytest

from callcoach.errors import TimelineError
from callcoach.words import read_timeline

from .conftest import told


def one(**changes: Any) -> dict[str, Any]:
    """A timeline of one utterance, with changes to it; None takes the key away."""
    item = {"party": "agent", "start_s": 1.0, "end_s": 3.0, "text": "hello there", **changes}
    kept = {key: value for key, value in item.items() if value is not None}
    return {"duration_s": 10.0, "utterances": [kept]}


class TestOwnFormat:
    def test_is_read_from_file_and_from_dict_alike(self, tmp_path: Path) -> None:
        plain = {
            "duration_s": 12,
            "language": {"agent": "en", "customer": "de"},
            "utterances": [
                {"party": "customer", "start_s": 4, "end_s": 5.5, "text": "ja bitte"},
                {
                    "party": "agent",
                    "start_s": 0.5,
                    "end_s": 2.0,
                    "words": [
                        {"text": "thank", "start_s": 0.5, "end_s": 0.9, "confidence": 0.75},
                        {"text": "you", "start_s": 0.9, "end_s": 1.2},
                    ],
                },
            ],
        }
        file = tmp_path / "call.json"
        file.write_text("\ufeff" + json.dumps(plain), encoding="utf-8")
        timeline = read_timeline(file)
        assert timeline == read_timeline(plain) == read_timeline(str(file))
        assert timeline.duration_s == 12.0
        assert told(timeline) == [
            ("agent", 0.5, 2.0, "thank you"),
            ("customer", 4.0, 5.5, "ja bitte"),
        ]
        assert timeline.transcript.language == {"agent": "en", "customer": "de"}
        thank, you = timeline.transcript.words_of("agent")
        assert (thank.text, thank.start_s, thank.end_s) == ("thank", 0.5, 0.9)
        assert (thank.confidence, thank.is_timed) == (0.75, True)
        assert you.confidence is None

    def test_one_language_stands_for_all_who_speak(self) -> None:
        timeline = read_timeline({**one(), "language": "en"})
        assert timeline.transcript.language == {"agent": "en"}

    def test_words_without_times_are_spread_by_syllables(self) -> None:
        timeline = read_timeline({**one(text="hi everybody"), "language": "en"})
        hi, everybody = timeline.transcript.words_of("agent")
        assert (hi.start_s, hi.end_s) == pytest.approx((1.0, 1.4))
        assert (everybody.start_s, everybody.end_s) == pytest.approx((1.4, 3.0))
        assert everybody.end_s == 3.0
        assert not hi.is_timed
        assert not everybody.is_timed

    def test_words_without_a_known_language_are_spread_by_letters(self) -> None:
        hi, everybody = read_timeline(one(text="hi everybody")).transcript.words_of("agent")
        assert hi.end_s == everybody.start_s == pytest.approx(1.0 + 2 * 2 / 11)

    def test_a_word_without_times_lies_between_its_neighbours(self) -> None:
        words = [
            "so",
            {"text": "hello", "start_s": 1.5, "end_s": 2.0},
            {"text": "25", "start_s": None, "end_s": None, "confidence": 0.5},
            {"text": "there", "start_s": 2.5, "end_s": 3.0},
        ]
        so, hello, number, there = read_timeline(one(words=words)).transcript.words_of("agent")
        assert (so.start_s, so.end_s, so.is_timed) == (1.0, 1.5, False)
        assert (number.start_s, number.end_s) == (2.0, 2.5)
        assert (number.is_timed, number.confidence) == (False, 0.5)
        assert hello.is_timed
        assert there.is_timed

    def test_spans_without_text_are_a_timeline_too(self) -> None:
        timeline = read_timeline(one(text=None))
        assert told(timeline) == [("agent", 1.0, 3.0, "")]
        assert timeline.transcript.words_of("agent") == ()

    def test_an_empty_call_is_a_timeline(self) -> None:
        timeline = read_timeline({"duration_s": 0, "utterances": []})
        assert timeline.duration_s == 0.0
        assert timeline.transcript.utterances == ()

    def test_names_are_mapped_to_parties(self) -> None:
        timeline = read_timeline(one(party="SPEAKER_00"), {"SPEAKER_00": "customer"})
        assert told(timeline)[0][0] == "customer"
        assert told(read_timeline(one(party="Agent")))[0][0] == "agent"

    def test_ends_off_by_rounding_are_cut_to_fit(self) -> None:
        words = [{"text": "hi", "start_s": 0.95, "end_s": 3.05}]
        (word,) = read_timeline(one(words=words)).transcript.words_of("agent")
        assert (word.start_s, word.end_s) == (1.0, 3.0)
        assert told(read_timeline(one(end_s=10.05)))[0][2] == 10.0

    def test_a_little_overlap_with_the_own_utterance_before_is_allowed(self) -> None:
        plain = one(start_s=5.0, end_s=7.0)
        plain["utterances"].append({"party": "agent", "start_s": 4.2, "end_s": 8.0, "text": "x"})
        assert [start_s for _, start_s, _, _ in told(read_timeline(plain))] == [4.2, 5.0]


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        (one(start_s=math.nan), r"utterance 1: start_s is nan, which is not finite"),
        (one(end_s=math.inf), r"utterance 1: end_s is inf, which is not finite"),
        (one(end_s=10**400), r"not finite"),
        (one(start_s=-0.5), r"utterance 1: start_s is -0\.5, which is negative"),
        (one(start_s="1.0"), r"start_s is '1\.0', which is not a number of seconds"),
        (one(start_s=True), r"start_s is True, which is not a number"),
        (one(start_s=4.0), r"utterance 1 ends at 3 s, before it starts at 4 s"),
        (one(end_s=10.5), r"outside the call \(0 to 10 s\)"),
        (one(party="bob"), r"the party of 'bob'; .* Add --party bob=agent$"),
        (one(party=3), r"party is 3, which is not text"),
        (one(text=7), r"text is 7, which is not text"),
        (one(start_s=None), r"utterance 1 has no 'start_s'; it has: party, end_s, text"),
        (one(party=None), r"utterance 1 has no 'party'"),
        (one(words="hello"), r"words is not a list"),
        (one(words=[{"start_s": 1, "end_s": 2}]), r"word 1 has no 'text'"),
        (one(words=[5]), r"word 1 is not a JSON object"),
        (
            one(words=[{"text": "hi", "start_s": 0.2, "end_s": 0.8}]),
            r"word 1 \('hi'\) at 0\.2 to 0\.8 s lies outside its utterance \(1 to 3 s\)",
        ),
        (
            one(words=[{"text": "hi", "start_s": 2, "end_s": 1.5}]),
            r"word 1 \('hi'\) ends at 1\.5 s, before it starts",
        ),
        (
            one(
                words=[
                    {"text": "a", "start_s": 2.5, "end_s": 2.8},
                    {"text": "b", "start_s": 1.2, "end_s": 1.5},
                ]
            ),
            r"word 2 \('b'\) starts at 1\.2 s, after one that started at 2\.5 s: times run back",
        ),
        (
            one(words=[{"text": "hi", "start_s": 1, "end_s": 2, "confidence": 1.5}]),
            r"confidence 1\.5; allowed: 0 to 1",
        ),
        ({**one(), "duration_s": -1}, r"duration_s is -1, which is negative"),
        ({**one(), "duration_s": 1e7}, r"duration_s is 1e\+07; no call lasts over 24 hours"),
        ({"utterances": []}, r"has no 'duration_s'"),
        ({"duration_s": 1.0}, r"has no 'utterances'"),
        ({"duration_s": 1.0, "utterances": {}}, r"utterances is not a list"),
        ({"duration_s": 1.0, "utterances": ["hi"]}, r"utterance 1 is not a JSON object"),
        ({}, r"not a transcript that is understood; read are: callcoach timeline JSON, Whisper"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(plain: dict[str, Any], message: str) -> None:
    with pytest.raises(TimelineError, match=message):
        read_timeline(plain)


def test_what_is_not_sorted_is_sorted() -> None:
    plain = one(start_s=8.0, end_s=9.0)
    plain["utterances"].append({"party": "agent", "start_s": 1.0, "end_s": 2.0, "text": "x"})
    assert [start_s for _, start_s, _, _ in told(read_timeline(plain))] == [1.0, 8.0]


def test_times_that_run_backwards_by_minutes_are_refused() -> None:
    plain = {**one(start_s=70.0, end_s=71.0), "duration_s": 100.0}
    plain["utterances"].append({"party": "customer", "start_s": 1.0, "end_s": 2.0, "text": "x"})
    plain["utterances"].append({"party": "agent", "start_s": 10.0, "end_s": 11.0, "text": "x"})
    assert len(read_timeline(plain).transcript.utterances) == 3
    plain["utterances"].append({"party": "agent", "start_s": 9.9, "end_s": 12.0, "text": "x"})
    message = r"utterance 4 of agent starts at 9\.9 s, after one that started at 70 s"
    with pytest.raises(TimelineError, match=message):
        read_timeline(plain)


class TestFiles:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(TimelineError, match=r"gone\.json: cannot be read \(No such file"):
            read_timeline(tmp_path / "gone.json")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(TimelineError, match=r"cannot be read \(Is a directory"):
            read_timeline(tmp_path)

    @pytest.mark.parametrize(
        "content",
        [
            b"RIFF\xff\xfe\x00\x80WAVE",
            b"%PDF-1.4\n\x01\x02\x03",
            b"\x1f\x8b\x08\x08\x1c",
            b'{"duration_s": 1}' + b" " * 5000 + b"\x00",
            b"caf\xe9 \x81",
        ],
    )
    def test_no_text(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "call.wav"
        file.write_bytes(content)
        with pytest.raises(TimelineError, match=r"call\.wav: is no text, so no transcript"):
            read_timeline(file)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        file = tmp_path / "call.json"
        plain = one(text="the caf\u00e9\u2019s bill")
        file.write_bytes(json.dumps(plain, ensure_ascii=False, indent=1).encode(encoding))
        timeline = read_timeline(file)
        assert told(timeline)[0][3] == "the caf\u00e9\u2019s bill"
        assert bool(timeline.notices) == (encoding == "cp1252")
        assert all("read as Windows-1252" in notice for notice in timeline.notices)

    def test_broken_utf_16(self, tmp_path: Path) -> None:
        file = tmp_path / "call.srt"
        file.write_bytes(b"\xff\xfe1\x00\n")
        with pytest.raises(TimelineError, match="broken text"):
            read_timeline(file)

    def test_a_name_no_file_can_have(self) -> None:
        with pytest.raises(TimelineError, match="cannot be read"):
            read_timeline("bad\0name")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('{"duration_s": 1,', r"not valid JSON \(.*; it ends in the middle"),
            ('{"duration_s": "hal', r"not valid JSON \(.*; it ends in the middle"),
            ('{"duration_s": 1 2}', r"not valid JSON \(Expecting ',' delimiter.*\)$"),
            ("[" * 100_000, r"not valid JSON \("),
            ("hello", "not a transcript that is understood"),
            ("", "is empty"),
            ("\ufeff \n", "is empty"),
            ("<!DOCTYPE html>\n<html><body>Log in</body></html>", "is a web page"),
            ('<?xml version="1.0"?>\n<html xmlns="x">', "is a web page"),
            ("[1, 2]", "not a transcript that is understood"),
        ],
    )
    def test_no_json(self, tmp_path: Path, text: str, message: str) -> None:
        file = tmp_path / "call.json"
        file.write_text(text)
        with pytest.raises(TimelineError, match=message) as caught:
            read_timeline(file)
        assert "\n" not in str(caught.value)


class TestWhisperJson:
    PLAIN: ClassVar[dict[str, Any]] = {
        "text": " Hello there.",
        "language": "en",
        "segments": [
            {
                "id": 0,
                "start": 0.5,
                "end": 1.5,
                "text": " Hello there.",
                "words": [
                    {"word": " Hello", "start": 0.5, "end": 0.9, "probability": 0.9},
                    {"word": " there."},
                ],
            },
            {"id": 1, "start": 2.0, "end": 4.0, "text": " Fine.", "speaker": "SPEAKER_01"},
        ],
    }

    def test_is_read(self) -> None:
        timeline = read_timeline(self.PLAIN, {"SPEAKER_01": "customer"})
        assert timeline.duration_s == 4.0
        assert told(timeline) == [
            ("unknown", 0.5, 1.5, "Hello there."),
            ("customer", 2.0, 4.0, "Fine."),
        ]
        assert timeline.transcript.language == {"unknown": "en", "customer": "en"}
        hello, there = timeline.transcript.words_of("unknown")
        assert (hello.text, hello.confidence, hello.is_timed) == ("Hello", 0.9, True)
        assert (there.text, there.start_s, there.end_s) == ("there.", 0.9, 1.5)
        assert not there.is_timed

    def test_unmapped_speakers_are_refused(self) -> None:
        with pytest.raises(TimelineError, match=r"of 'SPEAKER_01'; .*--party SPEAKER_01=agent"):
            read_timeline(self.PLAIN)

    def test_broken_segments_are_refused(self) -> None:
        with pytest.raises(TimelineError, match=r"segment 1 has no 'start'"):
            read_timeline({"segments": [{"text": "hi"}]})
        with pytest.raises(TimelineError, match=r"word 1 has no 'word'"):
            read_timeline({"segments": [{"start": 0, "end": 1, "text": "", "words": [{}]}]})
