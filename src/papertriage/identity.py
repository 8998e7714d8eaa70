"""Identity: the names of a paper, its key, and the fold that makes a key of bare text.

The fold is frozen: a golden table in the tests holds it, because keys that users have stored
hang on it. It works on the text itself, so that better cleaning elsewhere never moves a key:
markup, TeX, mathematics signs, accents, case, blanks and punctuation make no difference.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import msgspec

from papertriage.paper import Paper, encode
from papertriage.text import identifiers, similarity
from papertriage.text.abstracts import says_nothing
from papertriage.text.pages import page_range, volume_number
from papertriage.text.person import person
from papertriage.text.titles import read_title

KEY_ORDER = ("arxiv", "doi", "pmid", "openalex", "s2", "acl", "openreview")
"""Which known name becomes the key of a new paper, best first; without any: ``sha1``."""


_VERSIONED = re.compile(
    r"(?P<work>10\.1101/.+\d(?=v)|10\.12688/.+\.\d+(?=\.)|.+(?=[./_-]v))[./_-]?v?\d{1,2}"
)
"""A DOI with a version: bioRxiv's, F1000's, and of all archives that write ``.v2`` or ``/v2``."""


def without_version(doi: str) -> str:
    """Return the DOI of a work, whose versions have DOIs of their own: ``10.1101/123456v2``."""
    found = _VERSIONED.fullmatch(doi)
    return found["work"] if found else doi


def arxiv_month(identifier: str) -> str:
    """Return the month in which an arXiv identifier was given, as ``YYYY-MM``."""
    digits = identifier.rpartition("/")[2] if "/" in identifier else identifier
    year = int(digits[:2])
    return f"{1900 + year if year > 90 else 2000 + year}-{digits[2:4]}"


# The fold's own tables; none of them may change (see the module's head).
_FOLD_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_FOLD_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp);")
_FOLD_MACROS = re.compile(
    r"\\(?:emph|textbf|textit|textrm|textsf|textsc|texttt|textsl|text|mathrm|mathbf|mathcal|mathbb"
    r"|mathit|mathsf|bm|boldsymbol|mbox|underline|url|left|right|em|bf|it|rm)(?![A-Za-z])"
)
_FOLD_ACCENTS = re.compile(r"\\[uvHcdbkr](?=[\s{])")
_FOLD_SIGNS = str.maketrans(
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
    r"""Reduce a text to its letters and digits: what two copies of one text have in common.

    Lower case without accents, blanks, punctuation, HTML tags, TeX markup; Greek letters become
    their names, as in ``\alpha``, and a bare name of a macro stays (pages drop the backslash).
    """
    if "<" in text or "&" in text:
        text = _FOLD_ENTITY.sub(" ", _FOLD_TAGS.sub("", text))
    if "\\" in text:
        text = _FOLD_ACCENTS.sub("", _FOLD_MACROS.sub("", text))
    if text.isascii():  # as bytes in a third of the time
        return text.encode().translate(_LOWER, _ASCII_PUNCTUATION).decode()
    # Decomposing can uncover capitals, and folding case something to decompose.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # Most signs are ASCII even here: only the others are looked at one by one.
    return _PUNCTUATION.sub("", _BEYOND_ASCII.sub(_letters, text))


def _letters(found: re.Match[str]) -> str:
    return "".join(c for c in found[0].translate(_FOLD_SIGNS) if c.isalnum())


_PREFIX = 200
"""Characters of a folded abstract that identify it: copies differ, and are cut, further down."""
_ENOUGH = 100
"""Folded characters below which an abstract identifies nothing ("No abstract available")."""
_BOILERPLATE = re.compile(
    r"(?:editorial|erratum|corrigendum|correction|retraction|preface|foreword|introduction|reply|response"
    r"|comments?|commentary|letter|errata|addendum|obituary|bookreviews?|index|abstracts?|news|discussion)"
    r"(?:(?:board|note|notice|notes)|(?:to|on|of|for|from)(?:the)?.{0,400})?"
)


NEAR_LENGTH = 400
"""Folded characters that two abstracts must have to be told near-equal."""


_START = 3 * _PREFIX // 2
"""Characters of a text whose fold has a prefix's length, as a rule."""


def is_weak_title(title: str) -> bool:
    """Tell whether a title alone identifies nothing: under four words, or boilerplate."""
    return _is_weak(title, fold(title))


def _is_weak(title: str, folded: str) -> bool:
    return len(title.split()) < similarity.LEAST_WORDS or _BOILERPLATE.fullmatch(folded) is not None


def _fold_start(text: str) -> str:
    """Return the fold's first characters, folding no more than needed where that is the same."""
    start = text[:_START]
    if "<" not in start and "&" not in start and "\\" not in start:
        folded = fold(start)
        if len(folded) >= _PREFIX:
            return folded[:_PREFIX]
    return fold(text)[:_PREFIX]


def surrogate(paper: Paper) -> str:
    """Return the ``sha1:`` name that a paper's own text gives it (DESIGN section 3)."""
    text = fold(paper.title or "")
    if not paper.title:
        text = _fold_start(paper.abstract or "")
    elif _is_weak(paper.title, text):
        start = _fold_start(paper.abstract or "")
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


def _abstract_mark(abstract: str) -> tuple[str, ...]:
    start = _fold_start(abstract)
    return (f"a:{start}",) if len(start) >= _ENOUGH else ()


def _rare_words(abstract: str) -> tuple[str, ...]:
    found = similarity.rare_words_of_abstract(abstract) if len(abstract) >= NEAR_LENGTH else []
    return tuple(f"w:{words}" for words in found)


def match_keys(paper: Paper) -> list[str]:
    """Return what copies of a paper share: a shared key is a reason to compare two, no proof.

    ``t:`` the title, and its part before the subtitle; ``p:`` two thirds of its words; ``a:`` the
    abstract's beginning; ``w:`` three of its rare words; ``l:`` volume, page and first author;
    ``d:`` the DOI of which an archive numbers versions.
    """
    return [*_title_keys(paper), *_abstract_keys(paper), *_place_keys(paper)]


def _title_keys(paper: Paper) -> Iterator[str]:
    title = read_title(paper.title) if paper.title else None
    if title is None or not title.words:
        return
    words = title.without_greek
    yield f"t:{''.join(words)}"
    if title.breaks and title.breaks[0] >= _LEAST_MAIN:
        yield f"t:{''.join(title.words[: title.breaks[0]])}"
    for third in similarity.thirds(words, sorted(filter(str.isdigit, words))):
        yield f"p:{third}"


def _abstract_keys(paper: Paper) -> Iterator[str]:
    if paper.abstract and not says_nothing(paper.abstract):
        yield from _abstract_mark(paper.abstract)
        yield from _rare_words(paper.abstract)


def _place_keys(paper: Paper) -> Iterator[str]:
    volume, page = volume_number(paper.volume or ""), page_range(paper.page or "").start
    if volume and page:
        families = person(paper.authors[0]).families if paper.authors else ("",)
        yield f"l:{volume} {page} {min(families, key=lambda name: (len(name), name))}"
    if (doi := paper.ids.get("doi")) and doi.startswith(_NUMBERS_VERSIONS):
        yield f"d:{without_version(doi)}"


_LEAST_MAIN = 3
"""Words before a subtitle that may be a title of their own."""
_NUMBERS_VERSIONS = (
    *("10.1101/", "10.12688/", "10.21203/", "10.26434/", "10.20944/", "10.36227/", "10.6084/"),
    *("10.31219/", "10.31222/", "10.31234/", "10.31235/"),
)
"""The DOI prefixes of archives that give a version a DOI of its own."""


def record_hash(paper: Paper, former: Sequence[str] = ()) -> str:
    """Return 24 hex digits that name what a source says of a paper.

    They cover none of: the source, counts, events, the day of announcement, a date whose year
    was deduced, tags. So the same statement has the same hash wherever and whenever it is read.

    Args:
        paper: the statement.
        former: further names that come with it, sorted.
    """
    said = msgspec.structs.replace(
        paper, id="", sources=[], metrics={}, events=[], announced=None, tags=None
    )
    if paper.date_inferred:
        said.published, said.date_inferred = None, False
    code = encode(said) + (msgspec.json.encode(former) if former else b"")
    return hashlib.blake2b(code, digest_size=12).hexdigest()


_PAGES = {
    "arxiv": "https://arxiv.org/abs/{}", "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/", "acl": "https://aclanthology.org/{}/",
    "openreview": "https://openreview.net/forum?id={}",
}  # fmt: skip
"""Where a paper itself, or all that is known of it, stands; the best first."""
_INDEXES = {
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/", "openalex": "https://openalex.org/{}",
    "s2": "https://www.semanticscholar.org/paper/{}", "dblp": "https://dblp.org/rec/{}",
}  # fmt: skip
"""Where an index lists it: for papers whose source gives no address."""
_DOI_SIGNS = "/:;()@!$&'*+,=~"
"""Signs beside letters and digits that a DOI may keep in an address."""


def page_url(ids: dict[str, str]) -> str | None:
    """Return the address of a paper's page that follows from its names, arXiv's first."""
    return _address(ids, _PAGES)


def index_url(ids: dict[str, str]) -> str | None:
    """Return the address at which an index lists a paper; None if no index does."""
    if (corpus := ids.get("s2", "")).startswith("CorpusId:"):
        ids = {**ids, "s2": f"https://api.semanticscholar.org/{corpus}"}
    return _address(ids, _INDEXES)


def _address(ids: dict[str, str], pages: dict[str, str]) -> str | None:
    for kind, page in pages.items():
        if name := ids.get(kind):
            name = quote(name, safe=_DOI_SIGNS) if kind == "doi" else name
            return name if name.startswith("https://") else page.format(name)
    return None


def canonical(name: str) -> str:
    """Return the normal form of a name as a user types it: an arXiv id or a DOI needs no label."""
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
    return "sha1:" + hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]
