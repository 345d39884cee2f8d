"""A studio for capture: made inputs, made time."""

from collections.abc import Callable

import pytest

from sound_studio import Device, Recorder, Studio


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Recorder]:
    return lambda *devices: Recorder(Studio(*devices), monkeypatch)


__all__ = ["Device"]
