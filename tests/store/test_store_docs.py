"""The page about the store is true."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from callcoach.store.tables import MEASURES
from stored_examples import WHOLE

PAGE = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")


def test_its_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "callcoach-out").mkdir()
    plain = WHOLE.to_dict()
    plain["call"]["recorded_at"] = "2026-11-05"
    said = plain["transcript"]["utterances"][3]
    said["text"] = "You said a refund, by Friday."
    (tmp_path / "callcoach-out" / "call.json").write_text(json.dumps(plain), encoding="utf-8")
    (example,) = re.findall(r"```py\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(example, "docs/store.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        "3f9c1d2ab47e 4.0",
        f"/recordings/northgate-2291.wav customer {said['start_s']} You said a refund, by Friday.",
    ]


def test_every_measure_is_documented() -> None:
    table = PAGE.split("| measure |", 1)[1]
    cells = [line.split("|")[1] for line in table.splitlines()[2:] if line.startswith("|")]
    assert re.findall(r"`(\w+)`", " ".join(cells)) == ["duration_s", *MEASURES]
