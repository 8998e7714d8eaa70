"""A real browser for tests: headless Chromium, driven over the DevTools protocol by two pipes.

The protocol is JSON, each message ended by a NUL, on the browser's file descriptors 3 and 4;
see https://chromedevtools.github.io/devtools-protocol/. Nothing but the standard library.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
"""The browser's command; None where there is none."""

_PATIENCE = 60.0
_FLAGS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--no-default-browser-check", "--hide-scrollbars", "--mute-audio",
    "--disable-dev-shm-usage",
)  # fmt: skip
_KEYS = {"Enter": 13, "Escape": 27}


class BrowserError(Exception):
    """The browser refused a command, or a script in the page threw."""


class Browser:
    """One running browser."""

    def __init__(self, profile: Path) -> None:
        assert BROWSER
        commands, self._commands = _pipe()
        self._answers, answers = _pipe()
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()  # root cannot have one
        self._pid = os.posix_spawn(
            BROWSER,
            [BROWSER, *_FLAGS, *sandbox, f"--user-data-dir={profile}", "about:blank"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, commands, 3),
                (os.POSIX_SPAWN_DUP2, answers, 4),
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
            setpgroup=0,
        )
        os.close(commands)
        os.close(answers)
        self._number = 0
        self._unread = b""
        self.events: list[dict[str, Any]] = []

    def close(self) -> None:
        """End the browser with all its processes."""
        os.close(self._commands)
        os.close(self._answers)
        os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Give a command and return its result; events met on the way are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._commands, data) :]
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def open(self, address: str, width: int = 1280, height: int = 900) -> "Page":
        """Open an address in a tab of its own and wait until it is loaded."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.send(f"{domain}.enable")
        page.send("Emulation.setFocusEmulationEnabled", enabled=True)
        page.resize(width, height)
        page.go(address)
        return page

    def wait(self, method: str, session: str, after: int = 0) -> None:
        """Wait for an event of a session beyond the first `after` ones that were kept."""
        at = after
        while True:
            for event in self.events[at:]:
                if event.get("method") == method and event.get("sessionId") == session:
                    return
            at = len(self.events)
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        ends = time.monotonic() + _PATIENCE
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], max(ends - time.monotonic(), 0))
            data = os.read(self._answers, 1 << 20) if ready else b""
            if not data:
                raise BrowserError("the browser ended or says nothing")
            self._unread += data
        message, _, self._unread = self._unread.partition(b"\0")
        decoded: dict[str, Any] = json.loads(message)
        return decoded


class Page:
    """A tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Give a command to this tab."""
        return self._browser.send(method, self._session, **params)

    def go(self, address: str) -> None:
        """Load an address and wait until its load event is over."""
        before = len(self._browser.events)
        self.send("Page.navigate", url=address)
        self._browser.wait("Page.loadEventFired", self._session, before)

    def resize(self, width: int, height: int, scale: float = 1) -> None:
        """Set the window's size in CSS pixels; narrow ones are phones."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=scale, mobile=width < 500,
        )  # fmt: skip

    def js(self, expression: str) -> Any:
        """Return the value of an expression in the page; a promise is awaited."""
        answer = self.send(
            "Runtime.evaluate",
            expression=expression, awaitPromise=True, returnByValue=True, userGesture=True,
        )  # fmt: skip
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as a person would."""
        for key in keys:
            text = {} if key in _KEYS else {"text": key}
            code = {"windowsVirtualKeyCode": _KEYS[key]} if key in _KEYS else {}
            if key == "Enter":
                text = {"text": "\r"}
            self.send("Input.dispatchKeyEvent", type="keyDown", key=key, **text, **code)
            self.send("Input.dispatchKeyEvent", type="keyUp", key=key, **code)

    def click(self, selector: str) -> None:
        """Click in the middle of an element."""
        place = self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            "return {x: r.x + r.width / 2, y: r.y + r.height / 2} })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def allow_clipboard(self) -> None:
        """Let pages read and write the clipboard, which headless browsers refuse by default."""
        permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        self._browser.send("Browser.grantPermissions", permissions=permissions)

    def close(self) -> None:
        """Close the tab."""
        self.send("Page.close")

    def prefer(self, scheme: str) -> None:
        """Emulate the system's wish for `light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media="", features=features)

    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    def events(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of the events of one kind that this tab has sent so far."""
        self.js("new Promise(done => setTimeout(done, 50))")  # what is under way may still come
        return [
            event["params"]
            for event in self._browser.events
            if event.get("method") == method and event.get("sessionId") == self._session
        ]


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a browser with a new profile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        running = Browser(Path(profile))
        try:
            yield running
        finally:
            running.close()


def _pipe() -> tuple[int, int]:
    """Return a pipe's ends, with other descriptor numbers than the browser's own 3 and 4."""
    ends = os.pipe()
    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
