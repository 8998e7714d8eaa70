"""Sniffing mailboxes: mails in one file, each after a line "From sender date"."""

import re

from papertriage.readers.registry import FORMS

MBOX = re.compile(r"From \S{1,200} [^\n]{0,60}\d\d:\d\d[^\n]{0,40}\n[A-Za-z][\w-]{0,60}:")


def sniff_mail(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a mailbox; None for anything else."""
    is_mbox = MBOX.match(head.replace("\r\n", "\n", 2)) is not None
    return ("mbox", f"mbox: {FORMS['mbox'].mark}") if is_mbox else None
