"""Mails saved by a mail program: the part that holds papers is decoded, and sniffed again.

A mail in quoted-printable, base64, HTML or several parts is unwrapped; one in plain text (arXiv's
digests, NEP) is not. Forwarded text loses the "> " before each line, in a mail or not.
"""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from papertriage.readers.document import Document
from papertriage.readers.sniff.sniff import sniff
from papertriage.readers.sniff.sniff_mail import sniff_mail

if TYPE_CHECKING:
    from email.message import Message

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of a mail that are read; a digest has less than a tenth of that."""

_HEAD = re.compile(r"(?:\ufeff?\s*)(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_WRAPPED = re.compile(
    r"^Content-Transfer-Encoding:\s*(?:quoted-printable|base64)"
    r"|^Content-Type:\s*(?:multipart/|text/html|message/)",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARDED = re.compile(
    r"^-{2,}.{0,20}(?:forwarded|original) message.{0,20}-{2,}$|^begin forwarded message:",
    re.IGNORECASE | re.MULTILINE,
)
_MARKS = re.compile(r"(?m)^(?:> ?)+")
_KINDS = ("text/plain", "text/html", "")
"""Parts in the order in which they are tried; the last means all attachments."""


def unwrap_mail(document: Document) -> Document:
    """Return the content of a mail or of a forwarded text; any other document unchanged."""
    if sniff_mail(document.head.lstrip("\ufeff \t\r\n")):
        return document
    head = _HEAD.match(document.head.replace("\r\n", "\n"))
    if head and _WRAPPED.search(head[0]):
        return _part(document, head[0])
    return _unquoted(document)


def _part(document: Document, head: str) -> Document:
    """Return the part of a mail that holds papers, plain before HTML before attachments."""
    from email import message_from_bytes  # only needed for mail

    # The older policy decodes no header: hostile ones have made the newer one raise.
    message = message_from_bytes(document.stream().read(MOST_BYTES).lstrip())
    first = None
    titles = None
    for kind, body in _bodies(message):
        day = _date_line(head) if kind == "text/plain" else b""
        found = _unquoted(Document(document.name, io.BytesIO(day + body)))
        first = first or found
        guess = sniff(found)
        if guess and guess.forms != ("titles",):  # any text may look like a list of titles
            return found
        titles = titles or (found if guess else None)
    return titles or first or document


def _bodies(message: "Message") -> Iterator[tuple[str, bytes]]:
    """Yield (kind, bytes in UTF-8 if they are text) of the parts of a mail."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    for wanted in _KINDS:
        for part in parts:
            kind = part.get_content_type()
            if kind == wanted or (not wanted and kind not in _KINDS):
                data = part.get_payload(decode=True)
                if isinstance(data, bytes):
                    yield kind, _utf_8(data, str(part.get_content_charset() or ""))


def _utf_8(data: bytes, charset: str) -> bytes:
    """Return a text in UTF-8; unchanged if its charset is unknown or wrong."""
    try:
        data.decode()
    except UnicodeDecodeError:
        try:
            return data.decode(_CODECS.get(charset, "")).encode()
        except (LookupError, UnicodeDecodeError):
            return data
    return data


_CODECS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5",
    "shift_jis": "cp932", "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "koi8-r": "koi8_r", "windows-1251": "cp1251",
    "windows-1250": "cp1250", "iso-8859-2": "iso8859_2", "iso-8859-15": "iso8859_15",
    "iso-8859-1": "cp1252", "windows-1252": "cp1252", "us-ascii": "cp1252", "utf-16": "utf_16",
}  # fmt: skip
"""Charsets of mails and the codecs for them: a mail must not choose any other codec."""


def _unquoted(document: Document) -> Document:
    """Return a text without quote marks, if most of its lines have them or it was forwarded."""
    lines = [line for line in document.head.splitlines() if line.strip()]
    quoted = sum(line.startswith(">") for line in lines)
    if not quoted or (quoted < 0.6 * max(len(lines), 5) and not _FORWARDED.search(document.head)):
        return document
    text = document.stream().read(MOST_BYTES).decode(document.encoding, errors="replace")
    return Document(document.name, io.BytesIO(_MARKS.sub("", text).encode()))


def _date_line(head: str) -> bytes:
    """Return the mail's Date line, which is when a digest was announced."""
    found = re.search(r"(?m)^Date:[^\n]*", head)
    return f"{found[0]}\n\n".encode() if found else b""
