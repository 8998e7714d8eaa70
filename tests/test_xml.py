"""XML that is broken, truncated, joined, mislabelled or hostile; other records are kept."""

import io
import time
import tracemalloc
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_repair import Repair
from papertriage.readers.xml.xml_stream import nodes

ENTRY = frozenset({"entry"})


def read(text: str | bytes) -> list[Node | Problem]:
    """Read text as a document of entries."""
    data = text.encode() if isinstance(text, str) else text
    return list(nodes(Document("dump.xml", io.BytesIO(data)), ENTRY))


def titles(text: str | bytes) -> list[str | None]:
    return [item.text("title") for item in read(text) if isinstance(item, Node)]


def problems(text: str | bytes) -> list[Problem]:
    return [item for item in read(text) if isinstance(item, Problem)]


def entry(title: str) -> str:
    return f"<entry>\n<title>{title}</title>\n</entry>\n"


def feed(*entries: str) -> str:
    return f"<?xml version='1.0'?>\n<feed>\n{''.join(entries)}</feed>\n"


DAMAGE = {
    "mismatched tag": "<entry><title>broken</titel></entry>",
    "no end": "<entry><title>broken</title>",
    "bare angle": "<entry><title>1 < 2 << 3</title></entry>",
    "stray close": "<entry></title></entry>",
    "comment without end": "<entry><!-- broken",
    "CDATA without end": "<entry><title><![CDATA[broken",
    "double attribute": "<entry a='1' a='2'><title>broken</title></entry>",
    "cut tag": "<entry><title",
    "too deep": "<entry>" + "<a>" * 200_000,
    "binary": "<entry>\x00\x01<\x02></entry>",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_broken_record_costs_no_neighbour(damage: str) -> None:
    """A broken record is reported once with its line, and the others are read."""
    text = feed(entry("one"), entry("two"), damage, entry("three"), entry("four"))
    reported = [problem for problem in problems(text) if problem.rejected]

    assert titles(text) == ["one", "two", "three", "four"]
    assert [problem.line for problem in reported] == [9]


def test_what_strict_xml_forbids_is_mended_and_reported() -> None:
    """Control characters, bare ampersands and HTML's entities lose nothing; repairs are counted."""
    text = feed(entry("a & b &nbsp;&ouml; &#0; &unknown; x\x01y"))
    found = problems(text)

    assert titles(text) == ["a & b \u00a0ö \ufffd &unknown; x\ufffdy"]
    assert [(problem.rejected, problem.reason) for problem in found] == [
        (False, "characters that XML forbids, repaired: 4")
    ]


def test_concatenated_documents_are_read_as_one() -> None:
    """Pages of an answer that were saved into one file are read to the end, without a warning."""
    text = feed(entry("one")) + feed(entry("two")) + entry("three") + entry("four")

    assert titles(text) == ["one", "two", "three", "four"]
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "rejected", "reason"),
    [
        (feed(entry("one"))[:-20], True, "the file ends inside this record (cut?)"),
        (feed(entry("one"))[:-8], False, "the file ends before </feed> (cut?)"),
        ("<entry><title>x", True, "the file ends inside this record (cut?)"),
    ],
)
def test_a_cut_file_says_so(text: str, rejected: bool, reason: str) -> None:
    """A truncated file is reported, and whether a record was lost."""
    assert [(problem.rejected, problem.reason) for problem in problems(text)] == [
        (rejected, reason)
    ]


def test_no_entity_is_expanded_and_nothing_is_opened(tmp_path: Path) -> None:
    """Entity bombs stay words, and no file or address that a document names is ever opened."""
    secret = tmp_path / "secret.txt"
    secret.write_text("a password", encoding="utf-8")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    doctype = f'<!DOCTYPE feed [<!ENTITY l0 "lol">{lol}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = doctype + "<feed>" + entry("a &l29; &x;") + entry("b") + "</feed>"

    assert titles(text) == ["a &l29; &x;", "b"]
    assert any("declares entities" in problem.reason for problem in problems(text))


def test_a_document_type_without_declarations_is_fine() -> None:
    """A DTD, as PubMed and dblp have it, is not fetched and causes no message."""
    text = '<!DOCTYPE feed SYSTEM "http://localhost:1/no.dtd">' + feed(entry("x"))[21:]

    assert titles(text) == ["x"]
    assert problems(text) == []


HOSTILE = {
    "deep": "<a>" * 200_000,
    "records in records": "<feed>" + "<entry>" * 200_000,
    "comments without end": "<feed>" + "<!--<entry>" * 200_000,
    "CDATA without end": "<feed>" + "<entry><![CDATA[" * 200_000,
    "tags without end": "<feed>" + "<entry><a " * 200_000,
    "long attribute": "<feed><entry a='" + "x" * 20_000_000 + "'/></feed>",
    "long text": "<feed><entry>" + "x" * 20_000_000 + "</entry></feed>",
    "many elements": "<feed><entry>" + "<a/>" * 1_000_000 + "</entry></feed>",
    "ampersands": "<feed><entry>" + "&" * 2_000_000 + "</entry></feed>",
    "attributes": "<feed><entry " + " ".join(f"a{n}=''" for n in range(100_000)) + "/></feed>",
    "huge number": "<feed><entry>&#" + "9" * 1_000_000 + ";</entry></feed>",
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_end_soon_and_small(text: str) -> None:
    """No document makes reading slow or large; 10 seconds and 150 MB are far from either."""
    data = text.encode()
    tracemalloc.start()
    begin = time.process_time()
    for _ in nodes(Document("dump.xml", io.BytesIO(data)), ENTRY):
        pass
    seconds, (_, peak) = time.process_time() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert seconds < 10
    assert peak < 150_000_000


class Endless(io.BytesIO):
    """A feed that never ends, and counts what was read of it."""

    def __init__(self) -> None:
        super().__init__()
        self.given = 0
        self._text = entry("again").encode()

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0
        many = self._text * (size // len(self._text) + 1)
        at = self.given % len(self._text)
        part = b"<feed>" if not self.given else many[at : at + size]
        self.given += len(part) if self.given else len(self._text)
        return part


def test_records_come_while_the_stream_is_read() -> None:
    """The first record needs no more than the head, and memory does not grow with the document."""
    stream = Endless()
    found = nodes(Document("dump.xml", stream), ENTRY)
    next(found)
    assert stream.given < 600_000
    tracemalloc.start()
    for _ in range(30_000):
        next(found)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert stream.given > 1_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        *product(
            ["iso-8859-1", "windows-1252", "utf-8", "utf-16"],
            ["as it is", "UTF-8", "ISO-8859-1", "zlib_codec", None],
        ),
        ("koi8-r", "as it is"),  # only the declaration names this encoding
    ],
)
def test_the_encoding_is_detected_by_the_bytes(encoding: str, declared: str | None) -> None:
    """A true declaration is used, a false or hostile one is not."""
    title = "Михаил" if encoding == "koi8-r" else "Großmann, Ruíz and Öz"
    name = encoding if declared == "as it is" else declared
    head = f"<?xml version='1.0' encoding='{name}'?>\n" if name else ""

    assert titles((head + f"<feed>{entry(title)}</feed>").encode(encoding)) == [title]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "&",
                    "&amp;",
                    "&ouml;",
                    "&#x1F;",
                    "&#200;",
                    "<![CDATA[",
                    "]]>",
                    "]",
                    "<",
                    "x",
                    "\x00",
                ]
            ),
            st.text(max_size=5),
        ),
        max_size=30,
    ),
    st.lists(st.integers(0, 200), max_size=8),
)
def test_mending_does_not_depend_on_where_the_stream_is_split(
    parts: list[str], cuts: list[int]
) -> None:
    """A reference or a mark that two pieces share is mended like a whole one."""
    text = "".join(parts)
    whole, pieces = Repair(), Repair()
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    at_once = whole.feed(text) + whole.finish()
    bit_by_bit = [pieces.feed(text[a:b]) for a, b in pairwise(places)]

    assert "".join(bit_by_bit) + pieces.finish() == at_once
    assert pieces.count == whole.count


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 5), st.integers(0, 40), st.text(alphabet="<>/&!-[]\"' =ax\x00\n", max_size=12)
)
def test_rubbish_in_one_record_leaves_the_others(which: int, at: int, rubbish: str) -> None:
    """Any characters in a record change only that record."""
    entries = [entry(f"number {n}") for n in range(6)]
    entries[which] = entries[which][: at + 8] + rubbish + entries[which][at + 8 :]
    kept = [f"number {n}" for n in range(6) if n != which]

    assert [title for title in titles(feed(*entries)) if title in kept] == kept


@pytest.mark.parametrize("mark", ["<1>", "<-a>", "<.>", "<é>", "<²>", "<a 1='x'>"])
def test_what_is_not_an_element_around_a_record_ends_nothing(mark: str) -> None:
    """An invalid mark below the root is reported; reading continues."""
    text = feed(entry("number 1"), entry("number 2")).replace("<entry", f"{mark}<entry", 1)

    assert titles(text)[-1:] == ["number 2"]


def test_mixed_content_is_joined_as_it_is_read() -> None:
    """Inline elements leave no gaps, indentation is not a blank, and blocks separate."""
    text = """<entry><title>The (
        <i>APOE</i>) gene, 10
        <sup>-3</sup> of
        <b>it</b>; H<sub>2</sub>O</title></entry>"""
    (title,) = titles(text)

    assert title is not None
    assert " ".join(title.split()) == "The (APOE) gene, 10-3 of it; H2O"
