"""Superseding: a newer version of papertriage normalized the same record of the same source again.

The newer reading counts. The older line stays in the log until it is compacted.
"""

from papertriage.library.database import Database
from papertriage.library.index_records import Batch, RecordTable, keys_of
from papertriage.paper import Record


def superseded(table: RecordTable, database: Database, batch: Batch) -> list[int]:
    """Return the records that a newer version of papertriage normalized again."""
    found: set[int] = set()
    for number in batch.new:
        record = table.load(number)
        (node,) = table.nodes_of([number])
        nodes = database.numbers_of(keys_of(table.node(node)).shared).values()
        others = {n for some in nodes for each in some for n in table.of_node(each)}
        for other in others - {number}:
            known = table.load(other)
            if _origin(known) == _origin(record) and _version(known) != _version(record):
                found.add(other if _version(known) < _version(record) else number)
    return sorted(found)


def _origin(record: Record) -> tuple[str, ...]:
    """Return what the same record of the same source has in common, however it was normalized."""
    source = record.paper.sources[0]
    known = record.by and source.raw_id
    return (source.form, source.name, source.raw_id or "") if known else (record.hash,)


def _version(record: Record) -> tuple[int, ...]:
    return tuple(int(part) for part in record.by.split(".") if part.isdecimal())
