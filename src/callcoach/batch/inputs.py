"""Owns which recordings a batch is of."""

from __future__ import annotations

import glob
import os
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from callcoach.audio.call_audio import content_id_of
from callcoach.batch.calls import CallFile, Failed, Found
from callcoach.batch.ledger import Ledger
from callcoach.batch.manifest import read_manifest
from callcoach.batch.remote import Read, Remote, listed, read_all
from callcoach.batch.urls import stand_in
from callcoach.errors import AudioError, AudioMissing
from callcoach.report.phrases import printable

SUFFIXES = frozenset(
    (
        ".3gp", ".aac", ".aif", ".aiff", ".alaw", ".amr", ".ape", ".au", ".avi", ".caf", ".flac",
        ".gsm", ".m4a", ".m4b", ".mka", ".mkv", ".mov", ".mp2", ".mp3", ".mp4", ".mpeg", ".mpg",
        ".oga", ".ogg", ".opus", ".snd", ".sph", ".ulaw", ".w64", ".wav", ".webm", ".wma", ".wv",
    )
)  # fmt: skip
"""Ends of names by which a recording in a folder is known; a file that is named needs none."""

YOUNG_S = 10.0
"""A file changed later than this long ago may still be being written. Chosen by us."""

WATCH_S = 2.0
"""How long young files are watched for a change. Chosen by us."""


def find_calls(
    paths: Iterable[Path],
    manifest: Path | None,
    out: Path,
    ledger: Ledger,
    urls: Iterable[str] = (),
) -> Found:
    """The recordings meant: files as named, what folders and patterns hold, and a manifest's.

    Folders are searched through, but for hidden ones and `out`. A recording that lies there twice
    is taken once; so are two files of equal content. Files that are still being written are left
    for the next run. The order is that of the manifest, then of the paths, then of the URLs.

    Raises
    ------
    AudioMissing, AudioError
        If a path or URL is not there, or cannot be asked, or a pattern fits nothing.
    ManifestError
        As `read_manifest`.
    """
    search = _Search(out.resolve())
    if manifest is not None:
        listed = read_manifest(manifest)
        search.notices += listed.notices
        for call in listed.calls:
            search.add(call)
    for path in paths:
        search.look(path)
    for url in urls:
        search.look_at_url(url)
    search.leave_unfinished()
    return _without_copies(search, ledger)


@dataclass(slots=True)
class _Search:
    """What was found so far."""

    out: Path
    calls: dict[Path, CallFile] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    remotes: dict[str, Remote] = field(default_factory=dict)

    def add(self, call: CallFile) -> None:
        if call.url:
            self.remotes.setdefault(call.url, Remote(call.url))
        self.calls.setdefault(call.path if call.url else call.path.resolve(), call)

    def look_at_url(self, url: str) -> None:
        for remote in listed(url, SUFFIXES):
            self.remotes[remote.url] = remote
            self.add(CallFile(stand_in(remote.url), url=remote.url))

    def look(self, path: Path) -> None:
        if path.is_dir():
            self.walk(path)
        elif path.exists() or path.is_symlink():
            self.add(CallFile(path))
        else:
            names = sorted(glob.glob(str(path), recursive=True))
            if not names:
                raise AudioMissing(f"{path}: there is no such file or folder; check the name")
            for each in map(Path, names):
                if each.is_dir():
                    self.walk(each)
                elif each.suffix.lower() in SUFFIXES:
                    self.add(CallFile(each))

    def walk(self, top: Path) -> None:
        def told(error: OSError) -> None:
            why = f"the folder cannot be read ({error.strerror})"
            self.failed.append(Failed(Path(error.filename), "finding", why))

        for folder, below, names in os.walk(top, onerror=told):
            here = Path(folder)
            below[:] = sorted(
                name
                for name in below
                if not name.startswith(".") and (here / name).resolve() != self.out
            )
            for name in sorted(names):
                if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                    self.add(CallFile(here / name))

    def leave_unfinished(self) -> None:
        """Takes out what changes while we watch."""
        before = {key: _state(call.path) for key, call in self.calls.items()}
        now_s = time.time()
        young = [
            key
            for key, state in before.items()
            if state is not None and now_s - state.st_mtime < YOUNG_S
        ]
        if not young:
            return
        time.sleep(WATCH_S)
        for key in young:
            call, then, now = self.calls[key], before[key], _state(self.calls[key].path)
            if then and now and _stamp(then) != _stamp(now):
                del self.calls[key]
                self.notices.append(_still_written(call))


def _without_copies(search: _Search, ledger: Ledger) -> Found:
    """The recordings with their content, each content once."""
    first_of: dict[str, CallFile] = {}
    failed, notices = list(search.failed), list(search.notices)
    reads = read_all(list(search.remotes.values()), ledger, YOUNG_S, WATCH_S)
    for call in search.calls.values():
        if call.url and reads[call.url].is_growing:
            notices.append(_still_written(call))
            continue
        try:
            content = _remote_content(reads[call.url]) if call.url else _content(call.path, ledger)
        except (AudioError, AudioMissing) as error:
            why = str(error).removeprefix(f"{call.path}: ")
            failed.append(Failed(call.place if call.url else call.path, "finding", why))
            continue
        first = first_of.setdefault(content, call)
        if first is not call:
            same, that = printable(call.place), printable(first.place)
            notices.append(f"{same}: is the same recording as {that}; reviewed once")
    return Found(
        tuple(first_of.values()),
        tuple(failed),
        tuple(notices),
        {call.path: content for content, call in first_of.items()},
    )


def _still_written(call: CallFile) -> str:
    return f"{printable(call.place)}: is still being written; left for the next run"


def _remote_content(read: Read) -> str:
    if read.why:
        raise AudioError(read.why)
    return read.content


def _content(path: Path, ledger: Ledger) -> str:
    """The digest of a file, from the ledger where it has not changed since."""
    state = _state(path)
    name = str(path.resolve())
    known = ledger.content_of(name, _stamp(state)) if state else None
    if known is not None:
        return known
    content = content_id_of(path)
    # A file that was changed just now may change once more within the clock's step.
    if state is not None and time.time() - state.st_mtime > WATCH_S:
        ledger.note_content(name, _stamp(state), content)
    return content


def _state(path: Path) -> os.stat_result | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state if stat.S_ISREG(state.st_mode) else None


def _stamp(state: os.stat_result) -> str:
    return f"{state.st_size} {state.st_mtime_ns}"
