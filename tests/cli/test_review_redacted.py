"""`callcoach review --redact`: nothing it writes holds what was taken out, sound included."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from callcoach.report.page_file import read_page
from callcoach.types.review import Review
from made_calls import RATE_HZ, sample_part, write_wav

Run = Callable[..., Any]

SECRET = "five five two nine one seven"
HEARD_S = (4.599, 6.553)
"""When the customer of the sample call says it."""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """What is said in the first seconds of the sample call."""
    number = [
        {"text": each, "start_s": 4.599 + 0.32 * i, "end_s": 4.599 + 0.32 * (i + 1)}
        for i, each in enumerate(SECRET.split())
    ]
    before = [
        {"text": "My", "start_s": 3.753, "end_s": 3.998},
        {"text": "number", "start_s": 3.998, "end_s": 4.433},
        {"text": "is", "start_s": 4.433, "end_s": 4.599},
    ]
    plain = {
        "duration_s": 31.0,
        "language": "en",
        "utterances": [
            {"party": "agent", "start_s": 0.6, "end_s": 2.2, "text": "Thank you for calling."},
            {"party": "agent", "start_s": 2.464, "end_s": 3.253, "text": "What is your number?"},
            {"party": "customer", "start_s": 3.753, "end_s": 6.553, "words": before + number},
            {"party": "agent", "start_s": 6.253, "end_s": 7.88, "text": "What is the problem?"},
        ],
    }
    file = tmp_path / "words.json"
    file.write_text(json.dumps(plain), encoding="utf-8")
    return file


def sound_of(page: Path) -> bytes:
    found = re.search(r"data:audio/webm[^,]*;base64,([\w+/=]+)", page.read_text(encoding="utf-8"))
    assert found is not None
    return base64.b64decode(found[1])


def decoded(data: bytes) -> Any:
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)


def level_db(sound: Any, start_s: float, end_s: float) -> float:
    part = sound[:, round(start_s * 48_000) : round(end_s * 48_000)].astype(float)
    return float(10 * np.log10(np.mean(part**2) + 1e-12))


def test_nothing_that_is_written_or_shown_tells_the_number(
    run: Run, call: Path, words: Path, tmp_path: Path
) -> None:
    plain = run("review", call, "--transcript", words, "--out", "plain")
    ran = run("review", call, "--transcript", words, "--out", "o", "--redact")
    assert (plain.code, ran.code) == (0, 0)
    page = (tmp_path / "plain" / "call.html").read_text(encoding="utf-8")
    assert all(f">{word}</span>" in page for word in SECRET.split())
    told = re.compile("five.{0,60}five.{0,60}two|two.{0,60}nine.{0,60}one", re.DOTALL)
    for text in (
        ran.out,
        (tmp_path / "o" / "call.html").read_text(encoding="utf-8").split("base64")[0],
        (tmp_path / "o" / "call.html").read_text(encoding="utf-8").rpartition("audio/webm")[2],
        (tmp_path / "o" / "call.json").read_text(encoding="utf-8"),
    ):
        assert not told.search(text)
    assert "Redacted: 1 number taken out of the words" in " ".join(ran.out.split())
    assert "Redacted: 1 number taken out" in (tmp_path / "o" / "call.html").read_text("utf-8")
    review = Review.from_dict(json.loads((tmp_path / "o" / "call.json").read_text("utf-8")))
    assert review.redaction is not None
    assert review.redaction.counts == {"number": 1}
    ((start_s, end_s),) = review.redaction.silenced
    assert start_s < HEARD_S[0]
    assert end_s > HEARD_S[1]


def test_the_call_that_the_page_carries_the_other_way_round_tells_it_neither(
    run: Run, call: Path, words: Path, tmp_path: Path
) -> None:
    told = []
    for name, options in (("plain", ()), ("redacted", ("--redact",))):
        run("review", call, "--transcript", words, "--out", name, *options)
        swapped = read_page(tmp_path / name / "call.html").swapped
        assert swapped is not None
        text = json.dumps(swapped.to_dict())
        told.append(SECRET.split()[3] in text or SECRET in text)
    assert told == [True, False]


def test_the_sound_of_the_page_is_silent_there_and_only_there(
    run: Run, call: Path, words: Path, tmp_path: Path
) -> None:
    run("review", call, "--transcript", words, "--out", "plain")
    run("review", call, "--transcript", words, "--out", "o", "--redact")
    before = decoded(sound_of(tmp_path / "plain" / "call.html"))
    after = decoded(sound_of(tmp_path / "o" / "call.html"))
    assert after.shape == before.shape
    assert level_db(before, *HEARD_S) > -40
    assert level_db(after, *HEARD_S) < -90
    for start_s, end_s in ((0.6, 3.9), (7.4, 30.0)):
        assert level_db(after, start_s, end_s) == pytest.approx(
            level_db(before, start_s, end_s), abs=0.5
        )


def test_the_file_is_the_same_whatever_was_said(run: Run, words: Path, tmp_path: Path) -> None:
    left, right = sample_part("bad-call", 0.0, 31.0)
    pages = []
    for name, gain in (("a", 1), ("b", -1)):
        said = right.copy()
        part = slice(round(HEARD_S[0] * RATE_HZ), round(HEARD_S[1] * RATE_HZ))
        said[part] = gain * said[part]  # another sound of the same level
        (tmp_path / name).mkdir()
        call = write_wav(tmp_path / name / "call.wav", left, said)
        assert (
            run("review", call, "--transcript", words, "--page", f"{name}.html", "--redact").code
            == 0
        )
        pages.append(sound_of(tmp_path / f"{name}.html"))
    assert pages[0] == pages[1]


def test_without_words_there_is_no_sound_and_it_says_so(
    run: Run, call: Path, tmp_path: Path
) -> None:
    ran = run("review", call, "--no-transcribe", "--redact")
    assert ran.code == 0
    assert "there are no words to look through, so the page holds no sound" in " ".join(
        ran.out.split()
    )
    assert "audio/webm" not in (tmp_path / "callcoach-out" / "call.html").read_text("utf-8")


def test_a_linked_sound_is_refused(run: Run, call: Path, tmp_path: Path) -> None:
    ran = run("review", call, "--no-transcribe", "--redact", "--link-audio")
    assert ran.code == 2
    assert "exclude each other: the page would play" in " ".join(ran.err.split())
    settings = tmp_path / "s.toml"
    settings.write_text('[report]\nsound = "link"\nredact = true\n', encoding="utf-8")
    ran = run("review", call, "--no-transcribe", "--settings", settings)
    assert ran.code == 1
    assert "a redacted page cannot link to the sound" in ran.error_line
    assert not (tmp_path / "callcoach-out").exists()


def test_the_setting_redacts_a_timeline_too(run: Run, words: Path, tmp_path: Path) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text("[report]\nredact = true\n", encoding="utf-8")
    assert SECRET in run("turns", words, "--json", "-").out
    ran = run("turns", words, "--json", "-", "--settings", settings)
    assert SECRET not in ran.out
    assert "[number]" in ran.out
