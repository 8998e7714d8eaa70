"""Round trips: what a form has room for comes back as it was.

No form has room for metrics, events, links to code, nor for what happened when; BibTeX knows one
category and only of a paper on arXiv, RIS no categories, no PubMed ids and no paragraphs. RIS and
CSL-JSON want family and given name apart, so a name that came whole comes back in parts.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from conftest import DATA
from forms_help import AS_OF, papers
from papertriage import identity
from papertriage.normalize import Context, normalize
from papertriage.normalize.vocabulary import type_of
from papertriage.paper import Author, Paper, Tag, to_dict
from papertriage.readers.lines.bibtex_fields import fields_of
from papertriage.text.clean import prose
from papertriage.writers import phrases
from papertriage.writers.bibtex import ENTRY_TYPES
from papertriage.writers.latex import is_harmless
from papertriage.writers.listing import Listing, item_of_paper
from papertriage.writers.people import parts
from papertriage.writers.registry import WRITERS, recorder
from writers_help import outcome, rich_papers
from writers_help import written as written_list

FORMS = ("bibtex", "ris", "csl")

WORDS = [
    "doors", "Doors", "PoreField", "BERT", "GPT-4V", "3D", "of", "Straße", "Ångström", "林晓月",
    "50%", "$5", "R&D", "A_1", "#1", "x^2", "{BERT}", "{", "}", "\\", "~10", "C:\\temp", "a<b",
    "x>y", "|z|", "pass@k", '"so"', "it's", "(see)", "$x_{1}$", "$\\alpha \\leq \\{2\\}$",
    "\\(y^{2}\\)", "$$z_{i}$$", "and", "others", "@misc", "→", "–", "\\unknown{x}", "\\foo", "&lt;",
    "``quoted''", "\\'e", "[1]", "a, b", "TY  - JOUR", "ER  - ", "!",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
WORD = st.sampled_from(["Doors", "12", "A_1", "R&D", "50%", "Ångström", "x {y}", "S-3"])
KEYWORD = st.lists(st.sampled_from(["doors", "C#", "R&D", "a_b", "größe", "x {y}"]), max_size=3)
PERSON = st.fixed_dictionaries(
    {
        "family": st.sampled_from(["Okafor", "van der Meer", "O'Neill", "Weiß-Groß", "林"]),
        "given": st.sampled_from(["Ada", "J. K.", "Zoë", "晓月"]),
    }
) | st.sampled_from(["Bo Lund", "Plato", "Ilse van der Meer"]).map(lambda name: {"name": name})
DAY = st.sampled_from(["2024", "2024-05", "2024-05-17", "1998-12-01"])
PAGE = st.sampled_from(["12", "12-34", "e12", "S1-S9", "12-12", "1-2-3", "A 4"])
TYPE = st.sampled_from([
    "article", "article-journal", "paper-conference", "book", "chapter", "thesis", "report",
    "dataset", "software", "patent", "webpage",
])  # fmt: skip
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    # "{ }" is an empty group in TeX: a title of nothing else is empty.
    "title": TEXT.filter(prose), "abstract": TEXT, "published": DAY,
    "authors": st.lists(PERSON, max_size=3),
    "doi": st.sampled_from(["10.5555/a_b.1", "10.5555/(sici)1<2:a>3"]),
    "arxiv": st.sampled_from(["2401.00001v2", "2401.00002", "math/0309136"]),
    "venue": WORD, "volume": WORD, "issue": WORD, "page": PAGE, "publisher": WORD, "comment": TEXT,
    "issn": st.just("1234-5679"), "language": st.just("en"), "type": TYPE, "keywords": KEYWORD,
    "url": st.sampled_from(["https://example.org/a_b?c=1&d=%20#e", "https://example.org/~a/(b)"]),
}  # fmt: skip
ROOM: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "bibtex": {
        "pmid": st.just("9000001"),
        "pmcid": st.just("PMC12"),
        "abstract": st.lists(TEXT, min_size=1, max_size=3).map("\n\n".join),
    },
    "ris": {"pdf_url": st.just("https://example.org/a.pdf")},
    "csl": {
        "pmid": st.just("9000001"),
        "pmcid": st.just("PMC12"),
        "categories": st.lists(st.sampled_from(["cs.CV", "math.AG"]), max_size=2, unique=True),
        "abstract": st.lists(TEXT, min_size=1, max_size=3).map("\n\n".join),
    },
}
"""What a form has room for beside the fields that all three have."""


def fields_for(form: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return records of fields that a form has room for; title and type are always there."""
    known = {**FIELDS, **ROOM[form]}
    must = {name: known.pop(name) for name in ("title", "type")}
    return st.fixed_dictionaries(must, optional=known)


def made(form: str, fields: dict[str, Any]) -> Paper:
    """Make a paper as a reader of the form would; TeX and HTML in its text are decoded once."""
    return normalize(form, fields, Context(source="f", as_of=AS_OF))


def written(form: str, *found: Paper) -> str:
    items = [item_of_paper(paper) for paper in found]
    return "".join(recorder(form)(Listing(name="all", items=items)))


def reported(paper: Paper) -> dict[str, Any]:
    """Return all that a paper says, its address written out, but not where it was read."""
    record = {**to_dict(paper), "url": paper.url or phrases.link(paper) or None}
    return {name: value for name, value in record.items() if name != "sources"}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_out_and_in_again(form: str, data: st.DataObject) -> None:
    """Every field that the form has room for is the same after a round trip."""
    paper = made(form, data.draw(fields_for(form)))
    text = written(form, paper)
    if form != "bibtex":
        for author in paper.authors:
            name = parts(author)
            author.family, author.given = name[:2] if name else (None, None)
    elif "arxiv" in paper.ids and paper.type == "article":
        paper.type = None  # a preprint on arXiv is "misc" there, as arXiv itself has it

    again = papers(text.encode())
    for one in again:
        one.extra.pop("bibtex", None)  # at most the entry type "unpublished"
    assert [reported(one) for one in again] == [reported(paper)], text


def test_a_table_in_and_out() -> None:
    """CSV keeps every field that it has a column for, and complete names."""
    plain = "Doors & Hinges of the Old Town, in {} Parts".format
    people = [Author(name="Adaeze Okafor"), Author(name="Kazimir von der Halde")]
    sent = [
        structs.replace(one, title=plain(number), abstract="Of 50 doors.", authors=people)
        for number, one in enumerate(rich_papers(), 2)
    ]
    key = identity.surrogate(sent[0])
    sent[0] = structs.replace(sent[0], id=key, ids={"sha1": key[5:]}, url=None, version=3)
    again = papers(written("csv", *sent).encode())
    assert [_cells(one) for one in again] == [_cells(one) for one in sent]


def test_a_list_s_own_columns_are_not_read_back() -> None:
    """Rank, score, topic and why belong to a list; such columns of other tables are kept."""
    listed = outcome(rich_papers())
    again = papers(written_list("csv", listed).encode())
    assert len(again) == sum(len(one.entries) for one in listed.lists)
    assert not any(one.extra for one in again)
    (other,) = papers(b"title,abstract,why\nDoors of the Old Town,Of 50 doors.,for the seminar\n")
    assert other.extra == {"why_": "for the seminar"}


def _cells(paper: Paper) -> dict[str, Any]:
    """Return what a table has room for, as text."""
    names = (
        "title", "abstract", "venue", "volume", "issue", "page", "publisher", "issn", "language",
        "type", "version", "keywords", "categories", "comment", "updated", "date", "pdf_url",
        "code_url", "project_url",
    )  # fmt: skip
    known = {name: getattr(paper, name) for name in names}
    known["venue"] = paper.venue or paper.journal_ref
    ids = {kind: paper.ids.get(kind) for kind in ("arxiv", "doi", "pmid")}
    return {**known, **ids, "authors": [author.name for author in paper.authors]}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ada Okafor", ("Okafor", "Ada", "")),
        ("Ilse van der Meer", ("van der Meer", "Ilse", "")),
        ("J. K. O'Neill-Weiß", ("O'Neill-Weiß", "J. K.", "")),
        ("Okafor A.", ("Okafor", "A.", "")),
        ("van der Meer IK Jr", ("van der Meer", "IK", "Jr")),
        ("Plato", None),
        ("林晓月", None),
        ("The Door Group", None),
        ("Door Collaboration", None),
        ("World Health Organization", None),
        ("Doors, Inc.", None),
        ("Gemini Team", None),
        ("WHO Collaborating Group", None),
        ("Weiwei Ai", ("Ai", "Weiwei", "")),
    ],
)
def test_names_have_parts_unless_they_are_hardly_a_person_s(
    name: str, wanted: tuple[str, ...] | None
) -> None:
    """Initials at the end put the family first; else it is the last word with its particles."""
    assert parts(Author(name=name)) == wanted


@pytest.mark.parametrize(
    ("name", "form", "line"),
    [
        ("Gemini Team", "bibtex", "author = {{Gemini Team}}"),
        ("Gemini Team", "ris", "AU  - Gemini Team"),
        ("He K.", "bibtex", "author = {He, K.}"),
        ("He K.", "ris", "AU  - He, K."),
        ("Jan van der Berg", "bibtex", "author = {Jan van der Berg}"),
        ("Jan van der Berg", "ris", "AU  - van der Berg, Jan"),
        ("Bo Lund Jr.", "ris", "AU  - Lund, Bo, Jr."),
    ],
)
def test_people_and_organizations_in_reference_managers(name: str, form: str, line: str) -> None:
    """An organization stays whole, and no initials become a family name."""
    paper = Paper(id="x", title="Doors", abstract=None, authors=[Author(name=name)])
    assert line in written(form, paper)


ORGANIZATIONS = [
    Author(name="Gemini Team"),
    Author(name="Collaborating Group WHO", family="Collaborating Group", given="WHO"),
    Author(name="World Health Organization", family="Organization", given="World Health"),
]


def test_organizations_stay_whole() -> None:
    """An organization is one name in each format, also where its source took the name apart."""
    paper = rich_papers()[0]
    paper.authors = [*ORGANIZATIONS, Author(name="Bo Lund"), Author(name="Okafor A.")]
    bibtex, ris, csl = (written(form, paper) for form in FORMS)

    assert (
        "author = {{Gemini Team} and {Collaborating Group WHO} and {World Health Organization}"
        " and Bo Lund and Okafor, A.}" in bibtex
    )
    for author in ORGANIZATIONS:
        assert f"AU  - {author.name}\r\n" in ris
        assert f'{{"literal":"{author.name}"}}' in csl


def test_preprints_are_marked_in_the_terms_of_each_reader() -> None:
    """Zotero reads an arXiv id by ``eprinttype``, and of RIS the type of unpublished works."""
    paper = made("jsonl", {"title": "Doors", "arxiv": "2611.00001", "type": "article"})

    assert "eprinttype = {arxiv},\n  archivePrefix = {arXiv}" in written("bibtex", paper)
    assert written("ris", paper).startswith("TY  - UNPD\r\n")
    for kind in ("UNPB", "UNPD"):
        (read,) = papers(f"TY  - {kind}\nTI  - Doors of the Old Town\nER  - \n".encode())
        assert read.type == "article"
        assert written("ris", read).startswith("TY  - UNPD\r\n")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["bibtex.bib", "ris.ris", "csl-json.json"])
def test_a_dump_survives_every_form(name: str, form: str) -> None:
    """What one form reads, each form writes so that it is read again without loss."""
    found = papers((DATA / name).read_bytes())
    again = papers(written(form, *found).encode())

    shown = ("ids", "title", "abstract", "published", "venue", "volume", "page", "url")
    assert [[getattr(one, field) for field in shown] for one in again] == [
        [getattr(one, field) for field in shown] for one in found
    ]


OWN = {
    "bibtex": """@mastersthesis{odum2020,
  title = {Doors, and What They Hide}, author = {Ada Odum}, year = 2020, school = {Door School},
  isbn = {978-0-00-000000-2}, address = {Gr{\\"o}na}, editor = {B. Lund}, file = {a.pdf:a.pdf:pdf},
  mendeley-tags = {doors,{H}inges}, author_email = {ada@example.org},
  annote = {Ask ada@example.org}, abstract = {Doors hide rooms.}
}
""",
    "ris": (
        "TY  - CONF\nTI  - Doors, and What They Hide\nAU  - Odum, Ada\nPY  - 2020\n"
        "A2  - Lund, B.\nCY  - Gröna\nN1  - Shown twice\nN1  - and again\nM3  - Talk\n"
        "AD  - Door School, ada@example.org\nER  - \n"
    ),
    "csl": """[{"id": "odum2020", "type": "speech", "title": "Doors", "event-place": "Gröna",
  "editor": [{"family": "Lund", "given": "B."}], "issued": {"date-parts": [[2020]]},
  "custom": {"seen": [1, {"by": "ada@example.org"}]}, "accessed": {"date-parts": [[2024, 1, 2]]}}]
""",
}
"""Records with fields that papertriage does not know."""
COMES_BACK = {
    "bibtex": [
        "@mastersthesis{", "isbn = {978-0-00-000000-2}", 'address = {Gr{\\"o}na}',
        "editor = {B. Lund}", "file = {a.pdf:a.pdf:pdf}", "mendeley-tags = {doors,{H}inges}",
        "annote = {Ask",
    ],
    "ris": [
        "TY  - CONF\r\n", "A2  - Lund, B.\r\n", "CY  - Gröna\r\n", "N1  - Shown twice\r\n",
        "N1  - and again\r\n", "M3  - Talk\r\n", "AD  - Door School,\r\n",
    ],
    "csl": [
        '"type":"speech"', '"event-place":"Gröna"', '"editor":[{"family":"Lund","given":"B."}]',
        '"accessed":{"date-parts":[[2024,1,2]]}',
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_only_the_form_knows_comes_back(form: str) -> None:
    """Unknown fields and types go out as they came in, in that form alone; no e-mail does."""
    (paper,) = papers(OWN[form].encode())
    text = written(form, paper)

    assert not [part for part in COMES_BACK[form] if part not in text], text
    assert "@example.org" not in text
    assert [reported(one) for one in papers(text.encode())] == [reported(paper)]
    for other in FORMS:
        assert other == form or "Gröna" not in written(other, paper)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "elisp:(run)"])
def test_no_format_links_elsewhere_than_to_the_web(address: str) -> None:
    """Neither the record's addresses nor its unknown fields link to anything but the web."""
    paper = made("jsonl", {"title": "Doors", "doi": "10.5555/a.1"})
    for name in ("url", "pdf_url", "code_url", "project_url"):
        setattr(paper, name, address)
    paper.extra = {
        "bibtex": {"url": address, "bdsk-url-1": address},
        "ris": {"UR": [address], "L1": [address], "L2": [address], "LK": [address]},
        "csl": {"URL": address},
    }
    paper.tags = [Tag(topic="faces", score=0.9, base=2.2)]

    for form in set(WRITERS) - {"jsonl", "json"}:
        assert address not in written_list(form, outcome([paper], "faces"))


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_reader_and_writer_agree_on_types(kind: str) -> None:
    """The writer and the reader take an entry's type for the same publication type."""
    written = fields_of(kind, {"title": "Doors"})["type"]

    assert type_of(written, "bibtex", None) == ENTRY_TYPES[kind]


def test_nothing_of_ours_is_read_back() -> None:
    """Topics, reasons and headlines that we wrote are not read as keywords, notes or titles."""
    lines = (DATA / "golden_papers.jsonl").read_bytes().splitlines()
    for form in FORMS:
        found = papers(b"\n".join(lines))
        text = written(form, *found)
        again = papers(text.encode())
        assert [one.title is None for one in again] == [one.title is None for one in found]
        assert "papertriage" not in repr([reported(one) for one in again])


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("$x_{1}$", True),
        ("two \\\\", True),
        ("one \\", False),
        ("three \\\\\\", False),
        ("a } of none", False),
        ("\\{ alone", False),
        ("\\input{x}", False),
        ("$\\InputIfFileExists{/etc/hostname}{}{}$", False),
        ("$\\pdffiledump offset 0 length 20 {/etc/passwd}$", False),
        ("$\\RequirePackage{x}$", False),
        ("$\\ShellEscape{id}$", False),
        ("$\\AtEndDocument{x}$", False),
        ("$\\chardef\\x=1$", False),
        ("$\\batchmode$", False),
        ("$\\errmessage{x}$", False),
        ("$\\text{\\input x}$", False),
        ("\\begin{filecontents}{x}", False),
        ("\\de\\url{https://example.org}lta", False),
        ("$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$", True),
        ("$\\mathcal{O}(n \\log n) \\approx \\tfrac{1}{2}\\,\\hat{x}$", True),
        ('Gr{\\"o}na \\v{C}apek', True),
        ("\\url{https://example.org/a_b?c=1#d%20}", True),
        ("\\url{javascript:alert(1)}", False),
    ],
)
def test_what_tex_may_have_as_it_is(text: str, *, harmless: bool) -> None:
    """Nothing acts, all braces match, and no backslash at the end escapes the next brace."""
    assert is_harmless(text) is harmless
