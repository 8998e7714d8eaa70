"""Titles as they are compared: the words that two copies of one title have in common.

Databases decorate titles ("[Review] [33 refs]", "(Provisional abstract)", "RETRACTED:") and spell
them their own way (Tumour, Part II, sixth, β). What is left here is the title itself in canonical
words: American spelling, numerals as digits, Greek letters by name, no accents, no punctuation.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from papertriage.text import similarity
from papertriage.text.clean import LETTERS


class Title(NamedTuple):
    """A title ready to be compared.

    Attributes:
        text: what it was made of.
        words: its canonical words in order; a character of Chinese or Japanese is a word.
        fold: the words without blanks: equal titles share it however they are hyphenated.
        bag: the words, each once.
        breaks: how many words come before each subtitle.
        is_cut: it ends in an ellipsis.
        has_gaps: a character is lost where a hyphen ends a word: ``Interferon- (IFN-)``.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    fold: str = ""
    bag: frozenset[str] = frozenset()
    breaks: tuple[int, ...] = ()
    is_cut: bool = False
    has_gaps: bool = False

    @property
    def printed(self) -> tuple[str, ...]:
        """The words as the source spells them."""
        return tuple(similarity.words(self.text))

    @property
    def without_greek(self) -> tuple[str, ...]:
        """The words without the names of Greek letters, which some databases lose."""
        if GREEK.isdisjoint(self.bag):
            return self.words
        return tuple(word for word in self.words if word not in GREEK)


_LONGEST = 2000
_DECORATION = re.compile(
    r"(?<![\s.])[\s.]*(?:\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|<original>.*"
    r"|\[(?:erratum|published|review|comment|see|corrected)[^][]*)[\s.]*$",
    re.IGNORECASE,
)
"""What databases put after a title."""
_VERSION = re.compile(
    r"\((?:abstract|preprint|with discussions?|(?:provisional|structured|meeting|conference"
    r"|extended|full|long|short|published|preprint|technical|author|arxiv)"
    r" (?:abstract|version|record|report|paper|preprint))\)",
    re.IGNORECASE,
)
"""What says which version of a paper this is."""
_IN_BRACKETS = re.compile(r"\[(?P<title>[^\[\]]+)\]\.?")
_BEFORE = re.compile(
    r"(?:retracted|withdrawn)(?: (?:article|paper|chapter))?\s*[:.-]\s*"
    r"|(?:original|research|review|regular) (?:article|paper)\s*:\s*"
    r"|\[(?:pdf|html|book|citation|b|c)\]\s*",
    re.IGNORECASE,
)
"""What databases and journals put in front of a title; only `RETRACTED:` says more."""
_SITE = re.compile(
    r"\s[-|\u2013\u2014]\s(?:ScienceDirect|SpringerLink|PubMed|PMC|JSTOR|Wiley Online Library"
    r"|IEEE (?:Xplore|Journals|Conference).*|Taylor & Francis Online|Europe PMC|Semantic Scholar"
    r"|ResearchGate|arXiv)$"
)
"""The name of the site after the title of a page that was saved from it."""
_TRANSLATED = re.compile(
    "(?<=[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])\\s*[(\uff08][A-Za-z][^()\u3040-\u9fff\uff08\uff09]{8,}[)\uff09]$"
)
"""The translation of a Chinese or Japanese title in brackets after it."""
_SUBTITLE = re.compile(
    r"(?:[:?.;—](?<=[\w)\]'\"”’»].)|,(?<=[\w)\]'\"”’»],) [–—-]| [–—-](?<=[\w)\]'\"”’»] .))\s+(?=\S)"
)
"""What separates a subtitle. Patterns that begin with a fixed character are found faster than those
that begin with what comes before it."""
_GAP = re.compile(r"[^\W\d_]-(?=[\s),;:]|$)")
_MACRO = re.compile(
    r"\\(?:emph|text[a-z]*|math[a-z]*|bm|boldsymbol|mbox|rm|bf|it|left|right)(?![A-Za-z])",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b", re.IGNORECASE)
_OR_EQUAL = re.compile(r"[<>]\s*(?:or\s*)?=|[≤≥]")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_GREEK = {
    char: unicodedata.name(char).split()[-1].lower().replace("lamda", "lambda")
    for char in map(chr, range(0x3B1, 0x3CA))
}
GREEK = frozenset(_GREEK.values())
_SIGNS = LETTERS | str.maketrans(_GREEK)


def read_title(text: str) -> Title:
    """Read a title into the form in which titles are compared."""
    text = text[:_LONGEST]
    if found := _BEFORE.match(text):
        text = text[found.end() :]
    text, is_cut = _undecorated(text)
    pieces = _SUBTITLE.split(text)
    words: list[str] = []
    breaks: list[int] = []
    for piece in pieces:
        if words:
            breaks.append(len(words))
        words += _canonical_words(piece)
    has_gaps = "-" in text and _GAP.search(text) is not None
    return Title(
        text, tuple(words), "".join(words), frozenset(words), tuple(breaks), is_cut, has_gaps
    )


def _undecorated(text: str) -> tuple[str, bool]:
    """Return a title without what databases put around it, and whether it is cut."""
    text = text.rstrip()
    if "|" in text or " - " in text or not text.isascii():
        text = _SITE.sub("", text)
    if "(" in text:
        text = _VERSION.sub("", text).rstrip()
    if not text.isascii():
        text = _TRANSLATED.sub("", text)
    while "[" in text or "<" in text:
        found = _DECORATION.search(text)
        if found is None or not any(map(str.isalnum, text[: found.start()])):
            break
        text = text[: found.start()]
    if (whole := _IN_BRACKETS.fullmatch(text)) is not None:  # a translated title
        text = whole["title"]
    return text, text.rstrip().endswith(("…", "..."))


def _canonical_words(text: str) -> list[str]:
    if "\\" in text:
        text = _MACRO.sub(" ", text)
    if "=" in text or not text.isascii():
        text = _OR_EQUAL.sub(" ", text)
    if "&" in text:
        text = text.replace("&", " and ")
    if "'" in text or "\u2019" in text:
        text = _POSSESSIVE.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
        text = _EAST_ASIAN.sub(r" \g<0> ", text)
    words = similarity.words(text)
    if not _COUNTING.isdisjoint(words):
        words = _with_numerals(words)
    return list(map(canonical, words))


def _with_numerals(words: list[str]) -> list[str]:
    """Return words with numerals of two words, and those that a part has, in digits.

    ``twenty five`` is 25, ``one hundred`` 100, ``part II`` 2; ``part I`` and a lone ``I`` are 1.
    """
    found: list[str] = []
    for word in words:
        before = found[-1] if found else ""
        number = _NUMERALS.get(word, "")
        if before in _TENS and len(number) == 1:
            found[-1] = str(int(_NUMERALS[before]) + int(number))
        elif word in _POWERS and before in {"a", "one"}:
            found[-1] = _POWERS[word]
        elif word == "d" and before in {"2", "3", "4"}:
            found.append("dimensional")
        elif word in _LETTERS and (before in similarity.PARTS or len(words) == 1):
            found.append(_LETTERS[word])
        else:
            found.append(word)
    numbered = {at for at, word in enumerate(found) if word.isdigit() or word in _NUMERALS}
    return [word for at, word in enumerate(found) if word != "part" or at + 1 not in numbered]


_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "- ii iii iv - vi vii viii ix - xi xii xiii xiv xv",
    "一 二 三 四 五 六 七 八 九 十",
)
_TENS = {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90",
}  # fmt: skip
_POWERS = {"hundred": "100", "thousand": "1000"}
_NUMERALS = (
    {word: str(number) for names in _COUNTED for number, word in enumerate(names.split(), 1)}
    | {f"{number}d": f"{number}dimensional" for number in "234"}
    | _TENS
    | {"vs": "versus"}
)
_LETTERS = {"i": "1", "v": "5", "x": "10"}
"""Roman numerals that are letters, too: after "part" or "type", or alone, they count."""
_COUNTING = frozenset({"part", "d", *_TENS, *_POWERS, *_LETTERS})
"""Words that may be a numeral together with others."""
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_SPELLINGS = (
    (re.compile(r"our(?=(?:s|ed|ing|al|ally|able|less|ful|ist|ists|ite)?$)"), "or"),
    (re.compile(r"is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)"), "iz"),
    (re.compile(r"ys(?=(?:e|ed|es|er|ers|ing)$)"), "yz"),
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"),
    (re.compile(r"ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"amme(?=s?$)"), "am"),
    (re.compile(r"ph(?=ur|at|id)"), "f"),
)  # fmt: skip
"""British endings and their American ones; other words change in both titles alike."""


@lru_cache(maxsize=1 << 16)
def canonical(word: str) -> str:
    """Return a bare word in American spelling, a numeral in digits."""
    if number := _NUMERALS.get(word):
        return number
    if ordinal := _ORDINAL.fullmatch(word):
        return ordinal[1]
    if len(word) > 4 and word.isalpha():
        for british, american in _SPELLINGS:
            word = british.sub(american, word)
    return word
