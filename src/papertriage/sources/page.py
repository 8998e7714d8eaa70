"""A page: bytes that are read at once; a file is one page, a server may answer in many."""

from datetime import date
from typing import BinaryIO

import msgspec

from papertriage.errors import NetworkError


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of an open source, or all of it.

    Attributes:
        name: what the user called the source, fit for messages.
        base: its base name, which its records keep; never a folder of this machine.
        stream: its bytes, unpacked.
        file: the regular file that they are in, packed as it may be; None for anything else.
        day: the day it was last changed; None where there is none (a pipe).
        has_news: False if there is nothing to read, for the reason that `notes` give.
        is_whole: whether the declared number is that of the pages so far; a list that is read
            from its middle declares more.
        validators: what to send with the next request, once the records of this page are durable.
        is_cut: the source ended before its end; `warnings` say why.
        failure: why it is incomplete; None if it is complete.
        notes: what the user may want to know.
        warnings: what was wrong.
    """

    name: str
    base: str
    stream: BinaryIO
    file: BinaryIO | None = None
    day: date | None = None
    has_news: bool = True
    is_whole: bool = True
    validators: dict[str, str] = {}
    is_cut: bool = False
    failure: NetworkError | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
