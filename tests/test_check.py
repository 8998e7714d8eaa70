"""Check finds what is wrong; repair destroys nothing and keeps every good record."""

import random
import shutil
from pathlib import Path

import pytest

from crash_help import scaled
from library_help import invent, store, stored, told
from papertriage.library import Library, Run, TagLine, text_hash
from papertriage.library.check import Check
from papertriage.library.handles import handle

LOGS = ["papers.jsonl", "tags.jsonl", "history.jsonl", "runs.jsonl"]
A_RUN = Run(
    when="2026-11-20T08:00:00Z",
    source="page.txt",
    seen=1,
    added=1,
    updated=0,
    unchanged=0,
    skipped=0,
    rejected=0,
)


def fill(folder: Path) -> None:
    """Make a library with a line of every kind."""
    papers = [invent(number) for number in range(12)]
    store(folder, *papers)
    with Library(folder).write() as writer:
        writer.put(invent(2, note="Revised."))
        writer.alias("sha1:0123456789abcdef", papers[3].id, "abstracts begin alike")
        writer.alias(papers[4].id, papers[5].id)
        writer.put_tags(TagLine(id=p.id, of=text_hash(p), by="t") for p in papers[:6])
        writer.forget([papers[7].id], "2026-11-20")
        writer.set_apart(papers[8], papers[9], "2026-11-20")
        writer.record(A_RUN)
        writer.record(A_RUN)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    fill(folder)
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_sound_library_has_no_defects(made: Path) -> None:
    """Superseded lines, aliases, forgotten papers and their old tags are all in order."""
    reading = Check(made)
    assert list(reading.defects()) == []
    assert (reading.papers, reading.lines) == (10, 26)


@pytest.mark.parametrize(
    ("file", "line", "what"),
    [
        ("papers.jsonl", b'{"id":"doi:1","title', "no paper, alias or forgotten paper"),
        ("papers.jsonl", b"\xff\x00", "no paper, alias or forgotten paper"),
        ("papers.jsonl", b'{"id":"doi:1","merged_into":"doi:2"}', "alias of doi:2, which is not"),
        ("papers.jsonl", b'{"id":"sha1:12","title":"a","abstract":null}', "no key: sha1:12"),
        ("papers.jsonl", b'{"id":"arxiv:12","title":"a","abstract":null}', "no key: arxiv:12"),
        ("tags.jsonl", b'{"id":"doi:1"}', "no tags"),
        ("tags.jsonl", b'{"id":"doi:1","of":"","by":"","tags":[]}', "tags of doi:1, which is not"),
        ("history.jsonl", b"{", "no JSON object"),
        ("runs.jsonl", b"[]", "no JSON object"),
    ],
)
def test_a_bad_line_is_named(copy: Path, file: str, line: bytes, what: str) -> None:
    """File, line and reason are told, and a repair leaves nothing but bad keys."""
    path = copy / file
    before = path.read_bytes()
    path.write_bytes(before + line + b"\n")
    number = before.count(b"\n") + 1
    assert [text for text in told(copy) if text.startswith(f"{file}:{number}: {what}")]
    Library(copy).repair()
    if not what.startswith("no key"):
        assert path.read_bytes() == before
        assert path.with_name(f"{file}.bad").read_bytes() == line + b"\n"
        assert told(copy) == []


def test_a_byte_order_mark_hides_nothing(copy: Path) -> None:
    """Logs that an editor saved with a mark hold the same papers and need no repair."""
    papers = stored(copy)
    for name in LOGS:
        path = copy / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert stored(copy) == papers
    assert told(copy) == []
    assert Library(copy).repair() == []


def test_what_follows_a_bad_paper_is_told_and_set_aside_too(copy: Path) -> None:
    """Aliases and tags of a paper whose only line is spoilt mean nothing any more."""
    path = copy / "papers.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"id":"doi:10.5555/invented.5"', b'{"id":;'))
    assert sorted(text.partition(":")[0] for text in told(copy)) == [
        "papers.jsonl", "papers.jsonl", "tags.jsonl",
    ]  # fmt: skip
    done = {(each.file, each.lines) for each in Library(copy).repair()}
    assert done == {("papers.jsonl", 1), ("papers.jsonl", 1), ("tags.jsonl", 1)}
    assert told(copy) == []


def test_a_damaged_index_is_told_and_made_anew(copy: Path) -> None:
    """A block whose bytes changed is a problem; an index of another file is none."""
    assert told(copy) == []  # the copied index is of the file it was copied from
    store(copy)
    index = copy / ".cache" / "index.sqlite"
    data = bytearray(index.read_bytes())
    for at in range(len(data) // 2, len(data), 7):
        data[at] ^= 1
    index.write_bytes(data)
    assert "index.sqlite" in "".join(told(copy))
    Library(copy).repair()
    assert told(copy) == []


def test_an_index_that_answers_otherwise_is_told(copy: Path) -> None:
    """Sound blocks that say something else than the logs are found out."""
    with Library(copy).write() as writer:
        table = writer._index._table.handles
        table.remove(handle("name", invent(1).id), 1)
        writer.put(invent(30))
    assert "other answers" in "".join(told(copy))


def test_what_a_syncing_folder_leaves_is_told(copy: Path) -> None:
    """A second papers file that two machines made is not passed over in silence."""
    (copy / "papers (conflicted copy 2026-11-20).jsonl").write_text("{}\n")
    assert "a copy that a syncing folder made" in "".join(told(copy))


def test_a_spoilt_newline_costs_no_record(copy: Path) -> None:
    """Two whole records with a byte between them that was a newline are parted again."""
    path = copy / "papers.jsonl"
    before = path.read_bytes()
    for place in (before.index(b"\n"), len(before) - 1):
        path.write_bytes(before[:place] + b"\x0b" + before[place + 1 :])
        Library(copy).repair()
        assert path.read_bytes() == before
    assert not (copy / "papers.jsonl.bad").exists()


def test_a_torn_end_is_set_aside(copy: Path) -> None:
    """The tail goes to the bad lines; a second repair finds nothing to do."""
    path = copy / "papers.jsonl"
    before = path.read_bytes()
    path.write_bytes(before + b'{"id":"doi:1","ti')
    assert "17 bytes of an unfinished line" in "".join(told(copy))
    assert [each.size for each in Library(copy).repair()] == [17]
    assert path.read_bytes() == before
    assert Library(copy).repair() == []


def flip(path: Path, chance: random.Random) -> None:
    """Change some bytes of a file, newlines among them."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 2, 5, 40])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def intact(original: bytes, flipped: bytes) -> set[bytes]:
    """Return the lines with not a byte changed, whatever became of the newlines around them.

    An alias may have lost its paper; it is not asked for.
    """
    found, start = set[bytes](), 0
    for line in original.splitlines():
        if flipped[start : start + len(line)] == line and b"merged_into" not in line:
            found.add(line)
        start += len(line) + 1
    return found


@pytest.mark.parametrize("seed", scaled(60, 1000))
def test_flipped_bytes_are_set_aside_and_every_good_record_kept(
    made: Path, copy: Path, seed: int
) -> None:
    """After a repair bytes in are bytes kept and bytes set aside, and the check is content."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    hit = chance.sample(LOGS, chance.randint(1, 4))
    for name in hit:
        flip(copy / name, chance)
    before = {name: (copy / name).read_bytes() for name in LOGS}
    original = (made / "papers.jsonl").read_bytes()
    Library(copy).repair()
    for name in LOGS:
        after = (copy / name).read_bytes()
        aside = copy / f"{name}.bad"
        bad = aside.read_bytes() if aside.exists() else b""
        assert len(after) + len(bad) == len(before[name])
        if name == "papers.jsonl":
            assert intact(original, before[name]) <= set(after.split(b"\n"))
    assert [text for text in told(copy) if "no key" not in text] == []
    untouched = {invent(n).id for n in range(12)} - {invent(4).id, invent(7).id}
    if "papers.jsonl" not in hit:
        assert {paper.id for paper in stored(copy)} == untouched
