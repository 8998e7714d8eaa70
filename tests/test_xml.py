"""XML as it comes: broken, cut, joined, mislabelled or hostile; neighbours are kept."""

import io
import time
import tracemalloc
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DATA
from papertriage.errors import Problem
from papertriage.readers import oai
from papertriage.readers.document import Document
from papertriage.readers.html_text import html_text
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of
from papertriage.readers.sniff_xml import sniff_xml
from papertriage.readers.xml_node import Node
from papertriage.readers.xml_repair import Repair
from papertriage.readers.xml_stream import nodes

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


def read_form(form: str, data: bytes) -> tuple[Document, list[Raw | Problem]]:
    document = Document(form, io.BytesIO(data))
    return document, list(reader_of(form)(document, form))


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
    """Whatever breaks in one record, it is told once with its line, and the others are read."""
    text = feed(entry("one"), entry("two"), damage, entry("three"), entry("four"))
    told = [problem for problem in problems(text) if problem.rejected]

    assert titles(text) == ["one", "two", "three", "four"]
    assert [problem.line for problem in told] == [9]


def test_what_strict_xml_forbids_is_mended_and_told() -> None:
    """Control characters, bare ampersands and HTML's entities lose nothing; mending is counted."""
    text = feed(entry("a & b &nbsp;&ouml; &#0; &unknown; x\x01y"))
    found = problems(text)

    assert titles(text) == ["a & b \u00a0ö \ufffd &unknown; x\ufffdy"]
    assert [(problem.rejected, problem.reason) for problem in found] == [
        (False, "signs that XML forbids, mended: 4")
    ]


def test_documents_put_one_behind_the_other_are_one() -> None:
    """Pages of an answer that were saved into one file are read to the end, without complaint."""
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
def test_a_cut_file_says_so(text: str, rejected: bool, reason: str) -> None:  # noqa: FBT001 - a column of the table
    """A file that ends too early is told, and whether that cost a record."""
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
    """PubMed and dblp name a DTD; it is not fetched, and nothing is said of it."""
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


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_end_soon_and_small(text: str) -> None:
    """No document makes reading slow or large; 10 seconds and 150 MB are far from either."""
    data = text.encode()
    tracemalloc.start()
    begin = time.monotonic()
    for _ in nodes(Document("dump.xml", io.BytesIO(data)), ENTRY):
        pass
    seconds, (_, peak) = time.monotonic() - begin, tracemalloc.get_traced_memory()
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
    for _ in range(100_000):
        next(found)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert stream.given > 3_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        *product(
            ["iso-8859-1", "windows-1252", "utf-8", "utf-16"],
            ["as it is", "UTF-8", "ISO-8859-1", "zlib_codec", None],
        ),
        ("koi8-r", "as it is"),  # nothing but its declaration tells such a table
    ],
)
def test_the_encoding_is_told_by_the_bytes(encoding: str, declared: str | None) -> None:
    """A true declaration is believed, a false or hostile one is not."""
    title = "Михаил" if encoding == "koi8-r" else "Großmann, Ruíz and Öz"
    name = encoding if declared == "as it is" else declared
    head = f"<?xml version='1.0' encoding='{name}'?>\n" if name else ""

    assert titles((head + f"<feed>{entry(title)}</feed>").encode(encoding)) == [title]


def test_prefixes_are_the_documents_own_business() -> None:
    """A tool that rewrote the file with its own prefixes changes nothing."""
    text = """<ns0:feed xmlns:ns0="http://www.w3.org/2005/Atom" xmlns:ns1="http://arxiv.org/schemas/atom">
      <ns0:link href="https://arxiv.org/api/query?x"/><ns0:entry>
      <ns0:id>http://arxiv.org/abs/2401.99001v1</ns0:id><ns0:title>Ours</ns0:title>
      <ns1:comment>3 pages</ns1:comment></ns0:entry></ns0:feed>"""
    found = sniff_xml(text)
    assert found is not None
    _, (raw,) = read_form(found[0], text.encode())

    assert isinstance(raw, Raw)
    assert (raw.form, raw.fields["title"], raw.fields["comment"]) == (
        "arxiv-api",
        "Ours",
        "3 pages",
    )


@pytest.mark.parametrize(
    ("form", "text", "declared", "told"),
    [
        (
            "arxiv-api",
            '<feed xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>0</o:totalResults></feed>',
            0,
            [],
        ),
        (
            "arxiv-api",
            """<feed><entry><id>https://arxiv.org/api/errors#x</id><title>Error</title>
            <summary>incorrect id format for abc</summary></entry></feed>""",
            None,
            ["arXiv says: incorrect id format for abc"],
        ),
        ("arxiv-feed", "<rss><channel><title>cs.CV</title></channel></rss>", 0, []),
        ("feed", "<rss><channel><title>News</title></channel></rss>", 0, []),
        ("feed", "<rss><channel><title>News</tit", None, ["the file ends before </rss> (cut?)"]),
        ("oai", '<OAI-PMH><error code="noRecordsMatch">none</error></OAI-PMH>', 0, []),
        (
            "oai",
            '<OAI-PMH><error code="badResumptionToken">old</error></OAI-PMH>',
            None,
            ["the server says badResumptionToken: old"],
        ),
        (
            "oai",
            """<OAI-PMH><record><header status="deleted"><identifier>oai:x:1</identifier></header>
            </record></OAI-PMH>""",
            None,
            ["oai:x:1 was deleted at its source"],
        ),
    ],
)
def test_an_answer_without_papers_says_why(
    form: str, text: str, declared: int | None, told: list[str]
) -> None:
    """Empty by its own word, an error message, cut, deleted: told apart, and none is a paper."""
    document, items = read_form(form, text.encode())

    assert document.declared == declared
    assert [(item.reason, item.rejected) for item in items if isinstance(item, Problem)] == [
        (reason, False) for reason in told
    ]
    assert not any(isinstance(item, Raw) for item in items)


@pytest.mark.parametrize(
    ("name", "declared"), [("arxiv-api.xml", 41), ("oai.xml", 1090), ("arxiv-html.html", 4)]
)
def test_what_an_answer_says_that_there_is_in_all_is_kept(name: str, declared: int) -> None:
    """The declared number of results can be compared with what was read."""
    document, _ = read_form(name.partition(".")[0], (DATA / name).read_bytes())

    assert document.declared == declared


def test_a_cut_listing_page_tells_its_last_paper() -> None:
    """A page that ends inside a paper keeps those before it and says which one is lost."""
    data = (DATA / "arxiv-html.html").read_bytes()
    _, items = read_form("arxiv-html", data[: data.index(b"Gripping Tales")])

    assert [item.fields["arxiv"] for item in items if isinstance(item, Raw)] == [
        "2403.99201",
        "2403.99202",
    ]
    assert [(item.rejected, item.snippet) for item in items if isinstance(item, Problem)] == [
        (True, "2403.99203")
    ]


@pytest.mark.parametrize(
    "text",
    ["<a ", "<!--<dt>", "<a href='", "<dt><dd><p class='mathjax'>", "<![CDATA[", "<", "&", "</dd "],
)
def test_hostile_pages_end_soon(text: str) -> None:
    """A page of marks without ends is given up, or passed over, in time that its length sets."""
    begin = time.monotonic()
    read_form("arxiv-html", (text * (2_000_000 // len(text))).encode())

    assert time.monotonic() - begin < 10


def test_a_paper_of_endless_text_is_told_and_not_kept() -> None:
    """A page's paper that never ends costs bounded memory, and its neighbours nothing."""
    page = (DATA / "arxiv-html.html").read_text("utf-8")
    page = page.replace("All we needed was a knife.", "knives and " * 1_000_000)
    _, items = read_form("arxiv-html", page.encode())

    assert sum(isinstance(item, Raw) for item in items) == 3
    assert [item.reason for item in items if isinstance(item, Problem)] == [
        "a record of over 8 MiB"
    ]


@pytest.mark.parametrize(
    ("head", "form"),
    [
        ("<!DOCTYPE html><html><body>503</body></html>", None),
        ("<1>\nAccession Number", None),
        ("<b>bold</b> text", None),
        ("<config><a/></config>", None),
        ("<!-- <feed> --><rss><channel>", "feed"),
        (
            "<rss><channel><link>https://x.org</link></channel><item><a>see arxiv.org/abs</a>",
            "feed",
        ),
        ("<?xml version='1.0'?><!DOCTYPE dblp SYSTEM 'dblp.dtd'><dblp>", "dblp-xml"),
        ("<article mdate='2020-01-01' key='journals/x/Y'>", "dblp-xml"),
        ("<article><title>JATS</title></article>", None),
        ("<PubmedArticle>", "pubmed-xml"),
        ("<records><record><ref-type name='Book'>", "endnote-xml"),
    ],
)
def test_the_root_tells_the_form(head: str, form: str | None) -> None:
    """A form is known by its root and what only it has below; other markup is none of ours."""
    found = sniff_xml(head)

    assert (found[0] if found else None) == form


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
def test_mending_does_not_depend_on_where_the_stream_is_parted(
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
    """Any signs anywhere in a record change that record only."""
    entries = [entry(f"number {n}") for n in range(6)]
    entries[which] = entries[which][: at + 8] + rubbish + entries[which][at + 8 :]
    kept = [f"number {n}" for n in range(6) if n != which]

    assert [title for title in titles(feed(*entries)) if title in kept] == kept


def test_mixed_content_is_joined_as_it_is_read() -> None:
    """Inline elements leave no gaps, a printer's indentation is no blank, blocks part."""
    text = """<entry><title>The (
        <i>APOE</i>) gene, 10
        <sup>-3</sup> of
        <b>it</b>; H<sub>2</sub>O</title></entry>"""
    (title,) = titles(text)

    assert title is not None
    assert " ".join(title.split()) == "The (APOE) gene, 10-3 of it; H2O"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no tags, x < y & z > 0 &lt;", "no tags, x < y & z > 0 &lt;"),
        ("<p>one</p><p>two &amp; three</p>", "one two & three"),
        ("a <script>alert('<p>')</script>b", "a b"),
        ("a <!-- <p>hidden</p> -->b<br>c", "a b c"),
        ("<em>x</em> <y and z> w", "x <y and z> w"),
        ("<img src='a.png' alt='x'>caption", "caption"),
        ("<p>open <!-- never closed", "open"),
    ],
)
def test_html_in_feeds_becomes_words(text: str, words: str) -> None:
    """Known tags go, scripts and comments with what is in them; other angles are text."""
    assert " ".join(html_text(text).split()) == words


def test_html_that_never_closes_is_linear() -> None:
    """A description of marks without ends costs no more than its length."""
    begin = time.monotonic()
    for mark in ("<!--", "<script>", "<", "<a ", "<p"):
        html_text(mark * 1_000_000)

    assert time.monotonic() - begin < 10


def test_numbers_of_hostile_length_are_no_numbers() -> None:
    """A count of ten thousand digits is not read as one."""
    text = (
        f'<OAI-PMH><resumptionToken completeListSize="{"9" * 10_000}">x</resumptionToken></OAI-PMH>'
    )
    document = Document("x", io.BytesIO(text.encode()))

    assert list(oai.read(document, None)) == []
    assert document.declared is None
