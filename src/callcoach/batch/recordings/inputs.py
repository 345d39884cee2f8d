"""Owns which recordings a batch is of."""

from __future__ import annotations

import errno
import glob
import os
import stat
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from callcoach.audio.call_audio import content_id_of
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.recordings.calls import CallFile, Failed, Found
from callcoach.batch.recordings.file_state import file_state, stamp
from callcoach.batch.recordings.manifest import read_manifest
from callcoach.batch.recordings.naming import told_by_names
from callcoach.batch.recordings.remote import Read, Remote, listed, read_all
from callcoach.batch.recordings.urls import stand_in
from callcoach.errors import AudioError, AudioMissing
from callcoach.report.phrases import printable

SUFFIXES = frozenset(
    (
        ".3gp", ".aac", ".aif", ".aiff", ".alaw", ".amr", ".ape", ".au", ".avi", ".awb", ".bwf",
        ".caf", ".flac", ".gsm", ".m4a", ".m4b", ".mka", ".mkv", ".mov", ".mp2", ".mp3", ".mp4",
        ".mpeg", ".mpg", ".oga", ".ogg", ".opus", ".rf64", ".snd", ".sph", ".spx", ".ulaw", ".w64",
        ".wav", ".wave", ".webm", ".wma", ".wv",
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
    file_name_pattern: str,
    urls: Iterable[str] = (),
) -> Found:
    """The recordings meant: files as named, what folders and patterns hold, and a manifest's.

    Folders are searched through, with the folders that they link to, but for hidden ones and
    `out`. A recording that lies there twice is taken once; so are two files of equal content.
    Files that are still being written are left for the next run. The order is that of the
    manifest, then of the paths, then of the URLs. What a manifest does not say, a call's name may
    say by the pattern.

    Raises
    ------
    AudioMissing, AudioError
        If a path or URL is not there, or cannot be asked, or a pattern fits nothing.
    ManifestError
        As `read_manifest`.
    SettingsError
        If the pattern has a fault.
    """
    search = _Search(os.path.realpath(out))
    if manifest is not None:
        listed = read_manifest(manifest)
        search.notices += listed.notices
        search.failed += listed.failed
        for call in listed.calls:
            search.add(call)
    for path in paths:
        search.look(path)
    for url in urls:
        search.look_at_url(url)
    search.tell_passed_over()
    search.leave_unfinished()
    return told_by_names(_without_copies(search, ledger), file_name_pattern)


@dataclass(slots=True)
class _Search:
    """What was found so far. `calls` and `states` by true path."""

    out: str
    calls: dict[str, CallFile] = field(default_factory=dict)
    states: dict[str, os.stat_result | None] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    remotes: dict[str, Remote] = field(default_factory=dict)
    _n_other: Counter[str] = field(default_factory=Counter)
    _true_of: dict[Path, str] = field(default_factory=dict)
    _searched: set[str] = field(default_factory=set)

    def add(self, call: CallFile) -> None:
        if call.url:
            self.remotes.setdefault(call.url, Remote(call.url))
        self.calls.setdefault(str(call.path) if call.url else self._true(call.path), call)

    def look_at_url(self, url: str) -> None:
        for remote in listed(url, SUFFIXES):
            self.remotes[remote.url] = remote
            self.add(CallFile(stand_in(remote.url), url=remote.url))

    def look(self, path: Path) -> None:
        try:
            if stat.S_ISDIR(path.stat().st_mode):
                self.walk(path)
            else:
                self.add(CallFile(path))
        except OSError as error:
            if os.path.islink(path):  # to nothing, or round in a circle: told with all others
                self.add(CallFile(path))
            elif error.errno in (errno.ENOENT, errno.ENOTDIR):
                self.fit(path)
            else:
                raise AudioError(f"{path}: cannot be looked at ({error.strerror})") from error

    def fit(self, pattern: Path) -> None:
        names = sorted(glob.glob(str(pattern), recursive=True))
        if not names:
            raise AudioMissing(f"{pattern}: there is no such file or folder; check the name")
        for each in map(Path, names):
            if each.is_dir():
                self.walk(each)
            elif not self._true(each).startswith(self.out + os.sep):
                self.take(each)

    def walk(self, top: Path) -> None:
        def told(error: OSError) -> None:
            why = f"the folder cannot be read ({error.strerror})"
            self.failed.append(Failed(Path(error.filename), "finding", why))

        true = os.path.realpath(top)
        if true in self._searched:
            return
        self._searched.add(true)
        for folder, below, names in os.walk(top, onerror=told, followlinks=True):
            below[:] = self._to_search(folder, below)
            is_out = os.path.realpath(folder) == self.out
            for name in sorted(names):
                if not name.startswith("."):
                    self.take(Path(folder, name), tells_other=not is_out)

    def take(self, path: Path, *, tells_other: bool = True) -> None:
        """Takes a file that was not named itself, if its own name is that of a recording."""
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            self.add(CallFile(path))
        elif tells_other and self._true(path) not in self.calls:
            self._n_other[suffix] += 1

    def tell_passed_over(self) -> None:
        if self._n_other:
            counts = [f"{n} {suffix or 'without'}" for suffix, n in sorted(self._n_other.items())]
            told = printable(", ".join(counts))
            self.notices.append(f"files passed over, for their endings are of no recording: {told}")

    def leave_unfinished(self) -> None:
        """Takes out what changes while we watch."""
        self.states = {key: file_state(call.path) for key, call in self.calls.items()}
        now_s = time.time()
        young = [
            key
            for key, state in self.states.items()
            if state is not None and now_s - state.st_mtime < YOUNG_S
        ]
        if not young:
            return
        time.sleep(WATCH_S)
        for key in young:
            call, then, now = self.calls[key], self.states[key], file_state(self.calls[key].path)
            if now and stamp(then) != stamp(now):
                del self.calls[key]
                self.notices.append(_still_written(call))

    def _to_search(self, folder: str, below: Iterable[str]) -> list[str]:
        """The folders to go on with: each once, by its own name rather than by a link to it."""
        kept = []
        links_last = sorted(below, key=lambda name: (os.path.islink(f"{folder}/{name}"), name))
        is_out = os.path.realpath(folder) == self.out
        for name in links_last:
            true = os.path.realpath(os.path.join(folder, name))
            if name.startswith(".") or true in {self.out, *self._searched}:
                continue
            if is_out and name == "reviews":
                continue
            self._searched.add(true)
            kept.append(name)
        return kept

    def _true(self, path: Path) -> str:
        """The path without links. To ask for each part of each path anew takes too long."""
        folder = path.parent
        if folder not in self._true_of:
            self._true_of[folder] = os.path.realpath(folder)
        full = os.path.join(self._true_of[folder], path.name)
        return os.path.realpath(full) if os.path.islink(full) else full


def _without_copies(search: _Search, ledger: Ledger) -> Found:
    """The recordings with their content, each content once."""
    first_of: dict[str, CallFile] = {}
    failed, notices = list(search.failed), list(search.notices)
    stamp_of: dict[Path, str] = {}
    reads = read_all(list(search.remotes.values()), ledger, YOUNG_S, WATCH_S)
    for true, call in search.calls.items():
        if call.url and reads[call.url].is_growing:
            notices.append(_still_written(call))
            continue
        state = search.states.get(true)
        try:
            if call.url:
                content = _remote_content(reads[call.url])
            else:
                content = _content(call.path, true, state, ledger)
        except (AudioError, AudioMissing) as error:
            why = str(error).removeprefix(f"{call.path}: ").removeprefix(f"{call.path} ")
            failed.append(Failed(call.place if call.url else call.path, "finding", why))
            continue
        stamp_of[call.path] = stamp(state)
        first = first_of.setdefault(content, call)
        if first is not call:
            notices.append(
                f"{_named(call)}: is the same recording as {_named(first)}; reviewed once, as that"
            )
    return Found(
        tuple(first_of.values()),
        tuple(failed),
        tuple(notices),
        {call.path: content for content, call in first_of.items()},
        stamp_of,
    )


def _named(call: CallFile) -> str:
    name = printable(call.place)
    return f"{name} (call id {call.about.call_id})" if call.about.call_id else name


def _still_written(call: CallFile) -> str:
    return f"{printable(call.place)}: is still being written; left for the next run"


def _remote_content(read: Read) -> str:
    if read.why:
        raise AudioError(read.why)
    return read.content


def _content(path: Path, true: str, state: os.stat_result | None, ledger: Ledger) -> str:
    """The digest of a file, from the ledger where it has not changed since."""
    known = ledger.content_of(true, stamp(state)) if state else None
    if known is not None:
        return known
    content = content_id_of(path)
    # A file that was changed just now may change once more within the clock's step.
    if state is not None and time.time() - state.st_mtime > WATCH_S:
        ledger.note_content(true, stamp(state), content)
    return content
