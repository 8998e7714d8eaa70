"""Invented works, and the records that different sources hold of one work."""

import copy
import random
from pathlib import Path
from typing import Any

from library_help import stored
from papertriage import identity
from papertriage.paper import Author, Paper, Source, to_dict

_NOUNS = "kettle spoon ladle trivet colander whisk saucer teapot sieve funnel grater mortar".split()


def sentence(chance: random.Random) -> str:
    """Make a sentence that no other paper has."""
    nouns = [chance.choice(_NOUNS) + chance.choice(["", "s"]) for _ in range(6)]
    numbers = [str(chance.randrange(10_000)) for _ in range(3)]
    return f"The {' and the '.join(nouns)} of batch {' or '.join(numbers)} were weighed again. "


def make(number: int, **fields: Any) -> Paper:
    """Make a record as normalizing would; the `raw_id` of its source is the number."""
    paper = Paper(id="", title=fields.pop("title", None), abstract=fields.pop("abstract", None))
    form = fields.pop("form", "f")
    for name, value in fields.items():
        setattr(paper, name, value)
    paper.sources = [Source(form=form, name="s", raw_id=str(number))]
    if not paper.ids:
        paper.ids = {"sha1": identity.surrogate(paper).removeprefix("sha1:")}
    paper.id = identity.key(paper)
    return paper


def views(work: int) -> list[dict[str, Any]]:
    """Make the records that sources hold of one work, from whole to nearly nothing."""
    chance = random.Random(work)
    title = f"Weighing the {' and the '.join(chance.sample(_NOUNS, 4))} of many kitchens"
    text = "".join(sentence(chance) for _ in range(8))
    people = [Author(name=f"{chance.choice('ABCDE')}. Writer{work}x{i}") for i in range(3)]
    arxiv, doi = f"2601.{work:05}", f"10.5555/w.{work}"
    return [
        {"title": title, "abstract": text, "published": "2026-01-05"},
        {"abstract": text.replace(" ", "  "), "ids": {"arxiv": arxiv}, "version": 1},
        {"title": title.upper(), "authors": people[:1], "published": "2026"},
        {"abstract": text[:330], "abstract_truncated": True},
        {"title": title, "ids": {"doi": doi}, "authors": people, "published": "2026-12"},
        {"title": title + ": an extended account", "abstract": text, "ids": {"arxiv": arxiv}},
        {"title": title + ": an extended account", "authors": people[:2]},
        {"ids": {"arxiv": arxiv, "doi": doi}, "title": title.rpartition(" and ")[0]},
    ]


def records_of(*works: int) -> list[Paper]:
    """Make all records of some works."""
    return [make(w * 10 + v, **fields) for w in works for v, fields in enumerate(views(w))]


def make_again(paper: Paper) -> Paper:
    """Copy a record, in case storing changes it."""
    return copy.deepcopy(paper)


def groups(folder: Path) -> dict[frozenset[str | None], dict[str, Any]]:
    """Return the papers of a library by the raw ids of the records that each is made of."""
    return {
        frozenset(source.raw_id for source in paper.sources): to_dict(paper)
        for paper in stored(folder)
    }
