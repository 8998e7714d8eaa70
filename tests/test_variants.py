"""The same papers as different people keep them: languages, encodings, quoting, line ends."""

import csv
import io
import json
from typing import Any

import pytest

from forms_help import papers

PAPERS: list[dict[str, Any]] = [
    {
        "title": "Smoke above the kiln: a census",
        "authors": ["Quillwater, Tamsin", "Brazdovec, Ignac"],
        "year": "2021",
        "doi": "10.5555/pause.1",
        "journal": "Annals of Pauses",
        "abstract": 'We count chimneys, and their "smoke"; over nine winters.',
    },
    {
        "title": "Bricks that remember rain",
        "authors": ["Rao, Meera"],
        "year": "2022",
        "doi": "10.5555/rain.2",
        "journal": "Journal of Rain",
        "abstract": "Bricks are shown to remember rain\nfor a fortnight.",
    },
    {
        "title": "How long does a pot stay warm?",
        "authors": ["Odum, M. K.", "van der Fjell, Bo", "Brandt, Ana"],
        "year": "2020",
        "doi": "10.5555/warm.3",
        "journal": "Warmth",
        "abstract": "Pots stay warm for nine hours.",
    },
]
FIELDS = ("title", "authors", "year", "doi", "journal", "abstract")
ENGLISH = ("Title", "Authors", "Year", "DOI", "Journal", "Abstract")
HEADERS = {
    "German": ("Titel", "Autoren", "Jahr", "DOI", "Zeitschrift", "Zusammenfassung"),
    "French": ("Titre", "Auteurs", "Année", "DOI", "Revue", "Résumé"),
    "Spanish": ("Título", "Autores", "Año", "DOI", "Revista", "Resumen"),
    "Portuguese": ("Título", "Autores", "Ano", "DOI", "Periódico", "Resumo"),
    "Italian": ("Titolo", "Autori", "Anno", "DOI", "Rivista", "Riassunto"),
    "Russian": ("Название", "Авторы", "Год", "DOI", "Журнал", "Аннотация"),
    "Chinese": ("标题", "作者", "年份", "DOI", "期刊", "摘要"),
    "Japanese": ("タイトル", "著者", "年", "DOI", "雑誌", "抄録"),
    "capitals": tuple(name.upper() for name in ENGLISH),
    "long names": ("Article Title", "Author Names", "Publication Year", "DOI", "Journal Title",
                   "Abstract Text"),
    "names of a program": ("paper_title", "author_list", "pub_year", "doi", "journal_name",
                           "paper_abstract"),
}  # fmt: skip


def table(
    header: tuple[str, ...] = ENGLISH, sign: str = ",", between: str = "; ", **how: Any
) -> str:
    """Write the papers as a table."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign, **{"lineterminator": "\n", **how})
    writer.writerow(header)
    for paper in PAPERS:
        row = {**paper, "authors": between.join(paper["authors"])}
        writer.writerow([row[name] for name in FIELDS])
    return out.getvalue()


def backwards() -> str:
    """Write the papers as a table with its columns in another order, and two more."""
    rows = csv.reader(io.StringIO(table()))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, row in enumerate(rows):
        writer.writerow([number or "#", *row[::-1], "" if number else "Notes"])
    return out.getvalue()


def ris(end: str = "\n", between: str = "  - ", wrap: str = " ") -> str:
    """Write the papers as RIS."""
    lines = []
    for paper in PAPERS:
        lines += [f"TY{between}JOUR", f"TI{between}{paper['title']}"]
        lines += [f"AU{between}{name}" for name in paper["authors"]]
        lines += [f"PY{between}{paper['year']}///", f"DO{between}{paper['doi']}"]
        lines += [f"JO{between}{paper['journal']}"]
        lines += [f"AB{between}{paper['abstract'].replace(chr(10), wrap)}", f"ER{between}"]
    return end.join([*lines, ""])


def bibtex(marks: str = "{}", tail: str = "", end: str = "\n") -> str:
    """Write the papers as BibTeX."""
    out = []
    for number, paper in enumerate(PAPERS):
        fields = {**paper, "author": " and ".join(paper["authors"])}
        del fields["authors"]
        body = f",{end}".join(
            f"  {name} = {marks[0]}{value}{marks[1]}"
            if name != "abstract"
            else f"  abstract = {{{value}}}"
            for name, value in fields.items()
        )
        out.append(f"@article{{key{number},{end}{body}{tail}{end}}}")
    return "\n".join([*out, ""])


def objects(**changes: Any) -> list[dict[str, Any]]:
    """Return the papers as JSON has them, with some fields made otherwise."""
    return [{**paper, **{name: make(paper) for name, make in changes.items()}} for paper in PAPERS]


def _split_names(paper: dict[str, Any]) -> list[dict[str, str]]:
    names = [name.split(", ") for name in paper["authors"]]
    return [{"firstName": given, "lastName": family} for family, given in names]


VARIANTS: dict[str, bytes] = {
    **{f"table, {name}": table(header).encode() for name, header in HEADERS.items()},
    "table, French, cp1252": table(HEADERS["French"], ";").encode("cp1252"),
    "table, Chinese, GB 18030": table(HEADERS["Chinese"]).encode("gb18030"),
    "table, columns backwards": backwards().encode(),
    "table, tabs": table(sign="\t").encode(),
    "table, semicolons, sep": ("sep=;\n" + table(sign=";")).encode(),
    "table, all quoted, CRLF": table(quoting=csv.QUOTE_ALL, lineterminator="\r\n").encode(),
    "table, UTF-16": table().encode("utf-16"),
    "table, UTF-16 without a mark": table().encode("utf-16-le"),
    "table, blank lines around": ("\n\n" + table() + "\n\n").encode(),
    "table, bars between authors": table(between="|").encode(),
    "table, an author a line": table(between="\n").encode(),
    "RIS": ris().encode(),
    "RIS, CRLF, UTF-16": ris("\r\n").encode("utf-16"),
    "RIS, CR": ris("\r").encode(),
    "RIS, one blank": ris(between=" - ").encode(),
    "RIS, wrapped": ris(wrap="\n      ").encode(),
    "BibTeX, quotes": bibtex('""').encode(),
    "BibTeX, a last comma": bibtex(tail=",").encode(),
    "BibTeX, one line each": bibtex(end=" ").encode(),
    "BibTeX, capitals": bibtex()
    .replace("@article", "@ARTICLE")
    .replace("author", "AUTHOR")
    .encode(),
    "JSON, wrapped": json.dumps({"data": {"items": objects()}, "total": 3}).encode(),
    "JSON, capitals": json.dumps(
        [{name.title(): value for name, value in paper.items()} for paper in objects()]
    ).encode(),
    "JSON, names split": json.dumps(objects(authors=_split_names)).encode(),
    "JSON, one text of names": json.dumps(
        objects(authors=lambda paper: "; ".join(paper["authors"]))
    ).encode(),
    "JSON, by keys": json.dumps(dict(zip("abc", objects(), strict=True))).encode(),
    "JSON, UTF-16": json.dumps(objects()).encode("utf-16"),
    "JSON Lines": "\n".join(map(json.dumps, objects())).encode(),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_gives_the_same_papers(variant: str) -> None:
    """Title, people, year, DOI, journal and abstract are the same in all variants."""
    found = [
        {
            "title": paper.title,
            "authors": [author.family for author in paper.authors],
            "year": paper.published,
            "doi": paper.ids.get("doi"),
            "journal": paper.venue,
            "abstract": " ".join((paper.abstract or "").split()),
        }
        for paper in papers(VARIANTS[variant])
    ]

    families = [[name.partition(",")[0] for name in paper["authors"]] for paper in PAPERS]
    assert found == [
        {**paper, "authors": names, "abstract": " ".join(paper["abstract"].split())}
        for paper, names in zip(PAPERS, families, strict=True)
    ]
