"""Folders as sources, and files that hold no text."""

import io
import zipfile
from pathlib import Path

import pytest

from cli_help import run

RIS = "TY  - JOUR\nTI  - {}\nER  - \n"


def zipped(*names: str) -> bytes:
    """Return a zip archive that holds such files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "odd things")
    return made.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two exports, a file without papers and a hidden one."""
    made = tmp_path / "exports"
    made.mkdir()
    (made / "a.ris").write_text(RIS.format("Kilns of the northern valley"))
    (made / "b.ris").write_text(RIS.format("Kilns of the southern valley"))
    (made / "note.txt").write_text("buy milk\n")
    (made / ".hidden.ris").write_text(RIS.format("A kiln that nobody sees"))
    return made


def test_a_folder_is_read_as_its_files(folder: Path, tmp_path: Path) -> None:
    """Each file is read, one without papers is named, and a second run adds nothing."""
    first = run("ingest", folder, "--library", tmp_path / "library").stderr.decode()
    second = run("ingest", folder, "--library", tmp_path / "library").stderr.decode()

    assert "2 seen = 2 added" in first
    assert "no papers found in 1 file: note.txt" in first
    assert "2 seen = 0 added + 0 updated + 2 unchanged" in second


def test_folders_in_a_folder_are_reported(folder: Path, tmp_path: Path) -> None:
    """Only the files of a folder are read, and a note reports its subfolders."""
    (folder / "older").mkdir()

    reported = run("ingest", folder, "--library", tmp_path / "library").stderr.decode()

    assert "exports: its subfolders were not read" in reported


def test_a_maildir_is_its_mails(tmp_path: Path) -> None:
    """The mails of a Maildir are read, and what is still being delivered is not."""
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Mail" / part).mkdir(parents=True)
        title = f"Kilns of the valley of {part}"
        (tmp_path / "Mail" / part / "1.host:2,S").write_text(RIS.format(title))

    reported = run("ingest", tmp_path / "Mail", "--library", tmp_path / "library").stderr.decode()

    assert "2 seen = 2 added" in reported


def test_a_folder_without_papers_holds_no_records(tmp_path: Path) -> None:
    """A folder of files without papers exits with 65, an empty one with 0."""
    (tmp_path / "a.txt").write_text("buy milk\n")
    (tmp_path / "empty").mkdir()

    reported = run("ingest", tmp_path, "--library", tmp_path / "l", code=65).stderr.decode()

    assert "no papers found in 1 file: a.txt; nothing stored" in reported
    assert (
        b"contains no files"
        in run("ingest", tmp_path / "empty", "--library", tmp_path / "l").stderr
    )


ENCRYPTED = bytearray(zipped("a.ris"))
ENCRYPTED[6] |= 1
KINDS = {
    "a PDF": b"%PDF-1.7\n",
    "an Excel workbook": zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"),
    "a Word document": zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
    "a zip archive": zipped("a.ris"),
    "an encrypted zip archive": bytes(ENCRYPTED),
    "an archive": b"7z\xbc\xaf\x27\x1c",
    "a tar archive": b"a.ris".ljust(257, b"\0") + b"ustar",
    "or one with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a database": b"SQLite format 3\0",
    "encrypted": b"-----BEGIN PGP MESSAGE-----\n",
    "a picture": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("what", KINDS)
def test_a_file_that_holds_no_text_is_named(what: str, tmp_path: Path) -> None:
    """One line says what it is, the next what to do; its name makes no difference."""
    file = tmp_path / "papers.csv"
    file.write_bytes(KINDS[what])

    reported = (
        run("ingest", file, "--library", tmp_path / "l", code=65).stderr.decode().splitlines()
    )

    assert what in reported[0]
    assert reported[0].endswith("nothing stored")
    assert len(reported) == 2
