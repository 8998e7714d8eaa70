"""The time of every regular expression grows in proportion to the length of the text."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from growth_help import MOST, growth
from papertriage.readers.lines import tagged_dialects
from papertriage.readers.lines.grammars import GRAMMARS
from papertriage.readers.table import rows
from papertriage.text import identifiers
from pattern_help import ANYWHERE, Family, families, patterns

SIZE = 1000
FLOOR = 0.003
USED, UNKNOWN = patterns()
OF_HEADLINES = "papertriage.ranking."
"""Patterns over the few characters of an abstract that a headline is made of."""
MODULES = sorted({used.module for used in USED if not used.module.startswith(OF_HEADLINES)})


def slow_family(pattern: re.Pattern[Any], how: str) -> str | None:
    """Return the first family that a pattern takes too long over."""
    is_bytes = isinstance(pattern.pattern, bytes)
    tried: Callable[[Any], Any] = getattr(pattern, how)
    for family in sorted(families(pattern)):

        def make(size: int, family: Family = family) -> Any:
            text = family.of(size)
            return text.encode() if is_bytes else text

        def run(text: Any) -> None:
            if how == ANYWHERE:
                for _ in tried(text):
                    pass
            else:
                tried(text)

        if (factor := growth(run, make, SIZE, FLOOR)) > MOST:
            return f"{family}: {factor:.0f} times as long"
    return None


@pytest.mark.parametrize("module", MODULES)
def test_no_pattern_is_slow(module: str) -> None:
    """Eight times as much of anything takes a pattern no more than twelve times as long."""
    slow = [
        f"line {used.line}, {used.how} {used.pattern.pattern!r}: {family}"
        for used in USED
        if used.module == module
        if (family := slow_family(used.pattern, used.how))
    ]
    assert not slow, "\n".join(slow)


def test_every_pattern_is_known() -> None:
    """The modules that build patterns at run time are known."""
    assert {source.module for source in UNKNOWN} == {
        "papertriage.ranking.methodname",  # one of a name
        "papertriage.readers.lines.splitter",  # the openers of all grammars
        "papertriage.readers.lines.tagged",  # those of the dialects
        "papertriage.readers.mail.nep",  # its opener
        "papertriage.readers.table.rows",  # a cell, for each delimiter
        "papertriage.readers.xml.xml_stream",  # names of elements
        "papertriage.sources.arxiv_answer",  # likewise
        "papertriage.sources.unreadable",  # one for each kind of file
        "papertriage.text.identifiers",  # a grammar for each kind
        "papertriage.text.spelling",  # the parts of words in a table
    }


DIALECTS = [
    re.compile(pattern)
    for dialect in tagged_dialects.DIALECTS.values()
    for pattern in (dialect.opener, dialect.tag, dialect.between)
    if pattern
]
OPENERS = [re.compile(grammar("").opener) for grammar in GRAMMARS.values()]
CELLS = [rows._cell(",")]
IDENTIFIERS = [identifiers._grammar(kind) for kind in identifiers._OTHERS]


@pytest.mark.parametrize(
    "pattern", [*DIALECTS, *OPENERS, *CELLS], ids=lambda pattern: pattern.pattern
)
def test_no_pattern_of_a_table_is_slow(pattern: re.Pattern[str]) -> None:
    """This also holds for patterns in tables that are tried on each line of a document."""
    assert not slow_family(pattern, "match")


@pytest.mark.parametrize("pattern", IDENTIFIERS, ids=lambda pattern: pattern.pattern[:40])
def test_no_pattern_of_an_identifier_is_slow(pattern: re.Pattern[str]) -> None:
    """This also holds for the grammars of identifiers."""
    assert not slow_family(pattern, "fullmatch")


SLOW = [
    (r"\ufeff?\s*(?:[-*•·–+]\s+|\(?\d{1,4}[.)]\s+|\[\d{1,4}\]\s*|#{1,4}\s+)", ANYWHERE),
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", ANYWHERE),
    (r"(?:%{1,3}-{1,3}){8,}[%-]*\s*$", "match"),
    (r"<!--.{0,20000}?-->", ANYWHERE),
    (r"\s*(?P<key>[^,={}]*?)\s*(?:,|\Z)", "match"),
    (r"https?://\S+$", ANYWHERE),
    (r"\\cite(?:\[[^\]]*\])*\{[^{}]*\}", ANYWHERE),
    (r"((?:\w+,\s)*)we", ANYWHERE),
]
"""Patterns that were here once, or that are as slow as those."""


@pytest.mark.parametrize(("pattern", "how"), SLOW)
def test_a_slow_pattern_is_noticed(pattern: str, how: str) -> None:
    """A pattern that takes quadratic time on something fails the tests above."""
    assert slow_family(re.compile(pattern), how)
