"""Lists of papers in Markdown as people write them: what is a title, and what is around it."""

import io
from typing import Any

import pytest

from forms_help import document
from papertriage.readers.document import Document
from papertriage.readers.markdown import notes
from papertriage.readers.markdown.markdown import read
from papertriage.readers.raw import Raw
from papertriage.readers.sniff.sniff_markdown import is_markdown

A = "https://arxiv.org/abs/2611.0100"
KETTLES = "On Kettles That Boil Slowly"


def papers(text: str) -> list[dict[str, Any]]:
    """Return the fields of the papers in a list, which must be recognised as Markdown."""
    assert is_markdown(text)
    document = Document("list.md", io.BytesIO(text.encode()))
    return [raw.fields for raw in read(document, None) if isinstance(raw, Raw)]


TITLES = {
    "escaped brackets": rf"- {KETTLES} (arXiv 2611.01001) \[[Paper]({A}1)\]",
    "a local link": rf"- {KETTLES} ([ICKP 2026](../notes/ickp.md)) \[[arXiv]({A}1)]",
    "bold venue": f"- {KETTLES} (**Kettle Engineering Practice 2026**) [[paper]({A}1)]",
    "a name in bold": f"- 2026 **Kettle V2 & V3** {KETTLES} [[paper]({A}1)]",
    "a name in brackets": f'- <a name=""></a>**[KetNet]** {KETTLES}\n (**arXiv**) [[paper]({A}1)]',
    "quotes": f'- KetNet (ICKP26): "{KETTLES}" [[pdf]({A}1)]',
    "wrapped": f"- [On Kettles That\n  Boil Slowly]({A}1)",
    "a paragraph": f"Some notes.\n\n{KETTLES} (ICKP 2026) [[paper]({A}1)] [[code](https://x.org)]",
    "a badge": f"{KETTLES}: [![arXiv](https://img.shields.io/x)]({A}1)\n冷的水壶\n\nMore text.",
    "labels in Chinese": f"#### 1. Kettles\n\n论文名称：{KETTLES}\n\n论文地址：{A}1\n",
    "labels alone": f"🔗 链接\n📝 论文标题：{KETTLES}\n👤 作者：Ada Okafor\n🔗 论文链接：{A}1\n",
    "a note's name": f"### [{KETTLES}](2611.01001.md)\n**Ada Okafor, Bo Lind** · 2026-11-02\n",
    "a venue in bold": f"**{KETTLES}**<br/>\nAda Okafor<br/>\n**ICKP 2026**<br/>\n[[PDF]({A}1)]",
    "a venue behind it": f"- {KETTLES} (ICKP 2026), Okafor et al. [[paper]]({A}1)",
    "people below it": f"[ICKP 2026] {KETTLES}.\n\nOkafor A, Lind B, et al. [[Paper]]({A}1)\n",
    "people below a heading": f"# {KETTLES}\n- Okafor et al. [[paper]]({A}1)\n\n* Motivation:",
    "a quoted line": f"Papers of this week:\n\n>**{KETTLES}** — Ada Okafor et al. | [arXiv]({A}1)",
    "bold with a venue": f"🐱 **[{KETTLES}\n]({A}1), ICKP 2026**.\n\nAuthors: [Ada Okafor](https://x.org)",
    "bold with a citation": f'- **Okafor et al. (2026) "{KETTLES}" [IEEE]({A}1)** — a classic.',
    "a heading with venues": f"# [ICKP 2026 Oral] {KETTLES} (ICKP2026)\n\n[![Paper](https://x.org/p)]({A}1)\n",
    "labels without links": f"**Title:** {KETTLES}\n\n**Authors:** Ada Okafor, Bo Lind\n",
    "bold brackets": f"- **[{KETTLES}]** Ada Okafor. ICKP, 2026. [**[paper]**]({A}1)\n",
    "people before a link": f"* Okafor et al. 2026. [{KETTLES}]({A}1)\n",
    "an id without a link": f"# {KETTLES}\n\n- **arXiv:** 2611.01001\n- **Code:** none\n",
    "a number in a heading": f"### 3. {KETTLES}\n- 日付: 2026-11-07\n- リンク: {A}1\n",
    "people in a heading": f"# Okafor et al. 2026 — {KETTLES}\n\n- **arXiv ID**: 2611.01001\n",
    "a title in Chinese, too": f"# {KETTLES}\n\n**Title (ZH)**: 水壶\n\n**Link**: [PDF]({A}1)\n",
    "an escaped number": f"1\\. [{KETTLES}]({A}1)\n\nThis paper argues that they boil.\n",
    "a quoted label": f'- *Title:* *"{KETTLES}"*\n- *DOI:* [10.5555/k]({A}1)\n',
    "metadata": f"# {KETTLES}\n\n## Abstract\n\nThey boil.\n\n## Metadata\n- **Source**: {A}1\n",
    "a note of Obsidian": f"# {KETTLES}\n\n> [!meta]-\n> Authors:: [[people/Ada|Ada Okafor]]\n"
    f"> Related::\n> bibliography:: Okafor. [{A}1]({A}1)\n",
    "a link in a heading": f"# {KETTLES}\n\nICKP 2026\n\n论文链接：{A}1\n",
}


@pytest.mark.parametrize("text", TITLES.values(), ids=TITLES)
def test_the_title_is_whole_and_alone(text: str) -> None:
    """A title has no badge, bracket, venue, name of its method or escape sign."""
    assert [paper.get("title") for paper in papers(f"# Kettles\n\n{text}\n")] == [KETTLES]


def test_properties_of_a_page_are_no_papers() -> None:
    """Lists and addresses between lines of "---" at the start are about the page."""
    front = f"---\ntitle: Week 48\ncategories:\n- cs.CL\npdf_url: {A}9\n---\n"

    assert [paper["title"] for paper in papers(f"{front}- [{KETTLES}]({A}1)\n")] == [KETTLES]


def test_links_in_text_and_remarks_are_papers_too() -> None:
    """No paper is lost that a sentence around the list, or a remark on another one, links."""
    text = f"""
# Kettles

[Pots 7B]({A}2) 很快, and [Kettles with Many Lids]({A}3) boil.

- [{KETTLES}]({A}1) ([code]({A}1))
  - Compare [Lids for Odd Pots]({A}4), and [their pots]({A}5).

See [Pots 7B]({A}2) again.
"""
    found = list(read(document(text.encode()), None))

    fields = [raw.fields for raw in found if isinstance(raw, Raw)]
    assert [(each["names"][0][-1], each.get("title")) for each in fields] == [
        *(("2", None), ("3", "Kettles with Many Lids")),
        *(("1", KETTLES), ("4", "Lids for Odd Pots")),
    ]


def test_a_title_waits_for_its_links_only_some_lines() -> None:
    """Memory is bounded: after many blank lines a line of links is no longer about a title."""
    few, many = (f"{KETTLES}\n{end}[[pdf]({A}1)]\n" for end in ("\n" * 10, "\n" * 1000))

    assert [paper.get("title") for paper in papers(few)] == [KETTLES]
    assert not is_markdown(many)


OTHER = {
    "a summary": "# Pot Endpoint Setup Guide\n\n> **TL;DR:** Pots need a lid. See [x](https://x.org/d).\n",
    "a team": "# Kettle Platform\n\n**Date**: 2026-02-16\n**Authors**: Platform Team\n",
    "a change": "# RFC 6: Kettle Reasoning\n\n**Updated**: 2026-05-04\n**Authors**: Ada Okafor\n",
    "a tool": "### SuperPot\n- **GitHub**: https://github.com/odd/pot\n- **Website**: https://x.org\n",
}


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_documents_with_labels_are_no_papers(text: str) -> None:
    """Guides, designs and tools have summaries, dates, teams and addresses of code, too."""
    assert not is_markdown(text)


def test_footnotes_are_items() -> None:
    """The text of a footnote may be a reference."""
    text = f'[^a]: A. Okafor and B. Lind, "[{KETTLES}]({A}1)," Annals of Pots, 2026.\n'

    assert [paper["authors"] for paper in papers(text)] == ["A. Okafor and B. Lind"]


def test_a_reference_needs_no_link() -> None:
    """People, title and year show a paper; a letter in brackets with a year does not."""
    text = f"""
- [{KETTLES}]({A}1)
- **Lind et al., "Pots That Never Boil," ICKP 2026**
- kettlelib is unmaintained (last release 2024-12; issues closed) [D]. Use pots.
"""
    assert [paper["title"] for paper in papers(text)] == [KETTLES, "Pots That Never Boil"]


def test_a_dash_belongs_to_the_title_of_a_method() -> None:
    """One or two words before a dash are not the whole title."""
    [paper] = papers(f"- KETTLE - Boiling Water under a Lid (**ICKP 2026**) [[paper]({A}1)]\n")

    assert paper["title"] == "KETTLE - Boiling Water under a Lid"
    assert paper["venue"] == "ICKP 2026"


def test_remarks_below_an_item_are_not_its_authors() -> None:
    """Affiliations and notes below a paper name nobody."""
    [paper] = papers(f"* {KETTLES} [[Paper]({A}1)]\n  * MIT & ETH & EPFL\n  * Compared to Pots\n")

    assert "authors" not in paper


def test_news_about_a_paper_are_no_title() -> None:
    """The words around the link of a remark are not a title; the paper is kept by its id."""
    text = (
        f"- {KETTLES} [[Paper]({A}1)]\n- [2026-11]🌟 Check out our [latest work]({A}2) on kettles!"
    )

    assert [paper.get("title") for paper in papers(text)] == [KETTLES, None]


@pytest.mark.parametrize(
    "item",
    [
        f"1. Okafor A, Lind B. {KETTLES}: A Study. *Annals of Pots*, 2026. [[Paper]({A}1)]",
        f"- [Okafor, A., & Lind, B. (2026). {KETTLES}: A Study. *Pots*, *4*(1), 1-9.]({A}1)",
        f"1. Okafor A, Lind B. [{KETTLES}: A Study]({A}1)[J]. Annals of Pots, 2026, 4(1): 1-9.",
        f"|Paper|A|\n|---|---|\n|[Okafor, A., & Lind, B. (2026). {KETTLES}: A Study.]({A}1)|x|",
    ],
    ids=["Vancouver", "APA", "GB/T 7714", "a cell"],
)
def test_a_reference_in_a_list_is_read_by_its_style(item: str) -> None:
    """Authors before a title are not part of it."""
    [paper] = papers(item + "\n")

    assert paper["title"] == f"{KETTLES}: A Study"
    assert "Okafor" in str(paper["authors"])
    assert "Lind" in str(paper["authors"])
    assert paper["published"] == "2026"


def test_a_folded_abstract_is_read() -> None:
    """What a page shows when it is unfolded belongs to the paper, also behind an empty line."""
    text = f"""
- **{KETTLES}**
  Ada Okafor, Bo Lind
  _2026-11-02_ · {A}1
<details><summary>Abstract</summary>

Kettles are studied here.

</details>
<details>
  <summary>Comments</summary>
  <ol>
    9 pages
  </ol>
</details>

- **Pots That Never Boil** [[paper]({A}2)]
"""
    first, second = papers(text)

    assert first["abstract"] == "Kettles are studied here."
    assert (first["comment"], first["published"]) == ("9 pages", "2026-11-02")
    assert (second["title"], second.get("abstract")) == ("Pots That Never Boil", None)


def test_a_table_with_only_a_title_may_be_of_anything() -> None:
    """The table of a note's properties holds no papers."""
    text = f"Title | Kettles\n-- | --\nCreated @ | 2026-11-02\n\n- {KETTLES} [[pdf]({A}1)]\n"

    assert [paper["title"] for paper in papers(text)] == [KETTLES]


def test_columns_of_tables_have_many_names() -> None:
    """A column of papers needs no links; other columns are dates and venues in Chinese, too."""
    text = f"""
| 论文 | 会议 | 年份 | 链接 |
|---|---|---|---|
| {KETTLES} | ICKP | 2026 | [PDF](https://doi.org/10.5555/k.1) |
| Pots That Never Boil Over | ICKP | 2025 | — |

| Type | Resource | Link |
|---|---|---|
| 🎥 | A Course on Kettles | [site](https://kettles.org) |
| 📄 | A Survey of Spouts | [arXiv]({A}3) |
"""
    found = [(paper["title"], paper.get("published")) for paper in papers(text)]

    assert found == [
        (KETTLES, "2026"),
        ("Pots That Never Boil Over", "2025"),
        ("A Survey of Spouts", None),
    ]


def test_the_first_of_many_authors_is_read_behind_the_venue() -> None:
    """The names before "et al." follow the title or the venue in brackets."""
    [paper] = papers(f"* **{KETTLES}** (ICKP 2026), A Okafor et al. [[paper]]({A}1)\n")

    assert (paper["authors"], paper["venue"]) == ("A Okafor", "ICKP 2026")


def test_the_year_of_the_venue_dates_a_paper_without_arxiv_id() -> None:
    """An arXiv id shows the month itself; another paper has the year of its venue."""
    text = f"""
- **{KETTLES}**, ICKP 2025. [[pdf](https://doi.org/10.5555/k.1)]
- **Pots That Boil**, ICKP 2025. [[pdf]({A}2)]
"""
    assert [paper.get("published") for paper in papers(text)] == ["2025", None]


def test_paragraphs_that_look_like_names_are_titles() -> None:
    """Titles in capitals with "and" and "for" are not the people of the paper above."""
    titles = [
        "Warm Kettles and Adaptation for Cold Pot Generalization",
        "Efficiently Assemble Kettle Layers and Lids for Pots",
    ]
    text = "\n\n".join(
        f"{title} (**ICKP 2026**) [[paper]({A}{at})]" for at, title in enumerate(titles)
    )

    assert [paper["title"] for paper in papers(text)] == titles


def test_a_note_about_no_paper_has_no_fields() -> None:
    """Properties of anything else may be read as a note's if the user names the form."""
    found = list(notes.read(document(b"---\ntags: [kettles]\n---\nWords.\n"), notes.FORM))

    assert found == [Raw(form=notes.FORM, line=1, fields={})]


NOTES = {
    "Logseq": f"title:: [[{KETTLES}]]\nauthors:: [[Ada Okafor]], [[Bo Lind]]\ndoi:: 10.5555/k\n",
    "Logseq and Zotero": f"title:: @{KETTLES}\nitem-type:: [[journalArticle]]\n"
    "authors:: [[Ada Okafor]], [[Bo Lind]]\n",
    "a review": f'---\ntitle: "[Review] {KETTLES}"\ntags: x\n---\n\n> ICKP 2026. [[Paper]]({A}1)\n'
    "> Ada Okafor, Bo Lind\n\n## Introduction\n",
    "PDF": f"---\ntitle: {KETTLES}\nauthors: [Ada Okafor, Bo Lind]\npdf_link: {A}1.pdf\n---\nx\n",
}


@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES)
def test_the_paper_of_a_note(text: str) -> None:
    """A note has properties, or its first lines link the paper that it is about."""
    assert notes.is_note(text)

    (paper,) = notes.read(document(text.encode()), notes.FORM)

    assert isinstance(paper, Raw)
    assert paper.fields["title"] == KETTLES
    assert paper.fields["authors"].replace(";", ",") == "Ada Okafor, Bo Lind"


def test_a_post_that_mentions_a_paper_is_no_note_about_it() -> None:
    """A sentence with a link, and a link below a heading, may be about anything."""
    front = "---\ntitle: Kettles of the week\n---\n"

    assert not notes.is_note(f"{front}This week we all read a [paper]({A}1) on pots.\n")
    assert not notes.is_note(f"{front}## Pots\n\n[Paper]({A}1)\n")


def test_short_titles_are_links_without_brackets() -> None:
    """One or two words of a link are a title, unless they only say that it is a paper."""
    text = f"""
- [{KETTLES}]({A}1)
- [Kettle 7B]({A}2) (Okafor 2026)
- [Pot paper]({A}3) — Lind et al. 2026

| # | Paper | Year |
|---|---|---|
| 1 | [Lid 2]({A}4) | 2026 |
| 2 | [PDF]({A}5) | 2026 |
"""
    found = papers(text)

    titles = [KETTLES, "Kettle 7B", None, "Lid 2", None]
    assert [paper.get("title") for paper in found] == titles
    assert [paper.get("venue") for paper in found] == [None] * 5


def test_a_line_may_have_several_labels() -> None:
    """A digest writes the day and the category on one line."""
    text = f"- **{KETTLES}**\n  - Published: 2026-11-13 | Category: `cs.CV`\n  - [arXiv]({A}1)\n"
    [paper] = papers(text)

    assert (paper["published"], paper["categories"]) == ("2026-11-13", "cs.CV")


def test_the_name_of_a_method_is_before_the_reference_to_its_paper() -> None:
    """A method in bold is not one of the authors."""
    [paper] = papers(f'- **KetNet:** Okafor et al. (2026) "{KETTLES}" [[paper]]({A}1)\n')

    assert (paper["title"], paper["authors"]) == (KETTLES, "Okafor")


def test_a_table_of_papers_needs_no_links() -> None:
    """A column of venues, people or ids shows that titles are those of papers."""
    text = f"""
| 论文标题 | 会议/年份 | 代表作者（部分） |
|---|---|---|
| [{KETTLES}](./kettles.md) | ICKP 2026 | Okafor, Lind |

| Title | arXiv ID |
|---|---|
| Pots That Boil | 2611.01007 |

| Title | Year |
|---|---|
| The Film of the Kettle | 2026 |
"""
    first, second = papers(text)

    assert (first["title"], first["authors"], first["published"]) == (
        KETTLES,
        "Okafor, Lind",
        "2026",
    )
    assert (second["title"], second["names"]) == ("Pots That Boil", ["arxiv:2611.01007"])


def test_short_titles_in_a_table_of_papers() -> None:
    """A column of papers beside one of authors has titles of any length; a venue may be arXiv."""
    text = """
| # | Paper | Authors | Venue |
|---|---|---|---|
| 1 | **WebPot** | Okafor et al. | arXiv 2611.01001 |
| 2 | "Kettle Slicing" | Bo Lind | ICKP '26 |
"""
    first, second = papers(text)

    assert (first["title"], first["names"]) == ("WebPot", ["arxiv:2611.01001"])
    assert second["title"] == "Kettle Slicing"


def test_the_page_of_a_person_is_no_code_and_a_topic_no_category() -> None:
    """Only a repository is code, and only a code such as cs.CV is a category of arXiv."""
    text = f"""
| Paper | Presenter | Category |
|---|---|---|
| [{KETTLES}]({A}1) | [Ada](https://github.com/ada) | MT |
| [Pots That Never Boil]({A}2) | [code](https://github.com/ada/pots) | cs.CV |
"""
    first, second = papers(text)

    assert (first.get("code_url"), first.get("categories"), first["keywords"]) == (None, None, "MT")
    assert (second["code_url"], second["categories"]) == ("https://github.com/ada/pots", "cs.CV")
