"""What libraries write to the terminal does not reach the panel, and comes back afterwards."""

from __future__ import annotations

import io
import os
from pathlib import Path

from callcoach.live.screen.libraries import own_descriptor


def test_a_library_writes_nowhere_while_we_write_on(tmp_path: Path) -> None:
    path = tmp_path / "terminal"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("before ")
        with own_descriptor(stream) as own:
            os.write(stream.fileno(), b"ALSA lib: snd_pcm_recover ")
            own.write("panel ")
            own.flush()
        os.write(stream.fileno(), b"after")
    assert path.read_text() == "before panel after"


def test_a_stream_without_a_descriptor_is_left_as_it_is() -> None:
    stream = io.StringIO()
    with own_descriptor(stream) as own:
        assert own is stream
