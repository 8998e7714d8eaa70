"""Electronic mail as saved by a mail program: what it wraps is taken out and sniffed again.

A mail whose text stands there as it is (arXiv's digests, NEP) needs no unwrapping; one in
quoted-printable, base64 or several parts does.
"""

import io
import re

from papertriage.readers.document import Document

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of a mail that are looked at; a digest has less than a tenth of it."""

_HEAD = re.compile(
    r"(?:\ufeff?\s*)(?:From [^\n]*\n)?(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}"
)
_WRAPPED = re.compile(
    r"^Content-Transfer-Encoding:\s*(?:quoted-printable|base64)|^Content-Type:\s*multipart/",
    re.IGNORECASE | re.MULTILINE,
)


def unwrap_mail(document: Document) -> Document:
    """Return a mail's text, plain before HTML, as a document; any other document as it is."""
    head = _HEAD.match(document.head)
    if not head or not _WRAPPED.search(head[0]):
        return document
    from email import message_from_bytes  # for the few who read mail

    # The older policy decodes no header: hostile ones have made the newer one raise.
    message = message_from_bytes(document.stream().read(MOST_BYTES).lstrip())
    parts = {part.get_content_type(): part for part in reversed(list(message.walk()))}
    for kind in ("text/plain", "text/html"):
        if part := parts.get(kind):
            data = part.get_payload(decode=True)
            break
    else:
        return document
    body = data if isinstance(data, bytes) else b""
    if kind == "text/plain" and (day := _date_line(head[0])):
        body = f"{day}\n\n".encode() + body
    return Document(document.name, io.BytesIO(body))


def _date_line(head: str) -> str | None:
    """Return the mail's own date: digests are announced on it."""
    found = re.search(r"(?m)^Date:[^\n]*", head)
    return found[0] if found else None
