"""The real pastes, field by field, against a second and plainer reading of the same text."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from papertriage.normalize import Context, normalize
from papertriage.paper import Paper
from papertriage.readers.raw import Raw
from paste_help import read

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

# Read by a person: venue and code of the ten listed papers.
LISTING = {
    "2207.09019": ("ECCV 2022", "gerwang/facial-detail-manipulation"),
    "2207.07267": ("ECCV 2022", "luminolx/ScaleNet"),
    "2207.05345": ("ECCV 2022", "LutingWang/HEAD"),
    "2207.05557": (None, "hunto/LightViT"),
    "2206.15268": (None, "JackyTown/GEBD_Challenge_CVPR2022"),
    "2205.14589": (None, "hunto/MasKD"),
    "2205.13515": (None, "LayneH/GreenMIM"),
    "2205.10536": (None, "hunto/DIST_KD"),
    "2204.11823": (None, "stylegan-human/StyleGAN-Human/"),
    "2204.11573": (None, None),
}
# The page's repositories by the number of the entry, and other addresses of code.
PAGE_CODE = {
    4: "https://github.com/csxmli2016/DFDNet",
    5: "https://github.com/lyp-deeplearning/MOS-Multi-Task-Face-Detect",
    6: "https://github.com/harlanhong/CVPR2022-DaGAN",
    11: "http://ziplab.co/PSA",
    17: "https://github.com/keyu-tian/SparK",
    19: "https://aka.ms/MMInference",
    24: "https://github.com/hnuzhy/SemiUHPE",
    26: "https://github.com/wangqinsi1/2025-ICML-CoreMatching/tree/main",
    27: "https://github.com/chaolongy/KDTalker",
    39: "https://github.com/PKU-YuanGroup/MoE-LLaVA",
    44: "https://github.com/csxmli2016/w-plus-adapter",
    48: "https://github.com/Haiyang-W/DSVT",
    50: "https://www.adrianbulat.com/face-alignment/",
}
ABSTRACT_CODE = {8: "https://github.com/ihp-lab/FG-Net"}


@pytest.fixture(scope="module")
def papers(real_data: Path) -> dict[str, list[Paper]]:
    """Return the papers of each paste."""
    context = Context(source="paste", as_of=date(2026, 11, 20))
    return {
        path.stem: [
            normalize(item.form, item.fields, context)
            for item in read(path.read_bytes())
            if isinstance(item, Raw)
        ]
        for path in sorted((real_data / "seeds").glob("*.txt"))
    }


def entries(text: str) -> Iterator[tuple[str, int | None, str | None]]:
    """Read the page plainly: title above each long line, count and date in the lines below."""
    lines = [line.strip() for line in text.split("\n")]
    long = [number for number, line in enumerate(lines) if len(line) > 500]
    for number, following in zip(long, [*long[1:], len(lines) + 2], strict=True):
        below = "\n".join(lines[number + 1 : following - 2])
        count = re.search(r"• (\d+) author", below)
        day = re.search(r"([A-Z][a-z]{2}) (\d+)(?:, (\d{4}))?(?: \d+)?$", below.strip())
        when = None
        if day:
            # The page is of 31 December 2025, so every day without a year is of 2025.
            month = MONTHS.index(day[1]) + 1
            when = f"{day[3] or 2025}-{month:02d}-{int(day[2]):02d}"
        yield lines[number - 2], int(count[1]) if count else None, when


def test_the_page_s_fifty_papers(papers: dict[str, list[Paper]], real_data: Path) -> None:
    """Title, author count and date of each equal the plain reading."""
    text = (real_data / "seeds" / "hf-daily-papers.txt").read_text("utf-8")
    found = [(p.title, p.author_count, p.published) for p in papers["hf-daily-papers"]]

    assert found == list(entries(text))
    assert len(found) == 50
    code = {n: p.code_url for n, p in enumerate(papers["hf-daily-papers"], 1) if p.code_url}
    assert code == PAGE_CODE


def test_the_listing_s_ten_papers(papers: dict[str, list[Paper]]) -> None:
    """Ids, months, venues and code are those that a person reads."""
    found = papers["arxiv-listing"]
    listing = {
        paper.ids["arxiv"]: (
            paper.venue,
            paper.code_url and paper.code_url.removeprefix("https://github.com/"),
        )
        for paper in found
    }

    assert listing == LISTING
    assert all(paper.title is None for paper in found)
    assert [paper.published for paper in found] == [f"20{name[:2]}-{name[2:4]}" for name in LISTING]


def test_the_ten_bare_abstracts(papers: dict[str, list[Paper]]) -> None:
    """They have neither title nor id nor date, and none is made up."""
    found = papers["abstract-lines"]

    assert len(found) == 10
    assert all(paper.title is None and paper.date is None for paper in found)
    assert all(set(paper.ids) == {"sha1"} for paper in found)
    assert {n: p.code_url for n, p in enumerate(found, 1) if p.code_url} == ABSTRACT_CODE


def test_no_markup_is_left_in_any(papers: dict[str, list[Paper]]) -> None:
    """HTML and text macros are removed; mathematics and percent signs stay."""
    for found in papers.values():
        for paper in found:
            assert not re.search(r"<[a-z/]|\\(?:emph|ie|eg|url|%)", paper.abstract or "")
    texts = " ".join(paper.abstract or "" for paper in papers["arxiv-listing"])
    assert r"2.7$\times$" in texts
    assert "70%" in texts
