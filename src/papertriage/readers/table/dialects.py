"""The dialects of tables: how each is recognised, and where it differs from `ALIASES`.

A new dialect is one entry here, one row in the registry and one invented table in tests/data.
Most need no more than `marks`: a column with a common name is known from `ALIASES`.
"""

import msgspec

from papertriage.readers.table.aliases import COLUMNS


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of table.

    Attributes:
        form: the row of the registry.
        marks: column names by which it is recognised, all of them, separated by `` | ``.
        columns: our fields and the columns that may hold them, best first, if they
            differ from `ALIASES`; empty: no column does.
        authors: the separator of authors: ``;``, ``,``, ``,.`` with a full stop after the last,
            ``|``, ``and``, ``pairs`` for a comma that also precedes the given name, or ``glued``
            for nothing at all ("Ada OkaforBo Lind"); empty: it differs from table to table, where
            the first rows may show that names are ``inverted``.
        family_first: names without a comma begin with the family ("He K").
        kept: columns that are kept unchanged.
        is_cut: a text with dots at its start or end is a snippet of a longer text.
    """

    form: str
    marks: str = ""
    columns: dict[str, str] = {}
    authors: str = ""
    family_first: bool = False
    kept: str = ""
    is_cut: bool = False

    @property
    def is_generic(self) -> bool:
        """Whether this is the table that no dialect knows."""
        return self.form == "csv"

    def columns_of(self, field: str) -> tuple[str, ...]:
        """Return the columns that may hold a field, best first."""
        own = self.columns.get(field)
        return COLUMNS.get(field, ()) if own is None else _names(own)

    @property
    def kept_columns(self) -> tuple[str, ...]:
        """The columns that are kept unchanged."""
        return _names(self.kept)

    def fits(self, names: set[str]) -> bool:
        """Return whether a table with these columns is one of this kind."""
        return bool(self.marks) and names.issuperset(_names(self.marks))


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(" | "))


_LABELS = "included | label included | final included | asreview label | label"
LABELS = frozenset(_names(_LABELS))
"""Columns with a reviewer's decision."""

SCOPUS = Dialect(
    form="scopus-csv",
    marks="authors | title | source title | link",
    columns={"keywords": "author keywords | index keywords", "page": "art. no."},
    authors=",",
    family_first=True,
)
EMBASE = Dialect(
    form="embase-csv",
    marks="title | author names | source",
    columns={"journal_ref": "source", "raw_id": "embase accession id | pui"},
    authors=",",
    family_first=True,
)
REVIEW = Dialect(form="review-csv", marks="title | abstract", kept=_LABELS)
GENERIC = Dialect(form="csv")

DIALECTS = (
    Dialect(
        form="zotero-csv",
        marks="key | item type | publication title",
        columns={"issue": "issue", "mentions": "extra | number | archive location"},
        authors=";",
    ),
    Dialect(
        form="wos-table",
        marks="au | ti | so",
        columns={"month": "pd", "page": "ar | pp", "keywords": "de | id", "raw_id": "ut"},
        authors=";",
    ),
    SCOPUS,
    EMBASE,
    Dialect(
        form="pubmed-csv",
        marks="pmid | title | journal/book",
        columns={"raw_id": "pmid"},
        authors=",.",
        family_first=True,
    ),
    Dialect(
        form="ieee-csv",
        marks="document title | publication title",
        columns={"type": "document identifier", "keywords": "author keywords | ieee terms"},
        authors=";",
    ),
    Dialect(form="springer-csv", marks="item title | item doi", authors="glued"),
    Dialect(
        form="ebsco-csv", marks="plink", columns={"venue": "journal title | source"}, authors=";"
    ),
    Dialect(
        form="openalex-csv",
        marks="id | authorships.author.display name",
        columns={
            "title": "title | display name", "authors": "authorships.author.display name",
            "venue": "primary location.source.display name", "openalex": "id",
            "issn": "primary location.source.issn l", "pmid": "ids.pmid", "pmcid": "ids.pmcid",
            "volume": "biblio.volume", "issue": "biblio.issue", "first page": "biblio.first page",
            "last page": "biblio.last page", "url": "primary location.landing page url",
            "keywords": "keywords.display name",
        },
        authors="|",
    ),
    Dialect(
        form="lens-csv",
        marks="lens id | title",
        columns={
            "raw_id": "lens id", "url": "external url | source urls",
            "keywords": "keywords | mesh terms",
        },
        authors=";",
    ),
    Dialect(
        form="dimensions-csv",
        marks="publication id | title | source title",
        columns={
            "raw_id": "publication id", "venue": "source title | anthology title",
            "url": "source linkout | dimensions url", "keywords": "mesh terms",
        },
        authors=";",
    ),
    Dialect(
        form="acm-csv",
        marks="author | title | article no | acronym",
        columns={"page": "pages | article no"},
        authors="and",
    ),
    Dialect(
        form="rayyan-csv",
        marks="key | title | authors | notes",
        columns={"keywords": "keywords"},
        kept="notes",
    ),
    Dialect(
        form="covidence-csv",
        marks="title | covidence #",
        columns={"raw_id": "covidence #", "keywords": "", "comment": ""},
        authors=";",
        kept="covidence # | study | notes | tags | ref",
    ),
    Dialect(
        form="publish-or-perish-csv",
        marks="cites | authors | title | gsrank",
        columns={"venue": "source"},
        authors=",",
        is_cut=True,
    ),
    Dialect(
        form="scholar-csv",
        marks="authors | title | publication | number",
        authors=";",
        is_cut=True,
    ),
    Dialect(
        form="cochrane-csv",
        marks="title | author(s) | source | doi",
        columns={"venue": "source", "raw_id": "cochrane id | id | record number"},
        authors=";",
        family_first=True,
    ),
    Dialect(
        form="scielo-csv",
        marks="title | author(s) | language(s) | full text url",
        columns={"language": "language(s)", "url": "full text url", "pdf_url": ""},
        authors="pairs",
    ),
    Dialect(
        form="europepmc-csv",
        marks="title | pmid | journal title | first publication date",
        authors=",.",
        family_first=True,
    ),
    Dialect(
        form="retraction-watch",
        marks="record id | originalpaperdoi | retractionnature",
        columns={
            "doi": "originalpaperdoi", "pmid": "originalpaperpubmedid",
            "published": "originalpaperdate", "raw_id": "record id",
        },
        authors=";",
        kept="retractionnature | retractiondate | retractiondoi | reason",
    ),
    REVIEW,
)  # fmt: skip
"""All dialects, in the order in which they are tried."""

SCOPUS_LOCAL = msgspec.structs.replace(SCOPUS, marks="")
"""Scopus in another language: `readers.table.scopus` finds what its columns mean."""


def dialect_of(names: list[str], head: str, form: str | None) -> Dialect:
    """Return the dialect of a table.

    Args:
        names: the normal forms of its columns' names.
        head: the table's first lines.
        form: the form that a user named, if one did.
    """
    known = set(names)
    is_translated = "doi" in known and not {"title", "authors", "year"} <= known
    if form in {None, SCOPUS.form} and is_translated and "scopus.com/inward/" in head:
        return SCOPUS_LOCAL
    for dialect in DIALECTS:
        if form == dialect.form:
            return dialect
        if form is None and dialect.fits(known) and (dialect is not REVIEW or known & LABELS):
            return dialect
    return GENERIC
