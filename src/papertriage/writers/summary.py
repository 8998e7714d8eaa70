"""The line below each reading list: papers on topic, papers left out, and papers listed."""

from collections.abc import Iterator

from papertriage.paper import ANNOUNCED
from papertriage.report import Counts, ReadingList, Report
from papertriage.text.clean import counted, safe
from papertriage.writers.marks import short
from papertriage.writers.phrases import wait


def summary(report: Report, *, legend: bool = True) -> list[str]:
    """Return a line for each list; with `legend` it explains the symbols of the list."""
    return [_line(one, report, legend=legend) for one in report.lists]


def _line(one: ReadingList, report: Report, *, legend: bool) -> str:
    again = f"{one.counts.listed} listed on {report.again}"
    line = f"{safe(one.name)}: {again if report.again else _summary(one.counts, report)}"
    if legend and any(entry.headline for entry in one.entries):
        line += " · ≈ headline drawn from the abstract"
    if legend and any(entry.is_starred for entry in one.entries):
        line += " · ★ starred"
    return line


def _summary(counts: Counts, report: Report) -> str:
    line = f"{counts.on_topic} of {counted(report.papers, 'paper')} "
    least = f"score ≥ {short(report.min_score)}"
    if report.by_words:
        line += "share a word" + f" ({least})" * (report.min_score > 0)
    else:
        line += f"on topic ({least})"
    line += "".join(f", {part}" for part in _left_out(counts, report))
    line += f", {counts.listed} {'new' if report.new else 'listed'}"
    line += f", {counts.near} near" * (counts.near > 0)
    if report.new and counts.beyond_limit:
        line += f", {wait(counts.beyond_limit)} (--limit N shows more)"
    return line


def _left_out(counts: Counts, report: Report) -> Iterator[str]:
    """Yield the counts of papers left out, except those beyond the limit."""
    others = [kind for kind in ANNOUNCED if kind not in report.announced]
    for number, what in (
        (counts.elsewhere, "under another topic"),
        (counts.other_category, "in another category"),
        (counts.outside_dates, "outside the dates"),
        (counts.undated, "undated left out"),
        (counts.withdrawn, "withdrawn"),
        (counts.other_announce, f"announced as {' or '.join(others)} only"),
        (counts.listed_before, "listed before"),
        (counts.later, "for later"),
        (counts.read, "read"),
        (counts.skipped, "skipped"),
        (counts.other_mark, "marked otherwise"),
        (counts.known, f"in your {' and '.join(report.known_in) or 'own files'}"),
    ):
        if number:
            yield f"{number} {what}"
