"""The full arithmetic of a score, part by part, in log-odds."""

import math
from collections.abc import Iterator

from papertriage.paper import Evidence, Tag
from papertriage.report import Entry, Report
from papertriage.text.clean import counted, safe
from papertriage.writers.marks import short, signed

DECISIVE = "would not be on the list without "
_SMALL = 0.05
"""Log-odds below which a part is only counted in a short sum."""


def explained(entry: Entry, report: Report, *, small: bool = True) -> list[str]:
    """Return the arithmetic of a score, and the parts without which it would not be listed.

    Without `small`, parts that hardly count are summed up in one line.
    """
    tag = entry.tag
    if report.by_words:
        parts = [f"{signed(part.share)}  {_named(part)}" for part in tag.evidence]
        return [*parts, f"{signed(tag.score)}  sum: share of the best paper's BM25"]
    needed = None if entry.near else decisive(tag, report.min_score)
    return [*arithmetic(tag, small=small), *([needed] if needed else [])]


def arithmetic(tag: Tag, *, small: bool = True) -> Iterator[str]:
    """Yield the lines of the sum: base, each part with its contribution, sum and score.

    ``score = 1 / (1 + exp(-(base + shares)))``, the logistic function.
    """
    yield f"{signed(tag.base)}  base of {safe(tag.topic)}"
    for part in tag.evidence:
        if small or abs(part.share) >= _SMALL:
            yield f"{signed(part.share)}  {_named(part)}"
    rest = [] if small else _small(tag)
    if rest:
        yield f"{signed(math.fsum(rest))}  {counted(len(rest), 'small part')}"
    total = tag.base + math.fsum(part.share for part in tag.evidence)
    line = f"{signed(total)}  sum: score {short(tag.score)}"
    given = _probability(total)
    yield (
        line if abs(given - tag.score) < 5e-4 else f"{line} (stored; the parts give {short(given)})"
    )


def decisive(tag: Tag, min_score: float) -> str | None:
    """Name the parts without which the paper would not be listed; None if there are none."""
    total = tag.base + math.fsum(part.share for part in tag.evidence)
    parts = [
        f'"{safe(part.text)}"'
        for part in sorted(tag.evidence, key=lambda part: -part.share)
        if part.share > 0 and _probability(total - part.share) < min_score
    ]
    if not parts or tag.score < min_score:
        return None
    return DECISIVE + " or without ".join(parts[:2])


def short_sum(tag: Tag) -> str:
    """Return a score as a sum on one line: its parts, how many are too small to name, the base.

    Occurrences that an exclusion cancelled add nothing and are left out.
    """
    big = [part for part in tag.evidence if abs(part.share) >= _SMALL]
    named = [f"{_brief(part)} {_tenth(part.share)}" for part in big]
    if small := _small(tag):
        named.append(f"{counted(len(small), 'small part')} {_tenth(math.fsum(small))}")
    return f"{safe(tag.topic)} {short(tag.score)} = " + " · ".join(
        [*named, f"base {_tenth(tag.base)}"]
    )


def _small(tag: Tag) -> list[float]:
    """Return the shares of the parts that hardly count, without cancelled occurrences."""
    return [p.share for p in tag.evidence if abs(p.share) < _SMALL and p.kind != "void"]


def _brief(part: Evidence) -> str:
    if part.kind != "keyword":
        return _named(part)
    return f'"{safe(part.text)}"' + (f" {part.count}×" if part.count > 1 else "")


def _tenth(share: float) -> str:
    sign, number = ("+" if share >= 0 else "−"), f"{abs(share):.1f}"
    return sign + number.removeprefix("0")


def _named(part: Evidence) -> str:
    text = safe(part.text)
    if part.kind == "term":
        return f"~ {text}"
    if part.kind == "rule":
        return text if part.share >= 0 else f'"{text}" under not'
    if part.kind == "void":
        return f'"{text}" cancelled by an exclusion'
    times = f" {part.count}×" if part.count > 1 else ""
    named = f'"{text}" {safe(part.field or "")}{times}'.rstrip()
    named += f" · {safe(part.level)}" if part.level else ""
    return f"{named} · … {safe(part.around)} …" if part.around else named


def _probability(log_odds: float) -> float:
    """Return the logistic function without overflow."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    return math.exp(log_odds) / (1 + math.exp(log_odds))
