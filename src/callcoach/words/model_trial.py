"""Owns the trial of a model: are its files whole, do they load, does it transcribe."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

from callcoach.errors import ModelUnavailable
from callcoach.types.checks import Check
from callcoach.types.progress import Progress, no_progress
from callcoach.words.child import run_child
from callcoach.words.compute import cpu
from callcoach.words.disk import size_text
from callcoach.words.model_files import (
    NEEDED,
    check_name,
    is_folder,
    missing_files,
    unreadable_files,
)
from callcoach.words.model_hub import (
    cached_snapshot,
    has_kept_hash,
    is_as_sent,
    leftovers,
    repository_folder,
)
from callcoach.words.model_names import REPOSITORIES
from callcoach.words.model_shelf import size_of

STAGE = "content"
TRIAL_S = 600.0
"""The largest model takes minutes to load from a slow disk."""

_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")

_TRIAL = """
import sys
from callcoach.words import model_trial
model_trial.tell_trial(sys.argv[1], sys.argv[2])
"""


def verify_model(name: str, progress: Progress = no_progress) -> Iterator[Check]:
    """Looks a model through, a size that is known or a folder: files, content, a trial.

    `progress` is told the bytes whose content is compared. What cannot be looked at because of
    what failed before is left out.

    Raises
    ------
    ModelUnavailable
        If there is no such model.
    """
    check_name(name)
    folder = Path(name) if is_folder(name) else None
    again = "copy the folder again from where it came"
    if folder is None and name in REPOSITORIES:
        folder = cached_snapshot(REPOSITORIES[name])
        again = _again(name)
        if folder is None or missing_files(folder):
            yield _not_whole(name, folder)
            return
    folder = folder or Path(name)
    files = _files(folder, again)
    yield files
    if files.outcome == "fails":
        return
    yield from _whole(folder, again, progress)
    yield trial(folder, again, TRIAL_S)


def trial(folder: Path, again: str, within_s: float, wish: str = "auto") -> Check:
    """Loads a model on the CPU and transcribes a second, in a child that it may take down."""
    item = "transcription"
    end = run_child(_TRIAL, str(folder), wish, within_s=within_s)
    try:
        told = json.loads(end.out.splitlines()[-1]) if end.how == "done" else {"why": end.why}
    except (ValueError, IndexError):
        told = {"why": "its process gave no answer"}
    if "why" in told:
        return Check(item, "fails", f"the model does not run: {told['why']}", again)
    return Check(
        item,
        "works",
        f"model and tokenizer load in {told['load_s']:.1f} s, a second of sound is transcribed "
        f"in {told['transcribe_s']:.1f} s ({told['runs_on']})",
    )


def tell_trial(folder: str, wish: str) -> None:
    """Prints how a model loads and transcribes; for the child process of `trial`."""
    from callcoach.words.whisper import try_model

    device = cpu(wish)
    started_s = time.monotonic()
    try:
        transcribe_s = try_model(Path(folder), device)
        load_s = time.monotonic() - started_s - transcribe_s
        told = {"load_s": load_s, "transcribe_s": transcribe_s, "runs_on": str(device)}
    except ModelUnavailable as error:
        told = {"why": str(error)}
    print(json.dumps(told), flush=True)


def _again(name: str) -> str:
    kept = repository_folder(REPOSITORIES[name])
    return f"delete {kept} and run callcoach models pull {name}"


def _not_whole(name: str, folder: Path | None) -> Check:
    """What there is of a model that is not here as a whole."""
    left = leftovers(REPOSITORIES[name])
    fetch = f"run callcoach models pull {name} with a connection"
    if folder is None and not left.n_files:
        return Check("model files", "fails", f"{name} is not on this machine", fetch)
    lacks = ", ".join(missing_files(folder) if folder else NEEDED)
    parts = [f"{name} is half-downloaded: it lacks {lacks}"]
    if left.n_bytes:
        files = "file" if left.n_files == 1 else "files"
        parts.append(f"{left.n_files} unfinished {files} of {size_text(left.n_bytes)}")
    return Check("model files", "fails", "; ".join(parts), fetch)


def _files(folder: Path, again: str) -> Check:
    missing = missing_files(folder)
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        missing = (*missing, "a vocabulary")
    if missing:
        lacks = f"{folder} lacks {', '.join(missing)}, or holds it empty"
        return Check("model files", "fails", lacks, again)
    unreadable = unreadable_files(folder)
    if unreadable:
        bad = f"{', '.join(unreadable)} in {folder} cannot be read as JSON"
        return Check("model files", "fails", bad, again)
    whole = f"all there in {folder}, {size_text(size_of(folder))}; the JSON is readable"
    return Check("model files", "works", whole)


def _whole(folder: Path, again: str, progress: Progress) -> Iterator[Check]:
    """Whether the files are as the hub sent them, where the cache kept its hashes."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and has_kept_hash(path))
    if not files:
        kept = "not compared: no hashes are kept for this folder"
        yield Check("content", "not_needed", kept)
        return
    total, done = float(sum(path.stat().st_size for path in files)), 0

    def tell(n_bytes: int) -> None:
        nonlocal done
        done += n_bytes
        progress(STAGE, float(done), total)

    changed = [path.name for path in files if not is_as_sent(path, tell)]
    if changed:
        other = f"{', '.join(changed)} is not as the hub sent it: cut short or changed"
        yield Check("content", "fails", other, again)
    else:
        yield Check("content", "works", f"{len(files)} files are as the hub sent them (hashes)")
