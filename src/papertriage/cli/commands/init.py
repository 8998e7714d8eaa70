"""``papertriage init``: write a configuration and a file of topics to start from."""

import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.run import Run
from papertriage.cli.screen import Screen, is_interactive, write
from papertriage.text.clean import safe


@command("init")
def init(
    run: Run,
    user: Annotated[
        bool, typer.Option("--user", help="Write into your user configuration folder instead.")
    ] = False,
) -> None:
    """Write a papertriage.yaml and a topics.yaml to start from.

    It writes into the current folder and never changes existing files. On a terminal it asks
    up to four questions first; an empty answer leaves the setting out.

    Example: mkdir papers && cd papers && papertriage init
    """
    from papertriage.config.config import BY_DEFAULT, TOPICS
    from papertriage.config.locations import user_folder
    from papertriage.flows.upkeep.start import start

    folder = user_folder() if user else Path.cwd()
    sources, topic, keywords = _answers() if is_interactive() else ([], "", [])
    former_library = run.library() if run.settings.library_from == BY_DEFAULT else None
    former_topics = run.settings.topics
    started = start(folder, sources, topic, keywords, of_user=user)
    for path in started.kept:
        run.screen.say(f"{_shown(path)} already exists; not changed")
    for path in started.written:
        run.screen.say(f"wrote {_shown(path)}")
    if former_topics and folder / TOPICS in started.written:
        shown = run.shown_path(former_topics)
        run.screen.say(f"{TOPICS} is used here instead of {shown}; copy your topics from there")
    if former_library and former_library.exists() and started.written and not user:
        shown = run.shown_library()
        run.screen.say(
            f"this folder gets a library of its own; to continue with {shown} here, move it:"
        )
        run.screen.say_whole(f"  mv {shlex.quote(str(former_library.folder))} library")
    if started.written:
        _print_next(run.screen, None if user else folder, has_sources=bool(sources) or not user)


def _answers() -> tuple[list[str], str, list[str]]:
    """Ask for sources, a topic and its keywords."""
    write(sys.stderr, "Press Enter to skip a question; you can edit the files later.\n")
    categories = re.split(r"[\s,;+]+", _ask("arXiv categories to follow (such as cs.CV, cs.LG): "))
    sources = [f"arxiv:{'+'.join(filter(None, categories))}"] if any(categories) else []
    sources += _ask("URLs of other feeds: ").split()
    topic = "-".join(_ask("Name of your own topic, in a word or two: ").lower().split())
    keywords = _ask(f"Keywords or phrases for {topic}, separated by commas: ") if topic else ""
    return sources, topic, [word.strip() for word in keywords.split(",") if word.strip()]


def _ask(question: str) -> str:
    write(sys.stderr, question)
    return safe(sys.stdin.readline().strip())


def _print_next(screen: Screen, project: Path | None, *, has_sources: bool) -> None:
    """Say what to do before the first run, and how to run it every morning by cron."""
    if project:
        screen.say("next: put files into inbox/ (pages, mails, exports), then run: papertriage run")
    elif has_sources:
        screen.say("next: papertriage run")
    else:
        screen.say("next: name your sources in papertriage.yaml, then run: papertriage run")
    program = shutil.which(sys.argv[0])
    command = shlex.quote(str(Path(program).absolute()) if program else "papertriage") + " -q run"
    line = f"cd {shlex.quote(str(project))} && {command}" if project else command
    screen.say("to run it every morning, add this line to your crontab (crontab -e):")
    screen.say_whole(f"  30 7 * * * {safe(line)}".replace("%", r"\%"))


def _shown(path: Path) -> str:
    return safe(path.name if path.parent == Path.cwd() else str(path))
