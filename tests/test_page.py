"""The page of ``rank -f html``: its structure, its policy, what is marked, and the plot."""

import base64
import hashlib
import html
import re
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from page_help import ALLOWED, TOPICS, Parsed, keyword, page_of, paper, reported, some_papers
from papertriage.flows.lists.in_memory import report
from papertriage.paper import Author, Evidence, Tag
from papertriage.ranking.select import Criteria
from papertriage.report import Change, Entry, Mark, Reason
from papertriage.writers.bibtex import records
from papertriage.writers.html import write
from papertriage.writers.listing import of_report
from papertriage.writers.look import Look
from papertriage.writers.page.marked import evidence, marked, peek, spots
from papertriage.writers.page.weeks import HEIGHT, MOST_WEEKS, Dated, plot

NASTY = [
    "<script>alert(1)</script>", "</script>", "</style>", "<!--", "-->", "]]>", '"', "'", "&lt;",
    "<img src=http://evil.example/x onerror=alert(1)>", '" onmouseover="alert(1)', "<mark>",
    "</article></main>", "{{ 7 * 7 }}", "{% raw %}", "javascript:alert(1)", "\u2028", "\u202e",
    "\x00", "\x1b[31m", "&#60;b&#62;", "</title>", "</textarea>", "<svg/onload=alert(1)>",
]  # fmt: skip
_TEXT = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(max_size=6)), min_size=1, max_size=4
).map("".join)


def policy(page: Parsed) -> dict[str, str]:
    (text,) = (
        own["content"]
        for tag, own in page.elements
        if own.get("http-equiv") == "Content-Security-Policy"
    )
    return {name: rest for name, _, rest in (part.partition(" ") for part in text.split("; "))}


def sha256(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def check_structure(text: str) -> Parsed:
    """Check that a page has only its own elements, and links only to the web."""
    page = Parsed(text)
    assert {tag for tag, _ in page.elements} <= ALLOWED
    for tag, own in page.elements:
        assert not {name for name in own if name.startswith("on") or name in ("style", "src")}
        assert tag == "a" or "href" not in own
        if tag == "a":
            assert re.match(r"https?://", own["href"])
            assert own["rel"] == "noopener noreferrer"
    assert [own for tag, own in page.elements if tag == "script"] == [
        {}, {"type": "application/json", "id": "data"},
    ]  # fmt: skip
    return page


def test_the_policy_allows_only_the_page_itself() -> None:
    """Style and script are allowed by their hashes, everything else is forbidden."""
    page = check_structure(page_of(some_papers()))

    (style,), (script,) = page.raw("style"), page.raw("script")
    assert policy(page) == {
        "default-src": "'none'",
        "style-src": sha256(style),
        "script-src": sha256(script),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


@settings(max_examples=80, deadline=None)
@given(
    title=st.none() | _TEXT,
    abstract=_TEXT,
    words=st.lists(_TEXT, max_size=3),
    name=_TEXT,
    day=_TEXT,
    url=_TEXT | _TEXT.map("https://example.org/{}".format),
)
def test_nothing_in_a_paper_becomes_markup(
    *, title: str | None, abstract: str, words: list[str], name: str, day: str, url: str
) -> None:
    """Whatever a paper contains, the page has as many elements as with plain words."""
    proof = [part for word in words for part in (keyword(word, "title"), keyword(word, "abstract"))]
    hostile = paper(
        1, title, abstract, evidence=proof, authors=[Author(name=name)], published=day, url=url,
        comment=name, primary_category=name, topics={name: 0.9, "faces": 0.7},
    )  # fmt: skip
    hostile.ids = {"doi": name}

    page = check_structure(page_of([hostile], explain=True))

    assert page.all("article")
    assert len(page.data["papers"]) == 1


@pytest.mark.parametrize("nasty", NASTY)
def test_the_data_come_back_as_they_went_in(nasty: str) -> None:
    """The BibTeX of any paper is that of ``-f bibtex``, without the abstract."""
    one = paper(1, f"On {nasty} and More", f"We see {nasty}.", published="2026-11-17")

    one.id = f"x:{nasty}"

    page = Parsed(page_of([one]))

    (text,) = page.raw("script", type="application/json", id="data")
    assert not {"<", ">", "&", "\u2028", "\u2029"} & {*text}
    without = msgspec.structs.replace(one, abstract=None)
    assert page.data["papers"][0]["bibtex"] == "".join(records(of_report(reported([without]))))


def test_each_article_has_its_record() -> None:
    """Records are in the order of the articles and contain what filters need."""
    page = Parsed(page_of(some_papers()))

    assert page.all("h2") == [
        "faces 3",
        "distillation 1",
        "sparse-attention 1",
        "Keys",
        "",
        "Copy by hand",
    ]
    assert page.all("h3") == [
        "Lanterns for Face Verification", "A Mask of Wool", "≈ Wick, a student",
        "Teachers Who Forget", "Gaps Worth Keeping",
    ]  # fmt: skip
    names = ("score", "first", "last", "topics")
    assert [tuple(record[name] for name in names) for record in page.data["papers"]] == [
        (0.97, "2026-11-17", "2026-11-17", [0, 1]),
        (0.8, "2026-11-02", "2026-11-02", [0]),
        (0.55, "2026-07-01", "2026-07-31", [0]),
        (0.9, "2026-10-20", "2026-10-20", [1]),
        (0.7, None, None, [2]),
    ]
    assert [record["id"][-1] for record in page.data["papers"]] == ["1", "2", "3", "4", "5"]
    assert page.data["newest"] == "2026-11-17"


def test_a_paper_says_who_when_where_and_why() -> None:
    """The lines under a title are readable without script."""
    page = Parsed(page_of(some_papers()))

    assert page.all("p", class_="by")[0] == "Ada Okafor, B. Rao 2026-11-17 cs.CV arxiv:2611.00001"
    assert page.all("p", class_="why")[0] == '"Face Verification" 2×, title also distillation .61'
    assert page.all("p", class_="score")[0] == "1 .97"
    assert page.all("time")[-1] == "undated"
    assert page.all("p", class_="note")[-3] == "3 of 5 papers on topic (score ≥ .50), 3 listed"


def test_near_papers_have_a_list_whose_first_line_says_so() -> None:
    """A reader knows why a score is low before the first of these papers."""
    papers = [*some_papers(), paper(9, "Masks of Salt", "Salt.", topics={"faces": 0.2})]
    what = report(papers, Criteria(taxonomy=TOPICS, near=5), today=date(2026, 11, 20))
    page = "".join(write(what, Look()))

    near = page[page.index("faces: near") :]
    assert near.index("without a keyword of yours") < near.index("Masks of Salt")


def test_the_same_report_gives_the_same_bytes() -> None:
    """The page does not depend on the day, the machine or the run."""
    assert page_of(some_papers()) == page_of(some_papers())


def test_an_empty_report_is_a_page_that_says_so() -> None:
    """Nothing listed is still a page, so that a link to it never breaks."""
    page = check_structure(page_of([]))

    assert "No papers listed." in page.all("p", class_="none")
    assert page.data == {"papers": [], "newest": None, "topic": None}


def test_stars_changes_and_sums_are_shown() -> None:
    """What the user marked, what changed since, and with --explain how each score adds up."""
    what = reported(some_papers(), "faces")
    what.lists[0].entries[1].mark = Mark(verdict="star", date="2026-11-18")
    what.changed = [Change(paper=some_papers()[3], kind="withdrawn", listed="2026-11-01")]

    page = check_structure("".join(write(what, Look(explain=True))))

    assert page.all("h3")[1] == "★ A Mask of Wool"
    assert page.all("ul", class_="changed") == [
        "Teachers Who Forget withdrawn since it was listed on 2026-11-01"
    ]
    assert page.all("pre")[0].startswith("+0.00 base of faces +2.00")


# --- what is marked ------------------------------------------------------------------------------


def entry(*parts: Evidence, words: tuple[str, ...] = ()) -> Entry:
    one = paper(1, "T", "A", evidence=list(parts))
    why = [Reason(kind="words", words=list(words))] if words else []
    tag = Tag(topic="faces", score=0.9, base=0, evidence=list(parts))
    return Entry(rank=1, paper=one, tag=tag, why=why)


@pytest.mark.parametrize(
    ("word", "text", "shown"),
    [
        ("face", "A face, a Face", "A <mark>face</mark>, a <mark>Face</mark>"),
        ("face", "surface faces 2face", "surface faces 2face"),
        ("face swap", "face-swap face  swap", "<mark>face-swap</mark> <mark>face  swap</mark>"),
        ("face swap", "a face. Swap it", "a face. Swap it"),
        ("top k", "top-$k$ <b>", "<mark>top-$k</mark>$ &lt;b&gt;"),
        ("b", "a & b < c", "a &amp; <mark>b</mark> &lt; c"),
        ("kilim", "İİ kilim İ", "İİ <mark>kilim</mark> İ"),
        ("脸", "人脸 脸", "人脸 <mark>脸</mark>"),
        ("", "nothing", "nothing"),
    ],
)
def test_evidence_is_marked_where_it_occurs(word: str, text: str, shown: str) -> None:
    """Whole words in any case are marked, but not across sentences; everything else is escaped."""
    found = spots(text, evidence(entry(keyword(word, "abstract")), "abstract"))

    assert marked(text, found) == shown


def test_the_kinds_of_evidence_look_different() -> None:
    """Keywords, typical words and cancelled words differ; the longest match wins."""
    one = entry(
        keyword("face", "abstract"),
        keyword("lamp", "title"),
        keyword("moon", "abstract", share=-1.0),
        Evidence(kind="void", text="face the", field="abstract"),
        words=("lens",),
    )

    text = "We face the lamp, lens, moon: a face."
    assert marked(text, spots(text, evidence(one, "abstract"))) == (
        'We <mark class="void">face the</mark> lamp, <mark class="word">lens</mark>, moon: '
        "a <mark>face</mark>."
    )


def test_the_preview_begins_with_the_first_sentence_with_a_keyword() -> None:
    """A closed abstract shows the sentence with its first keyword."""
    text = "Lamps differ. " * 30 + "We study a face by night. Then " + "more " * 80
    found = spots(text, evidence(entry(keyword("face", "abstract")), "abstract"))

    glimpse = peek(text, found)

    assert glimpse.startswith("We study a <mark>face</mark> by night. Then more")
    assert glimpse.endswith("more …")
    assert len(glimpse.striptags()) <= 244


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=600), word=st.text(min_size=1, max_size=4))
def test_marking_changes_no_text(text: str, word: str) -> None:
    """Marks add only elements, in the whole text and in the preview."""
    found = spots(text, evidence(entry(keyword(word, "abstract")), "abstract"))

    plain = str(marked(text, []))
    glimpse = _unmarked(peek(text, found)).removeprefix("… ").removesuffix(" …")
    assert html.unescape(plain) == html.unescape(html.escape(text))
    assert _unmarked(marked(text, found)) == plain
    assert glimpse in plain


def _unmarked(text: str) -> str:
    return re.sub(r"</?mark>", "", text)


# --- the plot ------------------------------------------------------------------------------------


def test_the_plot_counts_papers_by_week_and_topic() -> None:
    """Weeks start on Mondays; rows share time and height; the titles say what the bars show."""
    days = ["2026-11-16", "2026-11-22", "2026-11-23", "2026-11-17", "2026-07", None]
    drawn = plot([Dated(day, [0] if day != "2026-11-17" else [0, 1]) for day in days], ["a", "b"])

    assert (drawn.first, drawn.last) == (date(2026, 8, 31), date(2026, 11, 23))
    assert drawn.undrawn == 2
    assert [row.papers for row in drawn.rows] == [6, 1]
    assert [(bar.x, bar.height) for bar in drawn.rows[0].bars] == [
        (drawn.width - 8, HEIGHT * 0.75), (drawn.width - 4, HEIGHT * 0.25),
    ]  # fmt: skip
    assert drawn.rows[0].description == "6 papers; most, 3, in the week of 2026-11-16"


@given(
    days=st.lists(
        st.none() | st.dates().map(date.isoformat) | st.sampled_from(["2026", "2026-05", "x"]),
        max_size=20,
    )
)
def test_every_paper_is_drawn_or_counted(days: list[str | None]) -> None:
    """No bar leaves its row, and no paper gets lost."""
    drawn = plot([Dated(day, [0]) for day in days], ["a"])

    bars = drawn.rows[0].bars
    assert drawn.width <= MOST_WEEKS * 4
    assert all(0 <= bar.x < drawn.width and 0 <= bar.y < HEIGHT for bar in bars)
    assert all(bar.y + bar.height == pytest.approx(HEIGHT) for bar in bars)
    assert bool(bars) == (drawn.undrawn < len(days))


def test_the_plot_has_titles_for_screen_readers() -> None:
    """Each row of bars is an image with a title of its own."""
    page = Parsed(page_of(some_papers()))

    assert page.all("title")[1:] == [
        "faces: 3 papers; most, 1, in the week of 2026-11-16",
        "distillation: 2 papers; most, 1, in the week of 2026-11-16",
        "sparse-attention: 1 paper, none in the weeks drawn",
    ]
    assert "2 not drawn: older, or no day known" in page.all("p", class_="note")
