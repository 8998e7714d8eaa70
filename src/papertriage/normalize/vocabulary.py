"""Maps the names of types of publication to CSL's types, and those of languages to codes.

To add a name, add it to a table. Case, accents, blanks and punctuation make no difference.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from papertriage.paper import TYPES
from papertriage.text.clean import one_line, prose

_TYPES = {
    "article": "preprint | posted content | unpublished | unpublished work | unpb | unpd"
    " | working paper | new results | publish ahead of print",
    "article-journal": "article | journal article | journal articles | jour | jfull | ejour | inpr"
    " | abst | j | review | review article | research article | original article | letter | note"
    " | editorial | short survey | article in press | case report | case reports | clinical trial"
    " | randomized controlled trial | meta analysis | systematic review | comparative study"
    " | observational study | multicenter study | evaluation study | comment | data paper"
    " | early access | electronic article | journal electronic | meeting abstract | journal"
    " | scholarly article | journal paper | academic journal | journal article review"
    " | ieee journals | ieee magazines | ieee journals magazines | ieee early access articles",
    "article-magazine": "magazine article | mgzn | magazine",
    "article-newspaper": "newspaper article | news | newspaper",
    "book": "monograph | proceedings | edbook | edited book | ebook | whole book | book whole | b",
    "chapter": "chapter | research chapter | book chapter | book section | incollection | in book"
    " | chap | echap | s | reference entry",
    "paper-conference": "conference paper | conference proceedings | proceedings article"
    " | proceedings paper | in proceedings | conference | conf | cpaper"
    " | conference and workshop papers | conference abstract | conference article"
    " | ieee conferences",
    "dataset": "data | data set",
    "software": "computer program | comp",
    "patent": "pat | p",
    "report": "technical report | tech report | rprt | government document",
    "thesis": "dissertation | dissertations theses | phd thesis | masters thesis | thes"
    " | thesis dissertation | dissertation abstract | tese | tesis | dissertacao",
    "webpage": "online | elec | web page | web site | website | electronic",
}
_CSL = frozenset({"csl-json", "csl-yaml", "jsonl"})
"""Forms that use CSL's types, in which an ``article`` is not in a journal."""

_SERVER = re.compile(
    r"(?:CoRR|arXiv|bioRxiv|medRxiv|ChemRxiv|PsyArXiv|SocArXiv|EarthArXiv|SSRN|Research Square)\b",
    re.IGNORECASE,
)

_LANGUAGES = {
    "ar": "arabic | ara", "bg": "bulgarian | bul", "ca": "catalan | cat",
    "cs": "czech | ces | cze", "da": "danish | dan", "de": "german | deu | ger | deutsch",
    "el": "greek | ell | gre", "en": "english | eng | ingles | anglais | englisch",
    "es": "spanish | spa | espanol | espanhol | castellano", "et": "estonian | est",
    "fa": "persian | farsi | fas | per", "fi": "finnish | fin",
    "fr": "french | fra | fre | francais", "he": "hebrew | heb", "hi": "hindi | hin",
    "hr": "croatian | hrv", "hu": "hungarian | hun", "id": "indonesian | ind",
    "it": "italian | ita | italiano", "ja": "japanese | jpn", "ko": "korean | kor",
    "lt": "lithuanian | lit", "lv": "latvian | lav", "nl": "dutch | nld | dut",
    "no": "norwegian | nor", "pl": "polish | pol", "pt": "portuguese | por | portugues",
    "ro": "romanian | ron | rum", "ru": "russian | rus", "sk": "slovak | slk | slo",
    "sl": "slovenian | slv", "sr": "serbian | srp", "sv": "swedish | swe", "th": "thai | tha",
    "tr": "turkish | tur", "uk": "ukrainian | ukr", "vi": "vietnamese | vie",
    "zh": "chinese | zho | chi | mandarin | 中文 | 汉语",
}  # fmt: skip
_LONGEST = 200
"""The most characters of the name of a type or a language."""
_CODE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}|[a-z]{4}|\d{3}))?", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_PARTS = re.compile(r"[;,|/]")


def _squeezed(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", text.lower()))


def _by_name(rows: dict[str, str]) -> dict[str, str]:
    return {_squeezed(name): code for code, names in rows.items() for name in names.split(" | ")}


_TYPE_OF = {_squeezed(name): name for name in TYPES} | _by_name(_TYPES)
_LANGUAGE_OF = _by_name(_LANGUAGES)


def type_of(value: Any, form: str, venue: str | None) -> str | None:
    """Return CSL's name of a type, or of the first known one of several; None if none is known.

    Args:
        value: what the source calls it.
        form: the form of the source.
        venue: where it appeared; indexes count preprint servers among the journals.
    """
    names = value if isinstance(value, list) else [value]
    known = (_type(name, form) for name in names if isinstance(name, str))
    found = next(filter(None, known), None)
    return "article" if found == "article-journal" and _SERVER.match(venue or "") else found


@lru_cache(maxsize=512)  # sources have few
def _type(name: str, form: str) -> str | None:
    if form in _CSL and name in TYPES:
        return name
    parts = [name, *_PARTS.split(name)] if len(name) <= _LONGEST else []
    return next((known for part in parts if (known := _TYPE_OF.get(_squeezed(part)))), None)


def language_of(value: Any) -> str | None:
    """Return the code of a language ("en", "pt-BR"), or of the first of several.

    An unknown name is kept.
    """
    if isinstance(value, list):
        value = next(iter(value), None)
    return _language(value) if isinstance(value, str) and len(value) <= _LONGEST else None


@lru_cache(maxsize=512)
def _language(name: str) -> str | None:
    first = one_line(prose(_PARTS.split(name.strip())[0]))
    if known := _LANGUAGE_OF.get(_squeezed(first)):
        return known
    code = _CODE.fullmatch(first)
    if not code:
        return first or None
    language = _LANGUAGE_OF.get(code[1].lower(), code[1].lower())
    return (
        f"{language}-{code[2].upper() if len(code[2]) == 2 else code[2]}" if code[2] else language
    )
