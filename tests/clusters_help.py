"""Records that make it hard to say what is one paper: chains of likeness, namesakes, shared names.

Sixty clusters of five records. Within a cluster which papers come out depends on every pair, so an
engine that looks at records in the order of their arrival gives itself away.
"""

import copy
import random
from functools import cache
from pathlib import Path
from typing import Any

from library_help import exported
from papertriage.library import Library
from papertriage.paper import Author, Event, Paper, Source
from works_help import make, sentence

CLUSTERS = 60
_WORDS = [
    "relightable",
    "watershed",
    "conduction",
    "percolation",
    "lighthouse",
    "saltmarsh",
    "thermometer",
    "windmill",
    "cartography",
    "limestone",
    "harbour",
    "granite",
    "weathervane",
    "orchard",
    "turbine",
    "barometer",
]
Fields = dict[str, Any]


@cache
def cluster_records() -> tuple[Paper, ...]:
    """Return the 300 records, always the same."""
    return tuple(
        make(number * 10 + at, **fields)
        for number in range(CLUSTERS)
        for at, fields in enumerate(_cluster(number))
    )


def from_other_sources(records: list[Paper], chance: random.Random) -> list[Paper]:
    """Return copies of some records as other sources have them."""
    copies = [copy.deepcopy(each) for each in chance.sample(records, len(records) // 4)]
    for each in copies:
        each.sources = [Source(form="feed", name=chance.choice("xyz"), raw_id="other")]
        each.metrics = {"upvotes": chance.randrange(9), "comments": chance.randrange(3)}
        each.events = [Event(type="new", date=f"2026-11-{chance.randrange(10, 29)}")]
    return copies


def deliver(folder: Path, records: list[Paper], chance: random.Random) -> None:
    """Store records in batches of any size, with the index open between them or not."""
    library, left = Library(folder), copy.deepcopy(records)
    with library.session():
        while left:
            size = chance.choice([1, 2, 7, 40])
            batch, left = left[:size], left[size:]
            with library.write(in_session=chance.random() < 0.9) as writer:
                writer.put(batch)


def export_of_all(folder: Path, records: list[Paper]) -> bytes:
    """Return what an export prints after all records were stored at once."""
    with Library(folder).write() as writer:
        writer.put(copy.deepcopy(records))
    return exported(folder)


def _cluster(number: int) -> list[Fields]:
    chance = random.Random(number)
    made = _KINDS[number % len(_KINDS)](number, chance)
    assert len(made) == 5
    return made


def _title(chance: random.Random) -> str:
    return f"Towards {' and '.join(chance.sample(_WORDS, 5))} in {chance.choice(_WORDS)} studies"


def _text(chance: random.Random) -> str:
    return "".join(sentence(chance) for _ in range(8))


def _people(number: int, *names: str) -> list[Author]:
    return [Author(name=f"{name} Writer{number}", family=f"Writer{number}") for name in names]


def _misspelt(number: int, chance: random.Random) -> list[Fields]:
    """Make titles, each with one more misspelling than the one before."""
    words = _title(chance).split()
    made = []
    for at in range(5):
        made.append({"title": " ".join(words), "authors": _people(number, "Ana")})
        words[1 + 2 * at] = words[1 + 2 * at][:3] + "q" + words[1 + 2 * at][4:]
    return made


def _drifting(number: int, chance: random.Random) -> list[Fields]:
    """Make abstracts of which each differs a little from the one before."""
    words = _text(chance).split()
    made = []
    for at in range(5):
        made.append({"abstract": " ".join(words), "published": "2026"})
        for place in chance.sample(range(30, len(words)), 5 + at):
            words[place] = f"w{number}x{place}"
    return made


def _bridged(number: int, chance: random.Random) -> list[Fields]:
    """Make a title here and an abstract there, and records that have both."""
    title, text = _title(chance), _text(chance)
    return [
        {"title": title},
        {"abstract": text, "ids": {"arxiv": f"2601.{number:05}"}},
        {"title": title.upper(), "abstract": text, "published": "2026-03"},
        {"title": title, "ids": {"doi": f"10.5555/b.{number}"}, "authors": _people(number, "Ana")},
        {"abstract": text[:320], "abstract_truncated": True},
    ]


def _namesakes(number: int, chance: random.Random) -> list[Fields]:
    """Make one title by two groups of people, and records that may be of either group."""
    title = _title(chance)
    ana, per = _people(number, "Ana"), [Author(name="Per Lindqvist", family="Lindqvist")]
    return [
        {"title": title, "authors": ana, "ids": {"arxiv": f"2602.{number:05}"}},
        {"title": title, "authors": per, "ids": {"arxiv": f"2603.{number:05}"}},
        {"title": title},
        {"title": title, "authors": ana, "published": "2026"},
        {"title": title, "authors": per, "ids": {"doi": f"10.5555/n.{number}"}},
    ]


def _one_doi(number: int, chance: random.Random) -> list[Fields]:
    """Make titles and PMIDs that share one DOI, as those of a supplement do."""
    doi = f"10.5555/s.{number}"
    return [
        {
            "title": _title(chance),
            "abstract": _text(chance) if at % 2 else None,
            "ids": {"doi": doi} | ({"pmid": f"31{number:03}{at // 2}"} if at else {}),
            "authors": _people(number + at, "Ana"),
        }
        for at in range(5)
    ]


def _editorials(number: int, chance: random.Random) -> list[Fields]:
    """Make titles that say nothing, with and without something else."""
    text = _text(chance)
    return [
        {"title": "Editorial", "type": "article-journal"},
        {"title": "Editorial", "abstract": text},
        {"title": "Editorial", "abstract": text, "ids": {"doi": f"10.5555/e.{number}"}},
        {"title": "Editorial", "venue": f"Kettles {number}", "volume": "3", "page": "1"},
        {"title": "Editorial", "venue": f"Kettles {number}", "volume": "4", "page": "1"},
    ]


def _publications(number: int, chance: random.Random) -> list[Fields]:
    """Make a preprint, its article, a reprint, and what databases have of them."""
    title, text, people = _title(chance), _text(chance), _people(number, "Ana", "Olu")
    arxiv, doi = f"2604.{number:05}", f"10.5555/p.{number}"
    both = {"title": title, "authors": people}
    return [
        {**both, "abstract": text, "ids": {"arxiv": arxiv}, "form": "arxiv-api", "version": 2},
        {**both, "ids": {"arxiv": arxiv, "doi": doi}, "published": "2026-02"},
        {**both, "ids": {"doi": doi, "pmid": f"32000{number:03}"}, "form": "pubmed-xml"},
        {**both, "ids": {"doi": doi + "r"}, "venue": "Reprints", "published": "2027"},
        {"title": title, "abstract": text, "authors": people[:1], "type": "paper-conference"},
    ]


def _series(number: int, chance: random.Random) -> list[Fields]:
    """Make the parts of a series, the title without its part, and a truncated one."""
    title, people = _title(chance), _people(number, "Ana")
    return [
        {"title": f"{title}, Part I", "authors": people},
        {"title": f"{title}, Part II", "authors": people},
        {"title": title, "authors": people},
        {"title": f"{title}, Part II", "ids": {"doi": f"10.5555/t.{number}"}},
        {"title": title[:60] + "...", "authors": people},
    ]


def _same_evidence(number: int, chance: random.Random) -> list[Fields]:
    """Make records that differ only in what no rule looks at."""
    same: Fields = {"title": _title(chance), "ids": {"doi": f"10.5555/v.{number}"}}
    return [
        same,
        {**same, "keywords": ["kettle"], "version": 2},
        {**same, "keywords": ["spoon", "kettle"], "url": "https://example.org/kettle"},
        {**same, "extra": {"stars": number}, "form": "crossref"},
        {**same, "published": "2026-03-12", "date_inferred": True, "metrics": {"upvotes": 3}},
    ]


def _crossed_names(number: int, chance: random.Random) -> list[Fields]:
    """Make names that lead from each paper to another one."""
    title = _title(chance)
    arxiv, other = f"2605.{number:05}", f"2606.{number:05}"
    doi, pmid = f"10.5555/c.{number}", f"33000{number:03}"
    return [
        {"title": title, "ids": {"arxiv": arxiv, "doi": doi}},
        {"title": title, "ids": {"doi": doi, "pmid": pmid}},
        {"title": title, "ids": {"pmid": pmid, "arxiv": other}},
        {"title": title, "ids": {"arxiv": other, "doi": doi + "x"}},
        {"title": title, "ids": {"doi": doi + "x", "arxiv": arxiv}},
    ]


def _years(number: int, chance: random.Random) -> list[Fields]:
    """Make one title by the same people, year after year."""
    title, people = _title(chance), _people(number, "Ana")
    return [
        {"title": title, "authors": people if at % 2 else [], "published": str(2018 + 2 * at)}
        for at in range(5)
    ]


def _contrary_ends(number: int, chance: random.Random) -> list[Fields]:
    """Make chains whose ends contradict one another."""
    title, text = _title(chance), _text(chance)
    return [
        {"title": title, "ids": {"pmid": f"34000{number:03}"}},
        {"title": title, "abstract": text},
        {"abstract": text, "ids": {"pmid": f"35000{number:03}"}},
        {"title": title, "abstract": text, "authors": _people(number, "Ana")},
        {"abstract": text, "authors": [Author(name="Per Lindqvist", family="Lindqvist")]},
    ]


_KINDS = (
    *(_misspelt, _drifting, _bridged, _namesakes, _one_doi, _editorials),
    *(_publications, _series, _same_evidence, _crossed_names, _years, _contrary_ends),
)
