"""Citation keys: ``okafor2026porefieldrelightablefaces-k3fq``.

Family name, year and the first words of the title, as arXiv and reference managers make them, and
four characters of a hash of the paper's lasting name. So the key depends only on its paper: it does
not change with the other papers in the list, as a suffix a, b, c would, or when the paper gets a
better identifier. Two papers with the same words share the four characters once in a million.
"""

import base64
import hashlib
import re

from papertriage.paper import Paper
from papertriage.text.clean import LETTERS, without_accents
from papertriage.writers import phrases
from papertriage.writers.lasting import lasting_name

_WORDS = 3
_SIGNS = 4
_LONGEST_WORD = 24
_STOP = frozenset({
    "a", "an", "and", "are", "as", "at", "by", "do", "does", "for", "from", "has", "have", "how",
    "in", "into", "is", "it", "its", "of", "on", "or", "that", "the", "this", "to", "via", "we",
    "what", "when", "with", "without",
})  # fmt: skip
_MACRO = re.compile(r"\\[A-Za-z]+")


def citekey(paper: Paper, name: str = "") -> str:
    """Return a paper's citation key: characters ``a-z 0-9 -``, starting with a letter.

    Parts that are unknown or have no Latin letters are left out; a missing author is "anon".

    Args:
        paper: the paper.
        name: its lasting name, if the output needs a unique one.
    """
    family = "".join(_plain(phrases.family(paper.authors[0]))) if paper.authors else ""
    year = (paper.date or "")[:4]
    words = [word for word in _plain(_MACRO.sub(" ", paper.title or "")) if word not in _STOP]
    return "".join(
        (
            family.lstrip("0123456789")[:_LONGEST_WORD] or "anon",
            year if year.isdecimal() and year.isascii() else "",
            *(word[:_LONGEST_WORD] for word in words[:_WORDS]),
            f"-{_signs(name or lasting_name(paper))}",
        )
    )


def _plain(text: str) -> list[str]:
    """Return the Latin words of a text in lower case, without accents."""
    bare = without_accents(text.lower().translate(LETTERS))
    return re.findall(r"[a-z0-9]+", bare.replace("'", "").replace("’", ""))


def _signs(name: str) -> str:
    digest = hashlib.sha1(name.encode("utf-8", "replace"), usedforsecurity=False).digest()
    return base64.b32encode(digest)[:_SIGNS].decode().lower()
