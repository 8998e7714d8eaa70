"""Sniffing XML and HTML: by the root element, and by what only one form has below it."""

import re

_PROLOG = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!(?:DOCTYPE|doctype)[^<>\[]*(?:\[.*?\]\s*)?>)+", re.DOTALL
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)(?:\s[^<>]*)?/?>")
_SAYS_SO = re.compile(r"<\?xml\s|<!DOCTYPE\s|<html[\s>]", re.IGNORECASE)
_FEEDS = frozenset({"feed", "rss", "RDF", "entry", "item"})
_OF_A_FEED = {
    "rss": re.compile(r"<channel[\s>]"),
    "feed": re.compile(r"http://www\.w3\.org/2005/Atom\b|http://purl\.org/atom/ns#"),
    "RDF": re.compile(r"<(?:[\w.-]+:)?(?:channel|item)[\s>]"),
}
"""What a feed has in or below its root: other forms use the same root names (Zotero's RDF)."""
_FORMS = {
    "PubmedArticleSet": ("pubmed-xml", ""),
    "PubmedBookArticleSet": ("pubmed-xml", ""),
    "PubmedArticle": ("pubmed-xml", ""),
    "PubmedBookArticle": ("pubmed-xml", ""),
    "MedlineCitation": ("pubmed-xml", ""),
    "OAI-PMH": ("oai", ""),
    "ListRecords": ("oai", "<record"),
    "GetRecord": ("oai", "<record"),
    "xml": ("endnote-xml", "<record"),
    "records": ("endnote-xml", "<record"),
    "dblp": ("dblp-xml", ""),
    "collection": ("acl-xml", "<volume"),
}
"""Root elements, the form that each means, and a text that must occur in the document."""
_HTML = frozenset({
    "html", "head", "body", "meta", "style", "div", "table", "tbody", "tr", "td", "p", "span",
    "center", "h1", "h2", "h3", "h4", "a", "ul", "ol", "font", "b", "br",
})  # fmt: skip
"""What a page may begin with; the HTML of a mail seldom has a root of its own."""
_DBLP = frozenset(
    {
        "article", "inproceedings", "proceedings", "book", "incollection", "phdthesis",
        "mastersthesis",
    }
)  # fmt: skip
_FIRST_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]")
_API = re.compile(r"//(?:export\.)?arxiv\.org/api/")
_API_ENTRY = re.compile(r"<(?:[\w.-]+:)?id>\s*https?://(?:export\.)?arxiv\.org/(?:abs/|api/errors)")
_ARXIV = re.compile(r"//(?:(?:rss|export|www)\.)?arxiv\.org/")
_NEWS = re.compile(r"announce_type>|<(?:[\w.-]+:)?(?:id|guid)[^<>]*>\s*oai:arXiv\.org:")
_ENTRY = 20_000
"""Characters of the first entry that are searched for its origin."""
_LISTING = re.compile(r"""id=["']articles["']|class=["'](?:list-identifier|list-title)""")


def sniff_xml(head: str) -> tuple[str, str] | None:
    """Return a document's form and how it was recognised; None if no form fits."""
    root = root_of(head)
    if root is None:
        return None
    form = _form(root, head)
    return (form, f"{form}: <{root}> is its root") if form else None


def is_feed(head: str) -> bool:
    """Return whether a document is a feed, so that it may be empty."""
    mark = _OF_A_FEED.get(root_of(head) or "")
    return bool(mark and mark.search(head))


def is_document(head: str) -> bool:
    """Return whether a text declares XML or HTML; such a document is never read as lines."""
    return bool(_SAYS_SO.match(head))


def root_of(head: str) -> str | None:
    """Return the name of the root element; None if the text is not XML or HTML."""
    begin = prolog.end() if (prolog := _PROLOG.match(head)) else 0
    root = _ROOT.match(head, begin)
    return root[1] if root else None


def _form(root: str, head: str) -> str | None:
    if root == "RDF" and not is_feed(head):
        return "zotero-rdf" if "zotero.org/namespaces/" in head else None
    if root in _FEEDS:
        return _feed(root, head)
    if root in _FORMS:
        form, below = _FORMS[root]
        return form if below in head else None
    if root == "record":
        return "endnote-xml" if "<ref-type" in head else "oai"
    if root in _DBLP and "mdate=" in head:
        return "dblp-xml"
    return _html(head) if root.lower() in _HTML else None


def _html(head: str) -> str | None:
    """Return the form of a page or of a mail's HTML; the most certain mark is tried first."""
    # These modules have many patterns, and most documents are not HTML.
    from papertriage.readers.mail import alert, scholar_alert
    from papertriage.readers.pages import page_text
    from papertriage.readers.sniff.sniff_markdown import is_markdown
    from papertriage.readers.xml import paper_page

    if _LISTING.search(head):
        return "arxiv-html"
    if scholar_alert.TITLE in head:
        return scholar_alert.FORM
    if paper_page.MARK in head:
        return paper_page.FORM
    if is_markdown(head):
        return None  # a README may begin with HTML
    if alert.names_papers(head):
        return alert.FORM
    return page_text.FORM if page_text.is_page_text(head) else None


def _feed(root: str, head: str) -> str:
    """Return the form of a feed: other feeds than arXiv's may also name arXiv in an entry."""
    entry = _FIRST_ENTRY.search(head)
    begin = entry.start() if entry else len(head)
    frame, first = head[:begin], head[begin : begin + _ENTRY]
    is_atom = root in {"feed", "entry"}
    says_total = "arxiv.org/schemas/atom" in frame and "totalResults" in frame
    if is_atom and (says_total or _API.search(frame) or _API_ENTRY.search(first)):
        return "arxiv-api"
    return "arxiv-feed" if _ARXIV.search(_without_schemas(frame)) or _NEWS.search(first) else "feed"


def _without_schemas(frame: str) -> str:
    """Drop the namespace of arXiv's elements, which others' feeds declare as well."""
    return frame.replace("arxiv.org/schemas/", "")
