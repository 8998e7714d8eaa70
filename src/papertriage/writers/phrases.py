"""What a reading list says about a paper, in words that every writer shares.

Everything that comes from a paper passes `safe` here, so that writers handle clean lines only.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote, urlsplit

from papertriage.paper import HEADLINE_MARK, PAGES, Author, Paper
from papertriage.report import Change, Entry, Mark, ReadingList, Reason, Report
from papertriage.text.clean import counted, safe
from papertriage.writers.marks import short

_NO_ADDRESS = frozenset('<>"{}|\\^` ')
"""Characters that no address has (RFC 3986, appendix A), though some are written with them."""
_UNSAFE_IN_LINK = frozenset("<>\"'`{}|\\^()[] ")
STAR = "★ "
"""Starts the title of a paper that the user starred."""
CHANGED = "Changed since listed"
"""The heading of papers that changed after they were listed."""


def title(entry: Entry | Change) -> str:
    """Return the paper's title, or ``≈`` and its headline."""
    if entry.paper.title:
        return safe(entry.paper.title)
    return f"{HEADLINE_MARK}{safe(entry.headline or 'neither title nor abstract')}"


def authors(paper: Paper, *, most: int = 2, brief: bool = False) -> str:
    """Return who wrote it in a few cells: ``Lindqvist, Rao``, ``Okafor +3``, ``4 authors``.

    Args:
        paper: the paper.
        most: with more authors than these, only the first is named.
        brief: name only the first of two: ``Lindqvist +1``.
    """
    total = max(paper.author_count or 0, len(paper.authors))
    if not paper.authors:
        return counted(total, "author") if total else ""
    names = [family(author) for author in paper.authors[:most]]
    if total == len(names) and not (brief and total > 1):
        return ", ".join(names)
    return f"{names[0]} +{total - 1}"


def first_authors(paper: Paper, most: int) -> tuple[list[str], int]:
    """Return the names of the first authors, and how many more there are."""
    names = [safe(author.name) for author in paper.authors[:most]]
    return names, max(paper.author_count or 0, len(paper.authors)) - len(names)


def family(author: Author) -> str:
    """Return an author's family name; of an organization the whole."""
    if author.family:
        return safe(author.family)
    from papertriage.text import people  # sources mostly separate the family name

    name = people.split_name(safe(author.name))
    return name.family if name else safe(author.name)


def place(paper: Paper) -> str:
    """Return the primary category, else the venue."""
    category = paper.primary_category or (paper.categories[0] if paper.categories else None)
    return safe(category or paper.venue or "")


def best_id(paper: Paper) -> str:
    """Return the name under which the paper is best known, else its key."""
    return next((name for name, _ in links(paper)), safe(paper.id))


def link(paper: Paper) -> str:
    """Return where the paper is on the web, ``http`` or ``https`` only; empty if nowhere."""
    return next((address for _, address in links(paper)), web(paper.url) or web(paper.pdf_url))


def search(paper: Paper) -> str:
    """Return where to look for a paper that has a title and is nowhere on the web, else nothing."""
    if link(paper) or not paper.title:
        return ""
    return f"https://arxiv.org/search/?searchtype=title&query={quote(safe(paper.title), safe='')}"


def link_or_search(paper: Paper) -> str:
    """Return the paper's page, or where to look for it; empty if neither is known."""
    return link(paper) or search(paper)


def links(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the names of a paper that can be looked up, the best known first, with addresses."""
    for kind, address in PAGES.items():
        if name := paper.ids.get(kind):
            yield f"{kind}:{safe(name)}", address.format(quote(safe(name), safe="/:.;-_~"))


def web(url: str | None) -> str:
    """Return a link fit for any markup, or nothing if it is not a plain web address."""
    return "".join(quote(char) if char in _UNSAFE_IN_LINK else char for char in bare_web(url))


def bare_web(url: str | None) -> str:
    """Return a web address unchanged, for data formats; nothing if it is not one."""
    if not url or safe(url) != url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket in the host
        return ""
    if (
        parts.scheme not in {"http", "https"}
        or not parts.netloc
        or _UNSAFE_IN_LINK & {*parts.netloc}
    ):
        return ""
    return "".join(quote(char) if char in _NO_ADDRESS else char for char in url)


def address(paper: Paper) -> str:
    """Return where a paper says it is, else where its names lead, for data formats."""
    return bare_web(paper.url) or link(paper)


def pdf(paper: Paper) -> str:
    """Return where the paper's PDF is on the web, ``http`` or ``https`` only; empty if unknown."""
    arxiv = paper.ids.get("arxiv")
    on_arxiv = f"https://arxiv.org/pdf/{quote(safe(arxiv), safe='/.')}" if arxiv else ""
    return web(paper.pdf_url) or on_arxiv


def where(reason: Reason) -> str:
    """Return where and how often a keyword was found: ``title``, ``2×``, ``3×, title``."""
    if reason.count == 1:
        return "title" if reason.in_title else "abstract"
    return f"{reason.count}×{', title' if reason.in_title else ''}"


def phrase(reason: Reason, *, brief: bool = False) -> str:
    """Say a reason in a few cells, as tables and TSV do; `brief` leaves out where and how much."""
    words = ", ".join(safe(word) for word in reason.words)
    score = "" if brief else f" {short(reason.score)}"
    return {
        "keyword": f'"{words}"' if brief else f'"{words}" {where(reason)}',
        "rule": words,
        "words": f"~ {words}",
        "against": f'− "{words}"',
        "topic": f"{words}{score}",
        "also": f"also {words}{score}",
    }[reason.kind]


def in_words(why: Sequence[Reason]) -> str:
    """Return reasons in words, without the symbols that tables use.

    Keywords that occur once say together where: ``"lips", "talking face" in the abstract``.
    """
    groups = groupby(why, key=lambda one: one.in_title if _is_single(one) else None)
    return "; ".join(part for _, reasons in groups for part in _group([*reasons]))


def _is_single(reason: Reason) -> bool:
    return reason.kind == "keyword" and reason.count == 1


def _group(reasons: Sequence[Reason]) -> Iterator[str]:
    """Yield the parts of a group of `in_words`."""
    if _is_single(reasons[0]):
        words = ", ".join(f'"{safe(word)}"' for reason in reasons for word in reason.words)
        yield f"{words} in the {'title' if reasons[0].in_title else 'abstract'}"
        return
    for reason in reasons:
        words = safe(", ".join(reason.words))
        title = ", in the title too" if reason.in_title else ""
        yield {
            "keyword": f'"{words}" {reason.count} times{title}',
            "words": words,
            "against": f'"{words}" counts against it',
        }.get(reason.kind) or phrase(reason)


def length(one: ReadingList, report: Report) -> str:
    """Return how many papers a list has, and how many wait; ``-q`` leaves out the summary."""
    listed, waiting = one.counts.listed, one.counts.beyond_limit
    if not report.new:
        return counted(listed, "paper")
    return f"{listed} new" + (f", {wait(waiting)}" if waiting else "")


def wait(number: int) -> str:
    """Say how many papers wait."""
    return f"{number} {'waits' if number == 1 else 'wait'} for the next list"


def change(changed: Change) -> str:
    """Return how a paper changed since it was listed."""
    listed, paper = safe(changed.listed), changed.paper
    if changed.kind == "version":
        return f"version {paper.version}; version {changed.before} was listed on {listed}"
    return f"{changed.kind} since it was listed on {listed}"


_DECISIONS = {"star": "★ starred", "later": "for later", "read": "read", "skip": "skipped"}


def decision(mark: Mark) -> str:
    """Say what a user decided: ``★ starred``, ``skipped: off topic``, ``skipped on faces``."""
    parts = []
    if mark.verdict:
        reason = f": {safe(mark.reason)}" if mark.reason else ""
        parts.append(_DECISIONS[mark.verdict] + reason)
    for topic, reason in sorted(mark.skipped.items()):
        parts.append(f"skipped on {safe(topic)}" + (f": {safe(reason)}" if reason else ""))
    return "; ".join(parts) or "a note"


def verdicts(mark: Mark) -> Iterator[str]:
    """Yield a user's verdicts as a machine reads them: ``star``, ``skip on faces``."""
    if mark.verdict:
        yield mark.verdict
    yield from (f"skip on {topic}" for topic in sorted(mark.skipped))


def skip_reasons(mark: Mark) -> Iterator[str]:
    """Yield why a user skipped a paper."""
    yield mark.reason or ""
    yield from (f"{topic}: {why}" for topic, why in sorted(mark.skipped.items()) if why)


def when(mark: Mark) -> str:
    """Say when a user decided, and who it was: ``2026-11-20 by Ada Okafor``."""
    return safe(mark.date) + (f" by {safe(mark.by)}" if mark.by else "")


def decisions(entry: Entry) -> list[str]:
    """Say what users decided on a paper of a list, beyond the current user's star.

    The current user's note comes in quotation marks, other users' decisions after their names.
    """
    return own_decisions(entry.mark) + others_decisions(entry)


def own_decisions(mark: Mark | None) -> list[str]:
    """Say what the current user decided, beyond a star."""
    parts = []
    if mark is not None:
        if mark.verdict != "star" and (mark.verdict or mark.skipped):
            parts.append(decision(mark))
        if mark.note:
            parts.append(f"“{safe(mark.note)}”")
    return parts


def others_decisions(entry: Entry) -> list[str]:
    """Say what other users decided, by name."""
    return [f"{safe(other.by)}: {decision(other)}" for other in entry.others]


def why(entry: Entry) -> list[str]:
    """Return all reasons of an entry as phrases; of a near paper, that it is one."""
    return ["near"] * entry.near + [phrase(reason) for reason in entry.why]


def headed(entries: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield each entry after the heading above it: only the first near paper has one."""
    near = [entry for entry in entries if entry.near]
    for entry in entries:
        yield near_heading(near) if near and entry is near[0] else "", entry


def near_heading(entries: Iterable[Entry]) -> str:
    """Return what heads the near papers of a list."""
    found = any(part.kind == "keyword" for entry in entries for part in entry.tag.evidence)
    return f"near, {'below the minimum score or ' if found else ''}without a keyword of yours"
