"""The library against a plain model: after any steps, in any order, it has the same papers."""

import copy
import random
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from crash_help import FULL
from library_help import decide, defects, exported, forget, hash_of, partition, tag_line
from lists_help import check_lists
from papertriage.flows.upkeep.regroup import regroup
from papertriage.library import Event as Decision
from papertriage.library import Library, TagLine, text_hash
from papertriage.library.history import Forgotten
from papertriage.library.nodes import node_of
from papertriage.library.records import add_sighting, record_of, sightings_of
from papertriage.paper import Author, Event, Paper, Record, Source
from reference_papers import export_of, papers_of
from works_help import make, records_of

TITLE = "Why watched kettles boil so late"
NAMESAKES = [
    make(900, title=TITLE, authors=[Author(name="Ana Brandt")], ids={"arxiv": "2601.09001"}),
    make(901, title=TITLE, authors=[Author(name="Per Lindqvist")], ids={"arxiv": "2601.09002"}),
    make(902, title=TITLE),
    make(903, title=TITLE, authors=[Author(name="Ana Brandt")], published="2026-03-12"),
    make(904, title="Editorial", abstract="This issue opens with tea.", ids={"doi": "10.5555/i"}),
    make(905, title="Editorial", abstract="This issue ends with bread.", ids={"doi": "10.5555/i"}),
]
RECORDS = [*records_of(1, 2), *NAMESAKES]
for _record in RECORDS[::4]:
    _record.status = "withdrawn"
for _record in RECORDS[::3]:
    _record.published, _record.date_inferred = "2026-03-12", True
NUMBERS = st.integers(0, len(RECORDS) - 1)
SOME = st.lists(NUMBERS, min_size=1, max_size=5)
KINDS = st.sampled_from(["split", "join", "apart"])
SCORES = st.dictionaries(
    st.sampled_from(["tea", "kites", "locks"]), st.sampled_from([0.05, 0.5, 0.75, 1.0])
)


def record(number: int, name: str = "s") -> Paper:
    """Return the record of a number as a source of a name has it."""
    made = copy.deepcopy(RECORDS[number])
    made.sources = [Source(form="f", name=name, raw_id=str(number))]
    made.events = [Event(type="new" if name == "s" else "replace", date="2026-11-20")]
    if name == "t" and made.date_inferred:
        made.published = "2025-03-12"
    return made


class LibraryModel(RuleBasedStateMachine):
    """The records that were stored and what was decided, beside a library with the same content."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.library = Library(self.folder)
        self.records: dict[str, Record] = {}
        self.events: list[Decision] = []
        self.tags: dict[str, TagLine] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def in_force(self) -> list[Decision]:
        undone = {event.of for event in self.events if event.event == "undo"}
        return [e for e in self.events if e.event != "undo" and e.id not in undone]

    def take(self, paper: Paper) -> bool:
        """Take a record into the model; return whether it is forgotten, and so left out."""
        said = record_of(copy.deepcopy(paper))
        if Forgotten(self.in_force()).has(said.hash, node_of(said).names):
            return True
        if said.hash in self.records:
            for sighting in sightings_of(said):
                add_sighting(self.records[said.hash].paper, sighting)
        else:
            self.records[said.hash] = said
        return False

    @rule(numbers=SOME, name=st.sampled_from("st"), apart=st.booleans())
    def put(self, numbers: list[int], name: str, apart: bool) -> None:
        papers = [record(number, name) for number in numbers]
        known, added = set(self.records), 0
        with self.library.session():
            for batch in ([paper] for paper in papers) if apart else (papers,):
                with self.library.write(in_session=True) as writer:
                    fates = writer.put(copy.deepcopy(batch))
                left_out = [self.take(paper) for paper in batch]
                assert [fate == "forgotten" for fate in fates] == left_out
                added += fates.count("added")
        assert added <= len(self.records.keys() - known)

    @rule(kind=KINDS, one=SOME, other=SOME)
    def decide(
        self, kind: Literal["split", "join", "apart"], one: list[int], other: list[int]
    ) -> None:
        """Separate some records from others, or join them; the later decision counts."""
        first = [RECORDS[n] for n in one]
        second = [RECORDS[n] for n in other if n not in one]
        parts = ([*first, *second],) if kind == "join" else (first, second)
        self.events += decide(self.folder, partition(*parts, kind=kind))

    @rule(number=NUMBERS)
    def forget(self, number: int) -> None:
        self.events += decide(self.folder, forget(RECORDS[number]))

    @rule(back=st.integers(1, 3))
    def undo(self, back: int) -> None:
        """Take back one of the last decisions."""
        events = self.in_force()
        if len(events) >= back:
            undone = Decision(event="undo", by="ines", of=events[-back].id)
            self.events += decide(self.folder, undone)

    @rule(drawn=st.dictionaries(NUMBERS, SCORES, max_size=4), by=st.sampled_from("ab"))
    def tag(self, drawn: dict[int, dict[str, float]], by: str) -> None:
        lines = [tag_line(RECORDS[number], by, **scores) for number, scores in drawn.items()]
        with self.library.write() as writer:
            writer.put_tags(lines)
        self.tags |= {line.of: line for line in lines}

    @rule()
    def tag_again(self) -> None:
        if self.library.exists():
            with self.library.read() as view:
                lines = [tag_line(paper, "a", tea=0.7) for paper in view.papers()]
            with self.library.write() as writer:
                writer.rewrite_tags(lines)
            self.tags = {line.of: line for line in lines}

    @rule()
    def fail(self) -> None:
        def write() -> None:
            with self.library.write() as writer:
                writer.put([record(0), record(9)])
                writer.remember([forget(RECORDS[0])])
                raise InterruptedError

        with pytest.raises(InterruptedError):
            write()

    @rule()
    def compact(self) -> None:
        if self.library.exists():
            self.library.compact()
            forgotten = Forgotten(self.in_force())
            for known in list(self.records.values()):
                if forgotten.has(known.hash, node_of(known).names):
                    del self.records[known.hash]
            papers = papers_of(self.records.values(), self.in_force()).values()
            texts = {text_hash(paper).hex() for paper in papers}
            self.tags = {of: line for of, line in self.tags.items() if of in texts}

    @rule()
    def lose_the_index(self) -> None:
        shutil.rmtree(self.folder / ".cache", ignore_errors=True)

    @rule(size=st.integers(0, 40))
    def tear(self, size: int) -> None:
        if self.library.exists():
            with (self.folder / "records.jsonl").open("ab") as file:
                file.write(b'{"record":"0123456789abcdef01234567","title":'[:size])

    @rule(seed=st.integers(0, 99))
    def turn_lines_round(self, seed: int) -> None:
        """Shuffle the logs, and let some lines come twice, as git merges may."""
        chance = random.Random(seed)
        for name in ("records.jsonl", "history.jsonl"):
            path = self.folder / name
            if path.exists() and path.read_bytes().endswith(b"\n"):
                lines = path.read_bytes().splitlines(keepends=True)
                lines += chance.sample(lines, len(lines) // 5)
                chance.shuffle(lines)
                path.write_bytes(b"".join(lines))

    @invariant()
    def same(self) -> None:
        if not self.library.exists():
            return
        records, events = list(self.records.values()), self.in_force()
        assert exported(self.folder) == export_of(records, events)
        papers = papers_of(records, events)
        with self.library.read() as view:
            assert len(view) == len(papers)
            check_lists(view, self.tags)
            for key, paper in papers.items():
                (number,) = view.named(key)
                assert view.paper(number) == paper
                for kind, value in paper.ids.items():
                    assert number in view.named(f"{kind}:{value}")
            for each in RECORDS:
                found = view.holding([hash_of(each)])
                assert len(found) == (hash_of(each) in self.records and not self._is_out(each))

    def _is_out(self, paper: Paper) -> bool:
        known = record_of(paper)
        return Forgotten(self.in_force()).has(known.hash, node_of(known).names)

    @rule()
    def check(self) -> None:
        if self.library.exists():
            with self.library.write():  # brings the index up to date, and sets a torn line aside
                pass
            assert defects(self.folder) == []
            assert regroup(self.library, None, dry_run=True).moved == []


TestLibraryModel = pytest.mark.slow(LibraryModel.TestCase)
TestLibraryModel.settings = settings(
    max_examples=300 if FULL else 15, stateful_step_count=25, deadline=None
)


def test_the_model_sees_a_difference(tmp_path: Path) -> None:
    """The model notices a paper that the library merges differently."""
    one, other = record(0), record(4)
    with Library(tmp_path).write() as writer:
        writer.put([one, other])
    both = [record_of(one), record_of(other)]
    assert exported(tmp_path) == export_of(both)
    split = msgspec.structs.replace(partition([one], [other]), at="2026", id="x")
    assert exported(tmp_path) != export_of(both, [split])
    assert exported(tmp_path) != export_of(both[:1])
