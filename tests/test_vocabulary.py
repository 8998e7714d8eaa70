"""Types, languages and numbers of journals and books: one name, whatever sources call them."""

import pytest

from papertriage.normalize.serials import serials
from papertriage.normalize.vocabulary import language_of, type_of
from papertriage.paper import TYPES


@pytest.mark.parametrize(
    ("name", "form", "venue", "known"),
    [
        ("Journal Article", "medline", None, "article-journal"),
        ("journal-article", "crossref", None, "article-journal"),
        ("journalArticle", "zotero-csv", None, "article-journal"),
        ("JOUR", "ris", None, "article-journal"),
        ("Clinical Trial, Phase III", "pubmed-xml", None, "article-journal"),
        ("Article; Proceedings Paper", "wos-table", None, "article-journal"),
        ("Proceedings Paper", "wos", None, "paper-conference"),
        ("article", "openalex", "Journal of Steam", "article-journal"),
        ("article", "dblp-xml", "CoRR", "article"),
        ("article", "csl-json", "Journal of Steam", "article"),
        ("posted-content", "crossref", "bioRxiv", "article"),
        ("Book, Section", "refworks", None, "chapter"),
        (["Research Support, Odd", "Review"], "pubmed-xml", None, "article-journal"),
        ("text", "oai", None, None),
        ("a" * 1000, "csv", None, None),
        (7, "csv", None, None),
    ],
)
def test_types_have_csl_names(
    name: object, form: str, venue: str | None, known: str | None
) -> None:
    """Whatever a source calls it, a type is one of CSL's, or none."""
    assert type_of(name, form, venue) == known


@pytest.mark.parametrize("name", sorted(TYPES - {"article", "review"}))
def test_csl_names_stay(name: str) -> None:
    """A type of CSL stays, in any form; databases use two of them in another meaning."""
    assert type_of(name, "csl-json", None) == type_of(name, "ris", None) == name


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("eng", "en"), ("English", "en"), ("en", "en"), ("ENG", "en"), ("en_us", "en-US"),
        ("pt-BR", "pt-BR"), ("ger", "de"), ("deu", "de"), ("English; French", "en"),
        ("Français", "fr"), ("Português, Inglês", "pt"), ("tlh", "tlh"),
        ("Klingon", "Klingon"), ("", None), (None, None), (["fre", "eng"], "fr"),
    ],
)  # fmt: skip
def test_languages_have_codes(name: object, known: str | None) -> None:
    """Names and three-letter codes become two-letter codes; an unknown name stays."""
    assert language_of(name) == known


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        (("03064530 (ISSN)", None), ("03064530", None)),
        (("0727912771 (paperback)", None), (None, "0727912771")),
        (("978-0-00-000000-2", None), (None, "978-0-00-000000-2")),
        (("1234-567X; 978-0-00-000000-2", None), ("1234-567X", "978-0-00-000000-2")),
        ((None, "0-00-000000-X"), (None, "0-00-000000-X")),
        ((["9999-0001", "9999-0002"], None), ("9999-0001", None)),
        (("9999-0001 9999-000X", None), ("9999-0001", None)),
        (("9999-0001 978-0-00-000000-2", None), ("9999-0001", "978-0-00-000000-2")),
        (("none", None), (None, None)),
        (("12345678901234567890", None), (None, None)),
    ],
)
def test_issn_and_isbn_are_distinguished(
    name: tuple[object, object], numbers: tuple[str | None, str | None]
) -> None:
    """A field that holds both kinds gives each to its own field."""
    assert serials(*name) == numbers
