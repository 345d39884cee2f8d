"""Owns what is shown and kept of a URL, which may hold secrets, and whether a text is one."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

_SIGNED = re.compile(
    r"x-(amz|goog|oss|ms|obs|cos)-.*|s(v|r|e|p|t|s|rt|ip|pr|ig|kt|ke|ks|kv|koid|ktid)|signature|expires"
    r"|key-pair-id|policy|awsaccesskeyid|googleaccessid|ossaccesskeyid|token|access_token",
    re.IGNORECASE,
)
"""Parts of a query that sign it and change from day to day, in the links of Amazon, Google, Azure,
Alibaba and others."""

NAME_BYTES_MOST = 200


def is_url(text: str) -> bool:
    """Whether a path is a URL rather than one of this machine."""
    return _URL.match(text) is not None


def scheme(url: str) -> str:
    """The part before the ://, in small letters."""
    return url.split("://", 1)[0].lower()


def is_web(url: str) -> bool:
    """Whether it is of the web, where what follows a ? is a question and no name."""
    return scheme(url) in ("http", "https")


def shown(url: str) -> str:
    """The URL without user, password and what a query says: for people, tables and the ledger.

    Two queries that ask for different things stay apart by a mark.
    """
    host, path, mark = _parts(url)
    if host is None:
        return f"{scheme(url)}://..."
    return f"{scheme(url)}://{host}{path}" + (f"?{mark}" if mark else "")


def stand_in(url: str) -> Path:
    """A path for where only paths are known: never there, one for each URL, with its names."""
    host, path, mark = _parts(url)
    host = f"{host or '...'}?{mark}" if mark or host is None else host
    parts = [unquote(part) if is_web(url) else part for part in path.split("/")]
    *above, last = [part.replace("/", "_").replace("\0", "_") for part in parts]
    name = last.encode("utf-8", "surrogateescape")[-NAME_BYTES_MOST:].decode("utf-8", "ignore")
    return Path(f"{scheme(url)}:", host, *above, "recording" if name in ("", "..") else name)


def page_link(url: str) -> str | None:
    """The URL as a page may link to it; None where no browser opens it, or not without a secret."""
    return url if is_web(url) and url == shown(url) else None


def scrubbed(text: str, url: str) -> str:
    """The text without the secrets of a URL that it may quote."""
    rest = url.split("://", 1)[1]
    user = rest.partition("/")[0].rpartition("@")[0]
    query = rest.partition("?")[2]
    values = (part.partition("=")[2] for part in query.split("&"))
    secrets = {user, *user.split(":", 1), query, *values}
    text = text.replace(url, shown(url))
    for secret in sorted({*secrets, *map(unquote, secrets)}, key=len, reverse=True):
        if secret:
            text = text.replace(secret, "...")
    return text


def _parts(url: str) -> tuple[str | None, str, str]:
    """Host, path, and a mark of the query; no host where it cannot be told from a password."""
    host, slash, path = url.split("://", 1)[1].partition("/")
    host, _, asked = host.rpartition("@")[2].partition("?")
    port = host.rpartition("]")[2].partition(":")[2]
    if port and not port.isdigit():
        return None, "", ""
    path, _, query = path.partition("?")
    if is_web(url):
        path, query = path.partition("#")[0], query.partition("#")[0]
    asks = [part for part in (query or asked).split("&") if part and not _is_signing(part)]
    mark = hashlib.sha256("&".join(asks).encode("utf-8", "replace")).hexdigest()[:8] if asks else ""
    return host, slash + path, mark


def _is_signing(part: str) -> bool:
    return _SIGNED.fullmatch(part.partition("=")[0]) is not None
