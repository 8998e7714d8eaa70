"""Terms: the words of a text as search knows them, and their stems.

Case, accents and signs make no difference, as in `identity.fold`: "Émigré" is "emigre", "β-VAE" is
"beta vae". The signs of Chinese and Japanese, which no blanks part, are a word each.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Protocol, cast

LONGEST = 64
"""Letters of a word that count."""

_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_DASHES_AND_QUOTES = range(0x2010, 0x2034)
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_BLANKS |= dict.fromkeys(_DASHES_AND_QUOTES, " ")
"""What parts words in ASCII, and what else does in running text: six of seven abstracts that are
not ASCII hold no more than these and accents."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


class _Stem(Protocol):
    def __call__(self, word: str, /) -> str: ...


def words(text: str) -> list[str]:
    """Return the words of a text in order, folded."""
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_bare, unicodedata.normalize("NFKD", text))
        if not text.isascii():
            from papertriage import identity  # its patterns take 4 ms to compile

            folded = (identity.fold(word)[:LONGEST] for word in _word().findall(text))
            return [word for word in folded if word]
    return [word[:LONGEST] for word in text.lower().translate(_BLANKS).split()]


@lru_cache(maxsize=1 << 17)  # most words of a text are among those that were met before
def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball English; M. Porter, 2001).

    Its first letter is the word's: who looks for a stem may pass over words with another one.
    """
    return _stemmer()(word)


def _bare(found: re.Match[str]) -> str:
    """Return letters without their accents; dashes and quotes part words, as blanks do."""
    letters = (c for c in found[0].translate(_BLANKS) if not unicodedata.combining(c))
    return "".join(letters)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+")  # slow to compile, and ASCII does without


@cache
def _stemmer() -> _Stem:
    from Stemmer import Stemmer

    return cast("_Stem", Stemmer("english", 0).stemWord)
