"""The dialects of tables: which column means what, and how one cell holds several authors.

A table that no dialect knows goes to normalizing under its own column names, as a plain record.
"""

import re

import msgspec


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of table.

    Attributes:
        form: the row of the registry.
        marks: column names that give it away, all of them.
        fields: our fields and the columns that may hold them, best first.
        parted: what parts authors where a cell has no ";": ", " or nothing.
        has_stop: a stop ends the list of authors.
        family_first: names without a comma begin with the family ("He K").
        pages: columns of the first and the last page.
        names: columns that may hold an identifier, or mention an arXiv one.
        kept: columns that come back as they are.
        metrics: our count and its column.
        types: CSL's name of a type of publication.
        by_position: headers are localised: what a column is shows in its values.
        is_source_whole: the source tells journal, year and pages in one.
    """

    form: str
    marks: frozenset[str] = frozenset()
    fields: dict[str, tuple[str, ...]] = {}
    parted: str = ""
    has_stop: bool = False
    family_first: bool = False
    pages: tuple[str, str] = ("", "")
    names: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    metrics: tuple[tuple[str, str], ...] = ()
    types: dict[str, str] = {}
    by_position: bool = False
    is_source_whole: bool = False


_TYPES = {
    "journalarticle": "article-journal", "conferencepaper": "paper-conference",
    "preprint": "article", "book": "book", "booksection": "chapter", "thesis": "thesis",
    "report": "report", "webpage": "webpage", "article": "article-journal",
    "conference paper": "paper-conference", "book chapter": "chapter", "review": "article-journal",
    "jour": "article-journal",
}  # fmt: skip

ZOTERO = Dialect(
    form="zotero-csv",
    marks=frozenset({"key", "item type", "publication title"}),
    fields={
        "title": ("title",), "abstract": ("abstract note",), "authors": ("author",),
        "venue": ("publication title", "conference name", "proceedings title", "book title"),
        "published": ("date", "publication year"), "volume": ("volume",), "issue": ("issue",),
        "page": ("pages",), "publisher": ("publisher",), "issn": ("issn",),
        "language": ("language",), "url": ("url",), "doi": ("doi",), "type": ("item type",),
        "keywords": ("manual tags", "automatic tags"), "raw_id": ("key",),
    },
    names=("doi", "url", "number", "archive location", "extra"),
    types=_TYPES,
)  # fmt: skip
SCOPUS = Dialect(
    form="scopus-csv",
    marks=frozenset({"authors", "title", "year", "source title", "link"}),
    fields={
        "title": ("title",), "abstract": ("abstract",),
        "authors": ("author full names", "authors"), "venue": ("source title",),
        "published": ("year",), "volume": ("volume",), "issue": ("issue",),
        "page": ("art. no.",), "publisher": ("publisher",), "issn": ("issn",),
        "language": ("language of original document",), "url": ("link",), "doi": ("doi",),
        "pmid": ("pubmed id",), "type": ("document type",), "keywords": ("author keywords",),
        "raw_id": ("eid",),
    },
    parted=", ",
    family_first=True,
    pages=("page start", "page end"),
    names=("doi",),
    metrics=(("citations", "cited by"),),
    types=_TYPES,
)  # fmt: skip
SCOPUS_LOCAL = msgspec.structs.replace(SCOPUS, by_position=True)
EMBASE = Dialect(
    form="embase-csv",
    marks=frozenset({"title", "author names", "source"}),
    fields={
        "title": ("title", "original title"), "abstract": ("abstract", "original abstract"),
        "authors": ("author names",), "journal_ref": ("source",), "venue": ("source title",),
        "published": ("date of publication", "publication year", "source"),
        "volume": ("volume",), "issue": ("issue",), "doi": ("doi",),
        "pmid": ("medline pmid",), "keywords": ("author keywords", "keywords"),
        "raw_id": ("embase accession id", "pui"), "issn": ("issn",),
        "language": ("article language",),
    },
    parted=", ",
    family_first=True,
    names=("doi", "full text link"),
    is_source_whole=True,
)  # fmt: skip
PUBMED = Dialect(
    form="pubmed-csv",
    marks=frozenset({"pmid", "title", "journal/book"}),
    fields={
        "title": ("title",), "authors": ("authors",), "venue": ("journal/book",),
        "published": ("publication year",), "journal_ref": ("citation",), "doi": ("doi",),
        "pmid": ("pmid",), "pmcid": ("pmcid",), "raw_id": ("pmid",),
    },
    parted=", ",
    family_first=True,
    has_stop=True,
    names=("doi",),
)  # fmt: skip
IEEE = Dialect(
    form="ieee-csv",
    marks=frozenset({"document title", "publication title"}),
    fields={
        "title": ("document title",), "abstract": ("abstract",), "authors": ("authors",),
        "venue": ("publication title",), "published": ("publication year",),
        "volume": ("volume",), "issue": ("issue",), "issn": ("issn",), "doi": ("doi",),
        "keywords": ("author keywords",), "publisher": ("publisher",), "pdf_url": ("pdf link",),
    },
    pages=("start page", "end page"),
    names=("doi",),
    metrics=(("citations", "article citation count"),),
)  # fmt: skip
WOS = Dialect(
    form="wos-table",
    marks=frozenset({"pt", "au", "ti", "so"}),
    fields={
        "title": ("ti",), "abstract": ("ab",), "authors": ("af", "au"), "keywords": ("de", "id"),
        "venue": ("so",), "published": ("py",), "volume": ("vl",), "issue": ("is",),
        "publisher": ("pu",), "issn": ("sn", "ei"), "language": ("la",), "doi": ("di",),
        "pmid": ("pm",), "raw_id": ("ut",), "type": ("dt",),
    },
    pages=("bp", "ep"),
    names=("di",),
    metrics=(("citations", "tc"),),
    types=_TYPES,
)  # fmt: skip
_LABELS = ("included", "label included", "final included", "asreview label", "label")
ASREVIEW = Dialect(
    form="review-csv",
    marks=frozenset({"title", "abstract"}),
    fields={
        "title": ("title", "primary title"), "abstract": ("abstract", "notes abstract"),
        "authors": ("authors", "first authors"), "keywords": ("keywords",),
        "published": ("date", "publication year", "year"), "doi": ("doi",), "url": ("url",),
        "venue": ("journal", "secondary title", "alternate title2", "journal name"),
        "volume": ("volume",), "issue": ("number", "issue"), "publisher": ("publisher",),
        "issn": ("issn",), "raw_id": ("id", "record id"), "pmid": ("pmid",),
        "type": ("type of reference",),
    },
    pages=("start page", "end page"),
    names=("doi", "url", "id"),
    kept=_LABELS,
    types=_TYPES,
)  # fmt: skip
GENERIC = Dialect(form="csv")

DIALECTS = (ZOTERO, WOS, SCOPUS, EMBASE, PUBMED, IEEE, ASREVIEW, GENERIC)
"""All dialects, in the order in which they are tried."""
LABELS = frozenset(_LABELS)


def header_name(name: str) -> str:
    """Return a column's name as the tables have it: case, blanks and dashes make no difference."""
    return re.sub(r"[\s_-]+", " ", name.strip("\ufeff \t\r\n\"'").lower())
