"""Citation keys: readable, safe, and dependent only on their paper."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.paper import Author, Paper
from papertriage.writers.citekey import citekey


def paper(key: str = "arxiv:2611.04217", **fields: Any) -> Paper:
    return Paper(**{"id": key, "title": None, "abstract": None, **fields})


@pytest.mark.parametrize(
    ("author", "title", "published", "begins"),
    [
        ("Adaeze Okafor", "PoreField: The Lit Face", "2026-11-17", "okafor2026porefieldlitface-"),
        ("Jürgen Weiß-Großmann", "$\\alpha$-Rules", "2025", "weissgrossmann2025rules-"),
        ("Ada O'Neill", "On Doors", None, "oneilldoors-"),
        ("林晓月", "用视觉变换器修复老照片", "2026-08", "anon2026-"),
        (None, None, None, "anon-"),
        ("Ada Odum", "Doors", "２０２６", "odumdoors-"),
        ("3M", "3D doors", "2024", "m20243ddoors-"),
    ],
)
def test_a_key_has_name_year_and_title(
    author: str | None, title: str | None, published: str | None, begins: str
) -> None:
    """Family name, year and first words, then four characters of the paper's key."""
    authors = [Author(name=author)] if author else []
    key = citekey(paper(authors=authors, title=title, published=published))

    assert key.startswith(begins)
    assert re.fullmatch(r"[a-z2-7]{4}", key[len(begins) :])


def test_papers_that_share_all_words_keep_apart() -> None:
    """Two papers of one title, author and year have two keys, whichever of them is listed."""
    same = {"authors": [Author(name="A. Odum")], "title": "Doors", "published": "2026"}

    assert citekey(paper("arxiv:2611.00001", **same)) != citekey(paper("arxiv:2611.00002", **same))


@given(
    st.builds(
        Paper,
        id=st.text(),
        title=st.none() | st.text(),
        abstract=st.none(),
        authors=st.lists(st.builds(Author, name=st.text(), family=st.none() | st.text())),
        published=st.none() | st.text(),
    )
)
def test_no_paper_makes_a_bad_key(one: Paper) -> None:
    """A key starts with a letter and has no character that a format or file system forbids."""
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,130}", citekey(one))
