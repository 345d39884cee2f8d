"""A manifest is read as it stands, or refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcoach.batch.recordings.manifest import read_manifest
from callcoach.errors import ManifestError
from callcoach.types.about import About


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.wav", "b c.wav", "é 🎧 'x'.wav"):
        (tmp_path / name).write_bytes(b"sound")
    return tmp_path


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "calls.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_full_line(folder: Path) -> None:
    text = (
        "path,call_id,agent,agent_channel,date,queue,tags\n"
        'b c.wav,C-1,Dana,right,2026-11-23T09:12,billing,"new, refund"\n'
    )
    (call,) = read_manifest(written(folder, text)).calls
    assert call.path == folder / "b c.wav"
    assert call.about == About("C-1", "Dana", 1, "2026-11-23T09:12", "billing", "new, refund")


def test_columns_in_any_order_and_case_between_semicolons_with_a_mark(folder: Path) -> None:
    text = "Call ID;Agent-Channel;PATH\r\nC-1;0;é 🎧 'x'.wav\r\n;;a.wav\r\n"
    found = read_manifest(written(folder, text, "utf-8-sig"))
    assert [call.path.name for call in found.calls] == ["é 🎧 'x'.wav", "a.wav"]
    assert [call.about for call in found.calls] == [About("C-1", agent_channel=0), About()]
    assert found.notices == ()


def test_other_columns_are_told(folder: Path) -> None:
    found = read_manifest(written(folder, "path,agnet,notes\na.wav,Dana,x\n"))
    assert found.notices == (f"{folder / 'calls.csv'}: columns passed over: agnet, notes",)
    assert found.calls[0].about == About()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: has no column 'path'"),
        ("file,agent\na.wav,Dana\n", "line 1: has no column 'path'"),
        ("path,agent,agent\na.wav,x,y\n", "line 1: has the column 'agent' twice"),
        ("path,agent\n,Dana\n", "line 2: names no path"),
        ("path\na.wav,Dana\n", "line 2: has 2 cells for 1 columns"),
        ("path\na.wav\nb c.wav\n./a.wav\n", "line 4: path .*a.wav stands in line 2 already"),
        ("path,call_id\na.wav,7\nb c.wav,7\n", "line 3: call id 7 stands in line 2 already"),
        ("path,agent_channel\na.wav,middle\n", "line 2: agent_channel is 'middle'; allowed: left"),
        ("path,date\na.wav,23.11.2026\n", "line 2: date is '23.11.2026'; write it as 2026-01-31"),
        ('path,tags\na.wav,"x\ny"\n\nb c.wav,,\n', "line 5: has 3 cells"),
        (
            "path\nno.wav\nnor.wav\n",
            "none of the 2 files that it lists is there, such as .*no.wav; ",
        ),
        ("path,agent\n", "lists no call"),
        ('path\n"a.wav\n', "line 2: unexpected end of data"),
        ("path\n\0\n", "line 2: holds NUL bytes"),
    ],
)
def test_a_wrong_line_is_refused_by_its_number(folder: Path, text: str, why: str) -> None:
    with pytest.raises(ManifestError, match=why):
        read_manifest(written(folder, text))


def test_what_is_not_there_keeps_nothing_else_waiting(folder: Path) -> None:
    (folder / "calls.wav").mkdir()
    (folder / "loop.wav").symlink_to(folder / "loop.wav")
    text = 'path,tags\n"b c.wav","x\ny"\nno.wav\ncalls.wav\nloop.wav\na.wav\n'
    found = read_manifest(written(folder, text))
    assert [call.path.name for call in found.calls] == ["b c.wav", "a.wav"]
    assert {each.path.name: (each.stage, each.reason) for each in found.failed} == {
        "no.wav": ("finding", "there is no such file (line 4 of calls.csv)"),
        "calls.wav": ("finding", "it is a folder; name one recording in it (line 5 of calls.csv)"),
        "loop.wav": ("finding", "there is no such file (line 6 of calls.csv)"),
    }


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_table_as_a_spreadsheet_saves_it_as_unicode_text(folder: Path, encoding: str) -> None:
    text = 'path\tagent\tdate\r\né 🎧 \'x\'.wav\t"Jürgen ""J""; K"\t20261123 09:12\r\n'
    (call,) = read_manifest(written(folder, text, encoding)).calls
    assert call.path.name == "é 🎧 'x'.wav"
    assert call.about == About(agent='Jürgen "J"; K', date="2026-11-23T09:12")


def test_a_manifest_of_an_old_code_page_or_none_is_refused(folder: Path) -> None:
    with pytest.raises(ManifestError, match="is not UTF-8 text; save it as CSV in UTF-8"):
        read_manifest(written(folder, "path,agent\na.wav,Jürgen\n", "latin-1"))
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(folder / "none.csv")
