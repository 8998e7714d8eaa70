"""Write docs/formats.md: every form of input, from the registry and its invented fixtures.

    .venv/bin/python scripts/formats_doc.py

The fields of a form come from reading its fixtures.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from forms_help import fixtures, papers  # noqa: E402 - needs tests/ on the path
from papertriage.paper import Paper, to_dict  # noqa: E402 - as above
from papertriage.readers.registry import FORMS, Form  # noqa: E402 - as above

OUT = ROOT / "docs" / "formats.md"
HEAD = """# What papertriage reads

Generated from the registry of readers and the invented fixtures in `tests/data/` by
`scripts/formats_doc.py`. Do not edit this page.

papertriage detects the form of a source from its content; byte order marks, leading blank lines,
gzip and a wrong file name make no difference. `papertriage ingest --from FORM` overrides this.
Forms marked "by line" may be pasted one after another in any order; the others are whole documents.
A record that cannot be read is reported with its line, and the other records are kept.

"Provides" lists the fields that the fixtures of a form have after cleaning (other files of that
form may have more). "Lacks" lists common fields that are missing.

| form | what it is | recognised by | provides | lacks |
|---|---|---|---|---|
"""
WANTED = ("title", "abstract", "authors", "published", "ids", "url")
DERIVED = {"id", "sources", "date_inferred", "abstract_truncated"}


def main() -> None:
    """Write the page."""
    OUT.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page as it should be."""
    return HEAD + "".join(_row(form) for form in FORMS.values())


def _row(form: Form) -> str:
    read = [paper for path in fixtures(form.name) for paper in papers(path.read_bytes())]
    given = [name for name in Paper.__struct_fields__ if any(name in _filled(p) for p in read)]
    lacking = [name for name in WANTED if name not in given]
    by_line = ", by line" if form.by_line else ""
    cells = (
        f"`{form.name}`",
        form.title + by_line,
        form.mark,
        ", ".join(given),
        ", ".join(lacking),
    )
    return "| " + " | ".join(cell.replace("|", r"\|") or "–" for cell in cells) + " |\n"


def _filled(paper: Paper) -> set[str]:
    """Return the fields that have a value; an id that is a hash of the text does not count."""
    fields = {name for name, value in to_dict(paper).items() if value not in (None, [], {})}
    if set(paper.ids) == {"sha1"}:
        fields.discard("ids")
    return fields - DERIVED


if __name__ == "__main__":
    main()
