"""Tagged text: the meaning of each value, and lines in unexpected places."""

import pytest

from forms_help import items, papers, raws
from papertriage.errors import Problem
from papertriage.paper import Paper
from papertriage.readers.day_text import fullest_date
from papertriage.readers.lines.ovid import Ovid
from papertriage.readers.note_ids import ids_in


def ris(*lines: str) -> Paper:
    """Return the paper of a RIS record with these lines."""
    (paper,) = papers("\n".join(["TY  - JOUR", "TI  - On Kettles", *lines, "ER  - ", ""]).encode())
    return paper


def problems(text: str) -> list[Problem]:
    """Return what was reported of a text."""
    return [item for item in items(text.encode()) if isinstance(item, Problem)]


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        (("AN  - 39900001", "DP  - NLM"), {"pmid": "39900001"}),
        (("AN  - 39900001", "DB  - PubMed"), {"pmid": "39900001"}),
        (("AN  - 39900001", "DB  - Odd Index"), {}),
        (("C2  - 39900001",), {"pmid": "39900001"}),
        (("C2  - PMC9900001",), {"pmcid": "PMC9900001"}),
        (("C2  - 12",), {}),
        (("N1  - PMID: 39900001; doi:10.55555/k",), {"pmid": "39900001", "doi": "10.55555/k"}),
        (("N1  - compare PMID: 39900001",), {}),
    ],
)
def test_pubmed_s_numbers_are_distinguished_from_others(
    lines: tuple[str, ...], ids: dict[str, str]
) -> None:
    """A bare number is a PMID where its tag or the record's provider says so, and not elsewhere."""
    found = {kind: name for kind, name in ris(*lines).ids.items() if kind != "sha1"}

    assert found == ids


def test_web_of_science_names_medline_s_records() -> None:
    """An accession number of MEDLINE is a PMID."""
    text = "PT J\nTI On Kettles\nUT MEDLINE:39900001\nPD 07\nPY 2006\nAR 44\nER\n"
    (paper,) = papers(text.encode())

    assert paper.ids == {"pmid": "39900001"}
    assert (paper.published, paper.page) == ("2006-07", "44")


def test_medline_keywords_are_authors_and_indexers() -> None:
    """MeSH headings are keywords, as are the authors' own terms."""
    text = "PMID- 39900001\nTI  - On Kettles\nOT  - kettles\nMH  - *Steam/physiology\n"
    (paper,) = papers(text.encode())

    assert paper.keywords == ["kettles", "Steam/physiology"]


def test_authors_of_two_tags_come_in_the_order_of_the_file() -> None:
    """A1 and AU are one list: some journals put only the first author under A1."""
    paper = ris("AU  - Lind, Bo", "A1  - Okafor, Ada", "AU  - Rossi, Cy", "A1  - Lind, Bo")

    assert [author.name for author in paper.authors] == ["Bo Lind", "Ada Okafor", "Cy Rossi"]


def test_tags_before_the_opener_are_the_record_s() -> None:
    """Tagged lines right before TY belong to its record, unless an empty line separates them."""
    record = "TY  - JOUR\nAU  - Lind, B.\nER  - \n"
    (with_title,) = papers(f"DB  - Odd\nTI  - On Kettles\n{record}".encode())
    (problem,) = problems("TI  - On Kettles\nAB  - Hot.\n\nTY  - JOUR\nTI  - On Cups\nER  - \n")

    assert with_title.title == "On Kettles"
    assert problem.line == 1
    assert problem.reason == "2 tagged lines, but none opens a RIS record"


def test_a_record_without_its_end_does_not_swallow_the_next() -> None:
    """A second TY begins another record, with or without an empty line before it."""
    text = "TY  - JOUR\nTI  - On Kettles\n{}TY  - JOUR\nTI  - On Cups\nER  - \n"

    for between in ("", "\n"):
        assert [raw.fields["title"] for raw in raws(text.format(between).encode())] == [
            "On Kettles",
            "On Cups",
        ]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        (
            "Annals of Odd Things.   8(6):1048-1064, September 2015.",
            ("Annals of Odd Things", "8", "6", "1048-1064", "2015-09"),
        ),
        ("Forest & Pond. 201(2-3):327-334, November 15, 2004.",
         ("Forest & Pond", "201", "2-3", "327-334", "2004-11-15")),
        ("Official Gazette. 1288(3), Nov. 16, 2004.",
         ("Official Gazette", "1288", "3", None, "2004-11-16")),
        ("Journal of Odd, Vol 12(3), Mar 2020, pp. 44-51.",
         ("Journal of Odd", "12", "3", "44-51", "2020-03")),
        ("Journal of Odd. 12 (3) (pp 44-51), 2020.",
         ("Journal of Odd", "12", "3", "44-51", "2020")),
        ("Lind, Bo [Editor]. Methods of ponds.:371-397, 2004.",
         ("Methods of ponds", None, None, "371-397", "2004")),
        ("Journal of Pauses.", ("Journal of Pauses", None, None, None, None)),
        ("J. Odd Phys. 3:1048, 2020 May-Jun.", ("J. Odd Phys", "3", None, "1048", "2020-05")),
    ],
)  # fmt: skip
def test_a_source_of_ovid_is_split(source: str, parts: tuple[str | None, ...]) -> None:
    """Ovid's source line has venue, volume, issue, page and date; a page is not a year."""
    grammar = Ovid("x")
    block = [(1, "<1>"), (2, "Title"), (3, "  On Kettles"), (4, "Source"), (5, f"  {source}")]
    (paper,) = papers("\n".join(text for _, text in block).encode())

    assert grammar.read(block)
    found = (paper.venue, paper.volume, paper.issue, paper.page, paper.published)
    assert found == parts


@pytest.mark.parametrize(
    ("dates", "year", "month", "found"),
    [
        (["1999/08//undefined"], "1999", "", "1999-08"),
        (["2021/05/03/"], "", "", "2021-05-03"),
        (["JUN 13"], "2019", "", "2019 JUN 13"),
        (["2021"], "2021", "5", "2021-5"),
        (["2021-05-03"], "2020", "", "2020"),
        (["soon"], "", "", "soon"),
        ([], "2021//", "May", "2021 May"),
        ([], "", "May", None),
    ],
)
def test_the_fullest_date_wins(dates: list[str], year: str, month: str, found: str | None) -> None:
    """A full date in the record's year is used; else the year with month and day if known."""
    assert fullest_date(dates, year, month) == found


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("PMID: 39900001\nDOI: 10.55555/k\narXiv:2101.99001 [cs]",
         {"pmid": "39900001", "doi": "10.55555/k", "arxiv": "2101.99001"}),
        ("tex.ids= x\nPMCID: PMC9900001", {"pmcid": "PMC9900001"}),
        ("12 pages, see DOI: 10.55555/other", {}),
        ("we discuss the DOI: system", {}),
        ("arXiv admin note: text overlap with arXiv:2101.99002", {}),
        ("no identifier", {}),
    ],
)  # fmt: skip
def test_a_note_gives_identifiers_that_it_labels(note: str, found: dict[str, str]) -> None:
    """Identifiers of a note follow their label at the start of a line or a part."""
    assert ids_in(note) == found


def test_ris_with_tags_in_lower_case() -> None:
    """Tags in lower case mean the same, also if no ER ends the records."""
    text = (
        "ty  - JOUR\nti  - On Kettles\na1  - Okafor, Ada\npy  - 2026\n\nty  - JOUR\nti  - On Pots\n"
    )
    first, second = papers(text.encode())

    assert (first.title, first.authors[0].name, first.published) == (
        "On Kettles",
        "Ada Okafor",
        "2026",
    )
    assert second.title == "On Pots"


def test_a_sentence_with_a_dash_is_not_a_tag() -> None:
    """Two small letters and a dash within an abstract are its words."""
    assert (
        ris("AB  - Kettles boil", "it - at last - does").abstract
        == "Kettles boil it - at last - does"
    )


def test_a_doi_among_the_links_of_ris() -> None:
    """EndNote writes the DOI as L3."""
    assert ris("L3  - 10.55555/k").ids == {"doi": "10.55555/k"}


def test_an_abstract_that_only_says_it_is_missing_is_none() -> None:
    """R writes NA for what it lacks."""
    assert ris("AB  - NA").abstract is None


def test_the_links_that_ovid_puts_between_records_are_not_reported() -> None:
    """Ovid's links repeat what the record says, in a line of several hundred characters."""
    record = "{0}. \nTY  - JOUR\nT1  - On Kettle {0}\nER  -  \n\n"
    link = f"Link to the Ovid Full Text or citation: https://example.org/?a={'x' * 300} \n\n"

    assert not problems("".join(record.format(n) + link for n in (1, 2)))


def test_the_pages_of_web_of_science_s_other_databases() -> None:
    """BIOSIS and others write pages as one range, or an article number."""
    record = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nTI On Kettles\nPS {}\nER\n\nEF\n"
    found = [papers(record.format(pages).encode())[0].page for pages in ("134-141", "duz039")]

    assert found == ["134-141", "duz039"]


def test_an_article_number_is_the_page_of_ris_without_pages() -> None:
    """Scopus writes the article number as C7."""
    assert ris("C7  - e123").page == "e123"
    assert ris("C7  - e123", "SP  - 4", "EP  - 9").page == "4-9"


def test_ris_without_pages_or_with_empty_values_of_r() -> None:
    """R writes NA, and Ovid "No Pagination Specified" in two tags."""
    paper = ris("JF  - NA", "VL  - NA", "AU  - Na, Bo", "SP  - No", "EP  - Specified")

    assert (paper.venue, paper.volume, paper.page) == (None, None, None)
    assert [author.name for author in paper.authors] == ["Bo Na"]


def test_noteexpress_without_empty_lines() -> None:
    """Each record starts with its type."""
    record = "{{Reference Type}}: Thesis\n{{Title}}: On {}\n{{Author}}: Okafor, A. and Lind, B.\n"
    found = papers((record.format("kettles") + record.format("lids")).encode())

    assert [paper.title for paper in found] == ["On kettles", "On lids"]
    assert [author.name for author in found[1].authors] == ["A. Okafor", "B. Lind"]


def test_proceedings_in_ris() -> None:
    """Zotero has the proceedings of a talk in C3, Web of Science an affiliation."""
    talk = b"TY  - CONF\nTI  - On Kettles\nC3  - Kettle Days\nER  - \n"

    assert [paper.venue for paper in papers(talk)] == ["Kettle Days"]
    assert ris("C3  - Kettle University").venue is None
    assert papers(talk.replace(b"C3", b"T2  - Pan Days\nC3"))[0].venue == "Pan Days"


def test_the_editors_of_a_book_in_ris() -> None:
    """They are shown as the people of a book that has no authors."""
    assert [one.name for one in ris("A2  - Okafor, Ada").authors] == ["Ada Okafor"]
    assert [one.name for one in ris("A2  - Lind, Bo", "AU  - Rao, Cy").authors] == ["Cy Rao"]


@pytest.mark.parametrize(
    ("lines", "day"),
    [("EA MAR 2023\n", "2023-03"), ("PD APR\nPY 2024\nEA DEC 2023\n", "2024-04")],
)
def test_a_paper_of_web_of_science_without_issue_has_an_early_day(lines: str, day: str) -> None:
    """The date of early access counts only where there is no other."""
    record = f"PT J\nTI On Kettles\n{lines}ER\n"

    assert papers(record.encode())[0].published == day
