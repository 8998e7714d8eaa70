"""Queries for days, topics, sources, decisions and listings."""

from datetime import date
from pathlib import Path

import pytest

from library_help import tag_line
from papertriage.errors import UsageError
from papertriage.flows.lists.decisions import Decision, decide
from papertriage.flows.lists.rank import rank_library
from papertriage.flows.lists.search import SearchRequest, search
from papertriage.flows.lists.seen import mark_seen
from papertriage.library import Library, TagLine
from papertriage.library.search.query import QueryError
from papertriage.paper import Paper, Source, Tag
from papertriage.ranking.select import Criteria


def paper(number: int, title: str | None, day: str | None, **more: object) -> Paper:
    name = f"10.5555/f.{number}"
    made = Paper(id=f"doi:{name}", ids={"doi": name}, title=title, abstract=f"owls {number}",
                 published=day)  # fmt: skip
    for field, value in more.items():
        setattr(made, field, value)
    return made


PAPERS = [
    paper(1, "Barn owls", "2024-05-17", venue="Journal of Owls",
          sources=[Source(form="bibtex", name="library.bib")]),
    paper(2, "Eagle owls", "2025", sources=[Source(form="pubmed-xml", name="export.xml")]),
    paper(3, "Snowy owls", "2025-11", status="withdrawn"),
    paper(4, None, None),
]  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library")
    with library.write() as writer:
        writer.put(PAPERS)
        near = tag_line(PAPERS[2], owls=0.2)
        writer.put_tags([tag_line(PAPERS[0], owls=0.9), tag_line(PAPERS[1], owls=0.4), near])
    return library


def found(library: Library, text: str) -> str:
    answer = search(library, SearchRequest(text=text, taxonomy=("owls", "barns")))
    return "".join(sorted(entry.paper.id[-1] for entry in answer.report.lists[0].entries))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("year:2025", "23"),
        ("date:2025-11", "23"),
        ("date:2025-12", "2"),
        ("date:2024..2025-06", "12"),
        ("date:2025-06..", "23"),
        ("date:..2024", "1"),
        ("-date:..", "4"),
        ("topic:owls", "1"),
        ("topic:barns", ""),
        ("is:near", "23"),
        ("is:withdrawn", "3"),
        ("is:untitled", "4"),
        ('venue:"journal of owls"', "1"),
        ("source:bibtex", "1"),
        ("source:export.xml", "2"),
        ("owls -source:bibtex year:2025", "23"),
        ("topic:owls OR is:untitled", "14"),
        ("ti:(barn OR eagle)", "12"),
        ("-(barn OR eagle) owls", "34"),
    ],
)
def test_fields(library: Library, text: str, numbers: str) -> None:
    """Queries find papers by partial dates, stored tags, venues and sources."""
    assert found(library, text) == numbers


def test_decisions_and_notes(library: Library) -> None:
    """Queries find what the user decided, and what is undecided."""
    decide(library, [PAPERS[0].id], Decision(kind="star", note="for the seminars on owls"))
    decide(library, [PAPERS[1].id], Decision(kind="skip"))

    assert found(library, "is:starred") == "1"
    assert found(library, "is:skipped") == "2"
    assert found(library, "is:later OR is:read") == ""
    assert found(library, "is:undecided") == "34"
    assert found(library, "note:seminar") == "1"
    assert found(library, "note:workshop") == ""
    assert found(library, "is:starred -barn") == ""


def test_what_was_listed(library: Library) -> None:
    """A recorded listing separates listed papers from new ones."""
    report, _ = rank_library(library, Criteria(taxonomy=("owls",)), date(2026, 11, 20), "t1")
    assert found(library, "is:new") == "1234"
    mark_seen(library, report)

    assert found(library, "is:listed") == "1"
    assert found(library, "is:new") == "234"


def test_what_does_not_exist_is_refused(library: Library) -> None:
    """An unknown topic, or an invalid day, is an error."""
    with pytest.raises(UsageError, match='did you mean "owls"'):
        found(library, "topic:owl")
    with pytest.raises(QueryError, match="not a date"):
        found(library, "date:soon")


def test_a_tag_is_not_a_keyword(library: Library) -> None:
    """Near papers by words alone are near, too; one that is on a topic is not."""
    of = tag_line(PAPERS[3]).of
    near = [Tag(topic="owls", score=0.7, base=0)]
    with library.write() as writer:
        writer.put_tags([TagLine(of=of, by="t1", near=near)])

    assert found(library, "is:near") == "234"
    assert found(library, "topic:owls") == "1"
