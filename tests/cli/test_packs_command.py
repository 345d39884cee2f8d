"""`callcoach packs` helps a supervisor to a playbook, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from callcoach.coaching.playbook.pack import load_pack

Run = Callable[..., Any]


def shipped(name: str) -> str:
    return (resources.files("callcoach.coaching") / "packs" / f"{name}.toml").read_text("utf-8")


def test_the_list_names_all_and_what_is_used(run: Run, tmp_path: Path) -> None:
    listed = run("packs", "list")
    assert (listed.code, listed.err) == (0, "")
    rows = [line.split() for line in listed.out.splitlines()[1:3]]
    assert [row[:3] for row in rows] == [["de", "de", "de-1"], ["en", "en", "en-1"]]
    assert [int(row[3]) for row in rows] == [len(load_pack(n).techniques) for n in ("de", "en")]
    assert "coaching.pack = auto" in listed.out
    (tmp_path / "s.toml").write_text('[coaching]\npack = "de"\n')
    marked = run("packs", "list", "--settings", "s.toml").out
    assert [line[0] for line in marked.splitlines()[1:3]] == ["*", " "]
    (tmp_path / "s.toml").write_text('[coaching]\npack = "own.toml"\n')
    assert "a playbook of your own: own.toml" in run("packs", "list", "--settings", "s.toml").out


def test_a_copy_is_the_playbook_itself_and_stands_the_check(run: Run, tmp_path: Path) -> None:
    assert run("packs", "show", "de").out == shipped("de")
    written = run("packs", "show", "de", "--out", "own.toml")
    assert (written.code, written.out) == (0, "own.toml\n")
    assert (tmp_path / "own.toml").read_text("utf-8") == shipped("de")
    assert load_pack(tmp_path / "own.toml") == load_pack("de")
    checked = run("packs", "check", "own.toml")
    n_patterns = sum(len(rule.patterns) for rule in load_pack("de").techniques)
    assert (checked.code, checked.out) == (
        0,
        f"ok: 19 techniques, {n_patterns} patterns, version de-1\n",
    )


def test_a_file_that_is_there_is_not_written_over_unasked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("mine")
    refused = run("packs", "show", "en", "--out", "own.toml")
    assert refused.code == 1
    assert "own.toml: is there already" in refused.error_line
    assert (tmp_path / "own.toml").read_text() == "mine"
    assert run("packs", "show", "en", "--out", "own.toml", "--replace").code == 0
    assert (tmp_path / "own.toml").read_text("utf-8") == shipped("en")


def test_an_unknown_playbook_is_refused_with_the_known(run: Run) -> None:
    refused = run("packs", "show", "fr")
    assert refused.code == 1
    assert refused.error_line == "there is no playbook 'fr'; there are: de, en"


def test_all_faults_are_listed_with_their_lines(run: Run, tmp_path: Path) -> None:
    text = shipped("de").replace("'tschüss'", "'tschüss('").replace("severity = 2", "severity = 7")
    (tmp_path / "own.toml").write_text(text + 'colour = "red"\n', "utf-8")
    checked = run("packs", "check", "own.toml")
    assert checked.code == 1
    lines = checked.out.splitlines()
    numbers = [i + 1 for i, line in enumerate(text.splitlines()) if "tschüss('" in line]
    numbers += [i + 1 for i, line in enumerate(text.splitlines()) if line == "severity = 7"]
    numbers.append(len(text.splitlines()) + 1)
    assert [line.split(":")[0] for line in lines] == [f"own.toml, line {n}" for n in numbers]
    assert "technique 'closing', pattern 2: 'tschüss(' is no regular expression" in lines[0]
    assert checked.error_line == "own.toml: 3 faults"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (
            "name = 'Gr\u00fc\u00dfe'".encode("latin-1"),
            "line 1: cannot be read, for it is not in UTF-8",
        ),
        (b"a = [", "line 1: not valid TOML"),
    ],
)
def test_a_file_that_is_no_playbook_is_told(
    content: bytes, message: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_bytes(content)
    checked = run("packs", "check", "own.toml")
    assert checked.code == 1
    assert message in checked.out + checked.err


def test_a_folder_and_a_missing_file_are_told(run: Run, tmp_path: Path) -> None:
    assert "is a folder; name the file in it" in run("packs", "check", tmp_path).error_line
    assert "neither a file nor a known pack" in run("packs", "check", "none.toml").error_line


def test_a_review_with_a_bad_playbook_says_so_before_listening(
    run: Run, call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from callcoach.pipeline import recipe

    monkeypatch.setattr(recipe, "framed", None)
    (tmp_path / "own.toml").write_text(shipped("de").replace("'tschüss'", "'tschüss('"), "utf-8")
    (tmp_path / "s.toml").write_text('[coaching]\npack = "own.toml"\n')
    refused = run("review", call, "--no-transcribe", "--settings", "s.toml")
    assert refused.code == 1
    assert "pack own.toml, line " in refused.error_line
    assert "technique 'closing', pattern 2: 'tschüss('" in refused.error_line
