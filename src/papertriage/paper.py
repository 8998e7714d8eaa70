"""The paper: the record that all stages work with, and its JSON, which is one line.

The field names are those of arXiv and CSL. ``id`` comes first; ``title`` and ``abstract`` are
always present (null if unknown); other fields are absent if unknown. Fields that papertriage does
not know are kept in ``extra``, on the paper and on the objects inside it, and are written back
where they were.
"""

from typing import Any, Literal

import msgspec

EXTRA = "$extra"
"""The encoded name of `extra`, which holds unknown fields; it is never written."""


class Author(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One author: `name` as printed; `family` and `given` only if the source separates them.

    `affiliation` is as the source prints it, several separated by "; ".
    """

    name: str
    family: str | None = None
    given: str | None = None
    orcid: str | None = None
    affiliation: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict, name=EXTRA)


class Source(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Where a paper was read: the reader's form and the source's base name, never its folder."""

    form: str
    name: str
    raw_id: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict, name=EXTRA)


class Event(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Something that happened to a paper.

    `type` is `new`, `cross`, `replace`, `replace-cross`, `withdrawn`, `retracted` or `reinstated`.
    """

    type: str
    date: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict, name=EXTRA)


Field = Literal["title", "abstract"]
"""A field in which the evidence for a topic is found."""


class Evidence(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """One additive part of a tag's score, in log-odds.

    A `keyword` has the words that matched, the field, their count, and the words around the first
    match; a `void` keyword was found but cancelled by an exclusion (share 0); a `term` is a
    TF-IDF stem, shown as the word it came from; a `rule` describes an author, a category or an
    example of the taxonomy that matched ("by Okafor"), or, with a negative share, words that the
    topic has under `not`.
    """

    kind: Literal["keyword", "term", "void", "rule"]
    text: str
    share: float = 0.0
    field: Field | None = None
    count: int = 1
    around: str | None = None
    level: str | None = None


class Tag(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A topic's probability for a paper: ``score = sigmoid(base + sum of shares)``."""

    topic: str
    score: float
    base: float
    evidence: list[Evidence] = []
    extra: dict[str, Any] = msgspec.field(default_factory=dict, name=EXTRA)


WITHDRAWN = frozenset({"withdrawn", "retracted"})
"""The statuses of papers that do not rank; a `reinstated` one ranks."""


class Paper(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One paper. Dates are ISO and may be partial (``2024``, ``2024-05``); none is invented."""

    id: str
    ids: dict[str, str] = {}
    title: str | None
    abstract: str | None
    abstract_truncated: bool = False
    authors: list[Author] = []
    author_count: int | None = None
    published: str | None = None
    updated: str | None = None
    announced: str | None = None
    date_inferred: bool = False
    categories: list[str] = []
    primary_category: str | None = None
    version: int | None = None
    comment: str | None = None
    journal_ref: str | None = None
    venue: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    publisher: str | None = None
    issn: str | None = None
    isbn: str | None = None
    language: str | None = None
    type: str | None = None
    keywords: list[str] = []
    url: str | None = None
    pdf_url: str | None = None
    code_url: str | None = None
    project_url: str | None = None
    status: str | None = None
    metrics: dict[str, int] = {}
    events: list[Event] = []
    sources: list[Source] = []
    tags: list[Tag] | None = None
    near_tags: list[Tag] = []
    extra: dict[str, Any] = msgspec.field(default_factory=dict, name=EXTRA)

    @property
    def issued(self) -> str | None:
        """The date for a bibliography: published, else announced, else updated."""
        return self.published or self.announced or self.updated

    @property
    def date(self) -> str | None:
        """The date for a reading list: `issued`, or the day of announcement if it lies within it.

        An arXiv id gives only a month; the day on which a feed announced it is more exact.
        """
        issued, announced = self.issued, self.announced
        if issued and announced and announced.startswith(f"{issued}-"):
            return announced
        return issued


Announced = Literal["new", "cross", "replace"]
"""How arXiv announces a paper in a category: new, cross-listed from another, or replaced."""
ANNOUNCED: tuple[Announced, ...] = ("new", "cross", "replace")


def announced_as(paper: Paper) -> frozenset[Announced]:
    """Return how feeds announced a paper; a paper that none announced counts as new."""
    kinds = {event.type.removesuffix("-cross") for event in paper.events}
    return frozenset(kind for kind in ANNOUNCED if kind in kinds) or frozenset({"new"})


class Record(msgspec.Struct, kw_only=True):
    """What one source says about one paper, as it was read. A paper is merged from its records.

    Attributes:
        hash: 24 hex digits that identify the record (see `identity.record_hash`).
        paper: what the source says; `id` is the key that the record would have alone.
        by: the version of papertriage that normalized it; empty if unknown.
        former: further names of the paper, from libraries of format 1.
    """

    hash: str
    paper: Paper
    by: str = ""
    former: list[str] = []


OUTPUT_ONLY = frozenset({
    "rank", "score", "why", "topic", "also", "near", "mark", "others", "changed",
})  # fmt: skip
"""Keys that writers add; readers drop them when they read papertriage's own output."""

OWN_MARK = "papertriage:"
"""The start of keywords and notes that writers add to formats without `OUTPUT_ONLY` keys."""

HEADLINE_MARK = "≈ "
"""The start of a headline, which stands in for a missing title; readers do not take it for one."""

TYPES = frozenset({
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
    "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
    "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview",
    "legal_case", "legislation", "manuscript", "map", "motion_picture", "musical_score", "pamphlet",
    "paper-conference", "patent", "performance", "periodical", "personal_communication", "post",
    "post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech",
    "standard", "thesis", "treaty", "webpage",
})  # fmt: skip
"""The types of CSL 1.0.2."""

PAGES = {
    "arxiv": "https://arxiv.org/abs/{}",
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "acl": "https://aclanthology.org/{}/",
    "openreview": "https://openreview.net/forum?id={}",
    "openalex": "https://openalex.org/{}",
    "s2": "https://www.semanticscholar.org/paper/{}",
    "dblp": "https://dblp.org/rec/{}",
}
"""The page of a paper by kind of identifier, the best known first."""

_NESTED: dict[str, type[msgspec.Struct]] = {
    "authors": Author,
    "sources": Source,
    "events": Event,
    "tags": Tag,
}


def _names(kind: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(f.encode_name for f in msgspec.structs.fields(kind)) - {EXTRA}


FIELDS = _names(Paper)
_NESTED_FIELDS = {name: _names(kind) for name, kind in _NESTED.items()}
ALL_FIELDS = FIELDS.union({EXTRA}, _names(Evidence), *_NESTED_FIELDS.values())
"""The names of fields at any level of a record."""


def from_dict(raw: dict[str, Any]) -> Paper:
    """Build a paper from decoded JSON, unknown fields included.

    Raises:
        msgspec.ValidationError: a known field has the wrong type; the text says which.
    """
    known = {key: value for key, value in raw.items() if key in FIELDS}
    paper = msgspec.convert({"title": None, "abstract": None, **known}, Paper)
    if not raw.keys() <= FIELDS:
        paper.extra = {k: v for k, v in raw.items() if k not in FIELDS and k not in OUTPUT_ONLY}
    for name, fields in _NESTED_FIELDS.items():
        for item, source in zip(getattr(paper, name) or (), raw.get(name) or (), strict=True):
            if not source.keys() <= fields:
                item.extra = {k: v for k, v in source.items() if k not in fields}
    return paper


def to_dict(paper: Paper) -> dict[str, Any]:
    """Return the paper as JSON-ready values in the order of the record, unknown fields last."""
    out: dict[str, Any] = msgspec.to_builtins(paper)
    for name in _NESTED:
        for item in out.get(name) or ():
            item.update(item.pop(EXTRA, {}))
    out.update(out.pop(EXTRA, {}))
    return out


def survives(paper: Paper) -> bool:
    """Return whether ``decode(encode(paper)) == paper``, without encoding it, which takes 8 us.

    Known fields are always read back unchanged, and unknown ones unless their name is known.
    """
    if not paper.extra.keys().isdisjoint(_RESERVED_NAMES):
        return False
    nested = (*paper.authors, *paper.sources, *paper.events, *(paper.tags or ()))
    filled = [item for item in nested if item.extra]
    return all(item.extra.keys().isdisjoint({*_names(type(item)), EXTRA}) for item in filled)


def decode(line: bytes | str) -> Paper:
    """Read one line of papertriage JSON.

    Raises:
        msgspec.DecodeError: not JSON, or (as its subclass ValidationError) not a paper.
    """
    own = decode_own(line.encode() if isinstance(line, str) else line)
    return own or from_dict(msgspec.json.decode(line, type=dict[str, Any]))


def decode_own(line: bytes) -> Paper | None:
    """Read a line that is exactly as `encode` writes it; None for any other.

    This takes half of the time of decoding to a dict. Typed decoding drops unknown fields, so the
    paper is encoded again: if the line differs only by unknown fields at its end, these are
    decoded by themselves.
    """
    if b"$" in line and EXTRA.encode() in line:  # typed decoding would accept this foreign field
        return None
    try:
        paper = _decoder.decode(line)
        known = _encoder.encode(paper)
        if known == line:
            return paper
        # Unknown fields follow the known ones: {"id":...,"sources":[...],"stars":5}
        if not line.startswith(known[:-1] + b","):
            return None
        unknown = b"{" + line[len(known) :]
        if unknown.count(b"[") + unknown.count(b"{") > _MOST_BRACKETS:
            return None
        paper.extra = _object.decode(unknown)
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
    return paper if paper.extra.keys().isdisjoint(_RESERVED_NAMES) else None


def encode(paper: Paper) -> bytes:
    """Write the paper as one line of JSON, UTF-8, without the newline."""
    line = _encoder.encode(paper)
    # One byte is found in a fraction of the time, and most lines do not contain it.
    parts = line.split(_EXTRA_START) if b"$" in line else [line]
    if len(parts) == 1:
        return line
    if len(parts) == 2 and paper.extra and paper.extra.keys().isdisjoint(_RESERVED_NAMES):
        known, unknown = parts  # it is the last field
        return known + unknown[:-1]
    return msgspec.json.encode(to_dict(paper))


_decoder = msgspec.json.Decoder(Paper)
_object = msgspec.json.Decoder(dict[str, Any])
_encoder = msgspec.json.Encoder()
_EXTRA_START = f'"{EXTRA}":{{'.encode()
_RESERVED_NAMES = FIELDS | OUTPUT_ONLY
_MOST_BRACKETS = 64
"""So many brackets cannot be nested more deeply than readers allow."""
