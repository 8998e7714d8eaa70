"""Pasted text in three forms: complete, truncated, repeated, mixed, with any empty lines."""

import re
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DATA
from papertriage.normalize import Context, normalize
from papertriage.readers.raw import Raw
from paste_help import problems, read, records

FORMS = ("daily-page", "arxiv-listing", "abstract-lines")
TEXTS = {form: (DATA / f"{form}.txt").read_text("utf-8") for form in FORMS}
LONG = "We measure how long a kettle takes to boil and why it takes longer when watched. " * 4


def expected(form: str) -> list[dict[str, Any]]:
    lines = (DATA / f"{form}.expected.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line) for line in lines]


@pytest.mark.parametrize("form", FORMS)
def test_a_fixture_gives_what_a_person_reads_in_it(form: str) -> None:
    """Each record's fields equal those that a person wrote down, in order."""
    context = Context(source="fixture", as_of=date(2026, 11, 20))
    found = [item for item in read(TEXTS[form]) if isinstance(item, Raw)]
    papers = [normalize(item.form, item.fields, context) for item in found]

    assert [item.form for item in found] == [form] * len(found)
    for paper, wanted in zip(papers, expected(form), strict=True):
        got = {
            "title": paper.title,
            "abstract": paper.abstract and paper.abstract[:40],
            "published": paper.published,
            "author_count": paper.author_count,
            "arxiv": paper.ids.get("arxiv"),
            "version": paper.version,
            "venue": paper.venue,
            "code_url": paper.code_url,
            "comment": paper.comment,
        }
        # A key that was not written down is left open (see tests/data/README.md).
        assert {name: got[name] for name in wanted if name in got} == {
            name: value for name, value in wanted.items() if name in got
        }


def respaced(text: str, how: str) -> str:
    return {
        "as it is": text,
        "CRLF": text.replace("\n", "\r\n"),
        "CR": text.replace("\n", "\r"),
        "blank lines doubled": re.sub(r"\n\n+", "\n\n\n\n", text),
        "every line apart": text.replace("\n", "\n\n"),
        "blank lines gone": re.sub(r"\n\s*\n+", "\n", text),
        "trailing blanks": re.sub(r"\n", " \u00a0\n", text),
        "BOM": "\ufeff" + text,
    }[how]


@pytest.mark.parametrize("order", list(permutations(FORMS)))
@pytest.mark.parametrize(
    "how",
    [
        "as it is",
        "CRLF",
        "CR",
        "blank lines doubled",
        "every line apart",
        "blank lines gone",
        "trailing blanks",
        "BOM",
    ],
)
def test_forms_pasted_together_give_the_sum(order: tuple[str, ...], how: str) -> None:
    """In any order and with any blank lines, a mix holds each form's records and no others."""
    alone = [record for form in order for record in records(TEXTS[form])]
    together = records(respaced("\n".join(TEXTS[form] for form in order), how))

    assert together == alone


def test_a_paste_given_twice_gives_everything_twice() -> None:
    """A repeated paste is read like two."""
    text = "\n".join(TEXTS.values())

    assert records(text + "\n" + text) == records(text) * 2


@pytest.mark.parametrize("form", FORMS)
def test_a_cut_loses_no_whole_record(form: str) -> None:
    """Split at any byte, both halves together have every record except the one that was split.

    An id and the text glued to it are one line of two records: a cut inside it cuts both.
    """
    whole = records(TEXTS[form])
    data = TEXTS[form].encode()
    ids = [range(m.start(), m.end() + 1) for m in re.finditer(rb"(?m)^arXiv:[\w./-]+", data)]
    for at in range(1, len(data), 7):
        head, tail = records(data[:at]), records(data[at:])
        kept = sum(record in head or record in tail for record in whole)
        cut = 2 if any(at in place for place in ids) else 1
        assert kept >= len(whole) - cut, f"cut at byte {at}"


def test_an_id_in_a_sentence_or_a_comment_is_not_the_records() -> None:
    """Only an id at the end of the record, separate from the text, identifies it."""
    text = (
        f"{LONG}It extends arXiv:2601.00001 by milk.\n"
        "arXiv admin note: text overlap with arXiv:2601.00002\n"
        "arXiv:2601.00003 is an earlier version\n"
        f"arXiv:2611.000043D kettles are round. {LONG}\narXiv:2611.00005\n"
    )
    found = [item for item in read(text) if isinstance(item, Raw)]

    assert [item.fields["arxiv"] for item in found] == ["2611.00004", "2611.00005"]
    assert found[1].fields["abstract"].startswith("3D kettles")
    assert "earlier version" in found[0].fields["comment"]


def test_an_entry_without_footer_does_not_take_its_neighbours() -> None:
    """Count and date belong to the entry right above them."""
    text = f"One Kettle\n\n{LONG}\n\nTwo Kettles\n\n{LONG}!\n\n • 3 authors\n·\nMay 3, 2024\n"
    first, second = (item for item in read(text) if isinstance(item, Raw))

    assert first.fields["title"] == "One Kettle"
    assert "author_count" not in first.fields
    assert second.fields["author_count"] == 3


def test_text_without_a_paper_is_reported_with_its_line() -> None:
    """What is left over is a problem once it is long enough to matter."""
    stray = [f"This line number {n} is about nothing that anyone could read." for n in range(9)]
    text = "\n".join(["Abstract: " + LONG, "", "Daily Papers", *stray, "Subscribe"])

    (problem,) = problems(text)
    assert problem.line == 4
    assert not problem.rejected
    assert "belong to no paper" in problem.reason


@pytest.mark.parametrize("name", ["https://arxiv.org/abs/2611.01234", "doi:10.5555/nose"])
def test_a_short_rest_that_names_a_paper_is_not_silent(name: str) -> None:
    """A line after the last mark may be a paper that this form cannot read, so it is reported."""
    text = f"{LONG}\narXiv:2611.09999\n\nKinship From Noses (Li, 2025) {name}\n"

    (problem,) = problems(text)
    assert problem.line == 4
    assert "belong to no paper" in problem.reason


def test_wrapped_lines_are_made_whole() -> None:
    """A paste that a mail program wrapped at 72 columns reads like the original."""
    import textwrap

    text = "\n".join(
        line if len(line) < 72 else "\n".join(textwrap.wrap(line, 72, break_on_hyphens=False))
        for line in TEXTS["abstract-lines"].splitlines()
    )

    assert records(text) == records(TEXTS["abstract-lines"])


LINES = st.sampled_from(
    [
        "",
        "Daily Papers",
        "A Title of Some Kettle",
        LONG,
        "Abstract: " + LONG,
        "Abstract:",
        " • 4 authors",
        "·",
        "Mar 13, 2022",
        "Mar 11 3",
        "arXiv:2611.00004",
        "arXiv:2611.00005v2" + LONG,
        "13 pages, 7 figures",
        '{"title": "A", "abstract": "b"}',
        '{"title": ',
        "\x00\x1b[31m",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_any_order_of_lines_is_read(lines: list[str]) -> None:
    """No sequence of lines causes an error, and every long text is read or reported."""
    out = read("\n".join(lines))

    reported = sum(LONG[:40] in str(item) for item in out)
    assert reported >= (1 if any(LONG in line for line in lines) else 0)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    """No text makes the reader fail."""
    read(text.encode("utf-8", errors="surrogatepass"))


def test_real_pastes_hold_seventy_papers_in_any_order(real_data: Path) -> None:
    """The three real pastes give 50, 10 and 10 records, alone and joined in all six orders."""
    folder = real_data / "seeds"
    texts = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}
    alone = {name: records(text) for name, text in texts.items()}

    counts = {"abstract-lines": 10, "arxiv-listing": 10, "hf-daily-papers": 50}
    assert {name: len(found) for name, found in alone.items()} == counts
    for order in permutations(texts):
        wanted = [record for name in order for record in alone[name]]
        for how in ("as it is", "CRLF", "blank lines doubled", "blank lines gone"):
            assert records(respaced("\n".join(texts[name] for name in order), how)) == wanted


def test_real_pastes_cut_anywhere_lose_no_whole_record(real_data: Path) -> None:
    """Cut at every 997th byte, every record that is left whole is found."""
    for path in sorted((real_data / "seeds").glob("*.txt")):
        data = path.read_bytes()
        whole = records(data)
        for at in range(997, len(data), 997):
            head, tail = records(data[:at]), records(data[at:])
            kept = sum(record in head or record in tail for record in whole)
            assert kept >= len(whole) - 1, f"{path.name} cut at byte {at}"


def test_marks_without_number_on_one_line_are_read() -> None:
    """Thousands of ids glued to each other are one record each."""
    assert len(records("".join(f"arXiv:2611.{number:05}" for number in range(3000)))) == 3000
