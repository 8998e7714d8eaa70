"""Opens an address in the user's browser, if one can show it."""

import os
import sys
import webbrowser


def opened(address: str) -> bool:
    """Open an address; return False where no browser can show it, as over SSH.

    A browser that BROWSER names may need no display.
    """
    return _can_show() and webbrowser.open(address)


def _can_show() -> bool:
    if os.environ.get("BROWSER") or os.environ.get("DISPLAY"):
        return True
    if os.environ.get("SSH_CONNECTION"):
        return False
    has_screen = sys.platform in ("darwin", "win32")
    return has_screen or any(map(os.environ.get, ("WAYLAND_DISPLAY", "WSL_DISTRO_NAME")))
