"""Reading lists as Markdown, for mails, notes and pages; text of papers is escaped."""

import re
from collections.abc import Iterator

from papertriage.report import Change, Entry, Report
from papertriage.text.clean import counted, safe
from papertriage.writers import phrases
from papertriage.writers.explain import explained
from papertriage.writers.look import Look
from papertriage.writers.marks import short

# Always markup somewhere (emphasis, code, links, HTML, entities, tables, strike, mentions) ...
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~$@]")
# ... and only there: headings and lists open a line, colons make addresses and emoji codes.
_OPENING = re.compile(r"^([#+=-]|\d+(?=[.)]))(?=(.?))")
_COLON = re.compile(r":(?=\S)")
_WWW = re.compile(r"(www)\.", re.IGNORECASE)


def write(report: Report, look: Look) -> Iterator[str]:
    """Yield the lists one after the other, under headings if there are several."""
    shown = [one for one in report.lists if one.entries]
    headed = look.multi or len(report.lists) > 1
    for number, one in enumerate(shown):
        yield "\n" if number else ""
        waits = report.new and one.counts.beyond_limit
        if headed or waits:
            yield f"## {escape(one.name)}: {phrases.length(one, report)}\n"
        for heading, entry in phrases.headed(one.entries):
            if heading:
                yield f"\n{heading}:\n\n"
            yield _item(entry, report, look)
    if report.changed:
        yield "\n" if shown else ""
        yield f"## {phrases.CHANGED}: {counted(len(report.changed), 'paper')}\n"
        yield from map(_changed, report.changed)


def escape(text: str) -> str:
    """Escape a paper's text so that no Markdown renderer sees markup in it."""
    text = _MARKUP.sub(r"\\\g<0>", safe(text))
    text = _WWW.sub(r"\1\\.", _COLON.sub(r"\\:", text))
    opening = _OPENING.match(text)
    if opening is None:
        return text
    if opening[1].isdigit():  # "1." would be an item of a list
        return f"{opening[1]}\\{text[opening.end() :]}"
    return f"\\{text}"


def _linked(entry: Entry | Change) -> str:
    name = escape(phrases.title(entry))
    address = phrases.link(entry.paper)
    return f"[{name}]({address})" if address else name


def _changed(change: Change) -> str:
    return f"- {_linked(change)}\n  {escape(phrases.change(change))}\n"


def _item(entry: Entry, report: Report, look: Look) -> str:
    number = f"{entry.rank}. "
    indent = " " * len(number)
    star = phrases.STAR if entry.is_starred else ""
    about = ", ".join(
        part
        for part in (escape(phrases.authors(entry.paper)), escape(entry.paper.date or "undated"))
        if part
    )
    why = escape(phrases.in_words(entry.why))
    decisions = "".join(f" {escape(part)}." for part in phrases.decisions(entry))
    lines = [
        f"{number}**{short(entry.tag.score)}** {star}{_linked(entry)}",
        f"{indent}{about}.{decisions}" + (f" Why: {why}" if why else ""),
    ]
    if look.explain:
        lines += ["", *(f"{indent}    {line}" for line in explained(entry, report))]
        lines.append("")
    return "\n".join(lines) + "\n"
