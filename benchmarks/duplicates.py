"""How many planted copies find their paper, and how many papers are made one by mistake.

    python benchmarks/duplicates.py [PAPERS]          (default: 100000; some minutes)

Invents that many papers (half with an abstract), plants altered copies and look-alikes of every
fifth of them, stores all of it, shuffled, and counts what became of each kind.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from papertriage import identity, likeness
from papertriage.flows.store import store
from papertriage.library import Library
from papertriage.paper import Paper, Source

BATCH = 5_000
SHARE = 5
"""One paper in so many has a copy or a look-alike."""
_SYLLABLES = ["ba", "cor", "di", "fen", "gra", "hu", "jel", "kin", "lo", "mi", "nar", "ox", "tu"]


class Inventor:
    """Makes texts of the table's words, as common as they are, and of words that nobody knows."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secrets here
        self._words = list(likeness._ranks())  # noqa: SLF001 - the one list of words at hand
        self._weights = list(accumulate((rank + 20) ** -1.4 for rank in range(len(self._words))))

    def words(self, count: int) -> list[str]:
        return self.chance.choices(self._words, cum_weights=self._weights, k=count)

    def title(self) -> str:
        words = self.words(self.chance.randint(4, 11))
        if self.chance.random() < 0.4:
            words.insert(0, "".join(self.chance.choices(_SYLLABLES, k=3)).title() + ":")
        return " ".join(words)

    def abstract(self) -> str:
        return " ".join(self.words(self.chance.randint(90, 200))) + "."

    # --- copies: these should find their paper --------------------------------------------------

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
        """Change case, hyphens and signs."""
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
    """Return papers that look like one and are others."""
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
    """Make a record as normalizing would."""
    paper = Paper(id="", title=title, abstract=abstract)
    paper.sources = [Source(form="f", name="s", raw_id=name)]
    paper.ids = {"sha1": identity.surrogate(paper).removeprefix("sha1:")}
    paper.id = identity.key(paper)
    return paper


def invented(count: int) -> list[Paper]:
    """Return the papers, and what is planted; a record's name is its paper's number and kind."""
    invent = Inventor(7)
    records = []
    for number in range(count):
        title = invent.title()
        abstract = invent.abstract() if number % 2 else None
        records.append(record(f"{number}|", title, abstract))
        if number % SHARE == 0:
            make: Callable[..., dict[str, tuple[str | None, ...]]] = invent.chance.choice(
                [copies, look_alikes]
            )
            made = make(invent, title, abstract)
            kind = invent.chance.choice(sorted(made))
            sign = "+" if make is copies else "-"
            records.append(record(f"{number}|{sign} {kind}", *made[kind]))
    invent.chance.shuffle(records)
    return records


def groups(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield which records each stored paper was made from: number and kind."""
    with Library(folder).read() as view:
        for paper in view.papers():
            names = [(source.raw_id or "").partition("|") for source in paper.sources]
            yield [(number, kind) for number, _, kind in names]


def main() -> None:
    """Store all, and count by kind how many met their paper."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    records = invented(count)
    planted = Counter(kind for r in records if (kind := str(r.sources[0].raw_id).partition("|")[2]))
    met: Counter[str] = Counter()
    mistaken = 0
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        for first in range(0, len(records), BATCH):
            store(Library(Path(name)), records[first : first + BATCH])
        seconds = time.perf_counter() - start
        for group in groups(Path(name)):
            mistaken += len({number for number, _ in group}) - 1
            met.update(kind for number, kind in group if kind and (number, "") in group)
    print(
        f"{len(records)} records stored in {seconds:.0f} s, {mistaken} papers made one by mistake"
    )
    for kind in sorted(planted):
        what = "found" if kind[0] == "+" else "mistaken for its like"
        print(f"{kind[2:]:35} {planted[kind]:>6} planted {met[kind] / planted[kind]:>7.1%} {what}")


if __name__ == "__main__":
    main()
