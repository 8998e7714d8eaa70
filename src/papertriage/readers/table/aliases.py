"""Names of columns that mean the same in every table, whoever wrote it.

A new name of a known thing is one word more in `ALIASES`. Names are in the normal form of
`header_name`: lower case, with single blanks between words. The best one comes first: where a
table has several of them, the first one that is filled in a row counts.
"""

import re

ALIASES = {
    "title": "title | document title | article title | item title | paper title | display name"
    " | title of paper | title of the paper | titles | ti | primary title | paper name"
    " | article name | name | headline",
    "abstract": "abstract | abstract note | abstract text | summary | ab"
    " | description | notes abstract | paper abstract | article abstract | original abstract"
    " | abstracts | tldr",
    "authors": "author full names | authors | author | author/s | author(s) | author names"
    " | authors list | author list | paper authors | af | au | first authors | primary authors"
    " | author string | all authors | article authors | contributors | creators | creator",
    "venue": "publication title | journal title | source title | journal/book | journal"
    " | journal name | full journal title | so | publication | conference name"
    " | proceedings title | conference title | book title | container title"
    " | secondary title | alternate title2 | venue | conference | proceeding | series title"
    " | book series title | pubtitle"
    " | journal/conference | conference/journal | venue/journal | journal/venue"
    " | journal/conference name | publication venue | publication name | abbreviated source title"
    " | venue name | journal abbreviation",
    "published": "publication date | date published | published | date | date of publication"
    " | published date | first publication date | pub date | published at"
    " | online date | publish time | publish date | release date | issue date"
    " | cover date | issued | created",
    "year": "year | publication year | pub year | published year | year of publication | py | yr",
    "month": "month | published month | publication month | pub month",
    "day": "day",
    "volume": "volume | journal volume | vol | vol. | vl",
    "issue": "issue | journal issue | issue number | issue no | issue no. | number | is",
    "page": "page | pages | pagination | page range | art. no. | article number | article no"
    " | page info | page(s) | page numbers | pp | ar",
    "first page": "page start | start page | first page | bp",
    "last page": "page end | end page | last page | ep",
    "publisher": "publisher | publisher name | pu",
    "issn": "issn | issns | journal issn | print issn | issn l | issn/isbn | sn | eissn | ei",
    "isbn": "isbn | isbns | bn",
    "language": "language | language of original document | article language | lang | languages"
    " | la",
    "type": "type | item type | document type | publication type | content type | dt | doc type"
    " | type of reference | pub type | publication types | type of publication | article type"
    " | paper type | doc types | entry type | record type",
    "keywords": "keywords | author keywords | keyword | de | tags | manual tags | subjects"
    " | keyword(s) | index terms | index keywords | mesh terms | keywords plus",
    "categories": "categories | category",
    "comment": "comment | comments",
    "journal_ref": "journal ref | citation",
    "doi": "doi | item doi | digital object identifier | article doi | paper doi | doi number | di"
    " | do",
    "pmid": "pmid | pubmed id | medline pmid | pm",
    "pmcid": "pmcid",
    "arxiv": "arxiv | arxiv id | eprint | arxiv link | arxiv url | arxiv number",
    "openalex": "openalex | openalex id",
    "s2": "s2 | s2 id",
    "url": "url | link | item url | article url | document url | abs url"
    " | paper url | html url | abs | source url | site"
    " | link to paper | paper link | link to article | article link | full text link | web link"
    " | web url | landing page url | links",
    "pdf_url": "pdf url | pdf link | pdf | full text url",
    "code_url": "code url | code | github | github url | githubrepo",
    "project_url": "project url | project | project page | homepage",
    "citations": "cited by | times cited | citations | article citation count | cites | tc"
    " | cited by count | citing works count | citation count"
    " | number of citations | no. of citations | num citations | n citations | # citations"
    " | total citations | times cited, wos core",
    "updated": "updated | update date | modified",
    "version": "version",
    "raw_id": "id | paper id | record id | identifier | key | eid | ut | ut (unique id)"
    " | accession number",
}
"""Our names of fields to the columns that may hold them, best first."""

COLUMNS = {field: tuple(names.split(" | ")) for field, names in ALIASES.items()}
_WRITTEN_TOGETHER = {name.replace(" ", ""): name for names in COLUMNS.values() for name in names}

_BLANKS = re.compile(r"(?:[^\S\x0b\x0c\x1c-\x1f\x85\u2028\u2029]|[_-])+")
"""Not the ends of lines and controls that nobody sees: a name with one poses as another."""


def header_name(name: str) -> str:
    """Return the normal form of a column's name.

    Case, blanks, dashes and underscores make no difference; those of `ALIASES` may be written
    together ("journalTitle"), or with dots as R does ("Journal.Title").
    """
    name = _BLANKS.sub(" ", name.strip("\ufeff \t\r\n\"'").lower())
    together = name.replace(" ", "")
    known = _WRITTEN_TOGETHER.get(together) or _WRITTEN_TOGETHER.get(together.replace(".", ""))
    return known or name
