"""What was heard and said of a call is kept, and its review from there is the same to the byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcoach.audio.call_audio import CallAudio, content_id_of
from callcoach.errors import AudioMissing
from callcoach.pipeline import wording as room
from callcoach.pipeline.beside import RoleHints
from callcoach.pipeline.framing import FRAMES_STAGE, framed
from callcoach.pipeline.heard_bytes import heard_of, words_of
from callcoach.pipeline.heard_files import HeardFiles, tidy_heard
from callcoach.pipeline.recipe import Outcome, review_call
from callcoach.pipeline.wording import Speech, Wording
from callcoach.report.json_file import json_text
from callcoach.settings import Settings, with_values
from callcoach.types.progress import no_progress
from callcoach.types.time import Span
from callcoach.types.words import SuppressedText, Transcript, Utterance, Word
from callcoach.words import KeptWhisper
from made_calls import sample_part, write_wav

MODEL = Path(__file__).parents[1] / "data" / "tiny-whisper"
BASE = with_values(
    Settings(), {"words": {"model": str(MODEL), "device": "cpu"}, "report": {"sound": "link"}}
)
LOAD = KeptWhisper()

SPEECH = Speech(
    audio=lambda: pytest.fail("the recording was opened"),
    channels=(0, 1),
    ipus=((Span(0.5, 2.25),), ()),
    levels_dbfs=(np.full(400, -20.0, np.float32), np.full(400, -90.0, np.float32)),
    duration_s=4.0,
)
SAID = Wording(
    Transcript(
        "engine 1",
        "a model",
        {"0": "en"},
        (Utterance(0, 0.1 + 0.2, 2.25, "né 🎧", (Word(0.1 + 0.2, 2.25, "né 🎧", 1 / 3),)),),
        (SuppressedText(0, 3.0, 3.5, "thank you", "loop"),),
    ),
    notices=("it is slow",),
    runs_on="cpu",
)


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("call")
    return write_wav(folder / "call.wav", *sample_part("bad-call", 16.0, 32.0))


@pytest.fixture(scope="module")
def heard_once(call: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what was heard and said of the call."""
    folder = tmp_path_factory.mktemp("heard")
    review(call, BASE, folder)
    return folder


@pytest.fixture
def folder(heard_once: Path, tmp_path: Path) -> Path:
    (tmp_path / "heard").mkdir()
    for path in heard_once.iterdir():
        (tmp_path / "heard" / path.name).write_bytes(path.read_bytes())
    return tmp_path / "heard"


def files(call: Path, folder: Path, settings: Settings) -> HeardFiles:
    return HeardFiles(folder, content_id_of(call), call.suffix, settings)


def review(call: Path, settings: Settings, folder: Path | None, content: str = "") -> Outcome:
    kept = None
    if folder is not None:
        kept = HeardFiles(folder, content or content_id_of(call), call.suffix, settings)
    return review_call(call, settings, hints=RoleHints(), load=LOAD, kept=kept)


def shown(outcome: Outcome) -> str:
    """The review as JSON, but for the seconds that it took."""
    made = replace(outcome.review.provenance, stages_s={})
    return json_text(replace(outcome.review, provenance=made))


def no_engine(*_given: Any) -> Any:
    pytest.fail("the engine was asked")


def test_other_settings_judge_it_again_without_recording_and_engine(
    call: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {
        "turns": {"talk_over_least_s": 0.2, "backchannel_s": 0.5},
        "voice": {"raised_f0_st": 0.5, "pitch_least_s": 1.0, "steadiness_least_s": 1.0},
        "coaching": {"findings_most": 9, "scorecard": ""},
    }
    settings = with_values(BASE, changes)
    by_sound = review(call, settings, None)
    assert by_sound.review.steadiness["agent"].score is not None
    assert by_sound.review.transcript is not None
    assert by_sound.review.transcript.utterances
    content = content_id_of(call)
    monkeypatch.setattr(room, "transcribe_channels", no_engine)
    away = Path("/nowhere") / call.name
    by_memory = review(away, settings, folder, content)
    assert shown(by_memory) == shown(by_sound)
    assert by_memory.swapped == by_sound.swapped
    assert by_memory.contours == by_sound.contours


def test_where_the_sound_itself_is_asked_for_it_is_opened_for_that(
    call: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = with_values(BASE, {"words": {"transcribe": False}})
    kept = files(call, folder, silent)
    fresh = review_call(call, silent, hints=RoleHints(), with_sound=True).sound
    monkeypatch.setattr("callcoach.pipeline.recipe.framed", no_engine)
    sound = review_call(call, silent, hints=RoleHints(), with_sound=True, kept=kept).sound
    assert sound is not None
    assert sound == fresh


@pytest.mark.parametrize(
    ("change", "frames", "words"),
    [
        ({"voice": {"pitch_floor_hz": 60.0}}, False, True),
        ({"words": {"beam_size": 2}}, True, False),
        ({"turns": {"terminal_s": 0.4}, "speech": {"bleed_margin_db": 3.0}}, True, True),
    ],
)
def test_only_what_depends_on_a_setting_is_done_again(
    change: dict[str, Any], frames: bool, words: bool, call: Path, folder: Path
) -> None:
    before = {path.suffix: path.read_bytes() for path in folder.iterdir()}
    review(call, with_values(BASE, change), folder)
    after = {path.suffix: path.read_bytes() for path in folder.iterdir()}
    assert (before[".frames"] == after[".frames"]) == frames
    assert (before[".words"] == after[".words"]) == words


def test_units_that_are_cut_otherwise_are_put_into_words_again(call: Path, folder: Path) -> None:
    settings = with_values(BASE, {"turns": {"ipu_gap_s": 0.6}})
    by_memory = review(call, settings, folder)
    assert shown(by_memory) == shown(review(call, settings, None))


def torn(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


@pytest.mark.parametrize("spoil", [torn, flipped, lambda _: b"", lambda _: b"{}" * 40])
def test_a_broken_file_is_as_if_it_was_not_there(
    spoil: Callable[[bytes], bytes], call: Path, folder: Path
) -> None:
    whole = {path: path.read_bytes() for path in folder.iterdir()}
    kept = files(call, folder, BASE)
    heard = kept.heard()
    assert heard is not None
    kept.keep_words(SPEECH, SAID)
    assert kept.words(SPEECH) == SAID
    for path in folder.iterdir():
        path.write_bytes(spoil(path.read_bytes()))
    assert kept.heard() is None
    assert kept.words(SPEECH) is None
    kept.keep_heard(heard)
    (path,) = folder.glob("*.frames")
    assert path.read_bytes() == whole[path]


def test_what_is_of_another_call_is_not_taken(call: Path, folder: Path) -> None:
    (path,) = folder.glob("*.frames")
    path.rename(folder / f"{'0' * 64}.frames")
    assert HeardFiles(folder, "0" * 64, ".wav", BASE).heard() is None
    assert heard_of(b"", "") is None
    assert words_of(b"x" * 50, "") is None


def test_where_nothing_can_be_written_the_call_is_reviewed_all_the_same(
    call: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    quiet = with_values(BASE, {"words": {"transcribe": False}})
    assert review(call, quiet, tmp_path / "file" / "heard").review.call.duration_s == 16.0
    with pytest.raises(AudioMissing):
        review(Path("nowhere.wav"), quiet, tmp_path / "heard", "0" * 64)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"policy": {"voice_measures": "off"}}, {".words"}),
        ({"policy": {"voice_measures": "self_only"}}, {".frames", ".words"}),
        ({"report": {"redact": True, "sound": "embed"}}, {".frames"}),
        ({"batch": {"keep_heard": False}}, set()),
    ],
)
def test_what_may_not_be_kept_is_not_and_is_taken_away(
    change: dict[str, Any], left: set[str], call: Path, folder: Path, tmp_path: Path
) -> None:
    settings = with_values(BASE, change)
    heard = files(call, folder, BASE).heard()
    assert heard is not None
    (folder / "1.words.part").write_text("half")
    tidy_heard(folder, settings)
    assert {path.suffix for path in folder.iterdir()} == left
    kept = files(call, tmp_path / "new", settings)
    kept.keep_heard(heard)
    kept.keep_words(SPEECH, SAID)
    assert {path.suffix for path in (tmp_path / "new").glob("*")} == left


def test_other_frames_have_another_stage(call: Path) -> None:
    """Where this fails, frames changed: raise `FRAMES_STAGE`, and put the new sums here."""
    track = framed(CallAudio.open(call), BASE, no_progress).tracks[0]
    names = ("level_dbfs", "bands_dbfs", "periodicity", "tonality", "detector", "f0_hz", "voicing")
    assert np.abs(np.asarray(track.detector_state, float)).mean() == pytest.approx(STATES, rel=1e-3)
    means = [float(getattr(track, name).mean(dtype="f8")) for name in names]
    assert FRAMES_STAGE == 2
    assert means == pytest.approx(MEANS, rel=1e-4)


STATES = 25.189922
MEANS = [-49.429214, -66.309132, 0.564084, 0.399244, 0.438804, 102.947292, 0.393048]
