"""The formats of reading lists by name. A new format is one module and one row."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from papertriage.errors import UsageError
from papertriage.report import Report
from papertriage.text.suggest import did_you_mean
from papertriage.writers.listing import Listing, of_report
from papertriage.writers.look import Look

Recorder = Callable[[Listing], Iterator[str]]
"""A format of records, for reading lists and exports alike; yields as a `Writer` does."""
Writer = Callable[[Report, Look], Iterator[str]]
"""Yields the output piece by piece; the pieces, joined, end in a newline or are empty."""

RECORDS = {
    "csv": "papertriage.writers.csv_table:records",
    "bibtex": "papertriage.writers.bibtex:records",
    "ris": "papertriage.writers.ris:records",
    "csl": "papertriage.writers.csl:records",
    "atom": "papertriage.writers.atom:records",
}
WRITERS = {
    "table": "papertriage.writers.table:write",
    "tsv": "papertriage.writers.tsv:write",
    "jsonl": "papertriage.writers.jsonl:write",
    "json": "papertriage.writers.jsonl:write_array",
    "md": "papertriage.writers.markdown:write",
    "html": "papertriage.writers.html:write",
    "mail": "papertriage.writers.mail:write",
    **RECORDS,
}

SHOW_CHANGES = frozenset({"table", "jsonl", "json", "md", "html", "mail"})
"""The formats that show papers that changed since they were listed."""

STREAMS = frozenset({"jsonl", "json"})
"""The formats that read each entry once, so that a list need not be in memory."""
SHOW_NEAR = frozenset({"table", "md", "html", "mail"})
"""The formats for people, which show a few near papers by default."""


def writer(name: str) -> Writer:
    """Import and return the writer of a format.

    Raises:
        UsageError: there is no such format; the hint lists all.
    """
    if name not in WRITERS:
        meant = did_you_mean(name, WRITERS)
        raise UsageError(f'no format "{name}"{meant}', hint=f"formats: {', '.join(WRITERS)}")
    if name in RECORDS:
        return lambda report, _look: recorder(name)(of_report(report))
    return cast("Writer", _imported(WRITERS[name]))


def recorder(name: str) -> Recorder:
    """Import and return the writer of a format in `RECORDS`."""
    return cast("Recorder", _imported(RECORDS[name]))


def _imported(address: str) -> object:
    module, _, function = address.partition(":")
    return getattr(import_module(module), function)
