"""The command line's contract: streams, counts, exit codes (docs/pipes.md)."""

import bz2
import fcntl
import gzip
import hashlib
import json
import lzma
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest
import zstandard

from cli_help import COMMAND, PASTES, lines, run, run_process
from crash_help import FULL
from papertriage.cli.commands import COMMANDS, GROUPS
from papertriage.paper import decode


def _zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": partial(bz2.compress, compresslevel=9 if FULL else 1),
    "xz": lzma.compress,
    "zst": _zst,
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return the folder of a library that holds the examples, tagged."""
    folder = tmp_path / "library"
    run("ingest", *PASTES, "--library", folder, "--as-of", "2026-11-20")
    run("tag", "--library", folder)
    return folder


# --- ingest -------------------------------------------------------------------------------------


def test_ingest_counts_add_up_and_the_last_line_names_the_library(tmp_path: Path) -> None:
    """Every source has its counts, the sum adds up, and the last line says where the papers are."""
    reported = lines(run("ingest", *PASTES, "--library", tmp_path / "new").stderr)

    assert "25 seen = 20 added + 5 updated + 0 unchanged + 0 skipped + 0 rejected" in reported[-3]
    assert f"20 papers in {tmp_path / 'new'}/" in reported[-1]
    assert "5 records match earlier ones" in reported[-1]


def test_sources_that_are_only_read_again_match_nothing(tmp_path: Path) -> None:
    """Merged records are counted only for sources that brought something."""
    run("ingest", *PASTES[1:], "--library", tmp_path / "new")
    reported = lines(run("ingest", *PASTES, "--library", tmp_path / "new").stderr)

    assert "25 seen = 2 added + 1 updated + 22 unchanged" in reported[-3]
    assert "3 records match earlier ones" in reported[-1]


def test_ingesting_twice_changes_no_byte(library: Path) -> None:
    """The second ingest of the same sources finds everything unchanged."""
    before = (library / "records.jsonl").read_bytes()
    reported = lines(run("ingest", *PASTES, "--library", library, "--as-of", "2026-11-20").stderr)

    assert "25 seen = 0 added + 0 updated + 25 unchanged" in reported[-3]
    assert (library / "records.jsonl").read_bytes() == before


def test_three_views_of_a_paper_become_one_record(library: Path) -> None:
    """A page gives the title, a listing the id, an abstract list neither: one paper has both."""
    paper = decode(run("show", "2611.04217", "-f", "jsonl", "--library", library).stdout)

    assert paper.title
    assert paper.abstract
    assert paper.ids["arxiv"] == "2611.04217"
    assert {source.name for source in paper.sources} == {"abstracts.txt", "listing.txt", "page.txt"}
    assert paper.published == "2026-11-17"


def test_a_pipeline_gives_the_library_s_tags_and_order(library: Path) -> None:
    """Ingest, tag and rank as filters print the bytes that the library prints."""
    piped = run("ingest", *PASTES, "--as-of", "2026-11-20", "-o", "-").stdout
    tagged = run("tag", "-", stdin=piped).stdout
    for options in (["-t", "faces"], [], ["-t", "distillation", "-t", "sparse-attention", "-l2"]):
        ranked = run("rank", "-", "-f", "jsonl", *options, stdin=tagged).stdout
        assert ranked == run("rank", "-f", "jsonl", *options, "--library", library).stdout
        assert ranked


def test_the_user_s_library_is_left_alone_by_a_pipe(tmp_path: Path) -> None:
    """With -o nothing is created where the library would be."""
    run("ingest", PASTES[0], "-o", tmp_path / "out.jsonl", "--library", tmp_path / "library")

    assert not (tmp_path / "library").exists()
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 5


def test_gzip_and_standard_input_are_sources_like_others(tmp_path: Path) -> None:
    """A compressed file is detected by its first bytes; a dash means standard input."""
    packed = tmp_path / "listing.old"
    packed.write_bytes(gzip.compress(Path(PASTES[1]).read_bytes()))
    out = run("ingest", packed, "-", "-o", "-", stdin=Path(PASTES[0]).read_bytes()).stdout

    assert out == run("ingest", PASTES[1], PASTES[0], "-o", "-").stdout.replace(
        b'"name":"listing.txt"', b'"name":"listing.old"'
    ).replace(b'"name":"abstracts.txt"', b'"name":"-"')


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst"])
def test_packed_files_are_detected_by_their_first_bytes(kind: str, tmp_path: Path) -> None:
    """Whatever they are called, they are read by their content."""
    plain = Path(PASTES[0]).read_bytes()
    (tmp_path / "abstracts.txt").write_bytes(PACK[kind](plain))

    assert run("ingest", tmp_path / "abstracts.txt", "-o", "-").stdout == (
        run("ingest", PASTES[0], "-o", "-").stdout
    )


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst"])
def test_a_cut_packed_file_keeps_what_came_before(kind: str, tmp_path: Path) -> None:
    """A truncated stream is a partial success: its papers are kept, and the end is reported."""
    # Numbers that do not compress well, so that the file has several blocks.
    text = "".join(
        f'{{"id": "doi:10.5555/{n}", "title": "Kettle {hashlib.sha256(b"%d" % n).hexdigest()}"}}\n'
        for n in range(12_000 if FULL else 3_000)
    )
    packed = PACK[kind](text.encode())
    (tmp_path / "cut").write_bytes(packed[: len(packed) * 9 // 10])
    done = run("ingest", tmp_path / "cut", "--library", tmp_path / "library", code=3)

    assert "stream ends early (cut file?)" in done.stderr.decode()
    assert len((tmp_path / "library" / "records.jsonl").read_bytes().splitlines()) > 1000
    assert lines(done.stderr)[-1].endswith(f"papers in {tmp_path}/library/")


def test_a_damaged_packed_file_is_an_error(tmp_path: Path) -> None:
    """Nothing of it can be read, and the reason says so."""
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8b" + b"kettle" * 9)
    done = run("ingest", tmp_path / "bad.gz", "--library", tmp_path / "library", code=65)

    assert "damaged gzip stream" in done.stderr.decode()


def test_dry_run_counts_the_same_and_writes_nothing(library: Path, tmp_path: Path) -> None:
    """A dry run reports what would change, and changes no file."""
    (tmp_path / "more.jsonl").write_text('{"title": "One Kettle More", "abstract": "It boils."}\n')
    before = {path: path.read_bytes() for path in library.glob("*.jsonl")}
    sources: list[str | Path] = [*PASTES, tmp_path / "more.jsonl"]
    reported = lines(run("ingest", "-n", *sources, "--library", library).stderr)

    assert any("26 seen = 1 added + 0 updated + 25 unchanged" in line for line in reported)
    assert {path: path.read_bytes() for path in library.glob("*.jsonl")} == before


def test_since_skips_and_limit_stops() -> None:
    """Older and undated papers are skipped and counted; a limit ends the reading."""
    since = run("ingest", PASTES[2], "--since", "2026-11", "--as-of", "2026-11-20", "-o", "-")
    limited = run("ingest", *PASTES, "--limit", "7", "-o", "-")

    days = [decode(line).date for line in since.stdout.splitlines()]
    assert all(day and day >= "2026-11" for day in days)
    assert f"14 seen = {len(days)} added" in since.stderr.decode()
    assert "7 seen" in limited.stderr.decode()


def test_a_bad_line_is_reported_and_its_neighbours_kept(tmp_path: Path) -> None:
    """A truncated line is a warning with its number; with --strict it sets the exit code."""
    dump = tmp_path / "old.jsonl"
    dump.write_text('{"title": "A", "abstract": "b"}\n{"title": "C", "abs\n{"name": "D kettle"}\n')
    done = run("ingest", dump, "-o", "-")
    strict = run("ingest", dump, "-o", "-", "--strict", code=3)

    assert len(done.stdout.splitlines()) == 2
    assert "3 seen = 2 added + 0 updated + 0 unchanged + 0 skipped + 1 rejected" in str(done.stderr)
    assert "old.jsonl:2: not JSON after column 19 (cut line?); the other 2" in str(done.stderr)
    assert strict.stdout == done.stdout


def test_no_line_among_objects_is_passed_over(tmp_path: Path) -> None:
    """A line that is not an object, however short, is rejected and counted with its number."""
    good = '{"title": "One Kettle"}'
    (tmp_path / "d.jsonl").write_text(f'{good}\n{{cut\nnonsense\n[1]\n{{}}\n{{"doi": NaN}}\n')
    reported = run("ingest", tmp_path / "d.jsonl", "-o", "-").stderr.decode()

    assert "6 seen = 1 added + 0 updated + 0 unchanged + 0 skipped + 5 rejected" in reported
    assert all(f"d.jsonl:{line}: " in reported for line in range(2, 7))


@pytest.mark.parametrize(
    ("content", "code", "reported"),
    [
        (b"", 65, "empty; nothing stored"),
        (b" \n\n", 65, "empty; nothing stored"),
        (b"minutes of a meeting\n" * 212, 65, "no papers found in 212 lines; nothing stored"),
        (b'{"neither": "title"}\n', 65, "1 record rejected, none read"),
        (bytes(range(256)), 65, "nothing stored"),
        (b"<mods><title>Quay</title></mods>", 65, "no papers found in XML with the root <mods>"),
        (
            b'<rdf:RDF><bib:Article rdf:about="http://arxiv.org/abs/2611.00001"/></rdf:RDF>',
            65,
            "no papers found in XML with the root <RDF>",
        ),
        (b"<rss/>", 65, "no papers found"),
        (
            b"<feed><entry><id>https://arxiv.org/api/errors#b</id><summary>so</summary></entry></feed>",
            65,
            "arXiv says: so",
        ),
    ],
)
def test_what_is_not_a_dump_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, code: int, reported: str
) -> None:
    """No usable record is an error that says why."""
    (tmp_path / "dump").write_bytes(content)
    done = run("ingest", tmp_path / "dump", "--library", tmp_path / "library", code=code)

    assert reported in done.stderr.decode()
    assert done.stdout == b""


def test_an_empty_stream_is_not_a_failure() -> None:
    """An empty pipe is a success at every step."""
    for command in ("ingest", "tag", "rank"):
        assert run(command, "-", *(["-o", "-"] if command == "ingest" else [])).stdout == b""


def test_one_failed_source_beside_a_good_one_is_done_in_part(tmp_path: Path) -> None:
    """The good source is stored, the other is named, and the exit code is 3."""
    done = run("ingest", tmp_path / "none.txt", PASTES[0], "--library", tmp_path / "l", code=3)

    assert "none.txt: no such file" in done.stderr.decode()
    assert len((tmp_path / "l" / "records.jsonl").read_bytes().splitlines()) == 5


def test_a_missing_source_is_missing_input(tmp_path: Path) -> None:
    """A source that does not exist is exit code 66."""
    assert b"no such file" in run("ingest", tmp_path / "none", code=66).stderr


# --- tag, rank, show ----------------------------------------------------------------------------


def test_tag_hands_unknown_fields_through_and_writes_each_line_as_it_comes() -> None:
    """The filter answers each line before it gets the next, and keeps foreign fields in place."""
    line = (
        b'{"id":"doi:10.5555/x","title":"Face alignment","abstract":null,"mine":{"a":[1]},'
        b'"authors":[{"name":"A","orcid":"0"}]}\n'
    )
    with subprocess.Popen([COMMAND, "tag", "-q", "-"], stdin=-1, stdout=-1) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(line)
        process.stdin.flush()
        answer = msgspec.json.decode(process.stdout.readline())
        process.stdin.close()
        process.stdout.read()

    assert answer["mine"] == {"a": [1]}
    assert answer["authors"] == [{"name": "A", "orcid": "0"}]
    assert answer["tags"][0]["topic"] == "faces"


def test_tag_does_only_what_is_new(library: Path) -> None:
    """A second run stores nothing; --all stores the same tags again."""
    before = (library / "tags.jsonl").read_bytes()
    run("tag", "--library", library)
    assert (library / "tags.jsonl").read_bytes() == before
    run("tag", "--all", "--library", library)
    assert (library / "tags.jsonl").read_bytes() == before


def test_another_taxonomy_retags_all(library: Path, tmp_path: Path) -> None:
    """With other topics all papers are tagged again; until then rank warns."""
    topics = tmp_path / "topics.yaml"
    topics.write_text("scarves:\n  title: Scarves\n  keywords: [scarf]\n")
    stale = run("rank", "--topics", topics, "--library", library)
    run("tag", "--topics", topics, "--library", library)
    fresh = run("rank", "--topics", topics, "--library", library)

    assert "tagged with other topics" in stale.stderr.decode()
    assert "warning" not in fresh.stderr.decode()


@pytest.mark.parametrize(
    "command",
    [
        "rank", "rank --new --mark-seen", "search x", "stats", "status", "export", "show x",
        "open x", "mark x read", "undo", "check", "check --repair", "compact", "duplicates",
        "duplicates regroup", "forget x", "screenings", "tag", "obsidian notes", "topics audit",
        "topics missed faces", "topics suggest faces", "ingest arxiv:missing",
    ],
)  # fmt: skip
def test_a_missing_library_is_missing_input(tmp_path: Path, command: str) -> None:
    """The hint says what to type, and nothing is created."""
    done = run(*command.split(), "--library", tmp_path / "none", code=66, cwd=tmp_path)

    assert lines(done.stderr)[-1].endswith("to create one: papertriage ingest FILE")
    assert done.stdout == b""
    assert list(tmp_path.iterdir()) == []


def test_rank_never_tags(tmp_path: Path) -> None:
    """Untagged papers cause a warning that names the command; the list is empty."""
    run("ingest", PASTES[0], "--library", tmp_path)
    done = run("rank", "--library", tmp_path)

    assert done.stdout == b""
    assert "none of 5 papers has tags yet; run: papertriage tag" in done.stderr.decode()
    assert not (tmp_path / "tags.jsonl").exists()


def test_an_unknown_topic_is_a_usage_error(library: Path) -> None:
    """The message names the nearest topic."""
    done = run("rank", "-t", "face", "--library", library, code=2)

    assert 'no topic "face"; did you mean "faces"?' in done.stderr.decode()


@pytest.mark.parametrize(("word", "topic"), [("faces", "faces"), ("face", "faces")])
def test_a_topic_in_the_place_of_a_file_is_understood(library: Path, word: str, topic: str) -> None:
    """`rank faces` is answered with -t; a file of that name is read."""
    reported = run("rank", word, "--library", library, code=2).stderr.decode()

    assert f'no file "{word}"' in reported
    assert f"papertriage rank -t {topic}" in reported
    run("rank", "no-such-thing", "--library", library, code=66)


def test_an_empty_list_sets_the_exit_code(library: Path) -> None:
    """With -e an empty list exits with 1, without it with 0."""
    nothing = ["rank", "-t", "faces", "--since", "2027", "--library", str(library)]

    assert run(*nothing).stdout == b""
    run(*nothing, "-e", code=1)
    run("rank", "-t", "faces", "-e", "--library", library)


def test_a_piped_rank_is_tab_separated_without_a_header(library: Path) -> None:
    """Each line has seven fields: id, score, title, date, topic, why, url."""
    rows = [line.split("\t") for line in lines(run("rank", "--library", library).stdout)]

    assert rows
    assert {len(row) for row in rows} == {7}
    assert all(row[0].startswith(("arxiv:", "sha1:", "doi:")) for row in rows)
    assert all(0.5 <= float(row[1]) <= 1 for row in rows)


def test_the_same_library_and_options_give_the_same_bytes(library: Path) -> None:
    """Every format is reproducible, in one process and in another."""
    for form in ("table", "tsv", "jsonl", "json", "md"):
        command = ["rank", "-f", form, "--explain", "--library", str(library)]
        assert run(*command).stdout == run_process(*command).stdout


def test_forget_takes_out_for_good(library: Path) -> None:
    """A forgotten paper is in no output, and a later ingest skips it."""
    run("forget", "2611.04217", "--library", library)
    again = run("ingest", *PASTES, "--library", library, "--as-of", "2026-11-20")

    run("show", "2611.04217", "--library", library, code=2)
    assert b"2611.04217" not in run("export", "--library", library).stdout
    assert "22 unchanged + 3 skipped" in again.stderr.decode()
    assert "page.txt: skipped 1 of papers that you forgot" in again.stderr.decode()


def test_export_gives_the_live_papers(library: Path) -> None:
    """An export can be ingested again and changes nothing."""
    out = run("export", "--library", library).stdout
    again = run("ingest", "-", "--library", library, stdin=out)

    assert len(out.splitlines()) == 20
    assert "20 unchanged" in again.stderr.decode()
    assert b'"tags"' in run("export", "--tags", "--library", library).stdout


def test_show_takes_any_known_name(library: Path) -> None:
    """Show takes an id in any notation, a key or an address; --url prints the address only."""
    for name in ("arxiv:2611.04217", "https://arxiv.org/abs/2611.04217v2", "2611.04217"):
        out = run("show", name, "--url", "--library", library).stdout
        assert out == b"https://arxiv.org/abs/2611.04217\n"


def test_an_address_is_a_web_address(tmp_path: Path) -> None:
    """An address in a record counts only if it is http or https."""
    record = {"id": "doi:10.5555/x.1", "title": "Kilns of the northern valley", "abstract": None}
    line = json.dumps({**record, "ids": {"doi": "10.5555/x.1"}, "url": "elisp:(run)"}).encode()
    run("ingest", "-", "--library", tmp_path, stdin=line)

    shown = run("show", "10.5555/x.1", "--url", "--library", tmp_path).stdout
    assert shown == b"https://doi.org/10.5555/x.1\n"


@pytest.mark.parametrize(
    ("command", "named", "day"),
    [
        (["rank", "-t", "faces", "--since"], "10d", "2026-11-10"),
        (["rank", "-t", "faces", "--until"], "monday", "2026-11-16"),
        (["search", "face", "--since"], "2w", "2026-11-06"),
        (["rank", "-f", "json", "--listed"], "yesterday", "2026-11-19"),
        (["rank", "-t", "faces", "--since"], "3d", "2026-11-17"),
        (["ingest", str(PASTES[0]), "-o", "-", "--since"], "yesterday", "2026-11-19"),
        (["ingest", str(PASTES[1]), "-o", "-", "--as-of"], "today", "2026-11-20"),
    ],
)
def test_days_may_be_named_from_today(
    library: Path, command: list[str], named: str, day: str
) -> None:
    """Every option for a day accepts the same words, and means the same day."""
    now = "2026-11-20T08:00+00:00"
    done, meant = (
        run(*command, text, "--library", library, code=None, PAPERTRIAGE_NOW=now)
        for text in (named, day)
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, meant.stdout, meant.stderr)


# --- the contract of streams --------------------------------------------------------------------


def test_messages_go_to_standard_error_with_the_command_s_name(library: Path) -> None:
    """Off a terminal each message starts with the command's name; data has no prefix."""
    done = run("rank", "-t", "faces", "--library", library)

    assert all(line.startswith("papertriage rank: ") for line in lines(done.stderr))
    assert b"papertriage" not in done.stdout


def test_quiet_drops_information_and_keeps_warnings(library: Path, tmp_path: Path) -> None:
    """With -q, before or after the command, a good run prints nothing."""
    assert run("-q", "tag", "--library", library).stderr == b""
    assert run("ingest", "-q", PASTES[0], "--library", library).stderr == b""
    bad = run("-q", "ingest", tmp_path / "none", PASTES[0], "--library", library, code=3)
    assert len(lines(bad.stderr)) == 1


def test_global_options_come_before_or_after_the_command(library: Path) -> None:
    """The option after the command wins."""
    before = run("--library", library, "export").stdout
    after = run("export", "--library", library).stdout
    both = run("--library", "/nowhere", "export", "--library", library).stdout

    assert before == after == both


def test_a_pipe_that_nobody_reads_is_warned_of(library: Path) -> None:
    """Standard input is read only if a dash names it."""
    done = run_process("rank", "--library", library, stdin=b"x")

    assert "standard input is not read" in done.stderr.decode()


def test_a_closed_pipe_exits_with_141(library: Path) -> None:
    """The exit code is that of a closed pipe if the reader has left before the first byte."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    for command in (["export"], ["rank"], ["rank", "-f", "table"], ["status"]):
        done = subprocess.run(
            [COMMAND, "-q", *command, "--library", library],
            stdout=write_end,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        assert (done.returncode, done.stderr) == (141, b""), command
    os.close(write_end)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_device_is_one_line_and_74(library: Path) -> None:
    """Printing or writing to a full device exits with 74."""
    with Path("/dev/full").open("wb") as full:
        for command in (["export"], ["rank", "-f", "table"], ["--version"], ["--help"]):
            done = subprocess.run(
                [COMMAND, *command, *([] if command[0][0] == "-" else ["--library", str(library)])],
                stdout=full,
                stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
            )
            assert done.returncode == 74, (command, done.stderr)
            assert b"No space left on device" in done.stderr
    run("export", "-o", "/dev/full", "--library", library, code=74)


def test_an_output_file_appears_whole_or_not_at_all(library: Path, tmp_path: Path) -> None:
    """A failure leaves the old file; a link keeps pointing where it points."""
    target, link = tmp_path / "old.jsonl", tmp_path / "link.jsonl"
    target.write_text("old")
    link.symlink_to(target)
    run("ingest", tmp_path / "none", "-o", target, code=66)
    assert target.read_text() == "old"
    run("export", "-o", link, "--library", library)

    assert link.is_symlink()
    assert len(target.read_bytes().splitlines()) == 20
    assert {path.name for path in tmp_path.iterdir()} >= {"old.jsonl", "link.jsonl"}
    assert not list(tmp_path.glob(".*tmp"))
    run("export", "-o", tmp_path / "no" / "such", "--library", library, code=73)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_a_signal_ends_with_its_code(number: int, code: int, tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM end the command without a traceback or a temporary file."""
    with subprocess.Popen(
        [COMMAND, "ingest", "-", "-o", tmp_path / "out"], stdin=-1, stderr=-1, text=False
    ) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(Path(PASTES[0]).read_bytes() * 99)
        process.stdin.flush()  # more than a pipe holds, so the command is reading
        process.send_signal(number)
        reported = process.stderr.read()

    assert process.returncode == code
    assert b"Traceback" not in reported
    assert list(tmp_path.glob("*out*")) == []


def test_a_new_topic_keeps_the_built_in_ones_and_their_names(tmp_path: Path) -> None:
    """The name of a built-in topic is refused before any file is created."""
    done = run("topics", "new", "faces", code=2)

    assert 'topic "faces" already exists, built in' in done.stderr.decode()
    assert not (tmp_path / "xdg-config").exists()


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    """--debug adds the traceback and keeps the exit code; without it an error is one line."""
    done = run("--debug", "ingest", tmp_path / "none", code=66)

    assert b"MissingInputError" in done.stderr


# --- usage and configuration --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "reported"),
    [
        (["rnk"], 'no such command "rnk"; did you mean "rank", "run"?'),
        (["ingest", "--fro", "x"], "did you mean --from?"),
        (["ingest"], "no SOURCE given, and none configured"),
        (["ingest", "x", "--from", "daily-pge"], 'no form "daily-pge"; did you mean "daily-page"?'),
        (["ingest", "x", "--as-of", "someday"], '--as-of "someday": not a date'),
        (["rank", "-f", "pdf"], 'no format "pdf"'),
        (["tag", "-o", "x"], "-o needs INPUT"),
        (["forget"], "name papers by ID, or a --source"),
        (["rank", "--min-score", "nan"], "--min-score nan: not a number"),
        (["rank", "--half-life", "inf"], "--half-life inf: not a number"),
        (["status", "--lock-timeout", "nan"], "not a number of seconds"),
        (["rank", "-f", "markdwon"], 'no format "markdwon"'),
        (["ingest", "-", "-"], "standard input (-) can be read only once"),
    ],
)
def test_wrong_usage_is_reported_in_one_line(args: list[str], reported: str) -> None:
    """The line says what was wrong and, if it can, what was meant; the exit code is 2."""
    done = run(*args, code=2)

    assert reported in done.stderr.decode()
    assert done.stdout == b""


def test_a_lock_timeout_of_zero_does_not_wait(tmp_path: Path) -> None:
    """--lock-timeout 0, before or after the command, gives up at once on a library in use."""
    run("ingest", PASTES[0], "-q", "--library", tmp_path)
    with (tmp_path / ".lock").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        start = time.monotonic()
        run("compact", "--library", tmp_path, "--lock-timeout", "0", code=75)
        run("--lock-timeout", "0", "compact", "--library", tmp_path, code=75)

    assert time.monotonic() - start < 30


def test_a_project_s_configuration_is_found_and_kept_in_its_folder(tmp_path: Path) -> None:
    """papertriage.yaml in a parent folder sets the library; one outside its folder is refused."""
    below = tmp_path / "project" / "notes"
    below.mkdir(parents=True)
    configuration = tmp_path / "project" / "papertriage.yaml"
    configuration.write_text("library: papers\nrank:\n  limit: 1\n")
    run("ingest", *PASTES, cwd=below)
    run("tag", cwd=below)

    assert (tmp_path / "project" / "papers" / "records.jsonl").exists()
    assert len(run("rank", "-t", "faces", cwd=below).stdout.splitlines()) == 1
    configuration.write_text("library: ../elsewhere\n")
    assert b"papertriage.yaml:1: " in run("status", cwd=below, code=78).stderr
    run("status", "--no-config", cwd=below, code=66)


def test_a_wrong_configuration_names_file_line_and_the_nearest_key(tmp_path: Path) -> None:
    """An unknown key is an error with "did you mean"."""
    (tmp_path / "papertriage.yaml").write_text("rank:\n  limti: 3\n")
    reported = run("status", cwd=tmp_path, code=78).stderr.decode()

    assert "papertriage.yaml:2" in reported
    assert 'did you mean "limit"?' in reported


def test_a_wrong_value_in_a_configuration_names_its_place(tmp_path: Path) -> None:
    """An unknown format and a missing taxonomy are reported with file and line."""
    (tmp_path / "papertriage.yaml").write_text("rank:\n  format: mdd\n")
    assert b"papertriage.yaml:2: no format" in run("rank", cwd=tmp_path, code=78).stderr
    (tmp_path / "papertriage.yaml").write_text("topics: missing.yaml\n")
    assert b"papertriage.yaml:1: " in run("rank", cwd=tmp_path, code=78).stderr


def test_a_paper_that_comes_twice_is_listed_once(library: Path, tmp_path: Path) -> None:
    """Two days' files that share papers are ranked like one library."""
    (tmp_path / "day.jsonl").write_bytes(run("export", "--tags", "--library", library).stdout)
    twice = run("rank", tmp_path / "day.jsonl", tmp_path / "day.jsonl", "-t", "faces")

    assert twice.stdout == run("rank", "-t", "faces", "--library", library).stdout
    assert "8 of 20 papers" in twice.stderr.decode()


def test_the_environment_names_a_library(tmp_path: Path) -> None:
    """PAPERTRIAGE_LIBRARY overrides a configuration, and a flag overrides both."""
    run("ingest", PASTES[0], PAPERTRIAGE_LIBRARY=str(tmp_path / "a"))
    run("ingest", PASTES[0], "--library", tmp_path / "b", PAPERTRIAGE_LIBRARY=str(tmp_path / "c"))

    assert (tmp_path / "a" / "records.jsonl").exists()
    assert (tmp_path / "b" / "records.jsonl").exists()
    assert not (tmp_path / "c").exists()


def test_an_own_topic_takes_three_lines(library: Path, tmp_path: Path) -> None:
    """`topics new` starts a topic that works at once, in the file that it names."""
    run("topics", "new", "scarf", cwd=tmp_path)
    file = tmp_path / "xdg-config" / "papertriage" / "topics.yaml"
    text = file.read_text()
    run("topics", "new", "scarf", cwd=tmp_path, code=2)
    run("topics", "new", "faces", cwd=tmp_path, code=2)
    run("topics", "new", "lip-reading", cwd=tmp_path)
    run("tag", "--library", library)
    listed = run("rank", "-t", "scarf", "--library", library).stdout

    assert file.read_text().startswith(text)
    assert b"\tscarf\t" in listed


def test_a_new_topic_never_harms_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content of the file stays, byte for byte, even if the disk is full."""
    (tmp_path / "topics.yaml").write_bytes(b"scarf:\r\n  keywords: [scarf]\r\n")
    run("topics", "new", "kiln", "--topics", "topics.yaml", cwd=tmp_path)
    text = (tmp_path / "topics.yaml").read_bytes()
    assert text.startswith(b"scarf:\r\n  keywords: [scarf]\r\n")

    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    run("topics", "new", "quay", "--topics", "topics.yaml", cwd=tmp_path, code=74)
    assert (tmp_path / "topics.yaml").read_bytes() == text


# --- hostile text -------------------------------------------------------------------------------

HOSTILE = "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\u202e[/bold][link=http://x]y[/link]\x00\r\x85"


def test_no_paper_sends_control_characters_to_the_terminal(tmp_path: Path) -> None:
    """Escapes, overrides and markup of any field reach no stream of any command."""
    record = {
        "title": f"Face alignment {HOSTILE}",
        "abstract": f"Facial landmarks {HOSTILE} face detection. " * 5,
        "authors": [f"A {HOSTILE} B"],
        "comment": HOSTILE,
        "venue": HOSTILE,
        f"key{HOSTILE}": HOSTILE,
    }
    dump = tmp_path / f"dump\x1b[31m{'x' * 9}.jsonl"
    dump.write_bytes(msgspec.json.encode(record) + b"\n{" + HOSTILE.encode() + b"\n")
    library = tmp_path / "library"
    outputs = [run("ingest", dump, "--library", library), run("tag", "--library", library)]
    for form in ("table", "tsv", "jsonl", "json", "md"):
        command = ["rank", "-f", form, "--explain", "--color", "never", "--library", library]
        outputs.append(run(*command, COLUMNS="60"))
    exported = run("export", "--tags", "--library", library)
    key = decode(exported.stdout.splitlines()[0]).id
    outputs += [
        exported,
        run("show", key, "--library", library),
        run("status", "--library", library),
    ]
    outputs += [run("show", HOSTILE.replace("\x00", ""), "--library", library, code=2)]
    outputs += [run("rank", "-t", HOSTILE.replace("\x00", ""), "--library", library, code=2)]

    for done in outputs:
        text = done.stdout.decode() + done.stderr.decode()
        for bad in "\x1b\x07\x9b\x00\r\x85\u202e":
            assert bad not in text


def test_help_prints_the_help_of_a_command() -> None:
    """`help COMMAND` prints what `COMMAND --help` does; an unknown command is a one-line error."""
    for words in ([], ["rank"], ["topics", "new"]):
        assert run("help", *words).stdout == run(*words, "--help").stdout

    assert b'no such command "rnak"; did you mean "rank"?' in run("help", "rnak", code=2).stderr
    assert b'did you mean "audit"?' in run("help", "topics", "adit", code=2).stderr


def test_the_options_of_all_commands_come_last() -> None:
    """A command's own options come first; required arguments are plain words."""
    shown = run("topics", "new", "--help").stdout.decode()
    own, common = shown.split("Options of all commands:")

    assert own.startswith("Usage: papertriage topics new [OPTIONS] NAME\n")
    assert "--like ID" in own
    assert "--quiet" in common
    assert "--quiet" not in own
    group = run("topics", "--help").stdout.decode()
    assert group.index("Commands:") < group.index("Options:")
    assert "from a random sample of near papers." in " ".join(group.split())


def test_help_lists_the_commands_in_groups() -> None:
    """Each command is in one group of --help, with a whole sentence that no width cuts."""
    shown = run("--help").stdout.decode()

    assert [line for line in shown.splitlines() if line in {f"{group}:" for group in GROUPS}]
    for name in COMMANDS:
        (line,) = re.findall(rf"^  {name} +(\S.*)$", shown, re.MULTILINE)
        assert line.endswith("."), line
