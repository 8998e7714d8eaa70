"""Measure the start-up of a short command, compared with Python and a bare Typer application.

    python benchmarks/startup.py [ROUNDS]              (default: 15)

Ratios use processor time, which a busy machine disturbs less than wall time. The installed command
is measured; its modules are compiled first, as the installation of a wheel does.
"""

import compileall
import sys
import tempfile
from pathlib import Path

from runner import interleaved, table

import papertriage

_BARE = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def main(version: bool = typer.Option(False, "--version")) -> None:
    if version:
        typer.echo("bare 0")
app()
"""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    compileall.compile_dir(Path(papertriage.__file__).parent, quiet=1)
    python = sys.executable
    command = str(Path(python).with_name("papertriage"))
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.py")
        bare.write_text(_BARE)
        commands = {
            "python -c pass": [python, "-c", "pass"],
            "bare Typer --version": [python, str(bare), "--version"],
            "papertriage --version": [command, "--version"],
            "papertriage --help": [command, "--help"],
            "papertriage rank --help": [command, "rank", "--help"],
        }
        print(table(interleaved(commands, rounds), "python -c pass", by="cpu"), end="")


if __name__ == "__main__":
    main()
