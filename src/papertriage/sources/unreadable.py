"""Recognises files without text by their first bytes, and says what to do instead."""

import re
from typing import BinaryIO

from papertriage.errors import NoRecordsError

_HEAD = 64 * 1024
"""Bytes in which the parts of an Office file are looked for."""
_TABLE = "save it as CSV and ingest that"
_ARTICLE = "ingest the paper's arXiv id (arxiv:ID), or export its record as BibTeX or RIS"
_ARCHIVE = "unpack it, then ingest the folder"
_OPEN = "decrypt it and ingest the result"


_ZIP = rb"PK\x03\x04"
_KINDS = (
    (rb"%PDF-", "a PDF", _ARTICLE),
    (rb"PK\x03\x04..[\x01\x09\x41]", "an encrypted zip archive", _OPEN),
    (_ZIP + rb".{26}mimetypeapplication/vnd\.oasis\.\w+\.spreadsheet", "a workbook", _TABLE),
    (_ZIP + rb".{26}mimetype", "a text document or an e-book", _ARTICLE),
    (_ZIP + rb".*?xl/(?:workbook|worksheets|_rels|styles)", "an Excel workbook", _TABLE),
    (_ZIP + rb".*?word/(?:document|_rels|styles)", "a Word document", _ARTICLE),
    (_ZIP + rb".{26}\[Content_Types\]\.xml", "an Office file", _TABLE),
    (rb"PK(?:\x03\x04|\x05\x06)", "a zip archive", _ARCHIVE),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07", "an archive", _ARCHIVE),
    (rb".{257}ustar", "a tar archive", _ARCHIVE),
    (
        rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an older Excel, Word or Outlook file, or one with a password",
        "open it, save a table as CSV or a mail as .eml, and ingest that",
    ),
    (
        rb"SQLite format 3\x00",
        "a database (SQLite)",
        "export the papers from its program as BibTeX, RIS or CSL-JSON",
    ),
    (rb"-----BEGIN PGP MESSAGE-----|Salted__|age-encryption\.org/v1", "encrypted", _OPEN),
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a", "a picture", _ARTICLE),
)
"""Kinds of files: what their first bytes match, what they are, what to do."""


def refuse(name: str, stream: BinaryIO) -> None:
    """Refuse a file that holds no text; the stream keeps its bytes.

    Raises:
        NoRecordsError: it is an Excel workbook, a PDF, an archive or another such file.
    """
    peek = getattr(stream, "peek", None)
    head = peek(_HEAD)[:_HEAD] if peek else b""
    for pattern, what, hint in _KINDS:
        if re.match(pattern, head, re.DOTALL):
            raise NoRecordsError(f"{name}: {what}; nothing stored", hint=hint)
