"""Reads a page of any form into papers: sniffs, reads and normalizes it. Nothing is stored."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO

import msgspec

from papertriage.errors import NoRecordsError, Problem
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.paper import Paper
from papertriage.readers.document import Document
from papertriage.readers.mail.message import unwrap_mail
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of
from papertriage.readers.sniff.sniff import sniff
from papertriage.sources.files import open_source
from papertriage.sources.unpack import finish
from papertriage.text.clean import safe, snippet

Item = Paper | Problem


class How(msgspec.Struct, frozen=True, kw_only=True):
    """How to read a page.

    Attributes:
        name: what messages call it.
        base: what its papers say they came from.
        as_of: the reference day for dates without a year.
        form: what to read it as; None: sniff.
    """

    name: str
    base: str
    as_of: date
    form: str | None = None


class Reading:
    """A page being read: iterate for its papers and problems.

    Attributes:
        how: how it is read.
        document: its text; at the end it has the number of records that the page declares.
        context: what normalizing needs, such as the reference day for dates without a year.
        forms: what it is read as; empty if it looks like no form.
        reason: how that was recognised.
    """

    def __init__(self, stream: BinaryIO, how: How) -> None:
        """Look at the head of an open page.

        Args:
            stream: its bytes, unpacked.
            how: how to read them.
        """
        self.how = how
        self.context = Context(source=how.base, as_of=how.as_of)
        self.document = unwrap_mail(Document(how.name, stream))
        self._by_line = False
        if how.form:
            self.forms: tuple[str, ...] = (how.form,)
            self.reason = f"{how.form} (--from)"
        elif guess := sniff(self.document):
            self.forms, self.reason, self._by_line = guess.forms, safe(guess.reason), guess.by_line
        else:
            self.forms, self.reason = (), ""

    def __iter__(self) -> Iterator[Item]:
        for item in self.records():
            if isinstance(item, Problem):  # its reason may quote the source
                yield replace(item, reason=safe(item.reason))
            else:
                paper = self._paper(item)
                yield from self._left_out(item.line)
                yield paper

    def records(self) -> Iterator[Raw | Problem]:
        """Yield the records as the form has them, before they are normalized."""
        if self._by_line:
            from papertriage.readers.lines import lines_reader  # loads the grammar of every form

            return lines_reader.read(self.document)
        return reader_of(self.forms[0])(self.document, self.forms[0])

    def _paper(self, raw: Raw) -> Item:
        try:
            return normalize(raw.form, raw.fields, self.context)
        except NotAPaperError as error:
            text = raw.fields.get("title") or raw.fields.get("abstract") or raw.fields
            return Problem(
                source=self.how.name, line=raw.line, reason=str(error), snippet=snippet(str(text))
            )

    def _left_out(self, line: int) -> Iterator[Problem]:
        """Yield what was left out of a record that is kept itself."""
        for what, text in self.context.report():
            yield Problem(
                source=self.how.name,
                line=line,
                reason=f"{what}, left out",
                snippet=snippet(text),
                rejected=False,
                kept=True,
            )


def read_file(source: str, today: date) -> Iterator[Item]:
    """Yield the papers of a file, each as `ingest` would store it by itself.

    An empty file has no papers.

    Args:
        source: the file.
        today: the day of the run, for dates without a year where the file has no day itself.

    Raises:
        MissingInputError: the file cannot be read.
        NoRecordsError: no form fits, or it is damaged; what came before was yielded.
    """
    with open_source(source) as page:
        how = How(name=page.name, base=page.base, as_of=page.day or today)
        reading = Reading(page.stream, how)
        if reading.forms:
            yield from reading
        elif reading.document.head.strip():
            raise NoRecordsError(f"{page.name}: no papers found")
        finish(page.stream)
