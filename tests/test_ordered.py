"""The counted tree against a plain sorted set."""

from bisect import bisect_left

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.library.blocks import private_blocks
from papertriage.library.ordered import KINDS, WIDTH, Ordered, Shape


def key(number: int, kind: int) -> bytes:
    return number.to_bytes(WIDTH - 1) + bytes([kind])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "take", "settle", "clear"]),
        st.integers(0, 3000),
        st.integers(1, 400),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, ranges=st.lists(st.tuples(st.integers(0, 3400), st.integers(0, 3400))))
def test_it_is_a_sorted_set_that_counts(
    steps: list[tuple[str, int, int]], ranges: list[tuple[int, int]]
) -> None:
    """After any changes, in any stretches, ranges hold the keys and the counts of a plain set."""
    blocks = private_blocks()
    shape = Shape()
    tree, plain = Ordered(blocks, 1, shape), set[bytes]()
    for what, first, many in steps:
        keys = [key(number, number % KINDS) for number in range(first, first + many)]
        if what == "settle":
            tree.settle()
            blocks.flush()
            tree = Ordered(blocks, 1, shape)
        elif what == "clear" and first < 300:
            tree.clear()
            plain.clear()
        elif what in {"add", "take"}:
            for each in keys:
                tree.change(each, there=what == "add")
            plain = plain | set(keys) if what == "add" else plain - set(keys)
    ordered = sorted(plain)
    for low, high in [(0, 9999), *map(sorted, ranges)]:
        start, end = key(low, 0), key(high, 0)
        expected = ordered[bisect_left(ordered, start) : bisect_left(ordered, end)]
        assert list(tree.keys(start, end)) == expected
        kinds = [each[-1] for each in expected]
        assert tree.counts(start, end) == tuple(map(kinds.count, range(KINDS)))
    blocks.close()


def test_a_range_is_counted_without_reading_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """To count among 50,000 keys, or to read the first of them, takes a handful of blocks."""
    blocks = private_blocks()
    shape = Shape()
    tree = Ordered(blocks, 1, shape)
    for number in range(50_000):
        tree.change(key(number, number % 3), there=True)
    tree.settle()
    asked: list[int] = []
    get = blocks.get

    def spied(kind: int, number: int) -> bytes:
        asked.append(number)
        return get(kind, number)

    monkeypatch.setattr(blocks, "get", spied)
    assert tree.counts(key(100, 0), key(40_100, 0)) == (13333, 13334, 13333, 0)
    assert len(asked) < 12
    asked.clear()
    assert next(tree.keys(key(30_000, 0), key(50_000, 0))) == key(30_000, 0)
    assert len(asked) < 6
    blocks.close()
