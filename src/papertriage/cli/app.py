"""The Typer application and the decorators that make a function a command.

A command's module is imported only when the command is called or listed, because importing all of
them would take longer than a short command itself.

Global options are accepted before and after a command's name. The decorator adds them to every
command and merges the two sets.
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer
from typer.core import TyperCommand, TyperGroup

from papertriage import __version__
from papertriage.cli.commands import COMMANDS, GROUPS
from papertriage.cli.run import Globals, Run, guarded

_Function = Callable[..., int | None]
"""What a command does; it returns the exit code, or None for 0."""

_made: dict[str, typer.Typer] = {}
"""The Typer object of each command that was imported, by the command's name."""


class _OnUse(Mapping[str, Any]):
    """The commands by name; looking one up imports its module."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        if name not in self._known:
            import_module(f"papertriage.cli.commands.{name}")
            self._known[name] = typer.main.get_command(_made[name])
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _write_options(command: Any, ctx: Any, formatter: Any) -> None:
    """Write a command's arguments, its own options, and those that every command has."""
    sections: dict[str, list[Any]] = {"Arguments": [], "Options": [], "Options of all commands": []}
    for param in command.get_params(ctx):
        is_global = param.name in {*GLOBAL_OPTIONS, "help"}
        title = "Options of all commands" if is_global else "Options"
        if param.param_type_name == "argument":
            title = "Arguments"
        if record := param.get_help_record(ctx):
            sections[title].append(record)
    for title, rows in sections.items():
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


class _Command(TyperCommand):
    """A command."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage without the braces of newer Typers around arguments."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options of all commands last."""
        _write_options(self, ctx, formatter)


class _Group(TyperGroup):
    """A group of subcommands."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the subcommands before the options."""
        self.format_commands(ctx, formatter)
        _write_options(self, ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the subcommands, each with the whole first sentence of its help."""
        sections = self.sections(ctx)
        width = max(len(name) for names in sections.values() for name in names)
        for title, names in sections.items():
            rows = [
                (name.ljust(width), self.commands[name].get_short_help_str(200)) for name in names
            ]
            with formatter.section(title):
                formatter.write_dl(rows)

    def sections(self, ctx: Any) -> Mapping[str, Sequence[str]]:
        """Return the names of the subcommands under their headings."""
        return {"Commands": self.list_commands(ctx)}


class _Commands(_Group):
    """The group of all commands."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.commands = cast("Any", _OnUse())

    def sections(self, ctx: Any) -> Mapping[str, Sequence[str]]:  # noqa: ARG002 - the signature of _Group
        """Return the groups of commands."""
        return GROUPS


def _typer(**keywords: Any) -> typer.Typer:
    # Rich's markup on --help would cost more than all the rest of it; see the start-up test.
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **keywords
    )


app = _typer(
    name="papertriage",
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it with the flag
    if wanted:
        typer.echo(f"papertriage {__version__}")
        raise typer.Exit


_ANNOTATIONS: dict[str, Any] = {
    "library": Annotated[
        # The library itself reports whether it can be read.
        Path | None,
        typer.Option("--library", metavar="DIR", readable=False, help="The library's folder."),
    ],
    "config": Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Use only this configuration file."),
    ],
    "no_config": Annotated[bool, typer.Option("--no-config", help="Ignore configuration files.")],
    "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Print only warnings and errors.")],
    "verbose": Annotated[bool, typer.Option("--verbose", "-v", help="Print more details.")],
    "color": Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option("--color", help="When to use colour: auto, always or never."),
    ],
    "lock_timeout": Annotated[
        float | None,
        typer.Option(
            "--lock-timeout", metavar="SEC", min=0, help="Seconds to wait for another writer."
        ),
    ],
    "debug": Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")],
    "version": Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ],
}
GLOBAL_OPTIONS = frozenset(_ANNOTATIONS)
"""The parameters that every command has."""

_PARAMETERS = [
    inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=Globals._field_defaults[name],
        annotation=annotation,
    )
    for name, annotation in _ANNOTATIONS.items()
]
_CONTEXT = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


def _declare(function: Callable[..., Any], parameters: list[inspect.Parameter]) -> None:
    """Set the signature of a function, from which Typer reads its options."""
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by inspect
    function.__annotations__ = {p.name: p.annotation for p in parameters}


def _root(*, ctx: typer.Context, **options: Any) -> None:
    """Turn any dump or feed of papers into a short, ranked, explained reading list.

    To start: papertriage ingest FILE..., papertriage tag, papertriage rank --topic NAME.

    Without a command it shows what is new in the library and what to do next.
    """
    ctx.obj = Globals(**options)
    if ctx.invoked_subcommand is None:
        from papertriage.cli.overview import print_overview

        run = Run("", ctx.obj)
        raise typer.Exit(guarded(run, lambda: print_overview(run)))


_declare(_root, [_CONTEXT, *_PARAMETERS])
app.callback(invoke_without_command=True)(_root)


def command(name: str, *, to: typer.Typer | None = None) -> Callable[[_Function], _Function]:
    """Register a function as a command, or as a subcommand of the group `to`.

    The function takes a `Run` and its own options. Its docstring is the help. The module has the
    command's name, which `COMMANDS` lists.
    """

    def register(function: _Function) -> _Function:
        holder = _made.setdefault(name, _typer()) if to is None else to
        holder.command(name, cls=_Command)(_invoker(function))
        return function

    return register


def group(name: str, **keywords: Any) -> typer.Typer:
    """Register a group of subcommands under a name."""
    _made[name] = made = _typer(name=name, cls=_Group, **keywords)
    return made


def default_command(group: typer.Typer) -> Callable[[_Function], _Function]:
    """Register the function that runs when a group is called without a subcommand."""

    def register(function: _Function) -> _Function:
        group.callback(invoke_without_command=True)(_invoker(function, is_group=True))
        return function

    return register


def _invoker(function: _Function, *, is_group: bool = False) -> Callable[..., None]:
    """Return the function that Typer calls: it takes out the global options and handles errors."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

    @functools.wraps(function)
    def invoke(*, ctx: typer.Context, **options: Any) -> None:
        root = ctx.find_root()
        root.obj = root.obj.joined(Globals(**{key: options.pop(key) for key in _ANNOTATIONS}))
        if is_group and ctx.invoked_subcommand:
            return
        run = Run(ctx.command_path.partition(" ")[2], root.obj)
        raise typer.Exit(guarded(run, lambda: function(run, **options)))

    keyword_only = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
    _declare(invoke, [_CONTEXT, *keyword_only, *_PARAMETERS])
    return invoke
