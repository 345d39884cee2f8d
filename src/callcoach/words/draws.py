"""Owns whether an engine has used its random numbers."""

from __future__ import annotations

from typing import Any


class Draws:
    """Stands where a model of faster-whisper has its CTranslate2 model, and does what that does.

    Attributes
    ----------
    has_drawn : bool
        Whether it was asked to read at random, as faster-whisper does where a plain reading fails.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self.has_drawn = False

    def generate(self, *arguments: Any, **named: Any) -> Any:
        """As the model's own `generate`."""
        self.has_drawn = self.has_drawn or named.get("sampling_temperature", 0) > 0
        return self._model.generate(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)
