"""Titles come back complete from every form: none of their characters is taken as syntax."""

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_help import ALL, AS_OF, document, expected
from papertriage.normalize import Context, normalize
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of

_SIGNS = """
    - – — -- • * ** + · ‣ ▪ ● ◦ ― ‑ − # ## #1 ~ ~5 5~10 ^ _ a_b = < > <= -> ≈ × ° % 50% & @ $5 | /
    1. 2) (3) [4] (a) (ii) IV. 1.1 v2 2026 [1,2] 1, ( ) [ ] (x] 【一】 （一） ‹x› ; : ? ! … ...
    "x" ""x"" “x” ‘x’ „x“ «x» 'x' `x` ’90s '90s 'n' p<0.05 x<y C++ C# .NET A/B a|b α- §5 † ™ ½
    (Review) [Article] [cs.CV] (arXiv:1805.06430) arXiv:2401.00001 doi:10.1234/x PMID:1 No. Vol.
    AB TI ER PT TY %T %0 @article Title: Abstract: Authors: et al. and by NA null no title
""".split()
"""Words that are a bullet, a number, a dash, a bracket, a quotation or a mark to some form."""
_GLUED = [sign for sign in _SIGNS if sign.isascii() and not {"~", "`"} & {*sign}]
"""Those that may touch each other: others look like TeX, or like letters of a wrong table."""
_OPENINGS = ("Kettles", "3D Kettles", "(In)visible Kettles", "[Re] Kettles", "’90s Kettles")
_ENDINGS = ("Lanterns", "Lanterns?", "Lanterns (2)", "Lanterns!", "C++", "50%", "“Lanterns”", "II")
_MARKUP = (".xml", ".rss", ".atom", ".html", ".rdf")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#$])")
_PROSE = ("references", "pubmed-text--summary", "pubmed-text--mail", "page-text", "mentions")
"""Dumps in which a title is a sentence among others, or is known only by its shape."""


def _place(path: Path) -> tuple[str, str] | None:
    """Return a dump and a title in it as it is read; None if there is none."""
    text = path.read_text("utf-8")
    found = (want.get("title") for want in expected(path))
    return next(((text, title) for title in found if title and title in text), None)


PLACES = [
    (form, path.name, *found)
    for form, path in ALL
    if not path.name.startswith(_PROSE) and (found := _place(path))
]


def _written(name: str, title: str) -> str:
    """Write a title as a form wants it."""
    if name.endswith(_MARKUP):
        return html.escape(title, quote=False)
    if name.endswith((".json", ".jsonl")):
        return json.dumps(title, ensure_ascii=False)[1:-1]
    if name.endswith(".csv"):
        return '"' + title.replace('"', '""') + '"'
    if name.endswith((".yaml", ".yml")) or name.startswith(("note.", "note--")):
        return title.replace("'", "''")
    return _MARKDOWN.sub(r"\\\1", title) if name.endswith(".md") else title


def _titles(form: str, name: str, text: str) -> list[str | None]:
    raws = reader_of(form)(document(text.encode(), name), form)
    context = Context(source=name, as_of=AS_OF)
    return [normalize(raw.form, raw.fields, context).title for raw in raws if isinstance(raw, Raw)]


def _lost(form: str, name: str, text: str, old: str, title: str) -> str | None:
    """Return what a replaced title is read as; None if it is complete."""
    new = _written(name, title)
    quoted = f'"{old}"' if name.endswith(".csv") and f'"{old}"' in text else old
    found = _titles(form, name, text.replace(quoted, new))
    if title in found:
        return None
    return (
        f"{title!r} is not in {[each for each in found if each not in _titles(form, name, text)]}"
    )


each_place = pytest.mark.parametrize(
    ("form", "name", "text", "old"), PLACES, ids=[place[1] for place in PLACES]
)


@each_place
def test_every_character_stays_in_a_title(form: str, name: str, text: str, old: str) -> None:
    """Each character between words is kept as written, and some at both ends."""
    middles = (" and kilns ".join(_SIGNS[first::12]) for first in range(12))
    titles = [f"Kettles {middle} Lanterns" for middle in middles]
    titles += [f"{first} of slow glass Lanterns" for first in _OPENINGS]
    titles += [f"Kettles of slow {last}" for last in _ENDINGS]
    assert not [lost for title in titles if (lost := _lost(form, name, text, old, title))]


@each_place
@settings(max_examples=10, deadline=None)
@given(
    signs=st.lists(st.sampled_from([*_SIGNS, "glass", "Slow", "of"]), max_size=12),
    glued=st.lists(st.sampled_from(_GLUED), max_size=5)
    .map("".join)
    .filter(lambda text: html.unescape(text) == text),
)
def test_a_title_comes_back_whole(
    form: str, name: str, text: str, old: str, signs: list[str], glued: str
) -> None:  # fmt: skip
    """Any sequence of such characters inside a title comes back, and so do the words in it."""
    middle = " ".join([*signs, f"{glued}glass{glued}"])
    assert not _lost(form, name, text, old, f"Kettles of {middle} slow Lanterns")
