"""Write docs/reference.md: every command with its arguments and options, from the help texts.

.venv/bin/python scripts/reference_doc.py
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from papertriage.cli.app import GLOBAL_OPTIONS, app

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "reference.md"
HEAD = """# Reference

Generated from the program's help by `scripts/reference_doc.py`. Do not edit this page. See also:
input forms in [formats.md](formats.md), topics in [taxonomy.md](taxonomy.md), the files of a
library in [library.md](library.md), exit codes in [pipes.md](pipes.md).

Options that every command takes, before or after its name:

"""


def main() -> None:
    """Write the page."""
    OUT.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page as it should be."""
    root = typer.main.get_command(app)
    shared = "".join(_option(each) for each in root.params if each.name in GLOBAL_OPTIONS)
    return HEAD + shared + "".join(_sections(root, "papertriage"))


def _sections(group: Any, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        yield from _section(command, f"{path} {name}")
        if hasattr(command, "commands"):
            yield from _sections(command, f"{path} {name}")


def _section(command: Any, path: str) -> Iterator[str]:
    own = [each for each in command.params if each.name not in GLOBAL_OPTIONS]
    arguments = [each for each in own if each.param_type_name == "argument"]
    options = [each for each in own if each.param_type_name == "option"]
    usage = [path, *(metavar(each) for each in arguments), *(["[OPTIONS]"] if options else [])]
    yield f"\n## {path}\n\n    {' '.join(usage)}\n\n{_text(command.help or '')}\n"
    if own:
        yield "\n"
    yield from (f"- `{metavar(each)}`: {each.help}\n" for each in arguments)
    yield from (_option(each) for each in options)


def _option(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else f" `{metavar(option)}`"
    return f"- {names}{value}: {option.help}\n"


def metavar(parameter: Any) -> str:
    """Return the placeholder of a value: its name, or its choices."""
    choices = "|".join(getattr(parameter.type, "choices", ()))
    return str(parameter.metavar or choices or parameter.type.name.upper())


def _text(text: str) -> str:
    """Return a docstring as Markdown, with examples as code."""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    return "\n\n".join(
        f"    {part.removeprefix('Example: ')}" if part.startswith("Example: ") else part
        for part in paragraphs
    )


if __name__ == "__main__":
    main()
