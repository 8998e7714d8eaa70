"""The forms that papertriage reads, one row each; a reader is imported when it is used."""

from collections.abc import Callable, Iterator
from importlib import import_module

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw

Reader = Callable[[Document, str | None], Iterator[Raw | Problem]]
"""Reads a document as the named form."""

_LINES = "lines.lines_reader:read"
_JSON_LINES = "json.json_lines:read"
_JSON = "json.json_reader:read"
_YAML = "json.yaml_lists:read"
_TABLE = "table.table_reader:read"


class Form(msgspec.Struct, frozen=True):
    """One form of input.

    Attributes:
        name: the value of ``--from``.
        reader: its reader, as ``module:function`` below this package.
        title: what it is, in words.
        mark: how it is recognised, in words; shown when sources are listed.
    """

    name: str
    reader: str
    title: str
    mark: str

    @property
    def marks_only(self) -> bool:
        """Whether its records only mark papers that the library holds, and add none."""
        return self.name == "retraction-watch"

    @property
    def by_line(self) -> bool:
        """Whether a line opens each record, so that such forms may follow each other in a paste."""
        return self.reader in {_LINES, _JSON_LINES}


_ROWS = (
    ("daily-page", _LINES, "a page of daily papers, pasted", '"• N authors" ends each'),
    ("arxiv-listing", _LINES, "arXiv listing text, pasted", "arXiv:ID ends each"),
    ("abstract-lines", _LINES, "abstracts, pasted", '"Abstract:" opens each'),
    ("arxiv-mail", _LINES, "arXiv mails, listings and .abs files", r"\\ and arXiv:ID open each"),
    ("arxiv-page", _LINES, "arXiv listing pages, copied as text", "[n] arXiv:ID [pdf] opens each"),
    ("ris", _LINES, "RIS", "TY  - opens each"),
    ("medline", _LINES, "MEDLINE, PubMed's .nbib", "PMID- or OWN - opens each"),
    ("wos", _LINES, "Web of Science, plain text", "PT opens each, ER ends it"),
    ("refer", _LINES, "EndNote's refer", "%0, %T or %A opens each"),
    ("refworks", _LINES, "RefWorks, tagged", "RT opens each"),
    ("cochrane", _LINES, "Cochrane Library, text", "ID: CN- opens each"),
    ("noteexpress", _LINES, "NoteExpress of CNKI and Wanfang", "{Reference Type} opens each"),
    ("endnote-text", _LINES, "EndNote, all fields as text", "Reference Type: opens each"),
    ("ovid", _LINES, "Ovid, text or tagged", "<n> opens each"),
    ("proquest", _LINES, "ProQuest, text", "Document n of m opens each"),
    ("scopus-text", _LINES, "Scopus, plain text", "EXPORT DATE: above, SOURCE: Scopus ends each"),
    ("bibtex", _LINES, "BibTeX and biblatex", "@type{ opens each"),
    ("nep", _LINES, "NEP mail, New Economics Papers", "n. and a title open each"),
    ("jsonl", _JSON_LINES, "JSON Lines, papertriage's own or others'", "one JSON object per line"),
    ("arxiv-snapshot", _JSON, "arXiv metadata snapshot", "authors_parsed and update_date"),
    ("daily-json", _JSON, "daily papers, JSON", "entries with paper and numComments"),
    ("openalex", _JSON, "OpenAlex works, JSON", "abstract_inverted_index"),
    ("crossref", _JSON, "Crossref works, JSON", "message-type, or DOI and indexed"),
    ("openreview", _JSON, "OpenReview notes, JSON", "forum and content"),
    ("biorxiv", _JSON, "bioRxiv and medRxiv, JSON", "messages and collection"),
    ("dblp-json", _JSON, "dblp search, JSON", "result.hits.hit"),
    ("semantic-scholar", _JSON, "Semantic Scholar, API or data sets", "paperId or corpusid"),
    ("inspire", _JSON, "INSPIRE, JSON", "titles and arxiv_eprints or control_number"),
    ("datacite", _JSON, "DataCite works, JSON", "creators, titles and publicationYear"),
    ("europepmc", _JSON, "Europe PMC, JSON", "resultList, or authorString and pubYear"),
    ("lens", _JSON, "The Lens, JSON", "lens_id"),
    ("papers-with-code", _JSON, "Papers with Code, JSON", "paper_url and url_abs or repo_url"),
    ("csl-json", _JSON, "CSL-JSON of reference managers", "type and issued, or container-title"),
    ("csl-yaml", _YAML, "CSL as YAML, for Pandoc", "references: and items"),
    ("yaml", _YAML, "lists of papers in YAML, of web sites", "items with a title and other fields"),
    ("json-feed", _JSON, "JSON Feed", "version names jsonfeed.org"),
    ("json", _JSON, "JSON of any papers with a title or an abstract", "a JSON document"),
    ("zotero-csv", _TABLE, "Zotero's table", "columns Key and Item Type"),
    ("scopus-csv", _TABLE, "Scopus's table, in any language", "columns Source title and Link"),
    ("wos-table", _TABLE, "Web of Science, tab-delimited", "columns PT, AU, TI and SO"),
    ("embase-csv", _TABLE, "Embase's table", "columns Author Names and Source"),
    ("embase-rows", "table.embase_rows:read", "Embase's table, row per field", "TITLE opens each"),
    ("pubmed-csv", _TABLE, "PubMed's table", "columns PMID and Journal/Book"),
    ("ieee-csv", _TABLE, "IEEE Xplore's table", "columns Document and Publication Title"),
    ("springer-csv", _TABLE, "SpringerLink's table", "columns Item Title and Item DOI"),
    ("ebsco-csv", _TABLE, "EBSCO's table", "column PLink"),
    ("openalex-csv", _TABLE, "OpenAlex's table", "column authorships.author.display_name"),
    ("lens-csv", _TABLE, "The Lens's table", "column Lens ID"),
    ("dimensions-csv", _TABLE, "Dimensions' table", "columns Publication ID and Source title"),
    ("acm-csv", _TABLE, "ACM's table", "columns article_no and acronym"),
    ("rayyan-csv", _TABLE, "Rayyan's table", "columns key, authors and notes"),
    ("covidence-csv", _TABLE, "Covidence's table", "column Covidence #"),
    ("publish-or-perish-csv", _TABLE, "Publish or Perish's table", "columns Cites and GSRank"),
    ("scholar-csv", _TABLE, "Google Scholar's table", "columns Publication and Number"),
    ("cochrane-csv", _TABLE, "Cochrane Library's table", "columns Author(s) and Source"),
    ("scielo-csv", _TABLE, "SciELO's table", "columns Language(s) and Fulltext URL"),
    ("europepmc-csv", _TABLE, "Europe PMC's table", "columns PMID and FIRST_PUBLICATION_DATE"),
    ("retraction-watch", _TABLE, "Retraction Watch's table", "column RetractionNature"),
    ("review-csv", _TABLE, "a screening table of ASReview", "abstract and a column included"),
    ("csv", _TABLE, "any table of papers: CSV, TSV, semicolons", "a header with known names"),
    ("markdown", "markdown.markdown:read", "lists of papers in Markdown", "items link papers"),
    ("note", "markdown.notes:read", "a note about a paper", "title and id as properties"),
    ("references", "references.references:read", "lists of references", "people, title and year"),
    ("mentions", "references.mentions:read", "notes and chats", "lines name papers by identifier"),
    ("ids", "references.ids:read", "lists of arXiv ids, DOIs or PMIDs", "nothing but identifiers"),
    ("page-text", "pages.page_text:read", "pages copied as text", "authors below each title"),
    ("titles", "lines.titles:read", "a list of titles", "one title per line, nothing else"),
    ("mbox", "mail.mbox:read", "mailboxes of any such mails", "From lines between mails"),
    ("pubmed-text", "mail.pubmed_text:read", "PubMed, text and alert mails", "n. and PMID: n each"),
    ("arxiv-api", "xml.arxiv_feeds:read_api", "arXiv API answers, Atom", "<feed>, arxiv.org/api"),
    ("arxiv-feed", "xml.arxiv_feeds:read_news", "arXiv daily feeds", "a feed of arxiv.org"),
    ("arxiv-html", "xml.arxiv_html:read", "arXiv listing page, HTML", "list-identifier"),
    ("scholar-alert", "mail.scholar_alert:read", "Google Scholar alerts", "gse_alrt_title"),
    ("alert", "mail.alert:read", "alert mails and pages that link papers", "a title links a paper"),
    ("paper-page", "xml.paper_page:read", "a page of one paper, saved as HTML", "citation_title"),
    ("feed", "xml.feeds:read", "feeds of journals and sites", "<rss>, <feed> or <rdf:RDF>"),
    ("oai", "xml.oai_records:read", "OAI-PMH: arXiv, arXivRaw, oai_dc", "<OAI-PMH> or <record>"),
    ("pubmed-xml", "xml.pubmed:read", "PubMed, XML", "<PubmedArticle>"),
    ("endnote-xml", "xml.endnote:read", "EndNote, XML", "<xml><records><record>"),
    ("zotero-rdf", "xml.zotero_rdf:read", "Zotero's RDF", "<rdf:RDF> with Zotero's names"),
    ("dblp-xml", "xml.dblp:read", "dblp, XML", "<dblp>, or one of its entries"),
    ("acl-xml", "xml.acl:read", "ACL Anthology, XML", "<collection><volume>"),
)

FORMS = {row[0]: Form(*row) for row in _ROWS}
"""All forms, in the order in which they are listed."""


def reader_of(form: str) -> Reader:
    """Import and return the reader of a form.

    Raises:
        KeyError: there is no such form.
    """
    module, _, function = FORMS[form].reader.partition(":")
    found: Reader = getattr(import_module(f"papertriage.readers.{module}"), function)
    return found
