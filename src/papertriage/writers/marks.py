"""Bars, scores and symbols on the screen, and their ASCII replacements."""

from papertriage.text.clean import without_accents

_EIGHTHS = " ▏▎▍▌▋▊▉"
ASCII = str.maketrans(
    {
        "·": "-", "≥": ">=", "≈": "~", "★": "*", "…": "...", "−": "-", "×": "x", "–": "-", "—": "-",
        "“": '"', "”": '"', "‘": "'", "’": "'", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o",
        "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE",
    }
)  # fmt: skip
"""The ASCII replacements of symbols and letters."""


def bar(score: float, cells: int, *, unicode: bool) -> str:
    """Draw a score as a bar of at most `cells` cells, in eighths of a cell (or whole ``#``)."""
    score = min(max(score, 0.0), 1.0)
    if not unicode:
        return "#" * round(score * cells)
    eighths = int(score * cells * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def short(score: float) -> str:
    """Write a probability in three cells: ``.98``; only 1 itself is ``1.0``."""
    text = f"{score if score >= 1 else min(score, 0.99):.2f}"
    return text[1:] if text.startswith("0") else text[:3]


def signed(share: float) -> str:
    """Write log-odds with their sign: ``+4.20``, ``−0.31``."""
    return f"{share:+.2f}".replace("-", "−")


def shown(text: str, *, unicode: bool) -> str:
    """Return a text as the terminal can show it: letters lose accents, the rest becomes ``?``."""
    if unicode or text.isascii():
        return text
    return without_accents(text.translate(ASCII)).encode("ascii", "replace").decode("ascii")
