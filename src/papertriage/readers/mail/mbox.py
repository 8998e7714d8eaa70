"""Mailboxes in one file (mbox): each mail is read as if it were saved in a file of its own.

A line "From sender date" after an empty line opens a mail. Mails without papers are counted.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.lines import lines_reader
from papertriage.readers.mail.message import MOST_BYTES, unwrap_mail
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of
from papertriage.readers.sniff.sniff import sniff

FORM = "mbox"
_QUOTED = re.compile(r">+From ")
OPENS = re.compile(r"From \S{1,200} [^\n]{0,60}\d\d:\d\d[^\n]{0,40}\r?$")
_WEAK = frozenset({"titles", FORM})
"""Forms that any letter may look like, and a mailbox in a mailbox."""


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers of all mails."""
    mails = without = 0
    for at, lines in _mails(document):
        mails += 1
        is_empty = True
        for item in _items(document.name, at, lines):
            is_empty = False
            yield item
        without += is_empty
    if without:
        document.notes.append(f"{without} of {mails} mails hold no papers")


def _mails(document: Document) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, lines) of each mail, its "From " line left out."""
    begin, lines = 0, list[str]()
    was_blank, size = True, 0
    for at, text in document.lines():
        if was_blank and OPENS.match(text.lstrip("\ufeff")):
            if begin:
                yield begin, lines
            begin, lines, size = at + 1, [], 0
        elif begin and (size := size + len(text)) < MOST_BYTES:
            lines.append(text[1:] if _QUOTED.match(text) else text)
        was_blank = not text.strip()
    if begin:
        yield begin, lines


def _items(name: str, at: int, lines: list[str]) -> Iterator[Raw | Problem]:
    mail = Document(name, io.BytesIO("\n".join([*lines, ""]).encode()))
    found = unwrap_mail(mail)
    guess = sniff(found)
    if guess is None or not _WEAK.isdisjoint(guess.forms):
        return
    form = guess.forms[0]
    items = lines_reader.read(found) if guess.by_line else reader_of(form)(found, form)
    for item in items:
        # Lines of a mail that was unwrapped are not lines of the mailbox.
        line = at + item.line - 1 if found is mail else at
        if isinstance(item, Raw):
            yield msgspec.structs.replace(item, line=line)
        else:
            yield replace(item, line=line)
