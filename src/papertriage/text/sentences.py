"""Splits an abstract into sentences, and shortens a sentence where it still reads well."""

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|etc|vs|cf|resp|approx|w\.r\.t|Fig|Figs|Eq|Eqs|Sec|Tab|No|Dr|St|al)"
    r"|\b[A-Z])\.$"
)
_LONGEST = 10
"""Characters of an abbreviation."""
_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[$]?[A-Z0-9$\\])|[.?!](?=[A-Z][a-z]+\s)|\n+")
_WORD = re.compile(r"[^\W_]")
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S+\.(?:github\.io|com|org|io|ai)/\S*")

# A clause that starts here can be left out without harming what comes before it.
_SEAM = re.compile(
    r"(?:(?<!\s)\s+)?[,;:]\s|\s(?=[(–—])|\s(?=(?:that|which|where|who|to|for|with|without|by|using|via|"
    r"from|through|while|when|in|on|at|across|under|within|between|among|based|because|since|as|"
    r"so|such|towards?|into|over|given|instead|rather|whose|during|after|before|leveraging|"
    r"and|or|but|tailored|designed|trained|capable|able|aimed|called|named|consisting)\b)"
)
# Here a whole thought ends; cutting later would show the beginning of the next one.
_STRONG_SEAM = re.compile(r"(?:(?<!\s)\s+)?[;:]\s|\s(?=[–—]\s)")
# Words that cannot end a line: they need the next word.
_HANGING = re.compile(
    r"(?:\b(?:an?|the|of|and|or|but|to|for|with|without|by|in|on|at|from|via|as|than|that|which|"
    r"who|whose|where|when|while|is|are|was|be|been|can|could|may|will|would|not|no|its|their|our|"
    r"this|these|those|such|both|either|each|all|more|most|less|very|also|only|even|using|"
    r"novel|new|allows?|allowing|enables?|enabling|helps?|makes?|making|aims?|aiming|due|according|"
    r"between|into|over|under|across|through|requires?|relies|focus(?:es)?|consists?|consisting|"
    r"comprising|including|leads?|learns?|combines?|achieves?|has|have|uses|applies|provides?|"
    r"leverag(?:es?|ing)|i\.e|e\.g|et al|first|two|three|several|many|respect|so|seeks|minimizes|"
    r"maximizes|improves|reduces|serves?|acts?|performs?|depends?|\w+[^e]ed|\w+[ai]ble|\w+ly)[.,]?"
    r"|\b(?:that|which|who)\s+\w+|[,;:(–—-])$",
    re.IGNORECASE,
)
_SHORTEST = 45
"""A cut line keeps at least this many characters, or it says too little."""


def sentences(abstract: str) -> list[str]:
    """Split an abstract into sentences; links are dropped, abbreviations do not end one."""
    text = re.sub(r"(?<=\w)-{2,3}(?=\w)|(?<=\s)-{1,3}(?=\s)", " – ", _LINK.sub(" ", abstract))
    out: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if _ABBREVIATION.search(text, max(start, end.start() - _LONGEST), end.start() + 1):
            continue
        out.append(text[start : end.end()])
        start = end.end()
    out.append(text[start:])
    return [" ".join(sentence.split()) for sentence in out if _WORD.search(sentence)]


def shorten(line: str, limit: int) -> str:
    """Cut a line at its last clause boundary within `limit` characters, else at a word with ``…``.

    A cut never splits a pair of brackets or a formula, and leaves no word that needs another.
    """
    line = line.strip(" .,;:")
    if len(line) <= limit:
        return line
    for pattern in (_STRONG_SEAM, _SEAM):
        for seam in reversed([seam.start() for seam in pattern.finditer(line, 0, limit + 2)]):
            if _SHORTEST <= seam <= limit and is_whole(line[:seam]) and not _joins_pair(line, seam):
                return line[:seam].rstrip(" ,;:")
    for blank in reversed([blank.start() for blank in re.finditer(r"\s", line[:limit])]):
        if is_whole(line[:blank]):
            return line[:blank].rstrip(" ,;:") + "…"
    return line[: limit - 1].rstrip() + "…"


def is_whole(line: str) -> bool:
    """Return whether brackets and formulas are closed and the last word can end a line."""
    return (
        line.count("(") <= line.count(")")
        and line.count("[") <= line.count("]")
        and line.count("$") % 2 == 0
        and not _HANGING.search(line)
    )


def _joins_pair(line: str, seam: int) -> bool:
    """Return whether "and" or "or" follows: what comes before may be half of a pair.

    A comma before it closes a clause (or a list), and a cut there leaves no adjective alone.
    """
    return bool(re.match(r"\s*(?:and|or|but)\b", line[seam:]))
