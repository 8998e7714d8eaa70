"""Care for a library: duplicates, status, repair."""
