"""Builds records from the events of an XML parser; the rest of a document is ignored."""

from pyexpat import XMLParserType
from xml.etree.ElementTree import TreeBuilder

from papertriage.readers.xml.xml_node import Node

DEEPEST = 100
"""Levels of nesting that a document may have; real ones stay under 20."""
LARGEST = 8 * 1024 * 1024
"""Characters of text and names that one record may have."""
_NODE = 100
"""What an element counts in addition to its text: many empty ones fill the memory too."""

_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism",
    "http://prismstandard.org/namespaces/basic/2.1/": "prism",
    "http://prismstandard.org/namespaces/basic/3.0/": "prism",
    "http://purl.org/rss/1.0/modules/prism/": "prism",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://arxiv.org/schemas/atom": "arxiv",
    "http://arxiv.org/schemas/atom/": "arxiv",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://www.openarchives.org/OAI/2.0/": "",
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai_dc",
    "http://www.zotero.org/namespaces/export#": "z",
    "http://purl.org/net/biblio#": "bib",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://arxiv.org/OAI/arXiv/": "",
    "http://arxiv.org/OAI/arXivRaw/": "",
}
"""Names of vocabularies to our prefixes; a source may write ``ns0:entry`` for ``entry``."""


class RefusedError(Exception):
    """This is not read further, well-formed or not; the text says why.

    Attributes:
        at: the position, in bytes that the parser was given.
        again: the position from which reading may restart.
    """

    def __init__(self, reason: str, at: int, again: int) -> None:
        super().__init__(reason)
        self.at = at
        self.again = again


class Tree:
    """Receives a parser's events and builds the wanted elements.

    Attributes:
        records: names of the elements that are records.
        done: wanted elements that are complete; the caller takes them away.
        around: the open elements outside any wanted one, from the root, as written.
        record: the wanted element that is being built.
        record_at: where it begins, in bytes that the parser was given.
        closed: this parser came to the end of a document's root.
    """

    def __init__(self, records: frozenset[str], notes: frozenset[str]) -> None:
        self.done: list[Node] = []
        self.around: list[tuple[str, dict[str, str]]] = []
        self.record: Node | None = None
        self.record_at = 0
        self.closed = False
        self.records = records
        self._wanted = records | notes
        self._prefixes: dict[str, str] = {}
        self._builder = TreeBuilder()
        self._depth = 0  # of open elements in the record
        self._size = 0

    def listen(self, parser: XMLParserType, first_line: int) -> None:
        """Take the events of a parser whose text begins at a line of the document."""
        self._parser = parser
        self._first_line = first_line
        self.closed = False
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def drop(self) -> None:
        """Forget the element that is being built."""
        self.record = None
        self._depth = 0

    def _start(self, raw: str, attrs: dict[str, str]) -> None:
        if any(key.startswith("xmlns:") for key in attrs):
            self._learn(attrs)
        name = self._name(raw)
        line = self._first_line + self._parser.CurrentLineNumber - 1
        at = self._parser.CurrentByteIndex
        if len(self.around) + self._depth >= DEEPEST:
            raise RefusedError(f"nested more than {DEEPEST} levels deep", at, at)
        if self.record is None:
            if name not in self._wanted:
                self.around.append((raw, attrs))
                return
            self._builder = TreeBuilder()
            self.record = Node(self._builder.start(name, attrs), line, tuple(self.around))
            self.record_at = at
            self._depth, self._size = 1, 0
            return
        if self._depth == 1 and name == self.record.name and name in self.records:
            raise RefusedError(f"record without an end tag </{raw}>", at, at)
        self._grow(_NODE + sum(len(key) + len(value) for key, value in attrs.items()))
        self._builder.start(name, attrs)
        self._depth += 1

    def _end(self, raw: str) -> None:
        if self.record is None:
            self.around.pop()
        else:
            self._builder.end(raw)
            self._depth -= 1
            if not self._depth:
                self.done.append(self.record)
                self.record = None
        self.closed = not self.around and self.record is None

    def _text(self, text: str) -> None:
        if self.record is not None:
            self._grow(len(text))
            self._builder.data(text)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > LARGEST:
            reason = f"a record of over {LARGEST // 2**20} MiB"
            raise RefusedError(reason, self._parser.CurrentByteIndex, self.record_at + 1)

    def _learn(self, attrs: dict[str, str]) -> None:
        for key, value in attrs.items():
            if key.startswith("xmlns:"):
                prefix = key.removeprefix("xmlns:")
                self._prefixes[prefix] = _PREFIXES.get(value.strip(), prefix)

    def _name(self, raw: str) -> str:
        prefix, colon, local = raw.rpartition(":")
        if not colon:
            return raw
        prefix = self._prefixes.get(prefix, prefix)
        return f"{prefix}:{local}" if prefix else local

    def _doctype(self, _name: str, _system: str | None, _public: str | None, declares: int) -> None:
        """Accept a document type, which is never fetched, unless it declares entities."""
        if declares:
            at = self._parser.CurrentByteIndex
            reason = "a document type that declares entities; they are not expanded"
            raise RefusedError(reason, at, at)
