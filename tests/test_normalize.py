"""Normalizing: people, days and withdrawals, the same for every form."""

from datetime import date
from typing import Any

import pytest

from papertriage.normalize import Context, normalize
from papertriage.paper import Event, Paper


def paper(**fields: Any) -> Paper:
    context = Context(source="x", as_of=date(2026, 11, 20))
    return normalize("any", {"title": "Tides of the Third Kind", **fields}, context)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12--15", "12-15"),
        ("12 – 15", "12-15"),
        ("12- 15", "12-15"),
        ("pp. 12 - 15", "12-15"),
        ("p12", "12"),
        ("P12", "P12"),
    ],
)
def test_pages_are_written_in_one_way(written: str, read: str) -> None:
    """Blanks, dashes and the label of a page make no difference."""
    assert paper(page=written).page == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2021-3-1", "2021-03-01"),
        ("2020-08-00", "2020-08"),
        ("2020-00-00", "2020"),
        ("8/2020", "2020-08"),
        ("00/2012", "2012"),
        ("08/23/2012", "2012-08-23"),
        ("23.08.2012", "2012-08-23"),
        ("05/06/2012", "2012"),
        ("20240105", "2024-01-05"),
        ("2009 Jan-Feb", "2009-01"),
        ("MAY-JUN 2001", "2001-05"),
        ("18-24 August 2008", "2008-08-18"),
        ("August 18-24, 2008", "2008-08-18"),
        ("Summer 2019", "2019"),
        ("3rd Quarter 1992", "1992"),
        ("2014//", "2014"),
        ("[c2015]", "2015"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("2020-02-30", None),
        ("n.d.", None),
        ("submitted in 2015 to a journal that forgot it in a drawer", None),
    ],
)
def test_a_day_is_as_partial_as_it_is_written(written: str, read: str | None) -> None:
    """Dates of every source become ISO; what is unknown or impossible is not invented."""
    assert paper(published=written).published == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Abstract: We boil kettles.", "We boil kettles."),
        ("ABSTRACT Kettles boil.", "Kettles boil."),
        ("Abstract The kettle boils.", "The kettle boils."),
        ("Abstract Kettle Theory is ours.", "Abstract Kettle Theory is ours."),
        ("Abstract kettles boil.", "Abstract kettles boil."),
    ],
)
def test_a_heading_is_not_part_of_an_abstract(written: str, read: str) -> None:
    """The word "Abstract" is a heading if a sentence begins after it."""
    assert paper(abstract=written).abstract == read


def test_a_publisher_s_page_is_not_the_project_s() -> None:
    """Zotero notes where a publisher has the paper."""
    note = "_eprint: https://kettles.example.org/doi/pdf/10.55555/steam.1"

    assert paper(comment=note).project_url is None


def test_mesh_s_stars_are_not_part_of_keywords() -> None:
    """A star marks a main heading; other stars stay."""
    read = paper(keywords=["*Steam", "Kettles/*history", "C*-algebras", "*-rings"])

    assert read.keywords == ["Steam", "Kettles/history", "C*-algebras", "*-rings"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"comment": "This paper has been withdrawn by the author due to a gap"}, "withdrawn"),
        ({"comment": "Withdrawn. 4 pages"}, "withdrawn"),
        ({"comment": "The authors withdrew this article"}, "withdrawn"),
        ({"abstract": "This submission has been withdrawn because it was premature."}, "withdrawn"),
        ({"title": "WITHDRAWN: Tides of the Third Kind"}, "withdrawn"),
        ({"title": "[Retracted] Tides of the Third Kind"}, "retracted"),
        ({"status": "retracted"}, "retracted"),
        ({"comment": "Replaces the withdrawn arXiv:2401.00001"}, None),
        ({"abstract": "Patients were withdrawn from the drug. This paper counts them."}, None),
        ({"title": "Retracted Wings in Gliding Gulls"}, None),
        ({"comment": "12 pages"}, None),
    ],
)
def test_a_status_is_read_from_field_title_or_words(fields: dict[str, Any], status: str) -> None:
    """A withdrawn or retracted paper is recognised; a paper about withdrawals is not one."""
    assert paper(**fields).status == status


def test_events_have_plain_days_and_known_kinds() -> None:
    """The day of an event becomes ISO; unknown events are left out."""
    reported = [
        {"type": "new", "date": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"type": "replace", "date": None},
        {"type": "party", "date": "2007"},
    ]

    assert paper(events=reported).events == [
        Event(type="new", date="2007-04-02"),
        Event(type="replace"),
    ]


@pytest.mark.parametrize(
    ("written", "name", "family"),
    [
        ({"family": "Rao", "given": "Ana"}, "Ana Rao", "Rao"),
        ({"family": "Ho", "given": "A.", "non-dropping-particle": "van"}, "A. van Ho", "van Ho"),
        ({"family": "Halvorsen", "given": "Bo", "suffix": "Jr."}, "Bo Halvorsen Jr.", "Halvorsen"),
        ({"firstName": "Per", "lastName": "Lund"}, "Per Lund", "Lund"),
        ({"literal": "The Wire Group"}, "The Wire Group", None),
        ({"literal": "Rao, Ana", "family": "Rao", "given": "Ana"}, "Ana Rao", "Rao"),
        ({"name": "Rao, Ana"}, "Ana Rao", "Rao"),
        ({"given_name": "Ana", "family_name": "Rao"}, "Ana Rao", "Rao"),
        ({"ForeName": "Ana", "LastName": "Rao", "Initials": "A"}, "Ana Rao", "Rao"),
        ({"forename": "Ana", "surname": "Rao"}, "Ana Rao", "Rao"),
        ({"displayName": "Ana Rao", "id": 4}, "Ana Rao", None),
        ({"Full Name": "Ana Rao"}, "Ana Rao", None),
        ("Mira Okoro 0002", "Mira Okoro", None),
        ("Ana Rao <ana@example.org>", "Ana Rao", None),
        ('J{\\"o}rg Sand', "Jörg Sand", None),
    ],
)  # fmt: skip
def test_a_name_is_split_where_the_source_splits_it(
    written: Any, name: str, family: str | None
) -> None:
    """Names come whole and, where the source has them, in parts; addresses are dropped."""
    (author,) = paper(authors=[written, ":", {"name": "-"}]).authors

    assert (author.name, author.family) == (name, family)


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("openalex", "https://openalex.org/W44", "W44"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/99/", "99"),
        ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/99", "PMC99"),
        ("pmcid", "PMC99", "PMC99"),
        ("dblp", "conf/inv/2020", "conf/inv/2020"),
    ],
)
def test_a_name_of_an_index_loses_its_address(field: str, value: str, name: str) -> None:
    """The address under which an index keeps a paper is not part of the paper's name."""
    assert paper(**{field: value}).ids == {field: name}


@pytest.mark.parametrize(
    ("written", "read"),
    [("2026-11", "2026-11"), ("Nov 2026", "2026-11"), ("soon", None), ("", None)],
)
def test_the_days_of_our_own_records_are_dates(written: str, read: str | None) -> None:
    """A record in papertriage's own form has ISO dates or none; what is left out is reported."""
    context = Context(source="x", as_of=date(2026, 11, 20))
    day = {"published": written, "events": [{"type": "new", "date": written}]}
    own: dict[str, object] = {
        "id": "doi:10.5555/a",
        "ids": {},
        "title": "On Kilns",
        "abstract": None,
        **day,
    }

    found = normalize("jsonl", own, context)

    assert (found.published, found.events[0].date) == (read, read)
    assert [text for _, text in context.report()] == [written] * (2 if written == "soon" else 0)
