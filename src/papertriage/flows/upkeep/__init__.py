"""Maintains a library: duplicates, status, removal, undo."""
