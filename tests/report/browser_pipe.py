"""Owns a browser without a window, driven over its debugging pipe, for looking at pages."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--mute-audio",
    "--remote-debugging-pipe",
)


class Browser:
    """One page in one browser. What it logs and throws is kept in `complaints`."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._left, self._number = b"", 0
        self._session: str | None = None
        self.complaints: list[str] = []
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the DevTools protocol, with its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            piece = os.read(self._from, 1 << 16)
            if not piece:
                raise RuntimeError("the browser went away")
            self._left += piece
        raw, self._left = self._left.split(b"\0", 1)
        message: dict[str, Any] = json.loads(raw)
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(params["exceptionDetails"])[:600])
        if method == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        if method == "Runtime.consoleAPICalled":
            self.complaints.append(json.dumps(params["args"])[:600])
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        return message

    def open(
        self, path: Path, width: int = 1280, height: int = 900, *, scheme: str = "light"
    ) -> None:
        """Opens a file and waits until its scripts are done."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        self.call("Page.navigate", url=path.as_uri())
        self.until("document.documentElement?.dataset.ready === ''")

    def until(self, condition: str, seconds: float = 20.0) -> None:
        """Waits until the JavaScript condition holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.value(condition):
                return
            time.sleep(0.05)
        raise AssertionError(f"never came true: {condition}; {self.complaints}")

    def value(self, expression: str) -> Any:
        """What a JavaScript expression gives."""
        answer = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise AssertionError(json.dumps(answer["exceptionDetails"])[:600])
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """One key, as typed by a person."""
        text = key if len(key) == 1 else None
        params = {"key": key, **({"text": text} if text else {})}
        self.call("Input.dispatchKeyEvent", type="keyDown", **params)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """A screenshot as PNG."""
        params: dict[str, Any] = {"format": "png"}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            params |= {"captureBeyondViewport": True, "clip": {**size, "x": 0, "y": 0, "scale": 1}}
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", **params)["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser, closed at the end."""
    assert CHROMIUM is not None
    from_us, to_browser = os.pipe()
    from_browser, to_us = os.pipe()
    # Out of the way of 3 and 4, at which the browser expects its pipe.
    theirs = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in (from_us, to_us)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pid = os.posix_spawn(
            CHROMIUM,
            [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, theirs[0], 3),
                (os.POSIX_SPAWN_DUP2, theirs[1], 4),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
        for end in (from_us, to_us, *theirs):
            os.close(end)
        try:
            yield Browser(to_browser, from_browser)
        finally:
            # A browser whose pipe is closed ends by itself.
            os.close(to_browser)
            os.close(from_browser)
            os.waitpid(pid, 0)
