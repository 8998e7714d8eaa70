"""The kind of publication that a title shows: a notice, a reply, or a part of every issue."""

import re

from papertriage.text.titles import Title

_NOTICE = re.compile(
    r"(?:(?:publishers?|authors?|editorial) |notice of )?"
    r"(?:(?:errat(?:um|a)|corrigend(?:um|a))\b.*|addendum(?: to\b.*)?|expression of concern\b.*"
    r"|(?:corrections?|retraction|withdrawal)"
    r"(?: (?:(?:to|notice|note|statement)\b|for .{3,40} et al\b).*)?)"
)
_OF_VOLUME = re.compile(r"\(vol\.? ?\d+, .{1,30}\d{4}\)\W*$", re.IGNORECASE)
"""What the Web of Science appends to the title of a correction."""
_REPLY = re.compile(
    r"(?:in )?(?:reply|replies|responses?|rebuttal|rejoinder)|rebuttal (?:to|of)\b.*"
    r"|(?:in )?(?:reply|replies) (?:to|from|by)\b.*"
    r"|(?:the )?authors? (?:reply|replies|response)\b.*"
    r"|responses? to (?:the )?(?:letter|comment|editor|article|review|discussion|.{3,40} et al).*"
)
_COMMENT = re.compile(
    r"(?:in )?(?:re|letters?|discussion|review of)"
    r"|(?:an? )?(?:(?:invited|expert) )?(?:comments?|commentary)"
    r"|(?:an? )?(?:(?:invited|expert|editorial) )?(?:comments?|commentary)"
    r" (?:on|to|about|regarding)\b.*"
    r"|letters? (?:to (?:the )?editors?|regarding|re)\b.*|(?:invited )?discussion (?:of|on)\b.*"
    r"|faculty opinions recommendation\b.*"
)
_SUPPLEMENT = re.compile(
    r"(?:(?:supporting|supplement(?:al|ary)|additional|replication) )?"
    r"(?:data|datasets?|(?:source )?code|software)(?: (?:from|for|to))?"
    r"|(?:supporting|supplement(?:al|ary)|additional) (?:materials?|information|files?)"
    r"(?: (?:from|for|to|of)\b.*)?"
    r"|(?:datasets?|supplement(?:al|ary) data) (?:from|for|to)\b.*"
)
_PROTOCOL = re.compile(
    r"(?:an? |the )?(?:(?:study|trial|research|review) )?protocol(?: for)?"
    r"|(?:an? |the )?(?:(?:study|trial|research|review) )?protocol (?:for|of)\b.*"
    r"\b(?:trials?|study|studies|reviews?|survey|analys[ei]s|cohort)\b.*"
)
_FRONT = re.compile(
    r"(?:(?:guest|invited|special issue|special section) )?editor(?:s|ials?)?(?: .*)?"
    r"|(?:from the (?:guest )?editors?|in this issue|prefaces?|forewords?|masthead|obituary"
    r"|in memoriam|book reviews?|books received|call for papers?|about the authors?)\b.*"
    r"|(?:messages?|letter|notes?|remarks|comments|welcome|greetings|foreword|introduction|word)"
    r" (?:from|by|of) (?:the )?.*\b(?:editors?|chairs?|president|director|dean|committee)\b.*"
    r"|(?:welcome|news|announcements?|acknowledge?ments?)(?: (?:message|address|note|in brief))?"
    r"|(?:table of )?contents(?: (?:and|page|list|volume)\b.*)?|(?:front|back) (?:matter|cover)\b.*"
    r"|(?:author|subject|keyword|volume|cumulative) index\b.*|index(?:es)?|index to .*"
    r"|(?:list of )?(?:contributors|reviewers|referees|authors)(?: .{0,20})?"
    r"|(?:(?:an )?introduction to (?:the|this) )?(?:special|theme|thematic) (?:issue|section|track)"
    r"\b.*|introduction(?: to (?:the|this)\b.* (?:issue|section|track|minitrack|volume))?\b"
    r"|.*\bminitrack(?: introduction)?|(?:organizing|program|technical) committees?(?: .{0,20})?"
    r"|(?:(?:poster|oral|meeting|conference|keynote|selected) )?abstracts?(?: (?:of|from|for)\b.*)?"
    r"|(?:poster|keynote|plenary|panel|oral) (?:sessions?|presentations?|discussions?)(?: .{0,12})?"
    r"|summary|conclusions?|references|bibliography|appendix|glossary|correspondence|overview"
    r"|outlook|background|methods?|results|(?:short|brief) (?:notices?|communications?)"
    r"|research highlights?|summary and conclusions?"
    r"|conclusions? and (?:future|further|outlook|recommend|perspectives).{0,40}"
)
_SERIES = re.compile(
    r".*\b(?:(?:annual|yearly|quarterly|monthly|weekly|biannual|biennial) (?:\w+ ){0,2}(?:report"
    r"|review|survey|meeting|update|bibliography|conference|statistics)s?|year in review"
    r"|literature (?:watch|update)|journal watch|case records of|clinicopathological conference)"
    r"\b.*|(?:proceedings|minutes) of\b.*"
)
IN_MANY = frozenset({"front", "series", "notice"})
"""Kinds whose titles are in many issues, and identify nothing by themselves."""
RECURRING = IN_MANY | {"reply", "comment"}
"""Kinds whose titles several texts may have."""
_LONGEST = 200

_OF_OTHERS = {
    "notice": _NOTICE,
    "reply": _REPLY,
    "comment": _COMMENT,
    "supplement": _SUPPLEMENT,
    "protocol": _PROTOCOL,
}
"""Kinds of texts that repeat the title of the text they are about, with words of their own."""


def kind_of(title: Title) -> str:
    """Return a key of `_OF_OTHERS`, ``front`` or ``series``; empty for any other title.

    A notice is an erratum or a retraction. Front matter and series have one title in many issues.
    """
    breaks = title.breaks or (len(title.words),)
    head = " ".join(title.words[: breaks[0]])[:_LONGEST]
    tail = " ".join(title.words[breaks[-1] :])[:_LONGEST]
    if _OF_VOLUME.search(title.text):
        return "notice"
    for kind, pattern in _OF_OTHERS.items():
        if pattern.fullmatch(head) or pattern.fullmatch(tail):
            return kind
    if _FRONT.fullmatch(head):
        return "front"
    return "series" if _SERIES.fullmatch(head) else ""
