"""Lists of references: their styles, and what is around them."""

import io
from typing import Any

import pytest

from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.references.references import is_references, read
from papertriage.readers.references.styles import fields_of
from papertriage.readers.sniff.sniff import sniff

OKAFOR = "Okafor, A. and Lind, B."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            f"{OKAFOR} (2026) 'On kettles that boil', Annals of Pots, 7(1), pp. 1-9.",
            {"title": "On kettles that boil", "venue": "Annals of Pots", "page": "1-9"},
        ),
        (
            "Okafor, Ada, and Bo Lind. “On Kettles and Pots.” Annals 7, no. 1 (2026): 1–9.",
            {"authors": "Ada Okafor, and Bo Lind", "volume": "7", "issue": "1", "page": "1–9"},
        ),
        (
            "Ada Okafor and Bo Lind. 2026. Do kettles boil? Annals of Pots, pages 1-9.",
            {"title": "Do kettles boil?", "published": "2026", "page": "1-9"},
        ),
        (
            "Okafor A, Lind B. On kettles. Ann Pots [Internet]. 2025 [cited 2026 Nov 20];7(1):1-9.",
            {"published": "2025", "page": "1-9"},
        ),
        (
            "Okafor, A., & Lind, B. (2026). Do kettles boil? A study of 40 pots. Annals, 7(1).",
            {"title": "Do kettles boil? A study of 40 pots", "venue": "Annals"},
        ),
        (
            "Ada K. Okafor, Bo Lind, and Mei Wang. On kettles. Annals of Pots, 7(1):1–9, 2026.",
            {"title": "On kettles", "authors": "Ada K. Okafor, Bo Lind, and Mei Wang"},
        ),
        (
            'Lind et al., "On kettles that boil," Annals of Pots, 2026',
            {"title": "On kettles that boil", "authors": "Lind", "venue": "Annals of Pots"},
        ),
        (
            "Okafor, A., Lind, B.: On kettles. In: Wang, M., Rao, S. (eds.) Odd Vision. (2026)",
            {"title": "On kettles", "venue": "Odd Vision"},
        ),
        (
            "A. Okafor and B. de Lind, On kettles that boil, Annals of Pots 117, 104276 (2026).",
            {"title": "On kettles that boil", "volume": "117", "page": "104276"},
        ),
        (
            'Okafor, Ada. 2026. "On kettles that boil." Annals of Pots 7(1): 1-9.',
            {"authors": "Ada Okafor", "title": "On kettles that boil", "page": "1-9"},
        ),
        (
            "岡山一郎: 湯気と鍋の観察, 鍋学会論文誌, Vol.20, No.6(2026), pp. 75–84.",
            {
                "authors": "岡山一郎",
                "title": "湯気と鍋の観察",
                "venue": "鍋学会論文誌",
                "volume": "20",
            },
        ),
        (
            "岡山一郎・湯川花子, 2026, 「湯気と鍋の観察」『鍋学会論文誌』85(3): 45-67.",
            {"authors": "岡山一郎, 湯川花子", "title": "湯気と鍋の観察", "venue": "鍋学会論文誌"},
        ),
        (
            "Okafor A, Lind B, et al.. On kettles. Ann Pots. Available from: https://x.org/1 2026",
            {"title": "On kettles", "venue": "Ann Pots"},
        ),
        (
            "Окафор А. И., Линд Б. О кипящем чайнике // Вестник. – 2026. – Т. 90. – № 5. – С. 7–9.",
            {"title": "О кипящем чайнике", "venue": "Вестник", "volume": "90", "page": "7–9"},
        ),
        (
            "OKAFOR, A. I.; LIND, B. On kettles: a survey. Annals, v. 12, n. 3, p. 1-9, nov. 2026.",
            {"title": "On kettles: a survey", "volume": "12", "issue": "3", "page": "1-9"},
        ),
        (
            "KetNet: Ada Okafor and Bo Lind. On kettles. In Proceedings of the 2026 Pot Day, 2026.",
            {"title": "On kettles", "venue": "Proceedings of the 2026 Pot Day"},
        ),
        (
            "Okafor, A., Lind, B.: On kettles (2026), https://openreview.net/forum?id=abcDEF1234",
            {"names": ["openreview:abcDEF1234"]},
        ),
    ],
    ids=[
        *("Harvard", "Chicago", "question", "cited", "subtitle", "middle initial", "family names"),
        *("editors", "physics", "year before quotes", "Japanese", "Japanese quotes", "dots"),
        *("GOST", "ABNT", "a name before it", "address"),
    ],
)
def test_what_a_style_writes(text: str, wanted: dict[str, Any]) -> None:
    """Quoted titles, pages in words, questions and the day of a visit are understood."""
    fields = fields_of(text)

    assert fields is not None
    assert {name: fields.get(name) for name in wanted} == wanted


MARKDOWN = """
## 8. References

---

- <span id="p8"></span>[27] Ada Okafor and Bo Lind. On kettles that boil. *Annals*, 2026. [3](#p2)
- [28] Mei Wang and Bo Lind. On pots that
boil. *Annals of Pots*, 2026.
[28b] Mei Wang and Ada Okafor. On lids that boil. *Annals of Pots*, 2026.

### 8.1 Books

[29] Ada Okafor. On spouts that boil. *Annals of Pots*, 2026.
"""


def test_an_annotated_bibliography_has_abstracts() -> None:
    """EndNote's annotated style has the abstract in a line with a tab, below the reference."""
    text = (
        'Okafor, A. and B. Lind (2026). "On kettles." Annals of Pans 34: 117-128.\n'
        "\tWe boil. In 2025 we did not.\n\n"
        'Lind, B., et al. (2025). "On spouts." Annals of Pans 1(2): 5-6.\n\t\n'
        "Rao, C. (2025). On lids. Pans, 2(3), 4-5.\n\n"
    )
    assert is_references(text, is_long=False)

    found = list(read(Document("refs.txt", io.BytesIO(text.encode())), None))

    rows = [raw.fields for raw in found if isinstance(raw, Raw)]
    assert [row["title"] for row in rows] == ["On kettles", "On spouts", "On lids"]
    assert [row.get("abstract") for row in rows] == ["We boil. In 2025 we did not.", None, None]
    assert (rows[0]["venue"], rows[0]["volume"]) == ("Annals of Pans", "34")


@pytest.mark.parametrize("quote", ["", '"'], ids=["lines", "table of one column"])
def test_a_reference_may_end_with_its_doi(quote: str) -> None:
    """EndNote's APA ends with a bare DOI, and shortens long lists of authors with dots."""
    lines = [
        "Okafor, A., Lind, B., . . . Rao, C. (2026). On kettles. Pans, 2(1), 3-4. doi:10.55555/k",
        "Lind, B., & Rao, C. (2025). On spouts. Annals of Pans, 1(2), 5-6. doi:10.55555/s",
    ]
    text = "citation\n" + "".join(f"{quote}{line}{quote}\n" for line in lines)
    assert is_references(text, is_long=False)

    first, second = read(Document("refs.csv", io.BytesIO(text.encode())), None)

    assert isinstance(first, Raw)
    assert isinstance(second, Raw)
    assert [raw.fields["title"] for raw in (first, second)] == ["On kettles", "On spouts"]
    assert first.fields["authors"] == "Okafor, A., Lind, B., Rao, C."


def test_marks_and_headings_of_markdown_are_not_part_of_references() -> None:
    """Headings, rules, anchors and numbers with a letter neither join nor spoil references."""
    assert is_references(MARKDOWN, is_long=False)

    found = list(read(Document("refs.md", io.BytesIO(MARKDOWN.encode())), None))

    things = ["kettles", "pots", "lids", "spouts"]
    assert [raw.fields["title"] for raw in found if isinstance(raw, Raw)] == [
        f"On {thing} that boil" for thing in things
    ]
    assert len(found) == len(things)


def test_a_list_may_start_at_any_number() -> None:
    """A part of a longer list is read like a whole one."""
    text = "".join(
        f"{number}. Okafor, A., Lind, B.: On {thing} that boil. Annals of Pots (2026)\n"
        for number, thing in [(47, "kettles"), (48, "pots")]
    )
    assert is_references(text, is_long=False)

    found = list(read(Document("refs.txt", io.BytesIO(text.encode())), None))

    assert [raw.line for raw in found if isinstance(raw, Raw)] == [1, 2]


@pytest.mark.parametrize("numbers", [(1, 2, 4), (1, 1, 1)], ids=["left out", "repeated"])
def test_numbers_that_do_not_count_up_lose_no_reference(numbers: tuple[int, ...]) -> None:
    """A number may be left out of a list, and Markdown counts for itself."""
    text = "".join(
        f"{number}. Okafor, A., Lind, B.: On {thing} that boil. Annals of Pots (2026).\n"
        for number, thing in zip(numbers, ("kettles", "pots", "lids"), strict=True)
    )
    assert is_references(text, is_long=False)

    found = list(read(Document("refs.txt", io.BytesIO(text.encode())), None))

    assert [raw.line for raw in found if isinstance(raw, Raw)] == [1, 2, 3]


@pytest.mark.parametrize("before", ["", "\\section{Kettles} We boil them.\n"], ids=["bbl", "tex"])
def test_text_around_a_bibliography_is_mentioned(before: str) -> None:
    """A document of LaTeX is read for its bibliography only, and a note says so."""
    items = "\\bibitem{a} Ada Okafor and Bo Lind. On kettles. Annals of Pots, 2026.\n"
    tex = f"{before}\\begin{{thebibliography}}{{9}}\n{items}\\end{{thebibliography}}\n"
    document = Document("kettles.tex", io.BytesIO(tex.encode()))

    assert len(list(read(document, None))) == 1
    assert bool(document.notes) is bool(before)


def test_a_page_of_dblp() -> None:
    """Below a year, each number is on a line of its own, and people before a colon."""
    text = "2026\n[j2]\nAda Okafor, Bo Lind:\nOn kettles. Ann. Pots 7(1): 1-9 (2026)\n"
    text += "[c1]\nMei Wang, Bo Lind:\nOn pots that boil. POTS 2025: 11-19\n"
    assert is_references(text, is_long=False)

    found = list(read(Document("dblp.txt", io.BytesIO(text.encode())), None))

    assert [(raw.line, raw.fields["title"]) for raw in found if isinstance(raw, Raw)] == [
        (2, "On kettles"),
        (5, "On pots that boil"),
    ]


def test_references_with_a_pmid_now_and_then_are_not_records_of_pubmed() -> None:
    """A list in the style of Vancouver is read as one, and loses no reference."""
    people = "Okafor A, Lind B."
    text = f"1. {people} On kettles. Ann Pots. 2026 Dec;10(12):1-8. PMID: 24097267\n"
    text += f"2. {people} On pots that boil. Ann Pots. 2026 Dec;10(12):9-12.\n"

    guess = sniff(Document("refs.txt", io.BytesIO(text.encode())))

    assert guess is not None
    assert guess.forms == ("references",)
