"""Tab-separated values without a header, for ``cut``, ``awk`` and ``fzf``.

The columns are id, score, title, date, topic, why, url. Fields never contain tabs or line ends; a
field that a spreadsheet would take for a formula starts with an apostrophe.
"""

import re
from collections.abc import Iterator

from papertriage.report import Report
from papertriage.text.clean import safe
from papertriage.writers import phrases
from papertriage.writers.look import Look

# ASCII and the full-width forms that some spreadsheets treat alike, after invisible characters
# (Unicode's default-ignorable ones), which some spreadsheets drop.
_FORMULA = re.compile(
    "[\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u3164\ufe00-\ufe0f\uffa0]*"
    "[=+@\uff1d\uff0b\uff0d\uff20-]"
)


def write(report: Report, _look: Look) -> Iterator[str]:
    """Yield one line per entry, list after list."""
    for one in report.lists:
        for entry in one.entries:
            fields = (
                entry.paper.id,
                f"{entry.tag.score:.3f}",
                f"{phrases.STAR * entry.is_starred}{phrases.title(entry)}",
                entry.paper.date or "",
                entry.tag.topic,
                "; ".join(phrases.why(entry)),
                phrases.link(entry.paper),
            )
            yield "\t".join(guarded(field) for field in fields) + "\n"


def guarded(text: str) -> str:
    """Return a field on one line, which spreadsheets do not take for a formula."""
    text = safe(text)
    return f"'{text}" if _FORMULA.match(text) else text
