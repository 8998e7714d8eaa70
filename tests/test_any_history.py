"""After any history of batches, decisions and git merges a library is what its records make."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from clusters_help import cluster_records, deliver, from_other_sources
from crash_help import FULL, figure
from git_help import as_user, commit, git, make_clones
from library_help import defects, exported, records_in
from papertriage.errors import UsageError
from papertriage.flows.upkeep import duplicates
from papertriage.flows.upkeep.regroup import regroup
from papertriage.flows.upkeep.undo import undo
from papertriage.flows.upkeep.upkeep import forget
from papertriage.library import Library
from papertriage.paper import Paper
from reference_papers import export_of

STEPS = 1000 if FULL else 24
WALKS = 4
"""The steps are shared out among so many walks."""
_DECISIONS = ("split", "join", "apart", "forget")


class Walk:
    """Two people, each with a clone, who do one thing after the other."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.users = dict(zip(("Ana", "Per"), make_clones(folder, "ana", "per"), strict=True))
        records = list(cluster_records())
        self.records = records + from_other_sources(records, self.chance)
        self.done: dict[str, int] = {}
        for clone in self.users.values():
            deliver(clone, self.chance.sample(self.records, 20), self.chance)

    def step(self) -> Path:
        """Do something in one of the clones; return it."""
        user = self.chance.choice(list(self.users))
        folder = self.users[user]
        does: list[Callable[[Path], None]] = [
            *(self.read, self.read, self.split, self.split, self.join, self.join),
            *(self.apart, self.forget, self.undo, self.undo, self.merge, self.compact),
        ]
        what = self.chance.choice(does)
        with as_user(user):
            try:
                what(folder)
            except UsageError:  # nothing to split, to undo ...
                what = self.read
                what(folder)
        self.done[what.__name__] = self.done.get(what.__name__, 0) + 1
        return folder

    def read(self, folder: Path) -> None:
        deliver(folder, self.chance.sample(self.records, self.chance.choice([1, 5])), self.chance)

    def split(self, folder: Path) -> None:
        with Library(folder).read() as view:
            merged = view.merged()
            if not merged:
                raise UsageError("nothing to split")
            number = self.chance.choice(merged)
            hashes = [record.hash for record in view.records(number)]
            key = view.key(number)
        some = self.chance.sample(hashes, self.chance.randrange(len(hashes)))
        duplicates.split(Library(folder), key, some)

    def join(self, folder: Path) -> None:
        duplicates.join(Library(folder), *self.two(folder))

    def apart(self, folder: Path) -> None:
        duplicates.set_apart(Library(folder), *self.two(folder))

    def forget(self, folder: Path) -> None:
        forget(Library(folder), ids=self.two(folder)[:1], source=None)

    def undo(self, folder: Path) -> None:
        undo(Library(folder))

    def compact(self, folder: Path) -> None:
        Library(folder).compact()

    def merge(self, folder: Path) -> None:
        """Let both push what they have, and let this one pull it."""
        for each in (*self.users.values(), folder):
            commit(each)
            git(each, "pull", "-q", "--no-edit")
            git(each, "push", "-q")

    def two(self, folder: Path) -> list[str]:
        """Return the keys of two papers, often of two that have something in common."""
        with Library(folder).read() as view:
            pairs = [
                papers
                for relation in view.related()
                if len(papers := {view.paper_of(relation.one), view.paper_of(relation.other)}) == 2
            ]
            if pairs and self.chance.random() < 0.7:
                return [
                    view.key(n)
                    for n in sorted(n for n in self.chance.choice(pairs) if n is not None)
                ]
            return [view.key(number) for number in self.chance.sample(view.numbers(), 2)]


@pytest.mark.timeout(3600 if FULL else 300)
@pytest.mark.parametrize("seed", range(WALKS))
def test_after_each_step_the_library_is_what_its_records_make(tmp_path: Path, seed: int) -> None:
    """Regrouping changes nothing, a check finds nothing, and a single import gives the same."""
    walk = Walk(tmp_path, seed)
    for number in range(STEPS // WALKS):
        folder = walk.step()
        library = Library(folder)
        assert regroup(library, None, dry_run=True).moved == [], walk.done
        assert defects(folder) == [], walk.done
        found = exported(folder)
        assert found == export_of(records_in(folder), library.history(*_DECISIONS)), walk.done
        assert found == at_once(folder, tmp_path / f"at-once-{number}", walk.chance), walk.done
    figure(f"{STEPS // WALKS} steps: {walk.done}")


def at_once(folder: Path, other: Path, chance: random.Random) -> bytes:
    """Return the export of a library that gets all lines of another at once, in another order."""
    other.mkdir()
    for name in ("records.jsonl", "history.jsonl"):
        path = folder / name
        if path.exists():
            lines = path.read_bytes().splitlines(keepends=True)
            chance.shuffle(lines)
            (other / name).write_bytes(b"".join(lines))
    return exported(other)


def test_a_paper_of_two_records_is_not_taken_for_granted(tmp_path: Path) -> None:
    """The walk has papers that are split and joined, and pairs that are similar."""
    walk = Walk(tmp_path, 0)
    found: list[Paper] = []
    for folder in walk.users.values():
        with Library(folder).read() as view:
            found += [view.paper(number) for number in view.merged()]
            assert view.related()
    assert found
