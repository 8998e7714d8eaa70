"""Shortcuts of ingest give the same result as the general code."""

import io
import re
import unicodedata
from itertools import chain
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DATA
from forms_help import items
from papertriage import identity
from papertriage.errors import Problem
from papertriage.normalize import mentions, people, withdrawn
from papertriage.paper import Author
from papertriage.readers.document import Document
from papertriage.readers.json import dialects, json_reader
from papertriage.readers.lines import bibtex_values, splitter
from papertriage.readers.lines.bibtex import Bibtex
from papertriage.readers.xml.xml_sound import Sound
from papertriage.readers.xml.xml_stream import nodes
from papertriage.text import clean as text
from papertriage.text import identifiers, person, similarity, tex
from papertriage.text.people import read

_PIECES = st.sampled_from([
    "word", "Word", "12", "2024", "I", "É", "é", "\u200b", "\t", "\n", "\r\n", "\x1f", "\x85",
    "\\", "\\\\", "$", "$$", "{", "}", "~", "``", "''", "[", "]", "(", ")", ",", ".", ";", "@",
    "\\(", "\\)", "\\[", "\\]", "\\begin{math}", "\\end{math}", "\\cite{a}", "~\\citet[p]{b}",
    "\\ref{c}", "\\emph{x}", "\\footnote{n}", "\\thanks{t}", "\\'e", "{\\bf", "x}", "<i>",
    "&amp;", "https://example.org/x", "github.com/a/b", "gitlab.com/c/d",
    "https://github.com/e/f", "CVPR", "ICML", "'19", "-20", "to", "appear", "in", "accepted",
    "at", "withdrawn", "has", "been", "the", "paper", "by", "this", "WİTHDRAWN", "Jr.", "O'Neil",
    "J.-P.", "-",
])  # fmt: skip
_TEXTS = st.lists(
    st.tuples(_PIECES, st.sampled_from(["", " ", "  ", "\n", "\n \n"])), max_size=12
).map(lambda parts: "".join(piece + blank for piece, blank in parts))


@given(_TEXTS)
def test_a_border_between_paragraphs_has_an_empty_line(value: str) -> None:
    """A text has an empty line if and only if it has a border between paragraphs."""
    assert bool(text._EMPTY_LINE.search(value)) == bool(text._PARAGRAPH.search(value))


@given(_TEXTS)
def test_a_footnote_is_named(value: str) -> None:
    """A note always has one of the two names."""
    if tex._NOTE.search(value):
        assert "\\footnote" in value or "\\thanks" in value


@given(_TEXTS)
def test_a_plain_name_stays_as_it_is(value: str) -> None:
    """The whole cleaning does not change what is taken for a plain name."""
    if people._PLAIN.fullmatch(value):
        cleaned = people.EMAIL.sub("", text.prose(value))
        assert people._NUMBER.sub("", text.one_line(cleaned).strip(" ,;")) == value


@pytest.mark.parametrize("name", ["J.-P. Okoro", "O'Neil", "Ada B. van Rijk", "x"])
def test_most_names_are_plain(name: str) -> None:
    """Names with initials, apostrophes and hyphens take the shortcut."""
    assert people._PLAIN.fullmatch(name)


_PAIRS = st.lists(
    st.sampled_from(
        ["Okafor", "Lind", "Iii", "Group", "Ada", "Bo", "A.", "Jr.", "Study", "MD", ",", ", ", " "]
    ),
    max_size=7,
).map("".join)  # fmt: skip


@given(_PAIRS | _TEXTS)
def test_a_plain_pair_of_names_needs_no_grammar(value: str) -> None:
    """A family and a given name with a comma between are read as by the whole grammar."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_PAIR", re.compile("(?!)"))
        whole = people._parts.__wrapped__(value, family_first=False)
    assert people._parts.__wrapped__(value, family_first=False) == whole


@given(st.from_regex(identifiers._BARE, fullmatch=True))
def test_a_bare_doi_is_only_lowered(value: str) -> None:
    """The whole reading of a bare DOI only changes it to lower case."""
    assert identifiers._doi(value) == value.lower() or len(value) > 2000


@pytest.mark.parametrize(
    "name",
    [
        "ris.ris",
        "ris--late.ris",
        "medline.nbib",
        "wos.txt",
        "refer.enw",
        "bibtex.bib",
        "arxiv-mail.txt",
    ],
)
@given(st.data())
def test_lines_gathered_at_once_are_those_taken_one_by_one(name: str, data: st.DataObject) -> None:
    """Tagged text gives the same records if each line is offered to every form."""
    lines = (DATA / name).read_text("utf-8").splitlines(keepends=True)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(lines)))
        lines[at:at] = [data.draw(st.sampled_from(["\n", "}\n", "{\n", "a = {b},\n", *lines]))]
    dump = "".join(lines).encode()

    gathered = [repr(item) for item in items(dump)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitter._Cutter, "_next", lambda _, lines: next(lines, None))
        assert [repr(item) for item in items(dump)] == gathered


def test_a_record_that_never_ends_is_not_collected_forever() -> None:
    """A record of too many lines is cut though its form would gather them all."""
    entry = ["@article{long,\n", "title = {Corridors\n"]
    rest = ("words of a value that is never closed\n" for _ in range(200_000))
    lines = iter(enumerate(chain(entry, rest), 1))
    first = next(splitter.cut(lines, [Bibtex("a.bib")]))
    assert isinstance(first, splitter.Found | splitter.Loose)
    assert next(lines)[0] < 100_000


_XML_SIGNS = st.sampled_from(
    ["<!-- ", " -->", "<![CDATA[", "]]>", "<?x y?>", "<", ">", "&", "&amp;", "&ouml;", "\x01", "\n",
     "<PubmedArticle>", "</PubmedArticle>", "<record>", "</record>", "\u00e9", "<i>", "</i>"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("pubmed-xml.xml", {"PubmedArticle", "PubmedBookArticle"}),
        ("endnote-xml.xml", {"record"}),
        ("dblp-xml.xml", {"article", "inproceedings", "www"}),
    ],
)
@settings(deadline=None)
@given(st.data())
def test_sound_xml_is_read_like_broken_xml(
    name: str, records: set[str], data: st.DataObject
) -> None:
    """Records that are cut out and built at once equal records that are built event by event."""
    text = (DATA / name).read_bytes()
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        end = at + data.draw(st.integers(0, 20))
        text = text[:at] + data.draw(_XML_SIGNS).encode() + text[end:]

    def found() -> list[object]:
        return [
            item if isinstance(item, Problem) else (item.line, item.above, tostring(item.element))
            for item in nodes(Document(name, io.BytesIO(text)), frozenset(records))
        ]

    quickly = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sound, "read", lambda _: iter(()))
        assert found() == quickly


_BIBTEX = st.lists(
    st.sampled_from(
        ["title", "year", " = ", "={", "{", "}", '"', "20", "a b", ",", ",\n  ", "#", "%", "\n"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


@given(_BIBTEX)
def test_simple_fields_of_bibtex_are_read_at_once(value: str) -> None:
    """A field of one text without braces is read as by the whole grammar."""

    def found() -> object:
        try:
            return bibtex_values.parse_fields(value, {})
        except bibtex_values.BrokenEntryError as error:
            return str(error)

    quickly = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bibtex_values, "_SIMPLE", re.compile("(?!)"))
        assert found() == quickly


@given(_TEXTS)
def test_an_address_has_one_of_two_marks(value: str) -> None:
    """What is found as an address contains one of the two marks."""
    if mentions._URL.search(value):
        assert "://" in value or ".com/" in value


@given(_TEXTS)
def test_a_conference_needs_a_year(value: str) -> None:
    """A conference is found only where something may be a year."""
    if mentions._CONFERENCE.search(value):
        assert mentions._MAY_BE_YEAR.search(value)


@given(_TEXTS)
def test_a_withdrawal_says_so(value: str) -> None:
    """What the pattern finds contains the letters that are checked first."""
    assert withdrawn._says_withdrawn(value) == bool(withdrawn._SAYS_WITHDRAWN.search(value))


_LONG = st.lists(_TEXTS, max_size=60).map(" ".join)


@given(_LONG | st.text())
def test_the_start_of_a_fold_needs_no_whole(value: str) -> None:
    """Folding the start of a text gives the start of its fold."""
    assert identity.fold_start(value) == identity.fold(value)[: identity._PREFIX]


@given(_LONG | st.text(alphabet=st.characters(max_codepoint=127)))
def test_words_are_split_by_a_table(value: str) -> None:
    """Splitting at punctuation finds the words that the pattern finds."""
    plain = unicodedata.normalize("NFKD", value.casefold()) if not value.isascii() else value
    plain = similarity._BEYOND_ASCII.sub(similarity._bare, plain).lower()
    assert similarity.words(value) == similarity._WORD.findall(plain)


_LINES = st.lists(
    st.sampled_from([
        '{"id": "2401.00001", "title": "A", "authors_parsed": [["Okoro", "M.", ""]]}',
        '{"id": "2401.00002", "title": "{[\\"", "versions": [{"version": "v1"}]}',
        ' {"id": "2401.00003"}', '{"id": "2401.00004"} ', '{"id": "2401.00005"},', '{"id": 6}',
        '{"id": "7"}{"id": "8"}', '{"id": "9"', '"title": "B"}', "[", "]", "{", "}", "", '"x',
        "null",
        '{"deep": ' + "[" * 70 + "]" * 70 + "}", '{"id": "10", "x": "\\u00e9\\n"}', "word",
        '{"a": }', '{"results": [', '{"id": "W1", "results": [{"id": "W2"}]}', '{"id": "W3"}}',
        '{"title": "C", "papers": {"abstract": "x"}}', '{"\\u0064ata": [{"title": "D"}]}',
        '{"notes": [{"id": "f", "forum": "g"}]}',
    ]),
    max_size=9,
).map("\n".join)  # fmt: skip


@pytest.mark.parametrize("form", dialects.DIALECTS)
@given(_LINES)
def test_a_line_that_is_a_record_needs_no_cutting(form: str, lines: str) -> None:
    """Lines that parse by themselves give the same records and problems as the splitter."""

    def found() -> list[object]:
        document = Document("x.jsonl", io.BytesIO(lines.encode()))
        return list(json_reader.read(document, form))

    fast = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_reader, "_whole", lambda *_: None)
        assert found() == fast


_SYLLABLES = st.lists(st.sampled_from(["ka", "oe", "ue", "r", "mu", "ll", "de"]), min_size=1)
_NAMES = _SYLLABLES.map(lambda parts: "".join(parts).title())


@given(_NAMES, _NAMES)
def test_two_plain_names_need_no_grammar(given_name: str, family: str) -> None:
    """Two plain words are read as the grammar reads them."""
    name = f"{given_name} {family}"
    found, is_split = read(name)
    if found is not None and len(family) > 1 and not is_split:
        made = person._split(found.family, found.given, is_split=False)
        assert person.person(Author(name=name)) == made
