"""Pages of invented papers, and an HTML parser that knows what such a page may hold."""

import json
from datetime import date
from html.parser import HTMLParser
from typing import Any, Literal

from papertriage.flows.lists.in_memory import report
from papertriage.paper import Author, Evidence, Paper, Tag
from papertriage.ranking.select import Criteria
from papertriage.report import Report
from papertriage.writers.html import write
from papertriage.writers.look import Look

TOPICS = ("faces", "distillation", "sparse-attention")
VOID = frozenset({"meta", "input", "rect"})
ALLOWED = frozenset({
    "html", "head", "meta", "title", "style", "script", "body", "div", "header", "h1", "h2", "h3",
    "p", "span", "form", "input", "output", "button", "details", "summary", "figure",
    "figcaption", "ul", "li", "svg", "rect", "fieldset", "legend", "select", "option", "label",
    "main", "section", "article", "b", "a", "time", "mark", "pre", "footer", "dialog", "dl", "dt",
    "dd", "kbd", "code", "textarea",
})  # fmt: skip


def keyword(text: str, field: Literal["title", "abstract"], share: float = 2.0) -> Evidence:
    return Evidence(kind="keyword", text=text, share=share, field=field)


def paper(number: int, title: str | None, abstract: str, **more: Any) -> Paper:
    """Return an invented paper; `topics` are its topics with scores, `evidence` that of all."""
    topics = more.pop("topics", {"faces": 0.9})
    evidence = more.pop("evidence", [])
    tags = [
        Tag(topic=name, score=score, base=0, evidence=evidence) for name, score in topics.items()
    ]
    arxiv = f"2611.{number:05}"
    return Paper(
        id=f"arxiv:{arxiv}", ids={"arxiv": arxiv}, title=title, abstract=abstract, tags=tags, **more
    )  # fmt: skip


def some_papers() -> list[Paper]:
    """Return five papers on three topics, of several weeks, one without title, one undated."""
    return [
        paper(
            1,
            "Lanterns for Face Verification",
            "Lamps differ. We study face verification at night. The surface does not matter.",
            topics={"faces": 0.97, "distillation": 0.61},
            evidence=[
                keyword("Face Verification", "title"),
                keyword("face verification", "abstract"),
            ],
            authors=[
                Author(name="Ada Okafor", family="Okafor", given="Ada"),
                Author(name="Rao, B."),
            ],
            published="2026-11-17",
            primary_category="cs.CV",
            pdf_url="https://arxiv.org/pdf/2611.00001",
        ),
        paper(2, "A Mask of Wool", "Scarves hide.", topics={"faces": 0.8}, published="2026-11-02"),
        paper(3, None, "We present Wick, a student.", topics={"faces": 0.55}, published="2026-07"),
        paper(
            4,
            "Teachers Who Forget",
            "A teacher explains and a student naïvely listens.",
            topics={"distillation": 0.9},
            published="2026-10-20",
        ),
        paper(5, "Gaps Worth Keeping", "Attention may rest.", topics={"sparse-attention": 0.7}),
    ]  # fmt: skip


def reported(papers: list[Paper], *topics: str) -> Report:
    return report(papers, Criteria(topics=topics, taxonomy=TOPICS), today=date(2026, 11, 20))


def page_of(papers: list[Paper], *topics: str, explain: bool = False) -> str:
    return "".join(write(reported(papers, *topics), Look(explain=explain)))


class Parsed(HTMLParser):
    """A page taken apart: its elements with attributes and text, in order; fails on bad nesting."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[int] = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append(len(self.elements))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for number in self._open:
            self.texts[number] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def all(self, tag: str, **attributes: str) -> list[str]:
        """Return the texts of the elements of a kind (``class_`` means ``class``)."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            " ".join(text.split())
            for (name, own), text in zip(self.elements, self.texts, strict=True)
            if name == tag and wanted.items() <= own.items()
        ]

    def raw(self, tag: str, **attributes: str) -> list[str]:
        """Return the unescaped texts of scripts and styles."""
        return [
            text
            for (name, own), text in zip(self.elements, self.texts, strict=True)
            if name == tag and attributes.items() == own.items()
        ]

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads."""
        (text,) = self.raw("script", type="application/json", id="data")
        decoded: dict[str, Any] = json.loads(text)
        return decoded
