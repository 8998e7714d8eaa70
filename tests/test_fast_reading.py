"""Every shortcut of cleaning and reading against the plain way that it must equal."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage import dates
from papertriage.normalize import mentions, people
from papertriage.readers.json import values as json_value
from papertriage.text import clean as text
from papertriage.text import markup, tex

_SIGNS = st.sampled_from([
    "word", "Word", "x", "2024", "\\", "\\'e", "\\emph{x}", "$", "$a$", "{", "}", "{A}", "~", "``",
    "''", "`", "<", ">", "<i>", "</i>", "<p>", "&", "&amp;", "&#10;", "&nbsp;", "\t", "\n", "\n\n",
    "\n \n", "\r\n", "\x0b", "\x1c", "\x7f", "\x85", "\u00a0", "\u2003", "\u2028", "\u200e",
    "\ufeff", "\ud800", "\u00e9", "e\u0301", "\u0301", "\u0301" * 9, "\u0344" * 5, "\u212b",
    "\u00c3\u00a9", "\u00c3", "\u00c3 ", "\u00e2\u20ac\u2122", "\u221a\u00b1", "\u221a ", "\u6f22",
])  # fmt: skip
_TEXTS = st.lists(
    st.tuples(_SIGNS, st.sampled_from(["", " ", "  ", "\n", "\n  "])), max_size=12
).map(lambda parts: "".join(sign + blank for sign, blank in parts))


def _clean(value: str) -> str:
    value = text._HOSTILE.sub("", text._LINE_ENDS.sub("\n", value))
    return text._MARKS_RUN.sub(r"\1", unicodedata.normalize("NFC", value))


def _prose(value: str) -> str:
    value = _clean(text.mend(value))
    if "<" in value or "&" in value:
        value = _clean(markup.strip(value))
    parts = text._PARAGRAPH.split(value.strip())
    parts = [" ".join(tex.decode(" ".join(part.split())).split()) for part in parts]
    return "\n\n".join(filter(None, parts))


@given(_TEXTS | st.text())
def test_clean_text_is_told_by_its_rare_signs(value: str) -> None:
    """What `clean` leaves as it is for its rare signs, all of its passes would leave so, too."""
    assert text.clean(value) == _clean(value)


@given(_TEXTS | st.text())
def test_prose_without_its_shortcuts_is_the_same(value: str) -> None:
    """Plain words, and blanks that are single, come out as every step of `prose` leaves them."""
    assert text.prose(value) == _prose(value)


@given(_TEXTS | st.text())
def test_one_line_without_its_shortcut_is_the_same(value: str) -> None:
    """A line that needs no joining comes out as joining leaves it."""
    assert text.one_line(value) == " ".join(_clean(value).split())


@given(_TEXTS | st.text())
def test_a_suspect_is_told_by_its_rare_signs(value: str) -> None:
    """Where `mend` looks at a text no further, its pattern finds nothing in it."""
    if text._SUSPECT.search(value):
        assert text._SUSPECT.search(text.rare_signs(value)) or "\u00c3 " in value


@given(_TEXTS | st.text())
def test_a_title_has_no_blanks_but_borders_of_paragraphs(value: str) -> None:
    """All that is left to join in prose are the empty lines between its paragraphs."""
    prose = text.prose(value)
    assert prose.replace("\n\n", " ") == " ".join(prose.split())


_DAYS = st.lists(
    st.sampled_from([
        "Mon", "Mar", "May", "Fall", "Spring", ",", ", ", " ", "2", "31", "Apr", "Foo", "2007",
        "04", "-", "19:18:42", "19:18", "GMT", "+0200", "\n", "T", "\u0664", "nd",
    ]),
    max_size=14,
).map("".join)  # fmt: skip
_MOMENTS = st.builds(
    "{}, {} {} {} {}{}".format,
    st.sampled_from(["Mon", "Mar", "May", "mon"]),
    st.sampled_from(["2", "02", "31", "32", "2nd", "\u0664"]),
    st.sampled_from(["Apr", "apr", "Jun", "Foo", "March", "Feb"]),
    st.sampled_from(["2007", "0000", "99", "20070"]),
    st.sampled_from(["19:18:42", "1:02:03", "19:18"]),
    st.sampled_from([" GMT", " +0200", "", " ", "\n", " a\nb"]),
)


@given(_DAYS | _MOMENTS)
def test_the_time_of_day_may_go_first(value: str) -> None:
    """A day with its time, as mail has it, is the day that all patterns find in the whole."""
    assert dates.parse(value) == dates._read(value.strip())


_NAMES = st.sampled_from([
    "Okoro", "M.", "J.-P.", "van Rijk", "Okoro ", "", " ", "Okoro, M.", "Okoro 0002",
    "m@example.org", "\u00c9mile", "{\\'E}mile", "O'Neil", "-", "12", "Jr.", None, 7, True,
    ["Okoro"], {"name": "Okoro"},
])  # fmt: skip
_KEYS = st.sampled_from(["family", "given", "name", "suffix", "literal", "last", "first_name"])


@given(st.dictionaries(_KEYS, _NAMES, max_size=4))
def test_a_plain_name_in_two_parts_is_read_as_any(item: dict[str, object]) -> None:
    """What is taken for a plain given and family name comes out as the long way reads it."""
    fast = people.read_authors([item])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_plain", lambda _item: None)
        assert people.read_authors([item]) == fast


_WORDS = st.lists(
    st.sampled_from([
        "ACM ", "IEEE/CVF ", "Findings of the ", "the", "CVPR", "3DV", "xCVPR", "Interspeech",
        "CoRL", "cvpr", "EMNLP", "SIGGRAPH Asia", " 2019", "'19", "-20", " ", ",", "13DV", "(",
    ])
).map("".join)  # fmt: skip


@given(_WORDS)
def test_a_conference_begins_with_its_sign(value: str) -> None:
    """Looking for a conference at capitals only finds those that are found at all letters."""
    everywhere = re.compile(mentions._CONFERENCE.pattern.replace("(?=[A-Z3])", ""))
    found, plain = mentions._CONFERENCE.finditer(value), everywhere.finditer(value)
    assert [m.span() for m in found] == [m.span() for m in plain]


def _depth(value: object) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


@given(
    st.recursive(
        st.none() | st.text(max_size=2),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
        ),
        max_leaves=9,
    ).filter(lambda value: value is not None),
    st.integers(1, 5),
)
def test_depth_is_told_level_by_level(value: object, most: int) -> None:
    """A value is deeper than so many levels just if one of its leaves is."""
    assert json_value._is_deeper(value, most) == (_depth(value) > most)


@pytest.mark.parametrize(
    "value", ["Words, (signs) 'quotes'; $5\nand a wrap.", "  As in a snapshot\nit is wrapped.\n"]
)
def test_most_texts_are_plain_words(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of sentences, wraps and edges do not make a text a case for the long way."""
    monkeypatch.setattr(text, "clean", None)
    assert text.prose(value) == " ".join(value.split())
