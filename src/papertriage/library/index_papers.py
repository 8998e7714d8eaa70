"""Papers in the index: their keys, dates, tags and entries on lists.

All of it is derived from the records of a paper, and from the line of tags.jsonl with the hash of
its text. So a paper that gets another key, or is split and joined again, keeps its tags.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from papertriage import identity
from papertriage.dates import ordinals
from papertriage.grouping.fields import merge
from papertriage.library.database import BrokenIndexError, Database, hash_of
from papertriage.library.index_lists import Row, TopicLists
from papertriage.library.index_records import RecordTable
from papertriage.library.log import Snapshot, Span
from papertriage.library.tags import TagLine, parse_tags, text_hash
from papertriage.paper import WITHDRAWN, Paper, Record, announced_as

_ADD = "INSERT INTO paper VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT = _ADD.replace("INSERT", "INSERT OR REPLACE")
_ANNOUNCED = {"new": 1, "cross": 2, "replace": 4}
_KEYS = tuple(f"{kind}:" for kind in (*identity.KEY_ORDER, "sha1"))


def _precedence(name: str) -> tuple[int, bool, str]:
    """Return a sort key of names: by kind, publishers' DOIs before arXiv's, then by value."""
    kind = name[: name.index(":") + 1]
    return _KEYS.index(kind), name.startswith("doi:10.48550/"), name


def _key(free: Iterable[str], own: Collection[str], records: Iterable[Record]) -> str:
    """Return a paper's key: the first by precedence of the names that no other paper has.

    If there is none, the key is made from the hash of one of its records.

    Args:
        free: those names.
        own: the names in the records; others are made from texts, and come last.
        records: the records.
    """
    usable = [name for name in free if name.startswith(_KEYS)]
    if usable:
        return min(usable, key=lambda name: (name not in own, _precedence(name)))
    return f"sha1:{min(record.hash for record in records)[:16]}"


class Fresh(NamedTuple):
    """A new paper of one record.

    Attributes:
        record: the record.
        names: its names by their lookups.
        shared: the lookups among them that lead to other nodes too.
    """

    record: Record
    names: Mapping[int, str]
    shared: Collection[int]

    @property
    def key(self) -> str:
        """The first name that no other paper has."""
        if not self.shared:
            return identity.key(self.record.paper)
        free = [name for each, name in self.names.items() if each not in self.shared]
        return _key(free, {*identity.names(self.record.paper), *self.record.former}, [self.record])


class PaperTable:
    """The tables `paper`, `gone` and `tag`, and the lists that papers are on."""

    def __init__(self, database: Database, records: RecordTable, tags: Snapshot) -> None:
        self.tags = tags
        self._database = database
        self._ask = database.execute
        self._records = records
        self._lists = TopicLists(database)
        (last,) = self._ask("SELECT max(number) FROM tag").fetchone()
        self._next_tag = 0 if last is None else last + 1
        self._papers = 0
        self._has_gone = self._ask("SELECT 1 FROM gone LIMIT 1").fetchone() is not None

    # --- reading ----------------------------------------------------------------------------------

    def row(self, number: int) -> Row | None:
        """Return the row of a paper; None if it does not exist."""
        found = self._ask("SELECT * FROM paper WHERE number = ?", (number,)).fetchone()
        return Row(*found) if found else None

    def records(self, number: int) -> list[Record]:
        """Return the records of a paper, in the order in which they were stored."""
        return [self._records.load(each) for each in self._records.of_paper(number)]

    def paper(self, number: int) -> Paper:
        """Return a paper, merged from its records, with its key and without tags.

        Raises:
            BrokenIndexError: the paper does not exist.
        """
        row = self.row(number)
        if row is None:
            raise BrokenIndexError(f"no paper {number}")
        paper = merge(self.records(number))
        paper.id = row.key
        return paper

    def tag_line(self, tag: int) -> TagLine:
        """Return a line of tags.jsonl by its number."""
        span = self._ask("SELECT offset, length FROM tag WHERE number = ?", (tag,)).fetchone()
        line = parse_tags(self.tags.read(Span(*span))[:-1]) if span else None
        if line is None:
            raise BrokenIndexError(f"line {tag} of tags is not where it should be")
        return line

    def named(self, name: str) -> list[int]:
        """Return the papers with a name, in the order in which they were stored."""
        nodes = self._database.numbers_of([hash_of("name", name)]).values()
        found = self._records.papers_of(node for some in nodes for node in some)
        if not found:  # a key that is made from a hash is not the name of a record
            found = {n for (n,) in self._ask("SELECT number FROM paper WHERE key = ?", (name,))}
        return sorted(found)

    # --- papers -----------------------------------------------------------------------------------

    def refresh(
        self, numbers: set[int], names: set[int], revision: int, fresh: Mapping[int, Fresh]
    ) -> None:
        """Compute papers again, and the keys of those that share names with them.

        Args:
            numbers: papers whose records changed; some may not exist any more.
            names: hashes of names; papers with one of them may need another key.
            revision: that of the index, which rows that change get.
            fresh: new papers of one record each, by number.
        """
        wanted = numbers | self._to_rekey(names)
        live: dict[int, list[Record]] = {}
        for number in sorted(wanted - fresh.keys()):
            members = self._records.of_paper(number)
            if members:
                live[number] = [self._records.load(each) for each in members]
            elif (row := self.row(number)) is not None:
                self._take_out(row, revision)
        keys = self._keys(live)
        for number, one in fresh.items():
            live[number] = [one.record]
            keys[number] = one.key
        self._put(live, keys, revision, new=fresh.keys())
        self._save_counts()

    def _to_rekey(self, names: set[int]) -> set[int]:
        """Return the papers whose keys may change, as others got or lost these names.

        If several papers have a name, only the one whose key it was may change: thousands may share
        a DOI.
        """
        found: set[int] = set()
        for hash_, nodes in self._database.numbers_of(names).items():
            holders = self._records.papers_of(nodes)
            if len(holders) > 1:
                rows = filter(None, map(self.row, holders))
                holders = {row.number for row in rows if hash_of("name", row.key) == hash_}
            found |= holders
        return found

    def _put(
        self,
        live: Mapping[int, Sequence[Record]],
        keys: Mapping[int, str],
        revision: int,
        *,
        new: Collection[int],
    ) -> None:
        """Write the rows of papers, given their records and keys."""
        papers = {
            number: merge(records) if len(records) > 1 else records[0].paper
            for number, records in live.items()
        }
        texts = {number: text_hash(paper) for number, paper in papers.items()}
        tags: dict[int, list[int]] = {}
        if self._next_tag:
            tags = self._database.numbers_of({hash_of("tag", t.hex()) for t in texts.values()})
        added: list[Row] = []
        changed: list[Row] = []
        for number, paper in papers.items():
            text = texts[number]
            earliest, latest = ordinals(paper.date)
            tag = max(tags.get(hash_of("tag", text.hex()), ()), default=None) if tags else None
            withdrawn = int(paper.status in WITHDRAWN)
            announced = sum(_ANNOUNCED[kind] for kind in announced_as(paper))
            facts = (earliest, latest, withdrawn, announced)
            row = Row(number, keys[number], text, *facts, tag, revision)
            before = None if number in new else self.row(number)
            self._replace(before, row)
            if before is None or before.text != text:
                self._database.add_lookups(number, [hash_of("text", text.hex())])
            (added if number in new else changed).append(row)
        self._database.executemany(_ADD, added)
        self._database.executemany(_PUT, changed)

    def _replace(self, before: Row | None, row: Row) -> None:
        """Update the lists and counts from an old row of a paper to a new one."""
        if before is None:
            self._papers += 1
            if self._has_gone:
                self._ask("DELETE FROM gone WHERE number = ?", (row.number,))
        elif before.text != row.text:
            self._database.remove_lookups(row.number, [hash_of("text", before.text.hex())])
        if before is None or before[3:8] != row[3:8]:
            if before is not None:
                self._leave_lists(before)
            if row.tag is not None:
                self._lists.enter(row, self.tag_line(row.tag))

    def _take_out(self, row: Row, revision: int) -> None:
        self._leave_lists(row)
        self._papers -= 1
        self._database.remove_lookups(row.number, [hash_of("text", row.text.hex())])
        self._ask("DELETE FROM paper WHERE number = ?", (row.number,))
        self._ask("INSERT OR REPLACE INTO gone VALUES (?, ?)", (row.number, revision))
        self._has_gone = True

    def _keys(self, live: Mapping[int, Sequence[Record]]) -> dict[int, str]:
        """Return the keys of papers, given their records."""
        from papertriage.library.nodes import name_hashes, node_of  # loads the rules

        nodes = {number: [node_of(r) for r in records] for number, records in live.items()}
        hashes = {
            number: {h: name for node in some for h, name in name_hashes(node).items()}
            for number, some in nodes.items()
        }
        asked = {each for some in hashes.values() for each in some}
        known = self._database.numbers_of(asked)
        if known.keys() != asked:
            raise BrokenIndexError("a name leads to no record")
        holders = cache(lambda hash_: self._records.papers_of(known[hash_]))
        keys = {}
        for number, some in hashes.items():
            free = [n for h, n in some.items() if known[h] == [number] or holders(h) <= {number}]
            own = {name for node in nodes[number] for name in node.names}
            keys[number] = _key(free, own, live[number])
        return keys

    # --- tags -------------------------------------------------------------------------------------

    def add_tags(self, lines: Iterable[tuple[Span, TagLine]], revision: int) -> None:
        """Add lines of tags.jsonl; the last one of a text counts."""
        lines = list(lines)
        asked = [hash_of("text", line.of) for _, line in lines]
        known = self._database.numbers_of(asked)
        for (span, line), hash_ in zip(lines, asked, strict=True):
            number, self._next_tag = self._next_tag, self._next_tag + 1
            text = bytes.fromhex(line.of)
            self._ask("INSERT INTO tag VALUES (?, ?, ?, ?)", (number, text, *span))
            self._database.add_lookups(number, [hash_of("tag", line.of)])
            for paper in known.get(hash_, ()):
                row = self.row(paper)
                if row is not None and row.text == text:
                    self._leave_lists(row)
                    row = row._replace(tag=number, changed=revision)
                    self._lists.enter(row, line)
                    self._ask(_PUT, row)
        self._save_counts()

    def drop_tags(self) -> None:
        """Drop all tags, as tags.jsonl is another file now."""
        lines = self._ask("SELECT number, text FROM tag").fetchall()
        for number, text in lines:
            self._database.remove_lookups(number, [hash_of("tag", text.hex())])
        self._ask("DELETE FROM tag")
        self._ask("UPDATE paper SET tag = NULL WHERE tag NOT NULL")
        self._lists.clear()
        self._next_tag = 0

    def _leave_lists(self, row: Row) -> None:
        if row.tag is not None:
            self._lists.leave(row, self.tag_line(row.tag))

    def _save_counts(self) -> None:
        self._lists.save_counts()
        if self._papers:
            known = self._database.value("papers") or 0
            self._database.set_value("papers", known + self._papers)
        self._papers = 0
