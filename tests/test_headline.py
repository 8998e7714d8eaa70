"""Headlines: the method's name and what it is, in the authors' words, or the contribution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.ranking.headline import LIMIT, headline
from papertriage.ranking.methodname import method_name
from papertriage.text.sentences import is_whole, sentences, shorten


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            "Portraits stare. We propose BlinkGate, which lets speech gate the eyelids.",
            "BlinkGate, which lets speech gate the eyelids",
        ),
        (
            "Hats hide. We present a novel Brim-aware Occlusion Net (BrON) for hats of all kinds.",
            "BrON, a Brim-aware Occlusion Net for hats of all kinds",
        ),
        (
            "Crumbs are many. We introduce a novel framework, dubbed CrumbNet, that counts them.",
            "CrumbNet, a framework that counts them",
        ),
        (
            "Soup is hard. This paper presents SoupNet as a new family of ladle detectors.",
            "SoupNet, a family of ladle detectors",
        ),
        (
            "KinGraph is a graph of family likeness. We draw it from albums.",
            "KinGraph, a graph of family likeness",
        ),
        (
            "We train on toast. Our method is quick. https://github.com/example-lab/ToastMeter.",
            "ToastMeter: we train on toast",
        ),
        (
            "Tides are slow. In this work, we propose a local model of tides for small harbours.",
            "A local model of tides for small harbours",
        ),
        (
            "This paper focuses on the naming of cats. It has three parts.",
            "The naming of cats",
        ),
        (
            "Owls hide. We propose a mildly supervised OwlDet detection pipeline for parks.",
            "A mildly supervised OwlDet detection pipeline for parks",
        ),
        ("Buttons were counted. There were nine.", "Buttons were counted"),
    ],
)
def test_headline_reads_as_authors_wrote(abstract: str, expected: str) -> None:
    """The frame of the sentence and praise are removed, and the authors' words are kept."""
    assert headline(abstract) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("We compare with ZebraNet. Our approach outperforms ZebraNet and GiraffeNet.", None),
        ("Convolutional networks (CNNs) are slow. We prune CNNs.", None),
        ("Unlike OldNet, we introduce a loss called FreshLoss, and beat OldNet.", "FreshLoss"),
        ("Our LampKit turns lamps. LampKit-L and LampKit-S are free.", "LampKit"),
        ("We build the largest corpus of sighs, named Sigh-100K.", "Sigh-100K"),
        ("We introduce a Twice-Baked Diffusion Model to bake.", "Twice-Baked Diffusion Model"),
        ("Nothing has a name here, and that is fine.", None),
    ],
)
def test_method_name(abstract: str, expected: str | None) -> None:
    """The name is that of the authors' own work, not a baseline or a word of the field."""
    assert method_name(abstract) == expected


def test_links_name_a_paper_that_hides_its_name() -> None:
    """The last part of a project page is the last resort; a venue in it is not part of the name."""
    abstract = "We photograph geese in fog. The geese are patient."
    assert headline(abstract) == "We photograph geese in fog"
    line = headline(abstract, ["https://github.com/example-lab/ECCV2026-FogGoose"])
    assert line == "FogGoose: we photograph geese in fog"


def test_article_fits_what_praise_leaves() -> None:
    """If "novel" is removed, "a" becomes "an" before a vowel, and vice versa."""
    assert headline("We propose a novel owl counter for barns.") == "An owl counter for barns"
    assert headline("We propose an innovative barn for two owls.") == "A barn for two owls"
    assert headline("We propose a new SVM of owls at night.") == "An SVM of owls at night"
    assert headline("We propose a novel unified theory of owls.") == "A unified theory of owls"


def test_no_sentence_no_headline() -> None:
    """An abstract without words gives no headline."""
    assert headline("") is None
    assert headline(" \n ") is None
    assert headline("https://example.org/x") is None


def test_sentences_keep_abbreviations_together() -> None:
    """A dot in "e.g." or "et al." does not end a sentence, and links are not words."""
    text = "Hats (e.g. Berets) et al. Fit heads. See https://example.org/a.b. Then 3.5 hats fit."
    assert sentences(text) == ["Hats (e.g. Berets) et al. Fit heads.", "See Then 3.5 hats fit."]


def test_shorten_cuts_at_a_seam() -> None:
    """Shortening does not split brackets or a formula, and leaves no incomplete phrase."""
    line = "An estimator of the weight of cats (and of $n + m$ small dogs) that sit on warm laptops"
    assert shorten(line, 80) == "An estimator of the weight of cats (and of $n + m$ small dogs)"
    assert shorten(line, 200) == line
    assert shorten("x" * 200, 50) == "x" * 49 + "…"


@given(st.text(max_size=400))
def test_any_text_gives_a_short_line(abstract: str) -> None:
    """For any abstract a headline is one line within the limit, or there is none."""
    line = headline(abstract)
    assert line is None or (0 < len(line) <= LIMIT and "\n" not in line)
    assert line == headline(abstract)


_WORDS = "we propose a novel model of cats that is able to learn from $x$ ( small ) data, for and"


@given(st.lists(st.sampled_from(_WORDS.split()), min_size=46), st.integers(40, 90))
def test_what_is_cut_is_whole(words: list[str], limit: int) -> None:
    """A line that is shortened closes what it opens, unless no blank is a place for that."""
    text = " ".join([*words, "cats"])
    line = shorten(text, limit)
    assert len(line) <= limit
    assert is_whole(line.removesuffix("…")) or not any(
        is_whole(text[:at]) for at, sign in enumerate(text[:limit]) if sign == " "
    )
