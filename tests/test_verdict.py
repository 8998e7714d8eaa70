"""Verdicts: which two records are one paper, which never are, and why."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.grouping.facts import Facts
from papertriage.grouping.verdict import Kind, contrary, verdict
from papertriage.normalize import Context, normalize
from papertriage.paper import Paper

CONTEXT = Context(source="s", as_of=date(2026, 11, 28))
TITLE = "Relightable kettles of the northern harbour"
TEXT = (
    "We boil water in kettles of brass and of steel, listen to the whistle with one microphone, and"
    " reconstruct the geometry of the spout from the spectrum alone. A decoder maps harmonics to"
    " curvature, and a second loss keeps the lid shut while the harbour freezes over. "
)
OTHER = (
    "Lanterns were hung on twelve doors in three winters. Their colours were rated by a jury of"
    " potters, who had never met before; blue ones were said to be cold. No lantern was harmed, and"
    " all of the measurements are released together with the ratings of the jury. "
)
ADA, BO = "Okafor, Ada", "Lind, Bo"


def record(title: str | None = TITLE, **fields: Any) -> Paper:
    """Make a record as normalizing does of its fields."""
    return normalize("ris", {"title": title, **fields}, CONTEXT)


def placed(volume: int, page: str, **fields: Any) -> dict[str, Any]:
    """Return the fields of a paper in one journal."""
    return {"venue": "Journal of Kettles", "volume": str(volume), "page": page, **fields}


def kinds(one: Paper, other: Paper, policy: str = "work") -> Kind:
    """Return the kind of the verdict, which must not depend on the order."""
    found = verdict(one, other, policy)
    assert verdict(other, one, policy) == found
    is_contrary = found.kind in {Kind.CONTRARY, Kind.CONFLICT}
    assert is_contrary == (contrary(one, other, policy) is not None)
    assert (found.strength > 0) == (found.kind is Kind.SAME)
    assert found.why
    return found.kind


BOTH = {"authors": [ADA, BO], "published": "2020"}
SAME_TITLES = [
    (TITLE, TITLE.upper() + "."),
    (TITLE, TITLE + ". [Review] [70 refs]"),
    (TITLE, TITLE + ". [German]"),
    (TITLE, TITLE + " (Provisional abstract)"),
    (TITLE, TITLE + " (extended version)"),
    (TITLE, TITLE + ".[Erratum appears in J Kettles. 2021 Jan;15(1):187]"),
    (TITLE, TITLE + ". [Erratum appears in J Kett"),
    (TITLE, f"[{TITLE}]. [Russian]"),
    (TITLE, "RETRACTED: " + TITLE),
    (TITLE, "Relightable kettle of the northern harbour"),
    (TITLE, "Relightable kettles of northern harbour"),
    (TITLE, "Relightabel kettles of the northern harbour"),
    ("Tumour labelling of the haematic kettle", "Tumor labeling of the hematic kettle"),
    ("Behaviour analysed in a fibre centre", "Behavior analyzed in a fiber center"),
    ("Effects of β-carotene on the kilns", "Effects of beta-carotene on the kilns"),
    ("Interferon- (IFN-) in kettle makers", "Interferon-γ (IFN-γ) in kettle makers"),
    ("Kettles of the north, Part II", "Kettles of the north. Part 2"),
    ("Ten kettles of the sixth workshop", "10 kettles of the 6th workshop"),
    ("Kettles & lids of those aged > or =50", "Kettles and lids of those aged ≥ 50"),
    ("Three-dimensional kettles of the north", "3D kettles of the north"),
    ("Wilson's kettles and their early lids", "Wilson kettles and their early lids"),
    ("Kettle Normalization", "Kettle normalization"),
    ("北方窑炉风力釉面研究", "北方窑炉风力釉面研究"),
]


@pytest.mark.parametrize(("one", "other"), SAME_TITLES)
def test_decorated_and_respelt_titles_are_one(one: str, other: str) -> None:
    """Decorations and spellings of databases make no difference."""
    assert kinds(record(one, **BOTH), record(other, **BOTH)) is Kind.SAME
    assert kinds(record(one, **BOTH), record(other, **BOTH), "report") is Kind.SAME


OTHER_TITLES = [
    ("Kettles of the north I. Theory", "Kettles of the north I. Experiment"),
    ("Kettles of the north", "Kettles of the north, Part II"),
    ("Results of the 2019 kettle challenge", "Results of the 2020 kettle challenge"),
    ("Kettles of the north in spring", "Kettles of the north in autumn"),
    ("Kettle lung in adults in Peru", "Kettle lung in adults in Chad"),
    ("Kettle lung in adults of the north", "Kettle lung in children of the north"),
    ("Kettles: protocol of a randomised trial", "Kettles: results of a randomised trial"),
    ("Glazing increases the strength of lids", "Glazing decreases the strength of lids"),
    ("Effects of hyperglazing on the lids", "Effects of hypoglazing on the lids"),
    ("Role of the KLNA gene in kettle lung", "Role of the KLNB gene in kettle lung"),
    ("Hepatitis B in the makers of kettles", "Hepatitis C in the makers of kettles"),
    ("A convex lid for all kettles", "A non-convex lid for all kettles"),
    ("Lids are all a kettle needs", "Lids are not all a kettle needs"),
    ("北方窑炉风力釉面研究之一", "北方窑炉风力釉面研究之二"),
    (TITLE, "Erratum: " + TITLE),
    (TITLE, "Correction to: " + TITLE),
    (TITLE, "Reply to: " + TITLE),
    (TITLE, f'Comment on "{TITLE}"'),
]


@pytest.mark.parametrize(("one", "other"), OTHER_TITLES)
def test_titles_that_name_two_things_are_two(one: str, other: str) -> None:
    """Numbers, parts, opposites, errata and the like keep papers apart, even with one text."""
    both = {**BOTH, "abstract": TEXT}
    assert kinds(record(one, **both), record(other, **both)) is Kind.CONTRARY


SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"authors": "Okafor A, Lind B"}, {"authors": [ADA, BO]}),
    ({"authors": ["Müller, Jan"]}, {"authors": ["Mueller J"]}),
    ({"authors": ["Giorgi Lind, P"]}, {"authors": ["Lind, P G"]}),
    ({"authors": ["LAMP Study Group"]}, {"authors": [ADA, BO]}),
    ({"authors": ["王伟"]}, {"authors": ["Wang, Wei"]}),
    ({"authors": [ADA], "abstract": TEXT}, {"authors": ["Smith, Ada"], "abstract": TEXT}),
    ({"authors": ["Ada, Okafor", "Bo, Lind"]}, {"authors": [ADA, BO]}),
    ({"abstract": TEXT + "© 2020 Elsevier Ltd. All rights reserved."}, {"abstract": TEXT}),
    ({"abstract": TEXT, "arxiv": "1801.00001"}, {"abstract": TEXT, "doi": "10.5555/a"}),
    (
        {"authors": [ADA], "published": "2018", "abstract": TEXT},
        {"authors": [ADA], "published": "2024", "abstract": TEXT, "doi": "10.5555/a"},
    ),
    ({"doi": "10.1101/2020.01.01.123456v2"}, {"doi": "10.1101/2020.01.01.123456"}),
    ({"title": "Kettles", "doi": "10.5555/a"}, {"title": "Chaudrons", "doi": "10.5555/a"}),
    (
        {"title": "Old words on a kettle", "arxiv": "2401.00001v1", "authors": [ADA]},
        {"title": "New lids for a pan", "arxiv": "2401.00001v2", "authors": [ADA]},
    ),
    (
        placed(9, "152-60", title="Kettles of the north", authors=[ADA]),
        placed(9, "152-160", title="Kettles of the north: a field study", authors=[ADA]),
    ),
    (
        placed(9, "152-160", title="Kettles of the north", authors=[ADA, BO]),
        placed(9, "152-160", title="Chaudrons du nord", authors=[ADA, BO]),
    ),
    (placed(9, "152-160", title="Lids"), placed(9, "152", title="Lids.", published="2020")),
    (
        {"title": "Kettle Normalization", "abstract": TEXT, "published": "2018"},
        {"title": "Kettle normalization", "authors": [ADA], "published": "2018"},
    ),
    (
        {"title": "顔認識", "abstract": TEXT, "published": "2018"},
        {"title": "顔認識", "authors": ["山田 太郎"], "published": "2018"},
    ),
    ({"title": None, "abstract": TEXT}, {"abstract": TEXT}),
    ({"title": None, "abstract": TEXT}, {"title": "Boiling without a lid", "abstract": TEXT}),
    (
        {"title": None, "abstract": TEXT + OTHER},
        {"title": None, "abstract": (TEXT + OTHER).replace("lid", "lip")},
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_speaks_for_one_paper(one: dict[str, Any], other: dict[str, Any]) -> None:
    """A shared id, a title with its people, a text or a place is enough if no fact contradicts."""
    assert kinds(record(**one), record(**other)) is Kind.SAME


CONTRARY: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"arxiv": "2401.00001", "abstract": TEXT}, {"arxiv": "2401.00002", "abstract": TEXT}),
    ({"authors": ["Wang, Wei"]}, {"authors": ["Wang, Fang"]}),
    ({"authors": ["Okafor I.", "Lind B."]}, {"authors": ["Rao I.", "Fjell K."]}),
    ({"authors": [ADA, BO]}, {"authors": ["Okafor, Cleo"]}),
    (placed(122, "494", authors=[ADA]), placed(122, "568-570", authors=[ADA])),
    (placed(10, "1-9", authors=[ADA]), placed(11, "2-8", authors=[ADA])),
    ({"type": "dataset", "authors": [ADA]}, {"type": "article-journal", "authors": [ADA]}),
    ({"doi": "10.5281/zenodo.77", "authors": [ADA]}, {"authors": [ADA], "abstract": TEXT}),
    ({"type": "thesis", "authors": [ADA]}, {"type": "article-journal", "authors": [ADA]}),
    (
        {"title": "Lanterns on doors", "doi": "10.5555/a", "abstract": OTHER},
        {"doi": "10.5555/b", "abstract": TEXT},
    ),
    (
        {"title": "Annual report on kettles", "authors": [ADA], "published": "2023"},
        {"title": "Annual report on kettles", "authors": [ADA], "published": "2024"},
    ),
    (
        placed(25, "iii-xiv", title="Editor's Comments", issue="3", authors=[ADA]),
        placed(25, "iii-x", title="Editor's Comments", issue="4", authors=[ADA]),
    ),
    (
        {"title": "Remarks from the Lamp Editor", "doi": "10.5555/a", "published": "2008"},
        {"title": "Remarks from the Lamp Editor", "doi": "10.5555/b", "published": "2008"},
    ),
]


@pytest.mark.parametrize(("one", "other"), CONTRARY)
def test_what_speaks_against_one_paper(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Ids, people, place or kind can show that two records are two papers."""
    assert kinds(record(**one), record(**other)) is Kind.CONTRARY


CONFLICTS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (
        {"pmid": "11", "doi": "10.5555/a"},
        {"pmid": "12", "doi": "10.5555/a"},
        "one doi:10.5555/a, two papers: two PubMed ids",
    ),
    (
        {"doi": "10.5555/supplement", "abstract": TEXT, "authors": [ADA]},
        {"title": "Lanterns on doors", "doi": "10.5555/supplement", "abstract": OTHER},
        "one doi:10.5555/supplement, two papers: different titles and abstracts",
    ),
    (
        placed(9, "S69", doi="10.5555/supplement", abstract=TEXT, authors=[ADA]),
        placed(9, "S70", title="Lanterns on doors", doi="10.5555/supplement", abstract=OTHER),
        "one doi:10.5555/supplement, two papers: different titles, abstracts and pages",
    ),
    (
        {"doi": "10.5555/book", "authors": [ADA]},
        {"title": "Lanterns on twelve doors", "doi": "10.5555/book", "authors": [BO]},
        "one doi:10.5555/book, two papers: different titles and authors",
    ),
    (
        {"openalex": "W12", "abstract": TEXT, "authors": [ADA]},
        {"title": "Lanterns on doors", "openalex": "W12", "abstract": OTHER, "authors": [BO]},
        "one openalex:W12, two papers: different titles, abstracts and authors",
    ),
]


@pytest.mark.parametrize(("one", "other", "why"), CONFLICTS)
def test_an_id_that_two_papers_share(one: dict[str, Any], other: dict[str, Any], why: str) -> None:
    """If both have the id of a container, or a source erred, it is a conflict with a reason."""
    assert kinds(record(**one), record(**other)) is Kind.CONFLICT
    assert verdict(record(**one), record(**other)).why == why


BEGINNING = (
    "This is an update of a review of our society, which first appeared in the third issue. "
)
TWINS = BEGINNING * 3
APART: list[tuple[dict[str, Any], dict[str, Any], Kind]] = [
    ({"abstract": TEXT}, {"abstract": OTHER}, Kind.NEAR),
    ({"published": "2010"}, {"published": "2020"}, Kind.NEAR),
    (
        {"title": "Brass for chronic kettle pain", "authors": [ADA], "abstract": TWINS + TEXT},
        {"title": "Steel for chronic kettle pain", "authors": [ADA], "abstract": TWINS + OTHER},
        Kind.NEAR,
    ),
    (
        {"title": "A survey on learning", "authors": "Wang W", "doi": "10.5555/a"},
        {"title": "A survey on learning", "authors": "Wang W", "doi": "10.5555/b"},
        Kind.NEAR,
    ),
    (
        {"title": "Deep learning: a survey", "authors": "Wang X, Li H", "abstract": TEXT},
        {"title": "Deep learning: a survey", "authors": "Wang X, Zhang M", "abstract": OTHER},
        Kind.NEAR,
    ),
    (
        {"title": "Conclusions and future work", "authors": [ADA], "doi": "10.5555/a"},
        {"title": "Conclusions and future work", "authors": [ADA], "published": "2021"},
        Kind.NEAR,
    ),
    ({"title": "Lids", "published": "2018"}, {"title": "Lids", "published": "2018"}, Kind.NEAR),
    ({"title": "Lids", "abstract": TEXT}, {"title": "Lids", "abstract": OTHER}, Kind.NOTHING),
    ({"authors": [ADA]}, {"title": "Lanterns on twelve doors", "authors": [ADA]}, Kind.NOTHING),
    (
        {"abstract": "This paper has been withdrawn by the authors for a sign error. " * 3},
        {
            "title": "Lanterns on twelve doors",
            "abstract": "This paper has been withdrawn by the authors for a sign error. " * 3,
        },
        Kind.NOTHING,
    ),
    (
        {"title": "Keynote on kettles", "abstract": "Summary form only given. " + TEXT[:200]},
        {"title": "Keynote on doors", "abstract": "Summary form only given. " + TEXT[:200]},
        Kind.NOTHING,
    ),
]


@pytest.mark.parametrize(("one", "other", "kind"), APART)
def test_what_is_not_enough(one: dict[str, Any], other: dict[str, Any], kind: Kind) -> None:
    """Common titles, distant years, and sentences in place of a text prove nothing."""
    assert kinds(record(**one), record(**other)) is kind


REPORTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"doi": "10.5555/a", "authors": [ADA]}, {"doi": "10.5555/b", "authors": [ADA]}),
    ({"venue": "Kettle Letters", "authors": [ADA]}, {"venue": "Harbour News", "authors": [ADA]}),
    ({"arxiv": "2401.00001", "authors": [ADA]}, {"venue": "Kettle Letters", "authors": [ADA]}),
    ({"arxiv": "2401.00001"}, {"arxiv": "2401.00001", "doi": "10.5555/a"}),
]


@pytest.mark.parametrize(("one", "other"), REPORTS)
def test_two_reports_of_one_work(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Preprint, meeting abstract and article are one work, but different reports."""
    first, second = record(**one, abstract=TEXT), record(**other, abstract=TEXT)
    assert kinds(first, second, "work") is Kind.SAME
    assert kinds(first, second, "report") is Kind.CONTRARY


def test_the_reason_names_the_evidence() -> None:
    """One line says what two records have in common, or what speaks against them."""
    one = record(**placed(9, "152-160", authors=[ADA, BO], published="2020", abstract=TEXT))
    other = record(**placed(9, "152-60", authors="Okafor A, Lind B", published="2021"))
    assert verdict(one, other).why == (
        "equal titles, 2 of 2 authors in common, same volume and page, 2020 and 2021"
    )
    other = record("Relightable kettles of the southern harbour", authors=[ADA, BO])
    assert contrary(one, other) == 'different titles: "northern" and "southern"'


FIELDS = st.fixed_dictionaries(
    {"openalex": st.sampled_from(["W11", "W12", "W13"])},
    optional={
        "title": st.sampled_from(["", TITLE, TITLE + ": a study", "Lids", "Reply to: " + TITLE]),
        "authors": st.lists(st.sampled_from([ADA, BO, "Okafor A", "Wang, Wei", "LAMP Group"])),
        "abstract": st.sampled_from([TEXT, OTHER, TEXT[:150], "No abstract available."]),
        "published": st.sampled_from(["2018", "2020", "2021-05"]),
        "doi": st.sampled_from(["10.5555/a", "10.5555/b", "10.1101/123456v1", "10.1101/123456"]),
        "arxiv": st.sampled_from(["2401.00001", "2401.00002v2"]),
        "pmid": st.sampled_from(["11", "12"]),
        "venue": st.sampled_from(["Journal of Kettles", "J Kettles", "Harbour News", "bioRxiv"]),
        "volume": st.sampled_from(["9", "10", "9 Suppl 1", "2020"]),
        "issue": st.sampled_from(["1", "2"]),
        "page": st.sampled_from(["1-9", "3", "S69-S70", "e12", "x"]),
        "type": st.sampled_from(["article-journal", "dataset", "thesis"]),
    },
)


@given(FIELDS, FIELDS, st.sampled_from(["work", "report"]))
def test_a_verdict_is_the_same_from_both_sides(
    one: dict[str, Any], other: dict[str, Any], policy: str
) -> None:
    """The order of two records makes no difference, and `contrary` agrees with the verdict."""
    records = [
        normalize("ris", {"title": TITLE, **one}, CONTEXT),
        normalize("ris", {"title": TITLE, **other}, CONTEXT),
    ]
    facts = [Facts(one) for one in records]
    assert kinds(records[0], records[1], policy) is verdict(facts[0], facts[1], policy).kind


@given(FIELDS, st.sampled_from(["work", "report"]))
def test_no_record_speaks_against_itself(fields: dict[str, Any], policy: str) -> None:
    """No fact separates a record from itself."""
    one = normalize("ris", {"title": TITLE, **fields}, CONTEXT)
    assert contrary(one, one, policy) is None
