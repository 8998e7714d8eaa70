"""Sniffing YAML: lists of references in CSL are the only YAML that is read."""

import re

from papertriage.readers.registry import FORMS

_LIST = re.compile(r"(?:---[^\S\n]*\n)?references:[^\S\n]*\n\s*- +[\w-]+: ")
_TYPE = re.compile(r"^ +type: ", re.MULTILINE)


def sniff_yaml(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a list of references in YAML; None for anything else."""
    if not (_LIST.match(head) and _TYPE.search(head)):
        return None
    return "csl-yaml", f"csl-yaml: {FORMS['csl-yaml'].mark}"
