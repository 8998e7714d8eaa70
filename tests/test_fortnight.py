"""Two weeks of mornings with invented feeds: the exact mails that a user gets.

The story, all of it invented (Mon 16 to Sun 29 November 2026; Thanksgiving is Thu 26):

    Mon 16  the first morning                       Mon 23  what was filled in; a withdrawal
    Tue 17  cs.LG serves Monday's batch again       Tue 24  the published twin of a preprint
    Wed 18  a replaced version; Tuesday was missed  Wed 25  papers, but none on topic: silence
    Thu 19  arXiv cannot be reached                 Thu 26  a new paper
    Fri 20  Thursday was missed                     Fri 27  empty, for Thanksgiving: silence
    Sat 21  the weekend: silence                    Sat 28  the journal's feed is empty
    Sun 22  silence; in the evening --backfill      Sun 29  silence

What each morning must print is in ``tests/fortnight/``, one file per morning. After a wanted
change write them again and read the diff:

    PAPERTRIAGE_WRITE_GOLDEN=1 pytest tests/test_fortnight.py && git diff tests/fortnight
"""

import os
import re
import subprocess
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from arxiv_help import API, atom
from cli_help import COMMAND
from cron_help import News, at, feed, journal
from server_help import Behaviour, Handler, Server, reply, serving

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "fortnight"
MORNING = "papertriage -q run"
EVENING = "papertriage ingest --backfill"
FIRST = date(2026, 11, 16)
DAYS = [(FIRST + timedelta(days=number)).isoformat() for number in range(14)]
MON, TUE, WED, THU, FRI, SAT, SUN, MON2, TUE2, WED2, THU2, FRI2, SAT2, SUN2 = DAYS


def news(number: int, title: str, abstract: str, author: str) -> News:
    return News(id=f"2611.{number:05}", title=title, abstract=abstract, author=author)


LENS = news(
    101, "A Lighthouse Lens Drawn by Gradient Descent",
    "We shape the lens of a lighthouse so that its beam reaches farther in haze.", "Ada Quay",
)  # fmt: skip
KNOT = news(
    102, "Knot Detection on Wet Rope",
    "A small network for knot detection tells a bowline from a hitch in the rain.", "Bo Hawser",
)  # fmt: skip
FOG = news(
    103, "Hearing a Fog Signal Through Fog",
    "We place a fog signal by the sound that comes back from the shore.", "Cem Reede",
)  # fmt: skip
BOLLARD = news(
    104, "Counting Bollards from the Air",
    "Every bollard of a quay is found in one picture, and every mooring line on it.", "Dora Kade",
)  # fmt: skip
LINE = news(
    105, "When Will a Mooring Line Part?",
    "A mooring line sings before it breaks; we learn the song from a winter of storms.",
    "Ebo Tross",
)  # fmt: skip
LAMP = news(
    106, "A Beacon Lamp That Saves Its Battery",
    "The beacon lamp of a buoy learns when nobody looks.", "Finn Leuchter",
)  # fmt: skip
NIGHT = news(
    107, "Lighthouse Keepers and Sleep",
    "Logs of a lighthouse, read by a model of sleep.", "Gia Warte",
)  # fmt: skip
HITCH = news(
    108, "Untying a Mooring Line With Two Fingers",
    "A gripper that needs knot detection only once.", "Bo Hawser",
)  # fmt: skip
LOST_TUE = news(
    109, "The Bollard That Was Not There",
    "False alarms of bollard detectors, and a mooring line drawn on concrete.", "Hal Poller",
)  # fmt: skip
LOST_THU = news(
    110, "One Lighthouse, Two Names",
    "Charts call a lighthouse by old names; we join the charts.", "Ina Karte",
)  # fmt: skip
GLOW = news(
    111, "Glow of a Beacon Lamp in Rain",
    "How a beacon lamp looks through a wet window, rendered.", "Jon Glas",
)  # fmt: skip
LAST = news(
    112, "A Lighthouse Made of Mirrors",
    "Mirrors in place of a lamp: a lighthouse for the day.", "Kim Spiegel",
)  # fmt: skip
OTHER = news(
    120, "Bread Ovens of the Old Town", "We map bread ovens and their smoke.", "Lea Backer"
)
OTHERS = [
    msgspec.structs.replace(OTHER, id=f"2611.{number:05}", title=f"Bread Ovens, Part {number}")
    for number in range(121, 135)
]
TWIN = (
    "10.5555/annals.105", LINE.title, LINE.abstract, LINE.author, "2026-11-24",
)  # fmt: skip
ESSAY = (
    "10.5555/annals.9", "Mooring Line and Bollard in the Age of the Cog",
    "What a mooring line cost.", "Mia Kogge", "2026-11-12",
)  # fmt: skip

DOWN = reply(503)


def replaced(one: News, version: int, abstract: str | None = None) -> News:
    return msgspec.structs.replace(
        one, kind="replace", version=version, abstract=abstract or one.abstract
    )


def crossed(one: News) -> News:
    return msgspec.structs.replace(one, kind="cross")


WITHDRAWN = replaced(FOG, 2, "This paper has been withdrawn by the author: the shore was a ship.")
CV: dict[str, list[News] | None] = {
    MON: [LENS, KNOT, OTHERS[0]],
    TUE: [BOLLARD, OTHERS[1]],
    WED: [replaced(LENS, 2), LINE],
    THU: None,
    FRI: [NIGHT, OTHERS[2]],
    MON2: [GLOW, OTHERS[3]],
    TUE2: [OTHERS[4]],
    WED2: [OTHERS[5], OTHERS[6]],
    THU2: [LAST, OTHERS[7]],
}
LG: dict[str, list[News] | None] = {
    MON: [crossed(KNOT), FOG],
    TUE: [crossed(KNOT), FOG],
    WED: [LAMP, OTHERS[8]],
    THU: None,
    FRI: [HITCH, OTHERS[9]],
    MON2: [WITHDRAWN, OTHERS[10]],
    TUE2: [OTHERS[11]],
    WED2: [OTHERS[12]],
    THU2: [OTHERS[13]],
}
"""What the feeds announce; None: no answer; a day that is missing: nothing."""
BACKFILL = {
    ("cs.CV", "TO 202611181900]"): [LOST_THU],
    ("cs.LG", "TO 202611161900]"): [LOST_TUE],
}
"""What the API knows of the days that were missed, by category and end of the submissions."""
NEW = {
    *(one.id for one in (LENS, KNOT, FOG, BOLLARD, LINE, LAMP, NIGHT, HITCH, GLOW, LAST)),
    *(one.id for one in (LOST_TUE, LOST_THU)),
    "10.5555/annals.9",
}


def feed_of(day: str, announced: dict[str, list[News] | None], category: str) -> Behaviour:
    found = announced.get(day, [])
    return DOWN if found is None else reply(200, feed(day, *found, category=category))


def set_up(server: Server, day: str) -> None:
    """Let the server answer as it does on a day."""
    server.answers["/rss/cs.CV"] = feed_of(day, CV, "cs.CV")
    server.answers["/rss/cs.LG"] = feed_of(day, LG, "cs.LG")
    papers = [] if day >= SAT2 else [ESSAY] + [TWIN] * (day >= TUE2)
    server.answers["/annals"] = reply(200, journal(*papers))
    server.answers[API] = searched


def searched(handler: Handler) -> None:
    """Answer a search with the papers of its category and days."""
    query = handler.papers.seen[-1].query["search_query"]
    papers = [
        one
        for (category, end), found in BACKFILL.items()
        if f"cat:{category} " in query and end in query
        for one in found
    ]
    reply(200, atom([api_entry(one) for one in papers], len(papers)))(handler)


def api_entry(one: News) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{one.id}v1</id><title>{one.title}</title>"
        f"<summary>{one.abstract}</summary><published>2026-11-17T12:00:00Z</published>"
        f"<author><name>{one.author}</name></author></entry>"
    )


def shell(folder: Path, line: str, now: str) -> str:
    """Run a line as cron does; return everything that it prints."""
    home = str(Path(COMMAND).parent)
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "PATH": f"{home}:/usr/bin:/bin", "PAPERTRIAGE_NOW": now},
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    return f"{now}$ {line}\n-- stdout\n{out}-- stderr\n{err}-- exit code {done.returncode}\n"


@pytest.fixture(scope="module")
def mornings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the fortnight once; return the output of each morning, by the name of its file."""
    folder = tmp_path_factory.mktemp("fortnight")
    seen: dict[str, str] = {}
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        clean(patch, folder)
        patch.setenv("PAPERTRIAGE_ARXIV", server.url)
        patch.setenv("PAPERTRIAGE_PACE", "0.01")
        text = (FOLDER / "papertriage.yaml").read_text("utf-8").replace("SERVER", server.url)
        (folder / "papertriage.yaml").write_text(text)
        (folder / "topics.yaml").write_bytes((FOLDER / "topics.yaml").read_bytes())
        for day in DAYS:
            set_up(server, day)
            name = f"{day}-{date.fromisoformat(day):%a}".lower()
            seen[name] = shell(folder, MORNING, at(day))
            if day == SUN:
                seen[f"{name}-evening"] = shell(folder, EVENING, at(day, 19))
    return seen


def clean(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Keep the user's settings away from the fortnight, as conftest does for each test."""
    for name in list(os.environ):
        if name.startswith("PAPERTRIAGE_") and name != "PAPERTRIAGE_WRITE_GOLDEN":
            patch.delenv(name)
        if name.upper().endswith("_PROXY"):
            patch.delenv(name)
    for name in ("DATA", "CONFIG", "STATE"):
        patch.setenv(f"XDG_{name}_HOME", str(folder / f"xdg-{name.lower()}"))


def test_every_morning_as_it_was_reviewed(mornings: dict[str, str]) -> None:
    """Output, errors and exit code of all mornings equal the files that a person reviewed."""
    if os.environ.get("PAPERTRIAGE_WRITE_GOLDEN"):
        for name, text in mornings.items():
            (FOLDER / f"{name}.txt").write_text(text, "utf-8")
    known = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.txt")}

    assert mornings == known


def test_every_paper_is_new_once(mornings: dict[str, str]) -> None:
    """Each paper on topic is listed as new on exactly one morning, the missed ones too."""
    listed: Counter[str] = Counter()
    for text in mornings.values():
        lists = text.partition("Changed since listed")[0]
        listed.update(
            re.findall(r"\]\(https?://(?:arxiv\.org/abs|doi\.org)/([^)]+?)(?:v\d+)?\)", lists)
        )

    assert dict(listed) == dict.fromkeys(NEW, 1)


@pytest.mark.parametrize("day", [SAT, SUN, WED2, FRI2, SUN2])
def test_silence(mornings: dict[str, str], day: str) -> None:
    """If nothing is new and nothing is wrong, the morning prints nothing."""
    (text,) = (
        text for name, text in mornings.items() if name.startswith(day) and "evening" not in name
    )

    assert text.endswith(f"{MORNING}\n-- stdout\n-- stderr\n-- exit code 0\n")
