"""Owns what libraries in C write to the panel's terminal: nothing, while it stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def own_descriptor(stream: IO[str]) -> Iterator[IO[str]]:
    """The stream by a descriptor of its own, while its usual one leads nowhere.

    PortAudio and ALSA write there without asking when a sound server goes away, in the middle of
    the panel. A stream without a descriptor is given back as it is.
    """
    try:
        number = stream.fileno()
    except OSError:
        yield stream
        return
    stream.flush()
    saved = os.dup(number)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, number)
        encoding = getattr(stream, "encoding", None)
        with open(saved, "w", encoding=encoding, errors="replace", closefd=False) as own:
            yield own
    finally:
        os.dup2(saved, number)
        os.close(nowhere)
        os.close(saved)
