"""``papertriage tag FILES -o FOLDER/``: its messages and its exit code."""

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from papertriage.cli.run import OK, PARTIAL, Run
from papertriage.cli.stdin import STDIN
from papertriage.errors import MissingInputError, NoRecordsError, UsageError
from papertriage.text.clean import counted, safe

if TYPE_CHECKING:
    from papertriage.flows.tag.engines import Engine
    from papertriage.flows.tag.tag_files import Done, Part
    from papertriage.topics.taxonomy import Taxonomy

_SHARD = re.compile(r"(\d{1,6})/([1-9]\d{0,5})")


def named_parts(inputs: Sequence[str], folder: Path, shard: str | None) -> "list[Part]":
    """Return the files that inputs and patterns name; with a shard I/N every Nth, from number I.

    Raises:
        UsageError: two inputs have the same output, or the shard is invalid.
        MissingInputError: an input does not exist.
    """
    from papertriage.flows.tag.tag_files import parts_of

    if STDIN in inputs:
        raise UsageError(
            "-o FOLDER/ cannot be used with -, which has no file name", hint="use -o FILE"
        )
    parts = parts_of(inputs, folder)
    if shard is None:
        return parts
    found = _SHARD.fullmatch(shard)
    if not found or int(found[1]) >= int(found[2]):
        raise UsageError(f"--shard {safe(shard)}: must be I/N with I from 0 to N-1")
    return parts[int(found[1]) :: int(found[2])]


def tag_files(
    run: Run, parts: "list[Part]", taxonomy: "Taxonomy", engine: "Engine", *, dry_run: bool
) -> int:
    """Tag each file into a file of its own.

    Raises:
        MissingInputError: all failed; raised for the last one.
        NoRecordsError: all failed; raised for the last one.
    """
    from papertriage.flows.tag.tag_files import pending, tag_parts
    from papertriage.flows.tag.topic_counts import TopicCounts

    todo = pending(parts, taxonomy)
    if dry_run:
        count = f"{len(todo.parts)} of {counted(len(parts), 'file')}"
        run.screen.say(f"{count} to tag; dry run, nothing written")
        return OK
    made: list[tuple[Part, Done]] = []
    with run.screen.progress("files") as advance:
        for part, done in tag_parts(todo.parts, taxonomy, engine, datetime.now(UTC).date()):
            _report(run, part, done)
            made.append((part, done))
            advance(1, len(todo.parts))
    counts, rejected = TopicCounts.of(taxonomy), 0
    for done in (*todo.done, *(done for _, done in made)):
        counts.add(done.counts)
        rejected += done.rejected
    failed = [(part, done) for part, done in made if done.failure]
    before = f", {len(todo.done)} of them already done" if todo.done else ""
    run.screen.say(f"{counted(len(parts) - len(failed), 'file')}{_where(parts)}{before}")
    papers = counted(counts.papers, "paper")
    if rejected:
        run.screen.warn(f"{counted(rejected, 'record')} rejected, {papers} read")
    run.screen.say(f"{papers}: {counts}")
    return _code(failed, len(parts))


def _report(run: Run, part: "Part", done: "Done") -> None:
    source, papers = safe(part.source), counted(done.counts.papers, "paper")
    if done.problems:
        more = done.rejected - len(done.problems)
        run.screen.problems(source, done.problems, more=max(more, 0), kept="the others are tagged")
    if done.failure:
        kept = f"; kept the {papers} before it" if done.counts.papers else ""
        run.screen.warn(f"{source}: {done.failure}{kept}")
    else:
        run.screen.detail(f"{source}: {papers}")


def _code(failed: "list[tuple[Part, Done]]", parts: int) -> int:
    """Return the exit code; raise the error of the last file if all failed."""
    if not failed:
        return OK
    part, last = failed[-1]
    if len(failed) == parts and not any(done.counts.papers for _, done in failed):
        kind = MissingInputError if last.code == MissingInputError.exit_code else NoRecordsError
        raise kind(f"{safe(part.source)}: {last.failure}")
    return PARTIAL


def _where(parts: "list[Part]") -> str:
    return f" in {safe(os.path.relpath(parts[0].folder))}/" if parts else ""
