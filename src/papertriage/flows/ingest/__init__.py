"""From sources to papers in the library."""
