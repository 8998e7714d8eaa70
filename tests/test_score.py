"""Scores: the evidence adds up to them, they depend only on the paper, and no text breaks them."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.paper import Tag
from papertriage.topics import score, weights
from papertriage.topics.keywords import Text
from papertriage.topics.score import MOST_TERMS, STORED_FROM, Tagger
from papertriage.topics.taxonomy import load
from papertriage.topics.tfidf import OTHER_WORDS, Terms, rounded

TITLE = "PoreField: relightable faces from one photo"
ABSTRACT = (
    "We face the problem of relighting. Facial albedo and facial geometry of the human face are "
    "learnt by distilling a teacher network into a student. Face recognition improves; "
    "face recognition by a vision transformer improves most. Sparse attention over image patches "
    "helps, and ViTs on images (top-$k$ attention) need less memory than convolution."
)
WORDS = st.lists(
    st.sampled_from([*(TITLE + " " + ABSTRACT).split(), "faces\n\n", "é", "\x00", "\ud800", "$"]),
    max_size=60,
).map(" ".join)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(load(None))


def by_topic(tags: list[Tag]) -> dict[str, Tag]:
    return {tag.topic: tag for tag in tags}


def check(tags: list[Tag]) -> None:
    """Check what must be true of every list of tags."""
    assert [tag.score for tag in tags] == sorted((tag.score for tag in tags), reverse=True)
    for tag in tags:
        total = tag.base + sum(each.share for each in tag.evidence)
        assert math.isclose(tag.score, 1 / (1 + math.exp(-total)), abs_tol=1e-9)
        assert STORED_FROM <= tag.score < 1
        shares = [abs(each.share) for each in tag.evidence]
        assert shares == sorted(shares, reverse=True)
        assert any(each.kind == "keyword" for each in tag.evidence)
        terms = [each for each in tag.evidence if each.kind == "term"]
        assert len([each for each in terms if each.text != OTHER_WORDS]) <= MOST_TERMS
        assert len([each for each in tag.evidence if each.kind == "void"]) <= 2


@settings(max_examples=200)
@given(st.none() | WORDS, st.none() | WORDS)
def test_parts_add_up_to_the_score(title: str | None, abstract: str | None) -> None:
    """Base and shares add up to the score to 1e-9, for papers of topical words in any order."""
    check(_TAGGER.tags(title, abstract))


@given(st.none() | st.text(max_size=200), st.none() | st.text(max_size=200))
def test_no_text_breaks_the_tagger(title: str | None, abstract: str | None) -> None:
    """Any text at all, lone surrogates too, is scored without an error."""
    check(_TAGGER.tags(title, abstract))


_TAGGER = Tagger(load(None))  # hypothesis takes no fixtures of module scope by decorator


def test_evidence_says_what_was_found_where(tagger: Tagger) -> None:
    """Repeats are merged by field, the place is shown, and cancelled words are void."""
    faces = by_topic(tagger.tags(TITLE, ABSTRACT))["faces"]
    reported = {(each.kind, each.text, each.field): each for each in faces.evidence}

    assert reported["keyword", "faces", "title"].around is None
    recognition = reported["keyword", "Face recognition", "abstract"]
    assert recognition.count == 2
    assert recognition.level == "strong"
    assert "Face recognition improves" in (recognition.around or "")
    assert len(recognition.around or "") <= 60
    assert reported["void", "We face", "abstract"].share == 0
    assert reported["term", "facial", None].share > 0


def test_a_paper_without_a_keyword_has_no_tag(tagger: Tagger) -> None:
    """Only cancelled occurrences, or only words that go with a topic, tag nothing."""
    assert tagger.tags(None, "We face the problem of landmarks, identity and expression.") == []
    assert tagger.tags(None, None) == []


def test_more_evidence_is_a_higher_score(tagger: Tagger) -> None:
    """A keyword in the title scores higher than one in the abstract, and that higher than none."""
    plain = (
        "We study how light travels through layered glass and how lenses bend it. A new sensor "
        "measures intensity over years, and a physical model predicts colour, scattering and "
        "absorption at every angle. Experiments in three laboratories confirm the predictions. "
        "The design lowers the cost of optical instruments in medicine and astronomy."
    )
    mention = plain + " Face recognition is one use."

    def faces(title: str, abstract: str) -> float:
        tags = by_topic(tagger.tags(title, abstract))
        return tags["faces"].score if "faces" in tags else 0.0

    assert faces("On lenses", plain) < faces("On lenses", mention) < 0.5
    assert faces("On face recognition", mention) > 0.9


def test_a_score_does_not_depend_on_the_other_topics(tmp_path: Path) -> None:
    """A topic scores the same alone and among others, whatever was scored before."""
    one = "tea: {title: Tea, keywords: [green tea, oolong]}\n"
    others = "".join(f"t{n}: {{keywords: [word{n}, oolong tea, face]}}\n" for n in range(50))
    file = tmp_path / "topics.yaml"
    paper = ("Oolong and green tea", "Green tea is brewed. The oolong tea of one mountain.")
    file.write_text(one)
    alone = by_topic(Tagger(load(file)).tags(*paper))["tea"]
    file.write_text(others + one)
    crowd = Tagger(load(file))
    crowd.tags(TITLE, ABSTRACT)

    assert by_topic(crowd.tags(*paper))["tea"] == alone


def test_a_topic_in_three_lines_works(tmp_path: Path) -> None:
    """A user's phrase in a title is on topic; one mention in an abstract scores less."""
    file = tmp_path / "topics.yaml"
    file.write_text("tea-brewing:\n  title: Tea brewing\n  keywords: [tea brewing, oolong]\n")
    tagger = Tagger(load(file))

    assert tagger.tags("Tea brewing by robots", None)[0].score > 0.5
    assert tagger.tags("Tea brewing by robots", "We study how robots pour.")[0].score > 0.5
    rest = (
        "Arms grasp cups, plates, spoons, pans and lids of many shapes; planners search paths that"
        " avoid people, pets and furniture; cameras estimate depth, pose and grip before each step."
        " In forty households the failure rate fell by a third over one winter, mostly because the"
        " policy asks for help early; speech commands, gestures and touch screens were compared."
    )
    (mention,) = tagger.tags("Robots in kitchens", f"They clean and learn tea brewing. {rest}")
    assert mention.score < 0.6


def test_ties_keep_the_order_of_the_taxonomy(tmp_path: Path) -> None:
    """Two topics with the same score are in the order of the file."""
    file = tmp_path / "topics.yaml"
    file.write_text("zz: {title: T, keywords: [oolong]}\naa: {title: T, keywords: [oolong]}\n")

    assert [tag.topic for tag in Tagger(load(file)).tags("Oolong", None)] == ["zz", "aa"]


def test_the_noisy_or_agrees_with_its_definition() -> None:
    """One hit of w gives ln(w / (1 - w)); hits multiply their complements; ends are clipped."""
    assert weights.noisy_or([0.8]) == pytest.approx(math.log(4))
    assert weights.noisy_or([0.5, 0.5]) == pytest.approx(math.log(3))
    assert weights.noisy_or([]) == weights.NOTHING
    assert weights.noisy_or([0.95] * 9) == pytest.approx(math.log(0.998 / 0.002))


@given(st.floats(-1e6, 1e6) | st.integers(-(10**7), 10**7).map(lambda half: half / 2e6))
def test_shares_are_rounded_to_millionths(share: float) -> None:
    """Rounding by addition gives what `round` gives, also halfway between two millionths."""
    assert rounded(share) == round(share * 1e6) / 1e6
    assert math.copysign(1, rounded(share)) == math.copysign(1, round(share * 1e6) / 1e6)


def test_the_largest_shares_are_named_and_the_others_summed_up() -> None:
    """Shares are listed by size, also negative ones, and equal ones by their stems."""
    terms = Terms(Text.of(None, "Networks learn images; graphs help."))
    shares = {"learn": 0.25, "network": -0.5, "imag": 0.25, "graph": -0.125, "help": 0.0625}

    evidence = terms.evidence([(-share, stem) for stem, share in shares.items()], 0.0625, 3)

    assert [(each.text, each.share, each.count) for each in evidence] == [
        ("networks", -0.5, 1),
        ("images", 0.25, 1),
        ("learn", 0.25, 1),
        (OTHER_WORDS, -0.0625, 2),
    ]


def test_an_abstract_counts_once_a_sentence() -> None:
    """The strongest hit of each sentence counts, and every hit of the title."""
    text = Text.of("Face, face", "A face in face recognition. Another face.")
    tagger_hits = _TAGGER._matcher.hits(text)["faces"]
    counted = [(hit.field, hit.level) for hit, _ in score.counting(tagger_hits, text)]

    assert counted == [
        ("title", "normal"),
        ("title", "normal"),
        ("abstract", "strong"),
        ("abstract", "normal"),
    ]


def test_long_texts_cost_in_proportion() -> None:
    """A megabyte of keywords is scored, and each wording is listed once."""
    tags = _TAGGER.tags(None, "A human face matters. Face recognition too. " * 5000)
    keywords = [each for each in tags[0].evidence if each.kind == "keyword"]

    assert sorted((each.text, each.count) for each in keywords) == [
        ("Face recognition", 5000),
        ("human face", 5000),
    ]


def test_scoring_loads_nothing_heavy() -> None:
    """Neither scikit-learn nor numpy nor rapidfuzz is loaded to tag a paper."""
    code = (
        "import sys\n"
        "from papertriage.topics.score import Tagger\n"
        "from papertriage.topics.taxonomy import load\n"
        "assert Tagger(load(None)).tags('Face recognition', None)\n"
        "print(sorted({'numpy', 'sklearn', 'rapidfuzz'} & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


GROUPS = """
clover:
  title: Clover and bees
  all of: [[bee, wasp], [clover, heather]]
  not: [honey market]
"""


@pytest.fixture
def clover(tmp_path: Path) -> Tagger:
    file = tmp_path / "topics.yaml"
    file.write_text(GROUPS)
    return Tagger(load(file))


def test_all_of_asks_for_each_group(clover: Tagger) -> None:
    """One group alone makes no tag, however often it occurs; the weaker one limits the score."""
    [both] = clover.tags("Bees on clover", "A bee and a wasp visit heather and clover.")
    [weak] = clover.tags("Bees and wasps", "A bee visits the clover.")

    assert clover.tags("Bees, wasps and bees", "A bee. A wasp. Another bee.") == []
    assert both.score > weak.score
    for tag in (both, weak):
        total = tag.base + math.fsum(part.share for part in tag.evidence)
        assert tag.score == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-6)


def test_words_under_not_lower_the_score_and_say_so(clover: Tagger) -> None:
    """Such words count once, wherever they are, and are part of the sum."""
    abstract = "A bee visits heather."
    [without] = clover.tags("Bees on clover", abstract)
    [against] = clover.tags("Bees on clover", f"{abstract} Honey markets, the honey market.")
    [part] = [part for part in against.evidence if part.kind == "rule"]

    assert (part.text, part.share) == ("Honey markets", weights.UNWANTED)
    assert against.score < without.score
    total = against.base + math.fsum(part.share for part in against.evidence)
    assert against.score == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-6)
