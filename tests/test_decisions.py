"""Decisions: who made them, on which list, with which words, and their effect."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_help import run
from memory_help import DAY, library_of, mark, names, paper, put, ranked
from papertriage.config.user import user_name
from papertriage.flows.lists.decisions import Decided, decided
from papertriage.flows.lists.saved import apply
from papertriage.library import Library
from papertriage.report import Mark

FIRST, SECOND, THIRD = (f"arxiv:2611.{number:05}" for number in (1, 2, 3))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Make a library of three papers, all on owls and barns, and select it by the environment."""
    made = library_of(tmp_path / "lab")
    put(made, *(paper(number) for number in (1, 2, 3)), scores={"owls": 0.9, "barns": 0.8})
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", str(made.folder))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Mira Quill")
    monkeypatch.chdir(tmp_path)
    user_name.cache_clear()
    yield made
    user_name.cache_clear()


def marks(library: Library, user: str = "") -> Decided:
    with library.read() as view:
        return decided(view, user)


def on_lists(library: Library, **asked: object) -> dict[str, list[str]]:
    report = ranked(library, **asked)
    return {one.name: [entry.paper.id for entry in one.entries] for one in report.lists}


def test_a_skip_on_a_list_concerns_that_list(library: Library) -> None:
    """The paper leaves that list, and is on the list of its next best topic."""
    mark(library, [FIRST], "skip", None, DAY, topic="owls", reason="no owl in it")
    assert on_lists(library) == {"owls": [SECOND, THIRD], "barns": [FIRST]}
    assert names(ranked(library, "owls")) == [SECOND, THIRD]
    assert names(ranked(library, "owls", "barns")) == [SECOND, THIRD, FIRST]
    assert ranked(library, "owls").lists[0].counts.skipped == 1
    (found,) = marks(library).own.values()
    assert (found.verdict, found.skipped) == (None, {"owls": "no owl in it"})
    mark(library, [FIRST], "skip", None, DAY, topic="barns")
    assert on_lists(library) == {"owls": [SECOND, THIRD], "barns": []}
    assert FIRST in names(ranked(library, "owls", include=frozenset({"skip"})))


def test_a_decision_on_the_paper_ends_skips_on_lists(library: Library) -> None:
    """`clear` with a topic undoes the skip there; a star without a topic undoes all skips."""
    for topic in ("owls", "barns"):
        mark(library, [FIRST], "skip", None, DAY, topic=topic)
    mark(library, [FIRST], "clear", None, DAY, topic="barns")
    assert marks(library).own[FIRST].skipped == {"owls": ""}
    mark(library, [FIRST], "star", None, DAY)
    assert marks(library).own[FIRST].skipped == {}
    assert FIRST in names(ranked(library, "owls"))


def test_a_note_stays_until_another_is_written(library: Library) -> None:
    """A later verdict without a note keeps it; an empty note removes it."""
    mark(library, [FIRST], "note", "for the seminar", DAY)
    mark(library, [FIRST], "star", None, DAY)
    assert marks(library).noted() == {FIRST: "for the seminar"}
    mark(library, [FIRST], "note", "", DAY)
    assert marks(library).noted() == {}
    assert marks(library).own[FIRST].verdict == "star"


def test_other_users_are_shown_by_name_and_hide_nothing(library: Library) -> None:
    """The entry shows what others decided, and the paper stays on the user's own list."""
    mark(library, [FIRST], "skip", None, DAY, by="Ada Okafor", reason="known")
    mark(library, [FIRST], "star", None, DAY, by="Bo Lind")
    assert FIRST in names(ranked(library))
    found = marks(library)
    assert found.own == {}
    assert [one.by for one in found.others[FIRST]] == ["Ada Okafor", "Bo Lind"]
    assert marks(library, "Bo Lind").decided() == {FIRST}
    listed = run("rank", "-t", "owls", "-f", "md").stdout.decode()
    assert "Ada Okafor: skipped: known" in listed
    (line, *_) = map(json.loads, run("rank", "-t", "owls", "-f", "jsonl").stdout.splitlines())
    assert [one["by"] for one in line["others"]] == ["Ada Okafor", "Bo Lind"]
    assert "Bo Lind" in run("show", FIRST).stdout.decode()


def test_starred_and_undecided_lists(library: Library) -> None:
    """--starred lists what was starred, --include adds to it, --undecided leaves both out."""
    mark(library, [FIRST], "star", None, DAY)
    mark(library, [SECOND], "later", None, DAY)
    assert names(ranked(library, "owls", starred=True)) == [FIRST]
    later = frozenset({"later"})
    assert names(ranked(library, "owls", starred=True, include=later)) == [FIRST, SECOND]
    assert names(ranked(library, "owls", undecided=True)) == [THIRD]
    assert ranked(library, "owls", undecided=True).lists[0].counts.other_mark == 1
    assert run("rank", "-t", "owls", "--starred").stdout.startswith(FIRST.encode())
    assert len(run("search", "village", "--include", "later").stdout.splitlines()) == 1
    run("rank", "--starred", "--undecided", code=2)
    run("rank", "-", "--starred", stdin=b"{}", code=2)


def test_exports_of_what_was_starred(library: Library) -> None:
    """BibTeX has only the starred papers, CSV the decisions, and JSON Lines the marks."""
    mark(library, [FIRST], "star", "=for the seminar", DAY)
    mark(library, [SECOND], "skip", None, DAY, reason="no owls")
    assert run("export", "--starred", "-f", "bibtex").stdout.count(b"@") == 1
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(_csv()))}
    first, second = rows[FIRST], rows[SECOND]
    assert (first["starred"], first["mark"], first["marked"]) == ("yes", "star", "2026-11-20")
    assert first["note"] == "'=for the seminar"
    assert (second["starred"], second["mark"], second["reason"]) == ("", "skip", "no owls")
    marks = [json.loads(line).get("mark", {}) for line in run("export").stdout.splitlines()]
    assert [one.get("verdict") for one in marks] == ["star", "skip", None]
    assert run("export", "--include", "skip,star").stdout.count(b"\n") == 2
    run("export", "--records", "--starred", code=2)


def _csv() -> str:
    return run("export", "-f", "csv").stdout.decode()


@pytest.mark.parametrize(
    ("form", "verdict", "note"),
    [
        ("bibtex", "papertriage:later", "for the seminar"),
        ("ris", "KW  - papertriage:later", "for the seminar"),
        ("csl", "papertriage:later", "for the seminar"),
        ("atom", "for later", "for the seminar"),
        ("table", "for later", "for the seminar"),
        ("md", "for later", "for the seminar"),
        ("html", "for later", "for the seminar"),
    ],
)
def test_every_format_takes_verdict_and_note_along(
    library: Library, form: str, verdict: str, note: str
) -> None:
    """Each format contains decisions and notes, and an export of the other papers has none."""
    mark(library, [FIRST], "later", "for the seminar", DAY)
    text = run("export", "--include", "later", "-f", form).stdout.decode()
    assert verdict in text
    assert note in text
    assert note not in run("rank", "-t", "owls", "-f", form).stdout.decode()


def test_ids_come_from_a_pipe(library: Library) -> None:
    """They are the first word of a line, or the id of a JSON line; no lines mark nothing."""
    listed = run("rank", "-t", "owls").stdout.splitlines(keepends=True)
    run("mark", "-", "later", stdin=listed[0] + b"\n" + b'{"id": "arxiv:2611.00003"}\n')
    assert marks(library).marked({"later"}) == {FIRST, THIRD}
    assert b"nothing was marked" in run("mark", "-", "star").stderr
    assert b"no id in the line" in run("mark", "-", "star", stdin=b'{"a": 1}\n', code=2).stderr


def test_undo_takes_back_the_last_decision_of_a_user(library: Library) -> None:
    """--as sets the user of both commands; decisions of one command are undone together."""
    run("mark", FIRST, SECOND, "star", "--as", "Ada Okafor")
    run("mark", FIRST, "later")
    run("undo", "--as", "Ada Okafor")
    assert marks(library).others == {}
    assert marks(library).marked({"later"}) == {FIRST}
    run("undo")
    assert marks(library).own == {}


@pytest.mark.parametrize(
    ("words", "reported"),
    [
        (["note"], "a paper and a decision"),
        ([FIRST, "note"], "note needs --note TEXT"),
        ([FIRST, "star", "--reason", "x"], "--reason works only with skip"),
        ([FIRST, "skip", "-t", "owl"], 'did you mean "owls"'),
        ([FIRST, "star", "--from", "x.json"], "cannot be combined"),
        (["--from", "none.json"], "none.json"),
    ],
)
@pytest.mark.usefixtures("library")
def test_mark_refuses_what_makes_no_sense(words: list[str], reported: str) -> None:
    """One line says what is wrong, and nothing is stored."""
    assert reported in run("mark", *words, code=None).stderr.decode()


def saved(path: Path, *decisions: dict[str, str]) -> Path:
    path.write_text(json.dumps({"papertriage": "decisions", "decisions": decisions}), "utf-8")
    return path


def test_a_saved_file_counts_once(library: Library, tmp_path: Path) -> None:
    """Each decision counts from its own time, a second reading changes nothing, counts add up."""
    file = saved(
        tmp_path / "decisions.json",
        {"id": FIRST, "mark": "star", "note": "good", "at": "2026-11-19T08:00:00.125Z"},
        {"id": SECOND, "mark": "skip", "topic": "owls", "at": "2026-11-19T09:00:00+01:00"},
        {"id": "arxiv:2699.00001", "mark": "star", "at": "2026-11-19T08:00:00Z"},
        {"id": THIRD, "mark": "shout", "at": "2026-11-19T08:00:00Z"},
        {"id": THIRD, "mark": "star", "at": "yesterday"},
        {"id": THIRD, "mark": "star", "at": "0001-01-01T00:00:00+14:00"},
    )
    mark(library, [FIRST], "later", None, DAY)
    reported = run("mark", "--from", file).stderr.decode()
    assert "6 decisions = 2 new + 0 known + 4 rejected" in reported
    own = marks(library).own
    assert own[FIRST].verdict == "later"
    assert own[FIRST].note == "good"
    assert own[SECOND].skipped == {"owls": ""}
    again = apply(library, file)
    assert (again.seen, again.noted, again.known, len(again.problems)) == (6, 0, 2, 4)
    run("undo")
    assert marks(library).own[FIRST] == Mark(verdict="later", date="2026-11-20", by="Mira Quill")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        '{"papertriage": "decisions"}',
        '{"papertriage": "papers", "decisions": []}',
        "{" * 5000,
    ],
)
def test_a_file_that_does_not_hold_decisions_is_refused(
    library: Library, tmp_path: Path, text: str
) -> None:
    """It is refused with exit code 65, and nothing is stored."""
    file = tmp_path / "decisions.json"
    file.write_text(text, "utf-8")
    assert b"not a file of decisions" in run("mark", "--from", file, code=65).stderr
    assert marks(library).own == {}


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59.999999Z", "9999-99-99", "soon"])
def test_an_event_after_which_none_could_come_is_a_bad_line(library: Library, at: str) -> None:
    """It would override every later decision; it is kept, has no effect, and check reports it."""
    event = {"event": "star", "at": at, "by": "Mira Quill", "names": [FIRST]}
    with (library.folder / "history.jsonl").open("a") as file:
        file.write(json.dumps(event, separators=(",", ":")) + "\n")

    run("mark", FIRST, "read")

    assert marks(library).own[FIRST].verdict == "read"
    assert b": no valid time" in run("check", code=1).stdout


@pytest.mark.usefixtures("library")
def test_words_that_are_not_utf_8_are_kept_as_far_as_they_are() -> None:
    """A command line and a pipe may contain any bytes; a question mark replaces invalid ones."""
    run("mark", FIRST, "star", "--note", "caf\udce9 talk")
    assert b"caf? talk" in run("show", FIRST).stdout
    assert b"no paper" in run("mark", "-", "star", stdin=b"\xff\xfe\n", code=2).stderr
    for line in (b'{"id": null}\n', b'{"id": 5}\n', b'{"id": ' + b"[" * 100_000 + b"\n"):
        assert b"no id in the line" in run("mark", "-", "star", stdin=line, code=2).stderr
