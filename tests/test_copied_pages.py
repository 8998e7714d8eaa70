"""Pages copied as text, and notes: titles with authors below them, and names of papers."""

import io

import pytest

from conftest import DATA
from forms_help import papers
from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.pages.bylines import byline, title_of
from papertriage.readers.pages.page_html import page_lines
from papertriage.readers.pages.page_text import is_page_text, read
from papertriage.readers.raw import Raw
from papertriage.readers.references import mentions
from papertriage.readers.references.mentions import is_mentions

FORMS = ("daily-page", "arxiv-listing", "abstract-lines")
TEXTS = {form: (DATA / f"{form}.txt").read_text("utf-8") for form in FORMS}
LONG = "We measure how long a kettle takes to boil and why it takes longer when watched. " * 4

APART = {
    "address": (
        "On Kettles and Time\n\nAda Okafor, Bo Lind\n\nhttps://arxiv.org/abs/2611.00001\n\n\n"
        f"Abstract\n\n{LONG}\n"
    ),
    "labels": (
        "On Kettles and Time\nAuthors: Ada Okafor and Bo Lind\narXiv:2611.00001\n\n"
        f"Abstract: {LONG}\n"
    ),
    "footnotes": (
        "Title: On Kettles and Time\nAda Okafor1, Bo Lind2*\n1Kettle Lab, 2Pot Lab\nAbstract\n"
        f"{LONG}\nCite as: arXiv:2611.00001 [cs.CV]\n"
    ),
}


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_a_title_with_authors_and_link_apart_from_the_abstract(text: str) -> None:
    """Title, authors, link and abstract are read as one paper, without a warning."""
    (paper,) = papers(text.encode())

    assert (paper.title, paper.ids) == ("On Kettles and Time", {"arxiv": "2611.00001"})
    assert [author.name for author in paper.authors] == ["Ada Okafor", "Bo Lind"]
    assert paper.abstract == LONG.strip()


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ada Okafor · Bo Lind · Jan van der Berg", "Ada Okafor · Bo Lind · Jan van der Berg"),
        ("Ada Okafor1,∗, Bo Lind2, and Mei Wang1,2", "Ada Okafor,, Bo Lind, and Mei Wang"),
        ("By Ada Okafor and Bo Lind", "Ada Okafor and Bo Lind"),
        ("Okafor, A., Lind, B. B.", "Okafor, A., Lind, B. B"),
        ("王小明, 李小红", "王小明, 李小红"),
        ("In So Lind, Or Okafor, An Mei, Ada Day", "In So Lind, Or Okafor, An Mei, Ada Day"),
        ("Ada Okafor, Bo Lind, +3 authors Mei Wang", "Ada Okafor, Bo Lind, Mei Wang"),
        ("A Okafor, B Lind… - Journal of Pauses, 2026 - Odd Press", "A Okafor, B Lind"),
        ("Watched Kettles, Lost Umbrellas: a Survey of Both", None),
        ("Pots and the pans that we lost", None),
        ("Submission history", None),
    ],
)
def test_a_line_of_authors(line: str, authors: str | None) -> None:
    """Names differ from the words of a title in their shape."""
    found = byline(line)

    assert (found and found.authors) == authors


@pytest.mark.parametrize(
    "title",
    [
        "On the subtitle: a survey of captions",
        "Path finding with A* search",
        "Kettles vs. pots: a survey",
        "E. coli in kettles",
    ],
)
def test_a_title_is_whole(title: str) -> None:
    """Only what comes before a title is a badge, and only a sentence ends at a full stop."""
    assert title_of(f"[PDF] {title}") == title


def test_journal_and_date_between_title_and_authors() -> None:
    """ScienceDirect's results have the journal above the people; IEEE's the year with a volume."""
    text = (
        "Research article\nOn Kettles and Time\nAnnals of Pots, 12 December 2026\n"
        "Ada Okafor, Bo Lind\nView PDF\n\n"
        "Pots That Never Boil\nMei Wang; Bo Lind\nYear: 2025 | Volume: 12 | Publisher: Odd\n"
    )
    first, second = papers(text.encode())

    assert (first.title, first.venue, first.published) == (
        *("On Kettles and Time", "Annals of Pots", "2026-12-12"),
    )
    assert (second.title, second.published) == ("Pots That Never Boil", "2025")


def test_how_to_cite_is_no_venue() -> None:
    """The last lines of arXiv's page, copied as text, name no journal."""
    text = (
        "On Kettles and Time\nAda Okafor, Bo Lind\n(or arXiv:2611.00001v2 [cs.LG] for this one)\n"
    )
    (paper,) = papers(text.encode())

    assert (paper.ids, paper.venue) == ({"arxiv": "2611.00001"}, None)


ACCEPTED = {
    "quotes": '- "{title}"; {people}',
    "bold": "- **{title}** — *{people}*",
    "a link": "- **[{title}](https://drive.example.org/x)**  \n  {people}\n",
    "summary": "<details>\n<summary>{people}. <b>{title}</b></summary>\n</details>",
}


@pytest.mark.parametrize("form", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted_papers_in_markdown(form: str) -> None:
    """A title that is bold, linked or in quotes is apart from its people on the same line."""
    accepted = {"On Kettles and Time": "Ada Okafor, Bo Lind", "On Pots That Boil": "Mei Wang"}
    accepted["Lids for Odd Pots"] = "Bo Lind, Chiara Rossi"
    items = "\n".join(form.format(title=title, people=names) for title, names in accepted.items())

    found = papers(
        f"---\ntitle: Workshop on Kettles\n---\n\n## Accepted papers\n\n{items}\n".encode()
    )

    assert [paper.title for paper in found] == list(accepted)
    assert [author.name for paper in found for author in paper.authors] == [
        *("Ada Okafor", "Bo Lind", "Mei Wang", "Bo Lind", "Chiara Rossi"),
    ]


def test_a_list_of_titles_is_not_a_page_of_authors() -> None:
    """Short titles in capitals are not the names of authors."""
    titles = ("Deep Kettles", "A Survey of Pots", "Lost Umbrellas and Found Hats", "On Slow Lifts")

    assert not is_page_text("\n".join([*titles, "Kettles in the Wild"] * 3))


def test_prose_that_names_no_paper_is_not_read_as_notes() -> None:
    """One address among many lines is not a list of papers."""
    prose = "We talked about the weather and then about lunch.\n" * 12

    assert not is_mentions(prose + "See https://arxiv.org/abs/2611.00001\n")
    assert is_mentions("Nice one\nSee https://arxiv.org/abs/2611.00001\n")


def test_a_readme_that_begins_with_html_names_its_paper() -> None:
    """Elements of HTML at the start of Markdown do not make it a page."""
    text = (
        '<h2 align="center">\n  <b>KetNet: Kettles and Time</b>\n</h2>\n\n'
        "**[[paper]](https://arxiv.org/abs/2611.00001) [[code]](https://github.com/odd/ketnet)**\n"
    )
    (paper,) = papers(text.encode())

    assert paper.ids == {"arxiv": "2611.00001"}


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] On kettles and time https://arxiv.org/abs/2611.00001\n",
        "- [On kettles and time](https://arxiv.org/abs/2611.00001)\n",
        "- [x] On kettles and time arxiv.org/abs/2611.00001, https://github.com/a/b\n",
        "|Title|Link|\n|--|--|\n|On kettles and time|https://arxiv.org/abs/2611.00001|\n",
        "* Papers\n** TODO [[https://arxiv.org/abs/2611.00001][On kettles and time]]\n",
        "Ada  9:14 AM\nread this\n<https://arxiv.org/abs/2611.00001|On kettles and time>\n",
        "[2611.00001] On kettles and time https://arxiv.org/abs/2611.00001\n",
        "[2611.00001] On kettles and time\nhttps://arxiv.org/abs/2611.00001\n",
    ],
    ids=["task", "link", "no scheme", "table", "org", "Slack", "tab", "tab above"],
)
def test_a_title_in_a_note(text: str) -> None:
    """Tasks, tables, links of Org and titles of browser tabs give a paper with its title."""
    (paper,) = papers(text.encode())

    assert (paper.title, paper.ids) == ("On kettles and time", {"arxiv": "2611.00001"})


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("name", ["https://arxiv.org/abs/2611.00001", "https://doi.org/10.55555/k"])
def test_a_paper_apart_from_its_abstract_among_others(
    form: str, name: str, *, is_first: bool
) -> None:
    """Before or after any pasted form it is one paper, and the others do not change."""
    block = f"\n\nOn Kettles and Time\n\nAda Okafor, Bo Lind\n\n{name}\n\n{LONG}\n\n"
    text = block + TEXTS[form] if is_first else TEXTS[form] + block
    alone = [paper.title for paper in papers(TEXTS[form].encode())]
    found = papers(text.encode())
    ours = [paper for paper in found if paper.title == "On Kettles and Time"]

    assert [paper.title for paper in found if paper not in ours] == alone
    assert [(paper.abstract, len(paper.authors)) for paper in ours] == [(LONG.strip(), 2)]
    assert ours[0].ids.keys() == ({"arxiv"} if "arxiv" in name else {"doi"})


def test_papers_whose_lines_all_have_labels() -> None:
    """A title with its label opens a paper; what other labels hold is in its field."""
    labels = ("Venue: ICCV", "Year: 2026", "Link: https://arxiv.org/abs/2611.00001")
    text = "\n".join(["Title: On Kettles and Time", *labels, f"Abstract: {LONG[:83]}", "---", ""])
    first, second = papers((text + text.replace("00001", "00002")).encode())

    assert (first.title, first.venue, first.published) == ("On Kettles and Time", "ICCV", "2026")
    assert (first.ids, second.ids) == ({"arxiv": "2611.00001"}, {"arxiv": "2611.00002"})
    assert first.abstract == LONG[:83].strip()


def test_a_paper_far_below_another_is_found() -> None:
    """Memory is bounded, but no title is lost, and what is left out is reported."""
    paper = "On {} and Time\nAda Okafor, Bo Lind\nhttps://arxiv.org/abs/2611.0000{}\n"
    text = paper.format("Kettles", 1) + "A line of the page.\n" * 20_000 + paper.format("Pots", 2)
    document = Document("f", io.BytesIO(text.encode()))

    items = list(read(document, None))
    found = [item.fields["title"] for item in items if isinstance(item, Raw)]
    problems = [item.reason for item in items if isinstance(item, Problem)]

    assert found == ["On Kettles and Time", "On Pots and Time"]
    assert problems
    assert all("belong to no paper" in reason for reason in problems)


def test_a_paper_named_above_the_first_title_is_reported() -> None:
    """However short the line is, the paper that it names is not lost silently."""
    text = b"See arXiv:2611.00009\n\nOn Kettles and Time\nAda Okafor, Bo Lind\n"
    problem, paper = read(Document("f", io.BytesIO(text)), None)

    assert isinstance(problem, Problem)
    assert (problem.line, problem.snippet) == (1, "See arXiv:2611.00009")
    assert isinstance(paper, Raw)


def test_a_text_that_names_people_now_and_then_is_not_a_page_of_papers() -> None:
    """In a licence or a change log, lines of names are far apart."""
    people = "Written in the harbour by two people of the town\nAda Okafor, Bo Lind\n"
    rest = "1999, 2003: the kettles may be used by all, but not be sold.\n"

    assert is_page_text((people + rest) * 2)
    assert not is_page_text((people + rest * 80) * 2)


@pytest.mark.parametrize(
    "head", ["Title: Notes of Monday", "Papers for a talk\nAda Okafor, Bo Lind"]
)
def test_a_note_with_several_papers_loses_none(head: str) -> None:
    """The heading of a note is not the title of the first paper that it names."""
    found = papers(
        f"{head}\nhttps://arxiv.org/abs/2611.00001 first.\nThen https://arxiv.org/abs/2611.00002\n".encode()
    )

    assert [paper.ids["arxiv"] for paper in found] == ["2611.00001", "2611.00002"]
    assert found[0].title is None


@pytest.mark.parametrize(
    "line", ['  "ar xiv": "2611.00001",', '7,"see 2611.00001","lids"', '{"refs": ["2611.00001"]}']
)
def test_data_that_no_form_reads_names_no_paper(line: str) -> None:
    """A damaged record that mentions another paper does not become that paper, and is reported."""
    (problem,) = mentions.read(Document("f", io.BytesIO(line.encode())), None)

    assert isinstance(problem, Problem)
    assert "not read" in problem.reason
    assert not is_mentions(line)
    assert is_mentions('Ada said "read this": arXiv:2611.00001, "Lids", 2026')


@pytest.mark.parametrize(
    "origin",
    [
        "<!-- saved from url=(0031)https://openreview.net/group -->",
        '<link rel="canonical" href="https://openreview.net/group">',
    ],
)
def test_links_of_a_page_lead_to_where_it_was_saved_from(origin: str) -> None:
    """A page links its papers without a host; a comment or its canonical address names the host."""
    page = f'<html>{origin}<a href="/forum?id=kettle0001">On Kettles and Time</a></html>'

    assert (1, "https://openreview.net/forum?id=kettle0001") in page_lines(page)
