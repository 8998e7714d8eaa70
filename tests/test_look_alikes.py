"""Look-alikes: two works that seem to be one, and one work that seems to be two."""

from typing import Any

import pytest

from papertriage.grouping.verdict import Kind
from test_verdict import ADA, BO, OTHER, TEXT, TITLE, kinds, placed, record

TWO_TITLES = {
    "parts": [
        ("Kettles of the north, Volume 1", "Kettles of the north, Volume 2"),
        ("Kettles of the north (Part A)", "Kettles of the north (Part B)"),
        ("Kettles of the north. III. Lids", "Kettles of the north. IV. Lids"),
        ("Kettles of the north: first report", "Kettles of the north: second report"),
        ("Lids, phase 1 of a kettle trial", "Lids, phase 2 of a kettle trial"),
        ("Kettles of the north - 1", "Kettles of the north - 2"),
        ("Kettles: paper I", "Kettles: paper V"),
        ("KettleNet v2: boiling at scale", "KettleNet v3: boiling at scale"),
        ("Kettle-7B technical report", "Kettle-13B technical report"),
        ("关于北方窑炉的调查报告(一)", "关于北方窑炉的调查报告(二)"),
        ("2018年北方窑炉调查", "2019年北方窑炉调查"),
        ("上卷 北方窑炉史", "下卷 北方窑炉史"),
    ],
    "numerals": [
        ("Twenty-five years of kettles", "Twenty-six years of kettles"),
        ("Twenty years of kettles in the harbour", "Thirty years of kettles in the harbour"),
        ("Kettles at five degrees in the harbour", "Kettles at seven degrees in the harbour"),
        ("The eleventh kettle workshop", "The twelfth kettle workshop"),
        ("A dose of 0.5 mg for kettle lung", "A dose of 5 mg for kettle lung"),
        ("Imaging kettle lung at 1.5 T", "Imaging kettle lung at 3 T"),
        ("Kettle survey, 2018-2019", "Kettle survey, 2019-2020"),
        ("Kettle lung: a case report", "Kettle lung: two case reports"),
        ("HIV-1 in kettle makers of the harbour", "HIV-2 in kettle makers of the harbour"),
        ("Kettle lung in type 1 diabetes", "Kettle lung in type 2 diabetes"),
    ],
    "notices": [
        (TITLE, f'Corrigendum to "{TITLE}" [J. Kettles 9 (2020) 152-160]'),
        (TITLE, f"{TITLE} (vol 9, pg 152, 2020)"),
        (TITLE, f"Author Correction: {TITLE}"),
        (TITLE, f"Publisher Correction: {TITLE}"),
        (TITLE, f"Retraction: {TITLE}"),
        (TITLE, f'Retraction notice to "{TITLE}"'),
        (TITLE, f"Notice of Retraction: {TITLE}"),
        (TITLE, f"Expression of Concern: {TITLE}"),
        (TITLE, f"Correction for Okafor et al., {TITLE}"),
        (TITLE, f"Addendum: {TITLE}"),
    ],
    "comments": [
        (TITLE, f'Comments on "{TITLE}"'),
        (TITLE, f'Letter to the editor regarding "{TITLE}"'),
        (TITLE, f"Re: {TITLE}"),
        (TITLE, f'Discussion of "{TITLE}"'),
        (TITLE, f"Commentary on {TITLE}"),
        (TITLE, f"Invited commentary: {TITLE}"),
        (TITLE, f"Editorial comment on: {TITLE}"),
        (TITLE, f"Faculty Opinions recommendation of {TITLE}"),
        (TITLE, f"Review of: {TITLE}"),
        (TITLE, f"Rejoinder: {TITLE}"),
        (TITLE, f"Rebuttal to: {TITLE}"),
        (TITLE, f"{TITLE}: author reply"),
        (f'Comment on "{TITLE}"', f'Reply to comment on "{TITLE}"'),
        (f'Comment on "{TITLE}"', f'Response to comment on "{TITLE}"'),
    ],
    "supplements": [
        (TITLE, f"Data from: {TITLE}"),
        (TITLE, f'Dataset for "{TITLE}"'),
        (TITLE, f"Supplementary data for {TITLE}"),
        (TITLE, f"Code for: {TITLE}"),
        (TITLE, f"{TITLE}: supplementary material"),
    ],
    "opposites": [
        ("Safety of kettles in men of the north", "Safety of kettles in women of the north"),
        ("Kettles with lids in rats of the north", "Kettles with lids in mice of the north"),
        ("Kettle lung among smokers", "Kettle lung among nonsmokers"),
        ("Efficacy of brass lids for kettle lung", "Inefficacy of brass lids for kettle lung"),
        ("Overexpression of KLN in kettle lung", "Underexpression of KLN in kettle lung"),
        ("Kettles improve sleep in makers", "Kettles do not improve sleep in makers"),
        ("Crystal structure of kettle oxide", "Crystal structure of kettle dioxide"),
        ("Synthesis of ortho-kettlic acid", "Synthesis of para-kettlic acid"),
        ("Health of kettle nurses in the harbour", "Health of kettle doctors in the harbour"),
        ("Kettle lung in England over time", "Kettle lung in Scotland over time"),
        ("Vitamin B for kettle lung of makers", "Vitamin D for kettle lung of makers"),
        ("北方窑炉风力釉面研究", "南方窑炉风力釉面研究"),
    ],
}
ONE_TITLE = {
    "parts": [
        ("Kettles of the north, Part Two: lids", "Kettles of the north. II. Lids"),
        ("Kettles of the north, Part 1: lids", "Kettles of the north. I. Lids"),
    ],
    "numerals": [
        ("Twenty-five years of kettles", "25 years of kettles"),
        ("A hundred kettles of the harbour", "100 kettles of the harbour"),
        ("Twenty-first century kettles", "21st century kettles"),
        ("3-D kettles of the harbour", "Three-dimensional kettles of the harbour"),
        ("A study of 1,000 kettles of the harbour", "A study of 1000 kettles of the harbour"),
    ],
    "databases": [
        (TITLE, f"{TITLE} [Abstract]"),
        (TITLE, f"{TITLE}. [Article in Chinese]"),
        (TITLE, f"{TITLE} (with discussion)"),
        (TITLE, f"{TITLE} (arXiv version)"),
        (TITLE, f"Original article: {TITLE}"),
        (TITLE, f"[PDF] {TITLE}"),
        (TITLE, f"{TITLE} - ScienceDirect"),
        (TITLE, f"{TITLE} | IEEE Conference Publication"),
        (TITLE, f"WITHDRAWN: {TITLE}"),
        (TITLE, f"{TITLE}*"),
        ("北方窑炉风力釉面研究 (Wind glazing of northern kilns)", "北方窑炉风力釉面研究"),
    ],
    "spelling": [
        ("Splitting H₂O in kettles of the north", "Splitting H2O in kettles of the north"),
        ("A cost–benefit study of kettles", "A cost-benefit study of kettles"),
        ("E-mail and on-line kettles of makers", "Email and online kettles of makers"),
        ("Kettles vs. pans in the northern harbour", "Kettles versus pans in the northern harbour"),
        ("Paediatric anaemia in kettle centres", "Pediatric anemia in kettle centers"),
        ("Kettles <sup>13</sup>C of the harbour", "Kettles 13C of the harbour"),
        (r"\TEXTBF{LARE} OF KETTLES AND LIDS", r"$\textbf{LaRe}$ of kettles and lids"),
    ],
}


def flat(pairs: dict[str, list[tuple[str, str]]]) -> list[Any]:
    """Return pairs as parameters, named by their kind."""
    return [pytest.param(*pair, id=kind) for kind, some in pairs.items() for pair in some]


@pytest.mark.parametrize("abstract", [None, TEXT], ids=["bare", "one abstract"])
@pytest.mark.parametrize(("one", "other"), flat(TWO_TITLES))
def test_two_works_by_one_group_are_two(one: str, other: str, abstract: str | None) -> None:
    """A fact in the title keeps them apart, even with the same abstract."""
    both: dict[str, Any] = {"authors": [ADA, BO], "abstract": abstract}
    assert kinds(record(one, **both), record(other, **both)) is Kind.CONTRARY


@pytest.mark.parametrize(("one", "other"), flat(ONE_TITLE))
def test_one_title_in_two_forms_is_one(one: str, other: str) -> None:
    """Numerals, parts, decorations and spellings make no difference."""
    both: dict[str, Any] = {"authors": [ADA, BO], "published": "2020"}
    assert kinds(record(one, **both), record(other, **both)) is Kind.SAME


ONE_PERSON = [
    ("Wang XM", "Xiao-Ming Wang"),
    ("Wang Xiaoming", "Xiaoming Wang"),
    ("Kim, Min Jun", "Minjun Kim"),
    ("Park, J-S", "Ji Sung Park"),
    ("Nguyen TMA", "Nguyen, Thi Mai Anh"),
    ("山田太郎", "山田 太郎"),
    ("山田太郎", "Yamada, Taro"),
    ("Żółty, Łukasz", "Zolty L"),
    ("Sørensen, Kåre", "Soerensen K"),
    ("O’Neill, Shaun", "ONeill S"),
    ("Smith-Jones, Ada", "Smith A"),
    ("al-Rashid, Omar", "Alrashid O"),
    ("Okafor, A., Jr.", "Okafor A"),
    ("Okafor, SR", "S. R. Okafor"),
    ("Group, KETTLE Study", "KETTLE Study Group"),
]
TWO_PEOPLE = [
    ("Wang, Xiaoming", "Wang, Xiaoqiang"),
    ("Kim, Min-Jun", "Kim, Mi-Ra"),
    ("He, Kaiming", "Kai He"),
    ("山田 太郎", "山田 花子"),
    ("Smith-Jones, Ada", "Smith-Brown, Ada"),
    ("García, Pedro", "García, Pablo"),
    ("Lind, Bo", "Lindt, Cleo"),
    ("Lind, SR", "Lind, Bo"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_one_title_by_one_person_is_one(one: str, other: str) -> None:
    """The way a name is written makes no difference."""
    assert kinds(record(authors=[one]), record(authors=[other])) is Kind.SAME


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_one_title_by_two_people_is_two(one: str, other: str) -> None:
    """Given names or family names that contradict keep two papers apart."""
    assert kinds(record(authors=[one]), record(authors=[other])) is Kind.CONTRARY


PAIRS: list[tuple[dict[str, Any], dict[str, Any], Kind]] = [
    # Two collaborations measure the same thing under the same title.
    (
        {"authors": ["The KILN Collaboration"], "abstract": TEXT},
        {"authors": ["OVEN Collaboration"], "abstract": TEXT},
        Kind.CONTRARY,
    ),
    (
        {"authors": ["KILN and OVEN Collaborations"]},
        {"authors": ["KILN Collaboration", "OVEN Collaboration"]},
        Kind.SAME,
    ),
    ({"authors": ["KILN Collaboration"]}, {"authors": [ADA, BO]}, Kind.SAME),
    # Posters have the DOI of their supplement.
    (
        {"title": "Poster 12: kettles of brass", "doi": "10.5555/s", "abstract": TEXT},
        {"title": "Poster 13: kettles of brass", "doi": "10.5555/s", "abstract": OTHER},
        Kind.CONFLICT,
    ),
    (
        {"title": "Abstracts of the kettle meeting", "doi": "10.5555/s", "authors": [ADA]},
        {"title": "Kettles boil at noon", "doi": "10.5555/s", "authors": ["Rao, Mira"]},
        Kind.CONFLICT,
    ),
    # A translation has the place of its original.
    (
        placed(9, "152-160", title=f"[{TITLE}]. [German]", authors=[ADA, BO]),
        placed(9, "152-160", title="Kessel des Hafens im Norden", authors=[ADA, BO]),
        Kind.SAME,
    ),
    # A protocol is not a report of its results, but a database may drop a subtitle.
    (
        {"title": f"{TITLE}: study protocol for a randomised trial", "authors": [ADA, BO]},
        {"authors": [ADA, BO]},
        Kind.CONTRARY,
    ),
    (
        placed(9, "152-160", title=f"{TITLE}: study protocol", authors=[ADA, BO]),
        placed(9, "152-160", authors=[ADA, BO]),
        Kind.SAME,
    ),
    # A meeting's abstract and its article, and a reprint, are one work.
    (
        {"venue": "Annual Meeting of the Kettle Society", "abstract": TEXT, "authors": [ADA]},
        placed(9, "152-160", doi="10.5555/a", abstract=TEXT, authors=[ADA]),
        Kind.SAME,
    ),
    (
        placed(9, "152-160", published="2010", abstract=TEXT, authors=[ADA]),
        {"venue": "Kettle Classics", "volume": "1", "page": "1-9", "abstract": TEXT},
        Kind.SAME,
    ),
    # Short titles say little.
    (
        {"title": "Kettles", "authors": [ADA], "published": "2010", "doi": "10.5555/a"},
        {"title": "Kettles", "authors": [ADA], "published": "2010", "doi": "10.5555/b"},
        Kind.NEAR,
    ),
    (
        {"title": "Lid fever", "authors": [ADA], "abstract": TEXT},
        {"title": "Lid fever", "authors": [ADA], "abstract": OTHER},
        Kind.NOTHING,
    ),
    (
        {"title": "顔認識", "authors": ["山田太郎"], "published": "2018"},
        {"title": "顔認識", "authors": ["山田 太郎"], "published": "2018"},
        Kind.SAME,
    ),
]


@pytest.mark.parametrize(("one", "other", "kind"), PAIRS)
def test_look_alikes(one: dict[str, Any], other: dict[str, Any], kind: Kind) -> None:
    """Each pair gets the verdict of its kind: same, near, contrary or conflict."""
    assert kinds(record(**one), record(**other)) is kind
