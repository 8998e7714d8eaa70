"""The commands: one file each; importing it registers it."""

COMMANDS = (
    "run",
    "ingest",
    "tag",
    "rank",
    "search",
    "show",
    "open",
    "topics",
    "evaluate",
    "simulate",
    "screenings",
    "export",
    "obsidian",
    "duplicates",
    "review",
    "mark",
    "undo",
    "forget",
    "status",
    "check",
    "compact",
    "formats",
    "config",
    "completion",
)
"""The modules in the order in which --help lists their commands."""
