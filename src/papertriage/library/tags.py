"""The lines of tags.jsonl: tags, found by a hash of the text that was tagged.

    {"of": hash of what tagging reads, "by": taxonomy, "tags": [...], "near": [...]}

All of it is derived: the file may be deleted, and `papertriage tag` writes it again.
"""

import msgspec

from papertriage.paper import Paper, Tag
from papertriage.text.hashes import blake2b


class TagLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The tags of a text, and so of every paper with this text.

    Attributes:
        of: `text_hash` of the paper that was tagged, in hexadecimal digits.
        by: the fingerprint of the taxonomy that tagged it.
        tags: those with a score of .05 or more, best first.
        near: those of topics without a keyword, with a score of .02 or more, best first.
    """

    of: str
    by: str
    tags: list[Tag] = []
    near: list[Tag] = []


_tag_line = msgspec.json.Decoder(TagLine)


def parse_tags(line: bytes) -> TagLine | None:
    """Read one line of tags.jsonl; None if it is unreadable."""
    try:
        found = _tag_line.decode(line)
        is_hash = len(bytes.fromhex(found.of)) == _SIZE
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors, bad UTF-8, no digits
        return None
    return found if is_hash else None


_SIZE = 8


def text_hash(paper: Paper) -> bytes:
    """Return 8 bytes that change whenever the input of tagging does.

    That is the text, and the authors and categories that rules use. Names are left out, so that a
    paper that gets a DOI keeps its tags; if a new name makes it an example of a topic, it is tagged
    as one after the next change of the taxonomy.
    """
    authors = [author.name for author in paper.authors]
    parts = [paper.title, paper.abstract, authors, paper.categories, paper.primary_category]
    return blake2b(msgspec.json.encode(parts), digest_size=_SIZE).digest()
