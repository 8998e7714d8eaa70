"""The tagger agrees with a plain, slow scorer, on invented texts and on real papers."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reference_scorer
from crash_help import FULL
from papertriage.topics.score import STORED_FROM, Tagger
from papertriage.topics.taxonomy import load

COUNT = 1000 if FULL else 300
TAXONOMY = load(None)
TAGGER = Tagger(TAXONOMY)
NEAR = 1e-5
"""The tagger rounds each share to six digits."""

PIECES = st.sampled_from(
    ["face", "faces", "Face recognition", "we face the challenge of", "talking head", "ViT",
     "vision transformers", "Swin", "transformer", "convolution", "image patches", "DETR", "MAE",
     "distillation", "a student network", "teachers", "self-distilled", "dataset distillation",
     "sparse attention", "sparse top-$k$ attention", "long sequences", "attention", "KD", "memory",
     "quadratic cost", "in the face of", "many faces of", "surface", "informer", "Surfformer",
     "avatars", ".", ". The", "!", "\n\n", "-", ",", "landmark", "videos", "tea"]
)  # fmt: skip
TEXTS = st.none() | st.lists(PIECES, max_size=25).map(" ".join)


def check(title: str | None, abstract: str | None) -> int:
    """Compare the scores of all topics; return how many were compared."""
    fast = {tag.topic: tag.score for tag in TAGGER.tags(title, abstract)}
    compared = 0
    for name, topic in TAXONOMY.topics.items():
        slow = reference_scorer.score(topic, title, abstract)
        if slow is None or slow < STORED_FROM - NEAR:
            assert name not in fast
        elif slow > STORED_FROM + NEAR:
            assert fast[name] == pytest.approx(slow, abs=NEAR)
            compared += 1
    return compared


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_agrees_on_invented_texts(title: str | None, abstract: str | None) -> None:
    """Both give the same scores, whatever the order of topical phrases."""
    check(title, abstract)


@pytest.mark.slow
def test_agrees_on_real_papers(real_data: Path) -> None:
    """Both give the same scores on real abstracts; `make crash` compares 1,000."""
    with gzip.open(real_data / "eval" / "topics-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for _, line in zip(range(COUNT), lines, strict=False)]

    compared = sum(check(paper["title"], paper["abstract"]) for paper in papers)
    assert len(papers) == COUNT
    assert compared > COUNT // 20
