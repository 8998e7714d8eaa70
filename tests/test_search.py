"""Search: the same answers as a plain scan, whatever happened to the index."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli_help import lines, run
from library_help import child, decide, forget, invent, store, stored
from papertriage.dates import earliest_day, latest_day
from papertriage.errors import UsageError
from papertriage.flows.lists.search import SearchRequest, search
from papertriage.flows.lists.similar import rank_similar, wanted
from papertriage.flows.upkeep.duplicates import join
from papertriage.library import Library, TagLine, text_hash
from papertriage.library.search import manifest, terms
from papertriage.library.search.parse_query import parse
from papertriage.library.search.query import Atom, Group, Member, Query
from papertriage.normalize.people import read_authors
from papertriage.paper import Author, Paper, Tag
from papertriage.ranking.select import Criteria
from papertriage.text.person import author_terms, query_terms

WORDS = ["face", "faces", "sparse", "attention", "attend", "masks", "Émigré", "β", "survey", "3d"]
NAMES = ["Ines Okafor", "Rao, Lindqvist", "Émile Haddad"]


def paper(number: int, title: str, abstract: str | None = None, **fields: Any) -> Paper:
    ids = {"doi": f"10.5555/s.{number}", **fields.pop("ids", {})}
    return Paper(id=f"doi:{ids['doi']}", ids=ids, title=title, abstract=abstract, **fields)


PAPERS = [
    paper(1, "Sparse attention for faces", "Attending to a face.", published="2026-11-02"),
    paper(2, "Attention, dense", "Sparse masks, too: no sparse-attention.", published="2026-10"),
    paper(3, "Talking faces", authors=[Author(name="Ines Okafor")], categories=["cs.CV"]),
    paper(4, "A survey", "Of talking heads. Faces are elsewhere.", categories=["cs.CL", "stat.ML"]),
    paper(5, "Émigré graphs", "The β-VAE of Rao.", ids={"arxiv": "2611.04217"}, published="2025"),
]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    store(tmp_path / "library", *PAPERS)
    return Library(tmp_path / "library")


def found(library: Library, text: str, **asked: Any) -> list[str]:
    """Return the ends of the DOIs that a query finds, best first."""
    answer = search(library, SearchRequest(text=text, **asked))
    assert answer.count in {None, len(answer.report.lists[0].entries)}
    return [entry.paper.ids["doi"].rpartition(".")[2] for entry in answer.report.lists[0].entries]


# --- a plain reference: no index, no scores -------------------------------------------------------


def _stems(text: str | None) -> list[str]:
    return [terms.stem(word) for word in terms.words(text or "")]


def _has(words: list[str], part: list[str]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


def _in_field(one: Paper, field: str, atom: Atom) -> bool:
    words = terms.names(atom.text)
    start = words.pop() if atom.prefix else None
    if field == "au":
        for name in (terms.names(author.name) for author in one.authors):
            begins = start is None or any(word.startswith(start) for word in name)
            if begins and (not words or _has(name, words) or _has(name, words[::-1])):
                return True
        wanted = query_terms(atom.text) if atom.field == "au" and not atom.prefix else frozenset()
        return any(wanted & author_terms(author) for author in one.authors)
    text = one.title if field == "ti" else one.abstract
    begins = start is None or any(word.startswith(start) for word in terms.words(text or ""))
    stems = _stems(" ".join(words))
    return begins and (not words or _has(_stems(text), stems))


def _meets(one: Paper, atom: Atom) -> bool:
    if atom.field == "id":
        return atom.text in {one.id, *(f"{kind}:{value}" for kind, value in one.ids.items())}
    if atom.field == "cat":
        wanted = atom.text.lower()
        own = [category.lower() for category in one.categories]
        return any(category == wanted or category.startswith(f"{wanted}.") for category in own)
    fields = ("ti", "abs", "au") if atom.field == "all" else (atom.field,)
    return any(_in_field(one, field, atom) for field in fields)


def _meets_all(one: Paper, query: Query) -> bool:
    return all(
        any(_meets_member(one, member) for member in clause.any_of) != clause.negated
        for clause in query.clauses
    )


def _meets_member(one: Paper, member: Member) -> bool:
    if isinstance(member, Group):
        return _meets_all(one, member.query)
    assert isinstance(member, Atom)
    return _meets(one, member)


def _scan(papers: list[Paper], query: Query) -> set[str]:
    return {one.id for one in papers if _meets_all(one, query)}


_TEXT = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
_ATOM = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
        lambda words: f'"{" ".join(words)}"'
    ),
    st.sampled_from(["fac*", "att*", "mask*", "oka*", "self-attention", "sparse-attention"]),
    st.sampled_from(
        ["ti:face", "abs:sparse", "au:okafor", 'au:"Okafor, Ines"', "ti:fa*", "au:ha*"]
    ),
    st.sampled_from(["cat:cs", "cat:cs.CV", "cat:CS.cv", "id:doi:10.5555/s.1", "cat:cs.C"]),
)
_CLAUSE = st.one_of(
    _ATOM,
    _ATOM.map(lambda atom: f"-{atom}"),
    st.tuples(_ATOM, _ATOM, _ATOM).map(lambda three: "{} OR ({} -{})".format(*three)),
    st.tuples(_ATOM, _ATOM).map(lambda pair: "-({} {})".format(*pair)),
    st.tuples(_ATOM, _ATOM).map(lambda pair: f"{pair[0]} OR {pair[1]}"),
)
_QUERY = st.lists(_CLAUSE, min_size=1, max_size=3).map(" ".join)
_PAPER = st.builds(
    lambda number, title, abstract, people, categories, day: paper(
        number,
        title,
        abstract,
        authors=[Author(name=name) for name in people],
        categories=categories,
        published=day,
    ),
    st.integers(0, 5),
    _TEXT,
    st.none() | _TEXT,
    st.lists(st.sampled_from(NAMES), max_size=2),
    st.lists(st.sampled_from(["cs.CV", "cs.CL", "stat.ML"]), max_size=2),
    st.none() | st.sampled_from(["2026-11-02", "2026-10", "2025"]),
)


def test_a_limit_above_the_number_of_papers_works(library: Library) -> None:
    """A limit above the number of papers works and needs no extra memory."""
    assert sorted(found(library, "face -talking", limit=10**30)) == ["1"]
    assert sorted(found(library, "face", limit=10**12)) == ["1", "3", "4"]


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.lists(_PAPER, max_size=6),
    st.lists(_PAPER, max_size=4),
    st.lists(_QUERY, min_size=3, max_size=3),
)
def test_search_finds_what_a_plain_scan_finds(
    first: list[Paper], later: list[Paper], queries: list[str]
) -> None:
    """The papers and their order are right, also after papers were added, changed or removed.

    An index that grew, one that was rebuilt, and one in memory answer byte for byte alike.
    """
    # tantivy may still update its list of files in a thread when the folder is removed.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        store(folder, *first)
        library = Library(folder)
        search(library, SearchRequest(text="anything"))
        store(folder, *later)
        with (folder / "records.jsonl").open("ab") as file:
            file.write(b"no record\n")
        live = {one.id: one for one in stored(folder)}
        grown = [search(library, SearchRequest(text=text)) for text in queries]
        shutil.rmtree(folder / ".cache", ignore_errors=True)
        for text, one in zip(queries, grown, strict=True):
            keys = [entry.paper.id for entry in one.report.lists[0].entries]
            assert set(keys) == _scan(list(live.values()), parse(text)), text
            assert one.papers == len(live)
            assert search(library, SearchRequest(text=text)) == one


_ANY = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(_ANY, _ANY, _ANY, _ANY)
def test_any_text_is_found_by_its_own_words(
    title: str, abstract: str, name: str, category: str
) -> None:
    """No character breaks the index, and the copied words of any paper find it as a phrase."""
    one = paper(1, title, abstract, authors=[Author(name=name)], categories=[category])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store(Path(folder), one)
        for field, text in (("ti", title), ("abs", abstract), ("au", name)):
            words = terms.names(text) if field == "au" else terms.words(text)
            if words:
                phrase = " ".join(words)
                assert found(Library(Path(folder)), f'{field}:"{phrase}"') == ["1"]
        assert found(Library(Path(folder)), "NOT zzzzz") == ["1"]


# --- what finds what ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("face", {"1", "3", "4"}),
        ('"sparse attention"', {"1", "2"}),
        ("attending face", {"1"}),
        ("ti:attention -face", {"2"}),
        ("au:okafor OR rao", {"3", "5"}),
        ('au:"okafor, ines"', {"3"}),
        ("cat:cs", {"3", "4"}),
        ("cat:cs.cv OR cat:stat", {"3", "4"}),
        ('"talking faces"', {"3"}),
        ("-talking", {"1", "2", "5"}),
        ("emigre beta-vae", {"5"}),
        ("2611.04217", {"5"}),
        ("https://arxiv.org/abs/2611.04217v3", {"5"}),
        ("id:doi:10.5555/S.4", {"4"}),
        ("id:10.5555/s.99", set()),
        ("emig*", {"5"}),
        ("nowhere", set()),
    ],
)
def test_what_finds_what(library: Library, text: str, keys: set[str]) -> None:
    """Words, stems, phrases, fields and names match in any notation, without accents and case."""
    assert set(found(library, text)) == keys


PEOPLE = ["Kaiming He", "He K", "Kai He", "Jan van der Berg", "Berg, P", "Müller, Jörg", "Wang Wei"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ('au:"He, Kaiming"', {"Kaiming He", "He K"}),
        ('au:"He, K."', {"Kaiming He", "He K", "Kai He"}),
        ('au:"Kai He"', {"Kai He", "He K"}),
        ('au:"van der Berg, J."', {"Jan van der Berg"}),
        ('au:"Berg, J."', {"Jan van der Berg"}),
        ("au:berg", {"Jan van der Berg", "Berg, P"}),
        ("au:Mueller", {"Müller, Jörg"}),
        ('au:"Joerg Mueller"', {"Müller, Jörg"}),
        ('au:"Wei Wang"', {"Wang Wei"}),
    ],
)
def test_authors_are_found_by_any_form_of_their_name(
    tmp_path: Path, query: str, names: set[str]
) -> None:
    """Initials fit the names that they begin; particles, accents and order make no difference."""
    papers = [
        paper(number, f"Doors and hinges {number}", authors=read_authors([name]))
        for number, name in enumerate(PEOPLE)
    ]
    store(tmp_path / "library", *papers)
    hits = found(Library(tmp_path / "library"), query)
    assert {PEOPLE[int(hit)] for hit in hits} == names


def test_days_are_those_of_ranking(library: Library) -> None:
    """A partial date matches if one of its days does; undated papers are kept on request."""
    assert found(library, "-nothing", since=date(2026, 10, 15)) == ["1", "2"]
    assert found(library, "-nothing", until=date(2026, 10, 15)) == ["2", "5"]
    assert found(library, "-nothing", until=date(2025, 6, 1), undated=True) == ["5", "3", "4"]


def test_the_best_comes_first_and_the_newest_where_nothing_ranks(library: Library) -> None:
    """A word in the title counts more; au: and cat: only filter; --sort date is by day alone."""
    assert found(library, "attention")[0] == "2"
    assert found(library, "-nothing") == ["1", "2", "5", "3", "4"]
    assert found(library, "attention", newest=True) == ["1", "2"]


def test_scores_are_shares_and_do_not_depend_on_the_index(library: Library) -> None:
    """Scores are between 0 and 1; ties are broken by day, then by key."""
    same = [
        paper(n, "Moss on roofs", "Moss.", published=f"2026-0{1 + n % 2}") for n in (9, 8, 7, 6)
    ]
    store(library.folder, *same)
    answer = search(library, SearchRequest(text="moss roof"))
    scores = [entry.tag.score for entry in answer.report.lists[0].entries]
    assert [entry.paper.id[-1] for entry in answer.report.lists[0].entries] == ["7", "9", "6", "8"]
    assert len(set(scores)) == 1
    assert 0 < scores[0] < 1


def test_topics_are_those_of_the_stored_tags(library: Library) -> None:
    """From .50 a paper is on topic; a topic that does not exist is refused."""
    with library.write() as writer:
        for one, score in ((PAPERS[0], 0.9), (PAPERS[2], 0.4)):
            tags = [Tag(topic="faces", score=score, base=0.0)]
            writer.put_tags([TagLine(of=text_hash(one).hex(), by="x", tags=tags)])
    assert found(library, "face", topics=("faces",), taxonomy=("faces",)) == ["1"]
    with pytest.raises(UsageError, match='did you mean "faces"'):
        search(library, SearchRequest(text="x", topics=("face",), taxonomy=("faces",)))


def test_every_name_finds_its_paper(tmp_path: Path) -> None:
    """A paper of two records is found by the names of both, and listed once."""
    library = Library(tmp_path / "library")
    store(library.folder, paper(1, "Moss on roofs"), paper(2, "Moss on slate"))
    join(library, "doi:10.5555/s.1", "doi:10.5555/s.2")
    assert found(library, "id:10.5555/s.2") == ["1"]
    assert found(library, "moss") == ["1"]


def test_a_name_of_two_papers_finds_both(tmp_path: Path) -> None:
    """If two papers have one DOI, a search for it finds both."""
    library = Library(tmp_path / "library")
    ines, rao = Author(name="Ines Okafor"), Author(name="Rao Lindqvist")
    store(library.folder, paper(1, "face", authors=[ines]), paper(1, "face face", authors=[rao]))
    assert len(stored(library.folder)) == 2
    assert found(library, "id:doi:10.5555/s.1") == ["1", "1"]
    assert found(library, "face -10.5555/s.1") == []


# --- an index that is gone, old or damaged --------------------------------------------------------


def _cache(library: Library) -> Path:
    return library.folder / ".cache" / "search"


def _files(library: Library) -> list[Path]:
    return sorted(path for path in _cache(library).rglob("*") if path.is_file())


def _is_index(path: Path) -> bool:
    return not path.name.endswith(".lock") and path.stat().st_size > 0


def _put(path: Path, data: bytes | bytearray) -> None:
    """Write a new file; truncating it in place would kill a process that has it mapped."""
    path.unlink()
    path.write_bytes(data)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    _put(path, data)


def _cut(path: Path) -> None:
    _put(path, path.read_bytes()[:-7])


def _link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


@pytest.mark.parametrize("harm", [_flip, _cut, _link, Path.unlink], ids=lambda harm: harm.__name__)
def test_any_file_may_be_damaged(library: Library, harm: Callable[[Path], None]) -> None:
    """Flipped, truncated, replaced by a link or deleted, one after the other: the same answers."""
    right = search(library, SearchRequest(text="face OR attention"))
    names = [path.name for path in _files(library) if _is_index(path)]
    assert len(names) > 5
    for number in range(len(names)):
        kept = [path for path in _files(library) if _is_index(path)]
        harm(kept[number % len(kept)])
        assert search(library, SearchRequest(text="face OR attention")) == right
        assert manifest.defect(library.folder) is None


def test_check_reads_every_byte(library: Library) -> None:
    """A bit that flipped on the disk is found."""
    search(library, SearchRequest(text="face"))
    assert manifest.defect(library.folder) is None
    (terms_file,) = [path for path in _files(library) if path.suffix == ".term"]
    status = terms_file.stat()
    _flip(terms_file)
    os.utime(terms_file, ns=(status.st_atime_ns, status.st_mtime_ns))
    (defect,) = library.check().defects()
    assert defect.file.endswith(terms_file.name)
    library.repair()
    assert set(found(library, "face")) == {"1", "3", "4"}
    assert list(library.check().defects()) == []


def test_another_librarys_index_is_noticed(library: Library, tmp_path: Path) -> None:
    """The index of another library is rebuilt."""
    other = Library(tmp_path / "other")
    store(other.folder, *(invent(number) for number in range(9)))
    search(other, SearchRequest(text="maps"))
    right = search(library, SearchRequest(text="face"))
    shutil.rmtree(_cache(library))
    shutil.copytree(_cache(other), _cache(library))
    assert search(library, SearchRequest(text="face")) == right
    assert found(library, "maps") == []


def test_a_compacted_library_is_another_file(library: Library) -> None:
    """After a compaction offsets differ, so the index is rebuilt."""
    store(library.folder, paper(1, "Sparse attention for many faces"))
    right = search(library, SearchRequest(text="face"))
    library.compact()
    assert search(library, SearchRequest(text="face")) == right


def test_only_what_came_is_indexed(library: Library) -> None:
    """The files of old segments do not change; the old generation is removed."""
    search(library, SearchRequest(text="face"))
    before = {path.name: path.stat().st_ino for path in _files(library) if path.suffix == ".term"}
    store(library.folder, paper(7, "Faces again"))
    assert "7" in found(library, "face")
    after = {path.name: path.stat().st_ino for path in _files(library) if path.suffix == ".term"}
    assert before.items() < after.items()
    assert len(list(_cache(library).glob("g-*"))) == 1


def test_a_planted_link_is_not_followed(library: Library, tmp_path: Path) -> None:
    """A link in place of the folder is not touched, and search works without it."""
    target = tmp_path / "theirs"
    target.mkdir()
    (library.folder / ".cache").mkdir(exist_ok=True)
    _cache(library).symlink_to(target)
    assert set(found(library, "face")) == {"1", "3", "4"}
    assert list(target.iterdir()) == []


# --- many at once ---------------------------------------------------------------------------------

_WRITE = """
import sys
from pathlib import Path
from library_help import invent, store
for first in range(0, 60, 6):
    store(Path(sys.argv[1]), *(invent(n) for n in range(first, first + 6)))
"""
_SEARCH = """
import sys
from pathlib import Path
from papertriage.library import Library
from papertriage.flows.lists.search import SearchRequest, search
last = 0
for _ in range(12):
    answer = search(Library(Path(sys.argv[1])), SearchRequest(text="maps water", limit=99))
    keys = [entry.paper.id for entry in answer.report.lists[0].entries]
    assert len(keys) == len(set(keys)) == answer.count == answer.papers >= last, (last, answer)
    last = answer.count
"""


def test_search_during_ingest_and_beside_itself(tmp_path: Path) -> None:
    """Every search sees whole papers, each once, and never fewer than the one before."""
    folder = tmp_path / "library"
    store(folder, invent(0))
    processes = [child(_WRITE, folder), *(child(_SEARCH, folder) for _ in range(3))]
    for process in processes:
        _, talk = process.communicate(timeout=100)
        assert process.returncode == 0, talk
    assert len(found(Library(folder), "maps water", limit=99)) == 60


def test_while_another_process_indexes_nothing_is_missing(library: Library) -> None:
    """Papers that the index does not cover yet are indexed separately, without waiting."""
    search(library, SearchRequest(text="face"))
    store(library.folder, paper(7, "Faces again"))
    decide(library.folder, forget(PAPERS[0]))
    holder = child(
        "import fcntl, os, sys, time; fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT);"
        " fcntl.flock(fd, fcntl.LOCK_EX); print('held', flush=True); time.sleep(99)",
        _cache(library) / ".lock",
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        before = _files(library)
        assert set(found(library, "face")) == {"3", "4", "7"}
        assert _files(library) == before
    finally:
        holder.kill()
        holder.communicate()


def test_a_killed_indexer_leaves_nothing_behind(library: Library) -> None:
    """Its incomplete generation is removed with the next one, and never used."""
    search(library, SearchRequest(text="face"))
    store(library.folder, paper(7, "Faces again"))
    killed = child(
        "import os, sys; from pathlib import Path; from papertriage.library import Library;"
        " from papertriage.flows.lists.search import SearchRequest, search;"
        " from papertriage.library import files; files.replace = lambda *_: os._exit(9);"
        " search(Library(Path(sys.argv[1])), SearchRequest(text='face'))",
        library.folder,
    )
    assert killed.wait(timeout=60) == 9
    killed.communicate()
    assert len(list(_cache(library).glob("g-*"))) == 2
    assert set(found(library, "face")) == {"1", "3", "4", "7"}
    assert len(list(_cache(library).glob("g-*"))) == 1


@pytest.fixture
def read_only() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())  # tmp_path is in a folder that only this user may enter
    folder.chmod(0o755)
    store(folder / "lib", *PAPERS)
    yield folder / "lib"
    shutil.rmtree(folder)


@pytest.mark.parametrize("state", ["none", "old", "whole"])
def test_a_library_that_may_not_be_written_is_searched(read_only: Path, state: str) -> None:
    """Without an index, with an old one, or with a complete one, the answers are the same."""
    if state != "none":
        search(Library(read_only), SearchRequest(text="face"))
    if state == "old":
        store(read_only, paper(7, "Faces again"))
    right = {"1", "3", "4", "7"} if state == "old" else {"1", "3", "4"}
    for path in (read_only, *read_only.rglob("*")):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    pid = os.fork()
    if not pid:
        if os.geteuid() == 0:
            os.setuid(65534)
        os._exit(set(found(Library(read_only), "face")) != right)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    for path in (read_only, *read_only.rglob("*")):
        path.chmod(0o755)


# --- candidates for rank --query ------------------------------------------------------------------


def test_candidates_rank_as_all_papers_do(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large library is not read whole, and lists the same."""
    store(library.folder, *(invent(number) for number in range(30)))
    target = wanted(library, [], "sparse attention for cold water maps")
    day, criteria = date(2026, 11, 20), Criteria(min_score=0.05)
    whole = rank_similar(library, None, target, criteria, day)
    monkeypatch.setattr("papertriage.flows.lists.similar.ALL", 3)
    assert rank_similar(library, None, target, criteria, day) == whole
    assert len(whole.lists[0].entries) > 10
    later = Criteria(min_score=0.05, since=date(2026, 11, 1))
    (one,) = rank_similar(library, None, target, later, day).lists
    assert [latest_day(entry.paper.date or "") >= date(2026, 11, 1) for entry in one.entries] == [
        True
    ]
    assert earliest_day("2026-11") == date(2026, 11, 1)


# --- the command ----------------------------------------------------------------------------------


def test_the_command(library: Library) -> None:
    """A pipe gets TSV, id first; the summary goes to standard error."""
    done = run("search", "sparse", "attention", "--library", library.folder)
    (first, second) = lines(done.stdout)
    assert first.startswith("doi:10.5555/s.2\t")
    assert second.split("\t")[0] == "doi:10.5555/s.1"
    assert second.split("\t")[2:4] == ["Sparse attention for faces", "2026-11-02"]
    assert "sparse attention: 2 of 5 papers, 2 listed" in done.stderr.decode()
    again = run("search", "sparse attention", "-l", "1", "-f", "md", "--library", library.folder)
    assert "Attention, dense" in again.stdout.decode()
    assert "2 of 5 papers, 1 listed" in again.stderr.decode()


@pytest.mark.parametrize(
    ("words", "code", "reported"),
    [
        (['"open'], 2, "a quote is not closed"),
        ([""], 2, "no word to search for"),
        (["nowhere"], 0, "0 of 5 papers"),
        (["nowhere", "-e"], 1, "0 of 5 papers"),
        (["face", "-f", "tsw"], 2, 'did you mean "tsv"'),
        (["face", "--since", "soon"], 2, "not a date"),
        (["face", "-t", "facez"], 2, "no topic"),
        (["\udcff\x1b[31m"], 0, "0 of 5 papers"),
        (["cat:\udcff OR id:\udcff OR zzz*"], 0, "0 of 5 papers"),
    ],
)
def test_every_slip_is_one_line(
    library: Library, words: list[str], code: int, reported: str
) -> None:
    """There is never a traceback, and the exit code says what kind of mistake it was."""
    done = run("search", *words, "--library", library.folder, code=code)
    assert reported in done.stderr.decode()
    assert "\x1b" not in done.stderr.decode()


def test_searching_loads_no_more_than_needed(library: Library) -> None:
    """A plain search loads no taxonomy, and nothing that compares texts or draws tables."""
    search(library, SearchRequest(text="face"))
    script = (
        "import sys; from pathlib import Path; from papertriage.library import Library;"
        "from papertriage.flows.lists.search import SearchRequest, search;"
        "search(Library(Path(sys.argv[1])), SearchRequest(text='face'));"
        "print({'numpy', 'yaml', 'rapidfuzz', 'rich', 'sklearn', 'requests'} & set(sys.modules))"
    )
    process: subprocess.Popen[str] = child(script, library.folder)
    assert process.communicate(timeout=60)[0] == "set()\n"


def test_long_work_is_reported_without_a_warning(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note about the first indexing of many papers is not a warning."""
    monkeypatch.setattr("papertriage.library.search.search_index._OVERLAY", 0)
    warned: list[str] = []
    reported: list[str] = []
    search(
        Library(library.folder, notice=warned.append, detail=reported.append),
        SearchRequest(text="face"),
    )
    assert (warned, len(reported)) == ([], 1)
    assert reported[0].startswith("indexing ")
