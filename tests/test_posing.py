"""A record cannot pose as another by the names of its fields."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_help import run
from conftest import DATA
from papertriage.normalize import Context, NotAPaperError, normalize, record
from papertriage.paper import Author, Paper, decode, encode, survives

HIDDEN = {
    "a byte-order mark": "\ufeff",
    "a zero-width space": "\u200b",
    "a soft hyphen": "\u00ad",
    "an override": "\u202e",
    "a mark of direction": "\u200f",
    "an escape": "\x1b",
    "a tag": "\U000e0041",
}
PLANTED = {
    "id": "arxiv:2611.00001",
    "title": "On Kilns That Sing at Night",
    "abstract": "We listen.",
}
TEXT = {"title": "Hacked by Someone Else Entirely", "abstract": "Owned."}


def posing(hidden: str) -> dict[str, bytes]:
    """Return sources whose one record poses as the planted paper, or as known fields."""
    own = {"id": "doi:10.5555/own", "sources": []}
    records: dict[str, dict[str, Any]] = {
        "key": {f"i{hidden}d": PLANTED["id"]},
        "number": {f"i{hidden}d": 0},
        "names": {f"i{hidden}ds": {"arxiv": "2611.00001"}},
        "doi": {f"do{hidden}i": "10.48550/arXiv.2611.00001"},
        "authors": {f"authors{hidden}": "Mallory"},
        "tags": {f"t{hidden}ags": [{"topic": "x"}]},
        "own": {**own, f"i{hidden}d": PLANTED["id"]},
        "inside": {**own, "authors": [{"name": "Ines Okafor", f"na{hidden}me": 5}]},
        "line": {f"merged_{hidden}into": PLANTED["id"]},
    }
    table = f"i{hidden}d,title,abstract\n{PLANTED['id']},{TEXT['title']},{TEXT['abstract']}\n"
    lines = {f"{name}.jsonl": json.dumps(TEXT | record) for name, record in records.items()}
    array = json.dumps([TEXT | records["key"]])
    return {n: t.encode() for n, t in {**lines, "list.json": array, "table.csv": table}.items()}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_no_field_makes_a_record_another(hidden: str, tmp_path: Path) -> None:
    """No field name can replace a stored paper, and the loss is reported."""
    library = tmp_path / "library"
    run("--library", library, "ingest", "-", stdin=json.dumps(PLANTED).encode())
    before = run("--library", library, "show", "2611.00001").stdout
    sources = posing(hidden)
    for name, data in sources.items():
        (tmp_path / name).write_bytes(data + b"\n")

    reported = run("--library", library, "ingest", *map(tmp_path.joinpath, sources)).stderr.decode()

    shutil.rmtree(library / ".cache")
    assert run("--library", library, "show", "2611.00001").stdout == before
    assert "no problems" in run("--library", library, "check").stderr.decode()
    assert f"{len(sources)} seen = " in reported
    assert {name for name in sources if f"warning: {name}:" in reported} == {*sources}


def test_a_name_that_poses_as_nothing_is_only_cleaned() -> None:
    """An unknown field keeps its value under its clean name; joiners of a script stay."""
    context = Context(source="x", as_of=date(2026, 11, 20))
    fields = {
        "title": "On Kilns",
        "sta\ufeffrs": 5,
        "نویسنده\u200cها": 2,
        "stars": 7,
        "n": {"a\u200eb": 1},
    }

    found = normalize("jsonl", fields, context)

    assert found.extra == {"نویسنده\u200cها": 2, "stars": 7, "n": {"ab": 1}}
    assert context.report() == [
        ('field with hidden characters, which looks like "stars"', "sta�rs")
    ]


def test_how_a_source_was_read_is_shown_without_active_content(tmp_path: Path) -> None:
    """How a form was recognised, and what went wrong, is printed without control characters."""
    (tmp_path / "t.csv").write_text(
        "s\x1b[31m,PT,AU,TI,SO\nx,J,Ines Okafor,On Kilns of Old,Kilns\n"
    )
    deleted = '<header status="deleted"><identifier>oai:x:\u202e1</identifier></header>'
    oai = (DATA / "oai.xml").read_text(encoding="utf-8")
    end = "</ListRecords>"
    oai = oai.replace(end, f"<record>{deleted}</record>{end}")
    (tmp_path / "oai.xml").write_text(oai, encoding="utf-8")

    done = run("--library", tmp_path / "l", "-v", "ingest", tmp_path / "t.csv")
    run("--library", tmp_path / "l", "ingest", tmp_path / "oai.xml")

    assert "read as wos-table" in done.stderr.decode()
    assert "\x1b" not in done.stderr.decode()
    (line,) = (tmp_path / "l" / "runs.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    assert "oai:x:\ufffd1 was deleted" in line


NAMES = ["stars", "id", "title", "rank", "name", "merged_into", "é"]
VALUES = st.integers(0, 9) | st.lists(st.text("a", max_size=2), max_size=2)


@given(
    st.dictionaries(st.sampled_from([*NAMES, "$extra"]), VALUES),
    st.dictionaries(st.sampled_from(NAMES), VALUES),
)
def test_what_survives_is_what_reads_back(extra: dict[str, Any], inside: dict[str, Any]) -> None:
    """`survives` returns whether an encoded paper decodes to itself, without doing it."""
    paper = Paper(id="doi:10.5555/1", title="On Kilns", abstract=None, extra=extra)
    paper.authors = [Author(name="Ines Okafor", extra=inside)]
    try:
        read_back = decode(encode(paper)) == paper
    except ValueError:
        read_back = False

    assert survives(paper) == read_back


def test_a_record_that_would_not_survive_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a field still has the name of a known one, its record is not stored."""
    monkeypatch.setattr(record, "clean_names", lambda fields, _context: fields)
    monkeypatch.setattr(record, "clean_extra", lambda extra: {"id": "arxiv:2611.00001", **extra})
    with pytest.raises(NotAPaperError, match="unknown field"):
        normalize("jsonl", {**TEXT, "stars": 5}, Context(source="x", as_of=date(2026, 11, 20)))
