"""Notes for Obsidian: one paper as Markdown with YAML front matter.

The text above the marker line is replaced at each run; the text below it belongs to the user.
All strings of the front matter are quoted as JSON, which is valid YAML.
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
"""An Obsidian comment, which is visible only while a note is edited."""

IDS = frozenset({
    "arxiv", "doi", "pmid", "pmcid", "openalex", "s2", "acl", "openreview", "dblp",
})  # fmt: skip
"""The kinds of ids that a note has as properties."""
_TAG = re.compile(r"[^\w/-]+")
# In Obsidian, "#x" is also a tag, "%%" a comment, and "==" a highlight.
_OBSIDIAN = re.compile(r"(?<!\\)([#%=^])")


def note(item: Item) -> str:
    """Return a paper's note down to the marker line, its end included."""
    lines = ["---", *_front_matter(item), "---", f"# {_text(item.title or item.paper.id)}", ""]
    lines += [*_about(item), ""]
    for paragraph in paragraphs(item.paper.abstract):
        lines += [_text(paragraph), ""]
    return "\n".join([*lines, MARKER, ""])


def _front_matter(item: Item) -> Iterator[str]:
    """Yield the Obsidian properties; the ids identify the note's paper at the next run."""
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
    """Yield authors, date and venue; then why the paper is on topic."""
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
    """Escape a paper's text so that neither Markdown nor Obsidian sees markup in it."""
    return _OBSIDIAN.sub(r"\\\1", escape(text))


def names_of(paper: Paper) -> list[tuple[str, str]]:
    """Return the properties that name a paper: its key first, then its ids."""
    ids = [(kind, safe(value)) for kind, value in paper.ids.items() if kind in IDS]
    return [("id", safe(paper.id)), *ids]
