"""What the page says about a paper, ready for the template: clean text, marked where it counts."""

import msgspec
from markupsafe import Markup

from papertriage.dates import earliest_day, is_partial, latest_day
from papertriage.paper import Author, Paper
from papertriage.report import Entry, Reason, Report
from papertriage.text.clean import safe
from papertriage.writers import phrases
from papertriage.writers.explain import explained
from papertriage.writers.listing import paragraphs
from papertriage.writers.marks import short
from papertriage.writers.page.marked import Spot, evidence, marked, peek, spots

_NAMES = 3
"""Authors named in the line under the title; the open abstract names all."""
_MEANINGS = {
    "keyword": "a keyword of the topic, and where it occurs",
    "rule": "a rule of the topic",
    "words": "words that papers on the topic use",
    "against": "counted against the topic",
    "topic": "the topic that it fits best",
}


class Why(msgspec.Struct, frozen=True):
    """A reason in a few words, its kind, and what this kind means."""

    kind: str
    text: str
    meaning: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as the template shows it.

    Attributes:
        number: that of the paper on the page and of its record in the data, from 0.
        bar: the score in hundredths, from 0 to 100.
        moment: the date where it is a valid one, for machines.
        names: who wrote it, in short; `all_names` only where that leaves somebody out.
        own: what the current user decided, beyond a star; `others`, what other users did.
        links: what else there is on the web: the paper's other names, PDF, code, project.
    """

    number: int
    rank: int
    title: Markup
    is_headline: bool
    is_starred: bool
    own: str
    others: list[str]
    address: str
    score: str
    bar: int
    date: str
    moment: str
    deduced: bool
    names: str
    all_names: str
    place: str
    best_id: str
    why: list[Why]
    also: list[tuple[str, str]]
    peek: Markup
    abstract: list[Markup]
    is_cut: bool
    links: list[tuple[str, str]]
    comment: str
    sums: list[str]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the page's script must know of a paper; days are null where the date is unknown."""

    id: str
    score: float
    first: str | None
    last: str | None
    topics: list[int]
    bibtex: str
    mark: str | None
    note: str | None
    reason: str | None


def row(entry: Entry, number: int, report: Report, *, explain: bool) -> Row:
    """Prepare an entry for the template."""
    paper = entry.paper
    title = phrases.title(entry)
    in_abstract = evidence(entry, "abstract")
    abstract = [(part, spots(part, in_abstract)) for part in paragraphs(paper.abstract)]
    day = safe(paper.date or "")
    own, others = phrases.own_decisions(entry.mark), phrases.others_decisions(entry)
    return Row(
        number=number,
        rank=entry.rank,
        title=marked(title, spots(title, evidence(entry, "title"))),
        is_headline=not paper.title,
        is_starred=entry.is_starred,
        own=" · ".join(own),
        others=others,
        address=phrases.link(paper),
        score=short(entry.tag.score),
        bar=round(min(max(entry.tag.score, 0.0), 1.0) * 100),
        date=day or "undated",
        moment=day if is_partial(day) else "",
        deduced=paper.date_inferred,
        names=_names(paper),
        all_names=_all_names(paper),
        place=phrases.place(paper),
        best_id="" if phrases.best_id(paper).startswith("sha1:") else phrases.best_id(paper),
        why=[_why(reason) for reason in entry.why if reason.kind != "also"],
        also=[(safe(tag.topic), short(tag.score)) for tag in entry.also],
        peek=peek(*_best_marked(abstract)),
        abstract=[marked(part, where) for part, where in abstract],
        is_cut=paper.abstract_truncated,
        links=_links(paper),
        comment=safe(paper.comment or ""),
        sums=explained(entry, report) if explain else [],
    )


def record(entry: Entry, topics: dict[str, int], bibtex: str) -> Record:
    """Prepare an entry for the script.

    Args:
        entry: the paper on its list.
        topics: the numbers of all topics on the page.
        bibtex: the paper's BibTeX.
    """
    first, last = _days(entry.paper.date)
    mark = entry.mark
    return Record(
        id=safe(entry.paper.id),
        score=round(entry.tag.score, 4),
        first=first,
        last=last,
        topics=[topics[tag.topic] for tag in (entry.tag, *entry.also)],
        bibtex=bibtex,
        mark=mark.verdict if mark else None,
        note=safe(mark.note) if mark and mark.note else None,
        reason=safe(mark.reason) if mark and mark.reason else None,
    )


def _best_marked(abstract: list[tuple[str, list[Spot]]]) -> tuple[str, list[Spot]]:
    """Return the first paragraph with a keyword, else the first one."""
    keyed = (part for part in abstract if any(spot.kind == "keyword" for spot in part[1]))
    return next(keyed, abstract[0] if abstract else ("", []))


def _days(day: str | None) -> tuple[str | None, str | None]:
    """Return the first and the last day that a date may mean, as ISO text, which compares."""
    if not day or not is_partial(day):
        return None, None
    return earliest_day(day).isoformat(), latest_day(day).isoformat()


def _names(paper: Paper) -> str:
    if not paper.authors:
        return phrases.authors(paper)
    _, more = phrases.first_authors(paper, _NAMES)
    return ", ".join(map(_name, paper.authors[:_NAMES])) + (f" +{more}" if more else "")


def _all_names(paper: Paper) -> str:
    if len(paper.authors) <= _NAMES:
        return ""
    return ", ".join(_name(author) for author in paper.authors)


def _name(author: Author) -> str:
    """Return the name as people say it: "Ada Okafor", also where the source says "Okafor, Ada"."""
    if author.family and author.given:
        return safe(f"{author.given} {author.family}")
    family, comma, given = safe(author.name).partition(", ")
    return f"{given} {family}" if comma and "," not in given else safe(author.name)


def _why(reason: Reason) -> Why:
    return Why(reason.kind, _unbroken(phrases.phrase(reason)), _MEANINGS[reason.kind])


def _unbroken(text: str) -> str:
    """Keep the symbol that opens a reason on the line of its first word."""
    return text.replace(" ", "\u00a0", 1) if text[:1] in "~−" else text


def _links(paper: Paper) -> list[tuple[str, str]]:
    found = [
        *phrases.links(paper),
        ("PDF", phrases.web(paper.pdf_url)),
        ("code", phrases.web(paper.code_url)),
        ("project", phrases.web(paper.project_url)),
        ("search arXiv", phrases.search(paper)),
    ]
    return [(name, address) for name, address in found if address]
