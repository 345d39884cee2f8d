"""Owns faster-whisper: the model in memory, and words from samples."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from callcoach.errors import ModelUnavailable, SettingsError
from callcoach.language import base_code
from callcoach.settings import WordSettings
from callcoach.types.progress import Progress, no_progress
from callcoach.types.time import Span
from callcoach.types.words import Word
from callcoach.words.compute import THREADS_MOST, Device, chosen_device, seed_engine
from callcoach.words.draws import Draws
from callcoach.words.looks import EnoughHeard, Looks
from callcoach.words.model_files import check_model, model_folder
from callcoach.words.passages import RATE_HZ, Samples
from callcoach.words.spread import spread_words
from callcoach.words.transcriber import HeardSegment

_SEED = 20250401

LEFT_LEAST_S = 2.0
"""Sound of a passage after the last word found in it for which the engine may look again. Chosen by
us: half a second of that may be the pause and the context after the speech."""

_BROKEN = (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, MemoryError)
"""What the engine's libraries raise for files that are not what they should be."""

_CUT_SHORT = ("model.bin is incomplete", "has an invalid payload size")
"""What CTranslate2 says of a model whose end is missing, wherever it was cut."""


def check_wishes(settings: WordSettings) -> None:
    """Nothing, where the settings name a model and a language that there are.

    Asked before a call is listened to, so that a slip of the pen is told at once. Whether the
    model is on this machine is seen when it is loaded.

    Raises
    ------
    ModelUnavailable
        If the model is neither a known size nor a folder that holds one.
    SettingsError
        If no such model knows the language.
    """
    check_model(settings.model)
    if settings.language == "auto":
        return
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    known = ("en",) if settings.model.endswith(".en") else _LANGUAGE_CODES
    _check_language(settings, known)


def _check_language(settings: WordSettings, known: Sequence[str]) -> None:
    if settings.language != "auto" and base_code(settings.language) not in known:
        raise SettingsError(
            f"model {settings.model} does not know language {settings.language!r}; it knows: "
            f"{', '.join(known)}"
        )


def load_whisper(
    settings: WordSettings, progress: Progress = no_progress, *, threads_most: int = THREADS_MOST
) -> WhisperTranscriber:
    """The model that the settings name, in memory, on the best device that works.

    `threads_most`: of the CPU.

    Raises
    ------
    ModelUnavailable
        If the model is not to be had, or its files are broken.
    SettingsError
        If the model does not know the language asked for.
    """
    folder = model_folder(settings.model, settings.download, progress)
    device = chosen_device(settings, folder)
    device = replace(device, n_threads=min(threads_most, device.n_threads))
    return WhisperTranscriber(folder, settings, device)


def try_model(folder: Path, device: Device) -> float:
    """Loads a model and transcribes a second of noise; gives the seconds the latter took.

    For a child process: broken files, or a graphics card's, may end the process that tries them.

    Raises
    ------
    ModelUnavailable
        If it cannot be loaded, or fails.
    """
    import numpy as np

    noise = np.random.default_rng(_SEED).normal(0, 0.01, RATE_HZ).astype(np.float32)
    whisper = WhisperTranscriber(folder, WordSettings(), device)
    started_s = time.monotonic()
    whisper.transcribe(noise, whisper.first_language)
    return time.monotonic() - started_s


class WhisperTranscriber:
    """faster-whisper with one model; a `Transcriber`.

    Each passage is looked at once, without the engine's own speech filter and without the text
    before as a prompt: batched decoding loses segments, the filter loses words, and the prompt is
    what loops feed on. A second look is for passages whose last `LEFT_LEAST_S` gave no words. Where
    decoding fails, the engine tries again at random at higher temperatures; its numbers start from
    one seed, so that a newly loaded model gives the same words for the same passages in the same
    order.
    """

    def __init__(self, folder: Path, settings: WordSettings, device: Device) -> None:
        import faster_whisper
        import tokenizers

        # Read once, when the engine's thread begins: it cannot be set anew for each passage.
        seed_engine(_SEED)
        self._beam_size = settings.beam_size
        self.engine = f"faster-whisper {faster_whisper.__version__}"
        self.model = settings.model
        self.runs_on = str(device)
        self.notices = device.notices
        try:
            # The engine reads this file too, but by a way that raises nothing but bare Exception.
            tokenizers.Tokenizer.from_buffer((folder / "tokenizer.json").read_bytes())
            self._whisper: Any = faster_whisper.WhisperModel(
                str(folder),
                device=device.name,
                compute_type=device.compute_type,
                cpu_threads=device.n_threads,
                local_files_only=True,
            )
        except _BROKEN as error:
            raise ModelUnavailable(_not_loaded(folder, error)) from error
        _check_language(settings, self._whisper.supported_languages)
        extractor = self._whisper.feature_extractor
        self.window_s = float(extractor.nb_max_frames * extractor.time_per_frame)
        self._whisper.model = self._draws = Draws(self._whisper.model)
        self._looks = Looks(self._whisper.encode)
        self._whisper.encode = self._looks

    @property
    def n_windows(self) -> int:
        """Windows that the model has looked at so far, each an encoder pass."""
        return self._looks.n_made

    @property
    def has_drawn(self) -> bool:
        """Whether random numbers were used, so that the words of what comes next may depend on
        what came before."""
        return self._draws.has_drawn

    @property
    def first_language(self) -> str:
        """Code of a language that the model knows."""
        return str(self._whisper.supported_languages[0])

    def language_of(self, samples: Samples) -> Mapping[str, float]:
        """Probability of each language; English for a model that knows no other."""
        if not self._whisper.model.is_multilingual:
            return {"en": 1.0}
        self._looks.find_language(samples)
        _, _, probabilities = self._whisper.detect_language(samples.copy())
        return dict(probabilities)

    def transcribe(self, samples: Samples, language: str) -> tuple[HeardSegment, ...]:
        """Words of at most `window_s` of speech, times in seconds of the samples.

        Raises
        ------
        ModelUnavailable
            If the engine fails: files that do not fit each other, or no memory.
        """
        heard: list[HeardSegment] = []

        def is_much_left() -> bool:
            ends_s = [segment.words[-1].end_s for segment in heard if segment.words]
            return len(samples) / RATE_HZ - max(ends_s, default=0.0) > LEFT_LEAST_S

        self._looks.write_down(samples, is_much_left)
        try:
            segments, _ = self._whisper.transcribe(
                samples.copy(),  # the engine may write into what it is given
                language=language,
                beam_size=self._beam_size,
                vad_filter=False,
                condition_on_previous_text=False,
                word_timestamps=True,
            )
            for segment in segments:
                heard.append(_heard(segment, language))
        except EnoughHeard:
            pass
        except _BROKEN as error:
            raise ModelUnavailable(
                f"model {self.model} failed while it transcribed ({_first_line(error)})"
            ) from error
        return tuple(heard)


def _heard(segment: Any, language: str) -> HeardSegment:
    if segment.words:
        words = tuple(_words(segment.words))
    else:
        span = Span(max(0.0, segment.start), max(0.0, segment.start, segment.end))
        words = spread_words(segment.text.split(), span, language)
    return HeardSegment(words, float(segment.avg_logprob), float(segment.no_speech_prob))


def _words(heard: list[Any]) -> Iterator[Word]:
    for word in heard:
        start_s = max(0.0, float(word.start))
        text = word.word.strip()
        if text:
            confidence = min(1.0, max(0.0, float(word.probability)))
            yield Word(start_s, max(start_s, float(word.end)), text, confidence)


def _not_loaded(folder: Path, error: Exception) -> str:
    why = _first_line(error)
    if any(sign in why for sign in _CUT_SHORT):
        why = f"model.bin is cut short, as by a copy that broke off; copy it again: {why}"
    return f"model {folder}: cannot be loaded ({why})"


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
