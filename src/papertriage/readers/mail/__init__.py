"""Forms that arrive by mail."""
