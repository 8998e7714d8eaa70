"""A short line for a paper without a title, taken from its abstract.

If the authors name what they made, the line is that name and how they introduce it:
"BlinkGate, which lets speech gate the eyelids". Else it is the core of the sentence that
states the contribution: "A local context model for event boundaries". Words are the authors';
only the frame of the sentence ("In this paper, we propose a novel ...") goes.
"""

import re
from collections.abc import Iterable

from papertriage.ranking.methodname import long_form, method_name
from papertriage.text.sentences import sentences, shorten

LIMIT = 90
"""Characters a headline may have: two lines of a narrow terminal."""
_READ = 6000
"""Characters of an abstract that are read: a longer text is not an abstract, and costs time."""

_ADVERBS = (
    r"(?:(?:also|then|thus|further|first|firstly|therefore|here|hence|instead|specifically|"
    r"finally|formally|both|jointly|briefly|now|next|systematically|empirically|carefully|"
    r"\w+,? and|\w+,)\s+){0,4}"
)
_SUBJECT = (
    r"(?:\b(?:[Ww]e|I)|\b(?:[Tt]his|[Tt]he present|[Oo]ur)\s+(?:\w+\s+)?(?:paper|work|article|"
    r"study|report|thesis|survey|note|manuscript|chapter|research|letter)|"
    r"\b[Tt]he (?:paper|authors?))"
)
_MADE = (
    r"(?:(?:propos|present|introduc|develop|design|describ|devis|releas|construct|creat|contribut|"
    r"offer|provid|formulat|put forward|unveil|implement|establish|advocat|outlin|giv|collect|"
    r"annotat|compos|report(?=\w* (?!on\b)))(?:e|es|s|ed|ing)?|report(?:s|ed)? on|buil[dt]s?)"
)
_TREATED = (
    r"(?:stud|investigat|examin|analy[sz]|consider|address|tackl|explor|review|survey|discuss|"
    r"evaluat|compar|focus|revisit|look)(?:y|ied|ies|e|es|s|ed|ing)?(?:\s+(?:on|at|upon|into))?"
)
_SHOWN = r"(?:show|find|found|prove|argue|demonstrate|observe|establish|reveal)(?:s|ed|n)?\s+that"
_WE = rf"{_SUBJECT},?\s+{_ADVERBS}"
# How sentences state a contribution, the clearest first.
_FRAMES = [
    re.compile(rf"{_WE}{_MADE}\s+(?!and\b)(?P<core>.+)"),
    re.compile(
        r"^(?:[Ii]n this \w+,?\s+)?(?P<core>(?:[Aa]n?|[Tt]he)\s.+?)\s+(?:is|are|was)\s+"
        rf"{_MADE}\b"
    ),
    re.compile(rf"{_WE}(?:aims? to |seeks? to )?{_TREATED}\s+(?P<core>.+)"),
    re.compile(rf"{_WE}{_SHOWN}\s+(?P<core>.+)"),
    re.compile(r"(?:^|, )(?P<core>[Ww]e\s+.+)"),
]
_FRAMED = re.compile(rf"(?:{_SUBJECT}|\band),?\s+{_ADVERBS}{_MADE}\s+(?P<what>.*)$")
_PHRASE_BEFORE = re.compile(
    r"\b(?P<what>(?:an?|the|our)\s(?:(?!(?:an?|the|our|of|for)\s)[\w-]+\s?){2,9})$"
)
_CALLED = re.compile(
    r"(?:,?\s*(?:which|that|and)?\s*(?:we|is|are)?\s*(?:here|further)?\s*(?:named|called|termed|"
    r"dubbed|coined|namely|titled|entitled|call|name|term|dub|denoted(?: as)?|referred to as|"
    r"i\.e\.,|known as|refer to as)\s+(?:as\s+)?|[,:–—]\s*|\s)$"
)
_PRAISE = re.compile(
    r"\b(an?|the|our|two|three)?\s*((?:(?:(?:simple|conceptually simple|easy|elegant|surprisingly "
    r"simple)[\s,]*(?:yet|but|and)\s+(?:\w+ly\s+)?\w+|novel|new|innovative|brand-new|original)"
    r"(?:,|\s+and)?\s+)+)",
    re.IGNORECASE,
)
_SOUNDS_LIKE_A_VOWEL = re.compile(
    r"(?:[aeio]|u(?!n[iy]|s[eu]|bi)|[FHLMNRSX](?:[A-Z\d-]|\b))(?!ne\b)"
)
_ASKS_FOR_MORE = re.compile(r"\b(?:for|of|to|on|in|by|with|and|or|as|than|from|using|via)$")
_MARKUP = re.compile(r"\*\*|``?|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")

# What follows a name, up to an optional long form in brackets, and how it is joined to it.
_LONG = r"\s*(?P<long>\([^()]*\))?"
_JOINTS = [
    (re.compile(rf"{_LONG}\s*[,:–—]\s*(?P<rest>(?:[Aa]n?|[Tt]he|[Oo]ur|which|one)\s.+)"), ", "),
    (re.compile(rf"{_LONG},?\s+(?:is|are|as)\s+(?P<rest>(?:an?|the|our)\s.+)"), ", "),
]
_PURPOSES = [
    (re.compile(rf"{_LONG},?\s+(?:that|which)\b(?P<rest>.+)"), ", which"),
    (re.compile(rf"{_LONG},?\s+to\b(?P<rest>.+)"), ", to"),
    (re.compile(rf"{_LONG},?\s+(?P<rest>(?:for|by|with|on|in|from|via)\b.+)"), " "),
    (re.compile(r"(?P<long>)\s+(?P<rest>(?:an?|the)\s.+)"), ", "),
    (re.compile(
        r"(?P<long>)\s+(?P<rest>[a-z][\w-]+(?:\s+[a-z][\w-]+)?"
        r"(?:\s+(?:that|which|to|for|with|by)\b|[,.]).*)"), " "),
    (re.compile(r"(?P<long>)\s*(?P<rest>\([A-Z].+)"), " "),
    (re.compile(r"(?P<long>),\s*(?P<rest>.+)"), ", "),
]  # fmt: skip


def headline(abstract: str, links: Iterable[str] = ()) -> str | None:
    """Return a line of at most `LIMIT` characters for a paper without a title.

    Args:
        abstract: clean running text; without a sentence in it, there is no headline.
        links: the paper's own code and project pages, which may contain the name.
    """
    abstract = abstract[:_READ]
    parts = sentences(abstract)
    if not parts:
        return None
    name = method_name(abstract, links)
    if name:
        for sentence in _introductions(parts, name):
            if line := _introduced(name, sentence):
                return _finish(line)
        core = _core(parts)
        return _finish(core if name in shorten(core, LIMIT) else f"{name}: {_lower(core)}")
    return _finish(re.sub(r"^\(\w{1,3}\)\s+", "", _core(parts)))


def _introductions(parts: list[str], name: str) -> list[str]:
    """Return the sentences that contain the name, those that present something first."""
    holding = [part for part in parts if name in part]
    return sorted(holding, key=lambda part: not _FRAMED.search(part.split(name)[0]))


def _introduced(name: str, sentence: str) -> str | None:
    """Join a name to what its sentence says it is; None if that would not read well."""
    before, _, after = sentence.partition(name)
    if before.endswith("(") and after.startswith(")"):
        return _behind_long_form(name, before[:-1].rstrip(), after[1:])
    before = re.sub(r"[\"“‘'`*(–—-]+$", "", before)
    after = re.sub(r"^[\"”’'`*]+", "", after)
    if line := _joined(name, after, _JOINTS, keep_long=False):
        return line
    if framed := _FRAMED.search(before):
        return _presented(name, framed["what"], after)
    if not before and (does := re.match(r"\s+((?!and\b)[a-z]+[sn]\s.+)", after)):
        return f"{name}, which {does[1]}"
    return None


def _joined(
    name: str, after: str, joints: list[tuple[re.Pattern[str], str]], *, keep_long: bool
) -> str | None:
    for pattern, joint in joints:
        if found := pattern.match(after):
            long = f" {found['long']}" if keep_long and found["long"] else ""
            return f"{name}{long}{joint}{_lower(found['rest'])}"
    return None


def _behind_long_form(name: str, before: str, after: str) -> str | None:
    """Turn "we present a Long Form (LF) that ..." into "LF, a Long Form that ..."."""
    framed = _FRAMED.search(before) or _PHRASE_BEFORE.search(before)
    what = framed["what"] if framed else ""
    if not what or len(what) > LIMIT:
        words = long_form(name, before)
        if not words or not words[0][0].isupper():
            return None
        what = " ".join(words)
    return f"{name}, {_lower(what)}{after}"


def _presented(name: str, what: str, after: str) -> str | None:
    """Join "we present [what, called] NAME [after]": what it is, or what it is for."""
    what = _CALLED.sub("", what + " ").strip(" ,")
    what = re.sub(r"^(?:an?|the|our)$", "", _without_praise(what))
    if _ASKS_FOR_MORE.search(what):
        return None
    if re.match(r"(?:an?|the|our)\s+\S", what) and len(what) <= LIMIT:
        goes_on = re.match(r",?(\s+(?:that|which|to|for|with|by|in)\b.+)", after)
        if not goes_on and re.match(r"\s+\w", after):
            return None  # the name is inside a longer phrase: "a supervised XYZ detector"
        return f"{name}, {what}{goes_on[1] if goes_on else ''}"
    return _joined(name, after, _PURPOSES, keep_long=True)


def _core(parts: list[str]) -> str:
    """Return what the abstract contributes: the sentence that says so without its frame."""
    for frame in _FRAMES:
        for part in parts:
            if (found := frame.search(part)) and len(found["core"].split()) > 3:
                return found["core"]
    return parts[0]


def _finish(line: str) -> str:
    line = shorten(_without_praise(_MARKUP.sub("", " ".join(line.split()))), LIMIT)
    first = line.split(" ", 1)[0]
    return line[0].upper() + line[1:] if first.islower() and first.isalpha() else line


def _without_praise(text: str) -> str:
    """Drop "novel" and the like, and make the article before them fit what follows."""

    def article(found: re.Match[str]) -> str:
        if not found[1]:
            return ""
        if found[1].lower() not in ("a", "an"):
            return f"{found[1]} "
        vowel = _SOUNDS_LIKE_A_VOWEL.match(text, found.end())
        return f"{found[1][0]}n " if vowel else f"{found[1][0]} "

    return _PRAISE.sub(article, text)


def _lower(text: str) -> str:
    """Lower the first letter of a small word that began a sentence, no other word's."""
    return re.sub(r"^(?:An?|The|Our|We)\b", lambda found: found[0].lower(), text)
