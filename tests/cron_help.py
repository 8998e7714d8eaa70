"""Mornings: feeds of announcements as arXiv serves them, and the times to read them."""

from datetime import date, datetime, time
from email.utils import format_datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from cli_help import lines, run


class News(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement: ``2611.00001``, its version, ``new``, ``cross`` or ``replace``.

    Its categories are those of the feed, unless it names its own.
    """

    id: str
    title: str
    abstract: str
    kind: str = "new"
    version: int = 1
    author: str = "Ada Quay"
    categories: tuple[str, ...] = ()


def invented(at: int, kind: str = "new", version: int = 1, *categories: str) -> News:
    """Return an announcement of a paper on no particular topic."""
    return News(
        id=f"2611.{at:05}",
        title=f"Harbour {at} and its lamps",
        abstract=f"We look at harbour number {at} and count its lamps.",
        kind=kind,
        version=version,
        categories=categories,
    )


def feed(day: str, *news: News, category: str = "cs.LG") -> str:
    """Return the feed of a day, as rss.arxiv.org writes it; its build date is always new."""
    midnight = format_datetime(_midnight(day))
    items = "".join(_item(each, midnight, category) for each in news)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:arxiv="http://arxiv.org/schemas/atom" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>'
        f"<title>{category} updates on arXiv.org</title>"
        f"<link>http://rss.arxiv.org/rss/{category}</link>"
        f"<lastBuildDate>{midnight}</lastBuildDate>{items}</channel></rss>"
    )


def journal(*papers: tuple[str, str, str, str, str]) -> str:
    """Return a journal's feed of (DOI, title, abstract, author, day)."""
    items = "".join(
        f"<item><title>{escape(title)}</title><link>https://doi.org/{doi}</link>"
        f"<description>{escape(abstract)}</description><dc:creator>{author}</dc:creator>"
        f"<prism:doi>{doi}</prism:doi><prism:publicationDate>{day}</prism:publicationDate>"
        "<prism:publicationName>Annals of Invented Harbours</prism:publicationName></item>"
        for doi, title, abstract, author, day in papers
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><channel>'
        f"<title>Annals of Invented Harbours</title>{items}</channel></rss>"
    )


def at(day: str, hour: int = 7) -> str:
    """Return a moment of a day, for PAPERTRIAGE_NOW: by default after feeds were rebuilt."""
    return f"{day}T{hour:02}:30+00:00"


def ingest(
    library: Path, day: str, *args: str, hour: int = 7, code: int = 0, cwd: Path | None = None
) -> list[str]:
    """Ingest at a moment; return the messages without the lines of counts."""
    now = at(day, hour)
    done = run("--library", library, "ingest", *args, code=code, cwd=cwd, PAPERTRIAGE_NOW=now)
    reported = [line.removeprefix("papertriage ingest: ") for line in lines(done.stderr)]
    return [
        line for line in reported if " seen = " not in line and " in " + str(library) not in line
    ]


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), ZoneInfo("America/New_York"))


def _item(news: News, midnight: str, category: str) -> str:
    categories = "".join(f"<category>{name}</category>" for name in news.categories or (category,))
    return (
        f"<item><title>{escape(news.title)}</title><link>https://arxiv.org/abs/{news.id}</link>"
        f"<description>arXiv:{news.id}v{news.version} Announce Type: {news.kind} \n"
        f"Abstract: {escape(news.abstract)}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{news.id}v{news.version}</guid>'
        f"{categories}<pubDate>{midnight}</pubDate>"
        f"<arxiv:announce_type>{news.kind}</arxiv:announce_type>"
        f"<dc:creator>{news.author}</dc:creator></item>"
    )
