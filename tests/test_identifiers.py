"""Identifiers: one normal form however they are written, and a grammar for each kind."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_help import run
from forms_help import papers
from papertriage.text import identifiers


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("arXiv:2207.09019", ("2207.09019", None)),
        ("2207.09019v12", ("2207.09019", 12)),
        ("https://arxiv.org/abs/2207.09019v3#top", ("2207.09019", 3)),
        ("http://export.arxiv.org/pdf/2401.00001v2.pdf", ("2401.00001", 2)),
        ("oai:arXiv.org:cs/0501001", ("cs/0501001", None)),
        ("10.48550/arXiv.2401.00001", ("2401.00001", None)),
        ("https://doi.org/10.48550/arXiv.2401.00001", ("2401.00001", None)),
        ("math.GT/0309136", ("math/0309136", None)),
        ("0704.0001v1", ("0704.0001", 1)),
        ("1412.1234", ("1412.1234", None)),
        ("https://ar5iv.labs.arxiv.org/html/2401.00001", ("2401.00001", None)),
        ("arXiv:2401.00001\u200b", ("2401.00001", None)),
        ("2401.0000١", None),
        ("1501.1234", None),
        ("2213.00001", None),
        ("0704.00011", None),
        ("hep-zz/0101001", None),
        ("10.1000/182", None),
        ("", None),
    ],
)
def test_an_arxiv_id_has_one_normal_form(text: str, wanted: object) -> None:
    """Prefix, address, version and subject class are removed; other text is not an id."""
    assert identifiers.parse_arxiv(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2401.1", "2401.10000"),
        ("2401,1", "2401.10000"),
        ("1412.1", "1412.1000"),
        ("704.1", "0704.1000"),
        ("1905.0404199999998", "1905.04042"),
        ("1501.0443400000001", "1501.04434"),
        ("2401.0", None),
        ("2401", None),
        ("2413.1", None),
        ("99.1", None),
        ("2401.123456", None),
    ],
)
def test_an_arxiv_id_that_became_a_number_is_restored(text: str, wanted: str | None) -> None:
    """The zeros that a number loses come back: five digits, four before 2015."""
    assert identifiers.restore_arxiv(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "10.5555/A(b)_c",
        "https://doi.org/10.5555/a(b)_c",
        "http://dx.doi.org/10.5555/a%28b%29_c",
        "https://doi-org.proxy.example.edu/10.5555/a(b)_c",
        "https://proxy.example.edu/login?url=https://doi.org/10.5555/a(b)_c",
        "https://proxy.example.edu/login?qurl=https%3A%2F%2Fdoi.org%2F10.5555%2Fa(b)_c",
        "http://doi.publisher.example/10.5555/a(b)_c",
        "https://doi.org/10.5555/a(b)_c?utm_source=feed",
        "https://doi.org/10.5555/a(b)_c#abstract",
        "info:doi/10.5555/a(b)_c",
        "urn:doi:10.5555/a(b)_c",
        "Doi 10.5555/a(b)_c",
        "10.5555/a(b)\\_c",
        "{10.5555/a(b){\\_}c}",
        "10.5555/a(b)\\textunderscore{}c",
        "(10.5555/a(b)_c).",
        '"10.5555/a(b)_c",',
        "10.5555/a\u200b(b)_c",
        "\ufeff10.5555/a(b)\u00ad_c\u200e",
        "10.5555/a(b)_\x9b\x1bc",
        "10.5555/a(b)%1b_c",
        "10.5555/a%2528b%2529_c",
    ],
)
def test_a_doi_is_the_same_however_it_is_written(text: str) -> None:
    """Resolvers, proxies, labels, TeX, hidden characters and punctuation are not part of it."""
    assert identifiers.parse_doi(text) == "10.5555/a(b)_c"


SICI = "10.5555/(sici)1097(1998)66:4<261::aid-qua1>3.0.co;2-#"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (SICI, SICI),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
        (SICI.replace("<", "{\\textless}").replace(">", "{\\textgreater}"), SICI),
        ("10.1000.10/12", "10.1000.10/12"),
        ("10.3390", None),
        ("10.231/x", None),
        ("10.5555/.", None),
        ("10.5555/a 3", None),
        ("https://example.org/10", None),
        ("https://example.org/10.5555/x", None),
        (f"10.5555/{'a' * 300}", None),
        ("10.5555/\ue000\u3100", None),
        ("NA", None),
    ],
)
def test_what_fits_the_grammar_is_a_doi(text: str, wanted: str | None) -> None:
    """Brackets of old DOIs stay; an address of another kind or a truncated DOI is not a DOI."""
    assert identifiers.parse_doi(text) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("pmid", "PMID: 99", "99"),
        ("pmid", "99.0", "99"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/99/", "99"),
        ("pmid", "http://www.ncbi.nlm.nih.gov/pubmed/99?dopt=Citation", "99"),
        ("pmid", "https://europepmc.org/abstract/MED/99", "99"),
        ("pmid", "123456789", None),
        ("pmid", "PMC99", None),
        ("pmid", "https://example.org/99", None),
        ("pmid", "٩٩", None),
        ("pmcid", "99", "PMC99"),
        ("pmcid", "pmc99.2", "PMC99"),
        ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC99/", "PMC99"),
        ("pmcid", "W99", None),
        ("openalex", "https://openalex.org/w44", "W44"),
        ("openalex", "44", None),
        ("s2", "AB" * 20, "ab" * 20),
        ("s2", "CorpusID: 44", "CorpusId:44"),
        ("s2", "44", "CorpusId:44"),
        ("s2", f"https://www.semanticscholar.org/paper/On-Kettles/{'ab' * 20}", "ab" * 20),
        ("s2", "ab" * 19, None),
        ("acl", "p18-1001", "P18-1001"),
        ("acl", "https://aclanthology.org/2020.acl-main.1/", "2020.acl-main.1"),
        ("acl", "2020.acl-main", None),
        ("openreview", "https://openreview.net/forum?id=aB3-_xyZ9", "aB3-_xyZ9"),
        ("openreview", "under review", None),
        ("openreview", "undefined", None),
        ("dblp", "DBLP:conf/inv/Okafor20", "conf/inv/Okafor20"),
        ("dblp", "https://dblp.org/rec/conf/inv/Okafor20.html?view=bibtex", "conf/inv/Okafor20"),
        ("dblp", "Okafor20", None),
    ],
)
def test_each_kind_has_a_grammar(kind: str, text: str, wanted: str | None) -> None:
    """Labels and addresses of the kind's own index are removed; other values are not ids."""
    assert identifiers.parse(kind, text) == wanted


NO_VALUES = [
    "NA",
    "n/a",
    "nan",
    "NaN",
    "0",
    "0.0",
    "-",
    "None",
    "null",
    "n.a.",
    "{NA}",
    "<NA>",
    "#N/A",
]


@pytest.mark.parametrize("kind", identifiers.KINDS)
@pytest.mark.parametrize("text", NO_VALUES)
def test_no_value_is_not_an_identifier(kind: str, text: str) -> None:
    """What a table writes into an empty cell is not an identifier of any kind."""
    assert identifiers.is_no_value(text)
    assert identifiers.parse(kind, text) is None


@pytest.mark.parametrize("text", ["1", "W0", "abc", "无", "nano"])
def test_a_value_is_not_taken_for_none(text: str) -> None:
    """An invalid value that may be meant as an identifier is reported, not ignored."""
    assert not identifiers.is_no_value(text)


@pytest.mark.parametrize("kind", identifiers.KINDS)
@given(text=st.text(max_size=40) | st.from_regex(r"(10\.5555/|W|PMC|conf/a/)?[\w<>(){}.%-]{1,30}"))
def test_a_normal_form_is_not_changed(kind: str, text: str) -> None:
    """The normal form of an identifier is read as the same identifier."""
    found = identifiers.parse(kind, text)

    assert found is None or identifiers.parse(kind, found) == found


# Two papers in each form, with the same identifier in its place.
FORMS = {
    "csv": ("title,year,pmid,doi\nKilns of the Valley,2020,{0},{0}\nLamps at Sea,2020,{0},{0}\n"),
    "tsv": "Title\tDOI\tPMID\nKilns of the Valley\t{0}\t{0}\nLamps at Sea\t{0}\t{0}\n",
    "jsonl": (
        '{{"title": "Kilns of the Valley", "year": 2020, "pmid": "{0}", "doi": "{0}"}}\n'
        '{{"title": "Lamps at Sea", "year": 2020, "s2": "{0}", "acl": "{0}", "arxiv": "{0}"}}\n'
    ),
    "own": (
        '{{"id":"pmid:{0}","ids":{{"pmid":"{0}"}},"title":"Kilns of the Valley","abstract":null}}\n'
        '{{"id":"pmid:{0}","ids":{{"pmid":"{0}"}},"title":"Lamps at Sea","abstract":null}}\n'
    ),
    "bibtex": (
        "@article{{a, title = {{Kilns of the Valley}}, pmid = {{{0}}}, doi = {{{0}}}}}\n"
        "@article{{b, title = {{Lamps at Sea}}, pmid = {{{0}}}, pmcid = {{{0}}}}}\n"
    ),
    "ris": (
        "TY  - JOUR\nTI  - Kilns of the Valley\nDO  - {0}\nER  - \n\n"
        "TY  - JOUR\nTI  - Lamps at Sea\nDO  - {0}\nER  - \n"
    ),
    "medline": (
        "PMID- {0}\nOWN - NLM\nTI  - Kilns of the Valley\nPMC - {0}\n\n"
        "PMID- {0}\nOWN - NLM\nTI  - Lamps at Sea\nPMC - {0}\n"
    ),
    "semantic-scholar": (
        '{{"paperId": "{0}", "title": "Kilns of the Valley", "externalIds": {{"DBLP": "{0}"}}}}\n'
        '{{"paperId": "{0}", "title": "Lamps at Sea", "externalIds": {{"ACL": "{0}"}}}}\n'
    ),
}


@pytest.mark.parametrize("nothing", ["NA", "N/A", "nan", "0", "-", "None", "null", "n.a."])
@pytest.mark.parametrize("form", FORMS)
def test_no_value_names_no_paper(form: str, nothing: str) -> None:
    """Two papers with a missing identifier are two, whatever value the form writes for it."""
    found = papers(FORMS[form].format(nothing).encode())

    assert [paper.title for paper in found] == ["Kilns of the Valley", "Lamps at Sea"]
    assert [{*paper.ids} for paper in found] == [{"sha1"}, {"sha1"}]


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("https://pubmed.ncbi.nlm.nih.gov/39900016/", {"pmid": "39900016"}),
        ("http://www.ncbi.nlm.nih.gov/pubmed/39900016", {"pmid": "39900016"}),
        ("https://example.org/article/10.55555/kiln.1", {"doi": "10.55555/kiln.1"}),
        ("https://aclanthology.org/2020.kiln-main.1/", {"acl": "2020.kiln-main.1"}),
        (
            "http://biorxiv.org/cgi/content/short/2026.11.20.600777v1?rss=1",
            {"doi": "10.1101/2026.11.20.600777"},
        ),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "title,authors,year,url\nKilns of the Valley,Ada Okafor,2020,{url}\n",
        "@article{{a, title = {{Kilns of the Valley}}, url = {{{url}}}}}\n",
        "TY  - JOUR\nTI  - Kilns of the Valley\nUR  - {url}\nER  - \n",
    ],
)
def test_the_address_of_a_paper_gives_its_only_identifier(
    text: str, url: str, ids: dict[str, str]
) -> None:
    """A record without an identifier has that of its address; any other keeps its own."""
    (paper,) = papers(text.format(url=url).encode())

    assert paper.ids == ids


def test_an_address_adds_nothing_to_an_identifier() -> None:
    """The DOI of a book, in a chapter's address, is not the chapter's."""
    url = "https://example.org/10.55555/book"
    (paper,) = papers(f"TY  - CHAP\nTI  - Kilns\nAN  - PMID: 99\nUR  - {url}\nER  - \n".encode())

    assert paper.ids == {"pmid": "99"}


def test_an_invalid_identifier_is_reported(tmp_path: Path) -> None:
    """A value that fits no grammar is left out and counted, with the first place and value."""
    table = "title,abstract,pmid\n" + "".join(
        f"Kilns of Valley {n},We fire {n} pots.,{pmid}\n"
        for n, pmid in enumerate(["12", "see note", "NA", "PMC7"])
    )
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")

    reported = run("--library", tmp_path / "l", "ingest", tmp_path / "t.csv").stderr.decode()

    assert 'warning: t.csv:3: invalid PMID, left out: "see note" (and 1 more)' in reported
    assert "4 seen = 4 added" in reported


@pytest.mark.parametrize("written", ["2401.1", "2401,1", "2401.10"])
def test_an_arxiv_id_of_a_spreadsheet_is_restored(written: str) -> None:
    """A column of arXiv ids that became numbers names the same papers as before."""
    table = f'title,abstract,arxiv_id\nKilns of the Valley,We fire.,"{written}"\n'
    number = f'{{"title": "Kilns of the Valley", "arxiv_id": {written.replace(",", ".")}}}\n'
    for data in (table, number):
        assert [paper.id for paper in papers(data.encode())] == ["arxiv:2401.10000"]


OWN = {"id": "doi:10.5555/a", "ids": {"doi": "10.5555/a"}, "title": "On Kilns", "abstract": None}
DOI = {"doi": "10.5555/a"}


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ({}, DOI),
        ({"ids": {}, "sources": []}, DOI),
        ({"ids": {**DOI, "isbn": "9"}}, {**DOI, "isbn": "9"}),
        ({"ids": {**DOI, "pmid": "nan", "isbn": "NA"}}, DOI),
        ({"ids": {**DOI, "isbn": "\ue000"}}, DOI),
        ({"ids": {**DOI, "i\u2028d": "arxiv:2611.00001", "": "x"}}, DOI),
        ({"id": "doi:https://doi.org/10.5555/A"}, DOI),
        ({"id": "pmid:NA", "ids": {"pmid": "NA", **DOI}}, DOI),
    ],
)
def test_the_identifiers_of_our_own_records_are_checked(
    change: dict[str, Any], ids: dict[str, str]
) -> None:
    """The names and the key of a record in papertriage's own form are checked like others."""
    (found,) = papers(json.dumps(OWN | change).encode())

    assert (found.id, found.ids) == ("doi:10.5555/a", ids)


@pytest.mark.parametrize("name", ["url", "pdf_url", "code_url", "project_url"])
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "elisp:(x)", "x y"]
)
def test_addresses_of_our_own_records_are_web_addresses(name: str, address: str) -> None:
    """Only http and https are taken from a record in papertriage's own form."""
    own = {**OWN, "id": "openalex:W7", "ids": {"openalex": "W7"}}
    records = [{**own, name: "https://a.example/b"}, {**own, name: address}]
    good, bad = papers("\n".join(map(json.dumps, records)).encode())

    assert getattr(good, name) == "https://a.example/b"
    assert getattr(bad, name) is None
