"""The taxonomy: its syntax, and the errors of wrong files."""

from pathlib import Path

import pytest

from papertriage.errors import ConfigError, UsageError
from papertriage.topics import template
from papertriage.topics.taxonomy import load
from papertriage.topics.topic import LEVELS


def write(folder: Path, text: str) -> Path:
    file = folder / "topics.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_built_in_topics_are_there_in_order() -> None:
    """Four topics are built in, each with a description, keywords of several levels and weights."""
    topics = load(None).topics

    assert list(topics) == ["faces", "vision-transformers", "distillation", "sparse-attention"]
    for topic in topics.values():
        assert topic.description
        assert topic.profile
        assert len(topic.profile.weights) > 100
        assert len({keyword.level for keyword in topic.keywords}) >= 3


def test_a_plain_list_gets_sensible_levels(tmp_path: Path) -> None:
    """Phrases and acronyms are strong, single words normal."""
    file = write(tmp_path, "tea: {keywords: [tea brewing, oolong, EGCG, steep*, self-made]}")
    levels = {keyword.text: keyword.level for keyword in load(file).topics["tea"].keywords}

    assert levels == {
        "tea brewing": "strong",
        "oolong": "normal",
        "EGCG": "strong",
        "steep*": "normal",
        "self-made": "strong",
    }


def test_careful_topics_say_levels_contexts_and_titles(tmp_path: Path) -> None:
    """Levels are lists of their own, contexts are in brackets, `title:` is a key."""
    file = write(
        tmp_path,
        """
tea:
  title: Tea
  keywords:
    weak: [water (with kitchen)]
    definite:
      - title: oolong (with 2 of kitchen)
  contexts:
    kitchen: [kettle, green|black tea]
""",
    )
    first, second = load(file).topics["tea"].keywords

    assert (first.text, first.level, first.title_only) == ("oolong", "definite", True)
    assert (first.context, first.needs) == ("kitchen", 2)
    assert (second.text, second.level, second.needs) == ("water", "weak", 1)
    assert LEVELS.index(first.level) < LEVELS.index(second.level)


def test_a_users_file_replaces_the_built_in_topics_or_adds_to_them(tmp_path: Path) -> None:
    """Without `include: builtin` only the file's own topics are there."""
    own = "tea: {keywords: [oolong]}"

    assert list(load(write(tmp_path, own)).topics) == ["tea"]
    assert list(load(write(tmp_path, f"include: builtin\n{own}")).topics)[-2:] == [
        "sparse-attention",
        "tea",
    ]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "1: contains no topics", "papertriage topics new"),
        ("- a", "1: the file must be a mapping", None),
        ("a b: {keywords: [tea]}", '1: "a b"', None),
        ("tea: {all of: [[a b]]}", "1: all of needs at least two groups", None),
        ("tea: {}", "1: topic tea has neither keywords nor narrower topics", None),
        ("tea:\n  keywords: []", "2: contains no keywords", None),
        ("tea:\n  keyword: [tea]", '2: unknown key "keyword"', 'did you mean "keywords"?'),
        ("tea:\n  keywords:\n    strnog: [tea]", '3: unknown key "strnog"', '"strong"'),
        ("tea:\n  keywords:\n    - tea\n    - C++", '4: "C..": ".." cannot', None),
        ("tea:\n  keywords:\n    - titel: tea", '3: unknown key "titel"', '"title"'),
        ("tea:\n  keywords: [tea (with pots)]", '2: no context "pots"', "name it under contexts"),
        (
            "tea:\n  contexts: {pot: [kettle]}\n  keywords: [tea (with pots)]",
            '3: no context "pots"',
            'did you mean "pot"?',
        ),
        ("tea:\n  broader: drnks\n  keywords: [tea]\ndrinks: {keywords: [gin]}",
         '1: tea: broader topic "drnks" does not exist', 'did you mean "drinks"?'),
        ("aa: {broader: bb, keywords: [tea]}\nbb: {broader: aa, keywords: [gin]}",
         "1: aa < bb < aa", None),
        ("tea:\n  profile: builtin\n  keywords: [tea]", '2: no built-in weights for "tea"', None),
        ("tea:\n  profile: mine.json\n  keywords: [tea]", '2: profile must be "builtin"', None),
        ("include: built-in\ntea: {keywords: [tea]}", "1: include must be", None),
        ("tea: {keywords: [tea]}\ntea: {keywords: [tea]}", '2: repeated key "tea"', None),
    ],
)  # fmt: skip
def test_wrong_files_are_named_by_line(
    tmp_path: Path, text: str, message: str, hint: str | None
) -> None:
    """Every mistake names file and line, and what was probably meant."""
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text))

    place, _, rest = caught.value.message.partition("topics.yaml:")
    assert place == f"{tmp_path}/"
    assert rest.startswith(message.replace("C..", "C++").replace('".."', '"+"'))
    assert (hint or "") in (caught.value.hint or "")


def test_the_fingerprint_moves_with_what_moves_scores(tmp_path: Path) -> None:
    """Another keyword changes the fingerprint; another comment does not."""
    one = load(write(tmp_path, "tea: {keywords: [oolong]}")).fingerprint
    same = load(write(tmp_path, "# tea\n\ntea:\n  keywords:\n    - oolong\n")).fingerprint
    other = load(write(tmp_path, "tea: {keywords: [oolong, matcha]}")).fingerprint

    assert one == same
    assert one != other


def test_a_context_named_line_moves_the_fingerprint(tmp_path: Path) -> None:
    """Only the numbers of lines are left out of it."""
    text = "tea: {{keywords: [leaf (with line)], contexts: {{line: [{}]}}}}"
    one, other = (load(write(tmp_path, text.format(word))).fingerprint for word in ("cup", "pot"))

    assert one != other


@pytest.mark.parametrize("name", ["tea-brewing", "NO", "017", "a-b", "x.y_z", "café"])
def test_the_template_works_as_it_is(tmp_path: Path, name: str) -> None:
    """A new topic loads at once, alone or appended to a file that is there."""
    file = write(tmp_path, template.file(name))
    assert list(load(file).topics)[4:] == [name]

    file.write_text(file.read_text(encoding="utf-8") + template.topic("more"), encoding="utf-8")
    assert list(load(file).topics)[4:] == [name, "more"]


def test_the_templates_examples_work_when_uncommented(tmp_path: Path) -> None:
    """Without the "# " of its example lines the topic still loads."""
    lines = template.topic("tea-brewing").splitlines()
    edited = [
        line.replace("# ", "", 1)
        for line in lines
        if not line.lstrip().startswith(
            ("# Add", "# Capitals", "# broader", "# description", "# authors")
        )
    ]
    topic = load(write(tmp_path, "\n".join(edited))).topics["tea-brewing"]

    assert len(topic.keywords) == 6
    assert topic.keywords[-1].title_only
    assert len(topic.exclusions) == 1


@pytest.mark.parametrize("name", ["", "x", "two words", "include", "-a", "a,b", "x" * 99])
def test_names_that_cannot_be_topics_are_refused(name: str) -> None:
    """A topic's name must fit a command line."""
    with pytest.raises(UsageError, match="is not a valid topic name"):
        template.topic(name)
