"""The name that authors give to what they made, found in the abstract alone.

Candidates are words shaped like names (``DiffPortrait3D``, ``FG-Net``, ``COAP``), capitalised
phrases after a verb such as "present" or "call", and the last parts of project links. Each
occurrence gets points for the words around it: "we present X", "dubbed X" and "our X" are signs of
the paper's own method, "such as X" and "outperforms X" of somebody else's. The candidate with the
most points wins.
"""

import re
from collections.abc import Iterable, Iterator

from papertriage.ranking import name_patterns as patterns

_ENOUGH = 3.0
"""Points that a name needs; with fewer, its shape is the only evidence."""
_LINKED = 6.5
"""Points of a link's last part: a repository that is shaped like a name usually has that name."""

_TOKEN = re.compile(
    r"(?<![\w/.@\\-])[A-Za-z0-9]+(?:[-_^/&][A-Za-z0-9*]+)*(?:\^?[+*]{1,2}(?!\w))?"
    r"(?:\.\d+[A-Z]?(?!\w))?"
)
# Two capitals, a capital inside, a letter with a digit; or single letters before a hyphen
# (O-MaMa, X-Portrait), but not two plain words joined by one (Multi-Modal).
_SHAPE = re.compile(
    r"[A-Z][A-Za-z0-9]*[A-Z]|[a-z0-9][A-Z]|[A-Z][A-Za-z]*\d|\b[A-Z][-_^][A-Z]|\b[a-z]-[A-Z]"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s{}()<>]+|(?<![\w-])[\w-]+\.github\.io\S*|\bgithub\.com/\S+"
)
# What repositories add to a name: a venue with its year, and that there is code.
_OF_A_REPOSITORY = re.compile(
    r"^(?:[A-Za-z]+['_-]?(?:20)?[12]\d)[-_]|[-_](?:[A-Za-z]+['_-]?(?:20)?[12]\d|code|main|"
    r"release|official|pytorch|public|paper|demo|challenge)(?=$|[-_])",
    re.IGNORECASE,
)
_OWN_WORK = re.compile(
    r"\b(?:[Ww]e|[Ii]n this|[Tt]his (?:paper|work|article|study)|[Oo]ur|[Hh]erein?)\b|"
    rf"\b(?:is|are) (?:{patterns.PRESENT}|{patterns.MAKE})\b"
)
_VARIANT = re.compile(r"s|[-_](?:[A-Z]|\d\w?|[A-Z]\d*|\d+[BMK])")


def method_name(abstract: str, links: Iterable[str] = ()) -> str | None:
    """Return the name of what the paper presents, as its authors write it; None if it has none.

    `links` are the paper's own code and project pages, whose last part may be the name.
    """
    text = re.sub(r"-{2,3}", " – ", _LINK.sub(" ", abstract))
    own = _OWN_WORK.search(text)
    start = own.start() if own else 0
    occurrences: dict[str, list[float]] = {}
    for name, at in _candidates(text):
        occurrences.setdefault(name, []).append(_points(text, name, at, start))
    points = {name: _total(found) for name, found in occurrences.items()}
    _add_links(points, [*_LINK.findall(abstract), *links])
    _join_variants(points)
    best = max(points, key=lambda name: points[name], default=None)  # the earlier of equals
    return best if best is not None and points[best] >= _ENOUGH else None


def _candidates(text: str) -> Iterator[tuple[str, int]]:
    """Yield every occurrence of every name-like word or introduced phrase, with its position."""
    found = {
        (match[0], match.start())
        for match in _TOKEN.finditer(text)
        if _SHAPE.search(match[0]) and _may_be_name(match[0])
    }
    for pattern in patterns.PHRASES:
        for match in pattern.finditer(text):
            phrase = match[1].rstrip("-")
            if phrase.split()[0] not in patterns.PLAIN and _may_be_name(phrase):
                found.add((phrase, match.start(1)))
    yield from sorted(found, key=lambda item: (item[1], -len(item[0])))


def _may_be_name(name: str) -> bool:
    return (
        2 <= len(name) <= 50
        and name not in patterns.COMMON
        and name.removesuffix("s") not in patterns.COMMON
        and name not in patterns.PLAIN
        and not patterns.COMPOUND.search(name)
    )


def _points(text: str, name: str, at: int, start: int) -> float:
    """Judge one occurrence by the words around it; at `start` the paper's own work begins."""
    before = text[max(0, at - 180) : at]
    after = text[at + len(name) : at + len(name) + 80]
    cue = max(
        (points for pattern, points in patterns.BEFORE if pattern.search(before)), default=0.0
    )
    total = 0.3 + cue + (0.7 if " " in name else 0.0)
    if cue > 2:  # authors name the whole before its parts
        total += 2.5 * (1 - max(at - start, 0) / len(text))
    total += min(
        (points for pattern, points in patterns.SOMEBODY_ELSES if pattern.search(before)), default=0
    )
    total += max((points for pattern, points in patterns.AFTER if pattern.match(after)), default=0)
    total += min(
        (points for pattern, points in patterns.NOT_THE_WHOLE if pattern.match(after)), default=0
    )
    if before.endswith("("):
        total += _bracketed(name, before[:-1], cued=cue > 2)
    if at == 0:  # the name that an abstract starts with is its own
        total += 2.5 if total > 1 else 0.0
    elif at < start:  # what is named before "we" is earlier work
        total -= 3.0
    return total


def _bracketed(name: str, before: str, *, cued: bool) -> float:
    """Judge an acronym after its long form: authors capitalise their own, but no common one."""
    words = long_form(name, before)
    if not words:
        return 0.0
    if sum(word[0].isupper() for word in words) * 2 > len(words):
        return 3.0 if cued else 2.0
    return 1.0 if cued else -2.0


def long_form(acronym: str, before: str) -> list[str]:
    """Return the words right before an acronym that spell it; none if they do not."""
    letters = [letter.lower() for letter in acronym if letter.isalnum()]
    words = before.split()
    rest = "".join(words[-2 * len(letters) - 2 :]).lower()
    for letter in reversed(letters):
        found = rest.rfind(letter)
        if found < 0:
            return []
        rest = rest[:found]
    return words[-max(2, sum(letter.isupper() for letter in acronym)) :]


def _total(found: list[float]) -> float:
    """Add up a name's occurrences: the best one counts, and further ones add a little."""
    best = max(found)
    return best + max(-3.0, min(3.0, 0.5 * (sum(found) - best)))


def _add_links(points: dict[str, float], links: Iterable[str]) -> None:
    """Add the names at the end of project links; some papers name their method only there."""
    tails = (link.rstrip("/.,;:").rsplit("/", 1)[-1].removesuffix(".git") for link in links)
    for tail in dict.fromkeys(_OF_A_REPOSITORY.sub("", tail) for tail in tails):
        if not (_TOKEN.fullmatch(tail) and _SHAPE.search(tail) and _may_be_name(tail)):
            continue
        # "FooNet-demo" counts for FooNet if that is the paper's own name; else it is a name itself.
        own = (name for name, earned in points.items() if earned >= _ENOUGH)
        name = next((name for name in own if re.match(rf"{re.escape(name)}[-_]", tail)), tail)
        if points.get(name, 0.0) >= 0:  # else a term of the field
            points[name] = points.get(name, 0.0) + _LINKED


def _join_variants(points: dict[str, float]) -> None:
    """Add the points of variants, such as ``FooNet-L`` and ``FooNets``, to those of ``FooNet``."""
    for base, own in list(points.items()):
        for name, others in points.items():
            varies = name.startswith(base) and 2 < len(base) < len(name) and own >= others
            if varies and _VARIANT.fullmatch(name[len(base) :]):
                points[base] += max(others, 0.0)
                points[name] = 0.0
