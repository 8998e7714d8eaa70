"""The commands: one file each, which registers its command when it is imported."""

GROUPS = {
    "Everyday": (
        "run", "ingest", "tag", "rank", "review", "search", "show", "open", "mark", "undo",
    ),
    "Topics": ("topics", "evaluate"),
    "Library": (
        "status", "stats", "duplicates", "export", "obsidian", "forget", "check", "compact",
    ),
    "More": ("init", "simulate", "screenings", "formats", "config", "completion", "help"),
}  # fmt: skip
"""The modules of the commands, in the order of --help."""
COMMANDS = tuple(name for names in GROUPS.values() for name in names)
