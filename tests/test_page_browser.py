"""The page in a real browser: search, filters, keys, copying, dark mode; nothing is loaded."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chromium_help import BROWSER, Browser, BrowserError, Page, browser
from cli_help import run
from page_help import page_of, paper, some_papers
from papertriage.paper import Paper
from papertriage.writers.jsonl import record_line

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here to drive")

_SHOWN = """[...document.querySelectorAll("article")].filter(a => a.checkVisibility())
    .map(a => a.querySelector("h3").textContent)"""
_KEPT = "new Promise(done => setTimeout(done, 1000))"
"""The browser hands on what a page keeps a moment later."""
_AT = "document.querySelector('article.at h3')?.textContent ?? null"

LANTERNS, MASK, WICK, TEACHERS, GAPS = (
    "Lanterns for Face Verification", "A Mask of Wool", "≈ Wick, a student",
    "Teachers Who Forget", "Gaps Worth Keeping",
)  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """Run one browser for all tests; each opens a page of its own."""
    with browser() as one:
        yield one


@pytest.fixture
def opened(running: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of papers; at the end, check for script errors."""
    pages: list[Page] = []

    def open_page(papers: list[Paper] | None = None, width: int = 1280) -> Page:
        path = tmp_path / "page.html"
        path.write_text(page_of(some_papers() if papers is None else papers), "utf-8")
        pages.append(running.open(path.as_uri(), width))
        return pages[-1]

    yield open_page
    for page in pages:
        assert page.events("Runtime.exceptionThrown") == []
        assert page.events("Runtime.consoleAPICalled") == []
        assert page.events("Log.entryAdded") == []
        asked = [event["request"]["url"] for event in page.events("Network.requestWillBeSent")]
        # The browser's own calendar icon is a data address.
        assert {url for url in asked if not url.startswith("data:")} == {page.js("location.href")}
        page.js("try { localStorage.clear() } catch {}")
        page.close()


def shown(page: Page) -> list[str]:
    titles: list[str] = page.js(_SHOWN)
    return titles


def set_value(page: Page, selector: str, value: str) -> None:
    """Set a control as a person's input would."""
    page.js(
        f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
        f"e.value = {json.dumps(value)}; e.dispatchEvent(new Event('input')) }})()"
    )


def text(page: Page, selector: str) -> str:
    found: str = page.js(f"document.querySelector({json.dumps(selector)}).textContent")
    return found


def test_search_as_you_type(opened: Callable[..., Page]) -> None:
    """Every word and phrase must occur, ``-word`` must not; accents make no difference."""
    page = opened()
    for typed, found in {
        "face": [LANTERNS],
        "FACE night": [LANTERNS],
        "okafor": [LANTERNS],
        "2611.00002": [MASK],
        "student": [WICK, TEACHERS],
        "student -teacher": [WICK],
        '"student naively"': [TEACHERS],
        '"naively student"': [],
        "cs.cv": [LANTERNS],
        "bibtex": [],
        "-": [LANTERNS, MASK, WICK, TEACHERS, GAPS],
    }.items():
        page.press("/", *typed)

        assert (typed, shown(page)) == (typed, found)
        reported = "5 papers" if len(found) == 5 else f"{len(found)} of 5 papers"
        assert text(page, "#count") == reported
        page.press("Escape", "Escape")
        assert len(shown(page)) == 5


def test_what_fits_is_seen_at_once(opened: Callable[..., Page]) -> None:
    """After a search from far down the page the first match is on the screen."""
    page = opened([*some_papers(), *(paper(n, f"Kettle {n}", "x") for n in range(10, 90))])
    page.js("scrollTo(0, document.body.scrollHeight)")

    page.press("/", *"kettle")

    page.js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    in_sight = (
        "document.elementFromPoint(700, 120)?.closest('article')?.querySelector('h3').textContent"
    )
    assert page.js(in_sight) == "Kettle 10"


def test_filters_join(opened: Callable[..., Page]) -> None:
    """Topics, days, score and unread filter together, and one button resets them."""
    page = opened()

    page.click(".topic[data-topic='1']")
    assert shown(page) == [LANTERNS, TEACHERS]
    assert [text(page, "#list0 .number"), text(page, "#list1 .number")] == ["1 of 3", "1"]
    set_value(page, "#from", "2026-11-01")
    assert shown(page) == [LANTERNS]
    set_value(page, "#least", "98")
    assert shown(page) == []
    assert page.js("document.querySelector('#nothing').checkVisibility()")
    page.click("#show-all")
    assert len(shown(page)) == 5
    assert text(page, "#count") == "5 papers"


def test_days_are_kept_as_since_and_until_do(opened: Callable[..., Page]) -> None:
    """A partial date matches any of its days; a date filter hides undated papers."""
    page = opened()
    for days, found in {
        ("2026-11-02", ""): [LANTERNS, MASK],
        ("", "2026-11-01"): [WICK, TEACHERS],
        ("2026-07-31", "2026-07-31"): [WICK],
        ("2026-08-01", "2026-10-31"): [TEACHERS],
        ("", ""): [LANTERNS, MASK, WICK, TEACHERS, GAPS],
    }.items():
        set_value(page, "#from", days[0])
        set_value(page, "#to", days[1])

        assert (days, shown(page)) == (days, found)


def test_recent_days_count_from_the_newest_paper(opened: Callable[..., Page]) -> None:
    """The last N days are those of the data, so that the page says the same tomorrow."""
    page = opened()

    set_value(page, "#recent", "30")
    assert page.js("document.querySelector('#from').value") == "2026-10-19"
    assert shown(page) == [LANTERNS, MASK, TEACHERS]
    set_value(page, "#recent", "7")
    assert shown(page) == [LANTERNS]
    set_value(page, "#recent", "")
    assert len(shown(page)) == 5


def test_keys_walk_open_and_read(opened: Callable[..., Page]) -> None:
    """The keys j and k move over what is shown, o opens, r marks as read, Escape resets."""
    page = opened()

    page.press("j", "j")
    assert page.js(_AT) == MASK
    page.press("k", "k")
    assert page.js(_AT) == LANTERNS
    page.press("o")
    assert page.js("document.querySelector('article details').open") is True
    page.press("o")
    assert page.js("document.querySelector('article details').open") is False
    page.press("r", "j", "j", "j")
    assert page.js(_AT) == TEACHERS
    assert text(page, "#unread-count") == "4"
    page.click("#unread")
    assert shown(page) == [MASK, WICK, TEACHERS, GAPS]
    page.press("k", "k", "k")
    assert page.js(_AT) == MASK
    page.press("O")
    assert page.js("document.querySelectorAll('article details[open]').length") == 4
    page.press("?")
    assert page.js("document.querySelector('#help').open") is True


def test_enter_follows_the_link_and_marks_it_read(opened: Callable[..., Page]) -> None:
    """Enter opens the paper's address in a tab without access to the page."""
    page = opened()
    page.js(
        "addEventListener('click', e => { const a = e.target.closest('a');"
        " if (a) { e.preventDefault(); window.asked = [a.href, a.target, a.rel] } })"
    )

    page.press("Enter")
    assert page.js("window.asked ?? null") is None
    page.press("j", "Enter")

    address = "https://arxiv.org/abs/2611.00001"
    assert page.js("window.asked") == [address, "_blank", "noopener noreferrer"]
    assert text(page, "#unread-count") == "4"


def test_what_was_read_is_kept(opened: Callable[..., Page]) -> None:
    """Read papers stay read when the page is opened again, and in other pages of the reader."""
    page = opened()
    page.press("j", "r")
    assert text(page, "#unread-count") == "4"
    page.js(_KEPT)

    again = opened(some_papers()[:2])

    assert text(again, "#unread-count") == "1"
    assert again.js("document.querySelector('article [data-mark=read]').ariaPressed") == "true"


def test_a_browser_that_keeps_nothing_gets_no_error(opened: Callable[..., Page]) -> None:
    """Without local storage decisions last as long as the page, without an error."""
    page = opened()
    page.js("localStorage.clear()")
    refused = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    page.send("Page.addScriptToEvaluateOnNewDocument", source=refused)
    page.go(page.js("location.href"))

    page.press("j", "r")
    page.click("#theme")

    assert text(page, "#unread-count") == "4"
    assert page.js("document.documentElement.dataset.theme") == "dark"


def test_copy_one_and_all_shown(opened: Callable[..., Page]) -> None:
    """The button and the key copy a paper's BibTeX, the other button that of all shown."""
    page = opened()
    page.allow_clipboard()

    page.press("j", "c")
    assert page.js("navigator.clipboard.readText()").startswith("@misc{okafor2026lanterns")
    page.click("article:nth-of-type(2) .copy")
    assert "{A Mask of Wool}" in page.js("navigator.clipboard.readText()")
    page.press("/", *"student", "Escape")
    page.click("#copy-shown")
    copied = page.js("navigator.clipboard.readText()")
    assert copied.count("@misc{") == 2
    assert "Teachers Who Forget" in copied
    assert text(page, "#said") == "Copied 2 papers as BibTeX"


def test_copy_by_hand_where_the_clipboard_is_closed(opened: Callable[..., Page]) -> None:
    """Without a clipboard the text is shown, selected, to be copied by hand."""
    page = opened()
    page.js("Object.defineProperty(navigator, 'clipboard', {value: undefined})")

    page.press("j", "c")

    assert page.js("document.querySelector('#by-hand').open") is True
    assert page.js("getSelection().toString()").startswith("@misc{okafor2026lanterns")


def test_dark_mode_follows_the_system_and_the_button(opened: Callable[..., Page]) -> None:
    """The system's preference counts until the reader chooses; the choice is kept."""
    page = opened()
    ground = "getComputedStyle(document.documentElement).backgroundColor"

    page.prefer("light")
    light = page.js(ground)
    page.prefer("dark")
    dark = page.js(ground)
    assert light != dark
    page.click("#theme")
    assert page.js(ground) == light
    page.go(page.js("location.href"))
    assert page.js(ground) == light
    page.click("#theme")
    assert page.js(ground) == dark
    assert page.js("localStorage.getItem('papertriage.theme')") == "null"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(opened: Callable[..., Page], width: int) -> None:
    """No page scrolls sideways, whatever its titles are."""
    page = opened([*some_papers(), paper(9, "W" * 400, "V" * 900, comment="U" * 300)], width)
    page.press("O")

    assert page.js("document.documentElement.scrollWidth") <= width


def test_each_control_has_a_label(opened: Callable[..., Page]) -> None:
    """A screen reader can name every field."""
    nameless = opened().js(
        """[...document.querySelectorAll("input, select, textarea")]
        .filter(e => !e.labels.length && !e.ariaLabel && !e.getAttribute("aria-labelledby"))
        .map(e => e.outerHTML)"""
    )
    assert nameless == []


def test_the_buttons_of_a_paper_share_a_row_on_a_phone(opened: Callable[..., Page]) -> None:
    """The buttons do not take a second line of every paper."""
    rows = opened(width=390).js(
        "new Set([...document.querySelectorAll('article .acts')[0].querySelectorAll('button')]"
        ".map(e => e.getBoundingClientRect().top)).size"
    )
    assert rows == 1


def test_paper_shows_the_lists_alone(opened: Callable[..., Page]) -> None:
    """Printed, the page has no controls, black on white, and the abstracts that are open."""
    page = opened()
    page.press("j", "o")
    page.send("Emulation.setEmulatedMedia", media="print")

    visible = "document.querySelector({}).checkVisibility()".format
    assert not any(page.js(visible(f"'{part}'")) for part in (".search", ".panel", ".acts"))
    assert page.js(visible("'article .abstract'"))
    assert page.js("getComputedStyle(document.body).color") == "rgb(27, 31, 35)"


def test_hostile_titles_stay_text(opened: Callable[..., Page]) -> None:
    """What looks like markup is read as it was written; nothing of it runs or loads."""
    nasty = [
        "<img src=http://127.0.0.1:9/x onerror=window.hit=1>",
        "</script><script>window.hit=1</script>",
        "</style><style>*{background:url(http://127.0.0.1:9/y)}</style>",
        '"><svg/onload=window.hit=1><mark>',
    ]
    page = opened([paper(number, title, title) for number, title in enumerate(nasty, 1)])

    assert shown(page) == nasty
    page.press("O", "/", *"window.hit")
    assert shown(page) == [nasty[0], nasty[1], nasty[3]]
    assert page.js("window.hit ?? null") is None


def test_the_policy_stops_what_escaping_would_let_through(running: Browser, tmp_path: Path) -> None:
    """Even markup that got into the page could load nothing and run nothing."""
    path = tmp_path / "page.html"
    hole = "<img src=http://127.0.0.1:9/x><script>window.hit=1</script><p style='color:red'>x</p>"
    path.write_text(page_of(some_papers()).replace("</main>", f"{hole}</main>"), "utf-8")
    page = running.open(path.as_uri())

    reported = " ".join(event["entry"]["text"] for event in page.events("Log.entryAdded"))
    assert all(part in reported for part in ("image", "inline script", "inline style"))
    assert page.js("window.hit ?? null") is None
    (failed,) = page.events("Network.loadingFailed")
    assert (failed["type"], failed["blockedReason"]) == ("Image", "csp")
    assert not page.events("Network.requestWillBeSentExtraInfo")
    with pytest.raises(BrowserError, match="TrustedHTML"):
        page.js("document.body.innerHTML = '<b>x</b>'")


def test_it_reads_without_script(running: Browser, tmp_path: Path) -> None:
    """With scripts off all papers are there, abstracts open, and no dead control is shown."""
    path = tmp_path / "page.html"
    path.write_text(page_of(some_papers()), "utf-8")
    page = running.open("about:blank")
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    page.go(path.as_uri())

    assert len(shown(page)) == 5
    dead = ".search, .filters, .tools, .acts"
    assert page.js(f"[...document.querySelectorAll('{dead}')].every(e => !e.checkVisibility())")


_MARK = "document.querySelector('article.at .own').textContent"
_PRESSED = (
    "[...document.querySelectorAll('article.at .acts [aria-pressed=true]')].map(b => b.textContent)"
)
_SAVED = """(() => {
    let blob = null;
    const make = URL.createObjectURL;
    URL.createObjectURL = (one) => { blob = one; return make(one); };
    document.querySelector('#save').click();
    URL.createObjectURL = make;
    return blob.text();
})()"""


def test_decisions_by_key(opened: Callable[..., Page]) -> None:
    """Star, later, skip and read each have a key; the same key undoes it, and undo the last one."""
    page = opened()

    page.press("j", "s")
    assert (shown(page)[0], page.js(_PRESSED)) == (f"★ {LANTERNS}", ["Star"])
    page.press("l")
    assert (shown(page)[0], page.js(_MARK)) == (LANTERNS, "for later")
    page.press("u")
    assert page.js(_PRESSED) == ["Star"]
    page.press("s")
    assert page.js(_PRESSED) == []
    page.press("j", "x", "j", "r")
    page.click("#unread")
    assert shown(page) == [LANTERNS, TEACHERS, GAPS]


def test_notes_and_reasons_are_typed(opened: Callable[..., Page]) -> None:
    """A dialog takes the words; Esc leaves it without a decision."""
    page = opened()

    page.press("j", "n", *"good", "Enter")
    assert page.js(_MARK) == "“good”"
    page.press("X", *"odd", "Enter")
    assert page.js(_MARK) == "skipped: odd · “good”"
    page.press("X", *"no", "Escape", "n", "Escape")
    assert page.js(_MARK) == "skipped: odd · “good”"


def test_saved_decisions_go_into_the_library(opened: Callable[..., Page], tmp_path: Path) -> None:
    """The file has the decisions of the page; mark --from stores them, also a second time."""
    library = tmp_path / "library"
    run("ingest", "-", "--library", library, stdin=b"".join(map(record_line, some_papers())))
    page = opened()
    assert page.js("document.querySelector('#save').disabled")

    page.press("j", "s", "n", *"good", "Enter", "j", "X", *"odd", "Enter", "j", "s", "s")
    assert text(page, "#save") == "Save decisions (3)"
    file = tmp_path / "decisions.json"
    file.write_text(page.js(_SAVED), "utf-8")

    assert "= 4 new + 0 known" in run("mark", "--from", file, "--library", library).stderr.decode()
    assert "= 0 new + 4 known" in run("mark", "--from", file, "--library", library).stderr.decode()
    lines = map(json.loads, run("export", "--library", library).stdout.splitlines())
    marks = {line["id"]: line["mark"] for line in lines if "mark" in line}
    first, second = marks["arxiv:2611.00001"], marks["arxiv:2611.00002"]
    assert (first["verdict"], first["note"]) == ("star", "good")
    assert (second["verdict"], second["reason"]) == ("skip", "odd")
    assert len(marks) == 2


def test_decisions_are_kept(opened: Callable[..., Page]) -> None:
    """Decisions are there when the page is opened again, if the browser stores anything."""
    page = opened()
    page.press("j", "s", "j", "l")
    page.js(_KEPT)

    again = opened()
    assert shown(again)[0] == f"★ {LANTERNS}"
    assert text(again, "#save") == "Save decisions (2)"
