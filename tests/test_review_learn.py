"""`review --learn`: the screen of a screening."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from cli_help import run
from learning_help import QUERY, invented_pool
from papertriage.errors import UsageError
from papertriage.flows.lists.decisions import decided
from papertriage.flows.review.pool import HOW_TO_START
from papertriage.flows.review.screening_deck import of_screening
from papertriage.learning.learner import Learner
from papertriage.learning.simulate import read_all
from papertriage.learning.stopping import patience
from papertriage.library import Library
from papertriage.tui.app import Review
from test_review import commands_in, in_a_terminal, press, reviewed, text
from test_screening import put

SIZE = 50
PAGE = Path(__file__).parents[1] / "docs" / "screening.md"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Make a library with an invented pool."""
    library = Library(tmp_path / "lib")
    put(library, size=SIZE)
    return library


@pytest.mark.slow
def test_the_next_paper_is_the_one_that_the_learner_puts_first(library: Library) -> None:
    """Decided by keys, the papers come in the order of simulate, each with its reasons."""
    records, labels = invented_pool(1, SIZE, 14)
    deck = of_screening(library, "owls", QUERY, user="Ada")
    reasons: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        while app.at is not None:
            reasons.append(text(app, "card").splitlines()[-1])
            label = labels[deck.screening.coming()[0]]
            await press(app, pilot, "s" if label else "x")
            if len(app.screen_stack) > 1:  # the offer of a check
                await press(app, pilot, "2")

    app = reviewed(library, steps, deck=deck)

    shown = [decision.number for decision in deck.screening.progress.decisions]
    assert shown == read_all(Learner(records, QUERY), labels)
    assert "query: " in reasons[0]
    assert "learned: ~" in reasons[10]
    assert all(not reason.startswith("0") for reason in reasons)
    assert app.deck.counts() == {"star": 14, "skip": SIZE - 14}


def test_undo_shows_the_paper_again(library: Library) -> None:
    """The key u undoes the last decision and shows the paper again; without one it says so."""
    cards: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        await press(app, pilot, "u")
        cards.append(text(app, "message"))
        cards.append(text(app, "card"))
        await press(app, pilot, "s")
        await press(app, pilot, "u")
        cards.append(text(app, "card"))

    reviewed(library, steps, deck=of_screening(library, "owls", QUERY, user="Ada"))

    assert "no decision in this screening to undo" in cards[0]
    assert cards[1] == cards[2]


@pytest.mark.slow
def test_a_check_is_offered_and_its_result_is_shown(library: Library) -> None:
    """After 5 % excluded in a row the screen offers a check, and shows its result in words."""
    deck = of_screening(library, "owls", QUERY, promise=0.5, user="Ada")
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        for key in "s" + "x" * patience(SIZE):
            await press(app, pilot, key)
        messages.append(str(app.screen.query("Static").first().render()))
        await press(app, pilot, "1")
        await app.settled()
        await pilot.pause()
        messages.append(text(app, "card"))
        while deck.screening.progress.check:
            await press(app, pilot, "x")
        messages.append(text(app, "message"))

    reviewed(library, steps, deck=deck)

    assert "30 papers in a row were excluded. Check 16 random papers of 19 unread?" in messages[0]
    assert "drawn at random, to check what is left" in messages[1]
    assert messages[2] == "1 found; at most 1 left in 3 unread, 95 % sure: you may stop"


def test_only_star_skip_and_notes_are_taken(library: Library) -> None:
    """Later is refused with a message; notes and reasons are stored."""
    deck = of_screening(library, "owls", QUERY, user="Ada")
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        await press(app, pilot, "l")
        messages.extend([text(app, "message"), text(app, "foot"), text(app, "head")])
        for key in ("n", *"wait", "enter", "X", *"bread", "enter"):
            await press(app, pilot, key)
        await app.settled()

    reviewed(library, steps, deck=deck)

    assert "star (included) and skip (excluded)" in messages[0]
    assert "s include   x exclude   n note" in messages[1]
    assert "included" not in messages[2]
    assert list(deck.screening.progress.reasons.values()) == ["bread"]
    with library.read() as view:
        assert list(decided(view, "Ada").noted().values()) == ["wait"]


def test_words_of_the_query_are_evidence(library: Library) -> None:
    """The query's words are marked in the text in any form with the same stem."""
    deck = of_screening(library, "hear", "owl hear", user="Ada")
    entry = deck.entry(0)
    assert entry is not None
    marked = {part.text for part in entry.tag.evidence}
    assert {"owl", "owls", "hearing"} & marked
    assert all(word.startswith(("owl", "hear")) for word in marked)


def test_a_screening_is_named_resumed_and_extended(library: Library) -> None:
    """Without a name the query names it; the same call resumes it; --extend adds new papers."""
    begun = of_screening(library, None, "owls at night", user="Ada")
    begun.screening.decide(0, included=True)

    again = of_screening(library, None, None, user="Ada")

    assert again.name == begun.name == "owls at night"
    assert again.counts() == {"star": 1}
    put(library, seed=2, size=30, first=500)
    assert len(of_screening(library, None, "owls at night", user="Ada").cards) == SIZE
    assert len(of_screening(library, None, None, extend=True, user="Ada").cards) == SIZE + 30


def test_what_cannot_be_opened_is_refused(library: Library) -> None:
    """Without a query and a screening, or with an unknown name, the error says what to do."""
    for name, what in ((None, "name a screening"), ("owls", 'no screening "owls"')):
        with pytest.raises(UsageError, match=what) as refused:
            of_screening(library, name, None)
        assert refused.value.hint == HOW_TO_START


def test_learn_takes_a_query_or_a_topic_alone() -> None:
    """Options that choose papers otherwise are refused with --learn, and its own without it."""
    assert b"--learn starts from" in run("review", "--learn", "--new", code=2).stderr
    assert b"add --learn" in run("review", "--name", "owls", code=2).stderr


@pytest.mark.slow
def test_every_command_of_the_page_works(library: Library, tmp_path: Path) -> None:
    """Each runs in a library with a pool; the screening shows a paper, and quits by its key."""
    records, labels = invented_pool(2, 30, 6)
    labelled = list(zip(records, labels, strict=True))
    (tmp_path / "search.ris").write_text(
        "".join(f"TY  - JOUR\nTI  - {one.title}\nER  - \n" for one in records)
    )
    (tmp_path / "screened.csv").write_text(
        "title,abstract,included\n"
        + "".join(f"{one.title},{one.abstract},{label:d}\n" for one, label in labelled)
    )
    commands = commands_in(PAGE)
    assert len(commands) == 10
    for words in commands:
        if words[0] == "review":
            assert in_a_terminal(["--library", str(library.folder), *words]) == 0, words
        else:
            run("--library", library.folder, *words, cwd=tmp_path)
    assert (tmp_path / "curve.svg").exists()
    assert (tmp_path / "decisions.csv").read_text().startswith("id,title,by,decision,reason")
