"""Invented and hostile papers for the tests of the writers, and how they are written."""

import os
import re
from datetime import date
from pathlib import Path

from hypothesis import strategies as st
from msgspec import structs

from papertriage import paper as papers
from papertriage.flows.lists.in_memory import report
from papertriage.paper import Author, Evidence, Paper, Tag
from papertriage.ranking.headline_of import headline_of
from papertriage.ranking.select import Criteria, Remembered
from papertriage.report import Change, ChangeKind, Mark, Report
from papertriage.writers.look import Look
from papertriage.writers.registry import writer

HERE = Path(__file__).parent
TAXONOMY = ("faces", "vision-transformers", "distillation", "sparse-attention")
TODAY = date(2026, 11, 20)

# What may act on a terminal or reverse text; line ends and TSV's tabs are checked separately.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
OWN_COLOUR = re.compile(r"\x1b\[(?:0|1|2|3|4|33|36)(?:;(?:1|2|3|4|33|36))*m")


def golden_papers() -> list[Paper]:
    lines = (HERE / "data" / "golden_papers.jsonl").read_bytes().splitlines()
    return [papers.decode(line) for line in lines]


def rich_papers() -> list[Paper]:
    """Return invented papers that fill every field a format has room for."""
    lines = (HERE / "data" / "rich_papers.jsonl").read_bytes().splitlines()
    return [papers.decode(line) for line in lines]


def outcome(found: list[Paper], *topics: str) -> Report:
    return report(found, Criteria(topics=topics, taxonomy=TAXONOMY), today=TODAY)


def remembering() -> Report:
    """Return what is new to a reader who starred the best paper and was shown the next four."""
    found = golden_papers()
    ranked = [entry.paper for entry in outcome(found, "faces").lists[0].entries]
    first, before = ranked[0], ranked[1:5]
    star = {first.id: Mark(verdict="star", note="for the seminar", date="2026-11-18")}
    criteria = Criteria(topics=("faces",), taxonomy=TAXONOMY, limit=2, new=True)
    memory = Remembered(marks=star, out={one.id: "listed_before" for one in before})
    what = report(found, criteria, today=TODAY, remembered=memory)
    kinds: tuple[ChangeKind, ...] = ("version", "replaced", "withdrawn", "retracted")
    what.changed = [
        Change(
            paper=structs.replace(one, version=3),
            kind=kind,
            before=1 if kind == "version" else None,
            listed="2026-11-16",
            headline=headline_of(one),
        )
        for one, kind in zip(before, kinds, strict=True)
    ]
    return what


def written(name: str, what: Report, look: Look | None = None) -> str:
    return "".join(writer(name)(what, look or Look()))


def reviewed(path: Path, text: str) -> str:
    """Return the text that a person reviewed; the environment may say to store a new one first."""
    if os.environ.get("PAPERTRIAGE_WRITE_GOLDEN"):
        path.write_text(text, "utf-8", newline="")
    return path.read_bytes().decode()


# --- hostile papers ------------------------------------------------------------------------------

NASTY = [
        "\x1b[31m", "\x1b]52;c;cm0=\x07", "\x9b2J", "\u202e", "\u2066", "[/bold]", "[link=x]",
        "](javascript:alert(1))", "<script>", "<http://x>", "&lt;", "**b**", "`c`", "| a |",
        "\n# h\n", "\n- i\n", "\t", "\r\n", "\u2028", "1. ", "+ ", "= ", "---", "$x$", "~~s~~",
        "\\", "[^1]", "![i](http://x)", "www.x.y", "http://x.y", "a@b.c", ":bomb:", "面", "א",
        "👩‍🔬", "é" * 3, "x" * 300, "\U000e0041", "\ufeff", "\x00",
        "_u_", "[a]: http://x", "    code", "> q", "***",
        "}, note={x", "{", "}", "\\input{/etc/passwd}", "$\\input{x}$", "$x^^5cinput$", "%", "& ",
        "$\\InputIfFileExists{/etc/hostname}{}{}$", "$\\pdffiledump offset 0 length 9 {/etc/x}$",
        "$\\alpha_{1} \\le \\frac{1}{2}$", "\\url{javascript:x}", "\u200b=1+1",
        "#", "@misc{a,\n", "\n@misc{a, title={b}}\n", "\nTY  - JOUR\n", "\nER  - \n", "]]>", "&#0;",
        "\ufffe", "＝x", '"', "'", "; ", " and ", ", ", "papertriage: ", "≈ ",
]  # fmt: skip
_TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=5).map("".join)
_TAGS = st.lists(
    st.builds(
        Tag,
        topic=st.one_of(st.sampled_from(TAXONOMY), _TEXT),
        score=st.floats(0, 1),
        base=st.floats(-9, 9),
        evidence=st.lists(
            st.builds(
                Evidence,
                kind=st.sampled_from(["keyword", "term", "void"]),
                text=_TEXT,
                share=st.floats(-9, 9),
                field=st.sampled_from([None, "title", "abstract"]),
                count=st.integers(1, 9),
                around=st.none() | _TEXT,
                level=st.none() | _TEXT,
            ),
            max_size=4,
        ),
    ),
    max_size=3,
    unique_by=lambda tag: tag.topic,
)
_OWN = _TEXT | st.dictionaries(
    st.sampled_from(["entrytype", "TY", "isbn", "N1", "title", "url", "archive"]) | _TEXT,
    _TEXT | st.lists(_TEXT, max_size=2),
    max_size=3,
)
"""What papers may pretend to have brought along in their form."""
HOSTILE = st.builds(
    Paper,
    id=_TEXT,
    ids=st.dictionaries(st.sampled_from(["arxiv", "doi", "pmid", "sha1"]), _TEXT, max_size=2),
    title=st.none() | _TEXT,
    abstract=st.none() | _TEXT,
    authors=st.lists(st.builds(Author, name=_TEXT, family=st.none() | _TEXT), max_size=3),
    author_count=st.none() | st.integers(0, 500),
    published=st.none() | st.sampled_from(["2026", "2026-05-01"]) | _TEXT,
    primary_category=st.none() | _TEXT,
    venue=st.none() | _TEXT,
    page=st.none() | _TEXT,
    comment=st.none() | _TEXT,
    keywords=st.lists(_TEXT, max_size=2),
    categories=st.lists(_TEXT, max_size=2),
    type=st.none() | st.sampled_from(["article", "thesis"]) | _TEXT,
    url=st.none() | _TEXT | _TEXT.map("https://example.org/{}".format),
    tags=st.none() | _TAGS,
    extra=st.dictionaries(st.sampled_from(["note", "x\x1by"]), _TEXT, max_size=1)
    | st.dictionaries(st.sampled_from(["bibtex", "ris", "csl"]), _OWN, max_size=3),
)
LOOKS = st.builds(
    Look,
    width=st.integers(1, 220),
    color=st.booleans(),
    unicode=st.booleans(),
    explain=st.booleans(),
    multi=st.booleans(),
)
