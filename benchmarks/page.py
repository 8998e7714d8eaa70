"""Measure how fast the page of ``rank -f html`` is written, loaded and searched.

    python benchmarks/page.py [PAPERS ...]          (default: 100 1000 5000)

Prints, for each number of listed papers, the seconds to write the page and its size. If headless
Chromium is installed, it also prints the milliseconds until the page is loaded. Then words are
typed and deleted letter by letter, and topics are selected: it prints the median from the key to
the next frame (a frame alone takes 17 ms), and the median and maximum of the page's processor time,
which other programs disturb less. All papers are invented.
"""

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import msgspec
from corpus import paper as invent

from papertriage.flows.lists.in_memory import report
from papertriage.paper import Paper
from papertriage.ranking.select import Criteria
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
_ACT = """(async () => {
  const start = performance.now();
  ACT;
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
})()"""
_TYPE = (
    "const s = document.querySelector('#search'); s.value = {}; s.dispatchEvent(new Event('input'))"
)
_PRESS = "document.querySelectorAll('.topic')[{}].click()"


def listed(count: int) -> Report:
    """Return reading lists of invented papers of two years, tagged by the default topics."""
    taxonomy = load(None)
    tagger = Tagger(taxonomy)
    papers = (_spoken(number) for number in range(count))
    tagged = (msgspec.structs.replace(paper, tags=tagger.of(paper)) for paper in papers)
    criteria = Criteria(taxonomy=tuple(taxonomy.topics), min_score=0.05)
    return report(tagged, criteria, today=date(2026, 11, 20))


def _spoken(number: int) -> Paper:
    """Return an invented paper about one topic; every third is also about another one."""
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


def made(what: Report, path: Path) -> tuple[float, float]:
    """Write the page; return the wall and processor time in seconds."""
    start, busy = time.perf_counter(), time.process_time()
    with path.open("w", encoding="utf-8") as file:
        file.writelines(write(what, Look()))
    return time.perf_counter() - start, time.process_time() - busy


def acted(page: Page, scripts: list[str]) -> tuple[list[float], list[float]]:
    """Run scripts; return the milliseconds to the next frame, and those of the processor."""
    clock, processor = [], []
    for script in scripts:
        before = _busy(page)
        clock.append(page.js(_ACT.replace("ACT", script)))
        processor.append(_busy(page) - before)
    return clock, processor


def _busy(page: Page) -> float:
    metrics = page.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def main() -> None:
    """Measure each size in turn."""
    sizes = [int(size) for size in sys.argv[1:]] or [100, 1000, 5000]
    print(
        "   papers  s to make (processor)      MB  ms to load  a letter: ms (processor; worst)",
        end="",
    )
    print("  a topic: ms (processor; worst)")
    for size in sizes:
        what = listed(size)
        count = sum(len(one.entries) for one in what.lists)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.html"
            seconds, busy = made(what, path)
            megabytes = path.stat().st_size / 1e6
            print(
                f"{count:>9} {seconds:>10.2f} ({busy:.2f}) {megabytes:>15.1f}", end="", flush=True
            )
            print(_driven(path) if BROWSER else "   (no Chromium here)", flush=True)


def _driven(path: Path) -> str:
    with browser() as running:
        page = running.open(path.as_uri())
        loaded = page.js("performance.timing.loadEventEnd - performance.timing.navigationStart")
        page.js(
            "new Promise(done => setTimeout(done, 3000))"
        )  # the page builds its index meanwhile
        page.send("Performance.enable", timeDomain="threadTicks")
        texts = [word[:end] for word in _WORDS for end in (*range(1, len(word) + 1), 0)]
        letters = acted(page, [_TYPE.format(msgspec.json.encode(text).decode()) for text in texts])
        topics = acted(
            page, [_PRESS.format(number) for _ in "12" for number in range(len(_SPOKEN))]
        )
    return f" {loaded:>11} {_cells(*letters):>33} {_cells(*topics):>31}"


def _cells(clock: list[float], processor: list[float]) -> str:
    middle = statistics.median
    return f"{middle(clock):.0f} ({middle(processor):.0f}; {max(processor):.0f})"


if __name__ == "__main__":
    main()
