"""The page finds its sound: inside itself, or by a link that survives odd names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from callcoach.pipeline.late_copy import Sound
from callcoach.report.sound_url import embedded_url, linked_url


def test_embedded_sound_is_a_data_url() -> None:
    assert embedded_url(Sound(b"\x00\x01\x02", "audio/ogg")) == "data:audio/ogg;base64,AAEC"


def test_a_link_is_relative_to_the_page(tmp_path: Path) -> None:
    page = tmp_path / "out" / "call.html"
    assert linked_url(tmp_path / "calls" / "call.wav", page) == "./../calls/call.wav"
    assert linked_url(tmp_path / "out" / "call.wav", page) == "./call.wav"


@pytest.mark.parametrize("name", ["a b#1?.wav", "javascript:alert(1).wav", '"><b>.wav', "50%.wav"])
def test_a_link_keeps_odd_names_harmless(tmp_path: Path, name: str) -> None:
    url = linked_url(tmp_path / name, tmp_path / "call.html")
    assert url.startswith("./")
    assert not set(url) & set(' #?"<>')


def test_a_name_that_is_not_utf_8_is_linked_by_its_bytes(tmp_path: Path) -> None:
    assert linked_url(tmp_path / "caf\udce9.wav", tmp_path / "p.html") == "./caf%E9.wav"


def test_where_no_relative_path_exists_the_link_is_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert linked_url(tmp_path / "call.wav", tmp_path / "p.html").startswith("file:///")
