"""Count the planted copies that are merged, and the papers that are merged by mistake.

    python benchmarks/duplicates.py [PAPERS]          (default: 100000; some minutes)

Invents PAPERS papers (half of them with an abstract), plants altered copies and look-alikes of
every fifth one, stores everything in random order, and counts the results by kind. Also prints with
how many other papers each of the first thousand would be compared.
"""

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

from papertriage import identity
from papertriage.library import Library
from papertriage.paper import Paper, Source
from papertriage.text import similarity

BATCH = 5_000
SHARE = 5
"""One paper in so many has a copy or a look-alike."""
_SYLLABLES = ["ba", "cor", "di", "fen", "gra", "hu", "jel", "kin", "lo", "mi", "nar", "ox", "tu"]


@cache
def _known() -> tuple[list[str], list[float]]:
    """Return the words of the table, the most common first, and their cumulative weights."""
    words = similarity.common_words()
    return words, list(accumulate((rank + 20) ** -1.4 for rank in range(len(words))))


class Inventor:
    """Makes texts from the words of the table, with their frequencies, and from invented words."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def words(self, count: int) -> list[str]:
        known, weights = _known()
        return self.chance.choices(known, cum_weights=weights, k=count)

    def title(self) -> str:
        words = self.words(self.chance.randint(4, 11))
        if self.chance.random() < 0.4:
            words.insert(0, "".join(self.chance.choices(_SYLLABLES, k=3)).title() + ":")
        return " ".join(words)

    def abstract(self) -> str:
        return " ".join(self.words(self.chance.randint(90, 200))) + "."

    # --- copies: these should be merged ---------------------------------------------------------

    def typo(self, text: str) -> str:
        """Misspell one word of five letters or more."""
        words = text.split()
        place = self.chance.choice([i for i, word in enumerate(words) if len(word) > 4] or [0])
        word, at = words[place], self.chance.randrange(1, max(2, len(words[place]) - 1))
        letter = self.chance.choice("aeionrst")
        words[place] = self.chance.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
        return " ".join(words)

    def spelt(self, text: str) -> str:
        """Change case, hyphens and punctuation."""
        return text.upper().replace(" ", "-", 1) + "."

    def edited(self, text: str, share: float) -> str:
        """Replace some words."""
        words = text.split()
        for place in self.chance.sample(range(len(words)), round(len(words) * share)):
            words[place] = self.words(1)[0]
        return " ".join(words)

    # --- look-alikes: these are other papers ----------------------------------------------------

    def other_word(self, text: str) -> str:
        words = text.split()
        words[self.chance.randrange(len(words))] = self.words(1)[0] + "ish"
        return " ".join(words)

    def more_words(self, text: str) -> str:
        return f"{text} {self.words(1)[0]}"


def copies(invent: Inventor, title: str, abstract: str | None) -> dict[str, tuple[str | None, ...]]:
    """Return the copies of a paper that may be planted: kind -> title and abstract."""
    found: dict[str, tuple[str | None, ...]] = {
        "title, other signs": (invent.spelt(title), None),
        "title, one slip": (invent.typo(title), None),
    }
    if abstract is not None:
        found |= {
            "abstract, no title": (None, invent.spelt(abstract)),
            "abstract, 3 slips, no title": (None, slips(invent, abstract, 3)),
            "abstract, 10 slips, no title": (None, slips(invent, abstract, 10)),
            "title cut, abstract 4 % edited": (
                title[: len(title) * 3 // 4],
                invent.edited(abstract, 0.04),
            ),
        }
    return found


def look_alikes(
    invent: Inventor, title: str, abstract: str | None
) -> dict[str, tuple[str | None, ...]]:
    """Return different papers that look like a paper."""
    found: dict[str, tuple[str | None, ...]] = {
        "title, other word": (invent.other_word(title), None),
        "title, one word more": (invent.more_words(title), None),
        "title, part II": (f"{title} II", None),
        "title, denied": (f"Not {title}", None),
        "title, other number": (f"{title} 7", abstract),
    }
    if abstract is not None:
        found |= {
            "near title, own abstract": (invent.other_word(title), invent.abstract()),
            "abstract 30 % edited": (invent.title(), invent.edited(abstract, 0.3)),
        }
    return found


def slips(invent: Inventor, text: str, count: int) -> str:
    for _ in range(count):
        text = invent.typo(text)
    return text


def record(name: str, title: str | None, abstract: str | None) -> Paper:
    """Make a record as `normalize` does."""
    paper = Paper(id="", title=title, abstract=abstract)
    paper.sources = [Source(form="f", name="s", raw_id=name)]
    paper.ids = {"sha1": identity.surrogate(paper).removeprefix("sha1:")}
    paper.id = identity.key(paper)
    return paper


def paper(number: int, *, planted: bool) -> Paper:
    """Return the paper of a number, or one planted for it; its name is number and kind."""
    invent = Inventor(number)
    title = invent.title()
    abstract = invent.abstract() if number % 2 else None
    if not planted:
        return record(f"{number}|", title, abstract)
    sign, make = invent.chance.choice([("+", copies), ("-", look_alikes)])
    made = make(invent, title, abstract)
    kind = invent.chance.choice(sorted(made))
    return record(f"{number}|{sign} {kind}", *made[kind])


def papers(count: int) -> Iterator[Paper]:
    """Yield all papers, including planted ones, in random order."""
    places = [*range(count), *(-number for number in range(SHARE, count, SHARE))]
    random.Random(7).shuffle(places)
    for place in places:
        yield paper(abs(place), planted=place < 0)


def store_all(folder: Path, count: int) -> float:
    """Store all papers; return the seconds of processor time that storing took."""
    waiting, seconds, library = papers(count), 0.0, Library(folder)
    with library.session():
        while batch := list(islice(waiting, BATCH)):
            start = time.process_time()
            with library.write(in_session=True) as writer:
                writer.put(batch)
            seconds += time.process_time() - start
    return seconds


def groups(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield which records each stored paper was made from: number and kind."""
    with Library(folder).read() as view:
        for stored in view.papers():
            names = [(source.raw_id or "").partition("|") for source in stored.sources]
            yield [(number, kind) for number, _, kind in names]


def judge(folder: Path, count: int) -> None:
    """Count by kind how many were merged with their paper, and how many with another one."""
    planted = Counter(
        str(paper(number, planted=True).sources[0].raw_id).partition("|")[2]
        for number in range(SHARE, count, SHARE)
    )
    met: Counter[str] = Counter()
    mistaken = 0
    for group in groups(folder):
        mistaken += len({number for number, _ in group}) - 1
        met.update(kind for number, kind in group if kind and (number, "") in group)
    print(f"{mistaken} papers made one by mistake")
    for kind in sorted(planted):
        what = "found" if kind[0] == "+" else "mistaken for its like"
        print(f"{kind[2:]:35} {planted[kind]:>6} planted {met[kind] / planted[kind]:>7.1%} {what}")


def candidates(folder: Path) -> float:
    """Return with how many other papers each of the first thousand would be compared."""
    with Library(folder).read() as view:
        some = list(islice(view.papers(), 1000))
        return sum(len(view.candidates(one)) - 1 for one in some) / len(some)


def main() -> None:
    """Store everything, and print the results and their cost."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "all")
        seconds = store_all(folder, count)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        judge(folder, count)
        print(f"{candidates(folder):.2f} other papers looked at, a paper")
    records = count * 6 // 5
    print(f"{records} records stored in {seconds:.0f} s (processor), {peak} MiB at most")
    print(f"{seconds / records * 1e6:.0f} us a record")


if __name__ == "__main__":
    main()
