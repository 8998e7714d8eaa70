"""What publishers and databases append to abstracts, or write instead of them."""

import pytest

from papertriage.text.abstracts import says_nothing, without_tail

TEXT = "We boil (c) kettles by copyright law."
NOTE = f" It may not be copied{' without permission' * 20}. (Copyright applies to all Abstracts.)"


@pytest.mark.parametrize(
    "tail",
    [
        " © 2020 Elsevier Ltd. All rights reserved.",
        "Copyright © 2017 Okafor et al.; licensee Kettle Press.",
        " © The Author(s), under exclusive licence to the Kettle Society 2025.",
        " (C) 2018 The Authors. Published by Kettle Press B.V.",
        " Copyright \ufffd 2016 Kettle Press.",
        "Crown Copyright © 2018. Published by Kettle Press Ltd.",
        " (PsycINFO Database Record (c) 2012 APA, all rights reserved)",
        " [ABSTRACT FROM AUTHOR]",
        " [ABSTRACT FROM AUTHOR] Copyright of Kettles is the property of Kettle Press." + NOTE,
        "(ABSTRACT TRUNCATED AT 250 WORDS)",
        " All rights reserved. © 2020 Kettle Press.",
        " Published by Kettle Press B.V.",
    ],
)
def test_a_publisher_s_line_is_not_part_of_an_abstract(tail: str) -> None:
    """The line is removed from the end, and the text does not change."""
    assert without_tail(TEXT + tail) == TEXT
    assert without_tail(TEXT) == TEXT


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("No abstract available.", True),
        ("An abstract is not available for this kettle.", True),
        ("This paper has been withdrawn by the authors for a sign error.", True),
        ("Summary form only given. The talk was on kettles.", True),
        ("Compilation and indexing terms, Copyright 2021 Kettle Press Inc.", True),
        ("No abstract concept is available in kettles.", False),
        ("This paper has been boiled.", False),
        ("Summary form only given. " + "We boil kettles in the harbour. " * 20, False),
    ],
)
def test_some_sentences_replace_an_abstract(text: str, *, nothing: bool) -> None:
    """A sentence that there is no abstract, or that the paper is withdrawn, is not an abstract."""
    assert says_nothing(text) is nothing
