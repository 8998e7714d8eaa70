"""A screening in a library: the order, resuming, undo, other users, and the certificate."""

import csv
import io
import shutil
from pathlib import Path
from random import Random

import pytest

from cli_help import run
from learning_help import QUERY, invented_pool
from papertriage.errors import UsageError
from papertriage.flows.lists.decisions import decided
from papertriage.flows.review import pool as pools
from papertriage.flows.review.screening import Screening, resume
from papertriage.flows.review.screenings import is_conflict, verdicts
from papertriage.learning.learner import Learner
from papertriage.learning.simulate import read_all
from papertriage.learning.stopping import patience
from papertriage.library import Library
from papertriage.paper import Paper

SIZE, INCLUDED = 130, 14


def put(library: Library, seed: int = 1, size: int = SIZE, first: int = 0) -> list[bool]:
    """Store an invented pool; return its labels."""
    records, labels = invented_pool(seed, size, INCLUDED)
    with library.write() as writer:
        writer.put(
            Paper(
                id=f"arxiv:2601.{first + number:05}",
                ids={"arxiv": f"2601.{first + number:05}"},
                title=record.title,
                abstract=record.abstract or None,
            )
            for number, record in enumerate(records)
        )
    return labels


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Make a library with an invented pool, and a screening of it."""
    library = Library(tmp_path / "lib")
    put(library)
    pools.begin(library, "owls", QUERY)
    return library


def labels_of() -> list[bool]:
    return invented_pool(1, SIZE, INCLUDED)[1]


def test_shows_the_order_of_simulate_through_kills_and_undos(library: Library) -> None:
    """Killed and resumed at random decisions, with undos between, the order is simulate's."""
    records, labels = invented_pool(1, SIZE, INCLUDED)
    expected = read_all(Learner(records, QUERY), labels)
    random = Random(5)
    kills = set(random.sample(range(SIZE), 8))
    undos = set(random.sample(range(3, SIZE), 5))
    screening = resume(library, "owls", "Ada")
    shown: list[int] = []
    while pick := screening.next():
        place = len(shown)
        if place in kills:
            kills.remove(place)
            screening = resume(library, "owls", "Ada")  # the other process has ended
            continue
        if place in undos:
            undos.remove(place)
            for _ in range(3):
                assert screening.undo() == [shown.pop()]
            continue
        shown.append(pick.number)
        screening.decide(pick.number, included=labels[pick.number])
    assert shown == expected
    assert screening.progress.included == INCLUDED
    assert screening.progress.unread == 0


def test_every_pick_says_why(library: Library) -> None:
    """The first paper comes by the query; later ones also by what was learned and by neighbours."""
    labels = labels_of()
    screening = resume(library, "owls", "Ada")
    first = screening.next()
    assert first
    assert first.why.query
    assert first.why.neighbours == []
    for _ in range(12):
        pick = screening.next()
        assert pick
        screening.decide(pick.number, included=labels[pick.number])

    pick = screening.next()

    assert pick
    assert any(share.share > 0 for share in pick.why.learned)
    assert pick.why.neighbours
    assert not pick.why.is_check


def test_later_papers_join_only_by_extend(library: Library) -> None:
    """Papers that are added later are not screened until the pool is extended."""
    before = resume(library, "owls", "Ada")
    put(library, seed=2, size=30, first=500)
    assert resume(library, "owls", "Ada").progress.size == before.progress.size == SIZE

    assert pools.extend(library, "owls") == 30

    after = resume(library, "owls", "Ada")
    assert after.progress.size == SIZE + 30
    assert after.pool.members[:SIZE] == before.pool.members
    assert pools.extend(library, "owls") == 0


def test_the_text_is_frozen(library: Library) -> None:
    """A record that changes a paper later does not change what is screened."""
    before = resume(library, "owls", "Ada").next()
    assert before
    with library.write() as writer:
        writer.put(
            [Paper(id=before.paper.id, ids=before.paper.ids, title="Bread", abstract="x" * 900)]
        )

    after = resume(library, "owls", "Ada").next()

    assert after
    assert (after.paper.title, after.paper.abstract) == (before.paper.title, before.paper.abstract)


def test_screeners_are_blind_to_each_other(library: Library) -> None:
    """What one user decides changes nothing for another, who may decide otherwise."""
    ada, grace = (resume(library, "owls", name) for name in ("Ada", "Grace"))
    first = grace.next()
    for _ in range(5):
        pick = ada.next()
        assert pick
        ada.decide(pick.number, included=True)

    grace.reload()

    assert grace.next() == first
    assert grace.progress.decisions == []


def test_two_windows_of_one_user_agree(library: Library) -> None:
    """Two windows lose nothing: each decision counts, and of two on a paper the later one."""
    one, two = resume(library, "owls", "Ada"), resume(library, "owls", "Ada")
    pick = one.next()
    assert pick
    one.decide(pick.number, included=True)
    two.decide(pick.number, included=False, reason="wrong animal")
    one.reload()

    assert [tuple(decision) for decision in one.progress.decisions] == [(pick.number, False)]
    assert one.progress.reasons == {pick.number: "wrong animal"}


def _read(screening: Screening, labels: list[bool]) -> int:
    """Decide by labels until the certificate holds or all is read; return how many were read."""
    while pick := screening.next():
        screening.decide(pick.number, included=labels[pick.number])
        offer = screening.offer(0.6)
        if offer:
            screening.begin_check(offer)
        if screening.progress.certificate and screening.progress.certificate.kept:
            break
    return len(screening.progress.decisions)


def test_a_certificate_ends_a_screening(tmp_path: Path) -> None:
    """After 5 % excluded in a row a check is offered; what it proves is true and ends reading."""
    library = Library(tmp_path / "lib")
    labels = put(library, size=240)
    pools.begin(library, "owls", QUERY)
    screening = resume(library, "owls", "Ada")

    read = _read(screening, labels)

    proved = resume(library, "owls", "Ada").progress.certificate
    assert proved
    assert proved.kept
    assert 0 < read < 240
    assert INCLUDED - proved.found <= proved.left
    assert proved.unread == 240 - read
    assert proved.words == (
        f"{proved.found} found; at most {proved.left} left in {240 - read} unread, 95 % sure"
    )


def test_a_check_is_offered_after_excluded_papers_in_a_row_and_survives_a_kill(
    library: Library,
) -> None:
    """Then its random papers come next, also after a kill, and undo ends the check."""
    screening = resume(library, "owls", "Ada")
    for number in range(patience(SIZE)):
        assert screening.offer() is None
        screening.decide(number, included=number == 0)
    screening.decide(40, included=False)
    offer = screening.offer()
    assert offer
    assert offer.words == f"check {offer.papers} random papers of {offer.unread} unread"
    screening.begin_check(offer)

    again = resume(library, "owls", "Ada")

    coming = again.coming()
    assert coming == screening.coming()
    are_checks = [again.pick(number).why.is_check for number in coming]
    assert are_checks.index(False) == offer.papers
    assert len(again.undo()) == offer.papers
    assert again.progress.check is None
    assert again.offer() == offer


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        ("owls", "owl", "already"),
        ("", "owl", "a name and a query"),
        ("new", "  ", "a name and a query"),
    ],
)
def test_a_wrong_beginning_is_refused(
    library: Library, name: str, query: str, message: str
) -> None:
    """A name that is taken, and an empty name or query, are usage errors."""
    with pytest.raises(UsageError, match=message):
        pools.begin(library, name, query)


def test_an_unknown_screening_is_refused(library: Library) -> None:
    """For an unknown name the error suggests the nearest one."""
    with pytest.raises(UsageError, match='did you mean "owls"'):
        resume(library, "owl")


def test_a_forgotten_paper_is_not_shown(library: Library) -> None:
    """A paper that is removed from the library is not shown, and the others keep their numbers."""
    from papertriage.flows.upkeep.upkeep import forget

    screening = resume(library, "owls", "Ada")
    before = screening.coming()
    forget(library, ids=[screening.pick(before[0]).paper.id], source=None)

    after = resume(library, "owls", "Ada").coming()

    assert before[0] not in after
    assert len(after) == SIZE - 1


def _disagree(library: Library) -> None:
    """Let two users decide on the same three papers, and disagree about the second."""
    for name, choices in (("Ada", (True, True, False)), ("Grace", (True, False, False))):
        screening = resume(library, "owls", name)
        for number, included in enumerate(choices):
            screening.decide(number, included=included, reason=None if included else "no owl")


def test_conflicts_are_listed_afterwards(library: Library) -> None:
    """The command shows decisions by user, reasons for exclusion, and papers with disagreement."""
    _disagree(library)
    folder = library.folder

    shown = run("--library", folder, "screenings", "owls").stdout.decode()
    conflicts = run("--library", folder, "screenings", "owls", "--conflicts").stdout.decode()
    table = run("--library", folder, "screenings", "owls", "-f", "csv").stdout.decode()

    assert f"owls: {SIZE} papers · {QUERY} (words-1)" in shown
    assert ["Grace", "3", "1", "2", str(SIZE - 3)] in [line.split() for line in shown.splitlines()]
    assert "Grace excluded: 2 no owl" in shown
    assert len(conflicts.splitlines()) == 2
    assert "arxiv:2601.00001  Ada: included; Grace: excluded (no owl)" in conflicts
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["by"], row["decision"]) for row in rows[2:4]] == [
        ("Ada", "included"),
        ("Grace", "excluded"),
    ]
    listed = run("--library", folder, "screenings").stdout.decode()
    assert "Ada 3, Grace 3" in listed


def test_a_certificate_is_shown_with_its_promise(library: Library) -> None:
    """A finished check is reported in words, with what it was to promise."""
    screening = resume(library, "owls", "Ada")
    for number in range(patience(SIZE)):
        screening.decide(number, included=False)
    offer = screening.offer()
    assert offer
    screening.begin_check(offer)
    while screening.progress.check and (pick := screening.next()):
        screening.decide(pick.number, included=False)
    proved = screening.progress.certificate
    assert proved

    shown = run("--library", library.folder, "screenings", "owls").stdout.decode()

    assert f"Ada: {proved.words}; enough for a recall of 0.80" in shown
    assert proved.words == f"0 found; at most 0 left in {proved.unread} unread, 95 % sure"


def test_an_exclusion_hides_no_paper_from_the_lists(library: Library) -> None:
    """What a screening includes is starred for its user; what it excludes is listed as before."""
    _disagree(library)

    with library.read() as view:
        grace, other = decided(view, "Grace"), decided(view, "Edith")

    assert grace.marked({"star"}) == {"arxiv:2601.00000"}
    assert grace.marked({"skip"}) == frozenset()
    assert grace.others == {}
    assert other.own == {}
    assert other.others == {}


def test_screeners_on_two_machines_meet_by_merging_the_log(
    library: Library, tmp_path: Path
) -> None:
    """The union of two histories, in any order of lines, has both screeners as they were."""
    other = Library(shutil.copytree(library.folder, tmp_path / "other"))
    for place, name, included in ((library, "Ada", True), (other, "Grace", False)):
        screening = resume(place, "owls", name)
        for number in (4, 2):
            screening.decide(number, included=included)
    logs = [place.folder / "history.jsonl" for place in (library, other)]
    lines = {line for log in logs for line in log.read_text("utf-8").splitlines()}
    logs[0].write_text("".join(f"{line}\n" for line in sorted(lines)), "utf-8")

    ada, grace = (resume(library, "owls", name).progress for name in ("Ada", "Grace"))

    assert [tuple(decision) for decision in ada.decisions] == [(4, True), (2, True)]
    assert [tuple(decision) for decision in grace.decisions] == [(4, False), (2, False)]
    assert sum(map(is_conflict, verdicts(library, "owls"))) == 2
