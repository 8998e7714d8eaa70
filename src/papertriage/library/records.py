"""What the lines of a library mean.

    papers.jsonl   a paper (it has a "title"); {"id": later, "merged_into": earlier};
                   (and "why", in words); {"id", "forgotten": true, "names", "marks"}
    tags.jsonl     {"id", "of": hash of what was tagged, "by": taxonomy, "tags"}

A line that means none of these is unreadable: readers pass over it and count it.

Who only reads papers needs neither hashes nor the patterns of `identity`, which take 6 ms to load:
both are imported on use.
"""

from typing import Literal

import msgspec

from papertriage.paper import Paper, Tag, decode


class Alias(msgspec.Struct, frozen=True, omit_defaults=True):
    """A name that once was, or could have been, a paper of its own: it now means another."""

    id: str
    merged_into: str
    why: str | None = None


class Forgotten(msgspec.Struct, frozen=True):
    """A paper that the user took out. Its names and marks stay, so that it stays out."""

    id: str
    forgotten: Literal[True]
    names: list[str] = []
    marks: list[str] = []


Record = Paper | Alias | Forgotten


class TagLine(msgspec.Struct, frozen=True, kw_only=True):
    """The tags of one paper.

    Attributes:
        id: the paper's key.
        of: `text_hash` of the paper that was tagged.
        by: fingerprint of the taxonomy that tagged it.
        tags: from score .05, best first; empty where no topic reached it.
    """

    id: str
    of: str
    by: str
    tags: list[Tag] = []

    def fits(self, paper: Paper, by: str | None = None) -> bool:
        """Tell whether the tags still hold: the text has not changed, nor the taxonomy `by`."""
        return self.of == text_hash(paper) and by in {None, self.by}


class _Kind(msgspec.Struct):
    """Just enough of a line to know what it is; the values stay undecoded."""

    id: str
    title: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    merged_into: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_IDENTITY = "210e9bb2ec478597"

_kind = msgspec.json.Decoder(_Kind)
_alias = msgspec.json.Decoder(Alias)
_forgotten = msgspec.json.Decoder(Forgotten)
_tag_line = msgspec.json.Decoder(TagLine)


def parse(line: bytes) -> Record | None:
    """Read one line of papers.jsonl; None if it is unreadable."""
    try:
        kind = _kind.decode(line)
        if not kind.id:
            return None
        # A foreign field "merged_into" may ride on a paper: so the title decides first.
        if kind.title is not msgspec.UNSET:
            return decode(line)
        if kind.merged_into is not msgspec.UNSET:
            return _alias.decode(line)
        return _forgotten.decode(line)
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None


def parse_id(line: bytes) -> str | None:
    """Read only the id of a line of papers.jsonl; None if there is none."""
    try:
        return _kind.decode(line).id
    except (ValueError, RecursionError):
        return None


def parse_tags(line: bytes) -> TagLine | None:
    """Read one line of tags.jsonl; None if it is unreadable."""
    try:
        return _tag_line.decode(line)
    except (ValueError, RecursionError):
        return None


def names(record: Record) -> list[str]:
    """Return the names that mean a record for sure."""
    if isinstance(record, Paper):
        from papertriage import identity

        return identity.names(record)
    return [record.id, *record.names] if isinstance(record, Forgotten) else [record.id]


def marks(record: Record) -> list[str]:
    """Return the marks that make a record a candidate."""
    if isinstance(record, Paper):
        from papertriage import identity

        return [*identity.exact_marks(record), *identity.near_marks(record)]
    return record.marks if isinstance(record, Forgotten) else []


def text_hash(paper: Paper) -> str:
    """Return 16 hex digits that change when anything does that tags were made of.

    The text, and what rules of a topic look at: authors, categories, names.
    """
    import hashlib

    authors = [author.name for author in paper.authors]
    names = sorted(paper.ids.items())
    parts = [paper.title, paper.abstract, authors, paper.categories, names]
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=8).hexdigest()


def identity_fingerprint() -> str:
    """Return what changes when names, marks or text hashes come to be made in another way.

    A test holds it against a probe. To make the probe's marks whenever a library was opened took
    4 of 79 ms of a `rank`.
    """
    return _IDENTITY
