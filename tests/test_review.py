"""The review: one paper at a time, a key for each decision, nothing lost."""

import asyncio
import os
import pty
import select
import shlex
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from cli_help import COMMAND, PASTES, run
from memory_help import DAY, library_of, mark, mark_seen, paper, put, ranked
from papertriage.config.review import PRESETS
from papertriage.config.user import user_name
from papertriage.errors import UsageError
from papertriage.flows import browser
from papertriage.flows.lists.decisions import decided
from papertriage.flows.review.decks import of_lists, of_search, of_words
from papertriage.library import Library, TagLine, layout, lock, text_hash
from papertriage.paper import Evidence, Tag
from papertriage.ranking.select import Criteria
from papertriage.report import Mark
from papertriage.tui.app import Review
from papertriage.tui.titles import Titles

FIRST, SECOND, THIRD = (f"arxiv:2611.{number:05}" for number in (1, 2, 3))
KEYS = PRESETS["papertriage"]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Make a library of three papers on owls, the best first."""
    made = library_of(tmp_path / "lab", *(paper(number) for number in (1, 2, 3)))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Mira Quill")
    user_name.cache_clear()
    yield Library(made.folder, lock_timeout=0.1)
    user_name.cache_clear()


def deck(library: Library, *topics: str, user: str = "", **asked: Any) -> Any:
    criteria = Criteria(topics=topics, taxonomy=("owls", "barns"), undecided=True, **asked)
    return of_lists(library, criteria, user)


def reviewed(
    library: Library,
    steps: Callable[[Review, Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (100, 30),
    **how: Any,
) -> Review:
    """Run a review in a terminal of a size, and take some steps in it."""
    made = how.pop("deck", None) or deck(library)
    how.setdefault("find", partial(of_search, library))
    app = Review(made, how.pop("keys", KEYS), how.pop("reasons", ()), **how)

    async def inside() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(inside())
    return app


def pressing(*keys: str) -> Callable[[Review, Pilot[None]], Awaitable[None]]:
    """Return a step that presses keys, each when the one before it was handled."""

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        for key in keys:
            await press(app, pilot, key)

    return steps


async def press(app: Review, pilot: Pilot[None], key: str) -> None:
    await pilot.press(key)
    if len(app.screen_stack) == 1:
        await asyncio.wait_for(_settled_or_asked(app), 30)
    await pilot.pause()


async def _settled_or_asked(app: Review) -> None:
    """Wait until the key was handled, or a dialog waits for input."""
    settled = asyncio.create_task(app.settled())
    while not settled.done() and len(app.screen_stack) == 1:  # noqa: ASYNC110 - no event exists
        await asyncio.sleep(0.01)
    settled.cancel()


def text(app: Review, part: str) -> str:
    return str(app.query_one(f"#{part}", Static).render())


def own(library: Library, user: str = "") -> dict[str, Mark]:
    with library.read() as view:
        return decided(view, user).own


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", ["star", "skip", "later", "read"])
def test_a_key_decides_and_shows_the_next(library: Library, preset: str, kind: str) -> None:
    """Each verdict has a key in each preset, and is stored before the next paper appears."""
    seen: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        seen.append(text(app, "card"))
        await press(app, pilot, PRESETS[preset][kind][0])
        history = (library.folder / layout.HISTORY).read_text("utf-8")
        assert f'"event":"{kind}"' in history
        seen.append(text(app, "card"))

    app = reviewed(library, steps, keys=PRESETS[preset])
    assert own(library)[FIRST].verdict == kind
    assert "Village 1" in seen[0]
    assert "Village 2" in seen[1]
    assert app.at == 1


def test_keys_typed_ahead_are_taken_in_turn(library: Library) -> None:
    """Three keys at once decide on three papers, and a message says that none is left."""
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        await pilot.press("s", "x", "l")
        await app.settled()
        await pilot.pause()
        messages.extend([text(app, "card"), text(app, "head")])
        await press(app, pilot, "k")
        assert app.at == 2

    reviewed(library, steps)
    assert [own(library)[key].verdict for key in (FIRST, SECOND, THIRD)] == [
        "star",
        "skip",
        "later",
    ]
    assert "All 3 papers are decided" in messages[0]
    assert "1 starred · 1 skipped · 1 for later" in messages[1]


def test_moving_decides_nothing(library: Library) -> None:
    """Next and previous stop at the ends."""
    app = reviewed(library, pressing("space", "j", "j", "j", "backspace", "k", "k", "down"))
    assert app.at == 0
    assert own(library) == {}


def test_undo_and_clear(library: Library) -> None:
    """Undo takes back one decision after the other; clear takes back all of a paper."""
    app = reviewed(library, pressing("s", "x", "u", "u"))
    assert (app.at, own(library)) == (0, {})
    reviewed(library, pressing("s", "k", "c"))
    assert own(library) == {}
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        for _ in range(3):
            await press(app, pilot, "u")
        messages.append(text(app, "message"))

    reviewed(library, steps)
    assert "no decision to undo" in messages[0]


def test_notes_and_reasons(library: Library) -> None:
    """A note is typed, a reason typed or chosen by its digit; Esc decides nothing."""
    keys = ("n", *"good", "enter", "X", "2", "X", *"odd", "enter", "X", "escape", "n", "escape")
    reviewed(library, pressing(*keys), reasons=("no owls", "no barns"))
    found = own(library)
    assert (found[FIRST].note, found[FIRST].reason) == ("good", "no barns")
    assert found[SECOND].reason == "odd"
    assert THIRD not in found


def test_a_skip_in_a_review_of_a_topic_is_of_that_list(library: Library) -> None:
    """On one topic's list it is stored with the topic; elsewhere it is a skip of the paper."""
    put(library, scores={"owls": 0.9, "barns": 0.8})
    reviewed(library, pressing("x"), deck=deck(library, "owls"))
    assert own(library)[FIRST].skipped == {"owls": ""}
    assert len(deck(library, "owls").cards) == 2
    reviewed(library, pressing("x"), deck=deck(library, "owls", "barns"))
    assert sum(mark.verdict == "skip" for mark in own(library).values()) == 1


def test_search_and_back(library: Library) -> None:
    """A search opens its own deck, Esc returns; a wrong query is reported."""
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        await pressing("j", "/", *"village", "enter")(app, pilot)
        await app.settled()
        messages.append(text(app, "head"))
        await pressing("x", "escape")(app, pilot)
        messages.append(text(app, "head"))
        for query in ("zzz", "("):
            await pressing("/", *query, "enter")(app, pilot)
            await app.settled()
            messages.append(text(app, "message"))

    app = reviewed(library, steps)
    assert messages[0].startswith("village · 1 of 3")
    assert "2 of 3" in messages[1]
    assert all(messages)
    assert app.at == 1
    assert len(own(library)) == 1


def test_the_list_shows_marks_and_leads_to_a_paper(library: Library) -> None:
    """Enter opens the paper under the cursor, Esc returns."""
    app = reviewed(library, pressing("s", "b", "home", "down", "down", "enter"))
    assert app.at == 2
    app = reviewed(library, pressing("b", "end", "up", "escape"))
    assert app.at == 0


def test_open_and_pdf(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address opens in the browser; without a browser it is shown and copied."""
    opened: list[str] = []

    def note(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(browser, "opened", note)
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        for key in ("o", "p"):
            await press(app, pilot, key)
            messages.append(text(app, "message"))
        monkeypatch.setattr(browser, "opened", lambda _: False)
        await press(app, pilot, "o")
        messages.append(text(app, "message"))

    app = reviewed(library, steps)
    assert opened == ["https://arxiv.org/abs/2611.00001", "https://arxiv.org/pdf/2611.00001"]
    assert messages == [*(f"opened {address}" for address in opened), opened[0]]
    assert app.clipboard == opened[0]


def test_help_names_every_key(library: Library) -> None:
    """The help lists the keys of the configuration, and any key closes it."""
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        await press(app, pilot, "question_mark")
        messages.append(str(app.screen.query_one(Static).render()))
        await press(app, pilot, "s")

    reviewed(library, steps, keys=PRESETS["rayyan"])
    assert all(key in messages[0] for keys in PRESETS["rayyan"].values() for key in keys)
    assert own(library) == {}


# --- the screen ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 20), (100, 24), (200, 60)])
@pytest.mark.parametrize("unicode", [True, False])
def test_every_size_shows_title_and_keys(
    library: Library, size: tuple[int, int], *, unicode: bool
) -> None:
    """At any width the whole title and the keys are shown, also after the terminal was resized."""
    found: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        found.extend(text(app, part) for part in ("card", "foot", "head"))
        lines = [line for part in found[1:] for line in part.splitlines()]
        assert max(map(len, lines)) <= size[0] - 2

    reviewed(library, steps, size=size, unicode=unicode)
    assert "Warm Rafters of Village 1 Under Falling Snow" in found[0]
    assert all(word in found[1] for word in ("s star", "x skip", "q quit"))
    assert found[2].isascii() or unicode


def test_evidence_is_underlined(tmp_path: Path) -> None:
    """Keywords in title and abstract are marked by more than colour."""
    one = paper(1, abstract="Barn owls sleep. [red]Owls[/red] do not.")
    library = library_of(tmp_path / "lab", one)
    evidence = [
        Evidence(kind="keyword", text="barn owls", share=3.0, field="abstract", count=1),
        Evidence(kind="keyword", text="village", share=1.0, field="title", count=1),
    ]
    with library.read() as view:
        stored = view.tagged(view.numbers()[0])
    tag = Tag(topic="owls", score=0.9, base=-2.0, evidence=evidence)
    from papertriage.ranking.select import Listed, Remembered, entry
    from papertriage.tui.card import card

    drawn = card(entry(1, Listed(stored, tag, []), ("owls",), Remembered()), unicode=True)
    marked = {
        drawn.plain[span.start : span.end] for span in drawn.spans if "underline" in str(span.style)
    }
    assert marked == {"Barn owls", "Village"}
    assert "[red]Owls[/red]" in drawn.plain


def test_no_color_is_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR the star is not yellow."""
    mark(library, [FIRST], "star", None, DAY)
    shots = []
    for value in (None, "1"):
        if value:
            monkeypatch.setenv("NO_COLOR", value)
        else:
            monkeypatch.delenv("NO_COLOR", raising=False)
        app = Review(
            deck(library, include=frozenset({"star"})), KEYS, find=partial(of_search, library)
        )
        shots.append(app.no_color)
    assert shots == [False, True]


def test_the_number_of_likely_papers_is_shown(library: Library) -> None:
    """The scores of the next papers add up to how many are likely on topic."""
    found: list[str] = []

    async def steps(app: Review, _: Pilot[None]) -> None:
        found.append(text(app, "head"))

    reviewed(library, steps)
    assert found[0].endswith("2 of the next 2 likely")


@pytest.mark.slow
def test_ten_thousand_papers(tmp_path: Path) -> None:
    """A long deck opens and scrolls to its end, and a decision takes under two seconds."""
    library = library_of(tmp_path / "lab")
    put(library, *(paper(number) for number in range(1, 10_001)), scores={"owls": 0.9})
    took: list[float] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        start = time.process_time()
        await press(app, pilot, "s")
        took.append(time.process_time() - start)
        await press(app, pilot, "b")
        assert isinstance(app.screen, Titles)
        assert str(app.screen.query_one("#keys", Static).render()) == " enter show   esc back"
        await pilot.press("end", "enter")
        await app.settled()
        assert app.at == len(app.deck.cards) - 1 == 9_999

    reviewed(library, steps)
    assert took[0] < 2


# --- others at work ------------------------------------------------------------------------------


def test_a_locked_library_is_reported_and_waited_for(library: Library) -> None:
    """While another process holds the lock the paper stays; then the decision is stored."""
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        with lock.hold(library.folder / layout.LOCK, timeout=1, notice=print):
            await pilot.press("s")
            for _ in range(200):
                await pilot.pause(0.02)
                if "waiting" in text(app, "message"):
                    break
            messages.append(text(app, "message"))
            assert app.at == 0
        await app.settled()

    app = reviewed(library, steps)
    assert messages[0].startswith("waiting: ")
    assert str(os.getpid()) in messages[0]
    assert app.at == 1
    assert own(library)[FIRST].verdict == "star"


def test_a_library_that_stays_locked(library: Library) -> None:
    """After the timeout a message says that nothing was stored, and the paper stays."""
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        with lock.hold(library.folder / layout.LOCK, timeout=1, notice=print):
            await press(app, pilot, "s")
            messages.append(text(app, "message"))
            await press(app, pilot, "j")

    app = reviewed(library, steps, patience=0.2)
    assert "nothing was stored" in messages[0]
    assert app.at == 1
    assert own(library) == {}


def test_two_reviews_at_once(library: Library) -> None:
    """Each review shows the other's decisions as soon as it decides itself."""
    other = deck(library)

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        from papertriage.flows.lists.decisions import Decision

        other.decide(1, Decision(kind="later"))
        await press(app, pilot, "s")
        assert app.at == 2

    reviewed(library, steps)
    assert {key: one.verdict for key, one in own(library).items()} == {
        FIRST: "star",
        SECOND: "later",
    }


def test_a_paper_is_forgotten_during_a_review(library: Library) -> None:
    """A message says so, and the review continues."""
    messages: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        run("forget", FIRST, "--library", library.folder)
        await press(app, pilot, "s")
        messages.append(text(app, "message"))
        await press(app, pilot, "j")

    app = reviewed(library, steps)
    assert "no paper" in messages[0]
    assert app.at == 1


def test_somebody_else_reviews(library: Library) -> None:
    """--as decides under another name, and shows one's own decisions by name."""
    mark(library, [FIRST], "star", None, DAY)
    found: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        found.append(text(app, "card"))
        await press(app, pilot, "x")

    reviewed(library, steps, deck=deck(library, user="Ada Okafor"))
    assert "Mira Quill: ★ starred" in found[0]
    assert own(library)[FIRST].verdict == "star"
    assert own(library, "Ada Okafor")[FIRST].verdict == "skip"


# --- decks ---------------------------------------------------------------------------------------


def keys(made: Any) -> list[str]:
    return [card.key for card in made.cards]


def test_without_options_the_newest_listing_comes_first(library: Library) -> None:
    """Papers never listed come first, then the latest listing; decided ones are left out."""
    report = ranked(library, "owls")
    for number, day in ((0, DAY.replace(day=18)), (1, DAY.replace(day=19))):
        one = ranked(library, "owls")
        one.lists[0].entries = [report.lists[0].entries[number]]
        mark_seen(library, one, day)
    assert keys(deck(library)) == [THIRD, SECOND, FIRST]
    mark(library, [SECOND], "star", None, DAY)
    assert keys(deck(library)) == [THIRD, FIRST]
    assert keys(deck(library, include=frozenset({"star"}))) == [THIRD, SECOND, FIRST]
    assert keys(deck(library, new=True)) == [THIRD]
    with pytest.raises(UsageError, match='did you mean "owls"'):
        deck(library, "owl")


def test_near_papers_come_last(library: Library) -> None:
    """The requested number of near papers follows those on the topic, and they are labelled."""
    put(library, paper(4), paper(5))
    with library.read() as view, library.write() as writer:
        for number, one in zip(view.numbers(), view.papers(), strict=True):
            near = one.id in {FIRST, SECOND}
            tags = [Tag(topic="owls", score=0.4 if near else 0.9, base=0.0)]
            writer.put_tags([TagLine(of=text_hash(one).hex(), by=f"t{number}", tags=tags)])
    assert set(keys(deck(library, "owls"))) == {THIRD, "arxiv:2611.00004", "arxiv:2611.00005"}
    found = deck(library, "owls", near=1)
    assert keys(found)[3:] == [FIRST]
    assert len(deck(library, near=None).cards) == 5
    shown: list[str] = []

    async def steps(app: Review, pilot: Pilot[None]) -> None:
        await pressing("k", "j", "j", "j")(app, pilot)
        shown.append(text(app, "card"))

    reviewed(library, steps, deck=found)
    assert ".40  near owls" in shown[0]


def test_decks_of_words(library: Library) -> None:
    """Searches and --like leave out decided papers, too."""
    mark(library, [FIRST], "read", None, DAY)
    assert set(keys(of_search(library, "village"))) == {SECOND, THIRD}
    found = of_words(library, [SECOND], None, Criteria(min_score=0.0))
    assert keys(found) == [THIRD]


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reported"),
    [
        ([], "review needs a terminal"),
        (["owls", "-t", "owls"], "cannot be combined"),
        (["--query", "x", "--new"], "cannot be combined"),
    ],
)
def test_review_refuses(words: list[str], reported: str) -> None:
    """Without a terminal, or with two ways to choose papers, it exits with 2 and says why."""
    assert reported in run("review", *words, code=2).stderr.decode()


@pytest.mark.parametrize(
    ("lines", "reported"),
    [
        ("keys: rayan", 'did you mean "rayyan"'),
        ("keys: {star: x}", '"x" is used for both'),
        ("keys: {stars: x}", "stars"),
        ("key: rayyan", "key"),
    ],
)
def test_wrong_keys_are_refused(tmp_path: Path, lines: str, reported: str) -> None:
    """The message names the file and the line."""
    file = tmp_path / "papertriage.yaml"
    file.write_text(f"review:\n  {lines}\n", "utf-8")
    messages = run("--config", file, "config", "show", code=78).stderr.decode()
    assert reported in messages
    assert "papertriage.yaml:2" in messages


def test_keys_of_the_configuration(tmp_path: Path) -> None:
    """A preset, single keys that override it, and reasons are read."""
    from papertriage.config.config import settings

    file = tmp_path / "papertriage.yaml"
    file.write_text(
        "review:\n  keys: {preset: rayyan, undo: ctrl+z, open: [o, enter]}\n  reasons: [off]\n",
        "utf-8",
    )
    found = settings(config=file).review
    assert found.keys["star"] == ("i",)
    assert (found.keys["undo"], found.keys["open"]) == (("ctrl+z",), ("o", "enter"))
    assert found.reasons == ("off",)


def test_a_killed_review_loses_nothing(library: Library) -> None:
    """Decisions made before a review is killed are kept."""
    with _terminal("--library", str(library.folder), "review") as (child, main):
        _until(main, "Village 1")
        os.write(main, b"s")
        _until(main, "Village 2")
        child.kill()
    assert own(library)[FIRST].verdict == "star"


@contextmanager
def _terminal(*words: str) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """Run the command in a terminal of its own, and kill it if it is still there at the end."""
    main, side = pty.openpty()
    child = subprocess.Popen(
        [COMMAND, *words],
        stdin=side,
        stdout=side,
        stderr=side,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"},
        start_new_session=True,
    )
    os.close(side)
    try:
        yield child, main
    finally:
        child.kill()
        child.wait()
        os.close(main)


def _until(terminal: int, words: str) -> None:
    """Read what a terminal shows until some words come."""
    shown = b""
    end = time.monotonic() + 60
    while words.encode() not in shown:
        assert time.monotonic() < end, shown
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 65536)


# --- the page in docs ----------------------------------------------------------------------------

PAGE = Path(__file__).parents[1] / "docs" / "review.md"


def commands_in(page: Path) -> list[list[str]]:
    """Return the words of each command of a page, without the command's own name."""
    lines = page.read_text("utf-8").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("    papertriage ")]


@pytest.mark.slow
def test_every_command_of_the_page_works(tmp_path: Path) -> None:
    """Each runs in the library of the examples; a review shows a paper, and quits by its key."""
    lab = tmp_path / "library"
    run("-q", "ingest", *PASTES, "--library", lab)
    run("-q", "tag", "--library", lab)
    run("-q", "mark", "2607.01934", "later", "--library", lab)
    commands = commands_in(PAGE)
    assert len(commands) == 12
    for words in commands:
        if words[0] == "review":
            assert in_a_terminal(["--library", str(lab), *words]) == 0, words
        else:
            run(*words, "--library", lab, cwd=tmp_path)


def in_a_terminal(words: list[str]) -> int:
    """Run a review until it shows a paper, and quit it; return its exit code."""
    with _terminal(*words) as (child, main):
        _until(main, "q quit")
        os.write(main, b"q")
        _until(main, "\x1b[?1049l")
        return child.wait(timeout=30)
