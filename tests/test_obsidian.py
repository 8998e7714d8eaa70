"""``papertriage obsidian``: notes follow the list, and the reader's words are not changed."""

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cli_help import PASTES, run
from papertriage.errors import CannotCreateError, CannotWriteError
from papertriage.flows.lists.obsidian import write_notes
from papertriage.paper import Paper
from papertriage.report import Entry
from papertriage.writers.listing import item_of
from papertriage.writers.notes import MARKER, note
from writers_help import HOSTILE, TAXONOMY, outcome, rich_papers


def entries(*papers: Paper) -> list[Entry]:
    return list(outcome(list(papers) or rich_papers(), "faces").lists[0].entries)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def counts(folder: Path, *papers: Paper) -> tuple[int, int, int, int]:
    done = write_notes(folder, entries(*papers))
    return done.added, done.updated, done.unchanged, len(done.left_alone)


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    """Notes that are up to date are not written again."""
    assert counts(tmp_path) == (4, 0, 0, 0)
    before = {path: path.stat() for path in tmp_path.iterdir()}

    assert counts(tmp_path) == (0, 0, 4, 0)
    assert {path: path.stat().st_ino for path in tmp_path.iterdir()} == {
        path: reported.st_ino for path, reported in before.items()
    }


def test_words_below_the_marker_stay(tmp_path: Path) -> None:
    """Only text above the marker changes; all bytes below it stay."""
    write_notes(tmp_path, entries())
    mine = b"My thoughts\r\n\xff\xfe not UTF-8\n" + MARKER.encode() + b"\nno end of line"
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes() + mine)
    retitled = rich_papers()
    for paper in retitled:
        paper.title = "Another Title Altogether"

    names = set(contents(tmp_path))
    assert counts(tmp_path, *retitled) == (0, 4, 0, 0)
    assert set(contents(tmp_path)) == names
    for data in contents(tmp_path).values():
        assert data.endswith(b"\n\n" + mine)
        assert b"# Another Title Altogether\n" in data


def test_a_renamed_note_keeps_its_paper(tmp_path: Path) -> None:
    """A note is found by any of the names in it, whatever its file is called."""
    write_notes(tmp_path, entries())
    for number, path in enumerate(sorted(tmp_path.iterdir())):
        path.rename(tmp_path / f"My note {number}.md")
    papers = rich_papers()
    papers[1].id = "doi:10.5555/door.2024.42"  # the same paper under its other name

    assert counts(tmp_path, *papers) == (0, 1, 3, 0)
    assert all(name.startswith("My note") for name in contents(tmp_path))


def edited(text: str, **how: Any) -> str:
    """Return a note as an editor of properties leaves it, by PyYAML with these options."""
    _, front, body = text.split("---\n", 2)
    dumped = yaml.safe_dump(yaml.safe_load(front), allow_unicode=True, sort_keys=False, **how)
    return f"---\n{dumped}---\n{body}"


def plain(text: str) -> str:
    """Return a note without quotes in its properties, and with block lists."""
    _, front, body = text.split("---\n", 2)
    lines = [
        f"{name}:\n" + "".join(f"  - {each}\n" for each in value)
        if isinstance(value, list)
        else f"{name}: {value}\n"
        for name, value in yaml.safe_load(front).items()
    ]
    return f"---\n{''.join(lines)}---\n{body}"


def folded(text: str) -> str:
    """Return a note whose names are block lists."""
    return re.sub(r'(?m)^(id|doi|arxiv): "(.*)"$', r"\1: >-\n  \2", text)


@pytest.mark.parametrize(
    "editor",
    [
        edited,
        partial(edited, default_flow_style=False, width=30),
        partial(edited, default_style="'"),
        partial(edited, default_style='"'),
        plain,
        folded,
        lambda text: text.replace("\n", "\r\n"),
        partial(re.sub, r"(?m)^id: .*\n(?=(?s:.*)^(?:arxiv|doi): )", ""),
    ],
    ids=["yaml", "narrow", "single", "double", "plain", "folded", "dos", "no-id"],
)
def test_a_note_is_found_when_its_properties_were_edited(
    tmp_path: Path, editor: Callable[[str], str]
) -> None:
    """A paper keeps its note if an editor changes quotes, lists and line breaks in it."""
    papers = rich_papers()
    papers[0].ids["doi"] = f"10.5555/{'a-long-one.' * 9}2024"
    write_notes(tmp_path, entries(*papers))
    names = set(contents(tmp_path))
    written = contents(tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(editor(path.read_text("utf-8")).encode() + b"mine")

    added, _, _, left_alone = counts(tmp_path, *papers)
    assert (added, left_alone) == (0, 0)
    assert set(contents(tmp_path)) == names
    for name, data in contents(tmp_path).items():
        assert data.startswith(written[name].rstrip())
        assert data.endswith(b"\nmine")


def test_a_moved_note_keeps_its_paper(tmp_path: Path) -> None:
    """Notes in subfolders are found, behind links too, but not in hidden folders."""
    vault = tmp_path / "vault"
    write_notes(vault, entries())
    first, second, third, _ = sorted(vault.iterdir())
    for path, folder in [
        (first, vault / "read" / "2026"),
        (second, tmp_path / "shared"),
        (third, vault / ".trash"),
    ]:
        folder.mkdir(parents=True)
        path.rename(folder / "moved.md")
    (vault / "shared").symlink_to(tmp_path / "shared")

    assert counts(vault) == (1, 0, 3, 0)
    assert third.exists()
    assert not first.exists()
    assert not second.exists()


def test_a_looping_link_does_not_end_the_run(tmp_path: Path) -> None:
    """Links to themselves, to a parent folder or to nothing are skipped."""
    write_notes(tmp_path, entries())
    (tmp_path / "itself.md").symlink_to(tmp_path / "itself.md")
    (tmp_path / "nowhere.md").symlink_to(tmp_path / "gone")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "above").symlink_to(tmp_path)

    assert counts(tmp_path) == (0, 0, 4, 0)


def test_a_note_of_the_reader_s_own_is_not_taken(tmp_path: Path) -> None:
    """A user's own note about the paper is not changed, and ours is written next to it."""
    paper = rich_papers()[0]
    own = tmp_path / "own.md"
    own.write_text(f"---\ndoi: {paper.ids['doi']}\nid: 17\n---\nMy words.\n", "utf-8")

    assert counts(tmp_path, paper) == (1, 0, 0, 0)
    assert counts(tmp_path, paper) == (0, 0, 1, 0)
    assert own.read_text("utf-8").endswith("My words.\n")


def test_notes_of_papers_that_left_stay(tmp_path: Path) -> None:
    """A paper that is no longer listed keeps its note."""
    write_notes(tmp_path, entries())
    before = contents(tmp_path)

    assert counts(tmp_path, rich_papers()[0]) == (0, 0, 1, 0)
    assert contents(tmp_path) == before


def test_a_note_without_the_line_is_left_alone(tmp_path: Path) -> None:
    """Without the marker line nothing in the note is changed."""
    write_notes(tmp_path, entries(rich_papers()[0]))
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text("utf-8").replace(MARKER, "gone") + "mine", "utf-8")
    before = path.read_bytes()

    assert counts(tmp_path, rich_papers()[0]) == (0, 0, 0, 1)
    assert path.read_bytes() == before


def test_a_file_in_the_way_stays(tmp_path: Path) -> None:
    """A user's file that has a note's name is not taken for the note."""
    write_notes(tmp_path, entries(rich_papers()[0]))
    (path,) = tmp_path.iterdir()
    path.write_text("a list of doors", "utf-8")

    assert counts(tmp_path, rich_papers()[0]) == (1, 0, 0, 0)
    assert path.read_text("utf-8") == "a list of doors"
    assert (tmp_path / f"{path.stem}-2.md").exists()


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    """A note that is a symbolic link is written where it points."""
    notes = tmp_path / "notes"
    write_notes(notes, entries(rich_papers()[0]))
    (path,) = notes.iterdir()
    path.rename(tmp_path / "elsewhere.md")
    path.symlink_to(tmp_path / "elsewhere.md")
    changed = rich_papers()[0]
    changed.title = "Another"

    assert counts(notes, changed) == (0, 1, 0, 0)
    assert path.is_symlink()
    assert "# Another\n" in (tmp_path / "elsewhere.md").read_text("utf-8")


def test_of_two_notes_of_a_paper_the_first_by_name_is_kept_up(tmp_path: Path) -> None:
    """A copy of a note is not changed, in whatever order the folder is read."""
    write_notes(tmp_path, entries(rich_papers()[0]))
    (path,) = tmp_path.iterdir()
    for name in ("a.md", "z.md"):
        (tmp_path / name).write_bytes(path.read_bytes())
    path.rename(tmp_path / "m.md")
    retitled = rich_papers()[0]
    retitled.title = "Another Title Altogether"
    assert counts(tmp_path, retitled) == (0, 1, 0, 0)
    assert b"# Another Title" in (tmp_path / "a.md").read_bytes()


def test_a_note_keeps_its_mode(tmp_path: Path) -> None:
    """An updated note keeps its file permissions."""
    write_notes(tmp_path, entries(rich_papers()[0]))
    (path,) = tmp_path.iterdir()
    path.chmod(0o600)
    retitled = rich_papers()[0]
    retitled.title = "Another Title Altogether"
    assert counts(tmp_path, retitled) == (0, 1, 0, 0)
    assert path.stat().st_mode & 0o777 == 0o600


def test_characters_of_obsidian_s_syntax_are_text() -> None:
    """A paper's words make no tag, comment, highlight, block or link."""
    one = rich_papers()[0]
    one.title = "#doors %%hidden%% ==lit== ^block [[Hinges]]"
    text = note(item_of(entries(one)[0]))
    assert "# \\#doors \\%\\%hidden\\%\\% \\=\\=lit\\=\\= \\^block \\[\\[Hinges" in text


def test_what_cannot_be_written_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in place of the folder or a full disk is one line, and the old note is complete."""
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(CannotCreateError):
        write_notes(tmp_path / "file", entries())
    folder = tmp_path / "notes"
    write_notes(folder, entries())
    before = contents(folder)
    papers = rich_papers()
    papers[0].title = "Another"

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWriteError, match="No space left"):
        write_notes(folder, entries(*papers))
    assert contents(folder) == before


@settings(max_examples=60, deadline=None)
@given(found=st.lists(HOSTILE, max_size=3))
def test_no_paper_breaks_its_note(found: list[Paper]) -> None:
    """Front matter is YAML with plain values, the rest is text; the only marker comes last."""
    for entry in outcome(found, *TAXONOMY).lists[0].entries:
        text = note(item_of(entry))
        opened, front, body = text.split("---\n", 2)
        read = yaml.safe_load(front)
        assert not opened
        assert set(read) <= {
            "id", "title", "aliases", "authors", "date", "citekey", "arxiv", "doi", "pmid", "url",
            "tags", "score",
        }  # fmt: skip
        assert all(isinstance(value, str | float | list) for value in read.values())
        assert all(isinstance(tag, str) and " " not in tag for tag in read.get("tags", []))
        lines = body.split("\n")
        assert lines.count(MARKER) == 1
        assert lines[-2:] == [MARKER, ""]
        text = "\n".join(lines[:-2])
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
        assert kinds <= {"heading", "paragraph", "inline"}
        assert sum(token.type == "heading_open" for token in tokens) == 1


def test_the_command(tmp_path: Path) -> None:
    """Notes come from a library or a pipe, by topic and score, and the counts add up."""
    library, notes = tmp_path / "library", tmp_path / "vault" / "papers"
    run("ingest", *PASTES, "--library", library)
    run("tag", "--library", library)
    first = run("obsidian", notes, "-t", "faces", "--library", library)
    again = run("obsidian", notes, "-t", "faces", "--library", library)
    tagged = run("export", "--tags", "--library", library).stdout
    piped = run("obsidian", notes, "-", "-t", "faces", "--min-score", ".9", stdin=tagged)

    assert first.stdout == again.stdout == b""
    assert b": 8 notes = 8 new + 0 updated + 0 unchanged + 0 not updated" in first.stderr
    assert b": 8 notes = 0 new + 0 updated + 8 unchanged + 0 not updated" in again.stderr
    assert b" 0 new + 0 updated" in piped.stderr
    assert len(contents(notes)) == 8

    run("mark", "2607.01934", "read", "--library", library)
    run("mark", "2607.00411", "skip", "--library", library)
    others = run("obsidian", tmp_path / "others", "-t", "faces", "--library", library)
    assert b": 7 notes = 7 new" in others.stderr  # papers that the user has read keep their notes
