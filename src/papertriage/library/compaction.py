"""Compaction: drops the lines that are not needed any more.

These are lines of records that were superseded or forgotten, copies of a record without anything
new, and tags of texts that no paper has. Lines that this version cannot read are kept.
"""

from collections.abc import Iterator

from papertriage.library import files, records
from papertriage.library.index import Index
from papertriage.library.log import Log, Span
from papertriage.library.realign import realign
from papertriage.library.writer import Writer


def compact(writer: Writer) -> None:
    """Rewrite the logs of records and tags without such lines; the papers stay the same.

    Raises:
        CannotWriteError: there is no room, or a write failed; the log is unchanged.
    """
    index, logs = writer.index, writer.logs
    files.check_room(logs.records.path.parent, logs.records.size)
    index.drop_dead()
    logs.records.rewrite(_live_lines(index, logs.records))
    realign(index)
    if logs.tags.size:
        logs.tags.rewrite(_tag_lines(index, logs.tags))
        index.catch_up()


def _live_lines(index: Index, log: Log) -> Iterator[bytes]:
    ask = index.database.execute
    ask("CREATE TEMP TABLE live (offset INTEGER PRIMARY KEY)")
    for table in ("record", "sighting", "early"):
        ask(f"INSERT OR IGNORE INTO live SELECT offset FROM {table}")  # noqa: S608 - constants
    for span, line in log.lines():
        is_live = ask("SELECT 1 FROM live WHERE offset = ?", (span.offset,)).fetchone()
        if is_live or records.parse(line) is None:
            yield line
    ask("DROP TABLE live")


def _tag_lines(index: Index, log: Log) -> Iterator[bytes]:
    query = (
        "SELECT DISTINCT t.offset, t.length FROM tag t JOIN paper p ON p.tag = t.number"
        " ORDER BY t.offset"
    )
    return (log.read(Span(*span))[:-1] for span in index.database.execute(query))
