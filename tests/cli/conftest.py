"""A way to run the command line in this process, on a short made call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcoach.cli.main import main
from made_calls import sample_part, write_wav


@dataclass(frozen=True)
class Ran:
    """What a command gave: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def error_line(self) -> str:
        """The one line that a refusal is."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("callcoach: ")
        assert "Traceback" not in self.err
        return lines[0].removeprefix("callcoach: ")


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def ran(*arguments: str | Path) -> Ran:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return ran


CALL_S = 31.0


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """The start of a two-channel call: the agent left, the customer right.

    The agent interrupts at 19.9 s and butts in at 26.1 s.
    """
    return write_wav(tmp_path / "call.wav", *sample_part("bad-call", 0.0, CALL_S))
