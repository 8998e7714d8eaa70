"""Draw docs/terminal.svg: what a terminal shows of the examples, for the README.

    .venv/bin/python scripts/terminal_picture.py

Every line comes from the installed command; only the prompt is drawn.
"""

import fcntl
import os
import re
import struct
import subprocess
import sys
import tempfile
import termios
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[1]
COMMANDS = (
    ["ingest", *sorted(f"examples/{path.name}" for path in (ROOT / "examples").glob("*.txt"))],
    ["tag"],
    ["rank", "--topic", "faces", "--limit", "5"],
)
WIDTH = 100
THEME = TerminalTheme(
    (24, 27, 33),
    (214, 218, 224),
    [
        (24, 27, 33), (224, 108, 117), (127, 191, 127), (220, 180, 100),
        (97, 160, 230), (190, 140, 220), (86, 192, 205), (214, 218, 224),
    ],
)  # fmt: skip


def main() -> None:
    """Run the commands on a throwaway library and write the picture."""
    console = Console(record=True, width=WIDTH, file=StringIO(), legacy_windows=False)
    with tempfile.TemporaryDirectory() as folder:
        for command in COMMANDS:
            shown = " ".join(command).replace(" ".join(COMMANDS[0][1:]), "examples/*.txt")
            console.print(Text.assemble(("$ ", "dim"), (f"papertriage {shown}", "bold")))
            console.print(Text.from_ansi(_run(command, Path(folder) / "demo")))
    svg = console.export_svg(title="papertriage", theme=THEME, unique_id="papertriage")
    # Any monospaced font will do, so the picture loads none.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
    (ROOT / "docs" / "terminal.svg").write_text(svg, encoding="utf-8")


def _run(command: list[str], library: Path) -> str:
    """Run a command on a terminal; return what it shows."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    for name in ("COLUMNS", "NO_COLOR", "PAPERTRIAGE_LIBRARY"):
        environment.pop(name, None)
    papertriage = str(Path(sys.executable).with_name("papertriage"))
    with subprocess.Popen(
        [papertriage, *command, "--no-config", "--library", str(library)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env=environment,
    ):
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return shown.decode().replace("\r\n", "\n").replace(f"{library}/", ".demo/")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the other side is closed
        return b""


if __name__ == "__main__":
    main()
