"""Owns the names of the Whisper models: which there are, where kept, about how large."""

from __future__ import annotations

from collections.abc import Mapping

REPOSITORIES: Mapping[str, str] = {
    **{
        size: f"Systran/faster-whisper-{size}"
        for size in (
            "tiny", "tiny.en", "base", "base.en", "small", "small.en", "medium", "medium.en",
            "large-v1", "large-v2", "large-v3",
        )
    },
    "large": "Systran/faster-whisper-large-v3",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v2": "Systran/faster-distil-whisper-large-v2",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}  # fmt: skip
"""The models faster-whisper knows by name, and where each is kept."""

_MILLIONS: Mapping[str, int] = {
    "tiny": 39, "base": 74, "small": 244, "medium": 769, "large": 1550, "turbo": 809,
    "distil-small": 166, "distil-medium": 394, "distil-large": 756,
}  # fmt: skip
"""Parameters in millions, from the public model cards of Whisper and Distil-Whisper."""

_BYTES_PER_PARAMETER = 2


def about_bytes(name: str) -> int:
    """About how many bytes a known size takes on disk: two a parameter, to two digits.

    An estimate, for choosing; the hub tells the true number before it sends anything.
    """
    kind = "turbo" if "turbo" in name else name.removesuffix(".en").split("-v")[0]
    return int(float(f"{_MILLIONS[kind] * 1e6 * _BYTES_PER_PARAMETER:.1e}"))
