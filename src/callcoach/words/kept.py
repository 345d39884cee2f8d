"""Owns a model that is kept over many calls, and gives each the words that it alone would get."""

from __future__ import annotations

from callcoach.settings import WordSettings
from callcoach.types.progress import Progress, no_progress
from callcoach.words.whisper import WhisperTranscriber, load_whisper


class KeptWhisper:
    """Loads a model when it is first asked for, and again only where it must.

    The engine's random numbers run on from call to call and cannot be set back. So a model that
    has used some is loaded anew, and no review depends on which calls came before it.

    Attributes
    ----------
    n_loaded : int
        How often a model was loaded so far.
    """

    def __init__(self) -> None:
        self._here: WhisperTranscriber | None = None
        self._settings: WordSettings | None = None
        self.n_loaded = 0

    def __call__(
        self, settings: WordSettings, progress: Progress = no_progress
    ) -> WhisperTranscriber:
        """As `load_whisper`, which says what is raised."""
        here = self._here
        if here is None or here.has_drawn or settings != self._settings:
            self._here = here = None  # two at once may be more than memory holds
            here = load_whisper(settings, progress)
            self._here, self._settings = here, settings
            self.n_loaded += 1
        return here
