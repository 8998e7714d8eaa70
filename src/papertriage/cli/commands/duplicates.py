"""``papertriage duplicates``: show what was merged and why, and correct it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from papertriage.cli import rows
from papertriage.cli.app import command
from papertriage.cli.columns import labelled
from papertriage.cli.options import DryRun, Same
from papertriage.cli.output import output, put
from papertriage.cli.run import Run
from papertriage.cli.screen import Screen, to_terminal
from papertriage.errors import UsageError
from papertriage.text.clean import counted, safe
from papertriage.writers.marks import shown

if TYPE_CHECKING:
    from papertriage.flows.upkeep.duplicates import Finding

_USAGE = {
    "split": "usage: papertriage duplicates split ID [RECORD]...",
    "join": "usage: papertriage duplicates join ID ID",
    "apart": "usage: papertriage duplicates apart ID ID",
    "regroup": "usage: papertriage duplicates regroup [--same work|report] [-n]",
}
_HEAD = ("kind", "id", "other", "why", "title", "other_title", "source")


@command("duplicates")
def duplicates(
    run: Run,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]... | split ID [RECORD]... | join ID ID | apart ID ID | regroup",
            help="Show these papers (default: all), or correct them.",
        ),
    ] = None,
    same: Same = None,
    dry_run: DryRun = False,
    form: Annotated[
        Literal["text", "tsv", "csv"] | None,
        typer.Option(
            "--format", "-f", help="text, tsv or csv (default: text on a terminal, else tsv)."
        ),
    ] = None,
) -> None:
    """Show which records were merged into one paper, and why.

    It prints each pair: merged (the paper, the record, the reason), near (two similar
    papers), conflict (two papers with the same id) or apart (kept apart by you).

    To correct them: split makes each record, or the named records together, a paper of its own;
    join merges two papers; apart keeps two papers apart; papertriage undo undoes the last
    correction. regroup applies the rules of this version, or another policy (--same), to all
    records; with -n it only shows what would change. Without regroup, --same shows what another
    policy would do.

    Example: papertriage duplicates 2611.04217
    """
    verb, *rest = words or [""]
    if verb in _USAGE:
        _correct(run, verb, rest, same, dry_run=dry_run)
        return
    if dry_run:
        raise UsageError("-n works only with regroup", hint=_USAGE["regroup"])
    from papertriage.flows.upkeep.duplicates import KINDS
    from papertriage.flows.upkeep.duplicates import duplicates as flow

    counts: Counter[str] = Counter()
    line = _writer(form or ("text" if to_terminal() else "tsv"), run.screen)
    with output(None) as write:
        if form == "csv":
            write(line(_HEAD).encode())
        for finding in flow(run.library(), rows.named(run, words or []), same):
            counts[finding.kind] += 1
            write(line(_cells(finding)).encode("utf-8", errors="replace"))
    summary = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
    run.screen.say(f"{summary}, in {run.shown_library()}")


def _cells(finding: "Finding") -> tuple[str, ...]:
    titles = (finding.title, finding.other_title or "no title")
    cells = (finding.kind, finding.id, finding.other, finding.why, *titles, finding.source)
    return tuple(map(safe, cells))


def _writer(form: str, screen: Screen) -> Callable[[Sequence[str]], str]:
    if form == "csv":
        from papertriage.writers.csv_table import row

        return row
    if form == "tsv":
        return lambda cells: "\t".join(cells) + "\n"
    return lambda cells: _text(cells, screen)


def _text(cells: Sequence[str], screen: Screen) -> str:
    """Return a finding as its kind and lines: titles (equal ones once), ids, evidence."""
    kind, one, other, why, title, other_title, source = cells
    is_record = kind == "merged"
    second = f"record {other} of {source}" if is_record and source else other
    texts = [*dict.fromkeys((title, other_title)), f"{one} · {second}", why]
    if is_record and title != other_title == "no title":
        texts.remove(other_title)
    found = "".join(
        f"{line}\n"
        for number, text in enumerate(texts)
        for line in labelled(f"{'' if number else kind:<12}", text, screen.room)
    )
    return shown(found, unicode=screen.unicode or not to_terminal())


def _correct(run: Run, verb: str, rest: list[str], same: Same, *, dry_run: bool) -> None:
    from papertriage.flows.upkeep import duplicates as flow

    takes = {"split": len(rest) >= 1, "regroup": not rest}.get(verb, len(rest) == 2)
    if not takes or (verb != "regroup" and (same or dry_run)):
        raise UsageError(f"wrong arguments for {verb}", hint=_USAGE[verb])
    library = run.library()
    if verb == "regroup":
        _regroup(run, same, dry_run=dry_run)
        return
    if verb == "split":
        keys = flow.split(library, rows.named(run, rest[:1])[0], rest[1:])
        run.screen.say(f"split into {counted(len(keys), 'paper')}: {', '.join(map(safe, keys))}")
    elif verb == "join":
        keys = flow.join(library, *rows.named(run, rest))
        run.screen.say(f"joined into one paper: {', '.join(map(safe, keys))}")
    else:
        keys = flow.set_apart(library, *rows.named(run, rest))
        run.screen.say(f"{' and '.join(map(safe, keys))} are kept apart")
    run.screen.say(f"recorded in {run.shown_library()}; papertriage undo undoes it")


def _regroup(run: Run, same: Same, *, dry_run: bool) -> None:
    from papertriage.flows.upkeep.regroup import regroup

    found = regroup(run.library(), same, dry_run=dry_run)
    put(f"{safe(before)}\t{safe(after)}\n" for before, after in found.moved)
    would = "would be" if dry_run else "are"
    run.screen.say(
        f"{counted(found.before, 'paper')} {would} {found.after}:"
        f" {counted(len(found.moved), 'paper')} with other records, in {run.shown_library()}"
    )
