"""Reading a file of any form by itself: sniffed, read, normalized; nothing merged, nothing kept."""

from collections.abc import Iterator
from datetime import date

from papertriage.errors import NoRecordsError, Problem
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.paper import Paper
from papertriage.readers import mixed
from papertriage.readers.document import Document
from papertriage.readers.mail import unwrap_mail
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of
from papertriage.readers.sniff import sniff
from papertriage.sources.files import open_source
from papertriage.sources.unpack import finish
from papertriage.text import snippet


def read_file(spec: str, today: date) -> Iterator[Paper | Problem]:
    """Yield the papers of a file, each as `ingest` would store it were it alone.

    An empty file is one without papers.

    Args:
        spec: the file.
        today: the day of the run, for dates without a year where the file has no day itself.

    Raises:
        MissingInputError: the file cannot be read.
        NoRecordsError: it is of no form that is known, or damaged; what came before was yielded.
    """
    with open_source(spec) as page:
        document = unwrap_mail(Document(page.name, page.stream))
        context = Context(source=page.base, as_of=page.day or today)
        for item in _records(document):
            if isinstance(item, Raw):
                yield _paper(document.name, item, context)
            else:
                yield item
        finish(page.stream)


def _records(document: Document) -> Iterator[Raw | Problem]:
    if not document.head.strip():
        return iter(())
    guess = sniff(document)
    if guess is None:
        raise NoRecordsError(f"{document.name}: no papers found")
    if guess.by_line:
        return mixed.read(document)
    return reader_of(guess.forms[0])(document, guess.forms[0])


def _paper(source: str, raw: Raw, context: Context) -> Paper | Problem:
    try:
        return normalize(raw.form, raw.fields, context)
    except NotAPaperError as error:
        text = raw.fields.get("title") or raw.fields.get("abstract") or raw.fields
        reason = str(error)
        return Problem(source=source, line=raw.line, reason=reason, snippet=snippet(str(text)))
