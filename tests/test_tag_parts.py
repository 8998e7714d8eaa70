"""`tag FILES -o FOLDER/` writes one file for each, and can be resumed and sharded."""

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cli_help import COMMAND, EXAMPLES, PASTES, lines, run, run_process

SLURM = EXAMPLES / "slurm.sh"


@pytest.fixture(scope="module")
def papers() -> list[bytes]:
    """Return the invented papers of the examples as papertriage JSON Lines."""
    return run("ingest", *PASTES, "-o", "-").stdout.splitlines(keepends=True)


@pytest.fixture
def parts(tmp_path: Path, papers: list[bytes]) -> Path:
    """Write three parts: plain, compressed, and a pasted page."""
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(b"".join(papers[:8]))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(papers[8:])))
    shutil.copy(PASTES[0], folder / "c.txt")
    return folder


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the outputs by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.jsonl*"))}


def test_each_file_gets_its_own(parts: Path, tmp_path: Path, papers: list[bytes]) -> None:
    """Outputs are named and compressed as their inputs, and the tags equal those of a pipe."""
    done = run("tag", parts / "*", "-o", f"{tmp_path}/out/", cwd=tmp_path)
    made = outputs(tmp_path / "out")
    piped = run("tag", "-", stdin=b"".join(papers)).stdout

    assert list(made) == ["a.jsonl", "b.jsonl.gz", "c.txt.jsonl"]
    assert made["a.jsonl"] + gzip.decompress(made["b.jsonl.gz"]) == piped
    assert made["b.jsonl.gz"][3:8] == bytes(5), "a packed file tells neither its time nor a name"
    assert all("tags" in json.loads(line) for line in made["c.txt.jsonl"].splitlines())
    assert lines(done.stderr)[0] == "papertriage tag: 3 files in out/"
    assert lines(done.stderr)[1].startswith("papertriage tag: 25 papers: faces ")


def test_a_second_run_does_what_is_left(parts: Path, tmp_path: Path) -> None:
    """A finished part is skipped until its input or the taxonomy changes, or its output is lost."""
    out = tmp_path / "out"

    def left(*options: str) -> str:
        reported = lines(run("tag", parts / "*", "-o", f"{out}/", "-n", *options).stderr)[0]
        return reported.removeprefix("papertriage tag: ").partition(" to tag")[0]

    assert left() == "3 of 3 files"
    run("tag", parts / "*", "-o", f"{out}/")
    before = outputs(out)
    assert left() == "0 of 3 files"
    again = run("tag", parts / "*", "-o", out)
    assert lines(again.stderr)[0].endswith(", 3 of them already done")

    (out / "a.jsonl").unlink()
    with (parts / "c.txt").open("a") as file:
        file.write("\n")
    assert left() == "2 of 3 files"
    run("tag", parts / "*", "-o", out)
    assert outputs(out) == before

    topics = tmp_path / "topics.yaml"
    topics.write_text("mine: {keywords: [face alignment]}\n")
    assert left("--topics", str(topics)) == "3 of 3 files"


def test_shards_make_the_whole(parts: Path, tmp_path: Path) -> None:
    """Every file is in one shard, and all shards together equal one run."""
    run("tag", parts / "*", "-o", f"{tmp_path}/whole/")
    for shard in ("0/2", "1/2"):
        run("tag", parts / "*", "-o", f"{tmp_path}/out/", "--shard", shard)

    assert outputs(tmp_path / "out") == outputs(tmp_path / "whole")


def test_the_job_array_of_slurm_runs_its_shards(parts: Path, tmp_path: Path) -> None:
    """The recipe in the docs is valid shell, and tags all files with the variables of Slurm."""
    bash = shutil.which("bash") or "/bin/bash"
    subprocess.run([bash, "-n", SLURM], check=True)
    path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    for task in "012":
        subprocess.run(
            [bash, SLURM, str(parts / "*"), str(tmp_path / "out")],
            env={**os.environ, "PATH": path, "SLURM_ARRAY_TASK_ID": task,
                 "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_CPUS_PER_TASK": "1"},
            check=True,
        )  # fmt: skip

    assert len(outputs(tmp_path / "out")) == 3


def test_a_part_that_fails_is_reported_and_the_others_stay(parts: Path, tmp_path: Path) -> None:
    """Papers before the damage are kept, the exit code is 3, and the next run tries again."""
    cut = gzip.compress((parts / "a.jsonl").read_bytes() * 40)
    (parts / "d.jsonl.gz").write_bytes(cut[: len(cut) * 3 // 4])
    (parts / "e.txt").write_text("minutes of a meeting\n" * 50)
    for _ in range(2):
        done = run("tag", parts / "*", "-o", f"{tmp_path}/out/", code=3)
        reported = done.stderr.decode()
        assert "d.jsonl.gz: the gzip stream ends early (cut file?); kept the " in reported
        assert "papers before it" in reported
        assert "e.txt: no papers found" in reported
    assert {"a.jsonl", "d.jsonl.gz"} <= outputs(tmp_path / "out").keys()
    assert "e.txt.jsonl" not in outputs(tmp_path / "out")

    alone = run("tag", parts / "e.txt", "-o", f"{tmp_path}/out/", code=65)
    assert lines(alone.stderr)[-1].endswith("e.txt: no papers found")


@pytest.mark.slow
def test_a_pipe_gives_the_same_bytes_with_two_jobs(papers: list[bytes]) -> None:
    """Workers give the same lines in the same order, and report the same bad lines."""
    stream = b"".join((papers * 270)[:5200]) + b"{no paper}\n" + papers[0]
    alone, shared = (run_process("tag", "-", "--jobs", jobs, stdin=stream) for jobs in ("1", "2"))

    assert shared.stdout == alone.stdout
    assert shared.stderr == alone.stderr
    assert b"standard input:5201: not JSON" in alone.stderr


def test_of_many_topics_the_largest_are_named(tmp_path: Path, papers: list[bytes]) -> None:
    """The closing line names twenty topics at most, in the order of the taxonomy."""
    words = ["face", *(f"word{number}" for number in range(30))]
    topics = "".join(f"t{n}: {{keywords: [{word}]}}\n" for n, word in enumerate(reversed(words)))
    (tmp_path / "topics.yaml").write_text(topics)
    reported = run("tag", "-", "--topics", tmp_path / "topics.yaml", stdin=b"".join(papers)).stderr

    assert b"t18 0, t30 " in reported
    assert b"11 other topics, no topic " in reported


def test_rejected_records_are_counted(tmp_path: Path, papers: list[bytes]) -> None:
    """Records seen are those read plus those rejected; the first reasons come with their lines."""
    (tmp_path / "a.jsonl").write_bytes(papers[0] + b"{}\n" * 9 + papers[1])
    done = run("tag", tmp_path / "a.jsonl", "-o", f"{tmp_path}/out/")

    assert "a.jsonl:2: " in done.stderr.decode()
    assert "9 records rejected, 2 papers read" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing/*", "-o", "out/"], 66, "nothing/*: no file matches"),
        (["nothing.jsonl", "-o", "out/"], 66, "nothing.jsonl: no such file"),
        (["a.jsonl", "b/a.jsonl", "-o", "out/"], 2, "would have the same output"),
        (["a.jsonl", "-o", "./"], 2, "a.jsonl would be overwritten"),
        (["a.jsonl", "-o", "out/", "--shard", "2/2"], 2, "--shard 2/2: must be I/N"),
        (["a.jsonl", "--shard", "0/2"], 2, "--shard needs INPUT and -o FOLDER/"),
        (["a.jsonl", "-o", "a.jsonl/out/"], 73, "out"),
        (
            ["a.jsonl", "--engine", "serial", "--scheduler", "tcp://h:1"],
            2,
            "--scheduler works only with",
        ),
        (["a.jsonl", "--scheduler-file", "f", "--scheduler", "tcp://h:1"], 2, "cannot be combined"),
    ],
)
def test_what_cannot_be_done_is_reported_in_one_line(
    arguments: list[str], code: int, message: str, tmp_path: Path, papers: list[bytes]
) -> None:
    """Wrong options and names exit with their code before anything is written."""
    (tmp_path / "b").mkdir()
    for name in ("a.jsonl", "b/a.jsonl"):
        (tmp_path / name).write_bytes(papers[0])

    assert message in run("tag", *arguments, cwd=tmp_path, code=code).stderr.decode()
    assert not (tmp_path / "out").exists()
