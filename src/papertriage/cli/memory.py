"""Options and messages about what a library remembers: decisions, listings, owned papers."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from papertriage.cli.options import day
from papertriage.cli.run import Run
from papertriage.cli.streams import stderr_works
from papertriage.errors import UsageError
from papertriage.text.clean import counted

if TYPE_CHECKING:
    from papertriage.flows.lists.known import Known
    from papertriage.paper import Announced
    from papertriage.report import Report, Verdict


def verdicts(words: Sequence[str]) -> "frozenset[Verdict]":
    """Parse the values of ``--include``.

    Raises:
        UsageError: a value is not a verdict.
    """
    from papertriage.report import VERDICTS

    given = _each("--include", words, VERDICTS)
    return frozenset(verdict for verdict in VERDICTS if verdict in given)


def chosen(starred: bool, include: Sequence[str] | None) -> "frozenset[Verdict]":  # noqa: FBT001 - the values of two options
    """Return the verdicts that ``--starred`` and ``--include`` choose; empty for all papers.

    Raises:
        UsageError: a value is not a verdict.
    """
    found = verdicts(include or ())
    return found | {"star"} if starred else found


def announcements(words: Sequence[str]) -> "frozenset[Announced]":
    """Parse the values of ``--announce``.

    Raises:
        UsageError: a value is not a kind of announcement.
    """
    from papertriage.paper import ANNOUNCED

    given = _each("--announce", words, ANNOUNCED)
    return frozenset(kind for kind in ANNOUNCED if kind in given)


def _each(option: str, words: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the values of an option, which may be joined by commas, and check each."""
    given = [word for each in words for word in each.split(",")]
    for word in given:
        if word not in known:
            raise UsageError(f'{option} "{word}": must be one of {", ".join(known)}')
    return given


def owned_papers(run: Run, inputs: Sequence[str] | None) -> "Known | None":
    """Return the papers of the library that the user owns; None for INPUT."""
    library = run.library()
    if inputs or not run.settings.known or not library.exists():
        return None
    from papertriage.flows.lists.known import known

    found = known(library, run.settings.known)
    for warning in found.warnings:
        run.screen.warn(warning)
    return found


def listed_again(
    run: Run, named: str, topics: Sequence[str], *, beside: Mapping[str, object]
) -> "Report":
    """Return what was listed on a day, or last; warn about papers that are gone.

    Args:
        run: the run.
        named: the value of ``--listed``.
        topics: the topics whose lists to print; empty for all.
        beside: the values of other options, which cannot be combined with ``--listed``.

    Raises:
        UsageError: the day is invalid, or another option was given.
    """
    from papertriage.flows.lists.listed import list_again

    if other := next((option for option, value in beside.items() if value), None):
        hint = "only -t and -f can be combined with --listed"
        raise UsageError(f"--listed and {other} cannot be combined", hint=hint)
    wanted = None if named == "last" else day(named, "--listed")
    found = list_again(run.library(), wanted, tuple(topics))
    if found.last is None:
        run.screen.warn("no list was recorded yet; papertriage rank --mark-seen records one")
    elif not (found.report.lists or found.report.changed or found.missing):
        run.screen.warn(f"nothing was listed on {found.day}; the last list is from {found.last}")
    if found.missing:
        papers = f"{counted(found.missing, 'paper')} {'is' if found.missing == 1 else 'are'}"
        run.screen.warn(f"{papers} no longer in {run.shown_library()}")
    return found.report


def print_changes(run: Run, report: "Report", format_name: str) -> None:
    """Say how many listed papers changed, and which ones if the format cannot show them.

    Changes that could not be printed are kept for the next list.
    """
    from papertriage.writers import phrases
    from papertriage.writers.registry import SHOW_CHANGES

    if format_name in SHOW_CHANGES:
        if report.changed:
            run.screen.say(f"{len(report.changed)} changed since listed")
        return
    for change in report.changed:
        run.screen.say(f"{phrases.best_id(change.paper)}: {phrases.change(change)}")
    if run.screen.quiet or not stderr_works():
        report.changed = []


def note_listed(run: Run, report: "Report") -> None:
    """Record the papers as listed, after the output was written."""
    from papertriage.flows.lists.seen import mark_seen

    if count := mark_seen(run.library(), report):
        run.screen.say(f"{counted(count, 'paper')} recorded as listed in {run.shown_library()}")
