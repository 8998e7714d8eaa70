r"""The bibliography of a LaTeX document, as BibTeX writes it to a .bbl file or people type it.

\bibitem[Okafor(2026)]{okafor2026}
Ada Okafor.
\newblock On kettles that boil.
\newblock {\em Annals of Pots}, 4(1):1--9, 2026.
"""

import re
from collections.abc import Iterable, Iterator

from papertriage.text.tex import decode

_ITEM = re.compile(r"\s{0,40}\\bibitem\b")
_END = re.compile(r"\s{0,40}\\end\s?\{thebibliography\}")
_KEY = re.compile(
    r"\s{0,9}(?:\[(?:[^][{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,200}\}){0,200}\}){0,200}\}){0,400}\])?"
    r"\s{0,9}\{[^{}]{1,200}\}"
)
"""The label and the key of an item."""
_LINK = re.compile(r"\\href\s{0,3}\{([^{}]{1,500})\}\s{0,3}\{([^{}]{0,500})\}")
_URL = re.compile(r"\\(?:url|path|nolinkurl|urlprefix)\b\s?")
_FIELD = re.compile(r"\\(?:bibinfo|bibfield|eprint|Eprint)\s?\{\w{1,20}\}")
"""The name of a field in the bibliographies of REVTeX."""
_COMMAND = re.compile(r"\\[A-Za-z@]{1,40}\*?\s?")
_MOST_LINES = 100
"""Lines of one item; further ones are text that belongs to no item."""


def has_bibitems(head: str) -> bool:
    """Return whether a text contains a bibliography of LaTeX."""
    return any(map(_ITEM.match, head.splitlines()))


def bibitems(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield (line, plain text) of each item; the text around the bibliography is skipped."""
    begin, parts = 0, list[str]()
    for at, line in lines:
        is_item, is_end = _ITEM.match(line), _END.match(line)
        if parts and (is_item or is_end):
            yield begin, _plain(" ".join(parts))
            parts = []
        if is_item:
            begin, parts = at, [line[is_item.end() :]]
        elif parts and len(parts) < _MOST_LINES and (text := line.strip()) and text[0] != "%":
            parts.append(text)
    if parts:
        yield begin, _plain(" ".join(parts))


def _plain(text: str) -> str:
    """Return the words of an item without its key and without TeX."""
    key = _KEY.match(text)
    text = _LINK.sub(r"\2 \1", text[key.end() if key else 0 :])
    text = _COMMAND.sub(" ", decode(_FIELD.sub(" ", _URL.sub(" ", text))))
    return " ".join(text.replace("{", "").replace("}", "").replace("~", " ").split())
