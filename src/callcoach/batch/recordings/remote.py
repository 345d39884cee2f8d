"""Owns recordings that lie where a URL says: which there are, and their bytes."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.recordings.scratch import scratch_folder
from callcoach.batch.recordings.urls import is_web, scheme, scrubbed, shown
from callcoach.errors import AudioError, AudioMissing, CallcoachError

READERS = 8
"""Recordings that are read at once for their digests: most of that is waiting for the network."""

_READ_BYTES = 1 << 20

_PACKAGE = {
    "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "sftp": "paramiko",
    "ssh": "paramiko", "http": "aiohttp requests", "https": "aiohttp requests", "abfs": "adlfs",
    "abfss": "adlfs", "az": "adlfs", "smb": "smbprotocol", "webdav": "webdav4", "oss": "ossfs",
    "oci": "ocifs", "box": "boxfs", "webhdfs": "requests",
}  # fmt: skip

_TELLS_CHANGE = (
    "ETag", "etag", "Content-MD5", "content_md5", "md5Hash", "crc32c", "generation", "version_id",
    "LastModified", "last_modified", "Last-Modified", "updated", "mtime", "size",
)  # fmt: skip
"""What kinds of places say of a file by which a change is seen."""

_CHANGED = ("mtime", "LastModified", "last_modified", "updated", "created")


@dataclass(frozen=True, slots=True)
class Remote:
    """A recording by its URL. `info`: what its place says of it, if it was asked."""

    url: str
    info: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a recording: its digest, or why there is none. `is_growing`: it changed
    while it was watched."""

    content: str = ""
    why: str = ""
    is_growing: bool = False


def listed(url: str, suffixes: Collection[str]) -> tuple[Remote, ...]:
    """The recording that a URL names, or those in the folder or of the pattern that it names.

    `suffixes`: by which recordings in folders are known. Hidden ones are passed over.

    Raises
    ------
    AudioMissing, AudioError
        If nothing is there, or it cannot be asked, such as for want of a package.
    """
    with _told(url):
        root, pattern = _split(url)
        files, top = _place(root)
        if pattern:
            base = top.rstrip("/")
            found = files.glob(f"{base}/{pattern}", detail=True)
            if not found:
                raise FileNotFoundError
        else:
            info = files.info(top)
            if info["type"] != "directory" and not (is_web(url) and url.endswith("/")):
                return (Remote(url, info),)
            found = files.find(top, detail=True)
        remotes: dict[str, Remote] = {}
        for path, info in sorted(found.items()):
            below = path[len(top.rstrip("/")) :].lstrip("/")
            whole = f"{root.rstrip('/')}/{below}"
            if info["type"] == "directory" and pattern:
                remotes.update({each.url: each for each in listed(whole, suffixes)})
            elif _is_recording(below, suffixes):
                # A page of links says nothing of what they lead to.
                remotes.setdefault(whole, Remote(whole, None if is_web(url) else info))
        return tuple(remotes.values())


def read_all(
    remotes: Sequence[Remote], ledger: Ledger, young_s: float, watch_s: float
) -> Mapping[str, Read]:
    """The digest of each recording, by URL; from the ledger where it has not changed since.

    One that changed less than `young_s` ago is looked at again after `watch_s`.
    """
    readers = ThreadPoolExecutor(READERS, thread_name_prefix="digest")
    try:
        came = list(readers.map(lambda each: _read(each, ledger), remotes))
        young = [each for each in came if time.time() - each.changed_s < young_s]
        if young:
            time.sleep(watch_s)
        growing = {
            each.url
            for each, now in zip(young, readers.map(_stamp_now, young), strict=True)
            if now != each.stamp
        }
    finally:
        readers.shutdown(wait=False, cancel_futures=True)
    is_young = {each.url for each in young}
    for each in came:
        if each.read.content and each.stamp and not each.is_known and each.url not in is_young:
            ledger.note_content(shown(each.url), each.stamp, each.read.content)
    return {each.url: Read(is_growing=True) if each.url in growing else each.read for each in came}


@contextmanager
def copied(url: str, name: str) -> Iterator[Path]:
    """The recording as a file of this machine by that name, for as long as the block runs.

    Raises
    ------
    AudioMissing, AudioError
        If it cannot be fetched. What we raise in the block names the URL instead of the file.
    """
    with scratch_folder(Path(tempfile.gettempdir())) as folder:
        copy = folder / name
        with _told(url):
            files, path = _place(url)
            files.get_file(path, str(copy))
        try:
            yield copy
        except CallcoachError as error:
            raise type(error)(str(error).replace(str(copy), shown(url))) from error


@dataclass(frozen=True, slots=True)
class _Came:
    url: str
    read: Read
    stamp: str = ""
    changed_s: float = 0.0
    is_known: bool = False


def _read(remote: Remote, ledger: Ledger) -> _Came:
    url = remote.url
    try:
        with _told(url):
            files, path = _place(url)
            info = remote.info or files.info(path)
            stamp, changed_s = _stamp(url, info), _changed_s(info)
            known = ledger.content_of(shown(url), stamp) if stamp else None
            if known is not None:
                return _Came(url, Read(known), stamp, is_known=True)
            digest, n_bytes = hashlib.sha256(), 0
            with files.open(path, "rb") as file:
                while chunk := file.read(_READ_BYTES):
                    digest.update(chunk)
                    n_bytes += len(chunk)
    except (AudioError, AudioMissing) as error:
        return _Came(url, Read(why=str(error).removeprefix(f"{shown(url)}: ")))
    if n_bytes == 0:
        why = "the file is empty (0 bytes); copy or record the call again"
        return _Came(url, Read(why=why), stamp, changed_s)
    return _Came(url, Read(digest.hexdigest()), stamp, changed_s)


def _stamp_now(came: _Came) -> str:
    try:
        with _told(came.url):
            files, path = _place(came.url)
            files.invalidate_cache()
            return _stamp(came.url, files.info(path))
    except (AudioError, AudioMissing):
        return ""


def _stamp(url: str, info: Mapping[str, Any]) -> str:
    """What changes with the file, in short; empty where its place tells nothing such."""
    told = {name: str(info[name]) for name in _TELLS_CHANGE if info.get(name) is not None}
    if set(told) <= {"size"}:
        if is_web(url):
            return ""
        told = {name: str(value) for name, value in info.items()}
    return hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()[:24]


def _changed_s(info: Mapping[str, Any]) -> float:
    """When it was changed last, as seconds since 1970; 0 where its place does not tell."""
    for value in (info.get(name) for name in _CHANGED):
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)  # noqa: PLW2901
            except ValueError:
                continue
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        if isinstance(value, int | float):
            return float(value)
    return 0.0


def _place(url: str) -> tuple[Any, str]:
    """The file system that a URL means, and the path in it."""
    import fsspec.core

    files, path = fsspec.core.url_to_fs(url)
    return files, path


def _split(url: str) -> tuple[str, str]:
    """The part of a URL without wildcards, and the pattern after it."""
    wild = "*[" if is_web(url) else "*[?"
    first = next((at for at, letter in enumerate(url) if letter in wild), None)
    if first is None or (is_web(url) and "?" in url[:first]):
        return url, ""
    cut = url.rindex("/", 0, first) + 1
    return url[:cut], url[cut:]


def _is_recording(below: str, suffixes: Collection[str]) -> bool:
    parts = below.split("/")
    is_hidden = any(part.startswith(".") for part in parts)
    return not is_hidden and Path(parts[-1]).suffix.lower() in suffixes


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turns whatever a file system raises into one line of ours, without the URL's secrets."""
    try:
        yield
    except CallcoachError:
        raise
    except FileNotFoundError as error:
        cause = error.__cause__  # of the web all that goes wrong is said to be that
        if cause and (
            isinstance(cause, OSError) or getattr(cause, "status", 404) not in (404, 410)
        ):
            why = _first_line(cause, url)
            raise AudioError(f"{shown(url)}: cannot be read ({why})") from error
        raise AudioMissing(f"{shown(url)}: there is no such file or folder") from error
    except ImportError as error:
        package = _PACKAGE.get(scheme(url))
        how = f"pip install {package}" if package else _first_line(error, url)
        raise AudioError(
            f"{shown(url)}: {scheme(url)}:// needs a package that is not here; {how}"
        ) from error
    except Exception as error:  # each kind of place has errors of its own
        if isinstance(error, ValueError) and "rotocol not known" in str(error):
            why = f"{scheme(url)}:// is no kind of place that is known, such as s3:// or sftp://"
        else:
            why = f"cannot be read ({_first_line(error, url)})"
        raise AudioError(f"{shown(url)}: {why}") from error


def _first_line(error: BaseException, url: str) -> str:
    lines: Iterable[str] = str(error).strip().splitlines()
    return scrubbed(next(iter(lines), type(error).__name__), url)
