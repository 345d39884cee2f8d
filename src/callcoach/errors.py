"""Every error that callcoach raises on purpose, and the system's own in plain words.

Each class also derives from the builtin it refines, so that callers who do not know
callcoach can still catch it. A message names the thing, its value, and what is allowed.
"""

from __future__ import annotations

import errno

_WHY = {
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "files may not be that large there",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EISDIR: "it is a folder; name a file",
    errno.ENOTDIR: "what should be a folder of its path is a file",
}


def why_not_written(error: Exception) -> str:
    """Why the system wrote nothing, in plain words."""
    number = getattr(error, "errno", None)
    return _WHY.get(number or 0) or getattr(error, "strerror", None) or str(error)


class CallcoachError(Exception):
    """Base of all deliberate errors; its text is one line for a person."""


class AudioError(CallcoachError, ValueError):
    """A recording that cannot be read or judged."""


class AudioMissing(CallcoachError, FileNotFoundError):
    """A recording that is not there."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class TimelineError(CallcoachError, ValueError):
    """A timeline or transcript that cannot be understood, or whose times are impossible."""


class SettingsError(CallcoachError, ValueError):
    """A setting that does not exist or whose value is not allowed."""


class ReviewFormatError(CallcoachError, ValueError):
    """A dictionary that is not a review of the known schema."""


class ReviewMissing(CallcoachError, FileNotFoundError):
    """A review that is not there."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class RejudgeError(CallcoachError, ValueError):
    """A review that cannot be judged again without its recording."""


class PageError(CallcoachError, ValueError):
    """A page from which nothing can be taken over."""


class ManifestError(CallcoachError, ValueError):
    """A list of calls that cannot be understood, or names calls that are not there."""


class BatchError(CallcoachError, RuntimeError):
    """A batch that cannot begin, or cannot go on."""


class OverridesError(CallcoachError, ValueError):
    """A file of a person's corrections that cannot be read."""


class ModelUnavailable(CallcoachError, RuntimeError):
    """A speech model that is neither on this machine nor to be had."""


class OutputError(CallcoachError, OSError):
    """A result that could not be written."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class StoreError(CallcoachError, RuntimeError):
    """A database that cannot be opened, read or written, or is of a newer version."""


class SearchError(CallcoachError, ValueError):
    """A search or filter that cannot be understood."""


class SpanError(CallcoachError, ValueError):
    """A span whose ends are not finite, negative, or the wrong way round."""


class SoundInputUnavailable(CallcoachError, RuntimeError):
    """Microphones that cannot be asked for, because what reads them is not installed."""


class CaptureError(CallcoachError, RuntimeError):
    """A microphone or line that there is not, or from which nothing can be recorded."""
