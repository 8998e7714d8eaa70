"""XML tokens that are longer than a piece: the parser comes to the end of each, on any Expat."""

import io
from itertools import islice
from pyexpat import ParserCreate, XMLParserType
from typing import Any

import pytest

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.xml import xml_parser
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_stream import nodes

LONG = "x" * 300_000
ENTRY = "<entry><title>{}</title></entry>"
TOKENS = {
    "comment": f"<!--{LONG}-->",
    "attribute": f"<a b='{LONG}'/>",
    "CDATA": f"<a><![CDATA[{LONG}]]></a>",
    "attributes": "<a " + " ".join(f"b{n}=''" for n in range(100_000)) + "/>",
    "PI": f"<?a {LONG}?>",
    "blanks in a tag": f"<a {' ' * 300_000}/>",
}
PLACES = {
    "between records": f"<feed>{ENTRY.format('one')}%s{ENTRY.format('two')}</feed>",
    "in a record": f"<feed><entry>%s<title>one</title></entry>{ENTRY.format('two')}</feed>",
}
DOCUMENTS = {
    f"{token} {place}": frame % text
    for token, text in TOKENS.items()
    for place, frame in PLACES.items()
} | {"doctype": f"<!DOCTYPE feed SYSTEM '{LONG}'>{PLACES['between records'] % ''}"}


class PatientParser:
    """Expat with the reparse deferral of Expat 2.6, whichever Expat this Python has.

    After an unfinished token, a piece waits until there is twice as much as was tried in
    vain; meanwhile there is no position.
    """

    parser: XMLParserType
    waiting: bytes
    enough: int
    fed: int

    def __init__(self, encoding: str) -> None:
        vars(self).update(parser=ParserCreate(encoding), waiting=b"", enough=0, fed=0)

    def Parse(self, piece: bytes, last: bool) -> None:  # noqa: N802 - Expat's own
        self.waiting += piece
        if len(self.waiting) < self.enough and not last:
            return
        waiting, self.waiting = self.waiting, b""
        self.fed += len(waiting)
        self.parser.Parse(waiting, last)
        self.enough = self.fed - self.parser.CurrentByteIndex

    @property
    def CurrentByteIndex(self) -> int:  # noqa: N802 - Expat's own
        return -1 if self.waiting else self.parser.CurrentByteIndex

    def __getattr__(self, name: str) -> Any:
        return getattr(self.parser, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in vars(self):
            vars(self)[name] = value
        else:
            setattr(self.parser, name, value)


@pytest.fixture(params=["this Expat", "Expat 2.6"])
def _expat(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "Expat 2.6":
        monkeypatch.setattr(xml_parser, "ParserCreate", PatientParser)


def read(text: str) -> list[Node | Problem]:
    document = Document("dump.xml", io.BytesIO(text.encode()))
    return list(islice(nodes(document, frozenset({"entry"})), 10))


@pytest.mark.timeout(20)
@pytest.mark.usefixtures("_expat")
@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_long_token_is_read_to_its_end(text: str) -> None:
    """However long a token is, the records around it are read, without a message."""
    found = read(text)

    assert [item.text("title") for item in found if isinstance(item, Node)] == ["one", "two"]
    assert len(found) == 2


@pytest.mark.timeout(20)
@pytest.mark.usefixtures("_expat")
def test_a_fault_after_a_long_token_keeps_its_line() -> None:
    """A place that the parser withholds for a while moves no line number."""
    text = f"<feed>\n<!--{LONG}\n{LONG}-->\n{ENTRY.format('one')}\n<entry></title></entry>\n</feed>"
    found = read(text)

    assert [item.line for item in found] == [4, 5]
