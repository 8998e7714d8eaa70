"""HTML and JATS in running text: publishers' markup is removed, everything else is left alone.

Only elements that publishers put into titles and abstracts: a general stripper would eat the
middle of "x<y and z>w".
"""

import html
import re

# Inline elements are removed, the others separate words.
_INLINE = (
    "a|abbr|b|big|bold|cite|code|disp-formula|em|ext-link|fixed-case|font|i|inf|inline-formula"
    "|inline-graphic|italic|mark|mml:[a-z]+|math|mrow|mi|mn|mo|msub|msup|msubsup|mtext|monospace"
    "|named-content|roman|s|sc|scp|semantics|small|span|strong|styled-content|sub|sup|tex-math|tt"
    "|u|underline|uri|xref|alternatives"
)
_BLOCK = (
    "abstract|blockquote|br|disp-quote|div|h[1-6]|hr|label|li|list|list-item|ol|p|pre|section|sec"
    "|table|tbody|td|th|title|tr|ul"
)
_TAG = re.compile(
    rf"<(?=[/a-z])(/?)((?:jats:)?(?:{_INLINE})|(?P<block>(?:jats:)?(?:{_BLOCK})))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# "<jats:title>Methods</jats:title><jats:p>We ..." reads "Methods: We ..."
_HEADING = re.compile(r"<((?:jats:)?(?:title|h[1-6]))(?:\s[^<>]*)?>([^<>]+)</\1>", re.IGNORECASE)
_LONGEST_HEADING = 80
_OWN_HEADING = re.compile(r"abstract|summary", re.IGNORECASE)
# The start of a part that is not shown. A formula in TeX beside its MathML has the preamble of a
# whole document.
_SILENT = re.compile(
    r"<(?P<element>script|style|(?:mml:)?annotation)\b[^<>]{0,2000}>|(?P<comment><!--)"
    r"|(?P<preamble>\\documentclass\b)|\\end\{document\}",
    re.IGNORECASE,
)
_SILENT_ENDS = re.compile(
    r"</(?P<element>script|style|(?:mml:)?annotation)\s*>|(?P<comment>-->)"
    r"|(?P<preamble>\\begin\{document\})",
    re.IGNORECASE,
)
_LONGEST_SILENT = 20_000
"""Characters of such a part: a longer one is kept as text."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def strip(text: str) -> str:
    """Remove markup from a text and decode its entities; what only looks like markup is kept."""
    for _ in range(2):  # feeds escape twice: what was text in the first pass is markup then
        text = _without_silent(text)
        text = _HEADING.sub(_heading, text)
        text = _TAG.sub(lambda tag: " " if tag["block"] else "", text)
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return _TAG.sub(lambda tag: " " if tag["block"] else "", text)


def _without_silent(text: str) -> str:
    """Remove what is not shown. Each end is searched for once, so the time is linear."""
    if not _SILENT.search(text):
        return text
    ends: dict[str, list[int]] = {}
    for found in reversed(list(_SILENT_ENDS.finditer(text))):
        ends.setdefault(_kind(found), []).append(found.end())
    out: list[str] = []
    at = 0
    for opening in _SILENT.finditer(text):
        begin, end = opening.span()
        if begin < at:
            continue
        if kind := _kind(opening):
            left = ends.get(kind, [])
            while left and left[-1] <= end:
                left.pop()
            if not left or left[-1] - end > _LONGEST_SILENT:
                continue
            end = left[-1]
        out.append(text[at:begin])
        at = end
    return " ".join([*out, text[at:]])


def _kind(found: re.Match[str]) -> str:
    """Return the element's name, `comment` or `preamble`; empty for an end without a start."""
    return (found["element"] or found.lastgroup or "").lower()


def _heading(found: re.Match[str]) -> str:
    heading = found[2].strip()
    if not 0 < len(heading) <= _LONGEST_HEADING:
        return found[0]
    heading = heading.removesuffix(".").removesuffix(":").rstrip()
    return " " if _OWN_HEADING.fullmatch(heading) else f" {heading}: "
