"""The line-oriented forms that open their records strictly: by name, each with its grammar."""

from collections.abc import Callable, Iterable

from papertriage.readers.json.json_lines import JsonLine
from papertriage.readers.lines.arxiv_page import ArxivPage
from papertriage.readers.lines.bibtex import Bibtex
from papertriage.readers.lines.grammar import Grammar
from papertriage.readers.lines.ovid import Ovid
from papertriage.readers.lines.proquest import ProQuest
from papertriage.readers.lines.scopus_text import ScopusText
from papertriage.readers.lines.tagged import Tagged
from papertriage.readers.lines.tagged_dialects import DIALECTS, Dialect
from papertriage.readers.mail.arxiv_mail import ArxivMail
from papertriage.readers.mail.nep import Nep


def _tagged(dialect: Dialect) -> Callable[[str], Grammar]:
    return lambda source: Tagged(source, dialect)


GRAMMARS: dict[str, Callable[[str], Grammar]] = {
    ArxivMail.form: ArxivMail,
    ArxivPage.form: ArxivPage,
    **{form: _tagged(dialect) for form, dialect in DIALECTS.items()},
    Ovid.form: Ovid,
    ProQuest.form: ProQuest,
    ScopusText.form: ScopusText,
    Bibtex.form: Bibtex,
    Nep.form: Nep,
    JsonLine.form: JsonLine,
}
"""From a form's name to its grammar over a source's lines, in the order in which they are tried."""


def grammars_of(forms: Iterable[str], source: str) -> list[Grammar]:
    """Return new grammars of those of the forms that have one."""
    return [GRAMMARS[form](source) for form in forms if form in GRAMMARS]
