"""Owns how often an engine looks at a passage: its encoder passes, counted, kept and held back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from callcoach.words.passages import Samples

KEPT_MOST = 8
"""Passes kept between finding a language and writing what was said: some megabytes each."""


class EnoughHeard(Exception):
    """Raised inside the engine where another look at a passage is not worth it."""


class Looks:
    """Stands where a model of faster-whisper has its `encode`; one passage at a time.

    The engine looks at a window, and again from the last word on, for what may be left: on a
    passage that fits its window this costs a second pass for next to no sound, and invites
    invention. Here it may only where `is_worth` says so. A pass that found the language of a
    passage serves for its words too.

    Attributes
    ----------
    n_made : int
        Encoder passes made so far.
    """

    def __init__(self, encode: Callable[[Any], Any]) -> None:
        self._encode = encode
        self._kept: dict[bytes, Any] = {}
        self._passage = b""
        self._is_worth: Callable[[], bool] | None = None
        self._n_looks = 0
        self.n_made = 0

    def find_language(self, samples: Samples) -> None:
        """What is encoded next is a passage whose language is asked."""
        self._passage, self._is_worth, self._n_looks = _name(samples), None, 0

    def write_down(self, samples: Samples, is_worth: Callable[[], bool]) -> None:
        """What is encoded next is a passage whose words are asked, from its start."""
        self._passage = _name(samples) if self._kept else b""
        self._is_worth, self._n_looks = is_worth, 0

    def __call__(self, features: Any) -> Any:
        """As the model's own `encode`."""
        self._n_looks += 1
        if self._is_worth is None:
            encoded = self._made(features)
            self._kept[self._passage] = encoded
            while len(self._kept) > KEPT_MOST:
                del self._kept[next(iter(self._kept))]
            return encoded
        if self._n_looks == 1 and self._passage in self._kept:
            return self._kept.pop(self._passage)
        if self._n_looks > 1 and not self._is_worth():
            raise EnoughHeard
        return self._made(features)

    def _made(self, features: Any) -> Any:
        self.n_made += 1
        return self._encode(features)


def _name(samples: Samples) -> bytes:
    return hashlib.blake2b(samples.tobytes(), digest_size=16).digest()
