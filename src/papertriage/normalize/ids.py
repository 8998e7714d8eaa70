"""The identifiers of a paper: all kinds are checked here, and nowhere else.

An invalid identifier is left out and reported; a value that only means that the field is empty
(``NA``, ``nan``, ``0``) is ignored.
"""

import re
from typing import Any

from papertriage import identity
from papertriage.normalize.days import Context
from papertriage.paper import Paper
from papertriage.text import identifiers
from papertriage.text.addresses import keys_of
from papertriage.text.clean import visible

_LABELS = {
    "arxiv": "arXiv id", "doi": "DOI", "pmid": "PMID", "pmcid": "PMC id",
    "openalex": "OpenAlex id", "s2": "Semantic Scholar id", "acl": "ACL Anthology id",
    "openreview": "OpenReview id", "dblp": "dblp key",
}  # fmt: skip
_KEY = re.compile(rf"({'|'.join(identifiers.KINDS)}):(\S{{1,200}})", re.IGNORECASE)
"""An identifier with its kind, as in the keys of papers; arXiv ids and DOIs need no kind."""
_OTHER_KINDS = identifiers.KINDS[2:]
_PARTS = re.compile(r"[\s;,|]+")
_SHA1 = re.compile(r"[0-9a-f]{16}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,30}:\S{1,200}")


def set_ids(paper: Paper, fields: dict[str, Any], context: Context) -> None:
    """Collect the identifiers of a record; the version of an arXiv id becomes the paper's."""
    for kind in ("arxiv", "doi"):
        for text in _texts(fields.get(kind)):
            if not _take(paper, text) and not _take_parts(paper, kind, text):
                _leave_out(kind, text, context)
    names = fields.get("names")
    for name in names if isinstance(names, list) else ():
        _take_name(paper, name)
    for kind in _OTHER_KINDS:
        for text in _texts(fields[kind]) if kind in fields else ():
            if value := identifiers.parse(kind, text):
                paper.ids.setdefault(kind, value)
            else:
                _leave_out(kind, text, context)
    if not paper.ids and isinstance(url := fields.get("url"), str):
        for name in keys_of(url):
            _take_name(paper, name)


def check_own_ids(paper: Paper, context: Context) -> None:
    """Check the identifiers and the key of a papertriage record.

    A kind that this version does not know may have any word as its value.
    """
    given, paper.ids = paper.ids, {}
    for kind, text in given.items():
        if value := _own(kind, text):
            paper.ids[kind] = value
        else:
            _leave_out(kind, text, context)
    kind, _, text = paper.id.partition(":")
    if value := _own(kind, text):
        paper.id = f"{kind}:{value}"
        paper.ids = paper.ids or {kind: value}
    else:
        _leave_out(kind, text, context)
        paper.id = ""


def set_key(paper: Paper) -> None:
    """Give a paper without a key its key; without any identifier it is made from the text."""
    if not paper.ids:
        paper.ids = {"sha1": identity.surrogate(paper).removeprefix("sha1:")}
    paper.id = paper.id or identity.key(paper)


def _take(paper: Paper, text: str) -> bool:
    """Take a text that is an arXiv id or a DOI; return whether it is one."""
    if arxiv := identifiers.parse_arxiv(text):
        paper.ids.setdefault("arxiv", arxiv[0])
        paper.version = paper.version or arxiv[1]
    elif doi := identifiers.parse_doi(text):
        paper.ids.setdefault("doi", doi)
    else:
        return False
    return True


def _take_name(paper: Paper, name: Any) -> None:
    """Take a text that may be an identifier, with its kind or without; ignore any other text."""
    if isinstance(name, str) and not _take(paper, name) and (key := _KEY.fullmatch(name)):
        kind = key[1].lower()
        if value := identifiers.parse(kind, key[2]):
            paper.ids.setdefault(kind, value)


def _take_parts(paper: Paper, kind: str, text: str) -> bool:
    """Take the first of several identifiers, or a number that was an arXiv id, if there is one."""
    restored = identifiers.restore_arxiv(text) if kind == "arxiv" else None
    if restored:
        paper.ids.setdefault("arxiv", restored)
        return True
    return any(_take(paper, part) for part in _PARTS.split(text))


def _own(kind: str, text: str) -> str | None:
    if kind in identifiers.KINDS:
        return identifiers.parse(kind, text)
    text = visible(text)
    if not text.isprintable():
        return None
    is_word = _SHA1.fullmatch(text) if kind == "sha1" else _WORD.fullmatch(f"{kind}:{text}")
    return text if is_word and not identifiers.is_no_value(text) else None


def _leave_out(kind: str, text: str, context: Context) -> None:
    if not identifiers.is_no_value(text):
        context.leave_out(f"invalid {_LABELS.get(kind, kind)}", text)


def _texts(value: Any) -> list[str]:
    """Return the values of a field as texts; in JSON they may be numbers or lists."""
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if value is None or isinstance(value, bool):
        return []
    return [str(value)]
