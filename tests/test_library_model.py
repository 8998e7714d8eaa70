"""The library against a plain model: any order of steps, any loss of the index, same answers."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from library_help import invent, told
from papertriage import identity
from papertriage.library import Library, TagLine, text_hash
from papertriage.paper import Paper, Tag
from standings_help import check_standings

NUMBERS = st.integers(0, 7)
NOTES = st.sampled_from(["", "Revised.", "Revised twice."])
DATES = st.sampled_from([None, "2024", "2024-05", "2024-05-31", "2023-01-01", "soon"])
STATUSES = st.sampled_from([None, None, None, "withdrawn", "retracted"])
SCORES = st.dictionaries(
    st.sampled_from(["tea", "kites", "locks"]), st.sampled_from([0.0, 0.05, 0.5, 0.75, 1.0])
)


class LibraryModel(RuleBasedStateMachine):
    """Dictionaries of papers, aliases and tags, beside a library that should say the same."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.library = Library(self.folder)
        self.papers: dict[str, Paper | None] = {}  # None: an alias, or forgotten
        self.aliases: dict[str, str] = {}
        self.tags: dict[str, TagLine] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def mean(self, key: str) -> str:
        while key in self.aliases:
            key = self.aliases[key]
        return key

    @rule(
        drawn=st.lists(st.tuples(NUMBERS, NOTES, DATES, STATUSES), max_size=5),
        commits=st.booleans(),
    )
    def put(self, drawn: list[tuple[int, str, str | None, str | None]], commits: bool) -> None:  # noqa: FBT001 - a drawn value
        with self.library.write() as writer:
            for number, note, published, status in drawn:
                paper = invent(number, note=note)
                paper.published, paper.status = published, status
                if paper.id not in self.aliases:
                    writer.put(paper)
                    self.papers[paper.id] = paper
                if commits:
                    writer.commit()

    @rule(later=NUMBERS, earlier=NUMBERS)
    def merge(self, later: int, earlier: int) -> None:
        a, b = invent(later).id, self.mean(invent(earlier).id)
        if a not in self.aliases and a != b and self.papers.get(a) and self.papers.get(b):
            with self.library.write() as writer:
                writer.alias(a, b)
            self.papers[a] = None
            self.aliases[a] = b

    @rule(number=NUMBERS)
    def forget(self, number: int) -> None:
        key = self.mean(invent(number).id)
        with self.library.write() as writer:
            gone = writer.forget([invent(number).id], "2026-11-20")
        assert gone == ([self.papers[key]] if self.papers.get(key) else [])
        if gone:
            self.papers[key] = None

    @rule(
        drawn=st.dictionaries(NUMBERS, SCORES, max_size=4),
        by=st.sampled_from("ab"),
        anew=st.booleans(),
    )
    def tag(self, drawn: dict[int, dict[str, float]], by: str, anew: bool) -> None:  # noqa: FBT001 - a drawn value
        lines = [
            TagLine(
                id=paper.id,
                of=text_hash(paper),
                by=by,
                tags=[Tag(topic=topic, score=score, base=-3.0) for topic, score in scores.items()],
            )
            for number, scores in drawn.items()
            if (paper := invent(number)).id in self.papers
        ]
        with self.library.write() as writer:
            if anew:
                writer.rewrite_tags(lines)
                self.tags.clear()
            else:
                writer.put_tags(lines)
        self.tags |= {line.id: line for line in lines}

    @rule()
    def fail(self) -> None:
        def write() -> None:
            with self.library.write() as writer:
                writer.put(invent(3, note="Never."))
                writer.put(invent(99))
                raise InterruptedError

        with pytest.raises(InterruptedError):
            write()

    @rule()
    def compact(self) -> None:
        if self.library.exists():
            self.library.compact()

    @rule()
    def check(self) -> None:
        if self.library.exists():
            with self.library.write():  # brings the index up to date
                pass
            assert not [text for text in told(self.folder) if "index" in text]

    @rule()
    def lose_the_index(self) -> None:
        shutil.rmtree(self.folder / ".cache", ignore_errors=True)

    @rule(size=st.integers(0, 40))
    def tear(self, size: int) -> None:
        if self.library.exists():
            with (self.folder / "papers.jsonl").open("ab") as file:
                file.write(b'{"id":"doi:10.5555/invented.1","title":'[:size])

    @invariant()
    def same(self) -> None:
        if not self.library.exists():
            return
        live = {key: paper for key, paper in self.papers.items() if paper}
        with self.library.read() as view:
            assert list(view.papers()) == list(live.values())
            assert len(view) == len(live)
            assert [line for _, line in view.tagged()] == [self.tags.get(key) for key in live]
            check_standings(view)
            for paper in map(invent, range(9)):
                assert view.get(paper.id) == self.papers.get(self.mean(paper.id))
                expected = paper.id if paper.id in live else None
                found = view.get(f"pmid:{paper.ids['pmid']}")
                assert (found.id if found else None) == expected

    @rule(number=NUMBERS)
    def find(self, number: int) -> None:
        paper = invent(number)
        with self.library.write() as writer:
            found = writer.find(identity.names(paper), identity.exact_marks(paper))
        meant = self.papers.get(self.mean(paper.id))
        assert found == ([meant] if meant else [])


TestLibraryModel = LibraryModel.TestCase
TestLibraryModel.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
