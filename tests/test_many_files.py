"""Many small files: they share a durable write, and each is still accounted for on its own."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from library_help import stored
from papertriage.config.subscription import Subscription
from papertriage.flows.ingest import pending
from papertriage.flows.ingest.ingest import Options, ingest
from papertriage.flows.ingest.outcome import Outcome
from papertriage.library import Library
from papertriage.library.writer import Writer

COUNT = 60


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return invented RIS files with one paper each, and another one that all of them have."""
    made = []
    for number in range(COUNT):
        made.append(tmp_path / f"{number:02}.ris")
        made[-1].write_text(
            f"TY  - JOUR\nTI  - Kiln number {number} in the northern valley\n"
            f"DO  - 10.5555/kiln.{number}\nER  - \n"
            "TY  - JOUR\nTI  - A kiln that everybody knows\nDO  - 10.5555/kiln.all\nER  - \n"
        )
    return made


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets an element each time a library is locked for writing."""
    write = Library.write
    seen: list[int] = []

    def counted(library: Library, *, in_session: bool = False) -> AbstractContextManager[Writer]:
        seen.append(1)
        return write(library, in_session=in_session)

    monkeypatch.setattr(Library, "write", counted)
    return seen


def read(folder: Path, files: list[Path], limit: int | None = None) -> list[Outcome]:
    """Ingest files into a library; return the outcomes."""
    wanted = [Subscription(source=str(file)) for file in files]
    return list(ingest(wanted, Library(folder), Options(limit=limit)))


def test_small_files_share_a_write(tmp_path: Path, files: list[Path], writes: list[int]) -> None:
    """Sixty files take two writes, and each has its own counts and its own line in runs.jsonl."""
    outcomes = read(tmp_path / "library", files)

    assert len(writes) <= 4
    assert [outcome.source for outcome in outcomes] == list(map(str, files))
    assert [outcome.counts.added for outcome in outcomes] == [2] + [1] * (COUNT - 1)
    assert [outcome.counts.unchanged for outcome in outcomes] == [0] + [1] * (COUNT - 1)
    with Library(tmp_path / "library").read() as view:
        runs = [(run.source, run.seen, run.added) for run in view.runs()]
    assert runs == [(each.source, 2, each.counts.added) for each in outcomes]


def test_a_shared_write_changes_nothing(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library is byte for byte the one that a write for each paper makes."""
    read(tmp_path / "shared", files)
    monkeypatch.setattr(pending, "BATCH", 1)
    read(tmp_path / "single", files)

    papers = [(tmp_path / name / "records.jsonl").read_bytes() for name in ("shared", "single")]
    assert papers[0] == papers[1]


def test_a_batch_that_is_full_reports_every_file(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch, writes: list[int]
) -> None:
    """A batch that fills in the middle of a file loses none of the files that wait in it."""
    monkeypatch.setattr(pending, "BATCH", 7)
    outcomes = read(tmp_path / "library", files)

    assert [outcome.source for outcome in outcomes] == list(map(str, files))
    assert all(outcome.counts.seen == 2 for outcome in outcomes)
    assert len(writes) > 2 * COUNT // 7


def test_a_file_that_fails_fails_alone(tmp_path: Path, files: list[Path]) -> None:
    """A missing file and an unreadable one among many do not affect the others."""
    files[20].unlink()
    files[30].write_bytes(files[30].read_bytes()[:-20] + b"\x1f\x8b")
    files[40].write_text("none\n")
    outcomes = read(tmp_path / "library", files)

    failed = [at for at, outcome in enumerate(outcomes) if outcome.failure]
    assert failed == [20, 40]
    assert len(stored(tmp_path / "library")) == COUNT - 2 + 1
    with Library(tmp_path / "library").read() as view:
        assert len(list(view.runs())) == COUNT - 2


def test_an_interrupt_keeps_what_was_read(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in a file stores the files before it, records them, and says which was interrupted."""
    _fail_at(files[30], KeyboardInterrupt, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path / "library", files)

    assert len(stored(tmp_path / "library")) == 31
    with Library(tmp_path / "library").read() as view:
        runs = list(view.runs())
    assert [run.source for run in runs[:30]] == list(map(str, files[:30]))
    assert not any(run.failed for run in runs[:30])
    assert sum(run.added for run in runs) == 31


def test_a_bug_keeps_what_was_read(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that ends the run ends it after the files before are stored and recorded."""
    _fail_at(files[30], LookupError, monkeypatch)
    with pytest.raises(LookupError):
        read(tmp_path / "library", files)

    assert len(stored(tmp_path / "library")) == 31
    with Library(tmp_path / "library").read() as view:
        assert len(list(view.runs())) == 30


def test_a_limit_counts_across_files(tmp_path: Path, files: list[Path]) -> None:
    """--limit stops after so many records, in whichever file that is."""
    outcomes = read(tmp_path / "library", files, limit=5)
    assert [outcome.counts.seen for outcome in outcomes] == [2, 2, 1]


def _fail_at(file: Path, error: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise an error when a file is opened."""
    from papertriage.flows.ingest.plan_files import file_page

    def fail(spec: str) -> object:
        if spec == str(file):
            raise error
        return file_page(spec)

    monkeypatch.setattr("papertriage.flows.ingest.plan.file_page", fail)
