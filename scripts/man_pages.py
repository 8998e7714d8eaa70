"""Write man/*.1: a manual page for papertriage and one for each command, from the help texts.

    .venv/bin/python scripts/man_pages.py

The wheel installs them below share/man/man1. Exit codes come from docs/pipes.md.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from papertriage import __version__
from papertriage.cli.app import GLOBAL_OPTIONS, app
from papertriage.cli.commands import GROUPS
from reference_doc import metavar

ROOT = Path(__file__).parents[1]
OUT = ROOT / "man"
EXIT_CODES = ROOT / "docs" / "pipes.md"


def main() -> None:
    """Write the pages, and remove those of former commands."""
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("*.1"):
        old.unlink()
    for name, text in pages().items():
        (OUT / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return the pages as they should be, by file name."""
    root = typer.main.get_command(app)
    commands = root.commands  # type: ignore[attr-defined]  # the root is a group
    made = {"papertriage.1": "".join(_root_page(root, commands))}
    for name, command in commands.items():
        made[f"papertriage-{name}.1"] = "".join(_command_page(name, command))
    return made


def _root_page(root: Any, commands: Any) -> Iterator[str]:
    yield _head("papertriage", root.help)
    yield _synopsis("papertriage", ["[OPTIONS]", "[COMMAND]"])
    yield f".SH DESCRIPTION\n{_text(root.help)}"
    yield ".SH COMMANDS\n"
    for title, names in GROUPS.items():
        yield f".SS {title}\n"
        for name in names:
            yield _item(_bold(f"papertriage-{name}") + "(1)", _first(commands[name].help))
    yield ".SH OPTIONS\nEvery command takes these options, before or after its name.\n"
    yield from _items([each for each in root.params if each.name in GLOBAL_OPTIONS])
    yield ".SH EXIT STATUS\n"
    for codes, meaning in re.findall(
        r"^\| (\d[\d, ]*) \| (.*) \|$", EXIT_CODES.read_text(), re.MULTILINE
    ):
        yield _item(_bold(codes), meaning.replace("`", ""))


def _command_page(name: str, command: Any) -> Iterator[str]:
    yield _head(f"papertriage-{name}", command.help)
    inner = getattr(command, "commands", {})
    yield _synopsis(f"papertriage {name}", _operands(command))
    for each, sub in inner.items():
        yield _usage(f"papertriage {name} {each}", _operands(sub), after=".br\n")
    yield f".SH DESCRIPTION\n{_text(command.help)}"
    if own := _own(command):
        yield ".SH OPTIONS\n"
        yield from _items(own)
    if inner:
        yield ".SH COMMANDS\n"
    for each, sub in inner.items():
        yield f".SS {_escaped(f'{name} {each}')}\n{_text(sub.help)}"
        yield from _items(_own(sub))
    yield f".SH SEE ALSO\n{_bold('papertriage')}(1), also for the options of every command\n"


def _own(command: Any) -> list[Any]:
    own = [each for each in command.params if each.name not in GLOBAL_OPTIONS]
    return sorted(own, key=lambda each: each.param_type_name != "argument")


def _operands(command: Any) -> list[str]:
    own = _own(command)
    arguments = [metavar(each) for each in own if each.param_type_name == "argument"]
    return [*arguments, *["[OPTIONS]"][: len(own) - len(arguments)]]


def _head(name: str, text: str) -> str:
    title = f'.TH {_escaped(name.upper())} 1 "" "papertriage {__version__}" "papertriage manual"\n'
    plain = ".nh\n.ad l\n"  # words are neither hyphenated nor spread over the line
    return f"{title}{plain}.SH NAME\n{_escaped(name)} \\- {_escaped(_first(text).rstrip('.'))}\n"


def _synopsis(path: str, operands: list[str]) -> str:
    return f".SH SYNOPSIS\n{_usage(path, operands)}"


def _usage(path: str, operands: list[str], after: str = "") -> str:
    return f"{after}{_bold(path)} {_escaped(' '.join(operands))}".rstrip() + "\n"


def _items(parameters: list[Any]) -> Iterator[str]:
    for each in parameters:
        if each.param_type_name == "argument":
            names, value = rf"\fI{_escaped(metavar(each))}\fR", ""
        else:
            names = ", ".join(_bold(name) for name in (*each.opts, *each.secondary_opts))
            value = "" if each.is_flag else rf" \fI{_escaped(metavar(each))}\fR"
        yield _item(names + value, each.help)


def _item(head: str, text: str) -> str:
    return f".TP\n{head}\n{_escaped(text)}\n"


def _first(text: str) -> str:
    """Return the first paragraph of a help text; it is one sentence."""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def _text(text: str) -> str:
    """Return the paragraphs of a help text; an example is shown as typed."""
    made = []
    for part in text.split("\n\n"):
        words = _escaped(" ".join(part.removeprefix("Example: ").split()))
        example = part.startswith("Example: ")
        made.append(f".PP\n.RS 4\n.EX\n{words}\n.EE\n.RE\n" if example else f".PP\n{words}\n")
    return "".join(made)


def _bold(text: str) -> str:
    return rf"\fB{_escaped(text)}\fR"


def _escaped(text: str) -> str:
    """Return text that roff prints unchanged, with hyphens that can be copied."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\`")
    return rf"\&{text}" if text.startswith(".") else text


if __name__ == "__main__":
    main()
