"""Line-oriented forms: where records end, what is rejected and reported, and what limits them."""

import base64
import quopri

import pytest

from conftest import DATA
from forms_help import facts, items, papers, raws
from papertriage.errors import Problem
from papertriage.readers.lines.bibtex_values import BrokenEntryError, parse_fields, unprotect
from papertriage.readers.raw import Raw
from papertriage.readers.table.rows import split_row

PROSE = "We measure how long a kettle takes to boil, and why it takes longer when watched. "


def problems(text: str) -> list[Problem]:
    return [item for item in items(text.encode()) if isinstance(item, Problem)]


def titles(text: str) -> list[str | None]:
    return [paper.title for paper in papers(text.encode())]


def test_a_line_that_opens_a_form_and_yields_no_record_cuts_nothing() -> None:
    """An abstract that quotes an opener stays whole."""
    text = f"Abstract: {PROSE * 3}\nTY  - is how RIS begins, and\n%T is how refer does.\n"
    found = raws(text.encode())

    assert [raw.form for raw in found] == ["abstract-lines"]
    assert "how refer does" in found[0].fields["abstract"]


def test_text_between_records_is_reported_from_200_characters_on() -> None:
    """What belongs to no record is a problem with its line, and costs no record."""
    record = "TY  - JOUR\nTI  - A kettle that was watched\nER  - \n"
    reported = problems(f"{record}\n{PROSE * 3}\n{record}")

    assert [(problem.line, problem.rejected) for problem in reported] == [(5, False)]
    assert problems(f"{record}\nA short note.\n{record}") == []


def test_a_record_without_title_abstract_or_id_is_reported() -> None:
    """A RIS record without content is rejected, and its neighbour is kept."""
    text = "TY  - JOUR\nVL  - 3\nER  - \nTY  - JOUR\nTI  - A kettle that was watched\nER  - \n"
    reported = problems(text)

    assert [(problem.line, problem.rejected) for problem in reported] == [(1, True)]
    assert titles(text) == ["A kettle that was watched"]


def test_an_entry_that_is_never_closed_costs_no_neighbour() -> None:
    """A missing brace is reported with the entry's line; the next entry is read."""
    text = (
        "@article{one, title={Kettles, open, year={2020}\n}\n\n"
        "@article{two, title={Kettles, closed}, year={2021}}\n"
        "@article{three title={No comma behind the key}}\n"
    )
    reported = problems(text)

    assert [(problem.line, problem.rejected) for problem in reported] == [(1, True), (5, True)]
    assert titles(text) == ["Kettles, closed"]


def test_two_entries_on_a_line_are_two_papers() -> None:
    """Text after an entry's last brace is read, too."""
    assert titles("@misc{a, title={One Kettle}} @misc{b, title={Two Kettles}}") == [
        "One Kettle",
        "Two Kettles",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("{E}vidence of {{Stairs}}", "Evidence of Stairs"),
        (r"Halmg{\aa}rd and {\"u}ber", r"Halmg{\aa}rd and {\"u}ber"),
        (r"\emph{very {L}oud} $x_{i}$", r"\emph{very Loud} $x_{i}$"),
        ("{unbalanced", "unbalanced"),
        (r"\href{http://a.example}{a link}", r"\href{http://a.example}{a link}"),
    ],
)
def test_braces_that_only_protect_go(value: str, text: str) -> None:
    """Arguments of macros and mathematics keep their braces."""
    assert unprotect(value) == text


def test_values_are_joined_and_abbreviations_known() -> None:
    """Quotes, braces, numbers, months and "#" make one value; a broken field is named."""
    fields = parse_fields(
        'month = mar # " 3", a = "x{"}y", year = 1998, b = joc', {"joc": "Corridors"}
    )

    assert fields == {"month": "mar 3", "a": 'x{"}y', "year": "1998", "b": "Corridors"}
    with pytest.raises(BrokenEntryError, match="title"):
        parse_fields("title = {never closed, year = 2020", {})


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        ('title = "{Kettles at $T^{0}$ and {H}igher}"', "title", "Kettles at $T^{0}$ and Higher"),
        ("title = {{A $x_{1}$ {B} $y$}}", "title", "A $x_{1}$ B $y$"),
        (r"title = {Boiling {\%} and {\'E}tudes}", "title", "Boiling % and Études"),
        (r"title = {At $T$ 5\% {A}ccurate}", "title", "At $T$ 5% Accurate"),
        (r"title = {{CO}$_{\textrm{2}}$ in Kettles}", "title", "CO2 in Kettles"),
        (r"title = {Kettles~-- and {\mkbibquote{Cups}}}", "title", "Kettles -- and Cups"),
        (r"title = {Kettles}, journal = {\apj}", "venue", "Astrophysical Journal"),
        (r"title = {Kettles}, journal = {\mnras{}}", "venue", "Monthly Notices of the RAS"),
        (r"title = {Kettles}, journal = {\unknown}", "venue", "\\unknown"),
        ("title = {Kettles} year = 2020", "published", "2020"),
        ('title = "Kettles"\n  year = {2020}\n  volume = 3', "volume", "3"),
        (
            "title = {Of all kettles 5\n% are blue}, year = 2020",
            "title",
            "Of all kettles 5 % are blue",
        ),
        ("title = {Kettles}, date = {2020-05~}", "published", "2020-05"),
        ('title = {Kettles}, year = 2020, month = nov # "~3"', "published", "2020-11-03"),
        ("title = {Kettles}, % year = {1999},\n  year = 2020", "published", "2020"),
        ("title = {Kettles}, year = 2020\n  % note = {red},\n", "published", "2020"),
        ("title = {Kettles}, articleno = {12}, numpages = {20}", "page", "12"),
        ("title = {Kettles}, art_number = {e7}", "page", "e7"),
        ("title = {Kettles}, Article-Number = {e7}, pages = {1--9}", "page", "1-9"),
        ("title = {Kettles}, pubmed_id = {39900016}", "ids", {"pmid": "39900016"}),
        ("title = {Kettles}, author_keywords = {tea;  steam}", "keywords", ["tea", "steam"]),
        ("title = {Kettles}, annote = {Read this again.}", "abstract", None),
        ("title = {Kettles}, doi = {ARTN R4\nPII S0\n10.55555/k}", "ids", {"doi": "10.55555/k"}),
        ("title = {Kettles}, doi = {10.55555/a.\n  b}", "ids", {"doi": "10.55555/a.b"}),
        ("title = {Kettles}, arxiv = {2611.00001}", "ids", {"arxiv": "2611.00001"}),
        ("title = {Kettles}, code = {https://k.org}", "code_url", "https://k.org"),
        ("title = {Kettles}, EarlyAccessDate = {MAR 2023}", "published", "2023-03"),
    ],
)
def test_what_a_bibtex_field_says(entry: str, field: str, value: object) -> None:
    """Braces, macros, forgotten commas and comments do no harm; programs have their own names."""
    (paper,) = papers(f"@article{{a,\n  {entry}\n}}\n".encode())

    assert getattr(paper, field) == value


def test_biblatex_names_the_parts_of_names_and_pubmed() -> None:
    """Biber may write a name in named parts; an eprint may be PubMed's."""
    people = "given=Ada, family=Okafor and given=Jan, prefix=van, family=Lind"
    entry = f"author = {{{people}}}, eprint = {{39900016}}, eprinttype = {{pubmed}}"
    (paper,) = papers(f"@article{{a, title = {{Kettles}}, {entry}}}".encode())

    assert [(one.name, one.family) for one in paper.authors] == [
        ("Ada Okafor", "Okafor"),
        ("Jan van Lind", "van Lind"),
    ]
    assert paper.ids == {"pmid": "39900016"}


@pytest.mark.parametrize("parent_comes_first", [True, False])
def test_an_entry_has_the_day_and_the_book_of_the_one_it_refers_to(
    *, parent_comes_first: bool
) -> None:
    """A cross-reference fills in what the entry lacks, but no title and no identifier."""
    parent = "@proceedings{KettleConf, title = {Tea}, date = {2020-05}, doi = {10.55555/c}}\n"
    child = "@inproceedings{a, title = {On Kettles}, crossref = {kettleconf}, pages = {1--2}}\n"
    own = "@inproceedings{b, title = {On Cups}, crossref = {kettleconf}, year = 2019}\n"
    text = parent + child + own if parent_comes_first else child + own + parent
    found = {paper.title: paper for paper in papers(text.encode())}

    assert len(found) == 3
    assert (found["On Kettles"].venue, found["On Kettles"].published) == ("Tea", "2020-05")
    assert (found["On Cups"].venue, found["On Cups"].published) == ("Tea", "2019")
    assert "doi" not in found["On Kettles"].ids


def test_an_entry_that_refers_to_nothing_is_kept() -> None:
    """Its cross-reference may lead to an entry in another file, or to itself."""
    text = "@inbook{a, title = {Tea}, crossref = {b}}\n@book{c, crossref = {C}, title = {Cups}}"

    assert sorted(map(str, titles(text))) == ["Cups", "Tea"]


def test_a_set_of_biblatex_is_not_a_paper() -> None:
    """A set names entries, and xdata has fields for others; neither is rejected."""
    text = "@set{s, entryset = {a, b}}\n@xdata{x, publisher = {P}}\n@book{a, title = {Tea}}\n"

    assert titles(text) == ["Tea"]
    assert not problems(text)


def test_what_mendeley_writes_above_its_entries_is_not_reported() -> None:
    """Mendeley explains its file in lines without a comment sign."""
    head = (
        "Automatically generated by Mendeley Desktop 1.19.8\n"
        "Any changes to this file will be lost if it is regenerated by Mendeley.\n\n"
        "BibTeX export options can be customized via Options -> BibTeX in Mendeley Desktop\n\n"
    )
    found = items((head + "@article{a,\ntitle = {{On Kettles}}\n}\n").encode())

    assert [type(item) for item in found] == [Raw]


def test_a_note_of_bibtex_gives_its_identifiers() -> None:
    """Identifiers that a note labels are the paper's."""
    (paper,) = papers(b"@article{a, title = {Kettles}, note = {PMID: 39900016}}")

    assert paper.ids == {"pmid": "39900016"}


def test_a_forgotten_quote_costs_one_row() -> None:
    """An unclosed quote is reported with its line; the rows below it are read."""
    text = (
        'title,abstract,year\n"A kettle,that leaks,2020\nA second kettle,dry,2021\n'
        "A third one,,2022\n"
    )
    reported = problems(text)

    assert [(problem.line, problem.rejected) for problem in reported] == [(2, True)]
    assert titles(text) == ["A second kettle", "A third one"]


def test_a_row_with_more_cells_than_the_header_is_reported() -> None:
    """An unquoted comma moves every later cell: such a row is repaired and reported."""
    text = "title,year\nKettles, boiled and dry,2020\nKettles that whistle,2021\n"

    assert [(problem.line, problem.rejected) for problem in problems(text)] == [(2, False)]
    assert titles(text) == ["Kettles, boiled and dry", "Kettles that whistle"]


def test_a_bullet_inside_a_title_is_part_of_it() -> None:
    """In a list of titles only a bullet at the start of a line is removed."""
    wanted = [
        "Glazing by Wind - A Survey of the North",
        "Lantern Diffusion – Slow Light for Old Kilns",
        "Towards Warm Kilns (2) Cold Lanterns",
        "Seven Ways to Fire a Pot at Sea",
    ]

    for bullet in ("", "- ", "1. "):
        assert titles("".join(f"{bullet}{title}\n" for title in wanted)) == wanted


def test_prose_and_settings_are_not_lists_of_titles() -> None:
    """A letter, a configuration, a log and a table without a header are not lists of papers."""
    for text in (
        "Dear Tamsin,\n\nthe kettle is on, and so is the meeting.\nPlease bring cups.\n\nYours\n",
        "[tool]\nname = kettle\nlevel = 3\n\n[other]\nlevel = 4\n",
        "2026-11-20 10:00:01 INFO kettle is on\n2026-11-20 10:00:02 INFO kettle is off\n",
        "2026,IEEE,TKET, Lantern Diffusion for Old Kilns\n2025,ACM,TOG,Smoke Above Cold Kilns\n",
    ):
        assert list(items(text.encode())) == []


def test_a_program_s_readme_is_not_a_list_of_papers() -> None:
    """A README that links its paper and quotes BibTeX is read by its BibTeX."""
    readme = (
        "# Kiln\n\n- [Paper](https://arxiv.org/abs/2611.01234)\n\n## Citation\n\n```\n"
        "@article{kiln,\n  title = {Smoke above the kiln},\n  year = {2026}\n}\n```\n"
    )

    assert [raw.form for raw in items(readme.encode()) if isinstance(raw, Raw)] == ["bibtex"]


@pytest.mark.parametrize("how", ["quoted-printable", "base64", "parts"])
def test_a_mail_is_unwrapped(how: str) -> None:
    """A digest in an encoded mail gives the records of the digest."""
    digest = (DATA / "arxiv-mail.txt").read_bytes().partition(b"\n\n")[2]
    head = b"From: no-reply@example.org\nDate: Fri, 13 Nov 2026 01:12:44 +0000\nMIME-Version: 1.0\n"
    plain = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
    mail = {
        "quoted-printable": head + plain + b"quoted-printable\n\n" + quopri.encodestring(digest),
        "base64": head + plain + b"base64\n\n" + base64.encodebytes(digest),
        "parts": head
        + b'Content-Type: multipart/alternative; boundary="xx"\n\n--xx\n'
        + b"Content-Type: text/html\n\n<p>See the plain part</p>\n--xx\n"
        + plain + b"base64\n\n" + base64.encodebytes(digest) + b"\n--xx--\n",
    }[how]  # fmt: skip

    whole = raws((DATA / "arxiv-mail.txt").read_bytes())
    assert [facts(raw) for raw in raws(mail)] == [facts(raw) for raw in whole]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "@article{a,\n title={x\n" + "y{y\n" * 100_000,
        "@article{a, title={" + "{" * 1_000_000,
        "@article{a," + "b={c}," * 100_000 + "}",
        "TY  - JOUR\n" * 50_000,
        "TY  - JOUR\nTI  - a title of words\n" + "more text\n" * 100_000,
        "%T x\n" + "%A a\n" * 100_000,
        "title,abstract\n" + '"a,b\n' * 20_000,
        "title,abstract\n" + '"' * 1_000_001 + "\n",
        'title,authors\nA kettle,"' + "[" * 90_000 + ']"\n',
        "\\\\\n" * 100_000,
        "NEP: New Economics Papers\n" + "1. x\n" * 50_000,
        "Title: a" + " " * 200_000 + "\n",
        "<1>\nTitle\n  On Kilns That Sing\nSource\n  " + "a. " * 100_000 + "\n",
        "@string{a={xxxxxxxxxx}}\n"
        + "".join(f"@string{{a{i + 1}= a{i} # a{i} # a{i} # a{i}}}\n" for i in range(60)),
        "\\bibitem{a} Ada Okafor. On kettles. Annals, 2026.\n" * 9 + "\n" * 200_000,
    ],
    ids=range(15),
)
def test_hostile_repetition_ends_soon(text: str) -> None:
    """Every line, brace and field is looked at a bounded number of times."""
    for item in items(text.encode()):
        assert isinstance(item, Raw | Problem)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ('"a ""b"", c",d', ['a "b", c', "d"]),
        ('"a" b,"c"', ['"a" b', "c"]),
        ('"a "b" c",d,', ['a "b" c', "d", ""]),
        ('a "b",c "d"', ['a "b"', 'c "d"']),
        ('"a,b', ['"a', "b"]),
        ("", []),
    ],
)
def test_no_character_of_a_cell_is_lost(row: str, cells: list[str]) -> None:
    """A cell with misplaced quotes keeps them; its neighbours are cells of their own."""
    assert split_row(row, ",") == cells


def test_a_line_with_a_percent_sign_is_text_where_no_bibtex_is() -> None:
    """A line that begins with a percent sign is a comment only after an entry of BibTeX."""
    line = "% of Kettles that Sing, a Survey of the North"
    page = f"{line}\n{'We listen to kettles for a year. ' * 9}\n• 4 authors\n·\nMar 13, 2022\n"

    assert titles(page) == [line]
    assert titles(f"@misc{{a, title={{One Kettle}}}}\n{line}\n") == ["One Kettle"]
