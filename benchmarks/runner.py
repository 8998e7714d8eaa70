"""Time commands as whole processes, for all benchmarks in this folder.

Rounds are interleaved (each command once, then each again), so that a machine that is busy for a
while slows all commands alike. Figures are medians, and ratios compare commands of the same run.
The output of a command goes to the null device.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Measure(NamedTuple):
    """The medians of one command over all rounds.

    Attributes:
        wall: seconds by the clock.
        cpu: seconds of processor time, user and system, children included.
        peak: peak resident memory, MiB.
    """

    wall: float
    cpu: float
    peak: float


def run_once(command: Sequence[str]) -> Measure:
    """Run a command once.

    Raises:
        RuntimeError: it failed; its message was printed.
    """
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"exit {process.returncode}: {' '.join(command)}")
    unit = 1 << (20 if sys.platform == "darwin" else 10)  # macOS counts bytes, Linux KiB
    return Measure(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def interleaved(
    commands: Mapping[str, Sequence[str]],
    rounds: int,
    before: Callable[[str], None] = lambda _name: None,
) -> dict[str, Measure]:
    """Run each command once a round and return its medians.

    Args:
        commands: name -> command line.
        rounds: how often; the first round warms caches and is not counted if there are more.
        before: called with the name before each run, to restore the initial state.
    """
    seen: dict[str, list[Measure]] = {name: [] for name in commands}
    for _ in range(rounds + (rounds > 1)):
        for name, command in commands.items():
            before(name)
            seen[name].append(run_once(command))
    return {name: _median(runs[1:] if rounds > 1 else runs) for name, runs in seen.items()}


def table(measures: Mapping[str, Measure], base: str, *, by: str = "wall") -> str:
    """Return a Markdown table with the ratio of each command to the one called `base`.

    Args:
        measures: what `interleaved` returned.
        base: the command that is 1.00.
        by: the figure for the ratios, ``wall`` or ``cpu``.
    """
    unit = getattr(measures[base], by)
    lines = [f"| | wall s | cpu s | peak MiB | x {base} ({by}) |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {one.wall:.3f} | {one.cpu:.3f} | {one.peak:.0f} |"
        f" {getattr(one, by) / unit:.2f} |"
        for name, one in measures.items()
    ]
    return "\n".join(lines) + "\n"


def _median(runs: Sequence[Measure]) -> Measure:
    return Measure(*(statistics.median(figures) for figures in zip(*runs, strict=True)))
