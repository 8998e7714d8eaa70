"""Libraries in git: branches and clones that all grew merge without conflict and without loss."""

import random
from pathlib import Path

import pytest

from clusters_help import cluster_records, deliver, export_of_all, from_other_sources
from crash_help import figure, scaled
from git_help import as_user, commit, git, make_clones, make_repository, share
from library_help import defects, exported, hash_of, invent, records_in, store, stored, tag_line
from papertriage.flows.lists.decisions import Decision, decide
from papertriage.flows.upkeep import duplicates
from papertriage.flows.upkeep.regroup import regroup
from papertriage.flows.upkeep.undo import undo
from papertriage.flows.upkeep.upkeep import forget
from papertriage.library import Event, Library
from reference_papers import export_of


def test_git_keeps_the_logs_and_nothing_else(tmp_path: Path) -> None:
    """The library's .gitignore leaves out the index, the lock and the derived tags."""
    folder = make_repository(tmp_path / "library")
    store(folder, invent(1))
    with Library(folder).write() as writer:
        writer.put_tags([tag_line(invent(1), tea=0.9)])
    commit(folder)
    assert git(folder, "ls-files").split() == [
        *(".gitattributes", ".gitignore", "library.json", "records.jsonl"),
    ]
    assert git(folder, "check-attr", "merge", "records.jsonl").endswith("merge: union\n")


def test_files_for_git_that_are_there_are_left_alone(tmp_path: Path) -> None:
    """A library in a repository of the user's own keeps the rules that the user wrote."""
    tmp_path.joinpath(".gitignore").write_text("*.pdf\n")
    store(tmp_path, invent(1))
    assert tmp_path.joinpath(".gitignore").read_text() == "*.pdf\n"
    assert "merge=union" in tmp_path.joinpath(".gitattributes").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("seed", scaled(3, 20))
def test_any_history_of_branches_and_merges_gives_the_same_bytes(tmp_path: Path, seed: int) -> None:
    """Random branches grow and merge; the result is as if one machine had read everything."""
    chance = random.Random(seed)
    records = list(cluster_records())
    records += from_other_sources(records, chance)
    chance.shuffle(records)
    folder = make_repository(tmp_path / "library")
    branches, left, merges = ["main"], list(records), 0
    while left:
        git(folder, "checkout", "-q", chance.choice(branches))
        if len(branches) < 6 and chance.random() < 0.3:
            branches.append(f"branch{len(branches)}")
            git(folder, "checkout", "-q", "-b", branches[-1])
        some, left = left[:25], left[25:]
        # Records that two branches both read are in both, at other offsets.
        deliver(folder, some + chance.sample(records, 5), chance)
        commit(folder)
        if chance.random() < 0.4:
            git(folder, "merge", "-q", "--no-edit", chance.choice(branches))
            merges += 1
            assert exported(folder) == export_of(records_in(folder))
    git(folder, "checkout", "-q", "main")
    for branch in branches[1:]:
        git(folder, "merge", "-q", "--no-edit", branch)
    assert exported(folder) == export_of_all(tmp_path / "at-once", records)
    assert defects(folder) == []
    assert regroup(Library(folder), None, dry_run=True).moved == []
    figure(f"{len(branches)} branches, {merges + len(branches) - 1} merges")


@pytest.mark.parametrize("rebase", [False, True])
def test_two_clones_that_both_worked_merge_by_a_plain_pull(tmp_path: Path, rebase: bool) -> None:
    """Both read, tagged and decided: no conflict, nothing lost, the same papers."""
    ana, per = make_clones(tmp_path, "ana", "per", rebase=rebase)
    _work(ana, "Ana", 0, 20)
    _work(per, "Per", 10, 30)
    share(ana, per)
    assert exported(ana) == exported(per) == export_of(records_in(ana), _decisions(ana))
    assert {record.hash for record in records_in(ana)} == {
        hash_of(invent(n)) for n in range(30) if n not in {4, 14}
    }
    for folder in (ana, per):
        assert defects(folder) == []
        assert [(e.event, e.by, e.note) for e in Library(folder).history("star", "later")] == [
            ("star", "Ana", "for Ana"),
            ("star", "Per", "for Per"),
        ]
    with Library(ana).read() as view:  # its own tags, for the papers that it tagged
        tagged = {view.key(n) for n in view.numbers() if view.tagged(n).tags is not None}
    assert tagged >= {invent(n).id for n in range(20) if n not in {4, 5, 6, 14, 15, 16}}
    _work(ana, "Ana", 40, 60)
    with as_user("Per"):
        undo(Library(per))
    share(per, ana)
    assert exported(ana) == exported(per) == export_of(records_in(per), _decisions(per))
    assert {record.hash for record in records_in(per)} >= {hash_of(invent(14))}


def _work(folder: Path, user: str, start: int, end: int) -> None:
    """Read some papers, tag them and decide on some of them."""
    store(folder, *map(invent, range(start, end)))
    library = Library(folder)
    with library.write() as writer:
        writer.put_tags([tag_line(invent(number), tea=0.7) for number in range(start, end)])
    with as_user(user):
        decide(library, [invent(start + 2).id], Decision(kind="star", note=f"for {user}"))
        duplicates.join(library, invent(start + 5).id, invent(start + 6).id)
        duplicates.set_apart(library, invent(start + 7).id, invent(start + 8).id)
        forget(library, ids=[invent(start + 4).id], source=None)


def _decisions(folder: Path) -> list[Event]:
    return Library(folder).history("split", "join", "apart", "forget")


def test_two_libraries_that_began_apart_merge(tmp_path: Path) -> None:
    """Both created the library before either pushed: their files are equal, or are merged."""
    ana, per = make_clones(tmp_path, "ana", "per")
    store(ana, *map(invent, range(5)))
    store(per, *map(invent, range(3, 9)))
    share(ana, per)
    assert exported(ana) == exported(per) == export_of_all(tmp_path / "x", [*map(invent, range(9))])


def test_decisions_of_two_people_on_one_paper_apply_by_time(tmp_path: Path) -> None:
    """The later decision counts, whichever line git put first."""
    ana, per = make_clones(tmp_path, "ana", "per")
    one, other = invent(1), invent(2)
    store(ana, one, other)
    share(ana, per)
    with as_user("Ana"):
        duplicates.join(Library(ana), one.id, other.id)
    with as_user("Per"):
        duplicates.set_apart(Library(per), one.id, other.id)
    share(ana, per)
    assert len(stored(ana)) == len(stored(per)) == 2
    with as_user("Per"):
        undo(Library(per))
    share(per, ana)
    assert len(stored(ana)) == len(stored(per)) == 1


def test_compaction_in_one_clone_loses_nothing_of_another(tmp_path: Path) -> None:
    """One clone dropped forgotten lines while the other one went on."""
    ana, per = make_clones(tmp_path, "ana", "per")
    store(ana, *map(invent, range(10)))
    share(ana, per)
    forget(Library(ana), ids=[invent(9).id, invent(3).id], source=None)
    Library(ana).compact()
    store(per, *map(invent, range(8, 14)), invent(5, note="Revised."))
    share(ana, per)
    expected = {hash_of(invent(n)) for n in range(14) if n not in {3, 9}}
    for folder in (ana, per):
        found = {record.hash for record in records_in(folder)}
        assert found == expected | {hash_of(invent(5, note="Revised."))}
        assert defects(folder) == []
