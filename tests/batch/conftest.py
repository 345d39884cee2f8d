"""Short calls for a batch, one folder for all its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from made_calls import sample_part, write_wav


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A folder with three short two-channel calls, one of them in a folder below."""
    folder = tmp_path / "calls"
    (folder / "below").mkdir(parents=True)
    for number, name in enumerate(("a.wav", "b.wav", "below/c.wav")):
        write_wav(folder / name, *sample_part("bad-call", 3.0 * number, 3.0 * number + 8.0))
    return folder
