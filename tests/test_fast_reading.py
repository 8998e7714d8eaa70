"""Shortcuts of cleaning and reading give the same result as the general code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage import dates
from papertriage.normalize import people
from papertriage.text import clean as text

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


@given(_TEXTS | st.text())
def test_mojibake_has_rare_characters(value: str) -> None:
    """The pattern of `mend` finds nothing in a text that `mend` skips."""
    if text._SUSPECT.search(value):
        assert text._SUSPECT.search(text.rare_characters(value)) or "\u00c3 " in value


@given(_TEXTS | st.text())
def test_prose_has_single_blanks_and_empty_lines_only(value: str) -> None:
    """Prose contains single blanks, and empty lines between its paragraphs."""
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
    """A date with a time, as in mail, is the date that the patterns find in the whole text."""
    assert dates.parse(value) == dates._read(value.strip())


_NAMES = st.sampled_from([
    "Okoro", "M.", "J.-P.", "van Rijk", "Okoro ", "", " ", "Okoro, M.", "Okoro 0002",
    "m@example.org", "\u00c9mile", "{\\'E}mile", "O'Neil", "-", "12", "Jr.", None, 7, True,
    ["Okoro"], {"name": "Okoro"},
])  # fmt: skip
_KEYS = st.sampled_from(["family", "given", "name", "suffix", "literal", "last", "first_name"])


@given(st.dictionaries(_KEYS, _NAMES, max_size=4))
def test_a_plain_name_in_two_parts_is_read_like_any_name(item: dict[str, object]) -> None:
    """A plain given and family name is read as by the general way."""
    fast = people.read_authors([item])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_plain", lambda _item: None)
        assert people.read_authors([item]) == fast


@pytest.mark.parametrize(
    "value", ["Words, (signs) 'quotes'; $5\nand a wrap.", "  As in a snapshot\nit is wrapped.\n"]
)
def test_most_texts_are_plain_words(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts with punctuation and wrapped lines take the shortcut."""
    monkeypatch.setattr(text, "clean", None)
    assert text.prose(value) == " ".join(value.split())
