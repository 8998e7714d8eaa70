"""``papertriage formats``: list the formats that can be read and written."""

from papertriage.cli.app import command
from papertriage.cli.output import output
from papertriage.cli.run import OK, Run


@command("formats")
def formats(run: Run) -> int:  # noqa: ARG001 - every command takes it
    """List the formats that can be read and written."""
    from papertriage.readers.registry import FORMS
    from papertriage.writers.registry import WRITERS

    width = max(map(len, FORMS))
    lines = [f"{form.name:{width}}  {form.title}; {form.mark}" for form in FORMS.values()]
    with output(None) as write:
        write(b"read (ingest detects the form; --from FORM sets it):\n")
        write("".join(f"  {line}\n" for line in lines).encode())
        write(b"written (rank --format FORMAT):\n")
        write(f"  {', '.join(WRITERS)}\n".encode())
    return OK
