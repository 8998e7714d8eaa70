"""The formats of other tools: golden files, and what those tools read from them.

Golden files are in tests/golden/formats, all of one invented library. After a wanted change write
them again and read the diff:

    PAPERTRIAGE_WRITE_GOLDEN=1 pytest tests/test_writers_formats.py && git diff tests/golden
"""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csl_schema import CSL
from papertriage.paper import Paper, Tag
from papertriage.report import Report
from papertriage.text.clean import safe
from papertriage.writers.latex import COMMANDS, SIGNS
from papertriage.writers.listing import Listing, item_of_paper
from papertriage.writers.registry import RECORDS, recorder
from writers_help import (
    HOSTILE,
    TAXONOMY,
    golden_papers,
    outcome,
    reviewed,
    rich_papers,
    written,
)

GOLDEN = Path(__file__).parent / "golden" / "formats"
SUFFIX = {"bibtex": "bib", "csl": "csl.json"}
ATOM = "{http://www.w3.org/2005/Atom}"


def library() -> list[Paper]:
    """Return the invented library, without its paper of four hundred authors."""
    return rich_papers() + [paper for paper in golden_papers() if len(paper.authors) < 100]


def listed() -> Report:
    return outcome(library(), "faces")


def exported(form: str) -> str:
    """Return papers without tags, as an export has them."""
    untagged = rich_papers()
    for paper in untagged:
        paper.tags = None
    items = [item_of_paper(paper, headline="LatchNet") for paper in untagged]
    return "".join(recorder(form)(Listing(name="library", items=items)))


FILES = {
    f"{name}.{SUFFIX.get(form, form)}": (form, text)
    for form in RECORDS
    for name, text in (
        ("faces", lambda form: written(form, listed())),
        ("library", exported),
    )
}


@pytest.mark.parametrize("name", FILES)
def test_golden_files(name: str) -> None:
    """Every format looks as it did when somebody last read it."""
    form, text = FILES[name]
    assert reviewed(GOLDEN / name, text(form)) == text(form)


def test_the_golden_folder_holds_nothing_else() -> None:
    """A golden file that no test writes would be believed and never checked."""
    assert {path.name for path in GOLDEN.iterdir()} == set(FILES)


# --- what other readers see ----------------------------------------------------------------------

# A field of each format under one name; None where the format has no such field.
Seen = list[dict[str, Any]]


def seen_in_bibtex(text: str) -> Seen:
    found = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert found.failed_blocks == []
    entries = [{field.key: field.value for field in entry.fields} for entry in found.entries]
    for entry, verbatim in zip(entries, parse_string(text).entries, strict=True):
        entry["url"] = verbatim.get("url") and verbatim["url"]  # no TeX is in an address
    return [
        {
            "title": entry.get("title"),
            "authors": len(
                [
                    name
                    for name in entry.get("author", "").split(" and ")
                    if name not in ("", "others")
                ]
            ),
            "year": entry.get("year"),
            "doi": entry.get("doi"),
            "url": entry.get("url"),
            "venue": entry.get("booktitle") or entry.get("journal"),
            "abstract": entry.get("abstract"),
            "topics": entry.get("keywords", "").count("papertriage:"),
        }
        for entry in entries
    ]


def seen_in_ris(text: str) -> Seen:
    return [
        {
            "title": entry.get("title"),
            "authors": len(entry.get("authors", [])),
            "year": entry.get("year"),
            "doi": entry.get("doi"),
            "url": next(iter(entry.get("urls", [])), None),
            "venue": entry.get("secondary_title"),
            "abstract": entry.get("abstract"),
            "topics": sum(word.startswith("papertriage:") for word in entry.get("keywords", [])),
        }
        for entry in rispy.loads(text)
    ]


def seen_in_csl(text: str) -> Seen:
    return [
        {
            "title": item.get("title"),
            "authors": len(item.get("author", [])),
            "year": str(item["issued"]["date-parts"][0][0]) if "issued" in item else None,
            "doi": item.get("DOI"),
            "url": item.get("URL"),
            "venue": item.get("container-title"),
            "abstract": item.get("abstract"),
            "topics": item.get("keyword", "").count("papertriage:"),
        }
        for item in json.loads(text)
    ]


def seen_in_csv(text: str) -> Seen:
    return [
        {
            "title": row["title"].removeprefix("'"),
            "authors": len([name for name in row["authors"].split("; ") if name]),
            "year": row["date"][:4] or None,
            "doi": row["doi"] or None,
            "url": row["url"] or None,
            "venue": row["venue"] or None,
            "abstract": row["abstract"] or None,
            "topics": len([name for name in f"{row['topic']}; {row['also']}".split("; ") if name]),
        }
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def seen_in_atom(text: str) -> Seen:
    feed = feedparser.parse(io.BytesIO(text.encode()))
    assert not feed.bozo
    return [
        {
            "title": entry.title,
            "authors": len(entry.get("authors", [])),
            "year": entry.get("published", "")[:4] or None,
            "url": entry.get("link") if entry.get("links") else None,
            # Without a summary feedparser shows the content in its place.
            "abstract": None if "<p>" in entry.summary else entry.summary,
            "topics": sum(tag.scheme == "urn:papertriage:topic" for tag in entry.tags),
        }
        for entry in feed.entries
    ]


READERS = {
    "bibtex": seen_in_bibtex, "ris": seen_in_ris, "csl": seen_in_csl, "csv": seen_in_csv,
    "atom": seen_in_atom,
}  # fmt: skip


def bare(value: Any) -> Any:
    """Return a text without what the formats may write differently: blanks, TeX characters."""
    return re.sub(r"[\s${}\\≤]|alpha|leq|α", "", value) if isinstance(value, str) else value


@pytest.mark.parametrize("form", RECORDS)
def test_other_readers_see_the_same_fields(form: str) -> None:
    """Each tool's own reader finds the same number of papers, with the same fields."""
    what = listed()
    wanted = [
        {
            "title": safe(paper.title) if paper.title else f"≈ {entry.headline}",
            "authors": len(paper.authors),
            "year": (paper.date or "")[:4] or None,
            "doi": paper.ids.get("doi"),
            "venue": paper.venue,
            "abstract": paper.abstract,
            "topics": 1 + len(entry.also),
        }
        for entry in what.lists[0].entries
        for paper in [entry.paper]
    ]
    found = READERS[form](written(form, what))

    assert len(found) == len(wanted)
    for one, want in zip(found, wanted, strict=True):
        reported = {name: bare(one[name]) for name in want if name in one}
        assert reported == {name: bare(want[name]) for name in reported}
    assert [one["url"] for one in found] == [
        one["url"] for one in seen_in_csl(written("csl", what))
    ]


def test_csl_keeps_to_its_schema() -> None:
    """Lists and exports are valid CSL-JSON, and the schema finds an error."""
    for text in (written("csl", listed()), exported("csl"), written("csl", outcome([]))):
        CSL.validate(json.loads(text))
    for slip in ({"id": 1}, {"id": 1, "type": "preprint"}, {"id": 1, "type": "book", "doi": "1"}):
        with pytest.raises(jsonschema.ValidationError):
            CSL.validate([slip])


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)


def check_atom(text: str, entries: int) -> None:
    """Check what RFC 4287 demands of a feed (4.1.1) and of an entry (4.1.2)."""
    feed = parsed(text)
    assert feed.tag == f"{ATOM}feed"
    found = feed.findall(f"{ATOM}entry")
    assert len(found) == entries
    ids = []
    for element in (feed, *found):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        ids.append(element.findtext(f"{ATOM}id"))
        days = element.findall(f"{ATOM}updated") + element.findall(f"{ATOM}published")
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", day.text or "") for day in days)
        assert all((name.text or "").strip() for name in element.iter(f"{ATOM}name"))
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(one)) for one in ids)
    assert feed.findall(f"{ATOM}author")
    for entry in found:
        links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(links) <= 1
        assert entry.findall(f"{ATOM}content") or links
        hrefs = [str(link.get("href")) for link in entry.findall(f"{ATOM}link")]
        assert all(href.startswith(("http://", "https://")) for href in hrefs)


def test_atom_has_what_its_standard_demands() -> None:
    """Ids, titles, days and authors are where they must be; the feed has the newest paper's day."""
    check_atom(written("atom", listed()), len(listed().lists[0].entries))
    check_atom(written("atom", outcome([])), 0)
    feed = parsed(written("atom", listed()))
    days = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    assert feed.findtext(f"{ATOM}updated") == max(filter(None, days))


def test_entries_keep_their_ids_between_feeds() -> None:
    """A paper has one id in the feed of a list, of all lists and of the library."""

    def ids(text: str) -> set[str]:
        return set(re.findall(r"<entry>\s*<id>(.*?)</id>", text))

    assert ids(exported("atom")) <= ids(written("atom", listed()))


# --- hostile papers ------------------------------------------------------------------------------

_FACES = Tag(topic="faces", score=1.0, base=0.0)
_found = given(found=st.lists(HOSTILE, max_size=4))


_DRESSED = {"arxiv": "$x^^5cinput$", "doi": "^ ^5cinput", "pmid": "^{^}5cinput"}


@settings(max_examples=60, deadline=None)
@example([Paper(id="x", ids=_DRESSED, title="Faces", abstract=None, tags=[_FACES])])
@example([Paper(id="x", title="Faces in $%$x$", abstract=None, tags=[_FACES])])
@_found
def test_no_paper_breaks_bibtex(found: list[Paper]) -> None:
    """Each paper is one entry with a valid key and each field once; nothing in it acts in TeX."""
    what = outcome(found, *TAXONOMY)
    text = written("bibtex", what)
    entries = what.lists[0].entries
    read = parse_string(text)

    # Two papers with one id have one key, and bibtexparser drops the second.
    assert len(read.blocks) == len(entries)
    keys = re.findall(r"^@[a-z]+\{(.*),$", text, re.MULTILINE)
    assert len(keys) == len(entries)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", key) for key in keys)
    assert len(read.failed_blocks) == len(keys) - len(set(keys))
    for entry in read.entries:
        names = [field.key for field in entry.fields]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[A-Za-z][\w+-]*", name) for name in names)
    commands = {found[1] for found in re.finditer(r"\\([A-Za-z]+|.)", text, re.DOTALL)}
    assert commands - SIGNS <= COMMANDS | {"begin", "end"}
    assert "^^" not in text
    assert not re.search(r"(?<!\\)%", re.sub(r"(?m)^  (?:url|doi|eprint|issn|pmid).*$", "", text))


@settings(max_examples=60, deadline=None)
@_found
def test_no_paper_breaks_ris(found: list[Paper]) -> None:
    """Each paper is one record; every line is a tag and a value."""
    what = outcome(found, *TAXONOMY)
    text = written("ris", what)
    lines = text.split("\r\n")

    assert all(re.fullmatch(r"(?:[A-Z][A-Z0-9]  - .*)?", line) for line in lines)
    assert sum(line == "ER  - " for line in lines) == len(what.lists[0].entries)
    assert sum(line.startswith("TY  - ") for line in lines) == len(what.lists[0].entries)
    assert len(rispy.loads(text)) == len(what.lists[0].entries)


@settings(max_examples=60, deadline=None)
@_found
def test_no_paper_breaks_csl(found: list[Paper]) -> None:
    """Each paper is one item that fits the schema, except for its own unknown fields."""
    for paper in found:
        paper.extra.pop("csl", None)
    what = outcome(found, *TAXONOMY)
    items = json.loads(written("csl", what))

    assert len(items) == len(what.lists[0].entries)
    CSL.validate(items)


@settings(max_examples=60, deadline=None)
@_found
def test_no_paper_breaks_atom(found: list[Paper]) -> None:
    """Whatever papers hold, the feed is well-formed and has what RFC 4287 demands."""
    what = outcome(found, *TAXONOMY)
    text = written("atom", what)

    check_atom(text, len(what.lists[0].entries))
    for entry in feedparser.parse(io.BytesIO(text.encode())).entries:
        assert "<script" not in entry.content[0].value


@pytest.mark.parametrize("before", ["", "\u200b", "\u200d\ufe0f", "\u00ad", "\u3164"])
def test_what_nobody_sees_hides_no_formula(before: str) -> None:
    """A cell that would be a formula behind characters without width opens with an apostrophe."""
    paper = Paper(id="x", title=f"{before}=1+1", abstract=None, tags=[_FACES])

    assert f"'{before}=1+1" in written("csv", outcome([paper], "faces"))
    assert f"\t'{before}=1+1\t" in written("tsv", outcome([paper], "faces"))


@settings(max_examples=60, deadline=None)
@_found
def test_no_paper_makes_a_formula(found: list[Paper]) -> None:
    """Each paper is one row of as many cells as the header, and no cell opens as a formula."""
    what = outcome(found, *TAXONOMY)
    head, *rows = csv.reader(io.StringIO(written("csv", what), newline=""), strict=True)

    assert len(rows) == len(what.lists[0].entries)
    assert {len(row) for row in rows} <= {len(head)}
    cells = [cell for row in rows for cell in row]
    seen = [cell.lstrip(" \u00ad\u200b\u200c\u200d\ufe0f") for cell in cells]
    assert not [cell for cell in seen if cell.startswith(tuple("=+-@\t\r＝＋－＠"))]
    assert not [cell for cell in cells if "\n" in cell or "\r" in cell]
