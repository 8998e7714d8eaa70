"""Clean text: TeX is decoded, markup is removed, mojibake is repaired, and no word is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.text.clean import clean, one_line, prose


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (r"Schr\"odinger, \'{\i}, \v{s}, {\"o}, Erd\H{o}s, \k{a}, \L\'od\'z, Stra\ss e", None),
        (r"61% with $5 and $6, a \& b, pass@k", "61% with $5 and $6, a & b, pass@k"),
        (r"\textbf{a \emph{b} {c}} {\em d} \textcolor{red}{e}", "a b c d e"),
        (r"clay at z \raisebox{-0.5ex}{\textasciitilde} 2", "clay at z ~ 2"),
        (r"9\textsuperscript{th} of 5~km, see~\cite{a,b}, ~/home", "9th of 5 km, see, ~/home"),
        ("{D}eep {L}ab on i{OS}", "Deep Lab on iOS"),
        (r"x_{AB}, \mathcal{L}, \foo{Bar}, a set{x}", r"x_{AB}, \mathcal{L}, \foo{Bar}, a set{x}"),
        ("$a\n  \\text{b}$ and $$\\alpha\\text{x}$$", r"$a \text{b}$ and $$\alpha\text{x}$$"),
        (r"\[ \frac{\text{a}}2 \] and \(\text{b}\)", r"\[ \frac{\text{a}}2 \] and \(\text{b}\)"),
        (r"Tides\footnote{Code at https://example.org/c}.", "Tides (Code at https://example.org/c)."),
        (r'the \"clean\" room', r'the \"clean\" room'),
        ("``Tides'' and ebbs", "“Tides” and ebbs"),
        (r"360{\deg}, 1{\texttimes}1, \pounds5, A\slash{}B", "360°, 1×1, £5, A/B"),
    ],
)  # fmt: skip
def test_tex_is_decoded_and_mathematics_kept(raw: str, read: str | None) -> None:
    """Accents and text macros are decoded; formulas, money and unknown macros stay."""
    assert prose(raw) == (read or "Schrödinger, í, š, ö, Erdős, ą, Łódź, Straße")


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("H<sub>2</sub>O in <i>Fucus</i> &amp; x<y and z>w", "H2O in Fucus & x<y and z>w"),
        ("<jats:title>Abstract</jats:title><jats:p>Walls lean.</jats:p>", "Walls lean."),
        (
            "<jats:sec>\n <jats:title>Methods:</jats:title>\n <jats:p>P&lt;.1</jats:p></jats:sec>",
            "Methods: P<.1",
        ),
        ("<h4>Aim</h4>We <b>push</b>.<br/>Hard.", "Aim: We push. Hard."),
        (
            "&amp;lt;p&amp;gt;Twice &amp;amp; once&amp;lt;/p&amp;gt;",
            "Twice & once",
        ),
        (
            "of <mml:math><mml:mi>x</mml:mi><mml:annotation>x</mml:annotation></mml:math> it",
            "of x it",
        ),
        (
            r"<tex-math>\documentclass{minimal}\begin{document}$$x$$\end{document}</tex-math>",
            "$$x$$",
        ),
    ],
)
def test_markup_goes_and_headings_stay(raw: str, read: str) -> None:
    """HTML and JATS go, once or twice escaped; a section's heading stays as "Methods:"."""
    assert prose(raw) == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("BalÃ¡zs donâ€™t", "Balázs don’t"),
        ("l\u00e2\u0080\u0099homme", "l’homme"),
        ("Schr√∂dinger", "Schrödinger"),
        ("Ã  la carte", "à la carte"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
        ("10 Âµm", "10 µm"),
    ],
)
def test_mojibake_is_mended(raw: str, read: str) -> None:
    """Text that was decoded with the wrong encoding is restored."""
    assert prose(raw) == read


@pytest.mark.parametrize(
    "text", ["São Paulo, naïve “façade” — 10 µm ±5 °C, √2 ≈ 1.4", "人臉：對齊", "Привет «мир»"]
)
def test_good_text_is_not_mended(text: str) -> None:
    """Text that only looks foreign is not changed, including curly quotes and wide characters."""
    assert prose(text) == text


# The pieces contain TeX and HTML, but no characters that start mojibake.
SIGNS = "\\{}$<>&~`'\"√‚" + "".join(map(chr, range(0xC2, 0xF5)))
PLAIN = st.text(st.characters(exclude_characters=SIGNS, exclude_categories=["C"]))
PIECE = st.sampled_from([
    r"\emph{tide}", "$x_{i}$", r"\'etude", "5%", "$5", "H<sub>2</sub>O", "&amp;", r"\ldots",
    "{Deep}", "[1]", r"\cite{x}", "a~b", r"{\bf wet}", "x<y", "``q''", "\n", "\n\n", r"\unknown{z}",
])  # fmt: skip
MIXED = st.lists(st.one_of(PLAIN, PIECE)).map(" ".join)


@given(MIXED)
def test_prose_of_prose_is_prose(text: str) -> None:
    """Text that was cleaned once does not change when it is cleaned again."""
    assert prose(prose(text)) == prose(text)


@given(st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=1), st.data())
def test_no_word_is_lost(words: list[str], data: st.DataObject) -> None:
    """All words stay, whatever macros, tags, money and percent signs are between them."""
    form = st.sampled_from([
        "{}", r"\emph{{{}}}", r"{{\em {}}}", "<b>{}</b>", "{}%", "${}", "({})", "{} & co", "~{}",
        r"\textbf{{\textit{{{}}}}}", "{{{}}}", "$ {} $", "<{}", r"\footnote{{{}}}", "{}\n", '"{}"',
    ])  # fmt: skip
    text = " ".join(data.draw(form).format(word) for word in words)

    kept = re.findall(r"[a-z]+", prose(text))
    assert [word for word in kept if word in words][: len(words)] == words


@given(st.text())
def test_nothing_hostile_passes(text: str) -> None:
    """No text leaves a control character, override or surrogate."""
    for cleaned in (clean(text), one_line(text), prose(text)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", cleaned)
        cleaned.encode()
