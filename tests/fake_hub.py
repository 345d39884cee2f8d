"""A model hub on this machine, for tests: the answers of the real one, to a repository of ours."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "c0ffee" * 6 + "beef"
BIG = "model.bin"
"""The file that a hub keeps apart and names by its SHA-256, as it does with large ones."""

_PIECE = 50_000


@dataclass
class FakeHub:
    """Serves every repository with the same files; counts what it is asked for.

    `slow_s`: how long it waits within the big file, every 50,000 bytes. `cut_at`: how many bytes
    of the big file it sends before it hangs up, for good; None for all. `status`: what it
    answers to whoever asks for the list of files.
    """

    files: Mapping[str, bytes]
    slow_s: float = 0.0
    cut_at: int | None = None
    status: int = 200
    sizes_are_told: bool = True
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def fetched(self) -> list[str]:
        """The files whose content was asked for, in order."""
        return [
            line.rsplit("/", 1)[1]
            for line in self.asked
            if line.startswith("GET ") and "/resolve/" in line
        ]

    def digest(self, name: str) -> str:
        data = self.files[name]
        if name == BIG:
            return hashlib.sha256(data).hexdigest()
        return hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()

    def in_tree(self, name: str) -> dict[str, Any]:
        size = len(self.files[name])
        return {"path": name, "type": "file", "size": size, "oid": self.digest(name)}

    def listed(self, name: str) -> dict[str, Any]:
        if not self.sizes_are_told:
            return {"rfilename": name}
        return {"rfilename": name, "size": len(self.files[name]), "blobId": self.digest(name)}


@contextmanager
def fake_hub(folder: Path, **wishes: Any) -> Iterator[FakeHub]:
    """A hub that has the files of a folder, at `url`, while the block runs."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    hub = FakeHub({".gitattributes": b"*.bin filter=lfs\n", **files}, **wishes)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


def _handler(hub: FakeHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def answer(self, with_body: bool) -> None:
            hub.asked.append(f"{self.command} {self.path}")
            path = self.path.split("?")[0]
            if "/resolve/" in path:
                self.send_file(path.rsplit("/", 1)[1], with_body)
            elif "/tree/" in path:
                self.send_plain([hub.in_tree(name) for name in hub.files])
            elif hub.status != 200:
                self.send_error(hub.status)
            elif path.startswith("/api/models/"):
                repository = "/".join(path.split("/")[3:5])
                named = [hub.listed(name) for name in hub.files]
                self.send_plain({"id": repository, "sha": COMMIT, "siblings": named})
            else:
                self.send_error(404)

        def send_plain(self, plain: object) -> None:
            body = json.dumps(plain).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def send_file(self, name: str, with_body: bool) -> None:
            if name not in hub.files:
                self.send_error(404)
                return
            body = hub.files[name]
            if with_body and name == BIG and hub.cut_at is not None and hub.fetched.count(BIG) > 1:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("ETag", f'"{hub.digest(name)}"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if with_body:
                self.send_body(body[: hub.cut_at] if name == BIG else body, name)

        def send_body(self, body: bytes, name: str) -> None:
            try:
                for first in range(0, len(body), _PIECE):
                    self.wfile.write(body[first : first + _PIECE])
                    self.wfile.flush()
                    if name == BIG:
                        time.sleep(hub.slow_s)
            except OSError:  # its reader has gone
                pass

    return Handler
