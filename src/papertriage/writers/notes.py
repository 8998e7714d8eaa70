"""Notes for Obsidian: one paper in Markdown behind YAML front matter, and room for the reader.

What stands above the marker line is made anew at each run; what stands below it is the reader's.
Every string of the front matter is quoted as JSON, which YAML reads as it stands.
"""

import re
from collections.abc import Iterator

from papertriage.paper import Paper
from papertriage.text.clean import safe
from papertriage.text.json_out import dumps
from papertriage.writers import phrases
from papertriage.writers.citekey import citekey
from papertriage.writers.listing import Item, paragraphs
from papertriage.writers.markdown import escape
from papertriage.writers.marks import short

MARKER = "%% papertriage: yours from here on; what stands above is made anew %%"
"""A comment of Obsidian's: it shows while a note is edited, and not when it is read."""

IDS = frozenset({
    "arxiv", "doi", "pmid", "pmcid", "openalex", "s2", "acl", "openreview", "dblp",
})  # fmt: skip
"""The kinds of ids that a note has as properties."""
_TAG = re.compile(r"[^\w/-]+")
# Beside what any Markdown knows: "#x" is a tag there, "%%" a comment, "==" a highlight.
_OBSIDIAN = re.compile(r"(?<!\\)([#%=^])")


def note(item: Item) -> str:
    """Return a paper's note down to the marker line, its end included."""
    lines = ["---", *_front_matter(item), "---", f"# {_text(item.title or item.paper.id)}", ""]
    lines += [*_about(item), ""]
    for paragraph in paragraphs(item.paper.abstract):
        lines += [_text(paragraph), ""]
    return "\n".join([*lines, MARKER, ""])


def _front_matter(item: Item) -> Iterator[str]:
    """Yield what Obsidian shows as properties; the names tell a note's paper at the next run."""
    paper = item.paper
    properties: dict[str, str | float | list[str] | None] = {
        "id": safe(paper.id),
        "title": item.title,
        "aliases": [item.title] if item.title else [],
        "authors": [name for author in paper.authors if (name := safe(author.name))],
        "date": safe(paper.date or ""),
        "citekey": citekey(paper),
        **dict(names_of(paper)[1:]),
        "url": phrases.address(paper),
        "tags": [tag for topic, _ in item.topics if (tag := _TAG.sub("-", topic).strip("-/"))],
        "score": round(item.topics[0][1], 3) if item.topics else None,
    }
    for name, value in properties.items():
        if value or isinstance(value, float):
            yield f"{name}: {dumps(value)}"


def _about(item: Item) -> Iterator[str]:
    """Yield who, when and where; then why it is on topic."""
    paper = item.paper
    known = (phrases.authors(paper), paper.date or "undated", phrases.place(paper))
    link = phrases.link(paper) or phrases.web(paper.url)
    place = f" · [{_text(phrases.best_id(paper))}]({link})" if link else ""
    yield f"{', '.join(_text(part) for part in known if part)}{place}"
    topics = ", ".join(f"{_text(topic)} **{short(score)}**" for topic, score in item.topics)
    why = "; ".join(map(_text, item.why))
    yield ""
    yield f"{topics}: {why}" if why else topics


def _text(text: str) -> str:
    """Return a paper's words so that neither Markdown nor Obsidian sees markup in them."""
    return _OBSIDIAN.sub(r"\\\1", escape(text))


def names_of(paper: Paper) -> list[tuple[str, str]]:
    """Return the properties that name a paper: its key first, then its ids."""
    ids = [(kind, safe(value)) for kind, value in paper.ids.items() if kind in IDS]
    return [("id", safe(paper.id)), *ids]
