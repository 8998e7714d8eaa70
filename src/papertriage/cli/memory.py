"""What a library remembers of papers, on the way from the options of ``rank`` to the screen."""

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
    """Read what ``--include`` was given.

    Raises:
        UsageError: a word is no verdict.
    """
    from papertriage.report import VERDICTS

    given = _each("--include", words, VERDICTS)
    return frozenset(verdict for verdict in VERDICTS if verdict in given)


def chosen(starred: bool, include: Sequence[str] | None) -> "frozenset[Verdict]":  # noqa: FBT001 - both by name of their options
    """Return the marks that ``--starred`` and ``--include`` choose; none for all papers.

    Raises:
        UsageError: a word is no verdict.
    """
    found = verdicts(include or ())
    return found | {"star"} if starred else found


def announcements(words: Sequence[str]) -> "frozenset[Announced]":
    """Read what ``--announce`` was given.

    Raises:
        UsageError: a word is no kind of announcement.
    """
    from papertriage.paper import ANNOUNCED

    given = _each("--announce", words, ANNOUNCED)
    return frozenset(kind for kind in ANNOUNCED if kind in given)


def _each(option: str, words: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the words that an option was given, or several joined by commas; each is known."""
    given = [word for each in words for word in each.split(",")]
    for word in given:
        if word not in known:
            raise UsageError(f'{option} "{word}": one of {", ".join(known)}')
    return given


def what_is_known(run: Run, inputs: Sequence[str] | None) -> "Known | None":
    """Find the papers of the library that the user owns; a pipe has no library."""
    library = run.library()
    if inputs or not run.settings.known or not library.exists():
        return None
    from papertriage.flows.lists.known import known

    found = known(library, run.settings.known)
    for warning in found.warnings:
        run.screen.warn(warning)
    return found


def past_listing(
    run: Run, named: str, topics: Sequence[str], *, beside: Mapping[str, object]
) -> "Report":
    """Return what was listed on a day, or last; say how much of it is gone.

    Args:
        run: the run.
        named: what ``--listed`` was given.
        topics: those of the lists to print; without any, all.
        beside: other options as they were given; a listing of the past has no use for any.

    Raises:
        UsageError: the day is none, or another option was given.
    """
    from papertriage.flows.lists.listed import list_again

    if other := next((option for option, value in beside.items() if value), None):
        hint = "-t chooses among its lists, -f its format"
        raise UsageError(f"--listed prints what was listed; {other} cannot change it", hint=hint)
    wanted = None if named == "last" else day(named, "--listed")
    found = list_again(run.library(), wanted, tuple(topics))
    if found.last is None:
        run.screen.warn("nothing was noted as listed yet; papertriage rank --mark-seen does")
    elif not (found.report.lists or found.report.changed or found.gone):
        run.screen.warn(f"nothing was listed on {found.day}; the last listing is of {found.last}")
    if found.gone:
        papers = f"{counted(found.gone, 'paper')} {'is' if found.gone == 1 else 'are'}"
        run.screen.warn(f"{papers} no longer in {run.shown_library()}")
    return found.report


def tell_changes(run: Run, report: "Report", format_name: str) -> None:
    """Tell how much changed; where the format has no room for it, also what.

    What was not told is not told yet, and so stays to be told.
    """
    from papertriage.writers import phrases
    from papertriage.writers.registry import TELL_CHANGES

    if format_name in TELL_CHANGES:
        if report.changed:
            run.screen.say(f"{len(report.changed)} changed since listed")
        return
    for change in report.changed:
        run.screen.say(f"{phrases.best_id(change.paper)}: {phrases.change(change)}")
    if run.screen.quiet or not stderr_works():
        report.changed = []


def note_listed(run: Run, report: "Report") -> None:
    """Note what was listed; the output is with the reader by now."""
    from papertriage.flows.lists.seen import mark_seen

    if count := mark_seen(run.library(), report):
        run.screen.say(f"{counted(count, 'paper')} noted as listed in {run.shown_library()}")
