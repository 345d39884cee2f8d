"""SRT and WebVTT: cues with times, who speaks in them, and what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from callcoach.errors import TimelineError
from callcoach.types.call import Party
from callcoach.words import Timeline, read_timeline

from .conftest import told

SRT = """1
00:00:00,500 --> 00:00:02,000
[CSR] Hello and welcome.

2
00:00:02,500 --> 00:01:04,250 X1:40 X2:600 Y1:20 Y2:50
Customer: Hi. I have <i>been</i> waiting
since {\\an8}10:30 today.

3
01:00:05,000 --> 01:00:06,000
- AGENT: 42
"""

VTT = """WEBVTT - a call
Kind: captions

NOTE made by hand
on two lines

STYLE
::cue { color: lime }

intro
00:00.500 --> 00:02.000 align:start
<v.loud Jane Doe>Hello <b>and</b> welcome &amp; hi.</v>

00:00:02.500 --> 00:01:04.250
<v Bob>Hi. I have been
waiting.
"""


Read = Callable[..., Timeline]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_text(text: str, **parties: Party) -> Timeline:
        file = tmp_path / "call.txt"
        file.write_bytes(text.encode("utf-8"))
        return read_timeline(file, {name.replace("_", " "): who for name, who in parties.items()})

    return read_text


CALL = [
    ("agent", 0.5, 2.0, "Hello and welcome."),
    ("customer", 2.5, 64.25, "Hi. I have been waiting since 10:30 today."),
    ("agent", 3605.0, 3606.0, "42"),
]


class TestSrt:
    def test_is_read(self, read: Read) -> None:
        timeline = read(SRT)
        assert told(timeline) == CALL
        assert timeline.duration_s == 3606.0
        assert timeline.notices == ("Speakers taken by their names: 'CSR' as the agent.",)
        assert not any(word.is_timed for word in timeline.transcript.words_of("customer"))

    @pytest.mark.parametrize(
        "text",
        [
            SRT.replace("\n", "\r\n"),
            SRT.replace("\n", "\r"),
            "\ufeff" + SRT,
            SRT.replace(",", "."),
            SRT.replace("\n\n", "\n"),
            "\n\n" + SRT.rstrip(),
        ],
    )
    def test_is_read_as_programs_write_it(self, read: Read, text: str) -> None:
        assert [(who, start) for who, start, _, _ in told(read(text))] == [
            (who, start) for who, start, _, _ in CALL
        ]
        assert told(read(text))[2][3] == "42"

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        file = tmp_path / "call.srt"
        text = SRT.replace("welcome", "bienvenue \u00e0 vous").replace("\n", "\r\n")
        file.write_bytes(text.encode(encoding))
        timeline = read_timeline(file)
        assert told(timeline)[0][3] == "Hello and bienvenue \u00e0 vous."
        has_notice = any("Windows-1252" in notice for notice in timeline.notices)
        assert has_notice == (encoding == "cp1252")

    def test_a_cue_of_two_speakers_is_parted_by_the_length_of_the_texts(self, read: Read) -> None:
        timeline = read("1\n00:00:01,000 --> 00:00:05,000\nAgent: yes.\nCustomer: But not yet.\n")
        assert told(timeline) == [
            ("agent", 1.0, 2.0, "yes."),
            ("customer", 2.0, 5.0, "But not yet."),
        ]

    def test_unknown_names_are_believed_where_they_are_the_rule(self, read: Read) -> None:
        lines = ["Anna: hi", "Bo: hello", "Anna: well", "Bo: so"] * 6 + ["Note: pay by card"]
        cues = (f"{i}\n00:00:{i:02},000 --> 00:00:{i:02},900\n{x}\n" for i, x in enumerate(lines))
        timeline = read("\n".join(cues), Anna="agent")
        assert told(timeline)[1] == ("customer", 1.0, 1.9, "hello")
        assert told(timeline)[-1] == ("unknown", 24.0, 24.9, "Note: pay by card")

    def test_a_colon_in_the_text_makes_no_speaker(self, read: Read) -> None:
        texts = ["Listen: I paid.", "I did.", "It says: paid", "http://x.example: see", "Bye."]
        cues = (f"{i}\n00:00:{i:02},0 --> 00:00:{i:02},9\n{text}\n" for i, text in enumerate(texts))
        assert [(who, text) for who, _, _, text in told(read("\n".join(cues)))] == [
            ("unknown", text) for text in texts
        ]

    def test_a_name_that_the_user_gives_is_believed(self, read: Read) -> None:
        cues = "".join(f"{i}\n00:00:{i:02},0 --> 00:00:{i:02},9\nwell\n\n" for i in range(20))
        text = f"{cues}\n20\n00:00:20,0 --> 00:00:21,0\nBob: fine"
        assert told(read(text, Bob="agent"))[-1] == ("agent", 20.0, 21.0, "fine")
        assert told(read(text))[-1] == ("unknown", 20.0, 21.0, "Bob: fine")

    @pytest.mark.parametrize(
        ("times", "message"),
        [
            ("00:00:05,000 --> 00:00:04,000", r"cue 2 ends at 4 s, before it starts at 5 s"),
            ("-00:00:05,000 --> 00:00:04,000", r"cue 2: start_s is -5, which is negative"),
            ("00:61:05,000 --> 00:62:04,000", r"'00:61:05,000'; minutes and seconds end at 59"),
            ("NaN --> 00:00:04,000", r"cue 2 has the time 'NaN'; expected is 00:01:02,345"),
            ("00:00:05,000 --> 00:00", r"cue 2 has the time '00:00'; expected"),
            ("00:00:05,000 -->", r"cue 2 has the time ''; expected"),
        ],
    )
    def test_impossible_times_are_refused(self, read: Read, times: str, message: str) -> None:
        text = f"1\n00:00:01,000 --> 00:00:02,000\nAgent: a\n\n2\n{times}\nCustomer: b\n"
        with pytest.raises(TimelineError, match=message):
            read(text)

    def test_two_calls_in_a_row_are_refused(self, read: Read) -> None:
        with pytest.raises(TimelineError, match=r"cue 2 of Agent .* times run backwards"):
            read(
                "1\n00:05:01,000 --> 00:05:02,000\nAgent: a\n\n"
                "1\n00:00:01,000 --> 00:00:02,000\nAgent: b\n"
            )

    def test_cues_without_text_say_nothing(self, read: Read) -> None:
        with pytest.raises(TimelineError, match="is SRT, but nothing is said in it"):
            read("1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\n")


class TestVtt:
    def test_is_read(self, read: Read) -> None:
        assert told(read(VTT, Jane_Doe="agent")) == [
            ("agent", 0.5, 2.0, "Hello and welcome & hi."),
            ("customer", 2.5, 64.25, "Hi. I have been waiting."),
        ]

    def test_names_before_the_text(self, read: Read) -> None:
        text = (
            "WEBVTT\n00:01.000 --> 00:02.000\nAgent: Hi\n\n7\n00:02.000 --> 00:03.000\nCaller: Oh"
        )
        assert told(read(text)) == [("agent", 1.0, 2.0, "Hi"), ("customer", 2.0, 3.0, "Oh")]

    def test_voices_of_one_cue_share_its_time(self, read: Read) -> None:
        text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Agent>yes?</v>\n<v Customer>So then.</v>\n"
        assert told(read(text)) == [
            ("agent", 1.0, 2.0, "yes?"),
            ("customer", 2.0, 4.0, "So then."),
        ]

    def test_unnamed_voices_get_the_option_to_add(self, read: Read) -> None:
        with pytest.raises(TimelineError, match=r"Add --party 'Jane Doe=agent' --party Bob=cust"):
            read(VTT)

    def test_nothing_said(self, read: Read) -> None:
        with pytest.raises(TimelineError, match="is WebVTT, but nothing is said in it"):
            read("WEBVTT\n\nNOTE nothing")

    def test_end_before_start(self, read: Read) -> None:
        with pytest.raises(TimelineError, match=r"cue 1 ends at 1 s, before it starts at 2 s"):
            read("WEBVTT\n\n00:02.000 --> 00:01.000\n<v Agent>a")
