"""The names of fields in Markdown: labels of lines, columns of tables, properties of notes."""

import re

from papertriage.readers.markdown.titles import PICTURES
from papertriage.text.addresses import keys_of
from papertriage.text.spelling import rows

_FIELDS = {name: field.strip("-") for field, *names in rows("labels") for name in names}
_BETWEEN = re.compile(r"[\W_]")
_LABEL = re.compile(
    r"(?P<mark>\*\*|__|\*)?(?P<label>[^\W\d_][^*_:\uff1a\n]{1,20}?)\s{0,2}"
    r"(?:[:\uff1a]{1,2}\s{0,2}(?:\*\*|__|\*)?|(?:\*\*|__|\*)\s{0,2}[:\uff1a]?)\s*(?P<value>.*)",
    re.DOTALL,
)
_OTHER = re.compile(r"\((?:ZH|EN|JA|KO|中文|英文)\)$")
"""The same field in another language."""
_FOLDED = re.compile(
    r"(?:<details[^<>]{0,50}>\s{0,9})?<summary>\s{0,9}(?:<\w{1,6}>)?"
    r"(?P<label>[^<>()\s][^<>()]{1,40})(?:\([^<>]{0,40})?(?:</\w{1,6}>)?\s{0,9}</summary>"
)


def field_of(name: str) -> str | None:
    """Return the field that a name means; empty for links and identifiers, None if unknown."""
    return "" if _OTHER.search(name) else _FIELDS.get(_BETWEEN.sub("", name).lower())


def label(text: str) -> tuple[str, str] | None:
    """Return (field, value) of a labelled line; a property as in Obsidian may have any name."""
    text = _FOLDED.sub(r"\g<label>:", text.strip(), count=1).lstrip("> ")
    found = _LABEL.fullmatch(PICTURES.sub("", text).strip())
    field = field_of(found["label"]) if found else None
    if found and field is None and f"{found['label']}::" in text:
        field = ""
    return (field, found["value"].strip()) if found and field is not None else None


def names_in(text: str) -> list[str]:
    """Return the arXiv ids and DOIs among the words of a value, with their kinds."""
    words = [
        word.strip("[]()<>,;").removeprefix("arXiv:")
        for word in text.split()
        if "." in word or "/" in word
    ]
    hosts = ("arxiv.org/abs", "doi.org")
    return [name for word in words for host in hosts for name in keys_of(f"https://{host}/{word}")]
