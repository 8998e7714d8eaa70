"""Tables: which field a column is taken for, and rows that do not fit the header."""

import pytest

from forms_help import document, items, papers, raws, sniffed
from papertriage.errors import Problem
from papertriage.readers.table import table_reader
from papertriage.readers.table.aliases import COLUMNS
from papertriage.readers.table.authors import split_authors
from papertriage.readers.table.dialects import DIALECTS


def problems(data: bytes) -> list[Problem]:
    """Return what was reported of a document."""
    return [item for item in items(data) if isinstance(item, Problem)]


def note_of(data: bytes) -> str:
    """Return what the reader noted of a table."""
    read = document(data)
    assert list(table_reader.read(read, None))
    return "\n".join(read.notes)


def test_no_name_of_a_column_means_two_fields() -> None:
    """Each common column name means one field."""
    names = [name for columns in COLUMNS.values() for name in columns]

    assert len(names) == len(set(names))


def test_no_two_dialects_have_the_same_marks() -> None:
    """A header is that of one dialect only."""
    marks = [dialect.marks for dialect in DIALECTS]

    assert len(marks) == len(set(marks))


def test_an_unknown_table_says_which_columns_it_took() -> None:
    """The note names the column of each field, and the columns that come back as they are."""
    data = b"Paper Title,Writers,Year,DOI,Room\nOn Kettles,Ada Brandt,2021,10.55555/k,B 12\n"

    assert note_of(data) == (
        "columns: title = Paper Title, year = Year, doi = DOI; kept as they are: Writers, Room"
    )


@pytest.mark.parametrize(
    "other",
    [
        *("has_abstract", "abstract length", "title_abstract_decision", "Abstract Screening"),
        *("design_abstract", "title_abstract_reviewer", "title_abstract_AO"),
    ],
)
def test_a_column_about_an_abstract_is_not_the_abstract(other: str) -> None:
    """A flag, a number or a decision of a screening comes back as it is."""
    note = note_of(f"title,doi,{other}\nOn Kettles,10.55555/k,1\n".encode())

    assert note == f"columns: title = title, doi = doi; kept as they are: {other}"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("article_abstract", "abstract"),
        ("Year of publication", "year"),
        ("publish_time", "published"),
        ("Publication Venue", "venue"),
        ("Vol.", "volume"),
        ("lang", "language"),
        ("num_citations", "citations"),
        ("mesh_terms", "keywords"),
        ("Paper Type", "type"),
        ("ENTRYTYPE", "type"),
        ("journalTitle", "venue"),
        ("authorString", "authors"),
        ("Source.title", "venue"),
    ],
)
def test_columns_have_many_names(header: str, field: str) -> None:
    """Tables that people and scripts make name a field in their own way."""
    note = note_of(f"title,doi,{header}\nOn Kettles,10.55555/k,1\n".encode())

    assert f"{field} = {header}" in note


@pytest.mark.parametrize("hidden", ["\u2028", "\u2029", "\x1c", "\x85"])
def test_no_column_poses_as_another(hidden: str) -> None:
    """A name in which nobody sees a character is not that of a known column."""
    (paper,) = papers(f"title,year,d{hidden}oi\nOn Kettles,2026,10.55555/k\n".encode())

    assert "doi" not in paper.ids


def test_titles_in_other_languages_are_no_doubt() -> None:
    """Web of Science has a column of each language beside the title."""
    header = b"Article Title,Article Title - Chinese,Source Title,UT (Unique ID)\n"

    assert problems(header + b"On Kettles,,Steam,BIOSIS:1\n") == []


def test_ebsco_s_new_table() -> None:
    """Its columns have other names than those of the old one."""
    header = "title,contributors,docTypes,source,pageEnd,pageStart,plink\n"
    row = "On Kettles,Okafor; Lind,Journal Article,Steam,12,3,https://example.org/1\n"
    (paper,) = papers((header + row).encode())

    assert [author.name for author in paper.authors] == ["Okafor", "Lind"]
    assert (paper.venue, paper.page, paper.type) == ("Steam", "3-12", "article-journal")


def test_a_first_page_does_not_replace_the_pages() -> None:
    """ProQuest has both columns, and none for the last page."""
    (paper,) = papers(b"Title,DOI,pages,startPage\nOn Kettles,10.55555/k, 3-12, 3\n")

    assert paper.page == "3-12"


def test_the_columns_of_a_thesis_catalogue_in_portuguese() -> None:
    """Names of columns are also read in other languages."""
    data = (
        "Título,Autor(a),Ano de defesa,Resumo em português,Assuntos\nChaleiras,Ana Lind,2021,x,y\n"
    )
    fields = ("title", "authors", "year", "abstract", "keywords")

    assert all(f"{field} = " in note_of(data.encode()) for field in fields)


def test_a_table_of_a_known_kind_needs_no_note() -> None:
    """The columns of Springer's table are known."""
    header = b"Item Title,Publication Title,Item DOI,Authors,Publication Year\n"

    assert note_of(header + b"On Kettles,Steam,10.55555/k,Ada Brandt,2021\n") == ""


@pytest.mark.parametrize(
    ("header", "took", "others"),
    [
        ("Item Title,Title,Year", "Title", '"Item Title"'),
        ("Talk Title,Poster Title,Year,DOI", "Talk Title", '"Poster Title"'),
        ("Poster Title,Title,Session Title,Year", "Title", '"Poster Title", "Session Title"'),
    ],
)
def test_a_doubtful_title_is_a_warning(header: str, took: str, others: str) -> None:
    """If several columns may hold the title, a warning names the one that was taken."""
    row = ",".join(f"cell {at}" for at in range(header.count(",") + 1))
    (problem,) = problems(f"{header}\n{row}\n".encode())

    assert not problem.rejected
    assert problem.line == 1
    assert f'took "{took}", not {others}' in problem.reason


@pytest.mark.parametrize(
    "venue", ["Journal Title", "Publication Title", "Source Title", "Abbreviated source title"]
)
@pytest.mark.parametrize("title", ["Title", "Article Title", "Document Title", "Item Title"])
def test_the_title_of_a_journal_is_not_a_paper(title: str, venue: str) -> None:
    """In any order of the columns the paper's title is the title and the journal's is the venue."""
    for header, row in (
        (f"{title},{venue},Abstract", "On Kettles,Journal of Steam,They boil."),
        (f"{venue},Abstract,{title}", "Journal of Steam,They boil.,On Kettles"),
    ):
        data = f"{header}\n{row}\n".encode()
        (paper,) = papers(data)

        assert (paper.title, paper.venue) == ("On Kettles", "Journal of Steam")
        assert problems(data) == []


@pytest.mark.parametrize(
    ("header", "row", "day"),
    [
        ("title,year,month,day,doi", "On Kettles,2021,5,3,", "2021-05-03"),
        ("title,year,month,doi", "On Kettles,2021,May,", "2021-05"),
        ("title,date,year,doi", "On Kettles,2021-05-03,2021,", "2021-05-03"),
        ("title,date,year,doi", "On Kettles,May 3,2021,", "2021-05-03"),
        ("title,date,year,month,doi", "On Kettles,2021,2021,May,", "2021-05"),
        ("title,published year,published month,doi", "On Kettles,2021,,", "2021"),
        ("PT\tAU\tTI\tSO\tPD\tPY", "J\tBrandt, A\tOn Kettles\tSTEAM\tMAY 3\t2021", "2021-05-03"),
        ("PT\tAU\tTI\tSO\tPD\tPY", "J\tBrandt, A\tOn Kettles\tSTEAM\tJAN-FEB\t2021", "2021-01"),
    ],
)
def test_a_date_in_parts_is_put_together(header: str, row: str, day: str) -> None:
    """Year, month and day may have columns of their own."""
    (paper,) = papers(f"{header}\n{row}\n".encode())

    assert paper.published == day


def test_lines_above_a_header_are_passed_over() -> None:
    """Lines of the exporting site above the header are skipped."""
    above = b'"About the data: exported on 2026-11-19, all of it"\n\n'

    assert sniffed(above + b"title,abstract,doi\nOn Kettles,They boil.,\n") == ("csv",)
    assert [raw.line for raw in raws(above + b"title,abstract\nOn Kettles,They boil.\n")] == [4]


SCOPUS = (
    "Authors,Title,Year,Source title,DOI,Link,Abstract,Funding Text,Publisher,ISSN,"
    "Language of Original Document,Document Type,EID\n"
)
ROW = (
    '"Brandt A., Lind B.","On Kettles",2021,"Journal of Steam",10.55555/k,'
    'https://www.scopus.com/x,"They boil.","We thank",{}"Odd Press",99990001,English,Article,'
    "2-s2.0-99\n"
)


@pytest.mark.parametrize("surplus", ['"a second funder",', '"a second\nfunder",', "a, b,"])
def test_a_row_with_a_surplus_cell_is_kept(surplus: str) -> None:
    """A header that lacks a column costs no record; columns on both sides of it are right."""
    data = (SCOPUS + ROW.format(surplus) + ROW.format("")).encode()
    found = papers(data)
    (problem,) = problems(data)

    assert len(found) == 2
    for paper in found:
        assert paper.title == "On Kettles"
        assert paper.abstract == "They boil."
        assert paper.ids["doi"] == "10.55555/k"
        assert paper.issn == "99990001"
        assert paper.language == "en"
        assert paper.type == "article-journal"
        assert paper.sources[0].raw_id == "2-s2.0-99"
    assert problem.line == 2
    assert not problem.rejected
    assert "under a header of 13" in problem.reason


def test_a_title_with_a_bare_comma_is_put_together() -> None:
    """An unquoted delimiter does not split a title."""
    (paper,) = papers(b'title,authors,year,doi\nKettles, cups and pans,"Ada Brandt",2021,\n')

    assert paper.title == "Kettles, cups and pans"
    assert [author.name for author in paper.authors] == ["Ada Brandt"]
    assert paper.published == "2021"


@pytest.mark.parametrize(
    ("cell", "separator", "names"),
    [
        ("Ada OkaforBo LindCy Rossi", "glued", ["Ada Okafor", "Bo Lind", "Cy Rossi"]),
        ("Ian McDonaldBo Lind", "glued", ["Ian McDonald", "Bo Lind"]),
        (
            "Mary DeVriesJohn Smith Jr.Bo Lind",
            "glued",
            ["Mary DeVries", "John Smith Jr.", "Bo Lind"],
        ),
        ("Ada Okafor|Bo Lind", "|", ["Ada Okafor", "Bo Lind"]),
        ("Ada Okafor and Bo Lind", "and", ["Ada Okafor", "Bo Lind"]),
        ("Okafor, Ada; Lind, Bo", ";", ["Okafor, Ada", " Lind, Bo"]),
        ("van der Berg, Jan", ";", ["van der Berg, Jan"]),
        ("Okafor A, Lind B.", ",.", "Okafor A, Lind B"),
        ("Okafor, Ada (57999000001); Lind, Bo (57999000002)", "", ["Okafor, Ada", " Lind, Bo"]),
        ("Okafor Lind, Ada (57999000001)", ",", ["Okafor Lind, Ada"]),
        ("Okafor K.Lind G. F.", "", ["Okafor K.", "Lind G. F."]),
        ("van Okafor K.Garcia-Lind G.", "", ["van Okafor K.", "Garcia-Lind G."]),
        ("K. Okafor", "", "K. Okafor"),
        ("Ada Okafor, Bo Lind", "", "Ada Okafor, Bo Lind"),
        ("[Ada Okafor, Bo Lind]", "", "Ada Okafor, Bo Lind"),
        ("Okafor A Lind-Rao BC", "", ["Okafor A ", "Lind-Rao BC"]),
    ],
)
def test_authors_are_cut_at_what_stands_between_them(
    cell: str, separator: str, names: str | list[str]
) -> None:
    """A cell is split into names only at the separator of its source."""
    assert split_authors(cell, separator) == names


@pytest.mark.parametrize(
    "cell",
    [
        "\"['Okafor, Ada', 'Lind, Bo']\"",
        "\"['Okafor, Ada' 'Lind, Bo']\"",
        "\"['Okafor, Ada'\n 'Lind, Bo']\"",
        '"c(""Okafor, Ada"", ""Lind, Bo"")"',
        "\"[{'authorId': '1', 'name': 'Ada Okafor'}, {'authorId': None, 'name': 'Bo Lind'}]\"",
        '"[{""name"": ""Ada Okafor"", ""id"": null}, {""name"": ""Bo Lind""}]"',
        "\"[arxiv.Result.Author('Ada Okafor'), arxiv.Result.Author('Bo Lind')]\"",
        '"O.A., Okafor, Ada; B., Lind, Bo"',
        '"Okafor, Ada and\nLind, Bo"',
        '"{Okafor, Ada and Lind, Bo}"',
        '"Ada Okafor, Bo Lind…"',
        '"Ada Okafor, Bo Lind, ..."',
    ],
    ids=[
        *("Python", "numpy", "numpy over lines", "R", "objects", "JSON", "arxiv.py"),
        *("Scopus in 2025", "BibTeX", "braces", "…", "..."),
    ],
)
def test_authors_as_programs_write_them(cell: str) -> None:
    """Lists of Python and numpy are names; Scopus also wrote initials before each name."""
    (paper,) = papers(f"title,authors,year\nOn Kettles,{cell},2026\n".encode())

    assert [author.name for author in paper.authors] == ["Ada Okafor", "Bo Lind"]


@pytest.mark.parametrize("others", ["Okafor, Ada; Lind, Bo", "Okafor, Ada and Lind, Bo"])
def test_a_table_shows_how_it_writes_names(others: str) -> None:
    """A comma is within a name if it is in other rows; else it ends a name."""
    table = f'title,authors,label\nOn Kettles,"Garcia Lind, Ana",1\nOn Pans,"{others}",0\n'
    other = f'{table}On Pots,"Ana Garcia Lind, Bo, Cy Rao",1\n'

    found = [[author.name for author in paper.authors] for paper in papers(table.encode())]
    assert found == [["Ana Garcia Lind"], ["Ada Okafor", "Bo Lind"]]
    assert [len(paper.authors) for paper in papers(other.encode())] == [2, 2, 3]


@pytest.mark.parametrize(
    ("header", "row", "ids"),
    [
        (
            "paperId,title,year,journal,externalIds,authors",
            (
                f"{'0' * 40},On Kettles,2026,{{'name': 'Pans'}},{{'DOI': '10.55555/k'}},"
                "[{'authorId': None; 'name': 'Ada Okafor'}]"
            ),
            {"doi": "10.55555/k", "s2": "0" * 40},
        ),
        (
            "id,title,publication_year,primary_location,authorships,abstract_inverted_index",
            (
                "W1,On Kettles,2026,{'source': {'display_name': 'Pans'}},"
                "[{'author': {'display_name': 'Ada Okafor'}}],{'We': [0]; 'boil': [1]}"
            ),
            {"openalex": "W1"},
        ),
        (
            "DOI,title,container-title,author,issued",
            (
                "10.55555/k,['On Kettles'],['Pans'],[{'given': 'Ada'; 'family': 'Okafor'}],"
                "{'date-parts': [[2026]]}"
            ),
            {"doi": "10.55555/k"},
        ),
    ],
    ids=["Semantic Scholar", "OpenAlex", "Crossref"],
)
def test_data_frames_of_services(header: str, row: str, ids: dict[str, str]) -> None:
    """A table that pandas made of a service's JSON has objects in its cells."""
    cells = ",".join(f'"{cell}"' for cell in row.split(",")).replace(";", ",")

    (paper,) = papers(f"{header}\n{cells}\n".encode())

    assert (paper.title, paper.venue, paper.published) == ("On Kettles", "Pans", "2026")
    assert [author.name for author in paper.authors] == ["Ada Okafor"]
    assert paper.ids == ids


def test_a_table_of_identifiers_and_decisions() -> None:
    """A table without titles is of papers if its first row has an identifier under its name."""
    decided = b"topic,pmid,label\nkettles,99999997,1\npans,,0\n"
    first, second = raws(decided)

    assert (first.fields["pmid"], first.fields["extra"]["label"]) == ("99999997", "1")
    assert "pmid" not in second.fields
    assert sniffed(b"gene,pmid\nTP53,unknown\n") == ()


def test_an_address_in_the_column_of_dois_is_the_link() -> None:
    """What is no DOI may still lead to the paper."""
    (paper,) = papers(b"title,doi,year\nOn Kettles,https://kettles.example/1,2021\n")

    assert (paper.url, "doi" in paper.ids) == ("https://kettles.example/1", False)


def test_the_only_column_of_a_table_may_have_a_name() -> None:
    """A list of identifiers under their name has no paper more."""
    found = papers(b"pubmed_id\n99999997\n99999998\n")

    assert [paper.ids for paper in found] == [{"pmid": "99999997"}, {"pmid": "99999998"}]
    assert problems(b"DOI\n10.55555/k\n") == []


@pytest.mark.parametrize("first", ["first_authors", "primary_authors", "author", "Author/s"])
def test_editors_are_not_authors(first: str) -> None:
    """Reference managers have many names for authors; second authors are the editors."""
    data = (
        f"title,abstract,{first},secondary_authors,included\nOn Kettles,Hot.,Ada Brandt,Bo Lind,1\n"
    )
    (paper,) = papers(data.encode())

    assert [author.name for author in paper.authors] == ["Ada Brandt"]


def test_columns_with_the_same_name_fill_each_other() -> None:
    """Of two columns of one name the first that is filled counts, row by row."""
    found = papers(b"title,abstract,abstract\nOn Kettles,,They boil.\nOn Cups,They cool.,No.\n")

    assert [paper.abstract for paper in found] == ["They boil.", "They cool."]


def test_addresses_of_people_do_not_come_back() -> None:
    """A column with e-mail addresses, and a cell that holds one, are left out."""
    data = b"title,year,E-mail,contact,room\nOn Kettles,2021,ada,ada@example.org,B 12\n"
    (paper,) = papers(data)

    assert paper.extra == {"room": "B 12"}


def test_a_note_of_a_manager_gives_its_identifiers() -> None:
    """Zotero keeps identifiers that have no field of their own in the column Extra."""
    data = (
        'Key,Item Type,Title,Publication Title,Extra\nA1,journalArticle,On Kettles,Steam,"PMID: '
        '99999997\nDOI: 10.55555/k\narXiv:2101.99001 [cs]"\n'
    )
    (paper,) = papers(data.encode())

    assert paper.ids == {"arxiv": "2101.99001", "doi": "10.55555/k", "pmid": "99999997"}


def test_proquest_s_table() -> None:
    """The names of ProQuest's columns are written together."""
    header = b"Title,Authors,pubtitle,pubdate,digitalObjectIdentifier\n"
    (paper,) = papers(
        header + b'On Kettles,"Okafor, Ada; Lind, Bo",Steam,"Nov 3, 2026",10.55555/k\n'
    )

    assert (paper.venue, paper.ids, paper.published) == (
        "Steam",
        {"doi": "10.55555/k"},
        "2026-11-03",
    )


def test_a_note_in_place_of_an_abstract() -> None:
    """Scopus writes a note where it has no abstract."""
    (paper,) = papers(b"Title,Abstract,Year\nOn Kettles,[No abstract available],2021\n")

    assert paper.abstract is None


@pytest.mark.parametrize("nothing", ["NA", "nan", '""'])
def test_a_value_that_only_means_an_empty_cell(nothing: str) -> None:
    """R and data frames write a word for what is missing."""
    (paper,) = papers(f"title,abstract,year,volume\nOn Kettles,{nothing},2021,{nothing}\n".encode())

    assert (paper.abstract, paper.volume) == (None, None)


def test_the_table_of_bibliometrix_has_the_tags_of_web_of_science() -> None:
    """Its header begins with the column of R's row names, which has no name."""
    (paper,) = papers(
        b'"","AU","AF","TI","SO","DT","DE","PY","PP","DI"\n'
        b'"LIND B, 2021","LIND B;RAO M","LIND, BO;RAO, MEERA","ON KETTLES","STEAM","ARTICLE"'
        b',"TEA;STEAM",2021,"3-9","10.55555/k"\n'
    )

    assert [author.name for author in paper.authors] == ["BO LIND", "MEERA RAO"]
    assert (paper.title, paper.venue, paper.page) == ("ON KETTLES", "STEAM", "3-9")
    assert (paper.type, paper.keywords) == ("article-journal", ["TEA", "STEAM"])


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("Document Title,Publication Title,Document Identifier", "Steam,IEEE Journals", "journal"),
        ("Document Title,Publication Title,Document Identifier", "Iron,IEEE Conferences", "paper"),
        ("Title,Cites,Authors,GSRank,Type", "3,A Lind,1,journal-article", "journal"),
        ("Title,Cites,Authors,GSRank,Type", "3,A Lind,1,book-chapter", "chapter"),
    ],
)
def test_the_type_of_ieee_and_of_publish_or_perish(header: str, row: str, kind: str) -> None:
    """IEEE keeps the type in "Document Identifier", Publish or Perish that of Crossref."""
    (paper,) = papers(f"{header}\nOn Kettles,{row}\n".encode())

    assert kind in (paper.type or "")


def test_index_terms_are_keywords_of_a_paper_without_any_of_its_authors() -> None:
    """Indexers add terms to papers whose authors chose none."""
    header = "Document Title,Publication Title,Author Keywords,IEEE Terms\n"
    found = papers(f"{header}On Kettles,Steam,tea,water\nOn Cups,Steam,,water;clay\n".encode())

    assert [paper.keywords for paper in found] == [["tea"], ["water", "clay"]]


@pytest.mark.parametrize(
    ("source", "issue", "page"),
    [
        ("Steam (2026) 15:1 Article Number: 24. Date of Publication: 5 Dec 2026", "1", "24"),
        ("Steam (2026) 15 Article Number: e24. Date of Publication: 5 Dec 2026", None, "e24"),
        ("Steam (2026) 15:1 (24-30). Date of Publication: 5 Dec 2026", "1", "24-30"),
    ],
)
def test_a_source_of_embase_has_pages_or_an_article_number(
    source: str, issue: str | None, page: str
) -> None:
    """An article number is not an issue."""
    (paper,) = papers(
        f'"TITLE","On Kettles"\n"AUTHOR NAMES","Lind B."\n"SOURCE","{source}"\n'.encode()
    )

    assert (paper.venue, paper.volume, paper.issue, paper.page) == ("Steam", "15", issue, page)


def test_the_lens_puts_semicolons_between_paragraphs() -> None:
    """A heading that is dropped leaves its semicolon behind."""
    (paper,) = papers(
        b"Lens ID,Title,Abstract\n1,On Kettles,<title>Abstract</title>; <p>They boil.</p>\n"
    )

    assert paper.abstract == "They boil."


def test_an_empty_row_among_embase_s_rows() -> None:
    """A row that holds nothing but quotes harms no other row."""
    text = '"TITLE","On Kettles"\n"AUTHOR NAMES","Okafor A."\n""\n"ABSTRACT","They boil."\n'
    (paper,) = papers(text.replace('""\n', "\x00\n").encode())

    assert (paper.title, paper.abstract) == ("On Kettles", "They boil.")
    assert papers(text.encode()) == papers(text.replace('""\n', "\n").encode())
