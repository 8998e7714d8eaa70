"""Recognises files without text by their first bytes, and says what to do instead."""

import re
from typing import BinaryIO

import msgspec

from papertriage.errors import NoRecordsError

_HEAD = 64 * 1024
"""Bytes in which the parts of an Office file are looked for."""
_TABLE = "save it as CSV and ingest that"
_ARTICLE = "ingest the paper's arXiv id (arxiv:ID), or export its record as BibTeX or RIS"
_ARCHIVE = "unpack it, then ingest the folder"
_OPEN = "decrypt it and ingest the result"


class _Kind(msgspec.Struct, frozen=True):
    """A kind of file: what its bytes match, what it is, what to do."""

    pattern: re.Pattern[bytes]
    what: str
    hint: str


def _kind(pattern: bytes, what: str, hint: str) -> _Kind:
    return _Kind(re.compile(pattern, re.DOTALL), what, hint)


_ZIP = rb"PK\x03\x04"
_KINDS = (
    _kind(rb"%PDF-", "a PDF", _ARTICLE),
    _kind(rb"PK\x03\x04..[\x01\x09\x41]", "an encrypted zip archive", _OPEN),
    _kind(_ZIP + rb".{26}mimetypeapplication/vnd\.oasis\.\w+\.spreadsheet", "a workbook", _TABLE),
    _kind(_ZIP + rb".{26}mimetype", "a text document or an e-book", _ARTICLE),
    _kind(_ZIP + rb".*?xl/(?:workbook|worksheets|_rels|styles)", "an Excel workbook", _TABLE),
    _kind(_ZIP + rb".*?word/(?:document|_rels|styles)", "a Word document", _ARTICLE),
    _kind(_ZIP + rb".{26}\[Content_Types\]\.xml", "an Office file", _TABLE),
    _kind(rb"PK(?:\x03\x04|\x05\x06)", "a zip archive", _ARCHIVE),
    _kind(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07", "an archive", _ARCHIVE),
    _kind(rb".{257}ustar", "a tar archive", _ARCHIVE),
    _kind(
        rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an older Excel, Word or Outlook file, or one with a password",
        "open it, save a table as CSV or a mail as .eml, and ingest that",
    ),
    _kind(
        rb"SQLite format 3\x00",
        "a database (SQLite)",
        "export the papers from its program as BibTeX, RIS or CSL-JSON",
    ),
    _kind(rb"-----BEGIN PGP MESSAGE-----|Salted__|age-encryption\.org/v1", "encrypted", _OPEN),
    _kind(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a", "a picture", _ARTICLE),
)


def refuse(name: str, stream: BinaryIO) -> None:
    """Refuse a file that holds no text; the stream keeps its bytes.

    Raises:
        NoRecordsError: it is an Excel workbook, a PDF, an archive or another such file.
    """
    peek = getattr(stream, "peek", None)
    head = peek(_HEAD)[:_HEAD] if peek else b""
    for kind in _KINDS:
        if kind.pattern.match(head):
            raise NoRecordsError(f"{name}: {kind.what}; nothing stored", hint=kind.hint)
