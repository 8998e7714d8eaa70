"""Web addresses of papers: which identifier an address names, and where a tracker leads."""

import re
from urllib.parse import unquote

from papertriage.text import identifiers

_LEADS_TO = re.compile(
    r"[?&](?:url|u|q|target|redirect)=(https?(?:://|%3A)[^&#\s]+)", re.IGNORECASE
)
"""An address inside that of a search engine, a mail service or a library's proxy."""
_DOI_IN_PATH = re.compile(r"https?://[^\s/?#]+/[^\s?#]*?(10\.[1-9][0-9]{3,8}/[^\s?#]+)")
_AFTER_DOI = re.compile(
    r"(?:v[0-9]{1,2})?(?:[./](?:full|full[.-]text|abstract|abs|pdf|epdf|html?|xml)){0,4}/?$",
    re.IGNORECASE,
)
"""What publishers put after a DOI in an address: the version and the kind of page."""
_PREPRINTS = "10.1101/"
"""bioRxiv and medRxiv, the only hosts with a version after the DOI in addresses."""
_PAGE_OF = re.compile(
    r"(?:[/.](?:full|full-text|abstract|abs|pdf|epdf|html?)){1,4}/?$", re.IGNORECASE
)
_NATURE = re.compile(r"https?://(?:www\.)?nature\.com/articles/(s?[0-9][\w-]+)", re.IGNORECASE)
_PAGE = re.compile(
    r"https?://(?:[\w-]{1,30}\.){0,3}(?:sciencedirect\.com/science/article/(?:abs/)?pii/"
    r"|ieeexplore\.ieee\.org/(?:abstract/)?document/|openaccess\.thecvf\.com/content"
    r"|proceedings\.mlr\.press/v|(?:papers|proceedings)\.(?:nips|neurips)\.cc/paper|jmlr\.org/papers/"
    r"|ssrn\.com/(?:abstract=|sol3/papers)|cell\.com/[\w/-]{1,60}/fulltext/|mdpi\.com/\d{4}-"
    r"|thelancet\.com/journals/|jamanetwork\.com/journals/|hal\.science/|dl\.acm\.org/citation"
    r"|isca-speech\.org/archive/|bmvc\d|ojs\.aaai\.org/|usenix\.org/conference/)\S",
    re.IGNORECASE,
)
"""Pages of papers whose addresses contain no identifier."""
_SHORT = re.compile(
    r"https?://(?:www\.)?(?:bio|med)rxiv\.org/cgi/content/[a-z]{4,12}/(\d[\d.]{5,30}\d)",
    re.IGNORECASE,
)
"""How alerts of bioRxiv link a preprint: by the end of its DOI."""
_LONGEST = 2000


def target(url: str) -> str:
    """Return the address that a tracker or proxy address finally leads to."""
    for _ in range(3):
        found = _LEADS_TO.search(url[:_LONGEST])
        if not found:
            break
        url = unquote(found[1]) if "%3" in found[1][:9].lower() else found[1]
    return url


def is_paper(url: str) -> bool:
    """Return whether an address is that of a paper, with or without an identifier in it."""
    return bool(ids_of(url)) or (len(url) <= _LONGEST and _PAGE.match(url) is not None)


def ids_of(url: str) -> dict[str, str]:
    """Return the identifier that the address of a paper's page names, by its kind."""
    if "://" not in url or len(url) > _LONGEST:
        return {}
    if arxiv := identifiers.parse_arxiv(url):
        identifier, version = arxiv
        return {"arxiv": f"{identifier}v{version}" if version else identifier}
    if doi := identifiers.parse_doi(url):
        return {"doi": doi}
    for kind in identifiers.KINDS[2:]:
        if found := identifiers.parse(kind, url):
            return {kind: found}
    return _doi_in_path(url)


def keys_of(url: str) -> list[str]:
    """Return the identifier of `ids_of` with its kind: ``doi:10.5555/1``."""
    return [f"{kind}:{value}" for kind, value in ids_of(url).items()]


def _doi_in_path(url: str) -> dict[str, str]:
    if nature := _NATURE.match(url):
        return {"doi": f"10.1038/{nature[1].lower()}"}
    if short := _SHORT.match(url):
        return {"doi": f"{_PREPRINTS}{short[1]}"}
    found = _DOI_IN_PATH.match(url)
    if not found:
        return {}
    tail = _AFTER_DOI if found[1].startswith(_PREPRINTS) else _PAGE_OF
    doi = identifiers.parse_doi(tail.sub("", unquote(found[1])))
    return {"doi": doi} if doi else {}
