"""HTML and JATS in running text: publishers' markup taken out, everything else left alone.

Only elements that publishers put into titles and abstracts: a general stripper would eat the
middle of "x<y and z>w".
"""

import html
import re

# Inline elements vanish, the others part words.
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
    rf"<(/?)((?:jats:)?(?:{_INLINE})|(?P<block>(?:jats:)?(?:{_BLOCK})))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# "<jats:title>Methods</jats:title><jats:p>We ..." reads "Methods: We ..."
_HEADING = re.compile(
    r"<((?:jats:)?(?:title|h[1-6]))(?:\s[^<>]*)?>\s*([^<>]{1,80}?)\s*[:.]?\s*</\1>", re.IGNORECASE
)
_OWN_HEADING = re.compile(r"abstract|summary", re.IGNORECASE)
_SILENT = re.compile(
    # Bounded, or a text of openers that nothing closes would take quadratic time.
    r"<(script|style|(?:mml:)?annotation)\b[^<>]{0,2000}>.{0,20000}?</\1\s*>|<!--.{0,20000}?-->"
    # A formula in TeX beside its MathML, with the preamble of a whole document.
    r"|\\documentclass\b.{0,1000}?\\begin\{document\}|\\end\{document\}",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def strip(text: str) -> str:
    """Take markup out of a text and decode its entities; what only looks like markup stays."""
    for _ in range(2):  # feeds escape twice: what was text in the first pass is markup then
        text = _SILENT.sub(" ", text)
        text = _HEADING.sub(_heading, text)
        text = _TAG.sub(lambda tag: " " if tag["block"] else "", text)
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return _TAG.sub(lambda tag: " " if tag["block"] else "", text)


def _heading(found: re.Match[str]) -> str:
    return " " if _OWN_HEADING.fullmatch(found[2]) else f" {found[2]}: "
