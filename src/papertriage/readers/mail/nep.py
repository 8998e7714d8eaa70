"""NEP mail: the reports of New Economics Papers, a list of titles and then numbered records.

1. A title

    Family,Given
    Family,Given

The abstract

Keywords: one; two
JEL: C72, D44
Date:     2005-08-31
URL:      http://d.repec.org/n?u=...
"""

import re

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.raw import Raw

_REPORT = re.compile(r".*\bNEP: New Economics Papers|.*\[nep-[a-z]+\]|.*nep\.repec\.org")
_COUNT = re.compile(r"Papers:\s+(\d+)\s*$")
_DATE = re.compile(r"Date:\s+(\d{4}-\d{2}-\d{2})")
_LIST = re.compile(r"In this issue we have:")
_RULE = re.compile(r"-{50,}\s*$")
_AFFILIATION = re.compile(r"\([^()]*\)$")
_FIELD = re.compile(r"(Keywords|JEL|Date|URL|Abstract|By):\s*(.*)")


class Nep(Grammar):
    """The grammar of a NEP report."""

    form = "nep"
    opener = r"\s?\d{1,4}\. +\S"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._in_report = False  # the head of a report was seen
        self._in_list = False
        self._listed = False  # the list of titles has started, after its rule
        self._announced: str | None = None
        self._declared = 0
        self._found = 0
        self._at_url = False

    def opens(self, text: str) -> bool:  # noqa: ARG002 - the report around it decides
        return self._in_report

    def begin(self, text: str) -> Fit:  # noqa: ARG002 - as above
        self._at_url = False
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if self._at_url and not text.startswith(" "):
            return Fit.LAST if not text.strip() else Fit.NOT_MINE
        if _RULE.match(text) or re.match(self.opener, text):
            return Fit.NOT_MINE
        if found := _FIELD.match(text):
            self._at_url = found[1] == "URL"
        return Fit.MORE

    def owns(self, at: int, text: str) -> bool:  # noqa: ARG002 - the report counts
        if _REPORT.match(text):
            self._in_report = True
            return True
        if not self._in_report:
            return False
        if _LIST.match(text):
            self._in_list, self._listed = True, False
        elif _RULE.match(text):
            self._in_list = self._in_list and not self._listed
        elif found := _COUNT.match(text):
            self._declared = int(found[1])
        elif found := _DATE.match(text):
            self._announced = found[1]
        # All of the head belongs to the report; other text may follow the records.
        return self._found == 0

    def read(self, block: Block) -> list[Raw | Problem] | None:
        if self._in_list:
            self._listed = True
            return []
        at, opening = block[0]
        fields = _fields([opening.partition(".")[2].strip(), *(text for _, text in block[1:])])
        if not (fields["authors"] or fields["url"]):
            return None
        self._found += 1
        fields["announced"] = self._announced
        given = {name: value for name, value in fields.items() if value}
        return [Raw(form=self.form, line=at, fields=given)]

    def finish(self) -> list[Raw | Problem]:
        if self._declared <= self._found:
            return []
        reason = f"the report declares {self._declared} papers and contains {self._found} (cut?)"
        return [self.problem(0, reason, "", lost=False)]


def _fields(lines: list[str]) -> dict[str, object]:
    """Read title, indented authors, abstract and labelled lines, in this order."""
    title, *rest = lines
    authors: list[str] = []
    abstract: list[str] = []
    lines_of: dict[str, list[str]] = {}
    label = ""
    for line in rest:
        text = line.strip()
        if found := _FIELD.match(text):
            label = found[1]
            lines_of[label] = [found[2].strip()]
        elif label:
            lines_of[label].append(text)
        elif line.startswith("  ") and text and not abstract:
            authors.append(_AFFILIATION.sub("", text))
        elif text or abstract:
            abstract.append(text)
    values = {label: " ".join(filter(None, lines)) for label, lines in lines_of.items()}
    return {
        "title": title,
        "authors": [name for line in authors for name in line.split(";")] or None,
        "abstract": "\n".join(abstract).strip() or values.get("Abstract"),
        "keywords": values.get("Keywords", "").rstrip(";"),
        "published": values.get("Date"),
        "url": values.get("URL"),
        "raw_id": values.get("URL"),
    }
