"""How quick the page of ``rank -f html`` is: to make, to load, and to search.

    python benchmarks/page.py [PAPERS ...]          (default: 100 1000 5000)

Prints, for each number of papers listed: the seconds to make the page and its size; then, in
headless Chromium where there is one: milliseconds until it is loaded, the median and the worst of
typing a letter (from the key to the next frame drawn, while words are typed and taken back), and
of pressing a topic. All papers are invented.
"""

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import msgspec
from library import invent

from papertriage.paper import Paper
from papertriage.ranking.select import Criteria, report
from papertriage.report import Report
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import load
from papertriage.writers.html import write
from papertriage.writers.look import Look

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from chromium_help import BROWSER, Page, browser

_SPOKEN = {
    "faces": ("Face verification", "facial landmarks of occluded faces"),
    "vision-transformers": ("Vision transformers", "a vision transformer over image patches"),
    "distillation": ("Knowledge distillation", "a teacher network and its student by distillation"),
    "sparse-attention": ("Sparse attention", "block-sparse attention over long contexts"),
}
_WORDS = ("facial", "transformer occluded", "distillation -face", "qui", "the", "zzz")
_FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
_TYPE = """(async (texts) => {
  const search = document.querySelector("#search"), took = [];
  for (const text of texts) {
    const start = performance.now();
    search.value = text;
    search.dispatchEvent(new Event("input"));
    await FRAME;
    took.push(performance.now() - start);
  }
  return took;
})"""
_PRESS = """(async () => {
  const took = [];
  const buttons = [...document.querySelectorAll(".topic")];
  for (const button of [...buttons, ...buttons]) {
    const start = performance.now();
    button.click();
    await FRAME;
    took.push(performance.now() - start);
  }
  return took;
})()"""


def listed(count: int) -> Report:
    """Return reading lists of so many papers of two years, tagged by the default topics."""
    taxonomy = load(None)
    tagger = Tagger(taxonomy)
    papers = (_spoken(number) for number in range(count))
    tagged = (msgspec.structs.replace(paper, tags=tagger.of(paper)) for paper in papers)
    criteria = Criteria(taxonomy=tuple(taxonomy.topics), min_score=0.05)
    return report(tagged, criteria, today=date(2026, 11, 20))


def _spoken(number: int) -> Paper:
    """Return an invented paper that speaks of one topic, every third of another, too."""
    paper = invent(number)
    kinds = list(_SPOKEN.values())
    title, phrase = kinds[number % len(kinds)]
    other = kinds[(number // 3) % len(kinds)][1] if number % 3 == 0 else "much else"
    half = len(paper.abstract or "") // 2
    text = paper.abstract or ""
    return msgspec.structs.replace(
        paper,
        title=f"{title} for {paper.title}",
        abstract=f"We study {phrase}. {text[:half]} with {other}. {text[half:]}",
        published=(date(2026, 11, 20) - timedelta(days=number % 700)).isoformat(),
    )


def made(what: Report, path: Path) -> float:
    """Write the page and return the seconds it took."""
    start = time.perf_counter()
    with path.open("w", encoding="utf-8") as file:
        file.writelines(write(what, Look()))
    return time.perf_counter() - start


def typed(page: Page) -> list[float]:
    """Type and take back some words, letter by letter; return the milliseconds of each."""
    texts = [word[:end] for word in _WORDS for end in (*range(1, len(word) + 1), 0)]
    took: list[float] = page.js(
        f"{_TYPE.replace('FRAME', _FRAME)}({msgspec.json.encode(texts).decode()})"
    )
    return took


def main() -> None:
    """Measure each size in turn."""
    sizes = [int(size) for size in sys.argv[1:]] or [100, 1000, 5000]
    print("   papers   s to make      MB   ms to load   ms a letter (worst)   ms a topic (worst)")
    for size in sizes:
        what = listed(size)
        count = sum(len(one.entries) for one in what.lists)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.html"
            seconds = made(what, path)
            print(
                f"{count:>9} {seconds:>11.2f} {path.stat().st_size / 1e6:>7.1f}", end="", flush=True
            )
            print(_driven(path) if BROWSER else "   (no Chromium here)", flush=True)


def _driven(path: Path) -> str:
    with browser() as running:
        page = running.open(path.as_uri())
        loaded = page.js("performance.timing.loadEventEnd - performance.timing.navigationStart")
        page.js("new Promise(done => setTimeout(done, 3000))")  # the index is made meanwhile
        letters, topics = typed(page), page.js(_PRESS.replace("FRAME", _FRAME))
    return (
        f" {loaded:>12} {statistics.median(letters):>13.0f} ({max(letters):.0f})"
        f" {statistics.median(topics):>15.0f} ({max(topics):.0f})"
    )


if __name__ == "__main__":
    main()
