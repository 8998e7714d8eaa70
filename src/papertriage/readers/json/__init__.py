"""Forms of JSON and JSON Lines."""
