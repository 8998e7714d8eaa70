"""Open an address in the user's browser, if there is one on this side of the connection."""

import os
import sys
import webbrowser


def opened(address: str) -> bool:
    """Open an address; False where no window can open: over ssh, or with a text browser alone."""
    if os.environ.get("SSH_CONNECTION") and not os.environ.get("DISPLAY"):
        return False
    has_screen = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
    )
    return has_screen and webbrowser.open(address)
