"""Faults that users meet, on the installed command: one line, the right code, nothing lost."""

import ctypes
import errno
import json
import os
import resource
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli_help import COMMAND, run
from library_help import invent
from papertriage.paper import encode

FILES = ["records.jsonl", "tags.jsonl", "history.jsonl", "runs.jsonl", "library.json", ".lock"]
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        path = Path(name)
        path.chmod(0o755)
        (path / "old.jsonl").write_bytes(b"".join(encode(invent(n)) + b"\n" for n in range(9)))
        (path / "new.jsonl").write_bytes(b"".join(encode(invent(n)) + b"\n" for n in range(9, 99)))
        run("ingest", "old.jsonl", "--library", "library", cwd=path)
        yield path
        for each in [path, *path.rglob("*")]:
            if not each.is_symlink() and each.exists():
                each.chmod(each.stat().st_mode | 0o700)


def triage(
    folder: Path, *words: str, library: str | None = "library", **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run papertriage in a folder, with the library below it; never longer than a minute."""
    named = ["--library", library] if library else []
    return subprocess.run(
        [COMMAND, *words, *named],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output="stdout" not in options,
        timeout=60,
        check=False,
        **options,
    )


def assert_reported(done: subprocess.CompletedProcess[bytes], code: int, part: str = "") -> None:
    """Check the exit code, and that one line gives the reason, without a traceback."""
    assert done.returncode == code, done.stderr
    errors = [line for line in done.stderr.decode().splitlines() if "error:" in line]
    assert len(errors) == 1, done.stderr
    assert part in errors[0]
    assert b"Traceback" not in done.stderr


def assert_kept(folder: Path, library: str = "library", count: int = 9) -> None:
    """Check that the old papers are kept, and that the next run adds the others."""
    where = ("--library", library)
    assert len(run("export", *where, cwd=folder).stdout.splitlines()) == count
    run("ingest", "old.jsonl", "new.jsonl", *where, cwd=folder)
    assert len(run("export", *where, cwd=folder).stdout.splitlines()) == 99
    run("check", *where, cwd=folder)


# --- the disk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 100, 9000, 20_000])
def test_a_file_that_may_not_grow(folder: Path, size: int) -> None:
    """A full disk gives exit code 74, and the batch is not stored."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    done = triage(folder, "ingest", "new.jsonl", preexec_fn=limit)
    assert_reported(done, 74, "library")
    assert_kept(folder)


def failing(folder: Path, call: str, number: int) -> dict[str, str]:
    """Return an environment in which a system call fails on regular files of the library."""
    (folder / "shim").mkdir()
    (folder / "shim" / "sitecustomize.py").write_text(
        f"import os\n"
        f"real = os.{call}\n"
        f"def fail(descriptor, *rest):\n"
        f"    if '.jsonl' in os.readlink(f'/proc/self/fd/{{descriptor}}'):\n"
        f"        raise OSError({number}, os.strerror({number}))\n"
        f"    return real(descriptor, *rest)\n"
        f"os.{call} = fail\n"
    )
    return {**os.environ, "PYTHONPATH": str(folder / "shim")}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the shim reads /proc")
@pytest.mark.parametrize(
    ("call", "number"),
    [("write", errno.EDQUOT), ("write", errno.EIO), ("fsync", errno.EIO), ("fsync", errno.ENOSPC)],
)
def test_a_quota_or_a_failing_disk(folder: Path, call: str, number: int) -> None:
    """A failed write or fsync gives exit code 74; stored papers stay."""
    environment = failing(folder, call, number)
    done = triage(folder, "ingest", "new.jsonl", env=environment)
    assert_reported(done, 74, os.strerror(number))
    assert_kept(folder)


# --- rights -------------------------------------------------------------------------------------


def without_privileges() -> None:
    """Drop root's privileges, so that only the modes of files give rights."""
    if IS_ROOT:
        drop, dac_override, dac_read_search = 24, 1, 2  # linux/prctl.h, linux/capability.h
        for capability in (dac_override, dac_read_search):
            ctypes.CDLL(None).prctl(drop, capability, 0, 0, 0)


def powerless(folder: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return triage(folder, *words, preexec_fn=without_privileges, **options)


def forbid(path: Path, *, write_only: bool = True) -> None:
    for each in [path, *path.rglob("*")]:
        each.chmod(stat.S_IMODE(each.stat().st_mode) & (~0o222 if write_only else ~0o777))


def test_a_read_only_library(folder: Path) -> None:
    """Reading works; writing gives exit code 73."""
    forbid(folder / "library")
    assert len(powerless(folder, "export").stdout.splitlines()) == 9
    assert powerless(folder, "status").returncode == 0
    assert powerless(folder, "check").returncode == 0
    for words in (["ingest", "new.jsonl"], ["compact"], ["check", "--repair"]):
        assert_reported(powerless(folder, *words), 73, "Permission denied")


def test_a_library_that_may_not_be_read(folder: Path) -> None:
    """A library without read permission is missing input, not a bug."""
    forbid(folder / "library" / "records.jsonl", write_only=False)
    assert_reported(powerless(folder, "export"), 66, "Permission denied")
    forbid(folder / "library", write_only=False)
    assert_reported(powerless(folder, "export"), 66)
    assert_reported(powerless(folder, "ingest", "new.jsonl"), 66)


def test_a_folder_that_may_not_be_made(folder: Path) -> None:
    """A library that cannot be created gives exit code 73."""
    forbid(folder)
    done = powerless(folder, "ingest", "new.jsonl", library="deep/down")
    assert_reported(done, 73, "deep")


# --- what is planted ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "link") for name in FILES),
        ("records.jsonl", "fifo"),
        (".lock", "fifo"),
        ("runs.jsonl", "folder"),
    ],
)
def test_what_is_planted_in_place_of_a_file(folder: Path, name: str, kind: str) -> None:
    """Links are not followed and pipes not waited for: an error names the file, nothing changes."""
    path, aside = folder / "library" / name, folder / "aside"
    if path.exists():
        path.rename(aside)
    precious = folder / "precious"
    precious.write_text('{"format":2}\n')
    if kind == "link":
        path.symlink_to(precious)
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    code = 66 if name == "library.json" else 73
    assert_reported(triage(folder, "ingest", "new.jsonl"), code, name)
    if name != ".lock":
        assert_reported(triage(folder, "export"), 66, name)
    assert precious.read_text() == '{"format":2}\n'
    path.rmdir() if kind == "folder" else path.unlink()
    if aside.exists():
        aside.rename(path)
    assert_kept(folder)


@pytest.mark.parametrize("kind", ["link", "fifo", "file"])
def test_what_is_planted_in_place_of_the_cache(folder: Path, kind: str) -> None:
    """A planted link is not followed, and nothing is lost, as the index is derived."""
    cache = folder / "library" / ".cache"
    shutil.rmtree(cache)
    (folder / "elsewhere").mkdir()
    if kind == "link":
        cache.symlink_to(folder / "elsewhere")
    elif kind == "fifo":
        os.mkfifo(cache)
    else:
        cache.write_text("x")
    assert_kept(folder)
    assert list((folder / "elsewhere").iterdir()) == []


def test_a_torn_line_is_reported_and_set_aside(folder: Path) -> None:
    """A line that a kill cut is reported as a warning, and no record after it is lost."""
    with (folder / "library" / "records.jsonl").open("ab") as file:
        file.write(b'{"id":"doi:10.5555/torn","title":"Ha')
    done = triage(folder, "ingest", "new.jsonl")
    assert done.returncode == 0
    assert b"36 bytes of an unfinished line set aside in torn.txt" in done.stderr
    assert (folder / "library" / "torn.txt").read_bytes().startswith(b'{"id":"doi:10.5555/torn"')
    assert_kept(folder, count=99)


# --- surroundings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [b"a b", b"-x", b"50%3F?mode=rw#x", b"line\nbreak", b"caf\xe9", "δ👩‍🔬".encode(), b"\x1b[31m"],
)
def test_odd_folder_names(folder: Path, name: bytes) -> None:
    """A folder may have any name; its bytes are escaped on the screen."""
    library = os.fsdecode(b"./" + name)
    done = triage(folder, "ingest", "old.jsonl", library=library)
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stderr
    assert done.stderr.count(b"\n") == 2
    assert_kept(folder, library)


def bare(**variables: str) -> dict[str, str]:
    """Return an almost empty environment."""
    return {"PATH": os.environ["PATH"], **variables}


def test_no_home(folder: Path) -> None:
    """Without HOME and without a user entry, a named library works; otherwise there is an error."""
    (folder / "shim").mkdir()
    (folder / "shim" / "sitecustomize.py").write_text(
        "import pwd\ndef nobody(_):\n    raise KeyError('no such user')\npwd.getpwuid = nobody\n"
    )
    nobody = bare(PYTHONPATH=str(folder / "shim"))
    for environment, codes in ((bare(), {0, 66}), (nobody, {78})):  # 0: the user has a library
        done = triage(folder, "ingest", "new.jsonl", env=environment)
        assert done.returncode == 0, done.stderr
        done = triage(folder, "status", library=None, env=environment)
        assert done.returncode in codes, done.stderr


@pytest.mark.parametrize("locale", ["C", "POSIX", "no_SUCH.UTF-8"])
def test_a_poor_locale(folder: Path, locale: str) -> None:
    """Papers are UTF-8 in any locale, and every command works."""
    environment = bare(LC_ALL=locale, HOME=str(folder), PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    title = "Δ-kettles of São Tomé, weighed again 👩‍🔬"
    line = f'{{"title":"{title}","abstract":null}}\n'
    (folder / "süß.jsonl").write_text(line, encoding="utf-8")
    done = triage(folder, "ingest", "süß.jsonl", env=environment)
    assert done.returncode == 0, done.stderr
    for words in (["export"], ["duplicates"], ["check"], ["status"]):
        done = triage(folder, *words, env=environment)
        assert done.returncode == 0, done.stderr
    exported = triage(folder, "export", env=environment).stdout.splitlines()
    assert title in [json.loads(line)["title"] for line in exported]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-", ">&- 2>&-"])
def test_closed_streams(folder: Path, closed: str) -> None:
    """No file of the library gets the number of a closed stream, and an ingest succeeds."""
    for words in ("ingest new.jsonl", "ingest old.jsonl", "tag", "check", "compact"):
        script = f'"{COMMAND}" {words} --library library {closed}'
        done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, check=False)
        expected = 74 if words == "check" and ">&- " in f"{closed.replace('2>&-', '')} " else 0
        assert done.returncode == expected, (words, done.stderr)
        assert b"Traceback" not in done.stderr
    assert_kept(folder, count=99)


def test_a_slow_source_does_not_block_other_commands(folder: Path) -> None:
    """While one ingest waits for its pipe another one stores: reading holds no lock."""
    command = [COMMAND, "-v", "ingest", "-", "--library", "library"]
    with subprocess.Popen(command, cwd=folder, stdin=-1, stderr=subprocess.DEVNULL) as waiting:
        assert waiting.stdin
        waiting.stdin.write((folder / "new.jsonl").read_bytes())
        waiting.stdin.flush()
        done = triage(folder, "ingest", "old.jsonl", "--lock-timeout", "0.5")
        assert done.returncode == 0, done.stderr
        assert waiting.poll() is None
        waiting.stdin.close()
        assert waiting.wait() == 0
    assert_kept(folder, count=99)


def test_a_clock_that_was_set_back(folder: Path) -> None:
    """Runs and files from the future change nothing: the order of lines counts, not the clock."""
    runs = folder / "library" / "runs.jsonl"
    runs.write_bytes(runs.read_bytes().replace(b'"when":"20', b'"when":"29'))
    for each in (folder / "library").iterdir():
        os.utime(each, (4e9, 4e9))
    assert_kept(folder)
    assert b"new.jsonl" in triage(folder, "status").stdout


def test_a_newer_format_is_refused_unread(folder: Path) -> None:
    """Every command reports it, and no byte changes."""
    (folder / "library" / "library.json").write_text('{"format":3}\n')
    before = {p: p.read_bytes() for p in (folder / "library").iterdir() if p.is_file()}
    for words in (
        ["ingest", "new.jsonl"],
        ["export"],
        ["check"],
        ["check", "--repair"],
        ["compact"],
    ):
        assert_reported(triage(folder, *words), 78, "format 3 is newer than format 2 of this")
    assert {p: p.read_bytes() for p in (folder / "library").iterdir() if p.is_file()} == before


@pytest.mark.parametrize("words", [["check"], ["check", "--repair"], ["compact"], ["duplicates"]])
def test_without_a_library(folder: Path, words: list[str]) -> None:
    """Maintenance commands exit with 66, and the hint is the command to start with."""
    done = triage(folder, *words, library="none")
    assert_reported(done, 66, "no library")
    assert b"papertriage ingest FILE" in done.stderr
    assert not (folder / "none").exists()
