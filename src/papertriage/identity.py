"""Identity: the names of a paper, its key, and the fold that makes a key from plain text.

The fold is frozen, because stored keys depend on it; a golden table in the tests checks it. It
works on the original text, so better cleaning elsewhere never changes a key. Markup, TeX,
mathematical symbols, accents, case, blanks and punctuation make no difference.
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from papertriage.paper import PAGES, Paper, encode
from papertriage.text import identifiers, similarity
from papertriage.text.hashes import blake2b, sha1

KEY_ORDER = ("arxiv", "doi", "pmid", "openalex", "s2", "acl", "openreview")
"""The kinds of names that become the key of a new paper, best first; without any, ``sha1``."""

_VERSIONED = re.compile(
    r"(?P<work>10\.1101/.+\d(?=v)|10\.12688/.+\.\d+(?=\.)|.+(?=[./_-]v))[./_-]?v?\d{1,2}"
)
"""A DOI with a version: of bioRxiv, F1000, or an archive that writes ``.v2`` or ``/v2``."""


def without_version(doi: str) -> str:
    """Return a DOI without its version: ``10.1101/123456`` for ``10.1101/123456v2``."""
    found = _VERSIONED.fullmatch(doi)
    return found["work"] if found else doi


def arxiv_month(identifier: str) -> str:
    """Return the month in which an arXiv identifier was assigned, as ``YYYY-MM``."""
    digits = identifier.rpartition("/")[2] if "/" in identifier else identifier
    year = int(digits[:2])
    return f"{1900 + year if year > 90 else 2000 + year}-{digits[2:4]}"


# The tables of the fold. They must not change (see the docstring of the module).
_FOLD_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_FOLD_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp);")
_FOLD_MACROS = re.compile(
    r"\\(?:emph|textbf|textit|textrm|textsf|textsc|texttt|textsl|text|mathrm|mathbf|mathcal|mathbb"
    r"|mathit|mathsf|bm|boldsymbol|mbox|underline|url|left|right|em|bf|it|rm)(?![A-Za-z])"
)
_FOLD_ACCENTS = re.compile(r"\\[uvHcdbkr](?=[\s{])")
_FOLD_LETTERS = str.maketrans(
    {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
        "ζ": "zeta", "η": "eta", "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa",
        "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
        "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi",
        "χ": "chi", "ψ": "psi", "ω": "omega", "×": "times", "ß": "ss", "æ": "ae", "œ": "oe",
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    }
)  # fmt: skip
_LOWER = bytes(range(256)).lower()
_ASCII_PUNCTUATION = bytes(code for code in range(128) if not chr(code).isalnum())
_PUNCTUATION = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def fold(text: str) -> str:
    r"""Reduce a text to its letters and digits, which all copies of one text share.

    The result is in lower case, without accents, blanks, punctuation, HTML tags and TeX markup.
    Greek letters become their names, as does ``\alpha``. The name of a macro stays if it has no
    backslash, as web pages drop backslashes.
    """
    if "<" in text or "&" in text:
        text = _FOLD_ENTITY.sub(" ", _FOLD_TAGS.sub("", text))
    if "\\" in text:
        text = _FOLD_ACCENTS.sub("", _FOLD_MACROS.sub("", text))
    if text.isascii():  # bytes take a tenth of the time of the pattern
        return text.encode().translate(_LOWER, _ASCII_PUNCTUATION).decode()
    # Decomposing can produce capitals, and folding case can produce something to decompose.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # Most characters are ASCII even here; only the others are checked one by one.
    return _PUNCTUATION.sub("", _BEYOND_ASCII.sub(_letters, text))


def _letters(found: re.Match[str]) -> str:
    return "".join(c for c in found[0].translate(_FOLD_LETTERS) if c.isalnum())


_PREFIX = 200
"""Characters at the start of a folded abstract that identify it; after them copies may differ."""
_BOILERPLATE = re.compile(
    r"(?:editorial|erratum|corrigendum|correction|retraction|preface|foreword|introduction|reply|response"
    r"|comments?|commentary|letter|errata|addendum|obituary|bookreviews?|index|abstracts?|news|discussion)"
    r"(?:(?:board|note|notice|notes)|(?:to|on|of|for|from)(?:the)?.{0,400})?"
)
_START = 3 * _PREFIX // 2
"""Characters of a text whose fold usually has the length of a prefix."""


def is_weak_title(title: str) -> bool:
    """Return whether a title alone identifies nothing: under four words, or boilerplate."""
    return _is_weak(title, fold(title))


def _is_weak(title: str, folded: str) -> bool:
    return len(title.split()) < similarity.LEAST_WORDS or _BOILERPLATE.fullmatch(folded) is not None


def fold_start(text: str) -> str:
    """Return the first characters of the fold; the start of the text is usually enough for it."""
    start = text[:_START]
    if "<" not in start and "&" not in start and "\\" not in start:
        folded = fold(start)
        if len(folded) >= _PREFIX:
            return folded[:_PREFIX]
    return fold(text)[:_PREFIX]


def surrogate(paper: Paper) -> str:
    """Return the ``sha1:`` name of a paper, which is made from its text."""
    text = fold(paper.title or "")
    if not paper.title:
        text = fold_start(paper.abstract or "")
    elif _is_weak(paper.title, text):
        start = fold_start(paper.abstract or "")
        text += "\n" + (start or ";".join(fold(author.name) for author in paper.authors))
    return _sha1(text)


def key(paper: Paper) -> str:
    """Return the key of a new paper: its best known name, else its surrogate."""
    for kind in KEY_ORDER:
        if kind in paper.ids:
            return f"{kind}:{paper.ids[kind]}"
    return f"sha1:{paper.ids['sha1']}" if "sha1" in paper.ids else surrogate(paper)


def names(paper: Paper) -> list[str]:
    """Return every exact name of a paper: its key, if it has one, and its ids."""
    found = dict.fromkeys(f"{kind}:{value}" for kind, value in paper.ids.items())
    return list({paper.id: None, **found} if paper.id else found)


def record_hash(paper: Paper, former: Sequence[str] = ()) -> str:
    """Return 24 hex digits that identify what a source says about a paper.

    The source, counts, events, the day of announcement, a date whose year was deduced, and tags
    make no difference. So the same record has the same hash wherever and whenever it is read.

    Args:
        paper: the record.
        former: further names that come with it, sorted.
    """
    content = msgspec.structs.replace(
        paper, id="", sources=[], metrics={}, events=[], announced=None, tags=None
    )
    if paper.date_inferred:
        content.published, content.date_inferred = None, False
    code = encode(content) + (msgspec.json.encode(former) if former else b"")
    return blake2b(code, digest_size=12).hexdigest()


_INDEXES = ("pmcid", "openalex", "s2", "dblp")
"""The kinds whose page is in an index; it is used for papers whose source gives no URL."""
_OWN_PAGES = tuple(kind for kind in PAGES if kind not in _INDEXES)
_DOI_SAFE = "/:;()@!$&'*+,=~"
"""Characters of a DOI that need no escape in a URL, besides letters and digits."""


def page_url(ids: dict[str, str]) -> str | None:
    """Return the URL of a paper's page that follows from its identifiers, arXiv's first."""
    return _address(ids, _OWN_PAGES)


def index_url(ids: dict[str, str]) -> str | None:
    """Return the URL of a paper's page in an index; None if no index has it."""
    if (corpus := ids.get("s2", "")).startswith("CorpusId:"):
        ids = {**ids, "s2": f"https://api.semanticscholar.org/{corpus}"}
    return _address(ids, _INDEXES)


def _address(ids: dict[str, str], kinds: Sequence[str]) -> str | None:
    for kind in kinds:
        if name := ids.get(kind):
            name = quote(name, safe=_DOI_SAFE) if kind == "doi" else name
            return name if name.startswith("https://") else PAGES[kind].format(name)
    return None


def canonical(name: str) -> str:
    """Return the normal form of a name that a user typed; arXiv ids and DOIs need no prefix."""
    if arxiv := identifiers.parse_arxiv(name):
        return f"arxiv:{arxiv[0]}"
    if doi := identifiers.parse_doi(name):
        return f"doi:{doi}"
    kind, colon, value = name.strip().partition(":")
    kind = kind.lower()
    if colon and kind in identifiers.KINDS:
        value = identifiers.parse(kind, value) or value
    return f"{kind}:{value}" if colon else name.strip()


def _sha1(text: str) -> str:
    return "sha1:" + sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]
