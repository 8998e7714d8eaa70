"""The words around a name that show whose it is, with the points they are worth.

Points were set by hand on half of some two thousand abstracts whose titles begin "NAME: ..."
and read on the other half; the lists contain words of the field, not words of
single papers.
"""

import re

from papertriage.text.spelling import word_set

ADJECTIVES = (
    r"(?:(?:novel|new|simple|effective|efficient|innovative|unified|general|generic|powerful|"
    r"lightweight|light-weight|yet|but|and|first|large-scale|two-stage|end-to-end|comprehensive|"
    r"flexible|scalable|robust|fast|principled|practical|open-source|framework|method|model|"
    r"approach|system|dataset|benchmark|network|architecture|algorithm|technique|pipeline|tool|"
    r"strategy|module|toolkit|library|corpus|platform|paradigm|proposed|full|[a-z]+-[a-z]+),?\s+)"
)
KIND = (
    r"(?:framework|method|model|approach|system|dataset|benchmark|network|architecture|algorithm|"
    r"technique|pipeline|tool|strategy|module|toolkit|library|corpus|platform|paradigm|loss|"
    r"family|suite|agent|decoder|encoder|transformer|adapter|layer|solution|scheme|proposal|"
    r"variant|tracker|detector|learner|metric|procedure|task|language|software|package|engine|"
    r"simulator|data ?set)s?"
)
PRESENT = r"(?:propos|present|introduc|develop|put forward|unveil|releas)(?:e|es|s|ed|ing)?"
MAKE = (  # used for parts as often as for the whole
    r"(?:(?:design|describ|devis|construct|creat|contribut|offer|provid|formulat|establish|compos|"
    r"implement|deriv|curat|advocat|collect|publish|demonstrat|report|pioneer|train|produc|extend|"
    r"generat|obtain)(?:e|es|s|ed|ing)?|buil[dt]s?)"
)
CALL = (
    r"(?:named|called|termed|dubbed|coined|namely|titled|entitled|labell?ed|nicknamed|"
    r"denoted(?: as| by)?|so-called|[Ii]n short,?|[Ss]hort for|referred to as|"
    r"abbreviated (?:as|to|by)|known as|i\.e\.,|"
    r"(?:[Ww]e|which we|that we) (?:further |also |then )?"
    r"(?:call|name|term|dub|coin|denote|refer to)"
    r"(?: (?:it|this|our|the|these)\b(?: [\w-]+){0,4}?)?(?: as| by)?)"
)
QUOTES = r"[\"“‘'`(*]*"
_OUR_VERB = rf"\b(?:{PRESENT}|{MAKE})"

# A capitalised phrase right after a cue may be a name of several words.
_PHRASE = r"((?>[A-Z][\w^+-]*(?:(?: of| for)? [A-Z0-9][\w^+-]*){0,5}))"
PHRASES = [
    re.compile(rf"\b{CALL}\s+(?:as\s+|by\s+|the\s+|an?\s+)?{QUOTES}{_PHRASE}"
               r"(?![^.,;()]{1,50}\([A-Z])"),
    re.compile(r"(?<=[a-z] \()([A-Z][a-z]{2,}[A-Za-z0-9]*)(?=\))"),
    re.compile(rf"{_OUR_VERB}\s+{QUOTES}{_PHRASE}"
               r"(?=\s*[,:(–—]|\s+-|\s+(?:to|for|that|which|as|by|with)\b|\.)"),
    re.compile(rf"{_OUR_VERB}\s+(?:an?|the|our)\s+{ADJECTIVES}{{0,4}}{_PHRASE}"),
    re.compile(rf"\b[Oo]ur\s+{ADJECTIVES}{{0,3}}{_PHRASE}"),
]  # fmt: skip

# Matched up to where the name begins.
BEFORE: list[tuple[re.Pattern[str], float]] = [
    (re.compile(rf"{_OUR_VERB}\b[^.;]{{2,140}}{CALL}\s+(?:the\s+)?{QUOTES}$"), 7.5),
    (re.compile(rf"\b{CALL}\s+(?:as\s+|the\s+|an?\s+)?{QUOTES}$"), 6.0),
    (re.compile(rf"\b{PRESENT}\s+(?:the\s+)?{QUOTES}$"), 6.0),
    (re.compile(rf"\b{MAKE}\s+(?:the\s+)?{QUOTES}$"), 3.5),
    (re.compile(rf"{_OUR_VERB}\s+(?:an?|our|the)\s+{ADJECTIVES}{{0,4}}{QUOTES}$"), 2.5),
    (re.compile(rf"\b{PRESENT}\s+[^.;]{{2,110}}?[(]$"), 5.0),
    (re.compile(rf"\b{MAKE}\s+[^.;]{{2,110}}?[(]$"), 3.0),
    (re.compile(rf"\b{PRESENT}\s[^.;]{{2,120}}?\b{KIND}\s*[,:(–—-]{{0,3}}\s*{QUOTES}$"), 5.0),
    (re.compile(rf"\b{MAKE}\s[^.;]{{2,120}}?\b{KIND}\s*[,:(–—-]{{0,3}}\s*{QUOTES}$"), 3.5),
    (re.compile(rf"\b{PRESENT}\s[^.;,]{{2,90}}?\s?[,:–—-]{{1,3}}\s+{QUOTES}$"), 4.0),
    (re.compile(rf"\b[Oo]ur\s+{ADJECTIVES}{{0,3}}{QUOTES}$"), 3.0),
    (re.compile(rf"\b[Tt]he\s+(?:proposed|resulting)\s+{ADJECTIVES}{{0,2}}{QUOTES}$"), 3.0),
    (re.compile(rf"\b(?:[Oo]ur|proposed)\s+{KIND}\s*[,(]?\s*$"), 3.0),
    (re.compile(r"\bthat\s$|\b(?:using|with|[Ii]n|Within|through|via|of)\s$"), 0.4),
    (re.compile(r"(?:^|[.?!:]\s+)(?:(?:Specifically|Concretely|Technically|Furthermore|Notably|"
                r"Moreover|Additionally|Overall|Empirically|Importantly|Finally|Besides),?\s)?$"),
     1.0),
]  # fmt: skip
SOMEBODY_ELSES: list[tuple[re.Pattern[str], float]] = [
    (re.compile(r"(?:such as|e\.g\.,?|like|including|outperform\w*|surpass\w*|existing|vanilla|"
                r"baselines?|compared (?:to|with)|than|over|popular|recent|standard|pre-?trained|"
                r"state-of-the-art|exceed\w*|against|from|original|traditional|conventional|"
                r"widely)\s[(\"“]*$"), -2.5),
    (re.compile(r"\bon\s+(?:the\s+)?$|[A-Z][\w-]+(?:,| and| or)\s$"), -1.0),
]  # fmt: skip

# Matched from where the name ends.
_CLOSE = r"[\"”’'`)*]*"
AFTER: list[tuple[re.Pattern[str], float]] = [
    (re.compile(rf"{_CLOSE}\s*(?:[,–—-]+\s*)?(?:is|are|was|were|has been) (?:{PRESENT}|{MAKE})\b"),
     5.0),
    (re.compile(rf"{_CLOSE} for short\b"), 4.0),
    (re.compile(rf"{_CLOSE},?\s+(?:is|are)\s+(?:the|our) first\s"), 3.0),
    (re.compile(rf"{_CLOSE},?\s+(?:is|are)\s+(?:an?|the|our)\s"), 2.0),
    (re.compile(rf"{_CLOSE},\s+(?:an?|the|our|which)\s+(?:first\s+)?{ADJECTIVES}{{0,2}}"), 2.0),
    (re.compile(r"[\"”’']*\s*[:–—]|\s+--?\s+an?\s"), 1.0),
    (re.compile(r"\s+\((?=[A-Z][A-Za-z-]+\s)"), 2.0),
    (re.compile(r"\s+(?:can\s+|also\s+|not only\s+|further\s+|effectively\s+|first\s+|"
                r"consistently\s+|significantly\s+|then\s+)?(?:outperform|achiev|surpass|consist|"
                r"leverag|introduc|enabl|us|employ|learn|generat|exploit|combin|exhibit|"
                r"demonstrat|yield|reduc|improv|provid|allow|perform|obtain|extract|adopt|"
                r"integrat|incorporat|address|support|formulat|deliver|work|produc|attain|design|"
                r"contain|cover|compris|offer|reach|operat|utiliz|appl|is able|requir|preserv|"
                r"maintain|build|show|mitigat)(?:e?s|ies)?\b"), 1.5),
    (re.compile(r"'s\s"), 0.5),
    (re.compile(rf"\)?\s+{KIND}\b"), 1.0),
]  # fmt: skip
NOT_THE_WHOLE: list[tuple[re.Pattern[str], float]] = [
    (re.compile(r"[)\"”]*\s+(?:dataset|benchmark|challenge|leaderboard)s?\b"), -1.0),
    (re.compile(r"\s+(?:metric|score|test set|backbone|loss function)s?\b"), -1.5),
]

COMPOUND = re.compile(
    r"-(?:based|driven|aware|guided|free|like|style|level|specific|powered|related|inspired|"
    r"shot|trained|enhanced|agnostic|scale|generated|assisted|centric|oriented|dependent|only|"
    r"invariant|equivariant|controlled|friendly|conditioned|supervised|wise|grade|enabled)$",
    re.IGNORECASE,
)

COMMON = word_set("field_terms")
"""Words of the field, which are not the name of one paper."""
PLAIN = word_set("openers")
"""Capitalised words that begin sentences and phrases, not names."""
