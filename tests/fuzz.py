"""The mutation fuzzer: the fixtures of all readers, mutated, must be read and stored safely.

    make fuzz                                        a few minutes
    .venv/bin/python tests/fuzz.py --seconds 600     longer
    .venv/bin/python tests/fuzz.py --seed 7 --number 1234    one input again

An input follows from its seed and number alone. One that breaks a promise (see `fuzz_checks`) is
written to .fuzz/, and the command that reads it again is printed.
"""

import argparse
import secrets
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from forms_help import ALL
from fuzz_checks import Find, HangError, check_reading, check_storing
from fuzz_mutations import PLANTED, mutated, pose_in_table
from papertriage.readers.registry import FORMS

ROOT = Path(__file__).parent.parent
_STORED_AT_ONCE = 25
"""Inputs that are stored together; of three such groups one is stored."""
_EACH = 3
_POSING = 0.05
"""Share of the tables that get a column that poses as another."""
_HEADERLESS = frozenset({"embase-rows"})
"""Tables without a header: a further column would be content that names the planted paper."""
_FORCED = 0.2
"""Share of the inputs that are read as a form of our choice, as by --from."""


class Input(NamedTuple):
    """One input.

    Attributes:
        seed, number: what it follows from.
        name: the fixture that it was made of.
        data: its bytes.
        form: what it is read as; None: what it looks like.
    """

    seed: int
    number: int
    name: str
    data: bytes
    form: str | None


class Found(NamedTuple):
    """A promise that an input breaks."""

    input: Input
    reason: str


class Totals:
    """Counts what was tried."""

    inputs = 0
    stored = 0


def make(seed: int, number: int) -> Input:
    """Return an input: a fixture of a form, mutated."""
    rng = Random(f"{seed} {number}")
    form, path = rng.choice(ALL)
    other = rng.choice(ALL)[1]
    forced = rng.choice((form, rng.choice(sorted(FORMS)))) if rng.random() < _FORCED else None
    if path.suffix == ".csv" and form not in _HEADERLESS and rng.random() < _POSING:
        # Mutated further, it may be read as lines, which name the planted paper openly.
        data = pose_in_table(rng, path.read_bytes())
    else:
        data = mutated(rng, path.read_bytes(), other.read_bytes())
    if forced != form and PLANTED.encode() in data:
        forced = None  # text of another form may name it openly, too
    return Input(seed, number, path.name, data, forced)


def fuzz(seed: int, seconds: float, totals: Totals) -> Iterator[Found]:
    """Try inputs for some seconds of processor time; yield those that break a promise."""
    end = time.process_time() + seconds
    group: list[Input] = []
    while time.process_time() < end:
        one = make(seed, totals.inputs)
        totals.inputs += 1
        if found := try_reading(one):
            yield found
        else:
            group.append(one)
        if len(group) == _STORED_AT_ONCE:
            if totals.inputs // _STORED_AT_ONCE % _EACH == 0:
                totals.stored += len(group)
                yield from try_storing(group)
            group = []


def try_reading(one: Input) -> Found | None:
    """Read an input; return the promise that it breaks."""
    rng = Random(one.number)
    try:
        check_reading(rng, one.data, one.form)
    except (Exception, HangError) as error:  # noqa: BLE001 - any of them is a find
        return Found(one, _reason(error))
    return None


def try_storing(group: list[Input]) -> Iterator[Found]:
    """Store inputs together; if that breaks a promise, yield the inputs that do it alone."""
    if _storing(group) is None:
        return
    alone = [Found(one, reason) for one in group if (reason := _storing([one]))]
    yield from alone or [Found(one, "breaks with the 24 others only") for one in group[:1]]


def _storing(group: list[Input]) -> str | None:
    with TemporaryDirectory(prefix="papertriage-fuzz-") as folder:
        try:
            check_storing(Path(folder), [one.data for one in group])
        except (Exception, HangError) as error:  # noqa: BLE001 - as above
            return _reason(error)
    return None


def _reason(error: BaseException) -> str:
    if isinstance(error, Find):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "papertriage" in frame.filename] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
    what = "hangs" if isinstance(error, HangError) else f"{type(error).__name__}: {error}"
    return f"{what} at {place}"[:500]


def keep(found: Found, folder: Path = ROOT / ".fuzz") -> str:
    """Write an input to a file; return what was found, and how to see it again."""
    one = found.input
    folder.mkdir(exist_ok=True)
    path = folder / f"{one.seed}-{one.number}{Path(one.name).suffix}"
    path.write_bytes(one.data)
    form = f" --from {one.form}" if one.form else ""
    shown = found.reason.encode("ascii", "backslashreplace").decode()
    return (
        f"{one.name}, input {one.number} of seed {one.seed}: {shown}\n"
        f"  .venv/bin/python tests/fuzz.py --seed {one.seed} --number {one.number}\n"
        f"  .venv/bin/papertriage ingest{form} -o - {path}\n"
    )


def main() -> int:
    """Run the fuzzer from the command line; return 1 if it found something."""
    parser = argparse.ArgumentParser(description="Read and store mutated fixtures.")
    parser.add_argument("--seconds", type=float, default=180, help="processor time (180)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="(any)")
    parser.add_argument("--number", type=int, help="try this one input only")
    given = parser.parse_args()
    warnings.simplefilter("error")
    if given.number is not None:
        one = make(given.seed, given.number)
        finds = [found for found in (try_reading(one), *try_storing([one])) if found]
        _say(*map(keep, finds))
        return int(bool(finds))
    _say(f"seed {given.seed}, {given.seconds:.0f} s of processor time")
    totals, count = Totals(), 0
    for found in fuzz(given.seed, given.seconds, totals):
        count += 1
        _say(keep(found))
    _say(f"{totals.inputs} inputs read, {totals.stored} of them stored, {count} finds")
    return int(count > 0)


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
