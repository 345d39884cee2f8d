"""Owns the checks of what finds the words: processor, speech model, graphics card."""

from __future__ import annotations

import os
from collections.abc import Iterator

from callcoach.settings import WordSettings
from callcoach.types.checks import Check
from callcoach.words.compute import cpu, probed_card
from callcoach.words.disk import size_text
from callcoach.words.model_files import check_model, folder_here
from callcoach.words.model_hub import offline_wish
from callcoach.words.model_names import about_bytes
from callcoach.words.model_shelf import size_of
from callcoach.words.model_trial import trial

TRIAL_S = 60.0
CARD_S = 60.0
"""Longer than a working card takes; a doctor must come to an end. Chosen by us."""


def processor(words: WordSettings) -> Iterator[Check]:
    """How the words are computed on the CPU."""
    device = cpu(words.compute_type)
    n_cores = os.cpu_count() or 1
    cores = "1 core" if n_cores == 1 else f"{n_cores} cores"
    found = f"{cores}; words are computed as {device}"
    if device.notices:
        advice = 'set words.compute_type to "auto" in the settings'
        yield Check("processor", "fails", device.notices[0], advice)
    else:
        yield Check("processor", "works", found)


def model(words: WordSettings) -> Iterator[Check]:
    """Whether the model of the settings is here, and whether it transcribes."""
    if not words.transcribe:
        yield Check("speech model", "not_needed", "transcription is switched off in the settings")
        return
    check_model(words.model)
    folder = folder_here(words.model)
    if folder is None:
        yield _absent(words)
        return
    found = f"{size_text(size_of(folder))} in {folder.absolute()}"
    yield Check("speech model", "works", found)
    again = f"run callcoach models verify {words.model}"
    yield trial(folder, again, TRIAL_S, words.compute_type)


def graphics_card(words: WordSettings) -> Iterator[Check]:
    """Whether a graphics card can find the words, tried in a child process."""
    if not words.transcribe or words.device == "cpu":
        yield Check("graphics card", "not_needed", "the settings do not ask for one")
        return
    card = probed_card(words.compute_type, folder_here(words.model), CARD_S)
    if card.state == "works":
        found = f"the speech model runs on it ({card.compute_type})"
        yield Check("graphics card", "works", found)
    elif card.state == "seen":
        found = "there is one; whether the model runs on it can be told once the model is here"
        yield Check("graphics card", "not_needed", found)
    elif card.state == "none" and words.device == "auto":
        found = "CUDA finds none; words are found on the CPU"
        yield Check("graphics card", "not_needed", found)
    else:
        why = card.why or "CUDA finds none"
        advice = 'install the driver, CUDA 12 and cuDNN 9, or set words.device to "cpu"'
        found = f"it cannot be used ({why}); words are found on the CPU"
        yield Check("graphics card", "fails", found, advice)


def _absent(words: WordSettings) -> Check:
    about = f"about {size_text(about_bytes(words.model))}"
    found = f"{words.model} is not on this machine; calls are reviewed without words"
    fetch = f"run callcoach models pull {words.model} ({about})"
    wish = offline_wish()
    if wish:
        found = f"{words.model} is not on this machine, and {wish} is set"
        fetch = f"unset {wish} and {fetch}, or name a folder with --model FOLDER"
    elif words.download:
        found = f"{words.model} is not on this machine; a review fetches it once"
        fetch = f"let a review fetch it, or {fetch}"
    return Check("speech model", "fails", found, fetch)
