"""The papers that record formats (csv, bibtex, ris, csl, atom) write, with or without a rank.

A reading list has ranked papers with reasons; an export has papers with or without tags. Both
become items here, so that each format is written once.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from papertriage.paper import HEADLINE_MARK, OWN_MARK, Paper
from papertriage.report import ON_TOPIC, Entry, Mark, Report, Verdict
from papertriage.text.clean import safe
from papertriage.writers import phrases
from papertriage.writers.marks import short

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_VERDICTS: dict[Verdict, str] = {
    "star": "starred",
    "later": "later",
    "read": "read",
    "skip": "skipped",
}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One paper to write.

    Attributes:
        paper: the paper.
        title: its title on one line, else ``≈`` and a headline; None where there is neither.
        topics: its topics with their scores, the list's own first.
        rank: its place on the list, from 1; None in an export.
        mark: the decisions of the current user.
        others: the decisions of other users.
        why: the reasons as phrases.
    """

    paper: Paper
    title: str | None
    topics: list[tuple[str, float]] = []
    rank: int | None = None
    mark: Mark | None = None
    others: list[Mark] = []
    why: list[str] = []

    @property
    def starred(self) -> bool:
        """Whether the current user starred it."""
        return self.mark is not None and self.mark.verdict == "star"


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Items under the name of their list (``faces``) or lists (``faces, distillation``)."""

    name: str
    items: Iterable[Item]


def of_report(report: Report) -> Listing:
    """Return the entries of all lists of a report, list after list."""
    name = ", ".join(safe(one.name) for one in report.lists)
    items = (item_of(entry) for one in report.lists for entry in one.entries)
    return Listing(name=name, items=items)


def item_of(entry: Entry) -> Item:
    """Return an entry of a reading list as an item."""
    tags = [entry.tag, *entry.also]
    return Item(
        paper=entry.paper,
        title=_title(entry.paper, entry.headline),
        topics=[(safe(tag.topic), tag.score) for tag in tags],
        rank=entry.rank,
        mark=entry.mark,
        others=entry.others,
        why=phrases.why(entry),
    )


def item_of_paper(
    paper: Paper, headline: str | None = None, mark: Mark | None = None, others: Sequence[Mark] = ()
) -> Item:
    """Return a paper without a rank as an item; its topics are the tags that it is on."""
    tags = sorted(paper.tags or (), key=lambda tag: (-tag.score, tag.topic))
    return Item(
        paper=paper,
        title=_title(paper, headline),
        topics=[(safe(tag.topic), tag.score) for tag in tags if tag.score >= ON_TOPIC],
        mark=mark,
        others=list(others),
    )


def _title(paper: Paper, headline: str | None) -> str | None:
    if paper.title and (title := safe(paper.title)):
        return title
    return f"{HEADLINE_MARK}{safe(headline)}" if headline else None


def note(item: Item) -> str | None:
    """Return rank, score, reasons and decisions on one line that starts with our name."""
    parts: list[str] = []
    if item.topics and item.rank is None:
        parts = [", ".join(f"{topic} {short(score)}" for topic, score in item.topics)]
    elif item.topics:
        topic, score = item.topics[0]
        star = ", starred" if item.starred else ""
        parts = [f"{topic} {short(score)}, rank {item.rank}{star}", *item.why]
    parts += phrases.own_decisions(item.mark)
    return f"{OWN_MARK} {'; '.join(parts)}" if parts else None


def keywords(item: Item) -> list[str]:
    """Return the paper's own keywords, then its topics and the user's verdict, marked as ours."""
    own = [word for keyword in item.paper.keywords if (word := safe(keyword))]
    ours = ["-".join(topic.split()) for topic, _ in item.topics]
    if item.mark and item.mark.verdict:
        ours.append(_VERDICTS[item.mark.verdict])
    return own + [f"{OWN_MARK}{word}" for word in ours]


def parts_of(day: str | None) -> list[str]:
    """Return year, month and day of a partial date as far as they are known; empty if none is."""
    found = _DAY.fullmatch(day or "")
    return [part for part in found.groups() if part] if found else []


def arxiv_number(paper: Paper) -> str:
    """Return a paper's arXiv id with its version: ``arXiv:2611.04217v2``; empty if it has none."""
    version = f"v{paper.version}" if paper.version else ""
    return f"arXiv:{paper.ids['arxiv']}{version}" if paper.ids.get("arxiv") else ""


def paragraphs(text: str | None) -> Iterator[str]:
    """Yield a text's paragraphs, each on one line."""
    for part in (text or "").split("\n\n"):
        if line := safe(part):
            yield line
