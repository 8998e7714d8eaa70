"""The contract of every format in the registry, for any paper."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.paper import Paper, Tag
from papertriage.report import Report
from papertriage.writers.look import Look
from papertriage.writers.registry import WRITERS
from writers_help import ACTING, HOSTILE, LOOKS, OWN_COLOUR, TAXONOMY, outcome, written

FRAMED = ("json", "csl", "csv", "atom", "html")
"""Formats that hold something without a paper: brackets, a header, the page."""
each_format = pytest.mark.parametrize("name", WRITERS)


@each_format
@settings(max_examples=40, deadline=None)
@given(found=st.lists(HOSTILE, max_size=4), look=LOOKS)
def test_nothing_in_a_paper_acts(name: str, found: list[Paper], look: Look) -> None:
    """Whatever papers hold, no control character and no direction override comes out."""
    for what in (outcome(found), outcome(found, *TAXONOMY)):
        text = written(name, what, look)
        assert not text or text.endswith("\n")
        if name == "table" and look.color:
            text = OWN_COLOUR.sub("", text)
        if name == "ris":  # it has DOS line ends
            text = text.replace("\r\n", "\n")
        if name != "tsv":
            assert "\t" not in text
        assert not ACTING.search(text)
        text.encode()  # a lone surrogate would raise


@each_format
@settings(max_examples=20, deadline=None)
@given(found=st.lists(HOSTILE, max_size=3))
def test_the_same_papers_give_the_same_bytes(name: str, found: list[Paper]) -> None:
    """Writing twice gives the same bytes: nothing depends on the time or the order of a set."""
    what = outcome(found, *TAXONOMY)

    assert written(name, what) == written(name, what)


@each_format
@pytest.mark.parametrize(
    "what", [outcome([]), outcome([], "faces"), Report(lists=[], papers=0, untagged=0)]
)
def test_an_empty_list_is_written(name: str, what: Report) -> None:
    """An empty list gives no output, except for the frame of a format that has one."""
    text = written(name, what)

    assert text == {"json": "[]\n", "csl": "[]\n"}.get(name, text)
    assert text.endswith("\n") if name in FRAMED else text == ""


@each_format
def test_a_paper_without_a_title_is_written(name: str) -> None:
    """A paper with nothing but a tag is on the list, in every format."""
    bare = Paper(id="sha1:0011223344556677", title=None, abstract=None)
    bare.tags = [Tag(topic="faces", score=0.9, base=2.2)]
    text = written(name, outcome([bare], "faces"))

    assert len(text) > len(written(name, outcome([], "faces")))
