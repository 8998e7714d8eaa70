"""The forms in XML and HTML: how they are recognised, and what they say besides papers."""

import io
import time

import pytest

from conftest import DATA
from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of
from papertriage.readers.sniff.sniff import sniff
from papertriage.readers.sniff.sniff_xml import sniff_xml
from papertriage.readers.xml import oai_records
from papertriage.readers.xml.html_lines import html_text


def read_form(form: str, data: bytes) -> tuple[Document, list[Raw | Problem]]:
    document = Document(form, io.BytesIO(data))
    return document, list(reader_of(form)(document, form))


def test_any_namespace_prefix_is_understood() -> None:
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


_ZOTERO = (
    '<rdf:RDF xmlns:bib="http://purl.org/net/biblio#">'
    '<bib:Article rdf:about="http://arxiv.org/abs/2611.00001"/></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("form", "text", "declared", "reported"),
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
        (
            "feed",
            """<feed><entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>
            <summary>incorrect id format for abc</summary></entry></feed>""",
            None,
            ["arXiv says: incorrect id format for abc"],
        ),
        ("arxiv-feed", "<rss><channel><title>cs.CV</title></channel></rss>", 0, []),
        ("arxiv-feed", _ZOTERO, None, []),
        ("feed", _ZOTERO, None, []),
        ("feed", '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title></feed>', 0, []),
        ("feed", '<a:feed xmlns:a="http://www.w3.org/2005/Atom"></a:feed>', 0, []),
        ("feed", '<RDF><channel about="x"><title>News</title></channel></RDF>', 0, []),
        ("feed", "<RDF><Description/></RDF>", None, []),
        ("feed", "<feed><animal>goat</animal></feed>", None, []),
        ("feed", "<rss><note>x</note></rss>", None, []),
        ("feed", "<rss/>", None, []),
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
    form: str, text: str, declared: int | None, reported: list[str]
) -> None:
    """Empty, erroneous, truncated and deleted answers are distinguished; none is a paper."""
    document, items = read_form(form, text.encode())

    assert document.declared == declared
    assert [(item.reason, item.rejected) for item in items if isinstance(item, Problem)] == [
        (reason, False) for reason in reported
    ]
    assert not any(isinstance(item, Raw) for item in items)


@pytest.mark.parametrize(
    ("name", "declared"), [("arxiv-api.xml", 41), ("oai.xml", 1090), ("arxiv-html.html", 4)]
)
def test_the_declared_total_of_an_answer_is_kept(name: str, declared: int) -> None:
    """The declared number of results can be compared with what was read."""
    document, _ = read_form(name.partition(".")[0], (DATA / name).read_bytes())

    assert document.declared == declared


def test_a_truncated_listing_page_reports_its_last_paper() -> None:
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


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["<a ", "<!--<dt>", "<a href='", "<dt><dd><p class='mathjax'>", "<![CDATA[", "<", "&", "</dd "],
)
def test_hostile_pages_end_soon(text: str) -> None:
    """A page of marks without ends is given up, or skipped, in linear time."""
    begin = time.process_time()
    read_form("arxiv-html", (text * (2_000_000 // len(text))).encode())

    assert time.process_time() - begin < 10


def test_a_paper_of_endless_text_is_reported_and_not_kept() -> None:
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
def test_the_root_decides_the_form(head: str, form: str | None) -> None:
    """A form is recognised by its root and the elements below; other markup is refused."""
    found = sniff_xml(head)

    assert (found[0] if found else None) == form


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html>\n<html><body>\nWe study kettles.\narXiv:2401.00001\n</body></html>",
        "\n<?xml version='1.0'?>\n<notes>\nTY  - JOUR\nTI  - Kettles\nER  - \n</notes>",
    ],
)
def test_other_markup_is_not_read_as_lines(text: str) -> None:
    """A page or document of another kind is refused, whatever lines it contains."""
    assert sniff(Document("page", io.BytesIO(text.encode()))) is None


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
    """Known tags, scripts and comments are removed; other angle brackets are text."""
    assert " ".join(html_text(text).split()) == words


def test_html_that_never_closes_is_linear() -> None:
    """A description of marks without ends takes linear time."""
    begin = time.process_time()
    for mark in ("<!--", "<script>", "<", "<a ", "<p"):
        html_text(mark * 1_000_000)

    assert time.process_time() - begin < 10


def test_numbers_of_hostile_length_are_not_numbers() -> None:
    """A count of ten thousand digits is not read as one."""
    text = (
        f'<OAI-PMH><resumptionToken completeListSize="{"9" * 10_000}">x</resumptionToken></OAI-PMH>'
    )
    document = Document("x", io.BytesIO(text.encode()))

    assert list(oai_records.read(document, None)) == []
    assert document.declared is None


def test_endnote_s_day_completes_the_year() -> None:
    """The publication date of EndNote may have the day, and its year is apart."""
    text = (
        "<xml><records><record><titles><title>On Kettles</title></titles><dates><year>2026</year>"
        "<pub-dates><date>Nov 3</date></pub-dates></dates></record></records></xml>"
    )
    _, (raw,) = read_form("endnote-xml", text.encode())

    assert isinstance(raw, Raw)
    assert raw.fields["published"] == "2026 Nov 3"


def test_a_feed_of_pubmed_gives_the_abstract_alone() -> None:
    """The journal above the abstract and the identifiers below it are not part of it."""
    text = (
        "<rss><channel><item><title>On Kettles</title><guid>pubmed:39900001</guid><content:encoded>"
        "<![CDATA[<p>Ann Pots. 2026. doi: 10.55555/k.</p><p><b>ABSTRACT</b></p><p>They boil.</p>"
        "<p>PMID:<a href='x'>39900001</a> | DOI:<a href='y'>10.55555/k</a></p>]]>"
        "</content:encoded></item></channel></rss>"
    )
    _, (raw,) = read_form("feed", text.encode())

    assert isinstance(raw, Raw)
    assert raw.fields["abstract"] == "They boil."


def test_a_feed_of_elsevier_has_the_authors_in_its_summary() -> None:
    """Day, journal and authors are where other feeds have the abstract."""
    text = (
        "<rss><channel><item><title>On Kettles</title><description><![CDATA[<p>Publication date: "
        "November 2026</p><p><b>Source:</b> Pots, Volume 7</p><p>Author(s): Ada Okafor, Bo Lind"
        "</p>]]></description></item></channel></rss>"
    )
    _, (raw,) = read_form("feed", text.encode())

    assert isinstance(raw, Raw)
    assert {name: value for name, value in raw.fields.items() if name != "keywords"} == {
        "title": "On Kettles",
        "authors": "Ada Okafor, Bo Lind",
        "published": "November 2026",
        "venue": "Pots",
        "volume": "7",
    }
