"""Owns whether a host can be reached, told in bounded time."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit
from urllib.request import getproxies

_REACH_S = 5.0


def is_reachable(url: str, within_s: float = _REACH_S) -> bool:
    """Whether the host of a URL, or the proxy set for it, takes a connection in time.

    Libraries wait for each address and each try; this bounds the whole, name lookup included.
    """
    proxy = getproxies().get(urlsplit(url).scheme)
    target = urlsplit(proxy if proxy and "//" in proxy else f"//{proxy}" if proxy else url)
    port = target.port or (80 if target.scheme == "http" else 443)
    answered = threading.Event()

    def connect() -> None:
        try:
            socket.create_connection((target.hostname, port), timeout=within_s).close()
        except (OSError, ValueError):  # ValueError: a name that cannot be a host's
            return
        answered.set()

    caller = threading.Thread(target=connect, daemon=True)
    caller.start()
    caller.join(within_s)
    return answered.is_set()
