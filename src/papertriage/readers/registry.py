"""The forms that papertriage reads: one row each; a reader is imported when it is used."""

from collections.abc import Callable, Iterator
from importlib import import_module

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw


class Form(msgspec.Struct, frozen=True):
    """One form of input.

    Attributes:
        name: what ``--from`` takes.
        title: what it is, in words.
        mark: what gives it away, as the table of a run tells it.
        reader: ``module:function`` that reads it, see `Reader`.
        by_line: a line opens each record, so such forms may stand in one paste after another.
    """

    name: str
    title: str
    mark: str
    reader: str
    by_line: bool = False


Reader = Callable[[Document, str | None], Iterator[Raw | Problem]]
"""Reads a document as the named form."""

FORMS = {
    form.name: form
    for form in (
        Form(
            "daily-page",
            "a page of daily papers, pasted",
            '"• N authors" ends each',
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "arxiv-listing",
            "arXiv listing text, pasted",
            "arXiv:ID ends each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "abstract-lines",
            "abstracts, pasted",
            '"Abstract:" opens each',
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "arxiv-mail",
            "arXiv's mail digests, monthly listings and .abs files",
            r"\\ and arXiv:ID open each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "arxiv-page",
            "arXiv listing pages, copied as text",
            "[n] arXiv:ID [pdf, ...] opens each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "ris",
            "RIS",
            "TY  - opens each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "medline",
            "MEDLINE, PubMed's .nbib",
            "PMID- or OWN - opens each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "wos",
            "Web of Science, plain text",
            "PT opens each, ER ends it",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "refer",
            "EndNote's refer",
            "%0, %T or %A opens each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "ovid",
            "Ovid, text",
            "<n> opens each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "bibtex",
            "BibTeX and biblatex",
            "@type{ opens each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "nep",
            "NEP mail, New Economics Papers",
            "n. and a title open each",
            "papertriage.readers.lines.lines_reader:read",
            by_line=True,
        ),
        Form(
            "jsonl",
            "JSON Lines: papertriage's own, or any with a title or an abstract",
            "a JSON object a line",
            "papertriage.readers.json.json_lines:read",
            by_line=True,
        ),
        Form(
            "arxiv-snapshot",
            "arXiv's metadata snapshot, JSON Lines",
            "authors_parsed and update_date",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "daily-json",
            "daily papers, JSON",
            "a paper and numComments each",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "openalex",
            "OpenAlex works, JSON",
            "abstract_inverted_index",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "crossref",
            "Crossref works, JSON",
            "message-type, or DOI and indexed",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "openreview",
            "OpenReview notes, JSON",
            "forum and content",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "biorxiv",
            "bioRxiv and medRxiv, JSON",
            "messages and collection",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "dblp-json",
            "dblp search, JSON",
            "result.hits.hit",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "semantic-scholar",
            "Semantic Scholar, Graph API or data sets, JSON",
            "paperId or corpusid",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "csl-json",
            "CSL-JSON of reference managers",
            "type and issued, or container-title",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "json-feed",
            "JSON Feed",
            "version names jsonfeed.org",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "json",
            "JSON of any papers with a title or an abstract",
            "a JSON document",
            "papertriage.readers.json.json_reader:read",
        ),
        Form(
            "zotero-csv",
            "Zotero's table",
            "columns Key and Item Type",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "scopus-csv",
            "Scopus's table, in any language",
            "columns Source title and Link, or Scopus links",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "wos-table",
            "Web of Science, tab-delimited",
            "columns PT, AU, TI and SO",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "embase-csv",
            "Embase's table",
            "columns Author Names and Source",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "pubmed-csv",
            "PubMed's table",
            "columns PMID and Journal/Book",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "ieee-csv",
            "IEEE Xplore's table",
            "column Document Title",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "review-csv",
            "a screening table, as of ASReview",
            "title, abstract and a column included",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "csv",
            "a table of papers: CSV, TSV or with semicolons",
            "a header with title and other known names",
            "papertriage.readers.table.table_reader:read",
        ),
        Form(
            "titles",
            "a list of titles",
            "a title a line, and nothing else",
            "papertriage.readers.lines.titles:read",
        ),
        Form(
            "arxiv-api",
            "answers of arXiv's API, Atom",
            "<feed> with a link to arxiv.org/api",
            "papertriage.readers.xml.arxiv_feeds:read_api",
        ),
        Form(
            "arxiv-feed",
            "arXiv's daily feeds: RSS 2.0, Atom, old RDF",
            "a feed of arxiv.org",
            "papertriage.readers.xml.arxiv_feeds:read_news",
        ),
        Form(
            "arxiv-html",
            "arXiv listing page, HTML",
            'id="articles" or list-identifier',
            "papertriage.readers.xml.arxiv_html:read",
        ),
        Form(
            "feed",
            "feeds of journals and sites: RSS, Atom, RDF",
            "<rss>, <feed> or <rdf:RDF>",
            "papertriage.readers.xml.feeds:read",
        ),
        Form(
            "oai",
            "OAI-PMH: arXiv, arXivRaw or oai_dc",
            "<OAI-PMH>, or <record> with a header",
            "papertriage.readers.xml.oai_records:read",
        ),
        Form(
            "pubmed-xml",
            "PubMed, XML",
            "<PubmedArticle>",
            "papertriage.readers.xml.pubmed:read",
        ),
        Form(
            "endnote-xml",
            "EndNote, XML",
            "<xml><records><record>",
            "papertriage.readers.xml.endnote:read",
        ),
        Form(
            "dblp-xml",
            "dblp, XML",
            "<dblp>, or one of its entries",
            "papertriage.readers.xml.dblp:read",
        ),
        Form(
            "acl-xml",
            "ACL Anthology, XML",
            "<collection><volume>",
            "papertriage.readers.xml.acl:read",
        ),
    )
}
"""All forms, in the order in which they are tried."""


def reader_of(form: str) -> Reader:
    """Import and return the reader of a form.

    Raises:
        KeyError: there is no such form.
    """
    module, _, function = FORMS[form].reader.partition(":")
    found: Reader = getattr(import_module(module), function)
    return found
