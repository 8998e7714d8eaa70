"""Measures how the time of some work grows with its input, also on a busy machine."""

import math
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TIMES = 8
"""How much longer the second input is than the first."""
MOST = 12.0
"""How much longer it may take: linear work takes 8 times as long, quadratic work 64 times."""


def growth(run: Callable[[T], object], make: Callable[[int], T], size: int, floor: float) -> float:
    """Return how much longer some work takes on `TIMES` as much input; 0.0 if it takes no time.

    Processor time is measured, and what looks slow is measured again: only work that is slow each
    time is slow.

    Args:
        run: the work.
        make: makes an input of a size.
        size: the size of the smaller input.
        floor: seconds of processor time that do not matter, whatever the growth.
    """
    small = make(size)
    if min(seconds(run, small) for _ in range(2)) > 25 * floor:
        return math.inf  # If the smaller one takes so long, the larger one might take hours.
    large = make(TIMES * size)
    factor = 0.0
    for _ in range(3):
        long = seconds(run, large)
        if long < floor:
            return 0.0
        factor = long / min(seconds(run, small) for _ in range(3))
        if factor <= MOST:
            break
    return factor


def seconds(run: Callable[[T], object], data: T) -> float:
    """Return the processor time that some work takes."""
    begin = time.process_time()
    run(data)
    return time.process_time() - begin
