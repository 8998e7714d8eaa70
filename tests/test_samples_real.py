"""Real files of every kind: the counts and fields that people read from them.

We may not distribute the files: PAPERTRIAGE_REAL_DATA names their folder. What people wrote
down is in its indexes. Records without title, abstract or any name are rejected, as there is
nothing to list, tag or recognise.
"""

import gzip
import io
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from papertriage import identity
from papertriage.config.subscription import Subscription
from papertriage.errors import Problem
from papertriage.flows.ingest.ingest import Options, ingest
from papertriage.library import Library
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.paper import Paper
from papertriage.readers.document import Document
from papertriage.readers.lines import lines_reader
from papertriage.readers.mail.message import unwrap_mail
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of
from papertriage.readers.sniff.sniff import sniff
from papertriage.sources.unpack import unpack
from papertriage.text import identifiers
from papertriage.text.clean import prose

Sample = dict[str, Any]

DISAGREE = {
    ("openalex/openalex.json", 0, "abstract_starts"): (
        '"Abstract" before the first sentence is a heading that the index of words swallowed'
    ),
    ("files/citesource_1_WoS.ris", 0, "doi"): (
        "the DOI of the second record; the first one, a protocol, has 10.1186/s13750-019-0155-5"
    ),
}
"""Values of the manifest that we read differently, and why."""


def samples() -> list[Sample]:
    """Return what people wrote down for each file, with later corrections; empty without files."""
    folder = Path(os.environ.get("PAPERTRIAGE_REAL_DATA", "") or "/nowhere")
    if not folder.exists():
        return []
    corrections = _index(folder / "samples" / "CORRECTIONS.json")["files"]
    first = _index(folder / "samples" / "MANIFEST.json")["samples"]
    second = _index(folder / "samples-2" / "INDEX.json")["samples"]
    return [
        *({**sample, **_corrected(sample, corrections), "folder": "samples"} for sample in first),
        *({**sample, "folder": "samples-2"} for sample in second),
    ]


def _index(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    return found


def _corrected(sample: Sample, corrections: dict[str, Any]) -> Sample:
    """Return what a second reading by a person changed."""
    found = corrections.get(sample["file"], {})
    distinct = found.get("distinct", [])
    return {
        "expected_rejected": found.get("rejected", 0),
        "expected_distinct": distinct if isinstance(distinct, list) else [distinct],
        "checked_by_eye": [*sample["checked_by_eye"], *found.get("checked", [])],
    }


SAMPLES = samples()
every_sample = pytest.mark.parametrize(
    "sample",
    SAMPLES
    or [pytest.param({}, marks=pytest.mark.skip("PAPERTRIAGE_REAL_DATA names no real files"))],
    ids=[sample["file"] for sample in SAMPLES] or ["none"],
)


def bytes_of(sample: Sample) -> bytes:
    """Return a sample's bytes; of a recorded answer of the arXiv API what the server sent."""
    path = Path(os.environ["PAPERTRIAGE_REAL_DATA"]) / sample["folder"] / sample["file"]
    data: bytes = path.read_bytes()
    if sample["format"] == "arxiv-atom-api" and path.suffix == ".json":
        body: str = msgspec.json.decode(data)["body"]
        return body.encode("latin-1")
    return data


def read(data: bytes, name: str) -> tuple[list[Paper | None], list[Problem | str]]:
    """Read bytes as `papertriage ingest` does; return each record's paper, and the problems.

    A record that normalizing rejected is None.
    """
    document = unwrap_mail(Document(name, unpack(name, io.BytesIO(data))))
    guess = sniff(document)
    assert guess is not None, "no form was recognised"
    form = guess.forms[0]
    items = lines_reader.read(document) if guess.by_line else reader_of(form)(document, form)
    context = Context(source=name, as_of=date(2026, 11, 20))
    papers: list[Paper | None] = []
    reported: list[Problem | str] = []
    for item in items:
        if isinstance(item, Raw):
            try:
                papers.append(normalize(item.form, item.fields, context))
            except NotAPaperError as error:
                papers.append(None)
                reported.append(f"line {item.line}: {error}")
        else:
            reported.append(item)
    return papers, reported


def words(text: str) -> set[str]:
    return {identity.fold(word) for word in re.split(r"[\s,.\-]+", prose(text)) if word} - {""}


def names_of(paper: Paper) -> set[str]:
    raw_ids = (source.raw_id for source in paper.sources)
    return {name.lower() for name in (*paper.ids.values(), *raw_ids) if name}


def is_named(paper: Paper, name: str) -> bool:
    if arxiv := identifiers.parse_arxiv(name):
        return paper.ids.get("arxiv") == arxiv[0] and arxiv[1] in {None, paper.version}
    return (identifiers.parse_doi(name) or name).lower() in names_of(paper)


def has_first_authors(paper: Paper, names: list[str]) -> bool:
    given = [words(author.name) for author in paper.authors]
    return all(words(name) <= there for name, there in zip(names, given, strict=False)) and len(
        given
    ) >= len(names)


def begins(text: str | None, start: str) -> bool:
    return identity.fold(text or "").startswith(identity.fold(start))


def is_dated(paper: Paper, value: str) -> bool:
    """Return whether the day is the one that was read, or a more precise one.

    For some tagged files only the field of the year was written down; another one has the day.
    """
    days = (paper.published, paper.announced)
    return any(day and (day == value or day.startswith(f"{value}-")) for day in days)


CHECKS: dict[str, Callable[[Paper, Any], bool]] = {
    "id": is_named,
    "title": lambda paper, value: paper.title == " ".join(prose(value).split()),
    "title_starts": lambda paper, value: begins(paper.title, value),
    "families_first": lambda paper, value: (
        [author.family for author in paper.authors[: len(value)]] == value
    ),
    "title_missing": lambda paper, _: paper.title is None,
    "abstract_starts": lambda paper, value: begins(paper.abstract, value),
    "abstract_missing": lambda paper, _: paper.abstract is None,
    "authors_first": has_first_authors,
    "n_authors": lambda paper, value: len(paper.authors) == value,
    "date": is_dated,
    "date_missing": lambda paper, _: paper.date is None,
    "updated": lambda paper, value: paper.updated == value,
    "doi": lambda paper, value: paper.ids.get("doi") == identifiers.parse_doi(value),
    "pmid": lambda paper, value: paper.ids.get("pmid") == value,
    "primary_category": lambda paper, value: paper.primary_category == value,
    "announce_type": lambda paper, value: value in {event.type for event in paper.events},
    "comments": lambda paper, value: paper.comment == value,
    "version": lambda paper, value: f"v{paper.version}" == value,
    "withdrawn": lambda paper, _: paper.status == "withdrawn",
    "upvotes": lambda paper, value: paper.metrics.get("upvotes") == value,
    "numComments": lambda paper, value: paper.metrics.get("comments") == value,
}
"""How each hand-checked field is compared."""
NOT_KEPT = frozenset({"index", "affiliation_first", "raw_author"})
"""What the manifest tells and the record has no field for."""


@every_sample
def test_count_and_fields_are_what_a_person_read(sample: Sample) -> None:
    """Every record of a real file is found, and the fields that were checked by eye are equal."""
    papers, reported = read(bytes_of(sample), Path(sample["file"]).name)

    if sample["expected_records"] is not None:
        assert len(papers) == sample["expected_records"], reported[:5]
    assert papers.count(None) == sample["expected_rejected"], reported[:5]
    wrong = [
        (eye["index"], name, value, paper)
        for eye in sample["checked_by_eye"]
        if (paper := papers[eye["index"]])
        for name, value in eye.items()
        if name not in NOT_KEPT
        and (sample["file"], eye["index"], name) not in DISAGREE
        and not CHECKS[name](paper, value)
    ]
    assert wrong == []


def encoded(data: bytes, encoding: str) -> bytes:
    """Return a file as another system would have stored it."""
    unix = data.replace(b"\r\n", b"\n")
    return {
        "BOM": b"\xef\xbb\xbf" + data.removeprefix(b"\xef\xbb\xbf"),
        "CRLF": unix.replace(b"\n", b"\r\n"),
        "gz": gzip.compress(data),
        "wrong ending": data,
    }[encoding]


def gist(paper: Paper | None) -> tuple[object, ...]:
    return (paper.title, paper.ids, paper.date) if paper else ()


@pytest.mark.slow
@every_sample
@pytest.mark.parametrize("encoding", ["BOM", "CRLF", "gz", "wrong ending"])
def test_no_encoding_hides_a_record(sample: Sample, encoding: str) -> None:
    """A byte order mark, other line ends, gzip and a false file name change no record."""
    data = bytes_of(sample)
    try:
        data.decode()
    except UnicodeDecodeError:
        if encoding == "BOM":
            pytest.skip("not UTF-8, so it cannot have a byte order mark of UTF-8")
    name = Path(sample["file"]).name

    papers, _ = read(data, name)
    others, _ = read(encoded(data, encoding), "paper.pdf" if encoding == "wrong ending" else name)

    assert list(map(gist, others)) == list(map(gist, papers))


@pytest.mark.slow
@every_sample
def test_a_second_time_adds_nothing(sample: Sample, tmp_path: Path) -> None:
    """A real file that is ingested again changes no byte of the library's records."""
    file = tmp_path / Path(sample["file"]).name
    file.write_bytes(bytes_of(sample))
    library = Library(tmp_path / "library")
    options = Options(as_of=date(2026, 11, 20))
    source = Subscription(source=str(file))

    (first,) = ingest([source], library, options)
    facts = tmp_path / "library" / "records.jsonl"
    before = facts.read_bytes() if facts.exists() else b""
    (second,) = ingest([source], library, options)

    assert first.counts.seen == sample["expected_records"] or sample["expected_records"] is None
    assert first.counts.rejected == sample["expected_rejected"]
    assert second.counts.unchanged == second.counts.kept == first.counts.kept
    assert (facts.read_bytes() if facts.exists() else b"") == before


INVENTED = {
    "ads.bib": 1, "apa.txt": 2, "gb7714.txt": 3, "refs.txt": 3,
    "arxiv_abs.html": 1, "arxiv_digest.eml": 3, "arxiv_fwd.eml": 3,
    "arxiv_new.html": 3, "awesome.md": 4, "digest.md": 2,
    "biorxiv_alert.eml": 2, "pubmed_abstract.txt": 2,
    "pubmed_alert.eml": 2, "pubmed_summary.txt": 2, "s2_alert.eml": 1, "scholar_alert.eml": 2,
    "scholar_alert.html": 2, "scholar_alert_multi.eml": 2, "arxiv_rss.xml": 1, "cnki.enw": 2,
    "cochrane.txt": 2, "covidence.csv": 2, "csl.yaml": 1, "dimensions.csv": 2, "ebsco.csv": 1,
    "europepmc.json": 1, "inspire.json": 1, "lens.json": 1, "noteexpress.txt": 2,
    "openreview_v2.json": 1, "pop.csv": 1, "proquest.txt": 2, "pwc_abstracts.json": 1,
    "pwc_links.json": 2, "rayyan.csv": 2, "s2_recs.json": 2, "s2_search.json": 1,
    "scholar_citations.csv": 2, "springer.csv": 1, "wos_tab.txt": 1, "wos_tab_utf16.txt": 1,
    "zotero.rdf": 1, "bugs/b08_order.ris": 2, "bugs/min_datacite.json": 1, "bugs/min_lens.csv": 1,
    "bugs/min_oa.csv": 1, "bugs/min_ovid.txt": 1, "bugs/min_springer.csv": 1,
}  # fmt: skip
"""Shapes that users hold, and how many papers each has."""
ABOUT = re.compile(r"invented|imaginary city|birds|虚构", re.IGNORECASE)


@pytest.mark.parametrize(("file", "count"), INVENTED.items(), ids=INVENTED)
def test_a_shape_that_users_hold_is_read(file: str, count: int) -> None:
    """Each paper has its own title, not its journal's, its authors and a date."""
    path = Path(os.environ.get("PAPERTRIAGE_REAL_DATA", "")) / "samples-2" / "invented" / file
    if not path.exists():
        pytest.skip("PAPERTRIAGE_REAL_DATA names no such files")
    papers, reported = read(path.read_bytes(), path.name)

    assert len(papers) == count, reported
    for paper in papers:
        assert paper
        assert ABOUT.search(paper.title or "")
        assert not re.search(r"annals|journal of", paper.title or "", re.IGNORECASE)
        assert paper.authors or file in {"pwc_links.json", "awesome.md"}
        assert "True" not in [author.name for author in paper.authors]
        assert paper.date or file in {"pwc_links.json", "bugs/b08_order.ris", "awesome.md"}
