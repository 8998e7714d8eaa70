"""The contract of every form in the registry, checked on invented fixtures."""

import io
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_help import ALL, IDS, expected, facts, fixtures, items, papers, raws, seen, sniffed
from papertriage.errors import Problem
from papertriage.readers.lines.pasted_lines import PASTED
from papertriage.readers.raw import Raw
from papertriage.readers.registry import FORMS

each_fixture = pytest.mark.parametrize(("form", "path"), ALL, ids=IDS)
BY_LINE = [(form, path) for form, path in ALL if FORMS[form].by_line]
STRICT = {form for form, _ in BY_LINE} - PASTED
"""Forms whose records are whole where the next one begins."""
OF_LINES = [(form, path) for form, path in ALL if path.suffix not in (".xml", ".html", ".json")]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_a_fixture(form: str) -> None:
    """Every form in the registry has an invented dump, and the fields that a person reads in it."""
    assert fixtures(form), f"no tests/data/{form}.*"


@each_fixture
def test_a_form_is_sniffed_by_its_content(form: str, path: Path) -> None:
    """The form is detected from the bytes only, not from the file name."""
    assert sniffed(path.read_bytes()) == (form,)


@each_fixture
def test_a_fixture_gives_what_a_person_reads_in_it(form: str, path: Path) -> None:
    """Each paper's fields equal those that a person wrote down, in order."""
    found = papers(path.read_bytes())
    wanted = expected(path)

    assert [seen(paper, want) for paper, want in zip(found, wanted, strict=False)] == wanted
    assert len(found) == len(wanted), form


@each_fixture
@pytest.mark.parametrize("how", ["BOM", "CRLF", "blank lines before", "UTF-16"])
def test_other_encodings_and_line_ends_give_the_same_records(
    form: str, path: Path, how: str
) -> None:
    """A byte order mark, DOS line ends and leading blank lines change nothing."""
    text = path.read_text("utf-8").removeprefix("\ufeff")
    if how == "UTF-16" and 'encoding="' in text[:200].lower():
        pytest.skip("the document declares another encoding")
    data = {
        "BOM": ("\ufeff" + text).encode(),
        "CRLF": text.replace("\n", "\r\n").encode(),
        "blank lines before": ("\n \n" + text).encode(),
        "UTF-16": text.encode("utf-16"),
    }[how]

    assert [facts(raw) for raw in raws(data)] == [facts(raw) for raw in raws(path.read_bytes())], (
        form
    )


@each_fixture
def test_latin_1_is_understood(form: str, path: Path) -> None:
    """A dump in Latin-1 gives the records of the same dump in UTF-8."""
    text = path.read_text("utf-8").removeprefix("\ufeff")
    text = text.encode("latin-1", errors="replace").decode("latin-1")
    if text.isascii() or 'encoding="' in text[:200].lower():
        pytest.skip("the fixture needs no encoding, or declares one")

    assert [facts(raw) for raw in raws(text.encode("latin-1"))] == [
        facts(raw) for raw in raws(text.encode())
    ], form


def test_an_empty_file_gives_no_records() -> None:
    """An empty dump, and one of blanks, has no records and raises nothing."""
    assert list(items(b"")) == list(items(b" \n\n\t\n")) == []


@pytest.mark.parametrize(("form", "path"), OF_LINES, ids=[path.name for _, path in OF_LINES])
def test_garbage_after_a_record_costs_no_neighbour(form: str, path: Path) -> None:
    """A line of rubbish after the last record changes no record."""
    data = path.read_bytes()
    whole = [facts(raw) for raw in raws(data)]
    with_garbage = data + b"\n\n\x00\x01 %% {{{ <<< ~~~\n"

    assert [facts(raw) for raw in raws(with_garbage)][: len(whole) - 1] == whole[:-1], form


class Trickle(io.RawIOBase):
    """A stream that counts the bytes that were read."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # the stub wants a private protocol
        count = self._data.readinto(memoryview(buffer)[:65536])
        self.given += count
        return count


REPEATABLE = [(form, path) for form, path in BY_LINE if form not in PASTED and form != "nep"]


@pytest.mark.parametrize(("form", "path"), REPEATABLE, ids=[path.name for _, path in REPEATABLE])
def test_the_first_record_comes_before_the_stream_is_read(form: str, path: Path) -> None:
    """A long dump is read as it comes: the first record needs no more than the head."""
    data = path.read_bytes() + b"\n"
    stream = Trickle(data * (4_000_000 // len(data)))
    first = next(item for item in items(io.BufferedReader(stream)) if isinstance(item, Raw))

    assert first.form == form
    assert stream.given < 1_000_000


@each_fixture
def test_a_cut_keeps_the_whole_records_before_it(form: str, path: Path) -> None:
    """Cut at every tenth byte, a dump gives the records that were whole by then, unchanged."""
    data = path.read_bytes()
    whole = raws(data)
    kept = 0
    for at in range(1, len(data), max(10, len(data) // 200)):
        found = [facts(raw) for raw in raws(data[:at])]
        same = sum(a == facts(b) for a, b in zip(found, whole, strict=False))
        # The last record found may be the one that was cut, and a paste may split it in two.
        assert same >= len(found) - (2 if form in PASTED else 1), f"{form} cut at byte {at}"
        assert same >= kept - 1, f"{form} loses a whole record at byte {at}"
        if form in STRICT:
            lines = data[:at].count(b"\n")
            assert same >= sum(raw.line <= lines for raw in whole[1:]), f"{form} at byte {at}"
        kept = same
    assert kept >= len(whole) - 1


PAIRS = [
    (first, second)
    for first, second in permutations(BY_LINE, 2)
    if not {first[0], second[0]} <= PASTED  # tests/test_pasted.py holds these
]


@pytest.mark.parametrize(
    ("first", "second"), PAIRS, ids=[f"{a.name}+{b.name}" for (_, a), (_, b) in PAIRS]
)
def test_two_dumps_in_one_paste_give_the_sum(
    first: tuple[str, Path], second: tuple[str, Path]
) -> None:
    """Any two line-oriented dumps in one paste give the records of both and no others."""
    data = [path.read_bytes().removeprefix(b"\xef\xbb\xbf") for _, path in (first, second)]
    alone = [facts(raw) for part in data for raw in raws(part)]

    assert [facts(raw) for raw in raws(b"\n".join(data))] == alone


SIGNS = [
    b"\n", b"\n\n", b"{", b"}", b'"', b"\\", b"<", b">", b"&", b",", b"\x00", b"\xff", b"@", b"%",
    b"TY  - ", b"ER  - ", b"\\\\\n", b"\xef\xbb\xbf", b"arXiv:", b"[", b"]", b"9" * 400,
]  # fmt: skip


@each_fixture
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_mutation_of_a_dump_raises(form: str, path: Path, data: st.DataObject) -> None:
    """Truncated, doubled or changed input gives problems, never an exception."""
    raw = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        to = min(len(raw), at + data.draw(st.integers(0, 60)))
        raw = raw[:at] + data.draw(st.sampled_from([*SIGNS, b"", raw[at:to] * 2])) + raw[to:]

    for item in items(raw, form):
        assert isinstance(item, Raw | Problem)
        assert isinstance(item, Problem) or item.form in FORMS
    papers(raw)
