"""Superseding: a newer version of papertriage normalized the same record of a source again.

The newer record replaces the older one, whose line stays in the log until it is compacted.
"""

from papertriage.library.database import Database
from papertriage.library.index_records import Batch, RecordTable
from papertriage.paper import Record


def superseded(table: RecordTable, database: Database, batch: Batch) -> dict[int, int]:
    """Return the records that a newer version normalized again, each with the newer record."""
    found: dict[int, int] = {}
    for number in dict.fromkeys((*batch.new, *batch.extended)):
        if table.paper_of(number) is None:
            continue
        record = table.load(number)
        (node,) = table.nodes_of([number])
        nodes = database.numbers_of(table.keys(node).shared).values()
        others = {n for some in nodes for each in some for n in table.of_node(each)}
        for other in others - {number}:
            known = table.load(other)
            if _version(known) != _version(record) and not _origins(known).isdisjoint(
                _origins(record)
            ):
                older, newer = sorted((other, number), key=lambda n: _version(table.load(n)))
                found[older] = newer
    return found


def _origins(record: Record) -> set[tuple[str, ...]]:
    """Return where a record was read; only sources that identify one record are included."""
    sources = record.paper.sources if record.by else ()
    return {(each.form, each.name, each.raw_id) for each in sources if each.raw_id}


def _version(record: Record) -> tuple[int, ...]:
    return tuple(int(part) for part in record.by.split(".") if part.isdecimal())
