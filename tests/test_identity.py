"""Identity: the key of a paper, and the frozen fold that stored keys are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage import identity
from papertriage.grouping.match_keys import match_keys
from papertriage.paper import Author, Paper, Source
from papertriage.text.clean import prose

# Frozen: users have stored keys made of these. A change here is a new library format.
FOLDS = {
    "A Kettle, Watched: Why It Boils Later": "akettlewatchedwhyitboilslater",
    "Light-weight  ViTs\n for all": "lightweightvitsforall",
    r"Ho\v{r}\'ak's \emph{Lattice} of Excuses": "horakslatticeofexcuses",
    "Hořák's Lattice of Excuses": "horakslatticeofexcuses",
    r"$\ell_1$-Sparse Tea": "ell1sparsetea",
    "ell_1-Sparse Tea": "ell1sparsetea",
    r"$\alpha$-Brew": "alphabrew",
    "α-Brew": "alphabrew",
    r"2.7$\times$ Faster Snow": "27timesfastersnow",
    "2.7× Faster Snow": "27timesfastersnow",
    "H<sub>2</sub>O &amp; Tea": "h2otea",
    "H2O & Tea": "h2otea",
    "Straße, Ærø and Łódź": "strasseaeroandlodz",
    r"Stra\ss e": "strasse",
    "茶の湯の研究": "茶の湯の研究",
    "ﬁne ﬂour": "fineflour",
    "...": "",
}
SURROGATES = {
    ("Why Watched Kettles Boil Later", None): "sha1:3353bb8467bfddc4",
    ("Editorial", "This issue opens with tea."): "sha1:14d872464867edf1",
    ("Editorial", None): "sha1:2fc46b66704e9d81",
    (None, "We watch a kettle. It does not boil."): "sha1:119b66a72292d7c2",
}


@pytest.mark.parametrize(("text", "folded"), FOLDS.items())
def test_the_fold_is_frozen(text: str, folded: str) -> None:
    """Each text folds as it always did, before and after cleaning."""
    assert identity.fold(text) == folded
    assert identity.fold(prose(text)) == folded


@given(st.text(max_size=200))
def test_folding_again_changes_nothing(text: str) -> None:
    """Folding a fold does not change it."""
    folded = identity.fold(text)

    assert identity.fold(folded) == folded


@pytest.mark.parametrize(("texts", "key"), SURROGATES.items())
def test_surrogate_names_are_frozen(texts: tuple[str | None, str | None], key: str) -> None:
    """A key made from text never changes; a weak title is combined with abstract or authors."""
    title, abstract = texts
    paper = Paper(id="", title=title, abstract=abstract, authors=[Author(name="Ana Brandt")])

    assert identity.surrogate(paper) == key


def test_the_key_is_the_best_name() -> None:
    """An arXiv id comes before a DOI, and a DOI before a text."""
    paper = Paper(id="", title="Why Watched Kettles Boil Later", abstract=None)
    assert identity.key(paper).startswith("sha1:")
    paper.ids = {"pmid": "7", "doi": "10.1000/x"}
    assert identity.key(paper) == "doi:10.1000/x"
    paper.ids = {**paper.ids, "arxiv": "2401.00001"}
    assert identity.key(paper) == "arxiv:2401.00001"


def test_names_in_any_notation_lead_to_the_canonical_one() -> None:
    """What a user types is turned into the name that is stored."""
    for name in ("2401.00001v3", "https://arxiv.org/abs/2401.00001", "ARXIV:2401.00001"):
        assert identity.canonical(name) == "arxiv:2401.00001"
    assert identity.canonical("https://doi.org/10.1000/X") == "doi:10.1000/x"
    assert identity.canonical("SHA1:abc") == "sha1:abc"
    assert identity.canonical("PMID: 7") == "pmid:7"
    assert identity.canonical("pmid:NA") == "pmid:NA"


def test_an_arxiv_id_has_a_month() -> None:
    """Old and new ids, in both centuries."""
    assert identity.arxiv_month("2207.09019") == "2022-07"
    assert identity.arxiv_month("math/9912001") == "1999-12"
    assert identity.arxiv_month("hep-th/0301001") == "2003-01"


def test_a_record_s_hash_covers_its_content() -> None:
    """A source, a count, an announced day and a deduced year do not change it; a title does."""
    one = Paper(id="x", title="Owls of the Long Night", abstract=None, published="2026-11")
    before = identity.record_hash(one)
    one.announced, one.metrics, one.sources = (
        "2026-11-19",
        {"upvotes": 3},
        [Source(form="f", name="s")],
    )
    assert identity.record_hash(one) == before
    assert len(before) == 24
    one.title = "Owls of the Short Night"
    assert identity.record_hash(one) != before


def test_copies_share_a_match_key() -> None:
    """Each kind of text has its own kind of key; copies in another format have equal keys."""
    text = "We count the owls of a long night in twelve barns, by their calls. " * 8
    paper = Paper(id="", title="Owls of the Long Northern Night", abstract=text)
    copied = Paper(id="", title="OWLS of the long northern night.", abstract=text.upper())

    found = match_keys(paper)
    assert {key[:2] for key in found} >= {"t:", "p:", "a:"}
    assert match_keys(copied) == found


def test_a_slip_in_a_numeral_leaves_a_match_key() -> None:
    """A numeral in words may be misspelt like any word; a number in digits is in every key."""
    titles = ("Owls of the first night", "Owls of the frist night", "Owls of night 7 in May")
    right, wrong, seventh = (
        set(match_keys(Paper(id="", title=title, abstract=None))) for title in titles
    )
    assert right & wrong
    assert all(key.endswith(" 7") for key in seventh if key.startswith("p:"))


@pytest.mark.parametrize(
    ("ids", "url"),
    [
        ({"pmid": "39900001", "arxiv": "2101.99001"}, "https://arxiv.org/abs/2101.99001"),
        ({"pmid": "39900001"}, "https://pubmed.ncbi.nlm.nih.gov/39900001/"),
        ({"acl": "P19-1007"}, "https://aclanthology.org/P19-1007/"),
        ({"openreview": "abcDEF1234"}, "https://openreview.net/forum?id=abcDEF1234"),
        ({"doi": "10.5/(sici)1(1998)66:4<2::aid-q>3.0.co;2-t"},
         "https://doi.org/10.5/(sici)1(1998)66:4%3C2::aid-q%3E3.0.co;2-t"),
        ({"doi": "10.5/a#b?c%d é"}, "https://doi.org/10.5/a%23b%3Fc%25d%20%C3%A9"),
        ({"openalex": "W99"}, None),
    ],
)  # fmt: skip
def test_a_name_leads_to_a_page(ids: dict[str, str], url: str | None) -> None:
    """The best identifier gives the address; characters that an address cannot have are encoded."""
    assert identity.page_url(ids) == url


@pytest.mark.parametrize(
    ("ids", "url"),
    [
        ({"openalex": "W99"}, "https://openalex.org/W99"),
        ({"s2": "a" * 40}, f"https://www.semanticscholar.org/paper/{'a' * 40}"),
        ({"s2": "CorpusId:7"}, "https://api.semanticscholar.org/CorpusId:7"),
        ({"pmcid": "PMC99"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC99/"),
        ({"dblp": "conf/er/N08"}, "https://dblp.org/rec/conf/er/N08"),
        ({"sha1": "0" * 16}, None),
    ],
)
def test_an_index_lists_what_has_no_page_of_its_own(ids: dict[str, str], url: str | None) -> None:
    """A paper without an address of its source is found where an index has it."""
    assert identity.index_url(ids) == url
