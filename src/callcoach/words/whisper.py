"""Owns faster-whisper: the model in memory, and words from samples."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcoach.errors import ModelUnavailable, SettingsError
from callcoach.language import base_code
from callcoach.settings import WordSettings
from callcoach.types.progress import Progress, no_progress
from callcoach.types.time import Span
from callcoach.types.words import Word
from callcoach.words.looks import EnoughHeard, Looks
from callcoach.words.model_files import check_model, model_folder
from callcoach.words.passages import RATE_HZ, Samples
from callcoach.words.spread import spread_words
from callcoach.words.transcriber import HeardSegment

_THREADS_MOST = 8
_SEED = 20250401

LEFT_LEAST_S = 2.0
"""Sound of a passage after the last word found in it for which the engine may look again. Chosen by
us: half a second of that may be the pause and the context after the speech."""

_PROBE_S = 120.0
_BROKEN = (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, MemoryError)
"""What the engine's libraries raise for files that are not what they should be."""

_PROBE = """
import sys, ctranslate2
if ctranslate2.get_cuda_device_count() == 0:
    sys.exit(0)
from callcoach.words.whisper import try_cuda
try_cuda(sys.argv[1])
print("cuda works")
"""


@dataclass(frozen=True, slots=True)
class Device:
    """Where a model runs, and what a person should know of that choice."""

    name: str
    notices: tuple[str, ...] = ()


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


def load_whisper(settings: WordSettings, progress: Progress = no_progress) -> WhisperTranscriber:
    """The model that the settings name, in memory, on the best device that works.

    Raises
    ------
    ModelUnavailable
        If the model is not to be had, or its files are broken.
    SettingsError
        If the model does not know the language asked for.
    """
    folder = model_folder(settings.model, settings.download, progress)
    device = chosen_device(settings.device, folder)
    return WhisperTranscriber(folder, settings, device)


def chosen_device(wish: str, folder: Path) -> Device:
    """The device to use: CUDA only where a child process ran this model there.

    A graphics card whose libraries are missing or do not fit aborts the whole process instead of
    raising, so that it is tried in a child first; one that dies or hangs there means the CPU.
    """
    if wish == "cpu":
        return Device("cpu")
    try:
        child = subprocess.run(
            [sys.executable or "python3", "-c", _PROBE, str(folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PROBE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return Device("cpu", ("the graphics card did not answer; words are found on the CPU",))
    if child.returncode == 0 and "cuda works" in child.stdout:
        return Device("cuda")
    if child.returncode == 0 and wish == "auto":
        return Device("cpu")
    return Device("cpu", ("the graphics card cannot be used; words are found on the CPU",))


def try_cuda(folder: str) -> None:
    """Runs the model once on the graphics card; for the child process of `chosen_device`."""
    import numpy as np

    noise = np.random.default_rng(_SEED).normal(0, 0.01, RATE_HZ).astype(np.float32)
    WhisperTranscriber(Path(folder), WordSettings(), Device("cuda")).transcribe(noise, "en")


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
        import ctranslate2
        import faster_whisper
        import tokenizers

        # Read once, when the engine's thread begins: it cannot be set anew for each passage.
        ctranslate2.set_random_seed(_SEED)
        self._beam_size = settings.beam_size
        self.engine = f"faster-whisper {faster_whisper.__version__}"
        self.model = settings.model
        self.notices = device.notices
        try:
            # The engine reads this file too, but by a way that raises nothing but bare Exception.
            tokenizers.Tokenizer.from_buffer((folder / "tokenizer.json").read_bytes())
            self._whisper: Any = faster_whisper.WhisperModel(
                str(folder),
                device=device.name,
                compute_type="int8" if device.name == "cpu" else "default",
                cpu_threads=_n_threads(),
                local_files_only=True,
            )
        except _BROKEN as error:
            raise ModelUnavailable(
                f"model {folder}: cannot be loaded ({_first_line(error)})"
            ) from error
        _check_language(settings, self._whisper.supported_languages)
        extractor = self._whisper.feature_extractor
        self.window_s = float(extractor.nb_max_frames * extractor.time_per_frame)
        self._looks = Looks(self._whisper.encode)
        self._whisper.encode = self._looks

    @property
    def n_windows(self) -> int:
        """Windows that the model has looked at so far, each an encoder pass."""
        return self._looks.n_made

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


def _n_threads() -> int:
    if hasattr(os, "sched_getaffinity"):
        return min(_THREADS_MOST, len(os.sched_getaffinity(0)))
    return min(_THREADS_MOST, os.cpu_count() or 1)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
