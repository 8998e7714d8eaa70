"""Which records are merged, which are not, and what the user decides about that."""

import csv
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli_help import PASTES, lines, run
from conftest import DATA
from library_help import store
from papertriage.flows.upkeep.duplicates import duplicates, join, set_apart, split
from papertriage.grouping.verdict import Kind, verdict
from papertriage.library import Library
from papertriage.paper import Author, Paper, encode
from test_likeness import TEXT as FIRST
from works_help import groups, make, make_again, views

TITLE = "Weighing kettles in the kitchens of the north"
TEXT = FIRST + (
    "We then ask three cooks in two towns to pour with closed eyes, and weigh what they spill on a"
    " scale of our own making; the scale drifts, which we correct with a spoon of known mass."
)
ANA, PER = [Author(name="Ana Brandt")], [Author(name="Per Lindqvist")]


def verdicts(one: Paper, other: Paper) -> Kind:
    """Return the verdicts on two records in both orders."""
    found = verdict(one, other)
    assert verdict(other, one).kind is found.kind
    assert found.why
    return found.kind


def spoilt(text: str, count: int) -> str:
    """Replace some words of a text at even distances, except at its beginning."""
    words = text.split()
    for number in range(count):
        words[1 + number * (len(words) - 1) // count] = "samovar"
    return " ".join(words)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"title": TITLE}, {"title": TITLE.replace("kettles", "ketltes")}, Kind.SAME),
        ({"title": TITLE}, {"title": TITLE.replace("kettles", "pans")}, Kind.NOTHING),
        ({"title": TITLE}, {"title": TITLE + " again"}, Kind.NEAR),
        (
            {"title": "Kettles of the north", "ids": {"doi": "10.5555/one"}},
            {"title": "KETTLES-of the north."},
            Kind.SAME,
        ),
        (
            {"title": "Kettles of north", "ids": {"doi": "10.5555/one"}},
            {"title": "KETTLES-of north."},
            Kind.NEAR,
        ),
        ({"title": TITLE}, {"title": TITLE + ", Part II"}, Kind.CONTRARY),
        ({"title": TITLE}, {"title": "Not " + TITLE}, Kind.CONTRARY),
        ({"abstract": TEXT}, {"abstract": spoilt(TEXT, 3)}, Kind.SAME),
        ({"abstract": TEXT}, {"abstract": spoilt(TEXT, 12)}, Kind.NEAR),
        ({"abstract": TEXT}, {"abstract": spoilt(TEXT, 40)}, Kind.NOTHING),
        ({"abstract": TEXT[:300]}, {"abstract": spoilt(TEXT[:300], 1)}, Kind.NEAR),
        (
            {"title": TITLE, "abstract": TEXT},
            {"title": TITLE + " again", "abstract": spoilt(TEXT, 3)},
            Kind.SAME,
        ),
        (
            {"title": TITLE, "abstract": TEXT},
            {"title": TITLE + " again", "abstract": spoilt(TEXT, 40)},
            Kind.NEAR,
        ),
        (
            {"title": TITLE + ", Part I", "abstract": TEXT},
            {"title": TITLE + ", Part II", "abstract": spoilt(TEXT, 2)},
            Kind.CONTRARY,
        ),
        (
            {"abstract": TEXT, "ids": {"arxiv": "2601.00001"}},
            {"abstract": TEXT, "ids": {"arxiv": "2601.00002"}},
            Kind.CONTRARY,
        ),
        ({"title": TITLE, "authors": ANA}, {"title": TITLE, "authors": PER}, Kind.CONTRARY),
        (
            {"title": TITLE, "authors": ANA, "published": "2021"},
            {"title": TITLE, "authors": ANA, "published": "2023-05"},
            Kind.SAME,
        ),
        (
            {"title": TITLE, "published": "2021"},
            {"title": TITLE, "published": "2023"},
            Kind.NEAR,
        ),
        ({"abstract": TEXT}, {"abstract": TEXT[:300], "abstract_truncated": True}, Kind.SAME),
        (
            {"abstract": spoilt(TEXT, 12)},
            {"abstract": spoilt(TEXT, 4)[:560], "abstract_truncated": True},
            Kind.NEAR,
        ),
    ],
)
def test_pairs_are_judged(one: dict[str, Any], other: dict[str, Any], kind: Kind) -> None:
    """Copies are the same, look-alikes are near, and contrary records are different."""
    assert verdicts(make(1, **one), make(2, **other)) is kind


def put(folder: Path, *papers: Paper) -> None:
    store(folder, *map(make_again, papers))


def test_a_record_that_joins_two_papers_makes_them_one(tmp_path: Path) -> None:
    """A title, an abstract and a record with both are one paper, which every name finds."""
    title, text = make(1, title=TITLE), make(2, abstract=TEXT, ids={"arxiv": "2601.00001"})
    both = make(3, title=TITLE, abstract=TEXT, ids={"doi": "10.5555/kettle"})
    put(tmp_path, title, text)
    assert len(groups(tmp_path)) == 2
    put(tmp_path, both)
    assert set(groups(tmp_path)) == {frozenset("123")}
    with Library(tmp_path).read() as view:
        for name in (title.id, "arxiv:2601.00001", "doi:10.5555/kettle"):
            found = view.get(name)
            assert found is not None
            assert found.id == "arxiv:2601.00001"
        assert len(view) == 1


def test_two_papers_of_one_title_have_two_keys(tmp_path: Path) -> None:
    """Papers by other people without ids are both stored, under different keys."""
    one, two = make(1, title=TITLE, authors=ANA), make(2, title=TITLE, authors=PER)
    assert one.id == two.id
    put(tmp_path, one, two)
    before = (tmp_path / "records.jsonl").read_bytes()
    assert set(groups(tmp_path)) == {frozenset("1"), frozenset("2")}
    with Library(tmp_path).read() as view:
        assert len({paper.id for paper in view.papers()}) == 2
    put(tmp_path, two, one, two)
    assert (tmp_path / "records.jsonl").read_bytes() == before


def test_one_doi_with_two_pmids_is_two_papers(tmp_path: Path) -> None:
    """Two papers with one DOI from a faulty dump stay two, with different keys."""
    one = make(1, title=TITLE, ids={"doi": "10.5555/k", "pmid": "1"})
    two = make(2, title=TITLE + " again", ids={"doi": "10.5555/k", "pmid": "2"})
    put(tmp_path, one, two, one, two)
    assert set(groups(tmp_path)) == {frozenset("1"), frozenset("2")}


def test_a_batch_that_is_cut_anywhere_hides_no_paper(tmp_path: Path) -> None:
    """Whichever part of a merge reached the disk, every stored paper is still found."""
    title = make(1, title=TITLE, ids={"doi": "10.5555/kettle"})
    text = make(2, abstract=TEXT, ids={"arxiv": "2601.00001"})
    put(tmp_path, title, text)
    before = (tmp_path / "records.jsonl").read_bytes()
    put(tmp_path, make(3, title=TITLE, abstract=TEXT))
    after = (tmp_path / "records.jsonl").read_bytes()
    for size in range(len(before), len(after), 7):
        (tmp_path / "records.jsonl").write_bytes(after[:size])
        with Library(tmp_path).read() as view:
            first, second = view.get(title.id), view.get(text.id)
            assert first is not None
            assert second is not None
            assert first.title == TITLE
            assert second.abstract == TEXT


def test_a_forgotten_paper_stays_out_in_every_notation(tmp_path: Path) -> None:
    """A dry run and a real run count a forgotten paper as skipped."""
    whole = make(1, title=TITLE, abstract=TEXT, ids={"doi": "10.5555/kettle"})
    put(tmp_path / "l", whole)
    run("forget", "10.5555/kettle", "--library", tmp_path / "l")
    other = make(1, title=TITLE + " again", abstract=None, ids={"doi": "10.5555/kettle"})
    (tmp_path / "again.jsonl").write_bytes(encode(other) + b"\n")
    for options in (["-n"], []):
        error = run(
            "ingest", tmp_path / "again.jsonl", *options, "--library", tmp_path / "l"
        ).stderr
        assert b"1 seen = 0 added + 0 updated + 0 unchanged + 1 skipped" in error


def near_pair() -> tuple[Paper, Paper]:
    """Return two papers that are near: no ingest merges them."""
    one = make(1, title=TITLE, abstract=TEXT, ids={"doi": "10.5555/one"})
    title = TITLE.replace("Weighing", "Boiling")
    two = make(2, title=title, abstract=spoilt(TEXT, 12), ids={"doi": "10.5555/two"})
    return one, two


def test_near_pairs_are_listed_and_left_apart(tmp_path: Path) -> None:
    """Each near pair is listed once, with the reason."""
    put(tmp_path, *near_pair())
    found = list(duplicates(Library(tmp_path)))
    assert [(f.kind, {f.id, f.other}) for f in found] == [
        ("near", {"doi:10.5555/one", "doi:10.5555/two"})
    ]
    assert "% alike" in found[0].why
    assert next(duplicates(Library(tmp_path), ["doi:10.5555/one"])).kind == "near"


def test_each_merged_record_is_listed_with_the_reason(tmp_path: Path) -> None:
    """There is a line for every record after the first, with the start of its hash."""
    put(tmp_path, *(make(view, **views(1)[view]) for view in (0, 3, 1)))
    found = list(duplicates(Library(tmp_path)))
    assert [f.kind for f in found] == ["merged", "merged"]
    assert {f.why for f in found} == {"abstracts begin alike"}
    assert {f.source for f in found} == {"s"}
    assert {f.other_title for f in found} == {None}
    assert len({f.other for f in found}) == 2


def test_a_paper_without_a_title_is_listed_with_its_headline(tmp_path: Path) -> None:
    """A reader of the list can see which paper is meant."""
    run("ingest", *PASTES, "--library", tmp_path)
    titles = {found.title for found in duplicates(Library(tmp_path))}

    assert "≈ Understudy, a distillation objective that rehearses rare events" in titles


def test_one_title_of_two_papers_is_near_with_what_keeps_them_apart(tmp_path: Path) -> None:
    """One line has the evidence for and against."""
    one, two = make(1, title=TITLE, authors=ANA), make(2, title=TITLE, authors=PER)
    put(tmp_path, one, two)
    (found,) = duplicates(Library(tmp_path))
    assert (found.kind, found.why) == ("near", "equal titles, but no author in common")


def test_a_pair_that_other_records_keep_apart_names_the_fact(tmp_path: Path) -> None:
    """A record between two papers joins the more certain one; for the other the fact is given."""
    one = make(1, title=TITLE, abstract=TEXT, ids={"pmid": "11"})
    between = make(2, title=TITLE, abstract=TEXT)
    two = make(3, title=TITLE + ": a report", abstract=TEXT, ids={"pmid": "12"})
    put(tmp_path, one, between, two)
    why = [each.why for each in duplicates(Library(tmp_path)) if each.kind == "near"]
    common = "equal titles, one with a subtitle, abstracts begin alike"
    assert why == [f"{common}, but records of them contradict: two PubMed ids"]


def test_a_record_that_a_decision_joined_says_so(tmp_path: Path) -> None:
    """Its reason is the decision, not evidence."""
    put(tmp_path, *near_pair())
    join(Library(tmp_path), "doi:10.5555/one", "doi:10.5555/two")
    (found,) = duplicates(Library(tmp_path))
    assert (found.kind, found.why) == ("merged", "joined by a decision")


def test_ingest_counts_near_pairs_and_conflicts(tmp_path: Path) -> None:
    """They are counted once, in a dry run too; `duplicates` lists as many."""
    doi = {"doi": "10.5555/book"}
    lent = make(3, title="Lanterns on twelve doors", authors=ANA, ids=doi)
    other = make(4, title="Spoons of the deep south", authors=PER, ids=doi)
    lines_of = (encode(paper) for paper in (*near_pair(), lent, other))
    (tmp_path / "p.jsonl").write_bytes(b"\n".join(lines_of))
    library = ("--library", tmp_path / "l")
    met = "1 near pair, 1 conflict (papertriage duplicates)"
    for options in (["-n"], []):
        assert met in run("ingest", tmp_path / "p.jsonl", *options, *library).stderr.decode()
    again = run("ingest", tmp_path / "p.jsonl", *library).stderr.decode()
    assert "near pair" not in again
    listed = run("duplicates", *library)
    assert "0 merged, 1 near, 1 conflict, 0 apart" in listed.stderr.decode()


def test_the_list_for_an_appendix(tmp_path: Path) -> None:
    """In CSV each pair has both titles, its evidence in words, and the source of a record."""
    put(tmp_path / "l", *near_pair(), make(3, title=TITLE, ids={"doi": "10.5555/one"}))
    out = run("duplicates", "-f", "csv", "--library", tmp_path / "l").stdout.decode()
    head, merged, near = csv.reader(out.splitlines())
    assert head == ["kind", "id", "other", "why", "title", "other_title", "source"]
    assert merged[:2] == ["merged", "doi:10.5555/one"]
    assert merged[3:] == ["both are doi:10.5555/one", TITLE, TITLE, "s"]
    assert near[3:] == [
        "similar titles, abstracts 90 % alike",
        TITLE,
        TITLE.replace("Weighing", "Boiling"),
        "",
    ]


def test_what_was_set_apart_is_never_merged(tmp_path: Path) -> None:
    """Neither an equal text nor a record that would join them merges such papers."""
    one, two = near_pair()
    put(tmp_path, one, two)
    set_apart(Library(tmp_path), "doi:10.5555/one", "10.5555/two")
    assert "apart" in [f.kind for f in duplicates(Library(tmp_path))]
    equal = msgspec.structs.replace(two, title=one.title, abstract=one.abstract)
    bridge = make(3, title=one.title, abstract=one.abstract)
    put(tmp_path, equal, bridge)
    with Library(tmp_path).read() as view:
        papers = [view.named(name) for name in ("doi:10.5555/one", "doi:10.5555/two")]
        assert len(view) == 2
        assert papers[0] != papers[1]


def test_split_join_and_undo(tmp_path: Path) -> None:
    """A decision applies to records that are read again, and undo reverts the last one."""
    library, records = tmp_path / "l", [make(view, **views(1)[view]) for view in (0, 4, 5)]
    put(library, *records)
    assert len(groups(library)) == 1
    assert len(split(Library(library), "10.5555/w.1", [])) == 3
    put(library, *records)
    assert len(groups(library)) == 3
    run("undo", "--library", library)
    assert len(groups(library)) == 1
    put(library, make(9, title="Seven kettles of the deep south"))
    with Library(library).read() as view:
        other = next(p.id for p in view.papers() if p.title == "Seven kettles of the deep south")
    assert len(join(Library(library), "10.5555/w.1", other)) == 1
    assert len(groups(library)) == 1


def test_the_command_lists_and_sets_apart(tmp_path: Path) -> None:
    """In a pipe lines are tab-separated; `apart` takes two different papers."""
    put(tmp_path / "l", *near_pair())
    done = run("duplicates", "--library", tmp_path / "l")
    cells = lines(done.stdout)[0].split("\t")
    assert cells[0] == "near"
    assert len(cells) == 7
    for words in (["apart", "10.5555/one", "nobody"], ["nobody"]):
        message = run("duplicates", *words, "--library", tmp_path / "l", code=2).stderr.decode()
        assert 'no paper "nobody"' in message
    again = ["apart", "10.5555/one", "doi:10.5555/one"]
    message = run("duplicates", *again, "--library", tmp_path / "l", code=2).stderr.decode()
    assert "are the same paper" in message
    run("duplicates", "apart", "10.5555/one", "10.5555/two", "--library", tmp_path / "l")
    assert "apart\t" in run("duplicates", "--library", tmp_path / "l").stdout.decode()


def test_every_command_follows_every_name(tmp_path: Path) -> None:
    """A name that is not the key still shows, exports and forgets its paper."""
    title, whole = make(1, title=TITLE), make(2, title=TITLE, ids={"doi": "10.5555/k"})
    put(tmp_path / "l", title, whole)
    library = ("--library", tmp_path / "l")
    shown = run("show", title.id, "-f", "jsonl", *library).stdout
    assert b'"id":"doi:10.5555/k"' in shown
    assert lines(run("duplicates", title.id, *library).stdout)[0].split("\t")[1] == whole.id
    run("forget", title.id, *library)
    assert run("export", *library).stdout == b""


DOCS = Path(__file__).parents[1] / "docs" / "duplicates.md"


def test_every_command_in_the_docs_works(tmp_path: Path) -> None:
    """Each command is run as written, with ids and files of a library for the placeholders."""
    one, two = near_pair()
    copied = make(3, title=TITLE, ids={"doi": "10.5555/one"})
    lines_of = (encode(paper) for paper in (one, two, copied))
    (tmp_path / "p.jsonl").write_bytes(b"\n".join(lines_of))
    library = ("--library", tmp_path / "l")
    run("ingest", tmp_path / "p.jsonl", *library)
    merged = lines(run("duplicates", *library).stdout)[0].split("\t")
    assert merged[0] == "merged"
    words = {
        "FILE": str(tmp_path / "p.jsonl"),
        "RECORD": merged[2],
        "retraction_watch.csv": str(DATA / "retraction-watch.csv"),
    }
    commands = re.findall(r"`papertriage ([^`]+)`", DOCS.read_text("utf-8"))
    assert len(commands) > 12
    for command in commands:
        ids = iter(["10.5555/one", "10.5555/two"])
        typed = [next(ids) if word == "ID" else words.get(word, word) for word in command.split()]
        own = ("--library", tmp_path / "new") if "FILE" in command else library
        run(*typed, *own)
        if typed[1:2] == ["split"] or typed[1:2] == ["join"]:
            run("undo", *library)
