r"""Identifiers of papers: the grammar of each kind, and the one normal form of each identifier.

Sources write them as addresses, after a label, in TeX, or with invisible characters; and
tables fill an empty cell with ``NA``. Text that fits no grammar is not an identifier.
"""

import re
from functools import cache
from urllib.parse import unquote

from papertriage.text.clean import visible

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
# Five digits exactly from 1501 on, four before: so an id is cut right when a word is glued to it
# ("2207.090193D faces"). The version leaves its last digit to such a word ("v23D").
ARXIV_ID = (
    r"(?:(?P<new>(?:1[5-9]|[2-9][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5}"
    r"|(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.[0-9]{4}(?![0-9](?!D\b)))"
    rf"|(?P<old>(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/[0-9]{{2}}(?:0[1-9]|1[0-2])[0-9]{{3}}))"
    r"(?:v(?P<version>[1-9][0-9]{0,2}?)(?=[0-9]D\b|[^0-9]|$))?"
)
"""A pattern for one arXiv identifier, old or new style, with an optional version (arXiv's help)."""

_CATEGORY = re.compile(r"\(([a-z-]+(?:\.[A-Za-z-]{2,})?)\)")
_ARXIV = re.compile(
    r"(?:(?:oai:)?arxiv(?:\.org)?:\s*"
    r"|(?:https?://)?(?:(?:[a-z0-9-]+\.)*arxiv|ar5iv)\.org/(?:abs|pdf|html|format|list|ps)/"
    r"|(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.)?"
    rf"{ARXIV_ID}(?:\.pdf)?(?:[#?].*)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]{3,4}[.,][0-9]{1,18}")
_FIVE_DIGITS = 1501
"""The month (YYMM) from which arXiv's numbers have five digits."""
_NOISE = 1e-8
"""The rounding error that a number may have as a binary fraction: its last digit is worth 1e-5."""

_PROXY = re.compile(r"https?://[^\s?]*\?(?:[^\s=]*=[^\s&]*&)*q?url=", re.IGNORECASE)
# Any host that has "doi" among its words: dx.doi.org, doi.acm.org, doi-org.proxy.example.edu.
_DOI = re.compile(
    r"(?P<address>(?:https?://)?(?:\w+[.-]+)*doi(?:[.-]+\w+)+(?::[0-9]+)?/+)?"
    r"(?:(?:(?:info|urn):)?doi[\s:=/]*)?"
    r"(?P<doi>10\.[1-9][0-9]{3,8}(?:\.[0-9]+)*/\S+)",
    re.IGNORECASE,
)
_SETTLED = re.compile(r"10\.[0-9.]+/[\w.:;/-]*[\w-]", re.ASCII)
"""A DOI that reading again would not change, as most are."""
_BARE = re.compile(r"10\.[1-9][0-9]{3,8}/[\w.:;/-]*[\w-]", re.ASCII)
"""A DOI that is in normal form already, except for its case."""
_QUERY = re.compile(r"(?:\?[\w.-]+=|#\w).*")
_TEX = re.compile(
    r"\\(?P<sign>[_%&#$<>~^-])"
    r"|\\text(?P<name>less|greater|underscore)(?![a-z])(?:\{\})?\s?"
    r"|\$(?P<math>[<>])\$"
)
_TEX_NAMES = {"less": "<", "greater": ">", "underscore": "_"}
_LONGEST = 200
"""Characters of an identifier: the longest DOIs that publishers give have fewer."""
_LONGEST_ADDRESS = 2000
_BRACKETS = (("(", ")"), ("[", "]"), ("<", ">"), ("{", "}"))
_OPENING = " \t\n\"'{[(<"
_STOPS = ".,;:!?\"'/"

_OTHERS = {
    "pmid": (
        r"(?:pmid|pubmed|medline)",
        r"(?:[\w-]+\.)*ncbi\.nlm\.nih\.gov/(?:m/)?(?:pubmed/|entrez/\S*list_uids=)?|europepmc\.org/\w+/med/",
        r"(?P<id>[1-9][0-9]{0,7})(?:\.0)?",
    ),
    "pmcid": (
        r"pmcid",
        r"(?:[\w-]+\.)*ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/|europepmc\.org/articles?/(?:pmc/)?",
        r"(?:pmc)?(?P<id>[1-9][0-9]{0,8})(?:\.[0-9]{1,2})?",
    ),
    "openalex": (r"openalex", r"(?:api\.)?openalex\.org/(?:works/)?", r"(?P<id>W[1-9][0-9]{0,14})"),
    "s2": (
        r"s2",
        r"(?:[\w-]+\.)*semanticscholar\.org/(?:graph/v1/)?(?:paper/)?(?:[^/\s?#]+/)?",
        r"(?P<id>[0-9a-f]{40}|(?:corpus\s?id:\s*)?[1-9][0-9]{0,11})",
    ),
    "acl": (
        r"acl",
        r"(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology)/",
        r"(?P<id>[a-z][0-9]{2}-[0-9]{4,5}|[12][0-9]{3}\.[a-z0-9_]+-[a-z0-9_]+\.[0-9]+)(?:\.pdf)?",
    ),
    "openreview": (r"openreview", r"openreview\.net/\w+\?(?:\S*&)?id=", r"(?P<id>[\w-]{7,30})"),
    "dblp": (
        r"dblp",
        r"dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/(?:html/|bibtex/|xml/)?",
        r"(?P<id>[a-z]+(?:/[\w+.:@~'-]+?){1,4})(?:\.(?:html|xml|bib|rdf))?",
    ),
}
"""Of each other kind: the labels and the addresses before an identifier, and its own grammar."""
_NO_VALUE = frozenset({
    "", "0", "00", "na", "nan", "nat", "none", "null", "nil", "undefined", "unknown", "missing",
    "empty", "unavailable", "notavailable", "notapplicable", "npag", "nopaginationspecified",
})  # fmt: skip
KINDS = ("arxiv", "doi", *_OTHERS)
"""All kinds of identifiers."""


def is_no_value(text: str) -> bool:
    """Return whether a cell only says it is empty: ``NA``, ``n.a.``, ``<NA>``, ``-``, ``0``."""
    return len(text) < 40 and "".join(filter(str.isalnum, text)).lower() in _NO_VALUE


def parse(kind: str, text: str) -> str | None:
    """Return the normal form of an identifier of a kind (one of `KINDS`); None if it is invalid."""
    if kind == "arxiv":
        found = parse_arxiv(text)
        return found[0] if found else None
    if kind == "doi":
        return parse_doi(text)
    if len(text) > _LONGEST_ADDRESS or is_no_value(text):
        return None
    match = _grammar(kind).fullmatch(visible(text).strip("\"'{}[]()<>.,; \t\n"))
    if not match or len(match["id"]) > _LONGEST:
        return None
    return _NORMAL.get(kind, str)(match["id"])


@cache  # compiled on use: most runs meet one kind or two
def _grammar(kind: str) -> re.Pattern[str]:
    label, address, grammar = _OTHERS[kind]
    pattern = rf"(?:{label}\s*+:?\s*+|https?://(?:{address}))?{grammar}(?:/?(?:[?#&]\S*)?)"
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _s2(text: str) -> str:
    digits = text.rpartition(":")[2].strip()
    return f"CorpusId:{digits}" if len(digits) < 40 else digits.lower()


def _acl(text: str) -> str:
    return text.lower() if "." in text else text.upper()


_NORMAL = {"pmcid": "PMC{}".format, "openalex": str.upper, "s2": _s2, "acl": _acl}


def parse_arxiv(text: str) -> tuple[str, int | None] | None:
    """Return (identifier without version, version) of an arXiv id however it is written, or None.

    ``math.GT/0309136`` and ``math/0309136`` are one identifier: the subject class is dropped.
    """
    if text.startswith("10.") and not text.startswith("10.48550/"):
        return None  # a DOI, most likely; no arXiv id starts like one
    found = _ARXIV.fullmatch(visible(text).strip())
    if not found:
        return None
    version = int(found["version"]) if found["version"] else None
    if found["new"]:
        return found["new"], version
    archive, _, number = found["old"].lower().partition("/")
    return f"{archive.partition('.')[0]}/{number}", version


def categories_in(text: str) -> list[str]:
    """Return the arXiv categories in brackets: "Learning (cs.LG); Number Theory (math.NT)"."""
    return _CATEGORY.findall(text)


def restore_arxiv(text: str) -> str | None:
    """Return the arXiv id that a spreadsheet or a data frame turned into a number, or None.

    ``2401.1`` was ``2401.10000``, ``704.12`` was ``0704.1200``; binary fractions show, too
    (``1905.0404199999998``).
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = float(text.replace(",", "."))
    digits = 5 if number >= _FIVE_DIGITS else 4
    whole = f"{number:0{5 + digits}.{digits}f}"
    if abs(float(whole) - number) > _NOISE or not whole.rpartition(".")[2].strip("0"):
        return None
    found = parse_arxiv(whole)
    return found[0] if found else None


def parse_doi(text: str) -> str | None:
    """Return a DOI's normal form (lower case, no resolver), or None. SICI brackets are kept."""
    if _BARE.fullmatch(text) and len(text) <= _LONGEST:
        return text.lower()  # most DOIs; a sixth of the time
    doi = _doi(text)
    while doi and not _SETTLED.fullmatch(doi) and (again := _doi(doi)) != doi:
        doi = again  # encoded twice
    return doi


def _doi(text: str) -> str | None:
    if "10" not in text or len(text) > _LONGEST_ADDRESS:
        return None
    text = visible(text).lstrip(_OPENING)
    if proxy := _PROXY.match(text):
        text = text[proxy.end() :]
    if "\\" in text or "{" in text or "$" in text:
        text = _TEX.sub(_without_tex, text).replace("{", "").replace("}", "")
    if "&" in text:
        import html  # few DOIs need it

        text = html.unescape(text)
    if "://" in text:
        text = _QUERY.sub("", text)
    found = _DOI.fullmatch(visible(unquote(text)).strip())
    if not found:
        return None
    doi = found["doi"].lower().rstrip(_STOPS)
    for opening, closing in _BRACKETS:
        if doi.endswith(closing) and doi.count(opening) < doi.count(closing):
            doi = doi[:-1].rstrip(_STOPS)
    return doi if "/" in doi and len(doi) <= _LONGEST and doi.isprintable() else None


def _without_tex(found: re.Match[str]) -> str:
    return found["sign"] or found["math"] or _TEX_NAMES[found["name"]]
