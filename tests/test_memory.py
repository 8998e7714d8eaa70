"""Memory: every paper is new once, each change is reported once, and a kill hides nothing."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli_help import COMMAND, PASTES, run
from memory_help import (
    DAY,
    library_of,
    mark,
    mark_seen,
    morning,
    names,
    paper,
    put,
    ranked,
    replaced,
)
from papertriage.flows.lists.seen import FIRST
from papertriage.flows.upkeep.duplicates import join
from papertriage.library import Event as Seen
from papertriage.library import Library
from papertriage.paper import Event, Paper
from papertriage.report import Report
from papertriage.writers.look import Look
from papertriage.writers.registry import SHOW_CHANGES, WRITERS, writer
from papertriage.writers.summary import summary


def history(library: Library) -> list[dict[str, object]]:
    path = library.folder / "history.jsonl"
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


# --- new once ------------------------------------------------------------------------------------


def test_new_lists_each_paper_once(tmp_path: Path) -> None:
    """Papers recorded as listed are not new again; without --new they are still listed."""
    library = library_of(tmp_path, paper(1), paper(2))
    assert names(morning(library)) == ["arxiv:2611.00001", "arxiv:2611.00002"]
    put(library, paper(3))
    second = morning(library)
    assert names(second) == ["arxiv:2611.00003"]
    assert second.lists[0].counts.listed_before == 2
    assert names(morning(library)) == []
    assert len(names(ranked(library))) == 3


def test_rank_without_mark_seen_records_nothing(tmp_path: Path) -> None:
    """Without --mark-seen the same papers stay new, and nothing is written."""
    library = library_of(tmp_path, paper(1))
    assert names(ranked(library, new=True)) == names(ranked(library, new=True)) != []
    assert history(library) == []


def test_listing_counts_for_all_topics(tmp_path: Path) -> None:
    """A paper that was listed under one topic is not new under another."""
    library = Library(tmp_path)
    put(library, paper(1), scores={"owls": 0.9, "barns": 0.8})
    mark_seen(library, ranked(library, "owls", new=True), DAY)
    later = ranked(library, "barns", new=True)
    assert names(later) == []
    assert later.lists[0].counts.listed_before == 1
    assert history(library)[0]["topics"] == ["owls", "barns"]


def test_only_what_was_listed_is_recorded(tmp_path: Path) -> None:
    """What was beyond the limit, or on no topic, is still new the next time."""
    library = library_of(tmp_path, *map(paper, range(5)))
    first = morning(library, limit=2)
    assert (len(names(first)), first.lists[0].counts.beyond_limit) == (2, 3)
    second = morning(library)
    assert len(names(second)) == 3
    assert not set(names(first)) & set(names(second))


def test_the_first_list_is_capped_and_says_how_many_wait(tmp_path: Path) -> None:
    """While nothing was listed, a list has 20 papers; the rest waits, best first."""
    library = library_of(tmp_path, *map(paper, range(FIRST + 7)))
    everything = names(ranked(library))
    first = morning(library)
    assert names(first) == everything[:FIRST]
    assert "20 new, 7 wait" in summary(first)[0]
    for look in (Look(), Look(multi=True)):
        text = "".join(writer("md")(first, look))
        assert text.startswith("## owls: 20 new, 7 wait for the next list\n")
    assert names(morning(library)) == everything[FIRST:]


def test_a_limit_of_the_users_own_lifts_the_cap(tmp_path: Path) -> None:
    """--limit applies to the first list, too."""
    library = library_of(tmp_path, *map(paper, range(FIRST + 7)))
    assert len(names(morning(library, limit=25))) == 25


def test_without_new_there_is_no_cap(tmp_path: Path) -> None:
    """The cap applies only with --new."""
    library = library_of(tmp_path, *map(paper, range(FIRST + 7)))
    assert len(names(ranked(library))) == FIRST + 7


# --- one paper under many names ------------------------------------------------------------------


def test_a_preprint_does_not_return_as_its_published_twin(tmp_path: Path) -> None:
    """The article joins the preprint that was listed; it is not new."""
    library = library_of(tmp_path, paper(1))
    morning(library)
    twin = paper(1, id="doi:10.5555/snow", ids={"doi": "10.5555/snow"}, venue="Journal of Snow")
    put(library, twin)
    assert [one.ids for one in _papers(library)] == [{"arxiv": "2611.00001", "doi": "10.5555/snow"}]
    assert names(morning(library)) == []


def test_a_paper_with_a_new_key_stays_listed(tmp_path: Path) -> None:
    """Two papers are joined under the key of the one that was never listed: it is not new."""
    library = library_of(tmp_path, paper(1), _by_doi("10.5555/old"), _by_doi("10.5555/new"))
    library.remember([Seen(event="listed", names=["doi:10.5555/new"])])
    assert len(names(ranked(library, new=True))) == 2
    join(library, "doi:10.5555/new", "doi:10.5555/old")
    assert names(ranked(library, new=True)) == ["arxiv:2611.00001"]


def test_a_rebuilt_library_remembers(tmp_path: Path) -> None:
    """Every identifier of that day finds the paper, whatever its key is after another ingest."""
    both = {"arxiv": "2611.00001", "doi": "10.5555/snow"}
    library = library_of(tmp_path, paper(1, ids=both))
    morning(library)
    for name in ("records.jsonl", "tags.jsonl"):
        (tmp_path / name).unlink()
    put(library, paper(1, id="doi:10.5555/snow", ids={"doi": "10.5555/snow"}))
    assert names(ranked(library)) == ["doi:10.5555/snow"]
    assert names(ranked(library, new=True)) == []


# --- changed since listed ------------------------------------------------------------------------


def changes(report: Report) -> list[tuple[str, str]]:
    return [(change.paper.id, change.kind) for change in report.changed]


def test_a_later_version_is_reported_once(tmp_path: Path) -> None:
    """A later version of a listed paper is reported once, under its own heading."""
    library = library_of(tmp_path, paper(1, version=1), paper(2, version=2))
    morning(library)
    put(library, replaced(paper(1), version=3))
    report = morning(library)
    assert (names(report), changes(report)) == ([], [("arxiv:2611.00001", "version")])
    assert (report.changed[0].before, report.changed[0].listed) == (1, "2026-11-20")
    assert changes(morning(library)) == []


@pytest.mark.parametrize("status", ["withdrawn", "retracted"])
def test_what_was_withdrawn_is_reported_though_it_does_not_rank(
    tmp_path: Path, status: str
) -> None:
    """A withdrawn paper is reported if, and only if, it was listed before."""
    library = library_of(tmp_path, paper(1), paper(2))
    morning(library, limit=1)
    put(library, paper(1, status=status), paper(2, status=status))
    report = morning(library)
    assert (names(report), changes(report)) == ([], [("arxiv:2611.00001", status)])
    assert changes(morning(library)) == []


def test_a_dated_replacement_counts_where_no_version_is_known(tmp_path: Path) -> None:
    """If a page has no versions, the day of a replacement counts."""
    events = [Event(type="new", date="2026-11-02"), Event(type="replace", date="2026-11-10")]
    library = library_of(tmp_path, paper(1, events=events))
    morning(library)
    assert changes(ranked(library, new=True)) == []
    put(library, replaced(paper(1), day="2026-11-23"))
    assert changes(morning(library)) == [("arxiv:2611.00001", "replaced")]
    assert changes(morning(library)) == []


def test_a_replacement_before_the_listing_is_not_a_change(tmp_path: Path) -> None:
    """A replacement before the listing is not a change, even if a source reports it later."""
    library = library_of(tmp_path, paper(1))
    morning(library)
    put(library, replaced(paper(1), day="2026-11-19"))
    assert changes(ranked(library, new=True)) == []


def test_to_learn_a_version_is_not_a_change(tmp_path: Path) -> None:
    """A paper listed without a version may have had any version: no change is reported."""
    library = library_of(tmp_path, paper(1))
    morning(library)
    put(library, replaced(paper(1), version=4))
    assert changes(ranked(library, new=True)) == []


def test_changes_are_limited_to_the_chosen_topics(tmp_path: Path) -> None:
    """A list of one topic reports changes of papers that were listed under it."""
    library = Library(tmp_path)
    put(library, paper(1, version=1), scores={"owls": 0.9})
    morning(library)
    put(library, paper(1, version=2), scores={"owls": 0.9})
    assert changes(ranked(library, "barns", new=True)) == []
    assert len(changes(ranked(library, "owls", new=True))) == 1


def test_a_skipped_paper_is_not_reported_as_changed(tmp_path: Path) -> None:
    """The next version of a skipped paper is not reported."""
    library = library_of(tmp_path, paper(1, version=1))
    morning(library)
    mark(library, ["2611.00001"], "skip", None, DAY)
    put(library, replaced(paper(1), version=2))
    assert changes(ranked(library, new=True)) == []
    assert len(changes(ranked(library, new=True, include=frozenset({"skip"})))) == 1


@pytest.mark.parametrize("form", sorted(SHOW_CHANGES))
def test_formats_with_room_show_what_changed(tmp_path: Path, form: str) -> None:
    """The output contains the paper, the change and the day of the listing."""
    library = library_of(tmp_path, paper(1, version=1))
    morning(library)
    put(library, replaced(paper(1), version=2))
    text = "".join(writer(form)(ranked(library, new=True), Look()))
    assert "2611.00001" in text
    assert "2026-11-20" in text


@pytest.mark.parametrize("form", sorted(set(WRITERS) - {"json", "html", "csv", "atom", "csl"}))
def test_without_new_papers_nothing_is_printed(tmp_path: Path, form: str) -> None:
    """A morning without news has no headings of empty lists."""
    library = library_of(tmp_path, paper(1))
    morning(library)
    assert not "".join(writer(form)(ranked(library, new=True), Look(multi=True)))


# --- any history of a lab ------------------------------------------------------------------------

_STEP = st.tuples(st.sampled_from(["ingest", "morning", "look"]), st.integers(0, 9))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(steps=st.lists(_STEP, max_size=12))
def test_every_paper_is_new_exactly_once(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """However ingests and lists alternate, each paper is listed as new sooner or later, once."""
    library = library_of(tmp_path_factory.mktemp("lab"), paper(100))
    stored, listed = {"arxiv:2611.00100"}, []
    for what, number in [*steps, ("morning", 0), ("morning", 0)]:
        if what == "ingest":
            put(library, paper(number, version=number + 1))
            stored.add(paper(number).id)
        elif what == "morning":
            listed += names(morning(library, limit=number or None))
        else:
            ranked(library, new=True)
    assert sorted(listed) == sorted(stored)


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a library of the examples, tagged, and select it by the environment."""
    folder = tmp_path / "lab"
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", str(folder))
    monkeypatch.chdir(tmp_path)
    run("-q", "ingest", *PASTES)
    run("-q", "tag")
    return folder


MORNING = ("-q", "rank", "--new", "--mark-seen", "-f", "md")


def listed(folder: Path) -> int:
    path = folder / "history.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_the_cron_line_is_silent_when_nothing_is_new(lab: Path) -> None:
    """The first morning prints lists, the second not a byte on either stream."""
    first = run(*MORNING)
    assert b"## faces: 8 new" in first.stdout
    assert first.stderr == b""
    second = run(*MORNING)
    assert (second.stdout, second.stderr) == (b"", b"")
    assert listed(lab) == 15


def test_only_mark_seen_records(lab: Path) -> None:
    """--new alone records nothing; --mark-seen records all listed papers, new or not."""
    assert run("-q", "rank", "--new", "-f", "md").stdout
    assert listed(lab) == 0
    run("-q", "rank", "-t", "faces", "--mark-seen", "-o", "/dev/null")
    assert listed(lab) == 8


@pytest.mark.usefixtures("lab")
def test_the_summary_says_where_the_others_went() -> None:
    """The summary says why papers on topic are not listed."""
    run("-q", "mark", "2611.04217", "read")
    run("-q", "rank", "-t", "faces", "--new", "--mark-seen", "--limit", "2")
    reported = run("rank", "-t", "faces", "--new").stderr.decode()
    assert "2 listed before, 1 read, 5 new" in reported


def test_an_output_file_marks_as_standard_output_does(lab: Path, tmp_path: Path) -> None:
    """Once the file is written its papers count as listed."""
    run(*MORNING, "-o", tmp_path / "today.md")
    assert b"## faces" in (tmp_path / "today.md").read_bytes()
    assert run(*MORNING).stdout == b""
    assert listed(lab) == 15


@pytest.mark.parametrize("option", ["--new", "--mark-seen"])
def test_a_pipe_has_no_memory(option: str) -> None:
    """--new and --mark-seen with INPUT are usage errors."""
    done = run("rank", "-", option, code=2)
    assert b"works only on the library" in done.stderr


@pytest.mark.usefixtures("lab")
def test_an_unknown_verdict_is_refused() -> None:
    """--include names its choices."""
    assert b"one of star, later, read, skip" in run("rank", "--include", "red", code=2).stderr


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Make a library whose one listed paper has a later version by now."""
    library = library_of(tmp_path / "lab", paper(1, version=1))
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", str(library.folder))
    monkeypatch.chdir(tmp_path)
    morning(library)
    put(library, replaced(paper(1), version=2))
    return library


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("form", sorted(set(WRITERS) - SHOW_CHANGES))
def test_formats_without_room_report_changes_on_standard_error(form: str) -> None:
    """A change is reported once on standard error and is not in the output."""
    reported = run("rank", "--no-config", "--new", "--mark-seen", "-f", form)
    assert b"arxiv:2611.00001: version 2; version 1 was listed on 2026-11-20" in reported.stderr
    assert b"2611.00001" not in reported.stdout
    assert b"2611.00001" not in run("rank", "--new", "-f", form).stderr


@pytest.mark.usefixtures("changed")
def test_a_change_that_was_not_reported_waits() -> None:
    """With -q a format without room does not report a change, and does not record it either."""
    silent = run("-q", "rank", "--new", "--mark-seen", "-f", "bibtex")
    assert silent.stdout == b""
    assert b"2611.00001" not in silent.stderr
    assert b"## Changed since listed: 1 paper\n" in run(*MORNING).stdout
    assert run(*MORNING).stdout == b""


@pytest.mark.usefixtures("changed")
def test_a_change_whose_message_could_not_be_written_waits() -> None:
    """The change is reported the next time, as after -q."""
    with Path("/dev/full").open("wb") as full:
        command = [COMMAND, "rank", "--new", "--mark-seen", "-f", "bibtex"]
        assert subprocess.run(command, stderr=full, check=False).returncode == 0
    assert b"## Changed since listed: 1 paper\n" in run(*MORNING).stdout


# --- only what was shown is recorded -------------------------------------------------------------


def test_an_output_that_fails_records_nothing(lab: Path, tmp_path: Path) -> None:
    """After a missing folder, a full device or a closed pipe, all papers are still new."""
    run(*MORNING, "-o", tmp_path / "no" / "folder.md", code=73)
    run(*MORNING, "-o", "/dev/full", code=74)
    with Path("/dev/full").open("wb") as full:
        assert subprocess.run([COMMAND, *MORNING], stdout=full, check=False).returncode == 74
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        assert subprocess.run([COMMAND, *MORNING], stdout=closed, check=False).returncode == 141
    assert listed(lab) == 0


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes here cannot be made small")
def test_an_interrupted_output_records_nothing(lab: Path) -> None:
    """After Ctrl-C while a slow reader has not read the whole list, all papers are still new."""
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    child = subprocess.Popen(
        [COMMAND, "-q", "rank", "--new", "--mark-seen", "-f", "json"], stdout=write
    )
    os.close(write)
    os.read(read, 1)  # it has begun to write, and the pipe is too small for all of it
    child.send_signal(signal.SIGINT)
    os.close(read)
    assert child.wait(timeout=60) in {130, 141}
    assert listed(lab) == 0


_KILLED = """
import os, signal, sys
from papertriage.flows.upkeep.duplicates import join
from papertriage.library import writer
from papertriage.cli import main

moment = sys.argv.pop(1)
kept = writer.Writer.commit

def commit(self):
    if moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    kept(self)
    os.kill(os.getpid(), signal.SIGKILL)

writer.Writer.commit = commit
main()
"""


@pytest.mark.parametrize(("moment", "noted"), [("before", 0), ("after", 15)])
def test_a_kill_may_list_twice_and_hides_nothing(lab: Path, moment: str, noted: int) -> None:
    """After a kill between output and history, all recorded papers have been shown."""
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, moment, *MORNING], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.count(b"**.") == 15
    assert listed(lab) == noted
    assert run(*MORNING).stdout.count(b"**.") == 15 - noted


def test_a_torn_history_costs_one_paper_a_second_listing(lab: Path) -> None:
    """An incomplete line is set aside; only its paper is listed again."""
    run(*MORNING)
    path = lab / "history.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert run(*MORNING, code=0).stdout.count(b"**.") == 1
    assert run(*MORNING).stdout == b""


def test_two_lists_at_once_lose_nothing(lab: Path) -> None:
    """Two lists at once may have the same papers; afterwards none of them is new."""
    both = [subprocess.Popen([COMMAND, *MORNING], stdout=subprocess.PIPE) for _ in range(2)]
    texts = [child.communicate(timeout=120)[0] for child in both]
    assert all(child.returncode == 0 for child in both)
    assert max(text.count(b"**.") for text in texts) == 15
    assert run(*MORNING).stdout == b""
    assert listed(lab) in {15, 30}


def _papers(library: Library) -> list[Paper]:
    with library.read() as view:
        return list(view.papers())


def _by_doi(doi: str) -> Paper:
    return paper(7, id=f"doi:{doi}", ids={"doi": doi}, title=f"A Work Known as {doi[8:]} Only")
