"""Realigning: the lines of records.jsonl moved, and the index finds its records again by hash.

Lines move in a git merge, which combines those of two branches, and in compaction. Realigning
reads the log, and compares no papers.
"""

from collections.abc import Iterator, Sequence

from papertriage.library.coverage import Coverage
from papertriage.library.database import BrokenIndexError, hash_of
from papertriage.library.index import Index, chunks, unstaged
from papertriage.library.log import Span


def realign(index: Index) -> None:
    """Find the known records again in a log whose lines moved.

    Raises:
        BrokenIndexError: some are missing, or were changed.
    """
    index.database.flush()  # the queries below read the tables only
    ask = index.database.execute
    ask(
        "CREATE TEMP TABLE moved (hash INT, offset INT, length INT, PRIMARY KEY (hash, offset))"
        " WITHOUT ROWID"
    )
    ask("CREATE TEMP TABLE span (number INTEGER PRIMARY KEY, offset INT, length INT, same INT)")
    for lines in chunks(index.logs.records.lines()):
        index.database.executemany(
            "INSERT OR IGNORE INTO moved VALUES (?, ?, ?)",
            [(hash_of("record", name), *at) for at, line in lines if (name := _name(line))],
        )
    for table in ("lookup", "fresh"):
        ask(
            # The first of several copies is used; one of them must have its old length.
            "INSERT INTO span SELECT number, m.offset, m.length, m.length = r.length"  # noqa: S608 - constants
            f" FROM moved m CROSS JOIN {table} USING (hash) CROSS JOIN record r USING (number)"
            " WHERE true ON CONFLICT (number) DO UPDATE SET same = same OR excluded.same"
        )
    lost = "SELECT 1 FROM record LEFT JOIN span USING (number) WHERE same IS NOT 1 LIMIT 1"
    if ask(lost).fetchone():
        raise BrokenIndexError("some records are missing, or were changed")
    ask(
        "UPDATE record SET (offset, length) = (SELECT p.offset, p.length FROM span p"
        " WHERE p.number = record.number)"
    )
    for table in ("moved", "span"):
        ask(f"DROP TABLE {table}")
    for table in ("sighting", "early"):
        ask(f"DELETE FROM {table}")  # noqa: S608 - constants
    index.state.records, index.state.unreadable = Coverage(), 0
    for lines in chunks(index.logs.records.lines()):
        index.add(index.incoming(_unplaced(index, lines)), unstaged)
        index.state.records = Coverage.of(index.logs.records, lines[-1][0])


def _unplaced(index: Index, lines: Sequence[tuple[Span, bytes]]) -> Iterator[tuple[Span, bytes]]:
    """Yield the lines that the index does not have as the line of a record."""
    hashes = {span: hash_of("record", _name(line) or "") for span, line in lines}
    known = index.database.numbers_of(hashes.values())
    for span, line in lines:
        numbers = known.get(hashes[span], ())
        if span.offset not in {index.records.span(number).offset for number in numbers}:
            yield span, line


def _name(line: bytes) -> str | None:
    """Return the hash of the record in a line as `encode_record` writes it; None for others."""
    head = b'{"record":"'
    if not line.startswith(head):
        return None
    return line[len(head) : len(head) + 24].decode("ascii", "replace")
