"""Lists of references: their styles, and what is around them."""

from typing import Any

import pytest

from papertriage.readers.references.styles import fields_of

OKAFOR = "Okafor, A. and Lind, B."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            f"{OKAFOR} (2026) 'On kettles that boil', Annals of Pots, 7(1), pp. 1-9.",
            {"title": "On kettles that boil", "venue": "Annals of Pots", "page": "1-9"},
        ),
        (
            "Okafor, Ada, and Bo Lind. “On Kettles and Pots.” Annals 7, no. 1 (2026): 1–9.",
            {"authors": "Ada Okafor, and Bo Lind", "volume": "7", "issue": "1", "page": "1–9"},
        ),
        (
            "Ada Okafor and Bo Lind. 2026. Do kettles boil? Annals of Pots, pages 1-9.",
            {"title": "Do kettles boil?", "published": "2026", "page": "1-9"},
        ),
        (
            "Okafor A, Lind B. On kettles. Ann Pots [Internet]. 2025 [cited 2026 Nov 20];7(1):1-9.",
            {"published": "2025", "page": "1-9"},
        ),
    ],
    ids=["Harvard", "Chicago", "question", "cited"],
)
def test_what_a_style_writes(text: str, wanted: dict[str, Any]) -> None:
    """Quoted titles, pages in words, questions and the day of a visit are understood."""
    fields = fields_of(text)

    assert fields is not None
    assert {name: fields.get(name) for name in wanted} == wanted
