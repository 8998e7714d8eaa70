"""papertriage: from any dump or feed of papers to a short, ranked, explained reading list."""

__version__ = "0.2.0"
