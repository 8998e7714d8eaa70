"""Normalizing: a raw record becomes a paper. Pure: the result depends only on the arguments.

Readers map names and leave values alone. All cleaning, canonical forms and deductions are here,
once for all forms.
"""

import re
from functools import lru_cache
from typing import Any

from papertriage import identity
from papertriage.normalize.days import Context, set_dates
from papertriage.normalize.errors import NotAPaperError
from papertriage.normalize.extra_fields import clean_extra
from papertriage.normalize.field_names import clean_names
from papertriage.normalize.ids import set_ids, set_key
from papertriage.normalize.mentions import links, venue, web_address
from papertriage.normalize.names import plain_fields
from papertriage.normalize.own_records import is_own, of_record, take_own
from papertriage.normalize.people import read_authors
from papertriage.normalize.serials import serials
from papertriage.normalize.vocabulary import language_of, type_of
from papertriage.normalize.withdrawn import set_state
from papertriage.paper import HEADLINE_MARK, OWN_MARK, Paper, Source, survives
from papertriage.text.abstracts import without_tail
from papertriage.text.clean import one_line, prose
from papertriage.text.identifiers import ARXIV_ID, is_no_value

_NO_ABSTRACT = re.compile(r"\[?no abstract (?:is )?available\.?\]?", re.IGNORECASE)
"""What Scopus and others write where an abstract would be."""
_TAB = re.compile(rf"\[{ARXIV_ID}\] ")
"""What arXiv's pages put before a title; browsers keep it in tabs and bookmarks."""
_LABEL = re.compile(
    r"abstract\s*(?:[:.—]\s*|\n+)|(?-i:ABSTRACT +(?=[A-Z])|Abstract (?=(?:An?|The|This|These|We|Our"
    r"|It|In|On|As|To|For|From|With|By|At|While|When|Although|Background|Objectives?|Purpose|Aims?"
    r"|Introduction)\b))",
    re.IGNORECASE,
)
_PLAIN = frozenset({"jsonl", "json", "yaml"})
"""Forms whose fields may have any name: readers pass them on unchanged."""
_DASH = re.compile(r" ?(?:-{1,3}|[\u2012-\u2015]) ?")
_PAGES = re.compile(r"pp?\.? ?(?=\d)")
_SEPARATOR = re.compile(r"[;,]|\s(?=[a-z-]+\.[A-Z]{2}\b)")
"""Separates a list in one string; arXiv's categories may have only a blank between them."""
_MAIN = re.compile(r"(?<![^/])\*(?=\w)")
"""How MeSH marks a main heading: "*Steam", "Kettles/*history"."""
_CUT = re.compile(r"^…|…$|\[(?:…|\.{3})\]$")
"""How sources mark a snippet of an abstract, at its start or its end."""
_VERSION = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_SHORT = 80
"""Characters of a line that is cached."""
_LISTS = ("categories", "keywords")
_LINES = ("comment", "journal_ref", "venue", "volume", "issue", "publisher")


def normalize(form: str, fields: dict[str, Any], context: Context) -> Paper:
    """Make a paper of a raw record's fields.

    Raises:
        NotAPaperError: neither title nor abstract nor id, or a field of a wrong type.
    """
    if form in _PLAIN:
        fields = clean_names(fields, context)
    elif extra := fields.get("extra"):
        # The reader itself chose all other names.
        fields = {**fields, "extra": clean_extra(clean_names(extra, context))}
    paper = _normalized(form, fields, context)
    if not survives(paper):
        raise NotAPaperError("an unknown field has the name of a known one")
    return paper


def _normalized(form: str, fields: dict[str, Any], context: Context) -> Paper:
    if form in _PLAIN:
        own = of_record(fields)
        if own or is_own(fields):
            return take_own(own or fields, context)
        fields = plain_fields(fields)
    paper = Paper(id="", title=_title(fields), abstract=_abstract(fields))
    paper.abstract_truncated = _is_cut(paper.abstract or "", fields)
    set_ids(paper, fields, context)
    if "version" in fields and (version := _VERSION.fullmatch(str(fields["version"]))):
        paper.version = int(version[0])
    if not (paper.title or paper.abstract or paper.ids):
        raise NotAPaperError("neither title nor abstract nor id")
    _set_people(paper, fields)
    set_dates(paper, fields, context)
    for name in _LINES:
        if (value := fields.get(name)) is not None:
            setattr(paper, name, _line(value))
    paper.page = _page(fields.get("page"))
    paper.issn, paper.isbn = serials(fields.get("issn"), fields.get("isbn"))
    paper.type = type_of(fields.get("type"), form, paper.venue)
    paper.language = language_of(fields.get("language"))
    for name in _LISTS:
        if (value := fields.get(name)) is not None:
            setattr(paper, name, _list(value))
    first = next(iter(paper.categories), None)
    paper.primary_category = _line(fields.get("primary_category")) or first
    _set_links(paper, fields)
    set_state(paper, fields)
    if extra := fields.get("extra"):
        paper.extra = clean_extra(extra) if form in _PLAIN else extra
    paper.sources = [Source(form=form, name=context.source, raw_id=_line(fields.get("raw_id")))]
    set_key(paper)
    return paper


# --- fields -------------------------------------------------------------------------------------


def _title(fields: dict[str, Any]) -> str | None:
    title = prose(_text(fields, "title")).replace("\n\n", " ")
    if title.startswith("[") and (tab := _TAB.match(title)):
        title = title[tab.end() :]
    return None if title.startswith(HEADLINE_MARK) else title or None


def _abstract(fields: dict[str, Any]) -> str | None:
    text = prose(_text(fields, "abstract")).lstrip("; \n")  # The Lens puts ";" between paragraphs
    if label := _LABEL.match(text):
        text = text[label.end() :]
    is_missing = is_no_value(text) or _NO_ABSTRACT.fullmatch(text)
    return None if is_missing else without_tail(text) or None


def _is_cut(abstract: str, fields: dict[str, Any]) -> bool:
    is_snippet = _CUT.search(abstract[:1] + abstract[-6:]) is not None
    return bool(abstract) and (is_snippet or bool(fields.get("abstract_truncated")))


_KINDS_OF = {
    list: "a list",
    dict: "an object",
    int: "a number",
    float: "a number",
    bool: "true or false",
}


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotAPaperError(f"its {name} is {_KINDS_OF.get(type(value), 'a value')}, not text")
    return value


def _line(value: Any) -> str | None:
    """Return a short field as clean text; it may be a number (volume 12, or 12.0 of pandas)."""
    if isinstance(value, str):
        if value.isalnum() and value.isascii():
            return value
    else:
        if value is None or isinstance(value, bool) or not isinstance(value, int | float):
            return None
        value = str(value)
    return _short_line(value) if len(value) <= _SHORT else one_line(prose(value)) or None


@lru_cache(maxsize=4096)  # journals, publishers, volumes and keywords recur
def _short_line(value: str) -> str | None:
    if value.endswith(".0") and value[:-2].isdecimal():
        return value[:-2]
    return one_line(prose(value)) or None


def _page(value: Any) -> str | None:
    """Return a page or a range: ``12--15``, ``pp. 12 – 15`` and ``12-15`` are the same."""
    page = _line(value)
    if not page or is_no_value(page):
        return None
    label = _PAGES.match(page)
    return _DASH.sub("-", page[label.end() :] if label else page).rstrip("-")


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        value = _SEPARATOR.split(value)
    if not isinstance(value, list):
        return []
    items = (
        item.get("display_name", item.get("name")) if isinstance(item, dict) else item
        for item in value
    )
    entries = dict.fromkeys(_MAIN.sub("", line) for item in items if (line := _line(item)))
    return [entry for entry in entries if not entry.startswith(OWN_MARK)]


def _set_people(paper: Paper, fields: dict[str, Any]) -> None:
    family_first = fields.get("family_first") is True
    paper.authors = read_authors(fields.get("authors"), family_first=family_first)
    count = fields.get("author_count")
    if isinstance(count, int) and count > len(paper.authors):
        paper.author_count = count


def _set_links(paper: Paper, fields: dict[str, Any]) -> None:
    paper.venue = paper.venue or venue(paper.comment or "")
    found = links(paper.abstract or "", paper.comment or "")
    paper.code_url = web_address(fields.get("code_url")) or found.code
    paper.project_url = web_address(fields.get("project_url")) or found.project
    paper.url = (
        identity.page_url(paper.ids)
        or web_address(fields.get("url"))
        or web_address(fields.get("doi"))  # a link in place of one
        or identity.index_url(paper.ids)
    )
    arxiv = paper.ids.get("arxiv")
    paper.pdf_url = (
        f"https://arxiv.org/pdf/{arxiv}" if arxiv else web_address(fields.get("pdf_url"))
    )
